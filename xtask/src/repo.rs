//! Where things are: the checkout, cargo's target directory and the folders the build fills.
//!
//! It must never create or delete anything: whoever fills a folder does.

use crate::command::Cmd;
use anyhow::{Context, Result, anyhow};
use std::path::{Path, PathBuf};

pub(crate) struct Repo {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target directory, wherever the user has put it.
    pub(crate) target: PathBuf,
    /// The version of the workspace, which is the version of the npm package.
    pub(crate) version: String,
}

impl Repo {
    pub(crate) fn find() -> Result<Self> {
        // `cargo run` names the manifest of this very checkout; the compiled-in path is for a binary started by hand.
        let manifest =
            std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest).parent().context("xtask has no parent folder")?.to_path_buf();
        let metadata = Cmd::cargo(&root).args(["metadata", "--no-deps", "--format-version=1"]).read()?;
        let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
        let target = metadata.get("target_directory").and_then(|value| value.as_str());
        let version = metadata
            .get("packages")
            .and_then(|packages| packages.as_array())
            .into_iter()
            .flatten()
            .find(|package| package.get("name").is_some_and(|name| name == "linkdock"))
            .and_then(|package| package.get("version")?.as_str());
        Ok(Self {
            target: target.ok_or_else(|| anyhow!("cargo metadata names no target directory"))?.into(),
            version: version.ok_or_else(|| anyhow!("cargo metadata names no package `linkdock`"))?.to_owned(),
            root,
        })
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// What npm publishes.
    pub(crate) fn pkg(&self) -> PathBuf {
        self.path("pkg")
    }

    /// The JavaScript glue and the wasm module, before they are bundled.
    pub(crate) fn glue(&self) -> PathBuf {
        self.target.join("linkdock").join("glue")
    }

    /// The same of the sign-in form.
    pub(crate) fn wizard_glue(&self) -> PathBuf {
        self.target.join("linkdock").join("wizard-glue")
    }

    /// A native binary as `cargo build` leaves it.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}
