//! The form's options, read by a table of its own like the dock's.

use alloc::string::String;

use wasm_bindgen::JsValue;

use super::dom;
use crate::core::error::ErrorCode;
use crate::core::plan::{Millis, TOKEN_TIMEOUT};
use crate::core::wizard::effect::{Method, Plan};

/// Makes the table, and an enum of the places in it.
macro_rules! table {
    ($($field:ident: $kind:ident $path:literal $($limit:literal)?,)*) => {
        /// An option's place in the table.
        #[derive(Clone, Copy)]
        #[allow(dead_code, reason = "some are read by form.js alone")]
        enum Field { $($field),* }

        const TABLE: &str = concat!($($path, ":", stringify!($kind), ":", $($limit,)? " "),*);
    };
}

table! {
    Methods: texts "methods",
    Products: texts "products",
    StartIntent: function "startIntent",
    SolveCheckpoint: function "solveCheckpoint",
    RequestCheckpoint: function "requestCheckpoint",
    ResendCheckpoint: function "resendCheckpoint",
    WaitCheckpoint: function "waitCheckpoint",
    RenderCaptcha: function "renderCaptcha",
    TokenTimeout: number "timeouts.token" "1-600000ms",
    CheckpointTimeout: number "timeouts.checkpoint" "1000-3600000ms",
    Poll: number "timeouts.poll" "100-60000ms",
    Resend: number "timeouts.resend" "0-600000ms",
    Messages: object "messages",
}

/// What the host asked for.
pub(super) struct Request {
    pub(super) plan: Plan,
    /// What the account is linked for, with spaces between.
    pub(super) products: String,
    /// Whether the second cookie is needed for that.
    pub(super) is_premium: bool,
    pub(super) options: dom::Options,
}

/// Reads the options.
///
/// # Errors
/// A `DockError` about the first that is wrong.
pub(super) fn read(options: &JsValue) -> Result<Request, JsValue> {
    let options = dom::Options::new(options, TABLE);
    let methods = methods(&options);
    let (products, is_premium) = products(&options);
    let has = |field: Field| options.pick(field as u32) == 1;
    for field in [Field::StartIntent, Field::SolveCheckpoint] {
        if !has(field) {
            options.refuse(field as u32, "a function");
        }
    }
    let millis =
        |field: Field, usual: Millis| u32::try_from(options.pick(field as u32)).map_or(usual, Millis);
    let plan = Plan {
        methods,
        account: None,
        requests: has(Field::RequestCheckpoint),
        resends: has(Field::ResendCheckpoint),
        waits: has(Field::WaitCheckpoint),
        renders: has(Field::RenderCaptcha),
        token: millis(Field::TokenTimeout, TOKEN_TIMEOUT),
        checkpoint: millis(Field::CheckpointTimeout, Millis(300_000)),
        poll: millis(Field::Poll, Millis(3_000)),
        resend: millis(Field::Resend, Millis(30_000)),
    };
    // For what is of a wrong kind and was read by form.js alone.
    let _messages = options.value(Field::Messages as u32);
    let error = options.error(ErrorCode::OptionsInvalid.as_str(), Some("unipile"));
    if error.is_undefined() { Ok(Request { plan, products, is_premium, options }) } else { Err(error) }
}

fn methods(options: &dom::Options) -> (Method, Option<Method>) {
    let place = Field::Methods as u32;
    let mut methods = None;
    if options.value(place).is_undefined() {
        return (Method::Credentials, None);
    }
    while let Some(word) = options.text(place) {
        let method = match word.as_str() {
            "credentials" => Method::Credentials,
            "cookies" => Method::Cookies,
            _ => {
                methods = None;
                break;
            }
        };
        methods = match methods {
            None => Some((method, None)),
            Some((first, None)) if first != method => Some((first, Some(method))),
            both => both,
        };
    }
    methods.unwrap_or_else(|| {
        options.refuse(place, "an array of \"credentials\" and \"cookies\", or of one of them");
        (Method::Credentials, None)
    })
}

fn products(options: &dom::Options) -> (String, bool) {
    let place = Field::Products as u32;
    let (mut products, mut is_premium) = (String::new(), false);
    while let Some(word) = options.text(place) {
        match word.as_str() {
            "recruiter" | "sales_navigator" => is_premium = true,
            "classic" | "company" => {}
            _ => options
                .refuse(place, "an array of \"classic\", \"recruiter\", \"sales_navigator\" and \"company\""),
        }
        if !products.is_empty() {
            products.push(' ');
        }
        products.push_str(&word);
    }
    (products, is_premium)
}
