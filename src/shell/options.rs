//! The options of `mountConnect` and `mountUpdate`, read one by one into a [`Plan`].
//!
//! Whatever is wrong is found before anything is mounted.

use alloc::borrow::ToOwned;
use alloc::string::String;

use wasm_bindgen::{JsCast, JsValue};

use super::decode::Reader;
use super::dom::{self, Array, Document, Element};
use super::host::Host;
use crate::core::account::AccountId;
use crate::core::error::{ErrorCode, Fault};
use crate::core::origin::Origin;
use crate::core::plan::{Mode, Plan, token_timeout};
use crate::core::popup::PopupSize;
use crate::core::secret::Secret;
use crate::core::supply::{Supply, Token};
use crate::core::vendor::Vendor;
use crate::core::vendor::salesflow::Salesflow;

/// A checked call of `mountConnect` or `mountUpdate`.
pub(super) struct Request {
    pub(super) plan: Plan,
    pub(super) host: Host,
    pub(super) title: String,
    pub(super) place: Option<Element>,
    /// The signal and whether it is aborted already.
    pub(super) signal: Option<(JsValue, bool)>,
}

/// Reads a call's arguments; `update` tells `mountUpdate` from `mountConnect`.
pub(super) fn read(
    document: &Document,
    target: &JsValue,
    options: &JsValue,
    update: bool,
) -> Result<Request, Fault> {
    let reader = Reader::new(options)?;
    let vendor = match reader.text("vendor").as_deref() {
        Some("salesflow") => salesflow(&reader).map(Vendor::Salesflow),
        Some(_) | None => reader.wrong("vendor", "\"salesflow\""),
    };
    let account = if update { account_id(&reader) } else { None };
    let host = Host::read(&reader);
    let token = token(&reader, &host);
    let mode = reader.text("mode").and_then(|word| reader.keep(Mode::parse(&word)));
    let width = reader.number("popup", "width", "popup.width");
    let popup = PopupSize::new(width, reader.number("popup", "height", "popup.height"));
    let timeout = token_timeout(reader.number("timeouts", "token", "timeouts.token"));
    let (popup, token_timeout) = (reader.keep(popup), reader.keep(timeout));
    let auto_update = reader.boolean("autoUpdate");
    let title = reader.text("title");
    let signal = signal(&reader);
    let place = reader.keep(place(document, target)).flatten();
    let has_place = place.is_some();
    let surface = vendor.as_ref().map(|vendor| mode.unwrap_or_default().surface(vendor, has_place));
    let surface = surface.and_then(|surface| reader.keep(surface));
    if let Some(fault) = reader.fault() {
        return Err(fault);
    }
    let (Some(vendor), Some(token), Some(popup), Some(token_timeout), Some(surface)) =
        (vendor, token, popup, token_timeout, surface)
    else {
        // What is missing has been remembered: this is for the compiler.
        return Err(Fault::option("options", "complete"));
    };
    let supply = Supply::new(token, host.has_update_token());
    let auto_update = auto_update.unwrap_or(true);
    let plan = Plan { vendor, account, surface, has_place, supply, auto_update, token_timeout, popup };
    let title = title.unwrap_or_else(|| "Connect your LinkedIn account".to_owned());
    Ok(Request { plan, host, title, place, signal })
}

/// A token for `update()`, when its options hold one.
pub(super) fn update_token(options: &JsValue) -> Result<Option<Secret>, Fault> {
    if options.is_undefined() || options.is_null() {
        return Ok(None);
    }
    let reader = Reader::new(options)?;
    let secret = reader.text("token").and_then(|text| reader.keep(Secret::parse(&text)));
    reader.fault().map_or(Ok(secret), Err)
}

fn salesflow(reader: &Reader<'_>) -> Option<Salesflow> {
    let origin = |field: &'static str, text: &str| {
        reader.keep(Origin::parse(text).map_err(|expected| Fault::option(field, expected)))
    };
    let host =
        reader.text("host").or_else(|| reader.wrong("host", "the host of Salesflow's embedded pages"))?;
    let mut salesflow = Salesflow::new(origin("host", &host)?);
    if let Some(list) = reader.get("origins") {
        if Array::is_array(&list) != Ok(true) {
            return reader.wrong("origins", "an array of texts");
        }
        let Ok(list) = Array::from(&list) else { return reader.wrong("origins", "readable") };
        for index in 0..list.count() {
            let text = list.at(index).as_string().or_else(|| reader.wrong("origins", "an array of texts"))?;
            salesflow.also_from(origin("origins", &text)?);
        }
    }
    Some(salesflow)
}

fn account_id(reader: &Reader<'_>) -> Option<AccountId> {
    let value = reader.get("accountId").unwrap_or(JsValue::UNDEFINED);
    let id = match value.as_f64() {
        Some(number) => AccountId::from_number(number),
        None => value.as_string().and_then(|text| AccountId::from_digits(&text)),
    };
    id.or_else(|| reader.wrong("accountId", "the account's id, a whole positive number"))
}

/// The option `token` as the flow sees it.
fn token(reader: &Reader<'_>, host: &Host) -> Option<Token> {
    if host.has_token() {
        return Some(Token::Function);
    }
    let text = reader.get("token").and_then(|value| value.as_string());
    match text.and_then(|text| Secret::parse(&text).ok()) {
        Some(secret) => Some(Token::Text(Some(secret))),
        None => {
            reader.wrong("token", "a function that returns a token, or a token: visible ASCII, up to 8 KiB")
        }
    }
}

/// The signal and whether it is aborted. What only looks like one throws when it is asked.
fn signal(reader: &Reader<'_>) -> Option<(JsValue, bool)> {
    let signal = reader.get("signal")?;
    let aborted = dom::get(&signal, "aborted").ok().and_then(|aborted| aborted.as_bool());
    let listens = dom::get(&signal, "addEventListener").is_ok_and(|function| function.is_function());
    match aborted.filter(|_| listens) {
        Some(aborted) => Some((signal, aborted)),
        None => reader.wrong("signal", "an AbortSignal"),
    }
}

/// The element to dock in; null means none.
fn place(document: &Document, target: &JsValue) -> Result<Option<Element>, Fault> {
    let missing = |what: &'static str| Err(Fault::new(ErrorCode::TargetMissing, what));
    if target.is_null() {
        return Ok(None);
    }
    if let Some(selector) = target.as_string() {
        return match document.query_selector(&selector) {
            Ok(element) if element.is_object() => Ok(Some(element.unchecked_into())),
            Ok(_null) => missing("No element matches the target: mount after it is in the page."),
            Err(_) => missing("The target is no valid selector."),
        };
    }
    // Asks rather than believes: a proxy of an element is no element.
    match dom::get(target, "nodeType").map(|kind| kind.as_f64()) {
        Ok(Some(1.0)) => Ok(Some(target.clone().unchecked_into())),
        Ok(_) | Err(_) => missing("The target is no element: pass one, or a selector, or null for a popup."),
    }
}
