//! The browser extension example, built for the addresses of a test and loaded in a browser session of its own, with
//! `https://www.linkedin.com` on loopback. Chromium alone: its driver is the one that loads an unpacked extension.
//!
//! Its popup is opened in a tab: a driver can't press a toolbar button. It is the same page.

use crate::browser::{Session, within};
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

#[must_use = "dropping it ends the browser session"]
pub(crate) struct Extension {
    /// Emptied when the session ends.
    session: Option<Session>,
    /// `chrome-extension://ID`
    pub(crate) origin: String,
    pub(crate) manifest: Value,
    folder: TempDir,
}

impl Extension {
    /// Built for a broker and, where it needs a caller token, for the page that gives it.
    pub(crate) fn load(world: &World, broker: &str, caller: Option<&str>) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder for the extension")?;
        let built = built(folder.path());
        build(world, broker, caller, &built)?;
        let manifest: Value = serde_json::from_slice(&std::fs::read(built.join("manifest.json"))?)?;
        let origin = format!("chrome-extension://{}", id(manifest["key"].as_str().unwrap_or_default())?);
        let session = world.another_session(&arguments(folder.path()))?;
        let extension = Self { session: Some(session), origin, manifest, folder };
        within("the extension's popup", || extension.open())?;
        Ok(extension)
    }

    pub(crate) fn browser(&self) -> Result<&Session> {
        self.session.as_ref().context("the session has ended")
    }

    /// Ends the browser and starts it again, as its user does overnight; nothing of the extension is opened.
    pub(crate) fn restart(&mut self, world: &World) -> Result<()> {
        self.session.take().context("the session has ended")?.end();
        self.session = Some(world.another_session(&arguments(self.folder.path()))?);
        Ok(())
    }

    /// What the browser starts the worker for, as its profile has it.
    pub(crate) fn wakes_for(&self) -> Result<Value> {
        let kept = std::fs::read(profile(self.folder.path()).join("Default/Preferences"))?;
        let kept: Value = serde_json::from_slice(&kept).context("the browser's preferences")?;
        let id = self.origin.trim_start_matches("chrome-extension://");
        Ok(kept["extensions"]["settings"][id]["serviceworkerevents"].clone())
    }

    /// The popup, anew.
    pub(crate) fn open(&self) -> Result<()> {
        let browser = self.browser()?;
        browser.open(&format!("{}/popup.html", self.origin))?;
        within("the popup", || {
            ensure!(browser.has("section:not([hidden])")?, "it shows nothing");
            Ok(())
        })
    }

    /// What an expression is worth in the popup, which has the extension's rights.
    pub(crate) fn get(&self, expression: &str) -> Result<Value> {
        self.browser()?.script(&format!("return {expression}"), Vec::new())
    }

    pub(crate) fn click(&self, selector: &str) -> Result<()> {
        let browser = self.browser()?;
        browser.click(&browser.find(selector)?)
    }

    /// What the popup shows.
    pub(crate) fn text(&self) -> Result<String> {
        self.browser()?.text("main")
    }

    /// LinkedIn gives the browser a cookie, as it does when the user signs in.
    pub(crate) fn set_cookie(&self, name: &str, value: &str) -> Result<()> {
        self.set_cookie_at(&json!({
            "name": name, "value": value, "domain": ".linkedin.com", "path": "/", "secure": true, "httpOnly": true,
            // For a year, as LinkedIn has it: the browser keeps it when it ends.
            "sameSite": "None", "expires": in_a_year(),
        }))
    }

    pub(crate) fn set_cookie_at(&self, cookie: &Value) -> Result<()> {
        self.browser()?.devtools("Storage.setCookies", json!({ "cookies": [cookie] }))
    }

    pub(crate) fn remove_cookie(&self, name: &str) -> Result<()> {
        self.browser()?.devtools(
            "Network.deleteCookies",
            json!({ "name": name, "domain": ".linkedin.com", "path": "/" }),
        )
    }

    /// Ends the background worker, as the browser does when it has had nothing to do for half a minute.
    pub(crate) fn put_worker_to_sleep(&self) -> Result<()> {
        let browser = self.browser()?;
        browser.devtools("ServiceWorker.enable", json!({}))?;
        within("a sleeping worker", || {
            browser.devtools("ServiceWorker.stopAllWorkers", json!({}))?;
            let awake = self.get("chrome.runtime.getContexts({ contextTypes: ['BACKGROUND'] })")?;
            ensure!(awake == json!([]), "it is awake");
            Ok(())
        })
    }

    /// Ends the browser and answers with every origin that the extension has asked for over HTTP, by the browser's own log.
    pub(crate) fn end(mut self) -> Result<Vec<String>> {
        let session = self.session.take().context("the session has ended")?;
        session.end();
        // Whole only once the browser has ended.
        let log: Value = within("the browser's log", || {
            Ok(serde_json::from_slice(&std::fs::read(net_log(self.folder.path()))?)?)
        })?;
        let events = log["events"].as_array().context("the browser's log has no events")?;
        // The browser itself asks its vendor's servers.
        let own = events.iter().filter(|event| event["params"]["initiator"] == *self.origin);
        let addresses = own.filter_map(|event| event["params"]["url"].as_str());
        let mut origins: Vec<String> = addresses
            .filter(|url| url.starts_with("http"))
            .map(|url| url.split('/').take(3).collect::<Vec<_>>().join("/"))
            .collect();
        origins.sort();
        origins.dedup();
        Ok(origins)
    }
}

impl Drop for Extension {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            session.end();
        }
    }
}

fn built(folder: &Path) -> PathBuf {
    folder.join("extension")
}

/// A browser with the extension, and with a profile that outlives it.
fn arguments(folder: &Path) -> [String; 5] {
    let built = built(folder);
    let built = built.display();
    [
        format!("--load-extension={built}"),
        format!("--disable-extensions-except={built}"),
        // Browsers with the vendor's name ignore the first one otherwise.
        "--disable-features=DisableLoadExtensionCommandLineSwitch".to_owned(),
        format!("--log-net-log={}", net_log(folder).display()),
        format!("--user-data-dir={}", profile(folder).display()),
    ]
}

fn profile(folder: &Path) -> PathBuf {
    folder.join("profile")
}

/// In seconds since 1970.
fn in_a_year() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    now.as_secs() + 365 * 24 * 60 * 60
}

fn net_log(folder: &Path) -> PathBuf {
    folder.join("net-log.json")
}

fn build(world: &World, broker: &str, caller: Option<&str>, out: &Path) -> Result<()> {
    let mut command = Command::new(&world.setup.xtask);
    // As `cargo xtask` does: the one that runs this test names another package.
    command.env("CARGO_MANIFEST_DIR", world.setup.root.join("xtask"));
    command.args(["extension", "--broker", broker, "--out"]).arg(out);
    if let Some(caller) = caller {
        command.args(["--caller", caller]);
    }
    let output = command.output().context("cannot build the extension")?;
    ensure!(
        output.status.success(),
        "the extension is not built: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// The id that a browser gives to an extension with this key.
/// <https://developer.chrome.com/docs/extensions/reference/manifest/key>
fn id(key: &str) -> Result<String> {
    let hash = Sha256::digest(STANDARD.decode(key).context("the manifest's key")?);
    let digits = hash.iter().take(16).flat_map(|byte| [byte >> 4, byte & 15]);
    Ok(digits.map(|digit| char::from(b'a' + digit)).collect())
}
