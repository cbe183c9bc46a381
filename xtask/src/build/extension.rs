//! The browser extension example: a folder that a browser loads as it is.
//!
//! It must never write a manifest by hand: the sources print it, so that what the browser lets the extension talk to is what
//! its code talks to.

use super::bundle::esbuild;
use super::page::copy_folder;
use crate::cli::ExtensionOptions;
use crate::command::Cmd;
use crate::repo::Repo;
use anyhow::{Context, Result};
use serde_json::json;
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
