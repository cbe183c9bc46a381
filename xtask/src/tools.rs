//! The tools every command needs before it can start: the wasm target, Node and the npm packages. What can be added by the
//! user's own rustup and npm is added; the rest is named with the command that installs it.
//!
//! It must never go on without a tool: half a build is worse than a clear error.

use crate::command::Cmd;
use crate::repo::Repo;
use crate::say;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

pub(crate) const WASM: &str = "wasm32-unknown-unknown";

const OLDEST_NODE: u32 = 20;
/// The lock file as it was when node_modules was filled.
const STAMP: &str = "node_modules/.linkdock-lock.json";

pub(crate) fn wasm_target(repo: &Repo) -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = Cmd::new(rustc, &repo.root).args(["--print", "sysroot"]).read()?;
    let sysroot = PathBuf::from(sysroot.trim());
    if sysroot.join("lib/rustlib").join(WASM).join("lib").is_dir() {
        return Ok(());
    }
    if Cmd::new("rustup", &repo.root).arg("--version").read().is_err() {
        bail!(
            "this Rust ({}) lacks the target {WASM}, and there is no rustup to add it. Install rustup \
             (https://rustup.rs), or your distribution's package of that target (Debian: libstd-rust-dev-wasm32)",
            sysroot.display()
        );
    }
    say::task(&format!("adding the target {WASM}"), || {
        Cmd::new("rustup", &repo.root).args(["target", "add", WASM]).run()
    })
}

/// Node and the packages of package-lock.json.
pub(crate) fn npm_packages(repo: &Repo) -> Result<()> {
    let hint =
        format!("install Node {OLDEST_NODE} or newer: https://nodejs.org, or `apt-get install nodejs npm`");
    let version = Cmd::new("node", &repo.root).arg("--version").read();
    let version = version.with_context(|| format!("Node is missing: {hint}"))?;
    match node_major(&version) {
        Some(major) if major >= OLDEST_NODE => {}
        Some(_) | None => bail!("this Node is {}: {hint}", version.trim()),
    }

    let lock = std::fs::read(repo.path("package-lock.json")).context("cannot read package-lock.json")?;
    if std::fs::read(repo.path(STAMP)).is_ok_and(|stamp| stamp == lock) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    say::task("installing the npm packages", || {
        Cmd::new(npm, &repo.root).args(["ci", "--no-audit", "--no-fund"]).run().context("npm comes with Node")
    })?;
    std::fs::write(repo.path(STAMP), lock).context("cannot note which npm packages are installed")
}

/// A tool of the npm packages.
pub(crate) fn npm_tool(repo: &Repo, name: &str) -> Cmd {
    let suffix = if cfg!(windows) { ".cmd" } else { "" };
    Cmd::new(repo.path("node_modules/.bin").join(format!("{name}{suffix}")), &repo.root)
}

fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_major_version_of_node() {
        let table =
            [("v20.20.2\n", Some(20)), ("v8.1.0", Some(8)), ("20.1", None), ("", None), ("vx.1", None)];
        for (version, expected) in table {
            assert_eq!(node_major(version), expected, "{version}");
        }
    }
}
