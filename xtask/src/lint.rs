//! `cargo xtask lint`: everything about the code that needs no run to be seen. Every check is made, then the list of them is
//! shown, so that one failure does not hide the next.
//!
//! It must never change a file of the repository.

use crate::command::Cmd;
use crate::repo::Repo;
use crate::tools::{self, WASM, npm_tool};
use crate::{build, child, say};
use anyhow::{Context, Result, bail};

/// TypeScript besides js/, whose declarations are made by the check.
const PROJECTS: [(&str, &str); 2] = [
    ("types of www/", "www/tsconfig.json"),
    ("types of examples/extension/", "examples/extension/tsconfig.json"),
];

/// How a check ended; `None` is one that was left out.
type Verdict = (&'static str, Option<Result<()>>);

pub(crate) fn run(repo: &Repo) -> Result<()> {
    tools::wasm_target(repo)?;
    for (component, command) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let version = Cmd::cargo(&repo.root).args([command, "--version"]).read();
        version.with_context(|| format!("{component} is missing: rustup component add {component}"))?;
    }
    tools::npm_packages(repo)?;

    let mut verdicts = vec![
        check("formatting", || cargo(repo).args(["fmt", "--all", "--check"]).run()),
        check("clippy", || clippy(repo, &["--workspace", "--all-targets"])),
        check("clippy of the widget for wasm", || {
            clippy(repo, &["-p", "linkdock", "--target", WASM, "--all-targets"])
        }),
        check("clippy of the widget as published", || {
            clippy(repo, &["-p", "linkdock", "--target", WASM, "--lib", "--features", "bare"])
        }),
        check("clippy of the form as published", || {
            clippy(repo, &["-p", "linkdock", "--target", WASM, "--lib", "--features", "bare,wizard"])
        }),
        check("types of js/", || build::types(repo)),
    ];
    for (name, project) in PROJECTS {
        if repo.path(project).exists() {
            verdicts.push(check(name, || npm_tool(repo, "tsc").args(["--noEmit", "-p", project]).run()));
        }
    }
    verdicts.push(check("documentation", || {
        cargo(repo)
            .args(["doc", "--no-deps", "--workspace", "--keep-going"])
            .env("RUSTDOCFLAGS", "-Dwarnings")
            .run()
    }));
    verdicts.push(licences(repo));
    conclude(&verdicts)
}

fn check(name: &'static str, run: impl FnOnce() -> Result<()>) -> Verdict {
    say::line(&format!("· {name}"));
    (name, Some(run()))
}

fn cargo(repo: &Repo) -> Cmd {
    Cmd::cargo(&repo.root)
}

fn clippy(repo: &Repo, what: &[&str]) -> Result<()> {
    cargo(repo).arg("clippy").args(what).args(["--keep-going", "--", "-D", "warnings"]).run()
}

/// cargo-deny takes minutes to install: it is run where it is.
fn licences(repo: &Repo) -> Verdict {
    const NAME: &str = "licences, bans, sources";
    if cargo(repo).args(["deny", "--version"]).read().is_err() {
        say::line(
            "· licences, bans and sources are left out; to check them: cargo install cargo-deny --locked",
        );
        return (NAME, None);
    }
    check(NAME, || cargo(repo).args(["deny", "--workspace", "check", "licenses", "bans", "sources"]).run())
}

fn conclude(verdicts: &[Verdict]) -> Result<()> {
    if child::interrupted() {
        bail!("interrupted");
    }
    let row = |(name, outcome): &Verdict| {
        let word = match outcome {
            Some(Ok(())) => "ok",
            Some(Err(_)) => "FAILED",
            None => "left out",
        };
        vec![(*name).to_owned(), word.to_owned()]
    };
    let rows: Vec<Vec<String>> = verdicts.iter().map(row).collect();
    say::line(&format!("\n{}", say::table(&rows)));
    let reasons: Vec<String> = verdicts
        .iter()
        .filter_map(|(name, outcome)| Some(format!("{name}: {:#}", outcome.as_ref()?.as_ref().err()?)))
        .collect();
    if !reasons.is_empty() {
        bail!("{}", reasons.join("\n       "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_check_fails_the_whole_and_is_named() {
        assert!(conclude(&[("a", Some(Ok(()))), ("b", None)]).is_ok());
        let error = conclude(&[("a", Some(Err(anyhow::anyhow!("why")))), ("b", Some(Ok(())))]).unwrap_err();
        assert_eq!(error.to_string(), "a: why");
    }
}
