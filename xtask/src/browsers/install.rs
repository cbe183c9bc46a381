//! Installs browsers and drivers where that takes nobody's leave: apt as root or with passwordless sudo, and cargo into our
//! own cache. Anywhere else it answers with the command to run.
//!
//! It must never ask for a password, and never download a binary: packages come from apt and crates.io.

use super::find::{Search, program};
use super::{Browser, Engine};
use crate::command::Cmd;
use crate::repo::Repo;
use crate::say;
use anyhow::{Context, Result};
use std::path::PathBuf;

const GECKODRIVER: &str = "0.37.1";

/// The engine with all it takes, installed if need be; or the reason it cannot be had, with the command that helps.
pub(crate) fn ready(repo: &Repo, engine: Engine) -> Result<Browser> {
    if let Some(browser) = Search::new(engine).found(engine) {
        return Ok(browser);
    }
    // Firefox's driver is not in apt; all else is.
    let search = Search::new(engine);
    if !(engine == Engine::Firefox && search.has_browser()) {
        apt_install(repo, engine)?;
    }
    if engine == Engine::Firefox && Search::new(engine).found(engine).is_none() {
        cargo_install_geckodriver(repo)?;
    }
    Search::new(engine).found(engine).with_context(|| hint(engine))
}

fn apt_packages(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Chromium => &["chromium", "chromium-driver"],
        Engine::Firefox => &["firefox-esr"],
        Engine::Webkit => &["webkit2gtk-driver", "xvfb"],
    }
}

fn hint(engine: Engine) -> String {
    let elsewhere = match engine {
        Engine::Chromium => "elsewhere install Chrome or Chromium and the chromedriver of the same version",
        Engine::Firefox => "elsewhere install Firefox (https://www.mozilla.org/firefox)",
        Engine::Webkit => "WebKitGTK runs on Linux only",
    };
    format!(
        "to install {}: sudo apt-get install {}; {elsewhere}",
        engine.name(),
        apt_packages(engine).join(" ")
    )
}

fn apt_install(repo: &Repo, engine: Engine) -> Result<()> {
    let root = program(&["apt-get"]).and_then(|_| become_root(repo)).with_context(|| hint(engine))?;
    let apt = |words: &[&str]| {
        let apt =
            ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"];
        let words = [root, &apt, words].concat();
        let (program, args) = words.split_first().context("no command")?;
        Cmd::new(program, &repo.root).args(args).run()
    };
    say::task(&format!("installing {} (apt-get, about a minute)", engine.name()), || {
        apt(&["update"])?;
        apt(&[&["install", "--no-install-recommends"], apt_packages(engine)].concat())
    })
    .with_context(|| hint(engine))
}

/// The words before a command that must run as root: none for root itself; nothing where a password would be asked.
fn become_root(repo: &Repo) -> Option<&'static [&'static str]> {
    let id = Cmd::new("id", &repo.root).arg("-u").read().ok()?;
    if id.trim() == "0" {
        return Some(&[]);
    }
    Cmd::new("sudo", &repo.root).args(["-n", "true"]).read().ok()?;
    Some(&["sudo", "-n"])
}

fn cargo_install_geckodriver(repo: &Repo) -> Result<()> {
    let root =
        geckodriver_root().context("there is no home folder to keep geckodriver in: set XDG_CACHE_HOME")?;
    say::task("installing geckodriver (about 3 minutes)", || {
        Cmd::cargo(&repo.root)
            .args(["install", "geckodriver", "--locked", "--version", GECKODRIVER, "--root"])
            .arg(&root)
            .env_remove("CARGO_TARGET_DIR") // it is no part of the workspace
            .run()
            .with_context(|| format!("to install it by hand: cargo install geckodriver --locked --version {GECKODRIVER}"))
    })
}

/// The driver an earlier run installed.
pub(super) fn cached_geckodriver() -> Option<PathBuf> {
    let file = geckodriver_root()?.join("bin").join(format!("geckodriver{}", std::env::consts::EXE_SUFFIX));
    file.is_file().then_some(file)
}

fn geckodriver_root() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").filter(|cache| !cache.is_empty()).map(PathBuf::from);
    let cache = cache.or_else(|| Some(std::env::home_dir()?.join(".cache")))?;
    Some(cache.join("linkdock/tools").join(format!("geckodriver-{GECKODRIVER}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_has_a_command_that_installs_it() {
        for engine in Engine::ALL {
            let hint = hint(engine);
            assert!(hint.contains(engine.name()) && hint.contains("apt-get install "), "{hint}");
        }
    }
}
