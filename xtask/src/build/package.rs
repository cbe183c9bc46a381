//! The npm package around the bundles: its manifest, its licences, and the link through which this checkout uses it just as
//! a customer would.
//!
//! It must never publish a manifest that names a file which is not there.

use crate::repo::Repo;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::Path;

const TEMPLATE: &str = "js/npm-package.json";
/// What the template has in place of the workspace's version.
const VERSION: &str = r#""version": "0.0.0""#;
/// Tracked files of pkg/; all others are made.
const TRACKED: [&str; 2] = ["README.md", ".gitignore"];
const LICENCES: [&str; 2] = ["LICENSE-MIT", "LICENSE-APACHE"];

/// Removes what an earlier build made, so that a file nobody makes any more is not published.
pub(super) fn clean(repo: &Repo) -> Result<()> {
    std::fs::create_dir_all(repo.pkg())?;
    for entry in std::fs::read_dir(repo.pkg())? {
        let entry = entry?;
        if TRACKED.iter().any(|tracked| entry.file_name() == *tracked) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        } else {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Writes package.json and copies the licences that exist.
pub(super) fn manifest(repo: &Repo) -> Result<()> {
    let template =
        std::fs::read_to_string(repo.path(TEMPLATE)).with_context(|| format!("cannot read {TEMPLATE}"))?;
    let manifest = with_version(&template, &repo.version)?;
    std::fs::create_dir_all(repo.pkg())?;
    std::fs::write(repo.pkg().join("package.json"), manifest)?;
    for licence in LICENCES {
        if repo.path(licence).exists() {
            std::fs::copy(repo.path(licence), repo.pkg().join(licence))?;
        }
    }
    Ok(())
}

fn with_version(template: &str, version: &str) -> Result<String> {
    if !template.contains(VERSION) {
        bail!("{TEMPLATE} must have the line {VERSION}: the build puts Cargo.toml's version there");
    }
    Ok(template.replace(VERSION, &format!(r#""version": "{version}""#)))
}

/// Every file the manifest names must be in the package.
pub(super) fn check(repo: &Repo) -> Result<()> {
    let manifest: Value = serde_json::from_slice(&std::fs::read(repo.pkg().join("package.json"))?)?;
    let missing: Vec<&str> =
        paths(&manifest).into_iter().filter(|path| !repo.pkg().join(path).exists()).collect();
    if !missing.is_empty() {
        bail!("{TEMPLATE} names files the build does not make: {}", missing.join(", "));
    }
    Ok(())
}

/// All strings of the manifest that are paths inside the package: they begin with `./`.
fn paths(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => text.strip_prefix("./").into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(paths).collect(),
        Value::Object(fields) => fields.values().flat_map(paths).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Makes `import "linkdock"` in this checkout mean pkg/, exports map, types and all.
pub(super) fn link(repo: &Repo) -> Result<()> {
    let link = repo.path("node_modules/linkdock");
    if link.join("package.json").exists() {
        return Ok(());
    }
    if std::fs::symlink_metadata(&link).is_ok() {
        std::fs::remove_file(&link).context("cannot replace node_modules/linkdock")?;
    }
    link_folder(Path::new("../pkg"), &link).context("cannot link node_modules/linkdock to pkg/")
}

#[cfg(unix)]
fn link_folder(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn link_folder(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_gets_the_version_of_the_workspace() {
        let manifest = with_version(r#"{ "version": "0.0.0" }"#, "1.2.3").unwrap();
        assert_eq!(manifest, r#"{ "version": "1.2.3" }"#);
        assert!(with_version(r#"{ "version": "1.0.0" }"#, "1.2.3").is_err());
    }

    #[test]
    fn finds_every_path_of_a_manifest() {
        let manifest = serde_json::json!({
            "name": "linkdock",
            "types": "./types/index.d.ts",
            "exports": { ".": { "default": "./index.js" }, "./wasm": "./linkdock.wasm" },
            "sideEffects": ["./linkdock.iife.js"],
            "private": false,
        });
        let mut found = paths(&manifest);
        found.sort_unstable();
        assert_eq!(found, ["index.js", "linkdock.iife.js", "linkdock.wasm", "types/index.d.ts"]);
    }
}
