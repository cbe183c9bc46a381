//! Rust values on their way to JavaScript, field by field.
//!
//! By hand: for these few flat records serde-wasm-bindgen, with its cache of field names, costs 10 kB of wasm
//! where this costs less than one.

use wasm_bindgen::JsValue;

use super::dom::{self, Array, Object};
use crate::core::account::Account;
use crate::core::effect::{Callback, CloseReason};
use crate::core::error::Fault;
use crate::core::event::{Event, VERSION};
use crate::core::secret::Secret;

/// A plain object; a field without a value is left out.
struct Record(JsValue);

impl Record {
    fn new() -> Self {
        Self(Object::new().into())
    }

    fn text<'a>(&self, key: &str, text: impl Into<Option<&'a str>>) {
        if let Some(text) = text.into() {
            dom::set_text(&self.0, key, text);
        }
    }

    fn number(&self, key: &str, number: u32) {
        dom::set_number(&self.0, key, number);
    }
}

/// An account: with its token for callbacks, without for what outlives them.
pub(super) fn account(account: &Account, with_token: bool) -> JsValue {
    let record = Record::new();
    record.text("vendor", account.vendor.as_str());
    record.text("id", account.id.as_str());
    record.text("status", account.status.as_str());
    record.text("vendorStatus", account.vendor_status.as_str());
    if with_token {
        record.text("token", account.token.as_ref().map(Secret::expose));
    }
    record.0
}

fn event(event: &Event) -> JsValue {
    let record = Record::new();
    record.number("version", VERSION.into());
    record.text("type", event.kind.as_str());
    record.text("vendor", event.vendor.as_str());
    record.text("flow", event.flow.as_str());
    record.text("surface", event.surface.as_str());
    if let Some(duration) = event.duration {
        record.number("durationMs", duration.0);
    }
    record.text("reason", event.reason);
    record.text("origin", event.origin.as_deref());
    record.text("vendorStatus", event.vendor_status.as_deref());
    record.0
}

/// The arguments of a callback.
pub(super) fn arguments(callback: &Callback, error: impl Fn(&Fault) -> JsValue) -> Array {
    let arguments = Array::new();
    arguments.push(&match callback {
        Callback::Active(reported) | Callback::Update(reported) => account(reported, true),
        &Callback::Reload { reason, attempt } => {
            let record = Record::new();
            record.text("reason", reason.as_str());
            record.number("attempt", attempt);
            record.0
        }
        &Callback::Close(reason) => {
            let record = Record::new();
            dom::set_flag(&record.0, "completed", reason == CloseReason::Completed);
            record.text("reason", reason.as_str());
            record.0
        }
        Callback::Error(fault) => error(fault),
        Callback::State { state, .. } => JsValue::from_str(state.as_str()),
        Callback::Event(record) => event(record),
    });
    if let Callback::State { previous, .. } = callback {
        arguments.push(&JsValue::from_str(previous.as_str()));
    }
    arguments
}
