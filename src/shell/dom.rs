//! What we ask of the browser, and nothing more.
//!
//! Bound by hand rather than through web-sys and js-sys, which wrap nearly every call in a catch and cost
//! half as much again. Here only those calls are caught that can throw in our hands: what touches another
//! site's window, runs foreign code, or takes the host's word for something. The rest throws only if the
//! browser is broken.

use alloc::string::String;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    // Values

    #[derive(Clone)]
    #[wasm_bindgen(is_type_of = JsValue::is_function)]
    pub(super) type Function;
    #[wasm_bindgen(method, catch)]
    pub(super) fn apply(this: &Function, this_value: &JsValue, arguments: &Array)
    -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = String, is_type_of = JsValue::is_string)]
    pub(super) type Text;
    #[wasm_bindgen(method, getter)]
    pub(super) fn length(this: &Text) -> u32;

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

    /// For objects of our own.
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    pub(super) fn set(object: &JsValue, key: &str, value: &JsValue);
    #[wasm_bindgen(js_namespace = Math, js_name = random)]
    pub(super) fn random() -> f64;

    // Time

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    pub(super) fn set_timeout(work: &JsValue, millis: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(super) fn clear_timeout(id: &JsValue);
    #[wasm_bindgen(js_name = setInterval)]
    pub(super) fn set_interval(work: &JsValue, millis: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearInterval)]
    pub(super) fn clear_interval(id: &JsValue);

    pub(super) type Promise;
    #[wasm_bindgen(static_method_of = Promise)]
    pub(super) fn all(values: &Array) -> Promise;
    #[wasm_bindgen(method)]
    pub(super) fn then(this: &Promise, fulfilled: &JsValue, rejected: &JsValue);

    // Events

    pub(super) type EventTarget;
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(super) fn listen(this: &EventTarget, kind: &str, listener: &JsValue);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(super) fn unlisten(this: &EventTarget, kind: &str, listener: &JsValue);

    pub(super) type AbortController;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    pub(super) fn signal(this: &AbortController) -> JsValue;
    #[wasm_bindgen(method)]
    pub(super) fn abort(this: &AbortController);

    // Windows

    #[derive(Clone)]
    pub(super) type Window;
    #[wasm_bindgen(method, catch)]
    pub(super) fn open(this: &Window, url: &str, name: &str, features: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, js_name = screenX)]
    pub(super) fn screen_x(this: &Window) -> f64;
    #[wasm_bindgen(method, getter, js_name = screenY)]
    pub(super) fn screen_y(this: &Window) -> f64;
    #[wasm_bindgen(method, getter, js_name = outerWidth)]
    pub(super) fn outer_width(this: &Window) -> f64;
    #[wasm_bindgen(method, getter, js_name = outerHeight)]
    pub(super) fn outer_height(this: &Window) -> f64;
    /// Undefined in the useless handles that some blockers return.
    #[wasm_bindgen(method, getter, catch)]
    pub(super) fn closed(this: &Window) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn close(this: &Window) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(super) fn location(this: &Window) -> Result<Location, JsValue>;

    pub(super) type Location;
    #[wasm_bindgen(method, catch)]
    pub(super) fn replace(this: &Location, url: &str) -> Result<(), JsValue>;

    // Elements

    #[derive(Clone)]
    pub(super) type Document;
    #[wasm_bindgen(method, js_name = createElement)]
    pub(super) fn create_element(this: &Document, tag: &str) -> Element;

    #[derive(Clone)]
    pub(super) type Element;
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub(super) fn set_attribute(this: &Element, name: &str, value: &str);
    #[wasm_bindgen(method, getter, js_name = textContent)]
    pub(super) fn text_content(this: &Element) -> String;
    #[wasm_bindgen(method, setter, js_name = textContent)]
    pub(super) fn set_text_content(this: &Element, text: &str);
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_hidden(this: &Element, hidden: bool);
    #[wasm_bindgen(method)]
    pub(super) fn append(this: &Element, child: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn remove(this: &Element);
    #[wasm_bindgen(method, js_name = attachShadow)]
    pub(super) fn attach_shadow(this: &Element, options: &JsValue) -> Element;
    /// Of an iframe: null while it isn't in a document.
    #[wasm_bindgen(method, getter, js_name = contentWindow)]
    pub(super) fn content_window(this: &Element) -> JsValue;

    #[wasm_bindgen(js_name = CSSStyleSheet)]
    pub(super) type StyleSheet;
    #[wasm_bindgen(constructor, js_class = CSSStyleSheet)]
    pub(super) fn new() -> StyleSheet;
    #[wasm_bindgen(method, js_name = replaceSync)]
    pub(super) fn replace_sync(this: &StyleSheet, css: &str);
}

#[wasm_bindgen(module = "/src/shell/browser.js")]
extern "C" {
    /// The host's options, read by a table. The `take_` functions believe the table: it must name their kind.
    pub(super) type Options;
    #[wasm_bindgen(constructor)]
    pub(super) fn new(options: &JsValue, table: &str) -> Options;
    #[wasm_bindgen(method)]
    pub(super) fn take(this: &Options, place: u32) -> JsValue;
    #[wasm_bindgen(method, js_name = take)]
    pub(super) fn take_text(this: &Options, place: u32) -> Option<String>;
    #[wasm_bindgen(method, js_name = take)]
    pub(super) fn take_number(this: &Options, place: u32) -> Option<f64>;
    #[wasm_bindgen(method, js_name = take)]
    pub(super) fn take_boolean(this: &Options, place: u32) -> Option<bool>;
    #[wasm_bindgen(method, js_name = get)]
    pub(super) fn function(this: &Options, place: u32) -> Option<Function>;
    #[wasm_bindgen(method)]
    pub(super) fn refuse(this: &Options, place: u32, expected: &str);
    /// The path of the first option that is wrong, and what it must be.
    #[wasm_bindgen(method, getter)]
    pub(super) fn fault(this: &Options) -> Option<Array>;

    /// The element that a selector finds, or that `target` is; null when there is none, undefined when it can't be.
    pub(super) fn find(document: &Document, target: &JsValue) -> JsValue;
    /// A property; null when it can't be read.
    pub(super) fn get(object: &JsValue, key: &str) -> JsValue;
    /// An own property in an array, which is empty when there is none; `None` when reading would run foreign code.
    pub(super) fn own(object: &JsValue, key: &str) -> Option<Array>;
    /// Whether a value is an object, and no array.
    #[wasm_bindgen(js_name = isRecord)]
    pub(super) fn is_record(value: &JsValue) -> bool;
    /// The value of a JSON text; undefined when it is none.
    #[wasm_bindgen(js_name = parseJson)]
    pub(super) fn parse_json(text: &str) -> JsValue;
    /// A `DockError`, made by `make`.
    #[wasm_bindgen(js_name = makeError)]
    pub(super) fn make_error(
        make: &Function,
        code: &str,
        message: &str,
        retryable: bool,
        vendor: Option<&str>,
        field: Option<&str>,
        cause: &JsValue,
    ) -> JsValue;
    /// Calls a callback of the host; what it throws is reported.
    pub(super) fn notify(callback: &Function, values: &Array);
}

impl Array {
    /// An array of one item.
    pub(super) fn of(item: &JsValue) -> Self {
        let array = Self::new();
        array.push(item);
        array
    }
}
