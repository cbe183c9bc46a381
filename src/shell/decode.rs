//! JavaScript values on their way in, each checked by hand.
//!
//! wasm-bindgen checks no types: a number where a text is expected would trap (trap 36), and serde costs
//! 19 kB (trap 38). So everything comes in as a `JsValue` and leaves here typed, or as a coded error.

use wasm_bindgen::JsValue;

use super::dom;
use super::node::JsNode;
use crate::core::error::{ErrorCode, Fault};
use crate::core::message::{Node, Shape};
use crate::core::secret::{MAX_CREDENTIAL_BYTES, Secret};

/// What a token function returned: a text, or an object with the text as `token`.
pub(super) fn credential(value: &JsValue) -> Result<Secret, Fault> {
    let inner = if value.is_object() { dom::get(value, "token") } else { value.clone() };
    // One character is at least one byte: what is too long isn't copied.
    match JsNode(inner).shape(MAX_CREDENTIAL_BYTES) {
        Shape::Text(text) => Secret::parse(&text),
        Shape::TooLong => Err(Secret::too_long()),
        Shape::Nothing | Shape::Number(_) | Shape::Object | Shape::Other => Err(Fault::new(
            ErrorCode::TokenInvalid,
            "The token function returned no token: return a string or { token }, or a promise.",
        )),
    }
}

/// What a token function threw or rejected with.
pub(super) fn rejection(thrown: &JsValue) -> Fault {
    let ours = dom::get(thrown, "name").as_string().as_deref() == Some("DockError");
    let thrown = if ours { thrown } else { &JsValue::UNDEFINED };
    Fault::thrown(dom::get(thrown, "code").as_string().as_deref(), dom::get(thrown, "retryable").as_bool())
}
