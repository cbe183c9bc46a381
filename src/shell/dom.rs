//! What we ask of the browser, and nothing more.
//!
//! Bound by hand rather than through web-sys and js-sys, which wrap nearly every call in a catch and cost
//! half as much again. Nothing is caught here: what touches another site's window, runs foreign code or takes the
//! host's word for something is asked by JavaScript of ours, which guards it. The rest throws only if the browser
//! is broken.

use alloc::boxed::Box;
use alloc::string::String;

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    pub(super) type Array;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> Array;
    #[wasm_bindgen(method)]
    pub(super) fn push(this: &Array, item: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn at(this: &Array, index: u32) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = length)]
    pub(super) fn count(this: &Array) -> u32;

    pub(super) type Object;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> Object;

    // For objects of our own.
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    pub(super) fn set_text(object: &JsValue, key: &str, value: &str);
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    pub(super) fn set_number(object: &JsValue, key: &str, value: u32);
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    pub(super) fn set_flag(object: &JsValue, key: &str, value: bool);

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn now() -> f64;

    #[derive(Clone)]
    pub(super) type Element;
}

#[wasm_bindgen(module = "/src/shell/stage.js")]
extern "C" {
    /// The elements of a stage.
    #[wasm_bindgen(js_name = Stage)]
    pub(super) type Parts;
    #[wasm_bindgen(constructor, js_class = Stage)]
    pub(super) fn new(place: &Element, style: &str, modal: bool, press: &JsValue) -> Parts;
    #[wasm_bindgen(method, getter)]
    pub(super) fn locale(this: &Parts) -> String;
    #[wasm_bindgen(method, getter)]
    pub(super) fn element(this: &Parts) -> Element;
    #[wasm_bindgen(method)]
    pub(super) fn dress(
        this: &Parts,
        keys: &str,
        texts: &str,
        messages: &JsValue,
        title: &JsValue,
        locale: &str,
        direction: &str,
        theme: &str,
    );
    #[wasm_bindgen(method)]
    pub(super) fn show(this: &Parts, view: &str, code: &str, text: i32, first: i32, second: i32);
    #[wasm_bindgen(method)]
    pub(super) fn focus(this: &Parts);
    #[wasm_bindgen(method)]
    pub(super) fn remove(this: &Parts);
}

#[wasm_bindgen(module = "/src/shell/hands.js")]
extern "C" {
    /// A dock's frame or popup, its timers, its request for a token; [`end`](Hands::end) undoes what is left.
    pub(super) type Hands;
    #[wasm_bindgen(constructor)]
    pub(super) fn new(settle: &JsValue, report: &JsValue) -> Hands;
    #[wasm_bindgen(method)]
    pub(super) fn settle(this: &Hands, which: u32, value: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn wait(this: &Hands);
    #[wasm_bindgen(method)]
    pub(super) fn heed(this: &Hands, signal: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn start(this: &Hands, timer: u32, millis: u32);
    #[wasm_bindgen(method)]
    pub(super) fn stop(this: &Hands, timer: u32);
    #[wasm_bindgen(method)]
    pub(super) fn ask(
        this: &Hands,
        request: u32,
        options: &Options,
        place: u32,
        vendor: &str,
        flow: &str,
        account: Option<&str>,
        attempt: u32,
    );
    #[wasm_bindgen(method)]
    pub(super) fn abandon(this: &Hands);
    #[wasm_bindgen(method, js_name = openPopup)]
    pub(super) fn open_popup(this: &Hands, width: u32, height: u32) -> bool;
    #[wasm_bindgen(method, js_name = openFrame)]
    pub(super) fn open_frame(this: &Hands, stage: &Parts, url: &str, page: u32);
    #[wasm_bindgen(method)]
    pub(super) fn navigate(this: &Hands, url: &str);
    #[wasm_bindgen(method)]
    pub(super) fn focus(this: &Hands) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn owns(this: &Hands, source: &JsValue) -> bool;
    #[wasm_bindgen(method, js_name = closeSurface)]
    pub(super) fn close_surface(this: &Hands);
    #[wasm_bindgen(method)]
    pub(super) fn end(this: &Hands);
}

#[wasm_bindgen(module = "/src/shell/browser.js")]
extern "C" {
    /// The host's options, read by a table. The `take_` functions believe the table: it must name their kind.
    pub(super) type Options;
    #[wasm_bindgen(constructor)]
    pub(super) fn new(options: &JsValue, table: &str) -> Options;
    #[wasm_bindgen(method)]
    pub(super) fn take(this: &Options, place: u32) -> JsValue;
    #[wasm_bindgen(method)]
    pub(super) fn has(this: &Options, place: u32) -> bool;
    /// Calls the host's function at a place, if there is one; what it throws is reported.
    #[wasm_bindgen(method)]
    pub(super) fn notify(this: &Options, place: u32, values: &Array);
    #[wasm_bindgen(method)]
    pub(super) fn refuse(this: &Options, place: u32, expected: &str);
    /// The path of the first option that is wrong, and what it must be.
    #[wasm_bindgen(method, getter)]
    pub(super) fn fault(this: &Options) -> Option<Array>;

    /// The page's `message` events, while it is open: `hear` gets each one's origin, data and source.
    pub(super) type Inbox;
    #[wasm_bindgen(constructor)]
    pub(super) fn new(hear: &JsValue) -> Inbox;
    #[wasm_bindgen(method)]
    pub(super) fn open(this: &Inbox);
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &Inbox);

    /// The element that a selector finds, or that `target` is; null when there is none, undefined when it can't be.
    pub(super) fn find(target: &JsValue) -> JsValue;
    /// The page's body.
    pub(super) fn body() -> JsValue;
    /// A property; null when it can't be read.
    pub(super) fn get(object: &JsValue, key: &str) -> JsValue;
    /// An own property in an array, undefined when there is none; `None` when reading would run foreign code.
    pub(super) fn own(object: &JsValue, key: &str) -> Option<Array>;
    /// What a value is: 0 nothing, 1 a text, 2 a longer one, 3 a number, 4 an object that is no array, 5 something else.
    pub(super) fn kind(value: &JsValue, max_text: u32) -> u32;
    /// The value of a JSON text; undefined when it is none.
    #[wasm_bindgen(js_name = parseJson)]
    pub(super) fn parse_json(text: &str) -> JsValue;
    /// A `DockError`, made by `make`.
    #[wasm_bindgen(js_name = makeError)]
    pub(super) fn make_error(
        make: &JsValue,
        code: &str,
        message: &str,
        retryable: bool,
        vendor: Option<&str>,
        field: Option<&str>,
        cause: &JsValue,
    ) -> JsValue;
}

/// A function in the hands of JavaScript's garbage collector. All are of one type, because each further type costs
/// glue of its own.
pub(super) fn function(work: impl Fn(u32, JsValue) -> JsValue + 'static) -> JsValue {
    let work: Box<dyn Fn(u32, JsValue) -> JsValue> = Box::new(work);
    Closure::wrap(work).into_js_value()
}
