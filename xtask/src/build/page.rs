//! The demo's pages: each one's script with the package it imports, next to the pages' own files, in www/dist/.
//!
//! They must never reach into js/ or the glue: they import "linkdock" as a customer does.

use super::bundle::esbuild;
use crate::repo::Repo;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The entry in www/src/ of each page's script, and the file that the page loads. Every other file there is imported by one
/// of these.
const SCRIPTS: [(&str, &str); 4] = [
    ("main.ts", "app.js"),
    ("leads.ts", "leads.js"),
    ("record.ts", "record.js"),
    ("sending.ts", "accounts.js"),
];

pub(super) fn exists(repo: &Repo) -> bool {
    entry(repo, SCRIPTS[0].0).exists()
}

fn entry(repo: &Repo, name: &str) -> PathBuf {
    repo.path("www/src").join(name)
}

pub(super) fn build(repo: &Repo) -> Result<()> {
    let (www, dist) = (repo.path("www"), repo.path("www/dist"));
    if dist.exists() {
        std::fs::remove_dir_all(&dist).context("cannot empty www/dist")?;
    }
    std::fs::create_dir_all(&dist)?;
    for file in std::fs::read_dir(&www)? {
        let file = file?.path();
        if file.extension().is_some_and(|extension| extension == "html" || extension == "css") {
            std::fs::copy(&file, dist.join(file.file_name().unwrap_or_default()))?;
        }
    }
    let assets = www.join("assets");
    if assets.exists() {
        copy_folder(&assets, &dist.join("assets"))?;
    }
    SCRIPTS
        .iter()
        .try_for_each(|(source, output)| esbuild(repo, &entry(repo, source), &dist.join(output), "esm").run())
}

pub(super) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
