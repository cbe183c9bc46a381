//! unpack.wat as bytes, and its memory as seen from JavaScript.
//!
//! It must never use an assembler from the user's PATH, as for all of binaryen (trap 39).

use crate::repo::Repo;
use crate::tools::npm_tool;
use anyhow::{Context, Result};
use std::path::Path;

/// Where the packed bytes go, and how many there may be; see the map in unpack.wat. Past them it reads a few zeros.
pub(super) const PACKED: usize = 0x8_0000;
pub(super) const ROOM_PACKED: usize = MODULE - PACKED - 32;
/// Where the module appears, and how large it may be.
pub(super) const MODULE: usize = 0x10_0000;
pub(super) const ROOM: usize = 0x10_0000;

const SOURCE: &str = "xtask/src/build/pack/unpack.wat";

/// Assembles the unpacker by way of the file `scratch`.
pub(super) fn assemble(repo: &Repo, scratch: &Path) -> Result<Vec<u8>> {
    npm_tool(repo, "wasm-as").arg(repo.path(SOURCE)).arg("-o").arg(scratch).run()?;
    npm_tool(repo, "wasm-opt").arg(scratch).args(["-Oz", "--converge", "-o"]).arg(scratch).run()?;
    std::fs::read(scratch).context("cannot read the assembled unpacker")
}
