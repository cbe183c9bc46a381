//! The user in the vendor's page: in the dock's frame or in the popup.

use crate::browser::within;
use crate::page::same;
use crate::unipile::PASSWORD;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::Value;
use thirtyfour::WindowHandle;

/// The right code, for every test user.
pub(crate) const CODE: &str = "123456";

impl World {
    /// Goes into the dock's frame once its page is there.
    pub(crate) fn to_frame(&self) -> Result<()> {
        self.to_frame_of("dock")
    }

    pub(crate) fn to_frame_of(&self, dock: &str) -> Result<()> {
        self.to_main()?;
        self.until(&format!("T.docks[{dock:?}].state === 'waiting'"))?;
        self.until(&format!("T.frames({dock:?}).length === 1"))?;
        let browser = self.browser()?;
        browser.enter_frame(browser.element(&format!("return T.frames({dock:?})[0]"))?)
    }

    pub(crate) fn to_popup(&self) -> Result<WindowHandle> {
        self.browser()?.to_popup()
    }

    /// Goes to the one popup there is, once the connect form is in it. A page under COOP may come in another window than the one
    /// that was opened.
    pub(crate) fn to_form_in_popup(&self) -> Result<()> {
        within("the form in the popup", || {
            self.to_main()?;
            self.to_popup()?;
            ensure!(self.browser()?.has("#email")?, "it isn't there");
            Ok(())
        })
    }

    /// Waits until `times` popups of the dock's have shown the vendor's page for long enough: closed then, they count as closed.
    pub(crate) fn until_settled(&self, times: u32) -> Result<()> {
        self.until(&format!("T.settled() === {times}"))
    }

    /// The user closes the one popup there is.
    pub(crate) fn close_popup(&self) -> Result<()> {
        self.to_popup()?;
        self.browser()?.close_window()?;
        self.to_main()
    }

    pub(crate) fn to_main(&self) -> Result<()> {
        self.browser()?.to_main()
    }

    /// Signs in on the vendor's page that is being looked at.
    pub(crate) fn sign_in(&self, user: &str) -> Result<()> {
        let browser = self.browser()?;
        browser.type_into("#email", &format!("{user}@sandbox.test"))?;
        browser.type_into("#password", PASSWORD)?;
        browser.click(&browser.find("#add")?)
    }

    /// Enters a code on the vendor's page that is being looked at.
    pub(crate) fn enter_code(&self, code: &str) -> Result<()> {
        let browser = self.browser()?;
        browser.type_into("#code", code)?;
        browser.click(&browser.find("#save")?)
    }

    /// Signs in inside the dock's frame and comes back to the host page.
    pub(crate) fn sign_in_frame(&self, user: &str) -> Result<()> {
        self.to_frame()?;
        self.sign_in(user)?;
        self.to_main()
    }

    /// Enters a code inside the dock's frame, whose path is the account's, and comes back to the host page.
    pub(crate) fn enter_code_in_frame(&self, code: &str) -> Result<()> {
        self.to_frame()?;
        self.enter_code(code)?;
        self.to_main()
    }

    /// Posts to the host from the vendor's page in the dock's frame, as that page would: it may be gone then.
    pub(crate) fn post_from_frame(&self, script: &str) -> Result<()> {
        self.post_from_frame_of("dock", script)
    }

    pub(crate) fn post_from_frame_of(&self, dock: &str, script: &str) -> Result<()> {
        self.to_frame_of(dock)?;
        let browser = self.browser()?;
        browser.find("form")?;
        browser.last_script(script)?;
        self.to_main()
    }

    /// Waits until the dock's frame shows the update page of `account` with the token that came with it.
    pub(crate) fn until_update_frame(&self, account: &str, token: &str) -> Result<()> {
        self.until(&format!("T.path() === `/embedded/${{{token}}}/{account}`"))
    }

    /// Waits until the popup shows an update page, and answers with its path.
    pub(crate) fn until_update_popup(&self) -> Result<String> {
        let browser = self.browser()?;
        browser.find("#code")?;
        let url = browser.url()?;
        Ok(url.trim_start_matches(&self.sandbox.url).to_owned())
    }

    pub(crate) fn windows(&self, count: usize) -> Result<()> {
        within("windows", || same("windows open", &self.browser()?.windows()?.len(), &count))
    }

    /// Waits until the sandbox has counted so many.
    pub(crate) fn until_stat(&self, name: &str, count: u64) -> Result<()> {
        within(name, || same(name, &self.stat(name)?, &count))
    }

    /// The one value that a callback was called with.
    pub(crate) fn one_value(&self, callback: &str) -> Result<Value> {
        let values = self.get(&format!("T.values({callback:?})"))?;
        ensure!(
            values.as_array().is_some_and(|values| values.len() == 1),
            "{callback} was not called once but with {values}"
        );
        Ok(values[0].clone())
    }
}
