//! After every scenario: can anything that a user typed be read somewhere? What pages hold and store and what the host was
//! told, what the brokers and the sandbox have logged and kept, and what the sandbox has written down of its requests.
//!
//! It must never leave out a place because something may be there for a reason: what may be is said at the place itself.

use crate::browser::{Session, within};
use crate::unipile::{CODE, COOKIE, PASSWORD, PREMIUM_COOKIE, SPACED_CODE, WRONG_CODE};
use crate::world::World;
use anyhow::{Context as _, Result};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::WindowHandle;

/// How the values begin that the extension's tests give LinkedIn's cookies.
const EXTENSION_COOKIE: &str = "AQED-";

const SECRETS: [&str; 7] =
    [PASSWORD, CODE, SPACED_CODE, WRONG_CODE, COOKIE, PREMIUM_COOKIE, EXTENSION_COOKIE];

/// The names of the places in a page where one of the texts stands, or a token that the page has got from the broker. A page
/// without the harness has what any page has.
const SEARCH: &str = concat!(
    include_str!("../pages/places.js"),
    "
    return globalThis.T?.spoken ? T.spoken(arguments[0]) : places().then((all) => holding(all, arguments[0]));
    "
);

impl World {
    /// From now on, and in this scenario, nobody may write this down either.
    pub(crate) fn secret(&self, text: &str) {
        self.declared.borrow_mut().push(text.to_owned());
    }

    /// The places where something stands that a user typed. Servers are searched always, pages as far as there are any.
    pub(crate) fn spoken(&self) -> Result<Vec<String>> {
        let declared = self.declared.borrow();
        let secrets: Vec<&str> = SECRETS.into_iter().chain(declared.iter().map(String::as_str)).collect();
        let mut found = self.sandbox.new_traces(&secrets)?;
        let requests = self.control_unipile(Method::GET, "requests", &Value::Null)?;
        for request in requests.as_array().context("no list of requests")? {
            let request = request.to_string();
            if secrets.iter().any(|secret| request.contains(secret)) {
                found.push(format!("request {request}"));
            }
        }
        if let Some(browser) = &*self.session.borrow() {
            for window in browser.windows()? {
                found.extend(in_window(browser, &window, &secrets)?);
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// Nothing of a window that closes meanwhile.
fn in_window(browser: &Session, window: &WindowHandle, secrets: &[&str]) -> Result<Vec<String>> {
    // A page that is about to go answers nothing; the one after it does.
    within("a page that can be searched", || {
        if !browser.windows()?.contains(window) {
            return Ok(Vec::new());
        }
        browser.to_page_of(window)?;
        let found = browser.script(SEARCH, vec![json!(secrets)])?;
        serde_json::from_value(found).context("no list of places")
    })
}
