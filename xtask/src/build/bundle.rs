//! TypeScript, glue and wasm as single files: a module for npm and a script for a plain `<script>` tag.
//!
//! It must never split a bundle: whatever the host's bundler or server does, one file arrives whole (trap 40).

use super::wasm::{GLUE, MODULE, PACKED};
use crate::command::Cmd;
use crate::repo::Repo;
use crate::tools::npm_tool;
use anyhow::{Context, Result};
use std::path::Path;

/// One file of the package that esbuild makes.
struct Entry {
    source: &'static str,
    output: &'static str,
    format: &'static str,
}

const ENTRIES: [Entry; 4] = [
    Entry { source: "js/index.ts", output: "index.js", format: "esm" },
    // js/script.ts installs the global itself, so that a second copy of the script can be noticed there.
    Entry { source: "js/script.ts", output: "linkdock.iife.js", format: "iife" },
    Entry { source: "js/wizard.ts", output: "wizard.js", format: "esm" },
    Entry { source: "js/wizard-script.ts", output: "linkdock.wizard.iife.js", format: "iife" },
];

pub(super) fn scripts(repo: &Repo) -> Result<()> {
    for entry in &ENTRIES {
        let (name, glue) = if entry.source.contains("wizard") {
            ("linkdock-wizard", repo.wizard_glue())
        } else {
            ("linkdock", repo.glue())
        };
        esbuild(repo, &repo.path(entry.source), &repo.pkg().join(entry.output), entry.format)
            .arg(alias(&format!("{name}-glue"), &glue.join(GLUE)))
            .arg(alias(&format!("{name}-bytes"), &glue.join(PACKED)))
            // First in the file: gzip's blocks then hold either the packed module or code, which saves it much (pack.rs).
            .arg(format!("--inject:{}", glue.join(PACKED).display()))
            // The glue's advice on how to call it.
            .arg("--drop:console")
            .run()?;
    }
    // What needs no widget.
    for (source, output) in [("js/products.ts", "products.js"), ("js/return.js", "return.js")] {
        esbuild(repo, &repo.path(source), &repo.pkg().join(output), "esm").run()?;
    }
    // For people who check what they ship.
    std::fs::copy(repo.glue().join(MODULE), repo.pkg().join("linkdock.wasm"))
        .context("cannot copy the module")?;
    Ok(())
}

/// js/tsconfig.json says what is declared and where it goes.
pub(super) fn types(repo: &Repo) -> Result<()> {
    npm_tool(repo, "tsc").args(["-p", "js/tsconfig.json"]).run()?;
    // What no customer imports, and names modules that only the build knows.
    for inner in ["wasm.d.ts", "script.d.ts", "wizard-script.d.ts"] {
        std::fs::remove_file(repo.pkg().join("types").join(inner)).context("cannot remove a declaration")?;
    }
    Ok(())
}

/// esbuild with what all our bundles have in common; its newest syntax is of 2022.
pub(super) fn esbuild(repo: &Repo, source: &Path, output: &Path, format: &str) -> Cmd {
    npm_tool(repo, "esbuild")
        .arg(source)
        .args(["--bundle", "--minify", "--target=es2022", "--legal-comments=none", "--log-level=warning"])
        .arg(format!("--format={format}"))
        .arg(format!("--outfile={}", output.display()))
}

fn alias(name: &str, file: &Path) -> String {
    format!("--alias:{name}={}", file.display())
}
