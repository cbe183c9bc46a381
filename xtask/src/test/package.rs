//! The npm package as its users' tools see it: TypeScript reads its types, Node imports it.
//!
//! It must never import from js/: the package is what is tested, through its exports map.

use super::step;
use super::summary::{Outcome, Summary};
use crate::command::Cmd;
use crate::repo::Repo;
use crate::tools::npm_tool;
use crate::{child, say};
use anyhow::Result;
use std::path::PathBuf;

const TYPES: &str = "js/tests/types/tsconfig.json";

pub(super) fn run(repo: &Repo, filter: Option<&str>, summary: &mut Summary) -> Result<()> {
    // A filter names tests, and the types are none.
    if filter.is_none() && repo.path(TYPES).exists() {
        say::line("\n· testing types");
        let types = npm_tool(repo, "tsc").args(["--noEmit", "-p", TYPES]).run();
        if child::interrupted() {
            return types;
        }
        summary.add(
            "types",
            "",
            types.map_or_else(|error| Outcome::broken(format!("{error:#}")), |()| Outcome::one()),
        );
    }
    let files = node_tests(repo)?;
    if !files.is_empty() {
        // The files by name: what a folder means differs between versions of Node.
        let command = Cmd::new("node", &repo.root)
            .args(["--test", "--test-reporter=spec"])
            .args(filter.map(|filter| format!("--test-name-pattern={filter}")))
            .args(files);
        step(summary, "node", "", filter, Ok(command))?;
    }
    Ok(())
}

fn node_tests(repo: &Repo) -> Result<Vec<PathBuf>> {
    let folder = repo.path("js/tests");
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries: std::io::Result<Vec<PathBuf>> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut files = entries?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}
