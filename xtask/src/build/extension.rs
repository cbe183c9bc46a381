//! The browser extension example: a folder that a browser loads as it is.
//!
//! It must never write a manifest by hand: the sources print it, so that what the browser lets the extension talk to is what
//! its code talks to.

use super::bundle::esbuild;
use super::page::copy_folder;
use crate::cli::ExtensionOptions;
use crate::command::Cmd;
use crate::repo::Repo;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

const FOLDER: &str = "examples/extension";
const SCRIPTS: [(&str, &str); 2] = [("popup.ts", "popup.js"), ("worker.ts", "worker.js")];
const PAGES: [&str; 2] = ["popup.html", "popup.css"];

pub(super) fn exists(repo: &Repo) -> bool {
    source(repo, "manifest.ts").exists()
}

fn source(repo: &Repo, name: &str) -> PathBuf {
    repo.path(FOLDER).join("src").join(name)
}

/// Answers where it is. Files of an earlier build are written over: an extension that is loaded from there stays whole.
pub(super) fn build(repo: &Repo, options: &ExtensionOptions) -> Result<PathBuf> {
    check_caller(options)?;
    let out = match &options.out {
        // Relative to where the command was given.
        Some(out) => std::path::absolute(out).context("the folder for the extension")?,
        None => repo.path(FOLDER).join("dist"),
    };
    std::fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    // First: it says what is wrong with the options.
    std::fs::write(out.join("manifest.json"), manifest(repo, options)?)
        .context("cannot write the manifest")?;
    for (from, to) in SCRIPTS {
        bundle(repo, options, &source(repo, from), &out.join(to)).run()?;
    }
    for page in PAGES {
        std::fs::copy(source(repo, page), out.join(page)).with_context(|| format!("cannot copy {page}"))?;
    }
    copy_folder(&repo.path(FOLDER).join("icons"), &out.join("icons"))?;
    Ok(out)
}

/// A broker that runs by itself reads no cookie: without a caller's page every request would be answered 401, and nobody
/// would hear of it but the user at the popup.
fn check_caller(options: &ExtensionOptions) -> Result<()> {
    match (&options.broker, &options.caller) {
        (Some(broker), None) if !is_on_loopback(broker) => bail!(
            "--broker {broker} needs --caller: that broker answers 401 to whoever brings no caller token. Give the address of \
             a page of yours that answers with one, --caller https://app.example.com/linkdock-caller \
             (examples/extension/README.md, \"Who the user is\"). Only if the broker is nested in a server of yours that \
             knows the user by its own cookies: write the broker's address into examples/extension/src/config.ts instead"
        ),
        _ => Ok(()),
    }
}

/// Whether it is the demo's machine that is meant; manifest.ts says what is wrong with an address.
fn is_on_loopback(address: &str) -> bool {
    let after = address.split_once("://").map_or(address, |(_, after)| after);
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    host == "localhost" || host == "[::1]" || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

fn manifest(repo: &Repo, options: &ExtensionOptions) -> Result<String> {
    let script = repo.target.join("extension-manifest.mjs");
    bundle(repo, options, &source(repo, "manifest.ts"), &script).run()?;
    Cmd::new("node", &repo.root).arg(&script).read().context("the manifest can't be made")
}

/// esbuild with the options in place of the names that config.ts and manifest.ts declare.
fn bundle(repo: &Repo, options: &ExtensionOptions, from: &Path, to: &Path) -> Cmd {
    let texts = [
        ("VERSION", Some(&repo.version)),
        ("NAME", options.name.as_ref()),
        ("BROKER", options.broker.as_ref()),
        ("CALLER", options.caller.as_ref()),
    ];
    let defines = texts
        .into_iter()
        .filter_map(|(name, text)| Some(format!("--define:LINKDOCK_{name}={}", json!(text?))))
        .chain(options.every.map(|minutes| format!("--define:LINKDOCK_EVERY={minutes}")));
    esbuild(repo, from, to, "esm").args(defines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_broker_on_loopback_goes_without_a_caller_page() {
        let caller = Some("https://app.example.com/linkdock-caller");
        let table = [
            (None, None, true),
            (Some("http://127.0.0.1:8787/linkdock"), None, true),
            (Some("http://localhost/linkdock"), None, true),
            (Some("http://[::1]:8787"), None, true),
            (Some("https://broker.example.com/linkdock"), None, false),
            (Some("https://broker.example.com:8443"), None, false),
            (Some("https://localhost.example.com/linkdock"), None, false),
            (Some("https://127.0.0.1.example.com/linkdock"), None, false),
            (Some("https://127.0.0.1@broker.example.com/linkdock"), None, false),
            (Some("https://broker.example.com/linkdock"), caller, true),
        ];
        for (broker, caller, is_fine) in table {
            let options = ExtensionOptions {
                broker: broker.map(str::to_owned),
                caller: caller.map(str::to_owned),
                ..ExtensionOptions::default()
            };
            assert_eq!(check_caller(&options).is_ok(), is_fine, "{broker:?} {caller:?}");
        }
    }

    #[test]
    fn the_refusal_says_what_to_do() {
        let broker = Some("https://broker.example.com/linkdock".to_owned());
        let error = check_caller(&ExtensionOptions { broker, ..ExtensionOptions::default() })
            .unwrap_err()
            .to_string();
        for words in ["https://broker.example.com/linkdock", "--caller https://", "401", "config.ts"] {
            assert!(error.contains(words), "{words:?} is not in: {error}");
        }
    }
}
