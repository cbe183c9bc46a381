//! Rust values on their way to JavaScript, field by field.
//!
//! By hand: for these few flat records serde-wasm-bindgen, with its cache of field names, costs 10 kB of wasm
//! where a loop over pairs costs less than one.

use wasm_bindgen::JsValue;

use super::dom::{self, Array, Object};
use crate::core::account::Account;
use crate::core::effect::{Callback, CloseReason};
use crate::core::error::Fault;
use crate::core::event::{Event, VERSION};

/// A plain object; a field without a value is left out.
pub(super) fn object(fields: &[(&str, Option<JsValue>)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        if let Some(value) = value {
            dom::set(&object, name, value);
        }
    }
    object.into()
}

/// A text field.
pub(super) fn text(text: &str) -> Option<JsValue> {
    Some(JsValue::from_str(text))
}

/// An account: with its token for callbacks, without for what outlives them.
pub(super) fn account(account: &Account, with_token: bool) -> JsValue {
    let token = account.token.as_ref().filter(|_| with_token);
    object(&[
        ("vendor", text(account.vendor.as_str())),
        ("id", text(account.id.as_str())),
        ("status", text(account.status.as_str())),
        ("vendorStatus", text(&account.vendor_status)),
        ("token", token.map(|token| JsValue::from_str(token.expose()))),
    ])
}

fn event(event: &Event) -> JsValue {
    object(&[
        ("version", Some(VERSION.into())),
        ("type", text(event.kind.as_str())),
        ("vendor", text(event.vendor.as_str())),
        ("flow", text(event.flow.as_str())),
        ("surface", text(event.surface.as_str())),
        ("reason", event.reason.map(JsValue::from_str)),
        ("origin", event.origin.as_deref().map(JsValue::from_str)),
        ("vendorStatus", event.vendor_status.as_deref().map(JsValue::from_str)),
    ])
}

/// The arguments of a callback.
pub(super) fn arguments(callback: &Callback, error: impl Fn(&Fault) -> JsValue) -> Array {
    let arguments = Array::new();
    arguments.push(&match callback {
        Callback::Active(reported) | Callback::Update(reported) => account(reported, true),
        &Callback::Reload { reason, attempt } => {
            object(&[("reason", text(reason.as_str())), ("attempt", Some(attempt.into()))])
        }
        &Callback::Close(reason) => object(&[
            ("completed", Some((reason == CloseReason::Completed).into())),
            ("reason", text(reason.as_str())),
        ]),
        Callback::Error(fault) => error(fault),
        Callback::State { state, .. } => JsValue::from_str(state.as_str()),
        Callback::Event(record) => event(record),
    });
    if let Callback::State { previous, .. } = callback {
        arguments.push(&JsValue::from_str(previous.as_str()));
    }
    arguments
}
