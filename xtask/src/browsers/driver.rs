//! A running WebDriver on a free loopback port, with the display and the temporary folder it takes; dropping it ends driver
//! and browser and removes the folder.
//!
//! It must never use the user's own browser profile or display.

use super::{Browser, Engine};
use crate::child::Running;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const START: Duration = Duration::from_secs(30);

/// Quiet ones: no sandbox because containers have none to offer, no call to the vendor's servers.
const CHROMIUM: [&str; 7] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

#[must_use = "dropping it ends the driver"]
pub(crate) struct Driver {
    pub(crate) url: String,
    // In this order: the driver goes before its display and its folder.
    _process: Running,
    _display: Option<Running>,
    folder: TempDir,
}

impl Driver {
    pub(crate) fn start(browser: &Browser) -> Result<Self> {
        // Short on purpose: browsers put sockets here, whose paths may have 100 bytes.
        let folder = tempfile::Builder::new()
            .prefix("linkdock-")
            .tempdir()
            .context("cannot make a temporary folder")?;
        let display = match browser.engine {
            Engine::Webkit => Some(display()?),
            Engine::Chromium | Engine::Firefox => None,
        };
        let port = free_port()?;
        let mut command = Command::new(&browser.driver);
        command
            .args(arguments(browser.engine, port))
            .env("TMPDIR", folder.path())
            // Cargo's libraries are not the browser's.
            .env_remove("LD_LIBRARY_PATH")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some((_, number)) = &display {
            command
                .env("DISPLAY", format!(":{number}"))
                .env_remove("WAYLAND_DISPLAY")
                .env("GDK_BACKEND", "x11")
                .env("NO_AT_BRIDGE", "1")
                .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
                // WebKit's own sandbox needs user namespaces, which containers seldom have.
                .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        }
        let name = format!("the driver of {}", browser.engine.name());
        let mut process = Running::spawn(&name, &mut command)?;
        wait_for_port(&name, &mut process, port)?;
        Ok(Self {
            url: format!("http://127.0.0.1:{port}"),
            _process: process,
            _display: display.map(|(process, _)| process),
            folder,
        })
    }

    /// The capabilities of a session as a file in the driver's folder. WebKitGTK's driver knows its own browser.
    pub(crate) fn capabilities(&self, browser: &Browser) -> Result<std::path::PathBuf> {
        let file = self.folder.path().join("webdriver.json");
        std::fs::write(&file, capabilities(browser).to_string()).context("cannot write webdriver.json")?;
        Ok(file)
    }
}

fn arguments(engine: Engine, port: u16) -> Vec<String> {
    let port = format!("--port={port}");
    match engine {
        Engine::Chromium | Engine::Webkit => vec![port],
        // Any port for BiDi: its usual one may be taken.
        Engine::Firefox => vec![port, "--websocket-port=0".to_owned()],
    }
}

fn capabilities(browser: &Browser) -> Value {
    match browser.engine {
        Engine::Chromium => json!({ "goog:chromeOptions": { "binary": browser.binary, "args": CHROMIUM } }),
        Engine::Firefox => {
            json!({ "moz:firefoxOptions": { "binary": browser.binary, "args": ["-headless"] } })
        }
        Engine::Webkit => json!({}),
    }
}

/// A virtual screen; it chooses its own free number, so two runs at once do not meet.
fn display() -> Result<(Running, u32)> {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
    let mut process = Running::spawn("Xvfb", command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
    let mut line = String::new();
    BufReader::new(process.stdout()?).read_line(&mut line).context("Xvfb did not start")?;
    let number =
        line.trim().parse().with_context(|| format!("Xvfb named no display but `{}`", line.trim()))?;
    Ok((process, number))
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no loopback port is free")?;
    Ok(listener.local_addr()?.port())
}

fn wait_for_port(name: &str, process: &mut Running, port: u16) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let start = Instant::now();
    while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
        if let Some(status) = process.ended()? {
            bail!("{name} ended at once ({status})");
        }
        if start.elapsed() > START {
            bail!("{name} does not answer on port {port} after {} s", START.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_is_given_its_own_browser_without_a_window() {
        let browser = |engine| Browser { engine, binary: "/b".into(), driver: "/d".into() };
        let chromium = capabilities(&browser(Engine::Chromium));
        assert_eq!(chromium["goog:chromeOptions"]["binary"], "/b");
        assert!(chromium["goog:chromeOptions"]["args"].as_array().unwrap().contains(&json!("--headless")));
        let firefox = capabilities(&browser(Engine::Firefox));
        assert_eq!(firefox["moz:firefoxOptions"], json!({ "binary": "/b", "args": ["-headless"] }));
        assert_eq!(capabilities(&browser(Engine::Webkit)), json!({}));
    }
}
