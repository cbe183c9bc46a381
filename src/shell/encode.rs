//! Rust values on their way to JavaScript, a record at a time.
//!
//! By hand: for these few flat records serde-wasm-bindgen, with its cache of field names, costs 10 kB of wasm. One call
//! with a place for whatever a record may hold costs less than one for each field.

use wasm_bindgen::JsValue;

use super::dom;
use crate::core::account::{Account, AccountId, Confirmed};
use crate::core::effect::{Callback, CloseReason};
use crate::core::error::Fault;
use crate::core::event::{Event, FlowKind, VERSION};
use crate::core::renewal::Expiry;
use crate::core::secret::Secret;
use crate::core::vendor::VendorName;
use crate::core::vendor::unipile::Returned;

/// A `DockError`.
pub(super) fn error(fault: &Fault, vendor: Option<VendorName>, cause: Option<&JsValue>) -> JsValue {
    dom::make_error(
        fault.code.as_str(),
        &fault.message,
        fault.retryable,
        vendor.map(VendorName::as_str),
        cause.unwrap_or(&JsValue::UNDEFINED),
    )
}

/// What a function of the host's is told when it is asked for something.
pub(super) fn context(
    vendor: VendorName,
    flow: FlowKind,
    account: Option<&AccountId>,
    attempt: u32,
    renews: Option<Expiry>,
    returned: Option<&Returned>,
) -> JsValue {
    let account = returned.and_then(|returned| returned.account.as_ref()).or(account);
    dom::record(
        "- - vendor flow accountId state receipt - - attempt renews",
        None,
        None,
        Some(vendor.as_str()),
        Some(flow.as_str()),
        account.map(AccountId::as_str),
        returned.and_then(|returned| returned.state.as_deref()),
        returned.and_then(|returned| returned.receipt.as_ref()).map(Secret::expose),
        None,
        None,
        Some(attempt),
        renews.map(Expiry::millis),
    )
}

/// An account: with its token for callbacks, without for what outlives them.
pub(super) fn account(account: &Account, with_token: bool) -> JsValue {
    dom::record(
        "- - vendor id status vendorStatus token confirmedBy",
        None,
        None,
        Some(account.vendor.as_str()),
        Some(account.id.as_str()),
        Some(account.status.as_str()),
        Some(account.vendor_status.as_str()),
        account.token.as_ref().filter(|_| with_token).map(Secret::expose),
        account.confirmed.map(Confirmed::as_str),
        None,
        None,
        None,
    )
}

fn event(event: &Event) -> JsValue {
    dom::record(
        "- version type vendor flow surface reason origin vendorStatus durationMs",
        None,
        Some(VERSION.into()),
        Some(event.kind.as_str()),
        Some(event.vendor.as_str()),
        Some(event.flow.as_str()),
        Some(event.surface.as_str()),
        event.reason,
        event.origin.as_deref(),
        event.vendor_status.as_deref(),
        event.duration.map(|duration| duration.0),
        None,
    )
}

/// Why something happened, and what else is to be said about it.
fn reason(completed: Option<bool>, attempt: Option<u32>, reason: &str) -> JsValue {
    let names = "completed - reason - - - - - - attempt";
    dom::record(names, completed, None, Some(reason), None, None, None, None, None, None, attempt, None)
}

/// The first argument of a callback; `error` makes a `DockError`.
pub(super) fn argument(callback: &Callback, error: impl Fn(&Fault) -> JsValue) -> JsValue {
    match callback {
        Callback::Active(reported) | Callback::Update(reported) => account(reported, true),
        Callback::Reload { reason: why, attempt } => reason(None, Some(*attempt), why.as_str()),
        Callback::Close(why) => reason(Some(*why == CloseReason::Completed), None, why.as_str()),
        Callback::Error(fault) => error(fault),
        Callback::State { state, .. } => JsValue::from_str(state.as_str()),
        Callback::Event(record) => event(record),
    }
}
