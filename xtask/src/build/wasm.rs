//! The widget's Rust as an optimised wasm module and the JavaScript glue around it.
//!
//! It must never run a tool found on the user's PATH: a wasm-bindgen of another version writes glue that traps, and an old
//! wasm-opt writes modules that do not load (trap 39).

use crate::cli::BuildOptions;
use crate::command::Cmd;
use crate::repo::Repo;
use crate::tools::{WASM, npm_tool};
use anyhow::{Context, Result};
use std::path::Path;

pub(super) const GLUE: &str = "linkdock.js";
pub(super) const MODULE: &str = "linkdock_bg.wasm";
/// The module as JavaScript that answers its bytes.
pub(super) const PACKED: &str = "linkdock_bytes.js";

/// The dock's module and the form's, each with its glue in a folder of its own.
pub(super) fn build(repo: &Repo, options: &BuildOptions) -> Result<()> {
    make(repo, options, "bare", &repo.glue())?;
    make(repo, options, "bare,wizard", &repo.wizard_glue())
}

fn make(repo: &Repo, options: &BuildOptions, features: &str, folder: &Path) -> Result<()> {
    Cmd::cargo(&repo.root)
        .args(["build", "--lib", "-p", "linkdock", "--features", features])
        .args(["--profile", "wasm", "--target", WASM])
        .args(["--config", &rustflags()])
        // They would replace ours.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .run()?;
    bind(&repo.target.join(WASM).join("wasm").join("linkdock.wasm"), folder)?;

    let glue = folder.join(GLUE);
    let trimmed = super::glue::trim(&std::fs::read_to_string(&glue)?)?;
    std::fs::write(&glue, trimmed).context("cannot write the glue")?;

    let module = folder.join(MODULE);
    if !options.dev {
        optimise(repo, &module, &glue)?;
    }
    loads(repo, &module)?;
    super::pack::write(repo, &module, &folder.join(PACKED))
}

fn rustflags() -> String {
    let home = std::env::var_os("CARGO_HOME").map(std::path::PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).unwrap_or_default();
    let flags = [
        // Panic messages name source files: without this, the home folder of whoever built the package.
        format!("--remap-path-prefix={}=cargo", home.display()),
        // Code without copies of itself, and branches that end alike left apart: joined, they are shorter but like nothing else,
        // and pack.rs packs them worse.
        "-Cllvm-args=-inline-threshold=10 -unroll-threshold=0 -simplifycfg-sink-common=false -enable-pre=false".to_owned(),
    ];
    format!("target.{WASM}.rustflags={}", serde_json::json!(flags))
}

fn bind(input: &Path, folder: &Path) -> Result<()> {
    // As wasm-bindgen reads it.
    let mut module = walrus::ModuleConfig::new()
        .strict_validate(false)
        .generate_name_section(false)
        .generate_producers_section(false)
        .parse_file(input)?;
    super::panics::silence(&mut module);
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_module("linkdock", module)
        .out_name("linkdock")
        .web(true)?
        .typescript(false) // js/ declares the types the customer sees
        .omit_default_module_path(true) // the bytes are inlined: no `import.meta.url` (trap 40)
        .debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen refused {}", input.display()))
}

/// Features are not named here: wasm-opt reads them from the module, so it uses what rustc used and nothing newer.
///
/// The names by which module and glue know each other are long and hashed: 3 kB after gzip. wasm-opt makes them short and
/// prints which became which, for the glue to follow.
fn optimise(repo: &Repo, module: &Path, glue: &Path) -> Result<()> {
    let optimised = module.with_extension("opt.wasm");
    let names = npm_tool(repo, "wasm-opt")
        .arg(module)
        // glue.rs makes do without it.
        .arg("--remove-exports=__wbindgen_realloc")
        // What counts is the module after pack.rs: for it, code that reads like other code is worth more than short code. So
        // control flow stays as LLVM made it, and functions stay in one piece.
        .args(["-Oz", "--one-caller-inline-max-function-size", "30", "--skip-pass=local-cse"])
        // The first kilobyte is the far end of the stack.
        .arg("--low-memory-unused")
        // Arguments that are the same in every call go.
        .args(["--monomorphize", "--dae-optimizing", "-Oz"])
        .args(["--strip-producers", "--strip-target-features"])
        .args(["--minify-imports-and-exports-and-modules", "-o"])
        .arg(&optimised)
        .read()?;
    let renamed = super::names::shorten(&std::fs::read_to_string(glue)?, &names)?;
    std::fs::write(glue, renamed).context("cannot write the glue")?;
    std::fs::rename(&optimised, module).context("cannot replace the module by the optimised one")
}

fn loads(repo: &Repo, module: &Path) -> Result<()> {
    const LOAD: &str = "new WebAssembly.Module(require('node:fs').readFileSync(process.argv[1]))";
    Cmd::new("node", &repo.root).args(["-e", LOAD]).arg(module).run().context("the wasm module does not load")
}
