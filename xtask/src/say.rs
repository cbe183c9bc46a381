//! What a person reads while a command runs: the only place that prints, so that the order of lines is ours and the last
//! line of `test` stays the last.
//!
//! It must never print the environment: keys may be in it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the one place of output")]

use anyhow::Result;
use std::io::Write as _;
use std::time::{Duration, Instant};

pub(crate) fn line(text: &str) {
    println!("{text}");
    // A reader that went away (`| head`) is no reason to fail.
    let _ = std::io::stdout().flush();
}

pub(crate) fn error(text: &str) {
    eprintln!("xtask: {text}");
}

/// Announces a long step and says afterwards how long it took.
pub(crate) fn task<T>(name: &str, run: impl FnOnce() -> Result<T>) -> Result<T> {
    line(&format!("· {name}…"));
    let start = Instant::now();
    let done = run()?;
    line(&format!("· {name}: done in {}", seconds(start.elapsed())));
    Ok(done)
}

pub(crate) fn seconds(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        whole @ 60.. => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{:.1} s", elapsed.as_secs_f64()),
    }
}

/// Rows of text as columns, the first one left-aligned and the others right-aligned.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, &width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_aligns_its_columns() {
        let rows =
            [vec!["file".into(), "raw".into()], vec!["index.js".into(), "1234".into()], vec!["x".into()]];
        assert_eq!(table(&rows), "file       raw\nindex.js  1234\nx\n");
    }

    #[test]
    fn a_minute_is_written_as_a_minute() {
        assert_eq!(seconds(Duration::from_millis(1240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 5 s");
    }
}
