//! What a server leaves behind: the lines of its log and the files of its store. They outlive the server, because a scenario is
//! searched when its servers may have ended.
//!
//! It must never change what it reads.

use anyhow::{Context as _, Result};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

#[derive(Clone, Default)]
pub(crate) struct Traces {
    log: Arc<Mutex<Vec<String>>>,
    /// How many lines were searched. What is said too late for one search is there for the next.
    searched: Arc<AtomicUsize>,
    /// Where a broker keeps its store.
    folder: Option<Arc<TempDir>>,
}

impl Traces {
    pub(crate) fn with_store(folder: TempDir) -> Self {
        Self { folder: Some(Arc::new(folder)), ..Self::default() }
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Vec<String>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn say(&self, line: String) {
        self.log().push(line);
    }

    /// Whether a server still writes here.
    pub(crate) fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.log) > 1
    }

    /// The places where one of the texts stands, without the lines that were searched before.
    pub(crate) fn unseen(&self, texts: &[&str]) -> Result<Vec<String>> {
        let mut found = {
            let log = self.log();
            let searched = self.searched.swap(log.len(), Ordering::Relaxed);
            in_lines(log.get(searched..).unwrap_or_default(), texts)
        };
        found.extend(self.in_store(texts)?);
        Ok(found)
    }

    /// By the files' names: the database and what SQLite keeps beside it, the write-ahead log above all.
    fn in_store(&self, texts: &[&str]) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let Some(folder) = &self.folder else { return Ok(found) };
        for file in std::fs::read_dir(folder.path()).context("the folder of a store is gone")? {
            let file = file?;
            // SQLite takes its own files away when it likes.
            let Ok(bytes) = std::fs::read(file.path()) else { continue };
            let read = String::from_utf8_lossy(&bytes);
            if texts.iter().any(|text| read.contains(text)) {
                found.push(format!("store {}", file.file_name().display()));
            }
        }
        Ok(found)
    }
}

fn in_lines(lines: &[String], texts: &[&str]) -> Vec<String> {
    let holds = |line: &String| texts.iter().any(|text| said(line).contains(text));
    lines.iter().filter(|line| holds(line)).map(|line| format!("log {}", said(line))).collect()
}

/// A line without the time it begins with, whose microseconds may look like a code.
fn said(line: &str) -> &str {
    match line.split_once(' ') {
        Some((time, rest))
            if time.starts_with(|first: char| first.is_ascii_digit()) && time.ends_with('Z') =>
        {
            rest.trim_start()
        }
        _ => line,
    }
}
