//! The tests that need no browser.
//!
//! It must never test these tasks together with the rest: cargo would unite their features and build everything twice.

use super::step;
use super::summary::Summary;
use crate::command::Cmd;
use crate::repo::Repo;
use anyhow::Result;

const STEPS: [(&str, &[&str]); 2] = [
    ("native", &["-p", "linkdock", "-p", "linkdock-broker", "-p", "linkdock-sandbox"]),
    ("xtask", &["-p", "xtask"]),
];

pub(super) fn run(repo: &Repo, filter: Option<&str>, summary: &mut Summary) -> Result<()> {
    for (name, packages) in STEPS {
        let command =
            Cmd::cargo(&repo.root).args(["test", "--no-fail-fast"]).args(packages).arg("--").args(filter);
        step(summary, name, "", filter, Ok(command))?;
    }
    Ok(())
}
