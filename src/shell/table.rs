//! The table of the options: which there are, of which kind, within which limits, and in which order they are checked.
//!
//! browser.js reads and checks them by it in one go, because one by one each read costs a branch for what may be wrong.

use alloc::string::String;

use wasm_bindgen::JsValue;

use super::dom::{self, Hands};
use crate::core::error::ErrorCode;
use crate::core::vendor::VendorName;

/// Makes the table, and an enum of the places in it.
macro_rules! table {
    ($($field:ident: $kind:ident $path:literal $($limit:literal)?,)*) => {
        /// An option's place in the table.
        #[derive(Clone, Copy)]
        #[allow(dead_code, reason = "some are read by stage.js alone")]
        pub(super) enum Field { $($field),* }

        const TABLE: &str = concat!($($path, ":", stringify!($kind), ":", $($limit,)? " "),*);
    };
}

// What comes last in a row are the words or the whole numbers that are allowed, which `Options.pick` goes by.
table! {
    Vendor: text "vendor" "salesflow|linkedin|unipile",
    ApiKey: text "apiKey",
    Subject: record "subject",
    Crm: record "crm",
    Profile: text "profile" "lead|account",
    Modules: list "modules",
    Inline: boolean "inline",
    Parameters: record "parameters",
    Authorize: function "authorize",
    Method: text "method" "hosted|custom",
    Link: any "link",
    Confirm: function "confirm",
    Hosts: texts "hosts",
    Products: list "products",
    Methods: list "methods",
    Wizard: function "wizard",
    Host: text "host",
    Origins: texts "origins",
    AccountId: any "accountId",
    Token: any "token",
    Skew: number "policy.skew" "0-86400000ms",
    Lifetime: number "policy.lifetime" "1000-86400000ms",
    UpdateToken: function "updateToken",
    OnActive: function "onActive",
    OnUpdate: function "onUpdate",
    OnReload: function "onReload",
    OnClose: function "onClose",
    OnError: function "onError",
    OnState: function "onState",
    OnEvent: function "onEvent",
    Mode: text "mode" "auto|iframe|popup|redirect",
    PopupWidth: number "popup.width" "200-4000",
    PopupHeight: number "popup.height" "200-4000",
    TokenTimeout: number "timeouts.token" "1-600000ms",
    LoadTimeout: number "timeouts.load" "1-600000ms",
    AutoUpdate: boolean "autoUpdate",
    Title: text "title",
    Presentation: text "presentation" "inline|modal",
    Theme: text "theme" "auto|light|dark",
    Locale: text "locale",
    Messages: object "messages",
    Signal: signal "signal",
    Aborted: boolean "signal.aborted",
}

/// The host's options, from which the functions are called, too.
///
/// What is wrong is remembered and reading goes on: the first of it counts.
pub(super) struct Options(pub(super) dom::Options);

impl Options {
    /// Reads the options.
    pub(super) fn new(options: &JsValue) -> Self {
        Self(dom::Options::new(options, TABLE))
    }

    /// The value of an option, undefined when it isn't given.
    pub(super) fn value(&self, field: Field) -> JsValue {
        self.0.value(field as u32)
    }

    /// A text, or the next of a list of them; it isn't kept, as it may be a credential.
    pub(super) fn text(&self, field: Field) -> Option<String> {
        self.0.text(field as u32)
    }

    /// What a text means.
    pub(super) fn parse<T>(
        &self,
        field: Field,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        self.keep(field, parse(&self.text(field)?))
    }

    /// What an option is as a number: itself, the place of a word among those that the table allows, 1 for true and for a
    /// function, 0 for anything else; negative when it isn't given.
    pub(super) fn pick(&self, field: Field) -> i32 {
        self.0.pick(field as u32)
    }

    /// A number, or the usual one.
    pub(super) fn number(&self, field: Field, usual: u32) -> u32 {
        u32::try_from(self.pick(field)).unwrap_or(usual)
    }

    /// Whether something is true.
    pub(super) fn flag(&self, field: Field) -> Option<bool> {
        match self.pick(field) {
            ..=-1 => None,
            number => Some(number == 1),
        }
    }

    /// Calls a function, if it is there.
    pub(super) fn notify(&self, field: Field, value: &JsValue, previous: Option<&str>) {
        self.0.notify(field as u32, value, previous);
    }

    /// Asks a function for something, which it is to answer to `hands`.
    pub(super) fn ask(&self, hands: &Hands, field: Field, request: u32, context: &JsValue) {
        hands.ask(request, &self.0, field as u32, context, matches!(field, Field::Authorize));
    }

    /// Whether a list has this word.
    pub(super) fn has(&self, field: Field, word: &str) -> bool {
        self.0.has(field as u32, word)
    }

    /// Lets the form at an option read its own options.
    pub(super) fn prepare(&self, field: Field, expected: &str) {
        self.0.prepare(field as u32, expected);
    }

    /// A result's value; its error, which completes "must be …", is remembered.
    pub(super) fn keep<T>(&self, field: Field, result: Result<T, &'static str>) -> Option<T> {
        result.map_or_else(|expected| self.refuse(field, expected), Some)
    }

    /// Remembers that an option must be something else; an empty text stands for what the table says.
    pub(super) fn refuse<T>(&self, field: Field, expected: &str) -> Option<T> {
        self.0.refuse(field as u32, expected);
        None
    }

    /// The first thing that is wrong.
    ///
    /// # Errors
    /// `options_invalid` with the option's path.
    pub(super) fn check(&self) -> Result<(), JsValue> {
        check(&self.0, None)
    }
}

/// The option `token` of `update()`.
///
/// # Errors
/// `options_invalid` when it is no text.
pub(super) fn update_token(options: &JsValue, vendor: VendorName) -> Result<Option<String>, JsValue> {
    let options = dom::Options::new(options, "token:text:");
    let token = options.text(0);
    check(&options, Some(vendor)).map(|()| token)
}

fn check(options: &dom::Options, vendor: Option<VendorName>) -> Result<(), JsValue> {
    let error = options.error(ErrorCode::OptionsInvalid.as_str(), vendor.map(VendorName::as_str));
    if error.is_undefined() { Ok(()) } else { Err(error) }
}
