//! The only function that JavaScript sees, and the functions that it answers.
//!
//! They are closures of one type, because a class costs glue for its body, its end and each of its methods. What
//! comes in is a `JsValue` and is checked, because wasm-bindgen checks nothing (trap 36).

use alloc::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::dock::Dock;
use super::dom::{self, Array};
use super::options;
use super::page::Page;
use crate::core::effect::Input;
use crate::core::error::Fault;

/// The widget for this page; `make_error` makes a `DockError` of its fields.
///
/// Answers `(update, [target, options, settle]) => handle`, which mounts a flow; `settle` are the functions that
/// resolve and reject its `result`, and `update` is 1 for an update, 0 for connecting. When an argument is wrong it
/// answers a `DockError`, and nothing is mounted.
#[wasm_bindgen]
#[must_use]
pub fn start(make_error: JsValue) -> JsValue {
    let page = Page::new(make_error);
    dom::function(move |update, call| {
        let call: Array = call.unchecked_into();
        match options::read(&call.at(0), &call.at(1), update == 1) {
            Ok(request) => handle(Dock::mount(&page, request, &call.at(2))),
            Err(fault) => page.error(&fault, None, None),
        }
    })
}

/// `(operation, argument) => answer`: a mounted flow in JavaScript's hands. It lives for as long as that function.
fn handle(dock: Rc<Dock>) -> JsValue {
    // The numbers are those of `Operation` in js/dock.ts.
    dom::function(move |operation, argument| {
        match operation {
            0 => return dock.phase().into(),
            1 => return dock.account(),
            2 => return dock.element(),
            3 => dock.feed(Input::Reload),
            // Answers the error, for its caller to throw.
            4 => {
                return update(&dock, &argument)
                    .map_or_else(|fault| dock.error(&fault), |()| JsValue::UNDEFINED);
            }
            5 => dock.feed(Input::Unmount),
            6 => dock.feed(Input::Focus),
            7 => dock.feed(Input::Close),
            _ => {}
        }
        JsValue::UNDEFINED
    })
}

fn update(dock: &Dock, options: &JsValue) -> Result<(), Fault> {
    dock.update(options::update_token(options)?)
}
