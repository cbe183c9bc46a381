//! The demo page: www/src/main.ts with the package it imports, next to the page's own files, in www/dist/.
//!
//! It must never reach into js/ or the glue: it imports "linkdock" as a customer does.

use super::bundle::esbuild;
use crate::repo::Repo;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

pub(super) fn exists(repo: &Repo) -> bool {
    entry(repo).exists()
}

fn entry(repo: &Repo) -> PathBuf {
    repo.path("www/src/main.ts")
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
    esbuild(repo, &entry(repo), &dist.join("app.js"), "esm").run()
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
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
