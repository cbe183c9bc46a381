//! The options of `mountConnect` and `mountUpdate`, read one by one into a [`Plan`].
//!
//! Whatever is wrong is found before anything is mounted.

use alloc::borrow::ToOwned;
use alloc::rc::Rc;
use alloc::string::String;

use wasm_bindgen::{JsCast, JsValue};

use super::dom::{self, Array, Element};
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
    /// With the functions among them.
    pub(super) options: Options,
    pub(super) look: Look,
    /// Where the dock's element goes.
    pub(super) place: Element,
    /// The signal and whether it is aborted already.
    pub(super) signal: Option<(JsValue, bool)>,
}

/// How the dock looks and what it says.
pub(super) struct Look {
    /// A text, or undefined.
    pub(super) title: JsValue,
    pub(super) theme: Theme,
    /// A BCP 47 tag; the page's language when there is none.
    pub(super) locale: Option<String>,
    /// The host's own words, by their names in the catalogue; undefined when there are none.
    pub(super) messages: JsValue,
}

/// Reads a call's arguments; `update` tells `mountUpdate` from `mountConnect`.
pub(super) fn read(target: &JsValue, options: &JsValue, update: bool) -> Result<Request, Fault> {
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
    let presentation = options.parse(Field::Presentation, Presentation::parse);
    let look = Look {
        title: options.take(Field::Title),
        theme: options.parse(Field::Theme, Theme::parse).unwrap_or_default(),
        locale: options.text(Field::Locale),
        messages: options.take(Field::Messages),
    };
    let signal = options.take(Field::Signal);
    let signal = options.boolean(Field::Aborted).map(|aborted| (signal, aborted));
    options.check()?;
    // What is missing has been refused: the fault is for the compiler.
    let (Some(vendor), Some(supply)) = (vendor, supply) else {
        return Err(Fault::option("options".to_owned(), "complete"));
    };
    let place = place(target)?;
    let modal = match (&place, presentation) {
        (_, Some(Presentation::Modal)) | (None, None) => true,
        (Some(_), Some(Presentation::Inline) | None) => false,
        (None, Some(Presentation::Inline)) => return Err(no_place()),
    };
    let place = match place {
        Some(place) => place,
        None => Some(dom::body()).filter(JsValue::is_object).ok_or_else(no_place)?.unchecked_into(),
    };
    let (surface, fallback) = (mode.surface(&vendor), mode == Mode::Auto);
    let plan = Plan {
        vendor,
        account,
        surface,
        fallback,
        modal,
        supply,
        auto_update,
        token_timeout,
        load_timeout,
        popup,
    };
    Ok(Request { plan, options, look, place, signal })
}

fn no_place() -> Fault {
    Fault::new(
        ErrorCode::TargetMissing,
        "There is no place to dock in: pass a target, once the page has a body.",
    )
}

/// A token for `update()`, when its options hold one.
pub(super) fn update_token(options: &JsValue) -> Result<Option<Secret>, Fault> {
    table::update_token(options)?.map(|text| Secret::parse(&text)).transpose()
}

fn vendor(options: &Options) -> Option<Vendor> {
    match options.text(Field::Vendor).as_deref() {
        Some("salesflow") => salesflow(options).map(Rc::new).map(Vendor::Salesflow),
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
    Some(Supply::new(source, options.has(Field::UpdateToken)))
}

/// The element to dock in; null means none.
fn place(target: &JsValue) -> Result<Option<Element>, Fault> {
    if target.is_null() {
        return Ok(None);
    }
    let found = dom::find(target);
    if found.is_object() {
        return Ok(Some(found.unchecked_into()));
    }
    let problem = if found.is_null() {
        "No element matches the target: mount after it is in the page."
    } else if target.is_string() {
        "The target is no valid selector."
    } else {
        "The target is no element: pass one, or a selector, or null for a dialog."
    };
    Err(Fault::new(ErrorCode::TargetMissing, problem))
}
