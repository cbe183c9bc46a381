//! What the form asks of the browser, bound by hand like the dock's.

use alloc::boxed::Box;
use alloc::string::String;

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::core::plan::Millis;

#[wasm_bindgen]
extern "C" {
    pub(super) type Array;
    #[wasm_bindgen(method)]
    pub(super) fn at(this: &Array, index: u32) -> JsValue;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn page_time() -> f64;
}

#[wasm_bindgen(module = "/src/form/form.js")]
extern "C" {
    /// The form's elements, timers, requests and window.
    #[wasm_bindgen(js_name = Form)]
    pub(super) type Parts;
    #[wasm_bindgen(constructor, js_class = Form)]
    pub(super) fn new(
        place: &JsValue,
        style: &str,
        options: &Options,
        products: &str,
        context: &JsValue,
        make_error: &JsValue,
        report: &JsValue,
    ) -> Parts;
    #[wasm_bindgen(method, getter)]
    pub(super) fn locale(this: &Parts) -> String;
    #[wasm_bindgen(method, getter)]
    pub(super) fn speaks(this: &Parts) -> bool;
    #[wasm_bindgen(method, getter)]
    pub(super) fn account(this: &Parts) -> Option<String>;
    #[wasm_bindgen(method)]
    pub(super) fn dress(
        this: &Parts,
        keys: &str,
        texts: &str,
        speaks: bool,
        direction: &str,
        actions: &str,
        methods: &str,
    );
    #[wasm_bindgen(method)]
    pub(super) fn build(this: &Parts, scene: &str, name: &str, extra: &str);
    #[wasm_bindgen(method)]
    pub(super) fn offer(this: &Parts, place: u32, label: &str, description: &str, instead: bool);
    #[wasm_bindgen(method)]
    pub(super) fn draw(this: &Parts, rows: &str);
    #[wasm_bindgen(method)]
    pub(super) fn show(
        this: &Parts,
        title: i32,
        lead: i32,
        note: i32,
        submit: i32,
        flags: u32,
        missing: u32,
        actions: u32,
    );
    #[wasm_bindgen(method)]
    pub(super) fn clear(this: &Parts);
    #[wasm_bindgen(method)]
    pub(super) fn clock(this: &Parts, left: i32, resend: i32, aloud: bool);
    #[wasm_bindgen(method)]
    pub(super) fn ask(this: &Parts, request: u32, call: u32, intent: &str, value: &str);
    #[wasm_bindgen(method)]
    pub(super) fn abandon(this: &Parts, request: u32);
    #[wasm_bindgen(method)]
    pub(super) fn captcha(this: &Parts, key: &str, data: &str);
    #[wasm_bindgen(method)]
    pub(super) fn open(this: &Parts, url: &str);
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &Parts);
    #[wasm_bindgen(method)]
    pub(super) fn start(this: &Parts, timer: u32, millis: u32);
    #[wasm_bindgen(method)]
    pub(super) fn stop(this: &Parts, timer: u32);
    #[wasm_bindgen(method)]
    pub(super) fn tell(this: &Parts, kind: u32, value: &str);
    #[wasm_bindgen(method)]
    pub(super) fn fail(this: &Parts, code: &str, message: &str, retryable: bool, request: u32);
    #[wasm_bindgen(method)]
    pub(super) fn focus(this: &Parts, options: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn remove(this: &Parts);
}

#[wasm_bindgen(module = "/src/form/look.js")]
extern "C" {
    /// An object's own texts, a line each: see `Listed`.
    pub(super) fn texts(object: &JsValue, max_text: u32) -> String;
}

#[wasm_bindgen(module = "/src/shell/browser.js")]
extern "C" {
    /// The host's options, read by a table.
    pub(super) type Options;
    #[wasm_bindgen(constructor)]
    pub(super) fn new(options: &JsValue, table: &str) -> Options;
    #[wasm_bindgen(method)]
    pub(super) fn text(this: &Options, place: u32) -> Option<String>;
    #[wasm_bindgen(method)]
    pub(super) fn value(this: &Options, place: u32) -> JsValue;
    #[wasm_bindgen(method)]
    pub(super) fn pick(this: &Options, place: u32) -> i32;
    #[wasm_bindgen(method)]
    pub(super) fn refuse(this: &Options, place: u32, expected: &str);
    /// A `DockError` about the first option that is wrong, undefined when none is.
    #[wasm_bindgen(method)]
    pub(super) fn error(this: &Options, code: &str, vendor: Option<&str>) -> JsValue;

    /// A property of what was thrown, undefined unless that is a `DockError`.
    pub(super) fn told(thrown: &JsValue, key: &str) -> JsValue;
    /// An own property in an array, undefined when there is none; `None` when reading would run foreign code.
    pub(super) fn own(object: &JsValue, key: &str) -> Option<Array>;
    /// What a value is: see `JsNode`.
    pub(super) fn kind(value: &JsValue, max_text: u32) -> u32;
    /// The value of a JSON text; undefined when it is none.
    #[wasm_bindgen(js_name = parseJson)]
    pub(super) fn parse_json(text: &str) -> JsValue;
    /// Says what makes a `DockError`.
    pub(super) fn init(make_error: &JsValue);
}

/// Now, on the page's clock.
pub(super) fn now() -> Millis {
    Millis(page_time() as u64 as u32)
}

/// Who is called by JavaScript; see the dock's.
trait Called {
    fn call(&self, what: u32, value: JsValue) -> JsValue;
}

impl<F: Fn(u32, JsValue) -> JsValue> Called for F {
    fn call(&self, what: u32, value: JsValue) -> JsValue {
        self(what, value)
    }
}

/// A function in the hands of JavaScript's garbage collector. All are of one type, because each further type costs
/// glue of its own.
pub(super) fn function(work: impl Fn(u32, JsValue) -> JsValue + 'static) -> JsValue {
    into_function(Box::new(work))
}

fn into_function(called: Box<dyn Called>) -> JsValue {
    let work: Box<dyn Fn(u32, JsValue) -> JsValue> = Box::new(move |what, value| called.call(what, value));
    Closure::wrap(work).into_js_value()
}
