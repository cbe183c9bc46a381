//! The only function that JavaScript sees, and the functions that it answers.
//!
//! They are closures of one type, because a class costs glue for its body, its end and each of its methods. What
//! comes in is a `JsValue` and is checked, because wasm-bindgen checks nothing (trap 36).

use alloc::boxed::Box;
use alloc::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::dock::{Dock, Settle};
use super::dom::Array;
use super::options;
use super::page::Page;
use crate::core::effect::Input;
use crate::core::error::Fault;

/// The widget for a page; `make_error` makes a `DockError` of its fields.
///
/// Answers `(update, [target, options, resolve, reject]) => handle`, which mounts a flow whose `result` the last
/// two settle: `update` is 1 for an update, 0 for connecting. When an argument is wrong it answers a `DockError`,
/// and nothing is mounted.
#[wasm_bindgen]
#[must_use]
pub fn start(window: JsValue, document: JsValue, make_error: JsValue) -> JsValue {
    let page = Page::new(window.unchecked_into(), document.unchecked_into(), make_error.unchecked_into());
    let page = Rc::new(page);
    function(move |update, call| {
        let call: Array = call.unchecked_into();
        match options::read(&page.document, &call.at(0), &call.at(1), update == 1) {
            Ok(request) => {
                let settle =
                    Settle { resolve: call.at(2).unchecked_into(), reject: call.at(3).unchecked_into() };
                handle(Dock::mount(&page, request, settle))
            }
            Err(fault) => page.error(&fault, None, None),
        }
    })
}

/// `(operation, argument) => answer`: a mounted flow in JavaScript's hands. It lives for as long as that function.
fn handle(dock: Rc<Dock>) -> JsValue {
    // The numbers are those of `Operation` in js/dock.ts.
    function(move |operation, argument| {
        match operation {
            0 => return dock.phase().as_str().into(),
            1 => return dock.account(),
            2 => return dock.element().map_or(JsValue::NULL, JsValue::from),
            3 => dock.feed(Input::Reload),
            // Answers the error, for its caller to throw.
            4 => {
                return update(&dock, &argument)
                    .map_or_else(|fault| dock.error(&fault), |()| JsValue::UNDEFINED);
            }
            5 => dock.feed(Input::Unmount),
            // focus()
            6 => {}
            // close()
            7 => {}
            _ => {}
        }
        JsValue::UNDEFINED
    })
}

fn update(dock: &Dock, options: &JsValue) -> Result<(), Fault> {
    dock.update(options::update_token(options)?)
}

/// A function in the hands of JavaScript's garbage collector.
fn function(work: impl Fn(u32, JsValue) -> JsValue + 'static) -> JsValue {
    let work: Box<dyn Fn(u32, JsValue) -> JsValue> = Box::new(work);
    Closure::wrap(work).into_js_value()
}
