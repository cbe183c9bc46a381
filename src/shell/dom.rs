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

use crate::core::plan::Millis;
use crate::core::renewal::Moment;

#[wasm_bindgen]
extern "C" {
    pub(super) type Array;
    #[wasm_bindgen(method)]
    pub(super) fn at(this: &Array, index: u32) -> JsValue;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn now() -> f64;
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn wall() -> f64;

    #[derive(Clone)]
    pub(super) type Element;
}

#[wasm_bindgen(module = "/src/shell/stage.js")]
extern "C" {
    /// The elements of a stage.
    #[wasm_bindgen(js_name = Stage)]
    pub(super) type Parts;
    #[wasm_bindgen(constructor, js_class = Stage)]
    pub(super) fn new(place: &Element, style: &str, modal: bool, options: &Options, press: &JsValue)
    -> Parts;
    /// The option `locale`, or the language of the place.
    #[wasm_bindgen(method, getter)]
    pub(super) fn locale(this: &Parts) -> String;
    /// Whether the host brings words of its own.
    #[wasm_bindgen(method, getter)]
    pub(super) fn speaks(this: &Parts) -> bool;
    #[wasm_bindgen(method, getter)]
    pub(super) fn width(this: &Parts) -> u32;
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_height(this: &Parts, height: u32);
    #[wasm_bindgen(method, getter)]
    pub(super) fn element(this: &Parts) -> Element;
    #[wasm_bindgen(method)]
    pub(super) fn dress(this: &Parts, keys: &str, texts: &str, speaks: bool, direction: &str);
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
    pub(super) fn heed(this: &Hands, options: &Options, signal: u32);
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
        context: &JsValue,
        consents: bool,
    );
    #[wasm_bindgen(method)]
    pub(super) fn watch(this: &Hands) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn abandon(this: &Hands);
    #[wasm_bindgen(method, js_name = openPopup)]
    pub(super) fn open_popup(this: &Hands, width: u32, height: u32) -> bool;
    #[wasm_bindgen(method, js_name = openFrame)]
    pub(super) fn open_frame(this: &Hands, stage: &Parts, url: &str, page: u32, behind: bool);
    /// Puts the form at a place of the options on the stage.
    #[wasm_bindgen(method, js_name = openForm)]
    pub(super) fn open_form(
        this: &Hands,
        stage: &Parts,
        options: &Options,
        place: u32,
        context: &JsValue,
        page: u32,
    );
    /// Takes the page to `url`.
    #[wasm_bindgen(method)]
    pub(super) fn redirect(this: &Hands, url: &str, flow: &str, state: Option<&str>);
    /// Hears what a return page says over a channel.
    #[wasm_bindgen(method)]
    pub(super) fn listen(this: &Hands, state: Option<&str>);
    #[wasm_bindgen(method)]
    pub(super) fn reveal(this: &Hands);
    #[wasm_bindgen(method)]
    pub(super) fn navigate(this: &Hands, url: &str);
    #[wasm_bindgen(method)]
    pub(super) fn focus(this: &Hands) -> bool;
    #[wasm_bindgen(method, js_name = closeSurface)]
    pub(super) fn close_surface(this: &Hands);
    #[wasm_bindgen(method)]
    pub(super) fn end(this: &Hands);
}

#[wasm_bindgen(module = "/src/shell/browser.js")]
extern "C" {
    /// The host's options, read by a table.
    pub(super) type Options;
    #[wasm_bindgen(constructor)]
    pub(super) fn new(options: &JsValue, table: &str) -> Options;
    #[wasm_bindgen(method)]
    pub(super) fn value(this: &Options, place: u32) -> JsValue;
    #[wasm_bindgen(method)]
    pub(super) fn text(this: &Options, place: u32) -> Option<String>;
    #[wasm_bindgen(method)]
    pub(super) fn pick(this: &Options, place: u32) -> i32;
    #[wasm_bindgen(method)]
    pub(super) fn has(this: &Options, place: u32, word: &str) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn prepare(this: &Options, place: u32, expected: &str);
    /// Calls the host's function at a place, if there is one; what it throws is reported.
    #[wasm_bindgen(method)]
    pub(super) fn notify(this: &Options, place: u32, value: &JsValue, previous: Option<&str>);
    #[wasm_bindgen(method)]
    pub(super) fn forget(this: &Options);
    #[wasm_bindgen(method)]
    pub(super) fn refuse(this: &Options, place: u32, expected: &str);
    /// A `DockError` about the first option that is wrong, undefined when none is.
    #[wasm_bindgen(method)]
    pub(super) fn error(this: &Options, code: &str, vendor: Option<&str>) -> JsValue;

    /// The element that a selector finds, or that `target` is; null when there is none, undefined when it can't be.
    pub(super) fn find(target: &JsValue) -> JsValue;
    /// What a redirect has brought to this page for this flow, as an array of its state, the origin and the message; `None`
    /// when nothing has come.
    pub(super) fn returned(flow: &str) -> Option<Array>;
    /// The page's origin.
    pub(super) fn origin() -> String;
    /// The page's body.
    pub(super) fn body() -> JsValue;
    /// A property; null when it can't be read.
    pub(super) fn get(object: &JsValue, key: &str) -> JsValue;
    /// A property of what was thrown, undefined unless that is a `DockError`.
    pub(super) fn told(thrown: &JsValue, key: &str) -> JsValue;
    /// An own property in an array, undefined when there is none; `None` when reading would run foreign code.
    pub(super) fn own(object: &JsValue, key: &str) -> Option<Array>;
    /// What a value is: 0 nothing, 1 a text, 2 a longer one, 3 a number, 4 an object that is no array, 5 something else.
    pub(super) fn kind(value: &JsValue, max_text: u32) -> u32;
    /// The milliseconds since 1970 of a date or of a text that is one; NaN when it is neither.
    pub(super) fn millis(value: &JsValue) -> f64;
    /// The value of a JSON text; undefined when it is none.
    #[wasm_bindgen(js_name = parseJson)]
    pub(super) fn parse_json(text: &str) -> JsValue;
    /// An object of what follows the names, in their order; what isn't there is left out.
    pub(super) fn record(
        names: &str,
        flag: Option<bool>,
        count: Option<u32>,
        one: Option<&str>,
        two: Option<&str>,
        three: Option<&str>,
        four: Option<&str>,
        five: Option<&str>,
        six: Option<&str>,
        seven: Option<&str>,
        number: Option<u32>,
        float: Option<f64>,
    ) -> JsValue;
    /// Says what makes a `DockError`.
    pub(super) fn init(make_error: JsValue);
    /// A `DockError`.
    #[wasm_bindgen(js_name = makeError)]
    pub(super) fn make_error(
        code: &str,
        message: &str,
        retryable: bool,
        vendor: Option<&str>,
        cause: &JsValue,
    ) -> JsValue;
}

/// Now, on both clocks.
pub(super) fn moment() -> Moment {
    Moment { wall: wall(), page: Millis(now() as u64 as u32) }
}

/// Who is called by JavaScript.
///
/// Not `dyn Fn`: its table holds code for calls that consume it, too.
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
