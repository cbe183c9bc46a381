//! The options of `mountConnect` and `mountUpdate`, read one by one into a [`Plan`].
//!
//! Whatever is wrong is found before anything is mounted.

use alloc::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};

use super::dom::{self, Element};
use super::source::Source;
use super::table::{Field, Options};
use super::{decode, encode};
use crate::core::account::AccountId;
use crate::core::error::{ErrorCode, Fault};
use crate::core::event::FlowKind;
use crate::core::origin::Origin;
use crate::core::plan::{LOAD_TIMEOUT, Millis, Mode, Plan, SurfaceKind, TOKEN_TIMEOUT};
use crate::core::popup::PopupSize;
use crate::core::secret::Secret;
use crate::core::supply::{Supply, Token};
use crate::core::vendor::Vendor;
use crate::core::vendor::linkedin::{Linkedin, Profile};
use crate::core::vendor::salesflow::Salesflow;
use crate::core::vendor::unipile::Unipile;

/// A checked call of `mountConnect` or `mountUpdate`.
pub(super) struct Request {
    pub(super) plan: Plan,
    pub(super) options: Rc<Options>,
    pub(super) source: Option<Rc<Source>>,
    /// Where the dock's element goes.
    pub(super) place: Element,
    /// Whether the signal is aborted already.
    pub(super) aborted: bool,
}

/// What the option `token` is.
#[derive(Clone, Copy, PartialEq)]
enum TokenKind {
    Absent,
    Function,
    Other,
}

impl TokenKind {
    fn of(options: &Options, field: Field) -> Self {
        match options.pick(field) {
            ..=-1 => Self::Absent,
            1 => Self::Function,
            _ => Self::Other,
        }
    }
}

/// Reads a call's arguments; `update` tells `mountUpdate` from `mountConnect`.
///
/// # Errors
/// A `DockError`.
pub(super) fn read(
    target: &JsValue,
    options: &JsValue,
    update: bool,
    source: Option<Rc<Source>>,
) -> Result<Request, JsValue> {
    let options = Rc::new(Options::new(options));
    let flow = if update { FlowKind::Update } else { FlowKind::Connect };
    let of_vendor = match options.pick(Field::Vendor) {
        0 => salesflow(&options, update),
        1 => linkedin(&options, source.is_some()),
        2 => unipile(&options, update),
        _ => options.refuse(Field::Vendor, ""),
    };
    let mode = Mode::at(options.pick(Field::Mode));
    if mode == Mode::Popup && of_vendor.as_ref().is_some_and(|it| it.vendor.stays()) {
        // Its pages speak to the page around them, and a window has none.
        let _none: Option<()> = options.refuse(Field::Mode, "\"auto\" or \"iframe\" for LinkedIn");
    }
    if mode == Mode::Redirect && !of_vendor.as_ref().is_some_and(|it| it.vendor.returns()) {
        // Its pages don't send the user back.
        let _none: Option<()> =
            options.refuse(Field::Mode, "\"auto\", \"iframe\" or \"popup\" for this vendor");
    }
    let size = PopupSize::default();
    let popup = PopupSize {
        width: options.number(Field::PopupWidth, size.width),
        height: options.number(Field::PopupHeight, size.height),
    };
    let timeout = |field, Millis(usual)| Millis(options.number(field, usual));
    let token_timeout = timeout(Field::TokenTimeout, TOKEN_TIMEOUT);
    let load_timeout = timeout(Field::LoadTimeout, LOAD_TIMEOUT);
    let auto_update = options.flag(Field::AutoUpdate).unwrap_or(true);
    // Whether it is a dialog, when the host says so.
    let modal = options.flag(Field::Presentation);
    options.pick(Field::Theme);
    let source = match &of_vendor {
        Some(OfVendor { token: Token::Shared, .. }) => {
            source.or_else(|| Some(Source::new(&options, token_timeout)))
        }
        Some(_) | None => None,
    };
    let aborted = options.flag(Field::Aborted).unwrap_or(false);
    options.check()?;
    // What is missing has been refused: the value is for the compiler.
    let Some(OfVendor { vendor, account, token }) = of_vendor else { return Err(JsValue::UNDEFINED) };
    let place = place(target)?;
    let modal = modal.unwrap_or(place.is_none());
    let place = match place {
        Some(place) => place,
        None => Some(dom::body())
            .filter(|body| modal && body.is_object())
            .ok_or_else(|| missing("There is no place to dock in: pass a target, once the page has a body."))?
            .unchecked_into(),
    };
    let best = vendor.best_surface();
    let surface = if best == SurfaceKind::Form { best } else { mode.surface(&vendor) };
    // Unipile advises against frames, and its frames post nothing that could be missed.
    let fallback = mode == Mode::Auto && !vendor.stays() && !vendor.returns();
    let conflicts =
        options.has(Field::Products, "recruiter") && options.has(Field::Products, "sales_navigator");
    let confirms = options.pick(Field::Confirm) == 1;
    let authorizes = options.pick(Field::Authorize) == 1;
    // LinkedIn has one source for all.
    let has_update_token =
        !matches!(token, Token::Shared | Token::Absent) && options.pick(Field::UpdateToken) == 1;
    let plan = Plan {
        vendor,
        flow,
        account,
        surface,
        fallback,
        modal,
        supply: Supply::new(token, has_update_token),
        authorizes,
        confirms,
        conflicts,
        auto_update,
        token_timeout,
        load_timeout,
        popup,
    };
    Ok(Request { plan, options, source, place, aborted })
}

/// A source, with the function of `tokenSource` as `token`.
///
/// # Errors
/// A `DockError`.
pub(super) fn source(options: &JsValue) -> Result<Rc<Source>, JsValue> {
    let options = Rc::new(Options::new(options));
    if TokenKind::of(&options, Field::Token) != TokenKind::Function {
        options.refuse::<()>(Field::Token, "a function that returns { token, expiresAt }, or null");
    }
    let source = Source::new(&options, TOKEN_TIMEOUT);
    options.check()?;
    Ok(source)
}

/// What each vendor reads in its own way.
struct OfVendor {
    vendor: Vendor,
    account: Option<AccountId>,
    token: Token,
}

fn linkedin(options: &Options, has_source: bool) -> Option<OfVendor> {
    let api_key = options.text(Field::ApiKey);
    let api_key =
        api_key.or_else(|| options.refuse(Field::ApiKey, "the client id of your LinkedIn application"))?;
    let profile = Profile::at(options.pick(Field::Profile));
    let host = options.parse(Field::Host, Origin::parse);
    let mut linkedin = options.keep(Field::Host, Linkedin::new(host, &api_key, profile))?;
    for (field, prefix) in [(Field::Subject, ""), (Field::Crm, "crm"), (Field::Parameters, "")] {
        while let (Some(name), Some(value)) = (options.text(field), options.text(field)) {
            options.keep(field, linkedin.add(prefix, &name, &value))?;
        }
    }
    let (modules, inline) = (options.text(Field::Modules), options.flag(Field::Inline));
    let token = match TokenKind::of(options, Field::Token) {
        TokenKind::Absent => Token::Absent,
        TokenKind::Function => Token::Shared,
        TokenKind::Other if has_source => Token::Shared,
        TokenKind::Other => {
            return options.refuse(
                Field::Token,
                "a function that returns { token, expiresAt } or null, or a token source",
            );
        }
    };
    linkedin.finish(modules, inline, matches!(token, Token::Shared));
    Some(OfVendor { vendor: Vendor::Linkedin(Rc::new(linkedin)), account: None, token })
}

fn salesflow(options: &Options, update: bool) -> Option<OfVendor> {
    let host = options.parse(Field::Host, Origin::parse);
    let mut salesflow = Salesflow::new(
        host.or_else(|| options.refuse(Field::Host, "the host of Salesflow's embedded pages"))?,
    );
    while let Some(origin) = options.text(Field::Origins) {
        salesflow.also_from(options.keep(Field::Origins, Origin::parse(&origin))?);
    }
    let account = if update { Some(account_id(options)?) } else { None };
    let expected = "a function that returns a token, or a token: visible ASCII, up to 8 KiB";
    let token = token(options, Field::Token, expected)?;
    Some(OfVendor { vendor: Vendor::Salesflow(Rc::new(salesflow)), account, token })
}

fn unipile(options: &Options, update: bool) -> Option<OfVendor> {
    let form = options.pick(Field::Method) == 1;
    let mut unipile = Unipile::new(form);
    while let Some(host) = options.text(Field::Hosts) {
        unipile.also_at(options.keep(Field::Hosts, Origin::parse(&host))?);
    }
    // A page without an origin of its own can't have a return page either.
    if let Ok(own) = Origin::parse(&dom::origin()) {
        unipile.also_from(own);
    }
    while let Some(origin) = options.text(Field::Origins) {
        unipile.also_from(options.keep(Field::Origins, Origin::parse(&origin))?);
    }
    unipile.finish();
    let account = if update {
        let id = decode::word_id(options.value(Field::AccountId));
        Some(id.or_else(|| options.refuse(Field::AccountId, "the account's id, a text such as \"acc_…\""))?)
    } else {
        None
    };
    let token = if form {
        let expected = "what linkdock/wizard exports as `wizard`";
        if options.pick(Field::Wizard) < 0 {
            return options.refuse(Field::Wizard, expected);
        }
        options.prepare(Field::Wizard, expected);
        Token::Absent
    } else {
        token(options, Field::Link, "a function that returns the hosted page's address, or that address")?
    };
    Some(OfVendor { vendor: Vendor::Unipile(Rc::new(unipile)), account, token })
}

fn account_id(options: &Options) -> Option<AccountId> {
    decode::account_id(options.value(Field::AccountId))
        .or_else(|| options.refuse(Field::AccountId, "the account's id, a whole positive number"))
}

/// Where tokens come from.
fn token(options: &Options, field: Field, expected: &str) -> Option<Token> {
    let token = match TokenKind::of(options, field) {
        TokenKind::Function => Some(Token::Function),
        TokenKind::Absent | TokenKind::Other => options
            .text(field)
            .and_then(|text| Secret::parse(&text).ok())
            .map(|secret| Token::Text(Some(secret))),
    };
    token.or_else(|| options.refuse(field, expected))
}

/// The element to dock in; null means none.
fn place(target: &JsValue) -> Result<Option<Element>, JsValue> {
    if target.is_null() {
        return Ok(None);
    }
    let found = dom::find(target);
    if found.is_object() {
        return Ok(Some(found.unchecked_into()));
    }
    Err(missing(if found.is_null() {
        "No element matches the target: mount after it is in the page."
    } else if target.is_string() {
        "The target is no valid selector."
    } else {
        "The target is no element of this page: pass one, or a selector, or null for a dialog."
    }))
}

fn missing(problem: &'static str) -> JsValue {
    encode::error(&Fault::new(ErrorCode::TargetMissing, problem), None, None)
}
