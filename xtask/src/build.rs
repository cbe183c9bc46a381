//! `cargo xtask build`: from Rust and TypeScript to what npm publishes (`pkg/`), the demo page (`www/dist/`)
//! and the examples that need a build.
//!
//! It must never leave a package that was not checked: the module is loaded once, every file the manifest names exists, and
//! a bundle over its budget is an error.

mod bundle;
mod extension;
mod glue;
mod names;
mod pack;
mod package;
mod page;
mod panics;
mod size;
mod wasm;

use crate::cli::{BuildOptions, ExtensionOptions};
use crate::repo::Repo;
use crate::{say, tools};
use anyhow::Result;

pub(crate) fn run(repo: &Repo, options: &BuildOptions) -> Result<()> {
    make(repo, options)?;
    if options.dev {
        return Ok(());
    }
    size::report(repo)
}

/// The build without its budgets: a bundle that is too big can still be tested.
pub(crate) fn make(repo: &Repo, options: &BuildOptions) -> Result<()> {
    tools::wasm_target(repo)?;
    tools::npm_packages(repo)?;

    say::task("building the widget", || wasm::build(repo, options))?;
    say::task("bundling the package", || {
        package::clean(repo)?;
        bundle::scripts(repo)?;
        types(repo)?;
        package::check(repo)
    })?;
    if page::exists(repo) {
        say::task("bundling the demo page", || page::build(repo))?;
    }
    if extension::exists(repo) {
        say::task("bundling the extension", || extension::build(repo, &ExtensionOptions::default()))?;
    }
    Ok(())
}

/// The browser extension alone, for a broker of one's own.
pub(crate) fn extension(repo: &Repo, options: &ExtensionOptions) -> Result<()> {
    tools::npm_packages(repo)?;
    let folder = extension::build(repo, options)?;
    say::line(&format!("the extension is in {}", folder.display()));
    Ok(())
}

/// The type declarations, and all that TypeScript needs to see the package as a customer does. It checks the types of js/
/// on the way, and needs no wasm: `lint` uses it too.
pub(crate) fn types(repo: &Repo) -> Result<()> {
    package::manifest(repo)?;
    package::link(repo)?;
    bundle::types(repo)
}
