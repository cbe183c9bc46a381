//! Waiting for JavaScript without an executor.
//!
//! The closures are handed over to JavaScript's garbage collector, because dropping one that a promise still
//! holds would make a later settlement throw.

use alloc::boxed::Box;
use alloc::rc::Rc;

use wasm_bindgen::{JsValue, closure::Closure};

use super::dom::{self, Array, Promise};

/// Calls `done` when `value`, a promise or any other value, has settled: never in this tick.
pub(super) fn settled(value: &JsValue, done: impl Fn(Result<JsValue, JsValue>) + 'static) {
    let done = Rc::new(done);
    let failed = Rc::clone(&done);
    let fulfilled: Box<dyn Fn(JsValue)> = Box::new(move |all| done(Ok(dom::get(&all, "0"))));
    let rejected: Box<dyn Fn(JsValue)> = Box::new(move |thrown| failed(Err(thrown)));
    // `all` turns whatever a strange promise throws into a rejection; `resolve` and `then` would let it through.
    Promise::all(&Array::of(value))
        .then(&Closure::wrap(fulfilled).into_js_value(), &Closure::wrap(rejected).into_js_value());
}
