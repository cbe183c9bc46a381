//! Which engines the browser tests run in. On a developer's machine a missing one is skipped, with the command that installs
//! it; with CI=true it is a failure.
//!
//! It must never drop an engine without a row in the summary.

use super::summary::{Outcome, Summary};
use crate::browsers::{Browser, Engine, ready as browser_ready};
use crate::repo::Repo;
use crate::{child, say};
use anyhow::{Result, bail};

pub(super) fn ready(repo: &Repo, wanted: &[Engine], summary: &mut Summary) -> Result<Vec<Browser>> {
    let must = is_ci(std::env::var("CI").ok().as_deref());
    let mut browsers = Vec::new();
    for engine in Engine::ALL {
        if !wanted.is_empty() && !wanted.contains(&engine) {
            continue;
        }
        match browser_ready(repo, engine) {
            Ok(browser) => browsers.push(browser),
            Err(_) if child::interrupted() => bail!("interrupted"),
            Err(error) => {
                let outcome = if must { Outcome::broken } else { Outcome::skipped };
                summary.add("engine", engine.name(), outcome(format!("{error:#}")));
            }
        }
    }
    let names: Vec<&str> = browsers.iter().map(|browser| browser.engine.name()).collect();
    say::line(&format!("· engines: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") }));
    Ok(browsers)
}

fn is_ci(variable: Option<&str>) -> bool {
    matches!(variable, Some("true" | "1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ci_is_told_by_its_variable() {
        for (variable, expected) in [
            (Some("true"), true),
            (Some("1"), true),
            (Some("false"), false),
            (Some(""), false),
            (None, false),
        ] {
            assert_eq!(is_ci(variable), expected, "{variable:?}");
        }
    }
}
