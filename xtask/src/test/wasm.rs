//! The shell's tests in real engines, through wasm-bindgen's own runner: cargo calls this very program back as the runner of
//! the wasm target.
//!
//! It must never run a wasm-bindgen-test-runner from PATH: its version must be the widget's.

use super::step;
use super::summary::Summary;
use crate::browsers::driver::Driver;
use crate::browsers::{Browser, Engine};
use crate::command::Cmd;
use crate::repo::Repo;
use crate::tools::WASM;
use anyhow::{Context, Result};
use std::ffi::OsString;

/// Seconds a whole test binary may take in a browser; the runner's own limit of 20 is short for a busy machine.
const TIMEOUT: &str = "180";

/// `cargo xtask wasm-test-runner FILE …`: what cargo calls for every wasm test binary.
pub(crate) fn runner(args: Vec<OsString>) -> Result<()> {
    let name = OsString::from("wasm-bindgen-test-runner");
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::iter::once(name).chain(args))
}

pub(super) fn run(
    repo: &Repo,
    browsers: &[Browser],
    filter: Option<&str>,
    summary: &mut Summary,
) -> Result<()> {
    for browser in browsers {
        let engine = browser.engine.name();
        match Driver::start(browser) {
            Ok(driver) => step(summary, "wasm", engine, filter, command(repo, browser, &driver, filter))?,
            Err(error) => step(summary, "wasm", engine, filter, Err(error))?,
        }
    }
    Ok(())
}

fn command(repo: &Repo, browser: &Browser, driver: &Driver, filter: Option<&str>) -> Result<Cmd> {
    Ok(Cmd::cargo(&repo.root)
        .args(["test", "-p", "linkdock", "--target", WASM])
        .args(["--test", "shell", "--test", "shell_linkedin", "--test", "shell_unipile", "--config"])
        .arg(runner_setting()?)
        .arg("--")
        .args(filter)
        .env(remote(browser.engine), &driver.url)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", driver.capabilities(browser)?)
        .env("WASM_BINDGEN_TEST_TIMEOUT", TIMEOUT)
        // Its COEP header would keep out the frames of other origins that these tests are about.
        .env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1")
        .env_remove("NO_HEADLESS"))
}

/// A list, not the environment variable, which would be cut at spaces.
fn runner_setting() -> Result<String> {
    let exe = std::env::current_exe().context("cannot tell where this program is")?;
    let words = [exe.to_string_lossy().into_owned(), "wasm-test-runner".to_owned()];
    Ok(format!("target.{WASM}.runner={}", serde_json::to_string(&words)?))
}

/// The variable through which the runner takes a driver that runs already. It knows no WebKitGTK, but to Safari's driver it
/// speaks plain WebDriver, which is what WebKitGTK's understands.
fn remote(engine: Engine) -> &'static str {
    match engine {
        Engine::Chromium => "CHROMEDRIVER_REMOTE",
        Engine::Firefox => "GECKODRIVER_REMOTE",
        Engine::Webkit => "SAFARIDRIVER_REMOTE",
    }
}
