//! JavaScript values on their way in, each checked by hand.
//!
//! wasm-bindgen checks no types: a number where a text is expected would trap (trap 36), and serde costs
//! 19 kB (trap 38). So everything comes in as a `JsValue` and leaves here typed, or as a coded error.

use wasm_bindgen::JsValue;

use super::dom;
use super::node::JsNode;
use crate::core::account::AccountId;
use crate::core::error::{ErrorCode, Fault};
use crate::core::message::{Node, Shape};
use crate::core::renewal::{Credential, Expiry};
use crate::core::secret::{MAX_CREDENTIAL_BYTES, Secret};

/// What a token function returned: a text, or an object with the text as `token`.
pub(super) fn credential(value: &JsValue) -> Result<Secret, Fault> {
    secret(&token(value))?.ok_or_else(no_token)
}

/// The same for a source: null where no account is linked, and perhaps an `expiresAt` beside the token.
pub(super) fn expiring(value: &JsValue) -> Result<Option<Credential>, Fault> {
    let Some(secret) = secret(&token(value))? else { return Ok(None) };
    let end = if value.is_object() { dom::get(value, "expiresAt") } else { JsValue::UNDEFINED };
    let expiry = match (end.as_f64(), end.as_string()) {
        _ if end.is_undefined() || end.is_null() => return Ok(Some(Credential { secret, expiry: None })),
        (Some(number), _) => Expiry::from_number(number),
        (None, Some(text)) if !Expiry::is_certain(&text) => None,
        (None, _) => Expiry::from_number(dom::millis(&end)),
    };
    expiry.map(|expiry| Some(Credential { secret, expiry: Some(expiry) })).ok_or_else(|| {
        Fault::new(
            ErrorCode::TokenInvalid,
            "The token's `expiresAt` must be seconds or milliseconds since 1970, a Date, or an ISO 8601 text with a time zone.",
        )
    })
}

fn token(value: &JsValue) -> JsValue {
    if value.is_object() { dom::get(value, "token") } else { value.clone() }
}

fn secret(value: &JsValue) -> Result<Option<Secret>, Fault> {
    // One character is at least one byte: what is too long isn't copied.
    match JsNode(value.clone()).shape(MAX_CREDENTIAL_BYTES) {
        Shape::Text(text) => Secret::parse(&text).map(Some),
        Shape::Nothing => Ok(None),
        Shape::TooLong => Err(Secret::too_long()),
        Shape::Number(_) | Shape::Object | Shape::Other => Err(no_token()),
    }
}

fn no_token() -> Fault {
    Fault::new(
        ErrorCode::TokenInvalid,
        "The token function returned no token: return a string or { token }, or a promise.",
    )
}

/// An account's id: a number, or a text of digits.
pub(super) fn account_id(value: JsValue) -> Option<AccountId> {
    AccountId::read(JsNode(value).shape(AccountId::MAX_LENGTH))
}

/// What a function of the host's threw or rejected with; it is a `usual` failure unless it says which.
pub(super) fn rejection(usual: ErrorCode, thrown: &JsValue) -> Fault {
    let (code, retryable) = (dom::told(thrown, "code").as_string(), dom::told(thrown, "retryable").as_bool());
    Fault::thrown(usual, code.as_deref(), retryable)
}
