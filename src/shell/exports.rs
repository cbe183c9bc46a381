//! The only function that JavaScript sees, and the functions that it answers.
//!
//! They are closures of one type, because a class costs glue for its body, its end and each of its methods. What
//! comes in is a `JsValue` and is checked, because wasm-bindgen checks nothing (trap 36).

use alloc::rc::Rc;
use core::cell::Cell;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::dock::Dock;
use super::dom::{self, Array};
use super::options;
use super::source::Source;
use crate::core::effect::Input;

/// The widget for this page; `make_error` makes a `DockError` of its fields.
///
/// Answers `(what, [target, options, settle]) => handle`, which mounts a flow; `settle` are the functions that
/// resolve and reject its `result`, and `what` is 0 for connecting, 1 for an update. With 2 and `[options]` it makes a
/// token source. When an argument is wrong it answers a `DockError`, and nothing is mounted or made.
#[wasm_bindgen]
#[must_use]
pub fn start(make_error: JsValue) -> JsValue {
    dom::init(make_error);
    let named = Rc::new(Cell::new(None));
    dom::function(move |what, call| {
        let call: Array = call.unchecked_into();
        let handle = if what == 2 {
            options::source(&call.at(0)).map(|source| source_handle(source, &named))
        } else {
            options::read(&call.at(0), &call.at(1), what == 1, named.take())
                .map(|request| dock_handle(Dock::mount(request, &call.at(2))))
        };
        handle.unwrap_or_else(|error| error)
    })
}

/// `(operation) => undefined`: a token source in JavaScript's hands. 0 names it as the one that the next dock shares,
/// 1 forgets its credential.
fn source_handle(source: Rc<Source>, named: &Rc<Cell<Option<Rc<Source>>>>) -> JsValue {
    let named = Rc::clone(named);
    dom::function(move |operation, _| {
        match operation {
            0 => named.set(Some(Rc::clone(&source))),
            _ => source.unlink(),
        }
        JsValue::UNDEFINED
    })
}

/// `(operation, argument) => answer`: a mounted flow in JavaScript's hands. It lives for as long as that function.
fn dock_handle(dock: Rc<Dock>) -> JsValue {
    // The numbers are those of `Operation` in js/dock.ts.
    dom::function(move |operation, argument| {
        match operation {
            0 => return dock.phase().into(),
            1 => return dock.account(),
            2 => return dock.element(),
            3 => dock.feed(Input::Reload),
            // Answers the error, for its caller to throw.
            4 => {
                return dock.update(&argument).err().unwrap_or(JsValue::UNDEFINED);
            }
            5 => dock.feed(Input::Unmount),
            6 => dock.feed(Input::Focus),
            7 => dock.feed(Input::Close),
            8 => dock.unlink(),
            _ => {}
        }
        JsValue::UNDEFINED
    })
}
