//! The user in LinkedIn's frames and in its consent popup, and what a backend and LinkedIn's operators can do meanwhile.

use crate::browser::within;
use crate::caller;
use crate::page::same;
use crate::servers::Server;
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, Response, redirect};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

impl World {
    /// The host page, with a user whom the broker has never seen; answers the user's caller token.
    pub(crate) fn open_as_somebody(&self, page: &str) -> Result<String> {
        static USERS: AtomicU32 = AtomicU32::new(0);
        let user = format!("linkedin-user-{}", USERS.fetch_add(1, Ordering::Relaxed));
        let token = caller::token_of(&user, &[])?;
        self.open(page)?;
        self.run(&format!("T.caller({token:?})"))?;
        Ok(token)
    }

    /// The same with an account that is linked already: without a browser, as if it had been done yesterday.
    pub(crate) fn open_as_linked(&self, page: &str) -> Result<String> {
        let token = self.open_as_somebody(page)?;
        self.link(&self.broker, &token)?;
        Ok(token)
    }

    /// Gives consent over plain HTTP, step by step as the browser would.
    pub(crate) fn link(&self, broker: &Server, caller: &str) -> Result<()> {
        let client = Client::builder().redirect(redirect::Policy::none()).build()?;
        self.runtime.block_on(async {
            let post = |path: &str| {
                client
                    .post(format!("{}/linkdock/linkedin/{path}", broker.url))
                    .bearer_auth(caller)
                    .header("origin", &self.origin)
            };
            let started: Value = post("authorize").send().await?.error_for_status()?.json().await?;
            let address = started["url"].as_str().context("no address")?;
            let page = client.get(address).send().await?.text().await?;
            let step = page
                .split("data-step=\"")
                .find_map(|rest| rest.split('"').next().filter(|step| step.ends_with("/allow")))
                .context("no button to allow it")?;
            let consented = client.get(format!("{}{step}", self.sandbox.linkedin)).send().await?;
            let returned = client.get(location(&consented)?).send().await?;
            let end = location(&returned)?;
            let word = |name: &str| {
                let (_, fragment) = end.split_once('#')?;
                fragment.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
            };
            let body = json!({
                "state": word("state").context("no state")?,
                "receipt": word("receipt").with_context(|| format!("no receipt in {end}"))?,
            });
            post("link").json(&body).send().await?.error_for_status()?;
            Ok(())
        })
    }

    /// Goes into a dock's frame once it shows this.
    pub(crate) fn to_linkedin(&self, dock: &str, selector: &str) -> Result<()> {
        within(&format!("{selector} in {dock}"), || {
            self.to_main()?;
            let browser = self.browser()?;
            let frame = browser.element(&format!("return T.frames({dock:?})[0]"))?;
            browser.enter_frame(frame)?;
            ensure!(browser.has(selector)?, "it isn't there");
            Ok(())
        })
    }

    /// Waits until a dock's frame shows this, and answers with its text.
    pub(crate) fn linkedin_text(&self, dock: &str, selector: &str) -> Result<String> {
        // The frame may be replaced between the look and the question.
        let text = within(&format!("the text of {selector} in {dock}"), || {
            self.to_linkedin(dock, selector)?;
            // Not by WebDriver's own question, to which WebKitGTK has no answer for a name that may be cut short.
            self.ask(&format!("return document.querySelector({selector:?}).textContent"))
        })?;
        self.to_main()?;
        Ok(text.as_str().context("no text")?.trim().to_owned())
    }

    /// Presses the sign-in in a dock's frame.
    pub(crate) fn sign_in_at_linkedin(&self, dock: &str) -> Result<()> {
        self.to_linkedin(dock, "#sign-in:enabled")?;
        let browser = self.browser()?;
        browser.click(&browser.find("#sign-in")?)?;
        self.to_main()
    }

    /// Presses a button on LinkedIn's page in the popup.
    pub(crate) fn press_in_popup(&self, selector: &str) -> Result<()> {
        within(&format!("{selector} in the popup"), || {
            self.to_main()?;
            self.to_popup()?;
            ensure!(self.browser()?.has(&format!("{selector}:enabled"))?, "it isn't there");
            Ok(())
        })?;
        let browser = self.browser()?;
        browser.click(&browser.find(selector)?)?;
        self.to_main()
    }

    /// How LinkedIn behaves from now on.
    pub(crate) fn linkedin(&self, change: &Value) -> Result<()> {
        self.control.linkedin(&self.runtime, change)
    }

    /// What LinkedIn has issued so far ends.
    pub(crate) fn revoke(&self, what: &str) -> Result<()> {
        self.control.linkedin_revoke(&self.runtime, what)
    }

    /// How often LinkedIn was asked for SATs.
    pub(crate) fn asked_linkedin(&self, times: u64) -> Result<()> {
        let found = self.control.linkedin_count(&self.runtime, "salesAccessTokens")?;
        same("requests to LinkedIn for a SAT", &found, &times)
    }

    /// How often the page has asked the broker for SATs.
    pub(crate) fn asked_broker(&self, times: u64) -> Result<()> {
        let asked = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/linkedin/sat')).length";
        same("requests to the broker for a SAT", &self.get(asked)?, &json!(times))
    }
}

fn location(response: &Response) -> Result<&str> {
    let location =
        response.headers().get("location").with_context(|| format!("{} goes nowhere", response.url()))?;
    Ok(location.to_str()?)
}
