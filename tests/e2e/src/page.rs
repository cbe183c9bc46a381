//! The host page as a test sees it: its docks and what was written down about them.

use crate::browser::{Session, within};
use crate::engine::Engine;
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use std::cell::Ref;
use std::fmt::Debug;

impl World {
    pub(crate) fn browser(&self) -> Result<Ref<'_, Session>> {
        Ref::filter_map(self.session.borrow(), Option::as_ref)
            .map_err(|_| anyhow::anyhow!("there is no browser session"))
    }

    /// Opens a page of the host's and waits until it is ready.
    pub(crate) fn open(&self, page: &str) -> Result<()> {
        self.browser()?.open(&format!("{}/pages/{page}", self.origin))?;
        within("the host page", || {
            let ready = self.ask("return globalThis.T?.ready ?? false")?;
            ensure!(ready == true, "{page} is not ready");
            Ok(())
        })
    }

    /// The usual host page.
    pub(crate) fn open_host(&self) -> Result<()> {
        self.open("host.html")
    }

    /// The usual host page, which runs `code` as it loads: no gesture of the user's is involved.
    pub(crate) fn open_host_running(&self, code: &str) -> Result<()> {
        let code: String = code.bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.open(&format!("host.html?run={code}"))
    }

    /// Runs a script of the driver's: statements, with `return`.
    pub(crate) fn ask(&self, script: &str) -> Result<Value> {
        self.browser()?.script(script, Vec::new())
    }

    /// Runs statements as code of the page's own.
    pub(crate) fn run(&self, code: &str) -> Result<Value> {
        self.browser()?
            .script("return T.run(arguments[0])", vec![json!(code)])
            .with_context(|| format!("in the page: {code}"))
    }

    /// What an expression is worth in the page.
    pub(crate) fn get(&self, expression: &str) -> Result<Value> {
        self.run(&format!("return ({expression}) ?? null"))
    }

    /// Waits until an expression is true in the page.
    pub(crate) fn until(&self, expression: &str) -> Result<()> {
        within(expression, || {
            let value = self.get(expression)?;
            ensure!(value == true, "it is {value}");
            Ok(())
        })
    }

    /// Waits until `words` were written down about the dock.
    pub(crate) fn until_told(&self, words: &str) -> Result<()> {
        self.until(&format!("T.words().includes({})", json!(words)))
    }

    pub(crate) fn until_state(&self, state: &str) -> Result<()> {
        self.until(&format!("T.dock.state === {}", json!(state)))
    }

    /// All that was written down about the dock, its states and events aside.
    pub(crate) fn told(&self, expected: &[&str]) -> Result<()> {
        same("what the host was told", &self.get("T.words()")?, &json!(expected))
    }

    /// Why messages were refused, in order.
    pub(crate) fn refused(&self) -> Result<Vec<String>> {
        let reasons = self.get("T.refused().map(({ reason }) => reason)")?;
        Ok(serde_json::from_value(reasons)?)
    }

    /// The first refused message had the wrong source window; engines differ in whether a removed frame still counts as one.
    pub(crate) fn refused_source(&self) -> Result<()> {
        let refused = self.refused()?;
        ensure!(
            refused.first().is_some_and(|reason| reason == "no_source" || reason == "unknown_source"),
            "refused as {refused:?}"
        );
        Ok(())
    }

    /// The same, and the dock that is looked at is called `dock`.
    pub(crate) fn sentinel_of(&self, dock: &str) -> Result<()> {
        let refused = format!("T.refused({dock:?}).length");
        let seen = self.get(&refused)?.as_u64().context("no count")?;
        self.run("postMessage('sentinel', '*')")?;
        self.until(&format!("{refused} === {}", seen + 1))
    }

    /// What the host does when the user presses its button, and the press.
    pub(crate) fn press_go(&self, code: &str) -> Result<()> {
        self.run(&format!("T.go = () => {{ {code} }}"))?;
        let browser = self.browser()?;
        browser.click(&browser.find("#go")?)
    }

    /// Presses the button that the dock offers.
    pub(crate) fn press_try_again(&self) -> Result<()> {
        self.until("T.retry() !== null")?;
        let browser = self.browser()?;
        same("the button", &self.get("T.retry().textContent")?, &json!("Try again"))?;
        browser.click(&browser.element("return T.retry()")?)
    }

    /// Presses the dock's button that says this.
    pub(crate) fn press_button(&self, label: &str) -> Result<()> {
        let button = format!("T.button({})", json!(label));
        self.until(&format!("{button} !== null"))?;
        let browser = self.browser()?;
        browser.click(&browser.element(&format!("return {button}"))?)
    }

    /// Waits until what has the focus is called so, in part.
    pub(crate) fn until_active(&self, expected: &str) -> Result<()> {
        within("the focus", || {
            let active = self.browser()?.active()?;
            ensure!(active.contains(expected), "{active} has it, not {expected}");
            Ok(())
        })
    }

    /// Waits until the dock offers exactly these to press.
    pub(crate) fn offers(&self, buttons: &[&str]) -> Result<()> {
        within("the buttons", || same("what there is to press", &self.get("T.buttons()")?, &json!(buttons)))
    }

    /// Waits until the dock says this.
    pub(crate) fn says(&self, text: &str) -> Result<()> {
        within("the dock's words", || same("what it says", &self.get("T.status()")?, &json!(text)))
    }

    /// The broker sees a user from now on who may update these accounts.
    pub(crate) fn be_allowed(&self, accounts: &[&str]) -> Result<()> {
        let token = crate::caller::token(accounts)?;
        self.run(&format!("T.caller({token:?})")).map(drop)
    }

    /// Makes the host page's media features have these values, `("prefers-color-scheme", "dark")` for example, until the
    /// next scenario; a popup's stay as they are, and a frame of another site follows in nothing but the colour scheme. False
    /// where the engine can't: only Chromium can. Firefox reads a preference instead, which takes a session of its own, and
    /// WebKitGTK asks the desktop.
    pub(crate) fn emulate(&self, features: &[(&str, &str)]) -> Result<bool> {
        match self.setup.engine {
            Engine::Chromium => {
                self.browser()?.emulate(features)?;
                Ok(true)
            }
            Engine::Firefox | Engine::Webkit => Ok(false),
        }
    }

    /// Posts a message that no dock may act upon and waits until the dock has refused it: whatever was under way
    /// before has arrived by then.
    pub(crate) fn sentinel(&self) -> Result<()> {
        let seen = self.refused()?.len();
        self.run("postMessage('sentinel', '*')")?;
        self.until(&format!("T.refused().length === {}", seen + 1))
    }

    /// Nothing went wrong that the browser would tell a developer about.
    pub(crate) fn untroubled(&self) -> Result<()> {
        same("errors and warnings", &self.get("T.troubles()")?, &json!([]))
    }

    /// Nothing is left of any dock.
    pub(crate) fn empty(&self) -> Result<()> {
        // A window takes a moment to close.
        within("an empty page", || {
            same(
                "what the page holds",
                &self.get("T.holdings()")?,
                &json!({ "listeners": 0, "channels": 0, "timers": 0, "frames": 0, "popups": 0, "elements": 0 }),
            )
        })
    }
}

/// Says what differs.
pub(crate) fn same<T: PartialEq + Debug + ?Sized>(what: &str, found: &T, expected: &T) -> Result<()> {
    ensure!(found == expected, "{what}\n     found: {found:?}\n  expected: {expected:?}");
    Ok(())
}
