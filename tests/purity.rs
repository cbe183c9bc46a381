//! `core` decides and nothing else: no browser crate, no clock, no I/O.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

use std::fs;
use std::path::Path;

const FORBIDDEN: [&str; 12] = [
    "wasm_bindgen",
    "js_sys",
    "web_sys",
    "gloo",
    "crate::shell",
    "std::time",
    "std::net",
    "std::fs",
    "std::env",
    "std::thread",
    "thread_local!",
    "println!",
];

fn visit(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, files);
        } else {
            files.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn core_names_no_browser_no_clock_and_no_io() {
    let mut files = Vec::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core"), &mut files);
    assert!(files.len() > 10, "only {} files found", files.len());
    for (path, text) in files {
        for word in FORBIDDEN {
            assert!(!text.contains(word), "{path} names {word}");
        }
    }
}
