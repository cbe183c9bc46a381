//! The options of `mountConnect` and `mountUpdate`, read one by one into a [`Plan`].
//!
//! Whatever is wrong is found before anything is mounted.

use alloc::string::String;

use wasm_bindgen::{JsCast, JsValue};

use super::dom::{self, Array, Document, Element};
use super::host::Host;
use super::table::{self, Field, Options};
use crate::core::account::AccountId;
use crate::core::error::{ErrorCode, Fault};
use crate::core::origin::Origin;
use crate::core::plan::{LOAD_TIMEOUT, Mode, Plan, Presentation, TOKEN_TIMEOUT, Theme, timeout};
use crate::core::popup::{PopupSize, side};
use crate::core::secret::Secret;
use crate::core::supply::{Supply, Token};
use crate::core::vendor::Vendor;
use crate::core::vendor::salesflow::Salesflow;

/// A checked call of `mountConnect` or `mountUpdate`.
pub(super) struct Request {
    pub(super) plan: Plan,
    pub(super) host: Host,
    pub(super) title: Option<String>,
    pub(super) presentation: Option<Presentation>,
    pub(super) theme: Theme,
    pub(super) locale: Option<String>,
    /// The host's own wording.
    pub(super) messages: Option<JsValue>,
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
    let options = Options::new(options);
    let vendor = vendor(&options);
    let account = if update { account_id(&options) } else { None };
    let token = options.take(Field::Token);
    let supply = supply(&options, &token);
    let mode = options.parse(Field::Mode, Mode::parse).unwrap_or_default();
    let width = options.number(Field::PopupWidth, side);
    let popup = PopupSize::new(width, options.number(Field::PopupHeight, side));
    let token_timeout = options.number(Field::TokenTimeout, timeout).unwrap_or(TOKEN_TIMEOUT);
    let load_timeout = options.number(Field::LoadTimeout, timeout).unwrap_or(LOAD_TIMEOUT);
    let auto_update = options.boolean(Field::AutoUpdate).unwrap_or(true);
    let title = options.text(Field::Title);
    let presentation = options.parse(Field::Presentation, Presentation::parse);
    let theme = options.parse(Field::Theme, Theme::parse).unwrap_or_default();
    let locale = options.text(Field::Locale);
    let messages = Some(options.take(Field::Messages)).filter(JsValue::is_object);
    let signal = options.take(Field::Signal);
    let signal = options.boolean(Field::Aborted).map(|aborted| (signal, aborted));
    options.check()?;
    // What is missing has been refused: the fault is for the compiler.
    let (Some(vendor), Some(supply)) = (vendor, supply) else {
        return Err(Fault::option("options", "complete"));
    };
    let place = place(document, target)?;
    let has_place = place.is_some();
    let surface = mode.surface(&vendor, has_place)?;
    let host = Host::new(options, token);
    let plan =
        Plan { vendor, account, surface, has_place, supply, auto_update, token_timeout, load_timeout, popup };
    Ok(Request { plan, host, title, presentation, theme, locale, messages, place, signal })
}

/// A token for `update()`, when its options hold one.
pub(super) fn update_token(options: &JsValue) -> Result<Option<Secret>, Fault> {
    table::update_token(options)?.map(|text| Secret::parse(&text)).transpose()
}

fn vendor(options: &Options) -> Option<Vendor> {
    match options.text(Field::Vendor).as_deref() {
        Some("salesflow") => salesflow(options).map(Vendor::Salesflow),
        Some(_) | None => options.refuse(Field::Vendor, "\"salesflow\""),
    }
}

fn salesflow(options: &Options) -> Option<Salesflow> {
    let host = options.parse(Field::Host, Origin::parse);
    let mut salesflow = Salesflow::new(
        host.or_else(|| options.refuse(Field::Host, "the host of Salesflow's embedded pages"))?,
    );
    let origins = options.take(Field::Origins);
    if origins.is_object() {
        let origins: Array = origins.unchecked_into();
        for index in 0..origins.count() {
            let origin = Origin::parse(&origins.at(index).as_string()?);
            salesflow.also_from(options.keep(Field::Origins, origin)?);
        }
    }
    Some(salesflow)
}

fn account_id(options: &Options) -> Option<AccountId> {
    let value = options.take(Field::AccountId);
    let id = match value.as_f64() {
        Some(number) => AccountId::from_number(number),
        None => value.as_string().and_then(|text| AccountId::from_digits(&text)),
    };
    id.or_else(|| options.refuse(Field::AccountId, "the account's id, a whole positive number"))
}

/// Where tokens come from.
fn supply(options: &Options, token: &JsValue) -> Option<Supply> {
    let source = if token.is_function() {
        Some(Token::Function)
    } else {
        token.as_string().and_then(|text| Secret::parse(&text).ok()).map(|secret| Token::Text(Some(secret)))
    };
    let expected = "a function that returns a token, or a token: visible ASCII, up to 8 KiB";
    let source = source.or_else(|| options.refuse(Field::Token, expected))?;
    Some(Supply::new(source, options.function(Field::UpdateToken).is_some()))
}

/// The element to dock in; null means none.
fn place(document: &Document, target: &JsValue) -> Result<Option<Element>, Fault> {
    if target.is_null() {
        return Ok(None);
    }
    let found = dom::find(document, target);
    if found.is_object() {
        return Ok(Some(found.unchecked_into()));
    }
    let problem = if found.is_null() {
        "No element matches the target: mount after it is in the page."
    } else if target.is_string() {
        "The target is no valid selector."
    } else {
        "The target is no element: pass one, or a selector, or null for a popup."
    };
    Err(Fault::new(ErrorCode::TargetMissing, problem))
}
