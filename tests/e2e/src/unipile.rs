//! The user on Unipile's hosted pages, and what Unipile's operators and its API's log have to say.

use crate::browser::within;
use crate::world::World;
use anyhow::{Context as _, Result, bail, ensure};
use reqwest::Method;
use serde_json::Value;

/// What users type that nobody may write down.
pub(crate) const PASSWORD: &str = "correct-horse-battery-staple";
pub(crate) const CODE: &str = "123456";
/// The same as it is copied from a message.
pub(crate) const SPACED_CODE: &str = "123 - 456";
pub(crate) const WRONG_CODE: &str = "654321";
pub(crate) const COOKIE: &str = "AQEDcookie-of-these-tests";
pub(crate) const PREMIUM_COOKIE: &str = "AQJpremium-cookie-of-these-tests";

/// Where a hosted page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Popup,
    Frame,
    Page,
}

impl World {
    /// Goes to the hosted page once it shows this.
    pub(crate) fn to_hosted(&self, at: At, selector: &str) -> Result<()> {
        within(&format!("{selector} on the hosted page"), || {
            self.to_main()?;
            let browser = self.browser()?;
            match at {
                At::Popup => drop(self.to_popup()?),
                At::Frame => browser.enter_frame(browser.element("return T.frames()[0]")?)?,
                At::Page => {}
            }
            ensure!(browser.has(selector)?, "it isn't there");
            Ok(())
        })
    }

    /// Presses something on the hosted page.
    pub(crate) fn press_hosted(&self, at: At, selector: &str) -> Result<()> {
        self.to_hosted(at, &format!("{selector}:enabled"))?;
        let browser = self.browser()?;
        browser.click(&browser.find(selector)?)
    }

    /// Signs in on the hosted page and comes back to the host's.
    pub(crate) fn sign_in_hosted(&self, at: At, user: &str) -> Result<()> {
        self.to_hosted(at, "#continue:enabled")?;
        let browser = self.browser()?;
        browser.type_into("#username", &format!("{user}@sandbox.test"))?;
        browser.type_into("#password", PASSWORD)?;
        browser.click(&browser.find("#continue")?)?;
        self.to_main()
    }

    /// How Unipile behaves from now on.
    pub(crate) fn unipile(&self, change: &Value) -> Result<()> {
        self.control_unipile(Method::POST, "settings", change).map(drop)
    }

    pub(crate) fn control_unipile(&self, method: Method, what: &str, body: &Value) -> Result<Value> {
        self.control.call(&self.runtime, method, &format!("/control/unipile/{what}"), body)
    }

    /// The body of the only request that Unipile's API got at an address that ends so.
    pub(crate) fn asked_unipile(&self, path: &str) -> Result<Value> {
        let requests = self.control_unipile(Method::GET, "requests", &Value::Null)?;
        let mut found = requests.as_array().context("no list of requests")?.iter().filter(|request| {
            request["path"].as_str().is_some_and(|asked| asked.ends_with(path)) && request["method"] == "POST"
        });
        match (found.next(), found.next()) {
            (Some(request), None) => Ok(request["body"].clone()),
            _ => bail!("not one request for {path}: {requests}"),
        }
    }
}
