//! Which browser a run drives, and the capabilities that make it behave as a user's: popup blockers are on.
//!
//! It must never start a driver: whoever runs the tests has.

use crate::tls::Origin;
use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// No sandbox, because containers have none to offer; no calls to the browser vendor's servers.
const CHROMIUM: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1000",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

impl Engine {
    /// Whether this run drives Chromium. A scenario that no other driver can play isn't one of theirs: what doesn't run mustn't
    /// count as passed.
    pub(crate) fn is_chromium() -> bool {
        matches!(Setup::read(), Ok(Some(Setup { engine: Self::Chromium, .. })))
    }
}

/// What `cargo xtask test e2e` hands over, through the environment.
pub(crate) struct Setup {
    pub(crate) engine: Engine,
    /// The address of the WebDriver.
    pub(crate) driver: String,
    browser: String,
    pub(crate) broker: PathBuf,
    pub(crate) sandbox: PathBuf,
    /// Builds the extension example.
    pub(crate) xtask: PathBuf,
    /// The repository, with the package built.
    pub(crate) root: PathBuf,
}

impl Setup {
    /// `None` when nobody asked for an engine.
    pub(crate) fn read() -> Result<Option<Self>> {
        let Some(engine) = std::env::var_os("LINKDOCK_E2E_ENGINE") else {
            return Ok(None);
        };
        let engine = match engine.to_str() {
            Some("chromium") => Engine::Chromium,
            Some("firefox") => Engine::Firefox,
            Some("webkit") => Engine::Webkit,
            _ => bail!("LINKDOCK_E2E_ENGINE must be chromium, firefox or webkit"),
        };
        let text = |name: &str| std::env::var(name).with_context(|| format!("{name} is missing"));
        let path = |name: &str| text(name).map(PathBuf::from);
        Ok(Some(Self {
            engine,
            driver: text("LINKDOCK_E2E_DRIVER")?,
            browser: text("LINKDOCK_E2E_BROWSER")?,
            broker: path("LINKDOCK_BROKER_BIN")?,
            sandbox: path("LINKDOCK_SANDBOX_BIN")?,
            xtask: path("LINKDOCK_XTASK_BIN")?,
            root: path("LINKDOCK_ROOT")?,
        }))
    }

    /// What is asked of the driver: a fresh profile, which is its default, and a popup blocker; in Chromium also LinkedIn's
    /// origin, and further arguments.
    pub(crate) fn capabilities(&self, linkedin: &Origin, further: &[String]) -> Map<String, Value> {
        let binary = &self.browser;
        let arguments: Vec<String> = CHROMIUM
            .into_iter()
            .map(str::to_owned)
            .chain(linkedin.arguments())
            .chain(further.iter().cloned())
            .collect();
        let (key, options) = match self.engine {
            Engine::Chromium => (
                "goog:chromeOptions",
                // The driver turns the blocker off by itself.
                json!({ "binary": binary, "args": arguments, "excludeSwitches": ["disable-popup-blocking"] }),
            ),
            Engine::Firefox => (
                "moz:firefoxOptions",
                json!({
                    "binary": binary,
                    "args": ["-headless", "-width", "1280", "-height", "1000"],
                    "prefs": { "dom.disable_open_during_load": true },
                }),
            ),
            Engine::Webkit => {
                ("webkitgtk:browserOptions", json!({ "binary": binary, "args": ["--automation"] }))
            }
        };
        Map::from_iter([(key.to_owned(), options)])
    }
}
