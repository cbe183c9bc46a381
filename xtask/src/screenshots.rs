//! `cargo xtask screenshots`: what a dock looks like, state by state, for whoever works on its looks and for the README.
//!
//! It must never draw a state itself: the end-to-end tests know the way to each of them.

use crate::browsers::driver::Driver;
use crate::browsers::{Engine, ready};
use crate::cli::BuildOptions;
use crate::repo::Repo;
use crate::test::e2e;
use crate::{build, say, servers};
use anyhow::{Context as _, Result};

/// Not in git.
const FOLDER: &str = "docs/images/states";
/// Those that the README shows: copied to the folder above, which is.
const SHOWN: [&str; 4] =
    ["frame-light-1280.png", "frame-dark-1280.png", "dialog-light-390.png", "failure-light-1280.png"];

pub(crate) fn run(repo: &Repo, state: Option<&str>) -> Result<()> {
    build::make(repo, &BuildOptions { dev: false })?;
    servers::build(repo)?;
    let browser = ready(repo, Engine::Chromium)?;
    let driver = Driver::start(&browser)?;
    let folder = repo.path(FOLDER);
    let command = e2e::command(repo, &browser, &driver, state).env("LINKDOCK_E2E_PICTURES", &folder);
    command.run()?;
    if state.is_none() {
        for name in SHOWN {
            let (from, to) = (folder.join(name), repo.path("docs/images").join(name));
            std::fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
        }
    }
    say::line(&format!("\n{}", folder.display()));
    Ok(())
}
