//! The end-to-end tests: the package in pkg/, the real broker and the real sandbox, in each engine.
//!
//! It must never start the servers itself: each test starts its own and so meets no state of another.

use super::step;
use super::summary::{Outcome, Summary};
use crate::browsers::Browser;
use crate::browsers::driver::Driver;
use crate::command::Cmd;
use crate::repo::Repo;
use crate::{child, servers};
use anyhow::Result;

pub(super) fn run(
    repo: &Repo,
    browsers: &[Browser],
    filter: Option<&str>,
    summary: &mut Summary,
) -> Result<()> {
    if let Err(error) = servers::build(repo) {
        if child::interrupted() {
            return Err(error);
        }
        summary.add("e2e", "", Outcome::broken(format!("{error:#}")));
        return Ok(());
    }
    for browser in browsers {
        let engine = browser.engine.name();
        match Driver::start(browser) {
            Ok(driver) => step(summary, "e2e", engine, filter, Ok(command(repo, browser, &driver, filter)))?,
            Err(error) => step(summary, "e2e", engine, filter, Err(error))?,
        }
    }
    Ok(())
}

/// The run of the end-to-end tests in one engine.
pub(crate) fn command(repo: &Repo, browser: &Browser, driver: &Driver, filter: Option<&str>) -> Cmd {
    Cmd::cargo(&repo.root)
        .args(["test", "-p", "linkdock-e2e", "--test", "e2e", "--"])
        .args(filter)
        .env("LINKDOCK_E2E_ENGINE", browser.engine.name())
        .env("LINKDOCK_E2E_DRIVER", &driver.url)
        .env("LINKDOCK_E2E_BROWSER", &browser.binary)
        .env("LINKDOCK_BROKER_BIN", repo.binary(servers::BROKER))
        .env("LINKDOCK_SANDBOX_BIN", repo.binary(servers::SANDBOX))
        .env("LINKDOCK_ROOT", &repo.root)
        // It builds the extension for addresses that a test alone knows.
        .env("LINKDOCK_XTASK_BIN", std::env::current_exe().unwrap_or_default())
}
