//! `cargo xtask test`: every test there is, in every engine, and one count at the end. A step that fails does not stop the
//! next one.
//!
//! It must never count a step as passed that ran no test, nor leave out an engine without saying so.

pub(crate) mod e2e;
mod engines;
mod native;
mod package;
mod summary;
mod tally;
pub(crate) mod wasm;

use crate::cli::{BuildOptions, TestOptions};
use crate::command::Cmd;
use crate::repo::Repo;
use crate::{build, child, say, tools};
use anyhow::Result;
use std::process::ExitCode;
use std::time::Duration;
use summary::{Outcome, Summary};

/// No step takes this long; one that does hangs.
const LIMIT: Duration = Duration::from_secs(30 * 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suite {
    /// Rust without a browser: the core, the servers, these tasks.
    Native,
    /// The npm package as TypeScript and Node see it.
    Package,
    /// The shell, in each engine, without a server.
    Wasm,
    /// The whole: page, widget, broker and sandbox, in each engine.
    E2e,
}

impl Suite {
    pub(crate) const ALL: [Self; 4] = [Self::Native, Self::Package, Self::Wasm, Self::E2e];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Package => "package",
            Self::Wasm => "wasm",
            Self::E2e => "e2e",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }
}

/// Failed tests are told by the exit code and the closing line alone: nothing may come after that line.
pub(crate) fn run(repo: &Repo, options: &TestOptions) -> Result<ExitCode> {
    let suites = if options.suites.is_empty() { &Suite::ALL[..] } else { &options.suites };
    let has = |suite| suites.contains(&suite);
    let filter = options.filter.as_deref();
    let mut summary = Summary::default();

    let built = (has(Suite::Package) || has(Suite::E2e)) && builds(repo, &mut summary)?;
    let browsers = if has(Suite::Wasm) || has(Suite::E2e) {
        tools::wasm_target(repo)?;
        engines::ready(repo, &options.engines, &mut summary)?
    } else {
        Vec::new()
    };

    if has(Suite::Native) {
        native::run(repo, filter, &mut summary)?;
    }
    if has(Suite::Package) && built {
        package::run(repo, filter, &mut summary)?;
    }
    if has(Suite::Wasm) {
        wasm::run(repo, &browsers, filter, &mut summary)?;
    }
    if has(Suite::E2e) && built {
        e2e::run(repo, &browsers, filter, &mut summary)?;
    }

    say::line(&format!("\n{}{}", summary.table(), summary.closing_line()));
    Ok(if summary.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Whether there is a package to test; a build that fails is a failure of its own and stops no other suite.
fn builds(repo: &Repo, summary: &mut Summary) -> Result<bool> {
    match build::make(repo, &BuildOptions { dev: false }) {
        Ok(()) => Ok(true),
        Err(error) if child::interrupted() => Err(error),
        Err(error) => {
            summary.add("build", "", Outcome::broken(format!("{error:#}")));
            Ok(false)
        }
    }
}

/// Runs one step to its end and adds up the tests it reports. Only Ctrl-C is an error here; a failure is an outcome.
fn step(
    summary: &mut Summary,
    name: &str,
    engine: &'static str,
    filter: Option<&str>,
    command: Result<Cmd>,
) -> Result<()> {
    let title = if engine.is_empty() { name.to_owned() } else { format!("{name} in {engine}") };
    say::line(&format!("\n· testing {title}"));
    let outcome = match command.and_then(|command| command.limit(LIMIT).tee()) {
        Ok(finished) => Outcome::of(&finished.output, finished.status.success(), filter.is_some()),
        Err(error) if child::interrupted() => return Err(error),
        Err(error) => Outcome::broken(format!("{error:#}")),
    };
    for reason in &outcome.reasons {
        say::line(&format!("· {title}: {reason}"));
    }
    summary.add(name, engine, outcome);
    Ok(())
}
