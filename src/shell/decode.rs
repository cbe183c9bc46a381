//! JavaScript values on their way in, each checked by hand.
//!
//! wasm-bindgen checks no types: a number where a text is expected would trap (trap 36), and serde costs
//! 19 kB (trap 38). So everything comes in as a `JsValue` and leaves here typed, or as a coded error.

use alloc::rc::Rc;
use alloc::string::String;

use wasm_bindgen::JsValue;

use super::dom;
use super::node::JsNode;
use crate::core::account::{Account, AccountId, Confirmed};
use crate::core::error::{ErrorCode, Fault};
use crate::core::message::{Node, Shape};
use crate::core::origin::{Origin, origin_of};
use crate::core::renewal::{Credential, Expiry};
use crate::core::secret::{MAX_CREDENTIAL_BYTES, Secret};
use crate::core::vendor::unipile;

/// What a token function returned: a text, or an object with the text as `token`.
pub(super) fn credential(value: &JsValue) -> Result<Secret, Fault> {
    secret(&token(value))?.ok_or_else(no_token)
}

/// What a link function returned: the address, or an object with it as `url` and perhaps a `state` and an `origin`.
pub(super) fn link(value: &JsValue) -> (Result<Secret, Fault>, Option<String>, Option<Origin>) {
    if !value.is_object() {
        return (credential(value), None, None);
    }
    let part = |key| dom::get(value, key);
    let state = part("state");
    let text = state.as_string().filter(|text| !text.is_empty());
    // Without the state that was meant anybody's redirect would do.
    let result = if text.is_none() && !state.is_undefined() && !state.is_null() {
        Err(no_token())
    } else {
        secret(&part("url")).and_then(|secret| secret.ok_or_else(no_token))
    };
    (result, text, part("origin").as_string().and_then(|text| origin_of(&text)))
}

/// What the host says of an account: an object with its `id`, which the redirect may have told, and its `vendorStatus`.
pub(super) fn confirmation(value: &JsValue, told: Option<AccountId>) -> Result<Rc<Account>, Fault> {
    let text = |key| {
        let value = if value.is_object() { dom::get(value, key) } else { JsValue::UNDEFINED };
        JsNode(value).shape(AccountId::MAX_WORD).text()
    };
    let id = text("id").and_then(|id| AccountId::from_word(&id)).or(told);
    let confirmed = text("confirmedBy").and_then(|word| Confirmed::parse(&word));
    match (id, text("vendorStatus").filter(|word| !word.is_empty())) {
        (Some(id), Some(word)) => Ok(unipile::account(id, word, confirmed)),
        (None, _) | (_, None) => Err(Fault::new(
            ErrorCode::TokenInvalid,
            "`confirm` must return { id, vendorStatus }: the account's id, and the vendor's word for its status.",
        )),
    }
}

/// An account's identifier in the vendor's own form.
pub(super) fn word_id(value: JsValue) -> Option<AccountId> {
    AccountId::from_word(&JsNode(value).shape(AccountId::MAX_WORD).text()?)
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
        "Your function returned no token: return a string or { token } (Unipile: { url, state? }), or a promise.",
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
