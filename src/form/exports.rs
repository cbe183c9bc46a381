//! The only function that JavaScript sees, and the functions that it answers.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::dom::{self, Array};
use super::open::{self, Form};
use super::options;

/// Checks the options; `make_error` makes a `DockError` of its fields.
///
/// Answers `(0, [place, context]) => handle`, which opens a form, or a `DockError` when an option is wrong.
#[wasm_bindgen]
#[must_use]
#[expect(
    clippy::needless_pass_by_value,
    reason = "wasm-bindgen keeps a reference alive by more glue than a value"
)]
pub fn wizard(options: JsValue, make_error: JsValue) -> JsValue {
    dom::init(&make_error);
    match options::read(&options) {
        Err(error) => error,
        Ok(request) => dom::function(move |_, call| {
            let (place, context) = open::arguments(&call.unchecked_into::<Array>());
            open::handle(Form::open(&request, &place, &context, &make_error))
        }),
    }
}
