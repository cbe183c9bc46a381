//! The table of the options: which there are, of which kind, and in which order they are checked.
//!
//! browser.js reads them by it in one go, because one by one each read costs a branch for what may be wrong.

use alloc::string::String;

use wasm_bindgen::JsValue;

use super::dom::{self, Array, Hands};
use crate::core::error::Fault;

/// Makes the table, and an enum of the places in it.
macro_rules! table {
    ($($field:ident: $kind:ident $path:literal,)*) => {
        /// An option's place in the table.
        #[derive(Clone, Copy)]
        pub(super) enum Field { $($field),* }

        const TABLE: &str = concat!($($path, ":", stringify!($kind), " "),*);
    };
}

table! {
    Vendor: text "vendor",
    Host: text "host",
    Origins: texts "origins",
    AccountId: any "accountId",
    Token: any "token",
    UpdateToken: function "updateToken",
    OnActive: function "onActive",
    OnUpdate: function "onUpdate",
    OnReload: function "onReload",
    OnClose: function "onClose",
    OnError: function "onError",
    OnState: function "onState",
    OnEvent: function "onEvent",
    Mode: text "mode",
    PopupWidth: number "popup.width",
    PopupHeight: number "popup.height",
    TokenTimeout: number "timeouts.token",
    LoadTimeout: number "timeouts.load",
    AutoUpdate: boolean "autoUpdate",
    Title: text "title",
    Presentation: text "presentation",
    Theme: text "theme",
    Locale: text "locale",
    Messages: object "messages",
    Signal: signal "signal",
    Aborted: boolean "signal.aborted",
}

/// The host's options, each taken out once, save the functions, which stay and are called from here.
///
/// What is wrong is remembered and reading goes on: the first of it counts.
pub(super) struct Options(dom::Options);

impl Options {
    /// Reads the options.
    pub(super) fn new(options: &JsValue) -> Self {
        Self(dom::Options::new(options, TABLE))
    }

    /// The value of an option, undefined when it isn't given. It isn't kept, unless it is a function.
    pub(super) fn take(&self, field: Field) -> JsValue {
        self.0.take(field as u32)
    }

    /// A text.
    pub(super) fn text(&self, field: Field) -> Option<String> {
        self.take(field).as_string()
    }

    /// What a text means.
    pub(super) fn parse<T>(
        &self,
        field: Field,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let text = self.text(field)?;
        self.keep(field, parse(&text))
    }

    /// What a number means.
    pub(super) fn number<T>(
        &self,
        field: Field,
        parse: impl Fn(f64) -> Result<T, &'static str>,
    ) -> Option<T> {
        let number = self.take(field).as_f64()?;
        self.keep(field, parse(number))
    }

    /// True or false.
    pub(super) fn boolean(&self, field: Field) -> Option<bool> {
        self.take(field).as_bool()
    }

    /// Whether there is a function.
    pub(super) fn has(&self, field: Field) -> bool {
        self.0.has(field as u32)
    }

    /// Calls a function, if it is there.
    pub(super) fn notify(&self, field: Field, arguments: &Array) {
        self.0.notify(field as u32, arguments);
    }

    /// Asks a token function, which is to answer to `hands`.
    #[expect(clippy::too_many_arguments, reason = "what it is told, and by whom")]
    pub(super) fn ask(
        &self,
        hands: &Hands,
        field: Field,
        request: u32,
        vendor: &str,
        flow: &str,
        account: Option<&str>,
        attempt: u32,
    ) {
        hands.ask(request, &self.0, field as u32, vendor, flow, account, attempt);
    }

    /// A result's value; its error, which completes "must be …", is remembered.
    pub(super) fn keep<T>(&self, field: Field, result: Result<T, &'static str>) -> Option<T> {
        result.map_or_else(|expected| self.refuse(field, expected), Some)
    }

    /// Remembers that an option must be something else.
    pub(super) fn refuse<T>(&self, field: Field, expected: &str) -> Option<T> {
        self.0.refuse(field as u32, expected);
        None
    }

    /// The first thing that is wrong.
    ///
    /// # Errors
    /// `options_invalid` with the option's path.
    pub(super) fn check(&self) -> Result<(), Fault> {
        self.0.fault().map_or(Ok(()), |wrong| Err(fault(&wrong)))
    }
}

/// The option `token` of `update()`.
///
/// # Errors
/// `options_invalid` when it is no text.
pub(super) fn update_token(options: &JsValue) -> Result<Option<String>, Fault> {
    let options = dom::Options::new(options, "token:text");
    let token = options.take(0).as_string();
    options.fault().map_or(Ok(token), |wrong| Err(fault(&wrong)))
}

fn fault(wrong: &Array) -> Fault {
    let text = |index| wrong.at(index).as_string().unwrap_or_default();
    Fault::option(text(0), &text(1))
}
