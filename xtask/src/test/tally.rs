//! Counts tests from what the runners print: libtest and wasm-bindgen's runner close with "test result: …", Node's with one
//! line a number. And finds which of them failed.
//!
//! It must never count a line of a test's own output as a result: only whole closing lines are read.

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Tally {
    pub(crate) fn read(output: &str) -> Self {
        output.lines().filter_map(|line| rust_result(line).or_else(|| node_result(line))).fold(
            Self::default(),
            |sum, next| Self { passed: sum.passed + next.passed, failed: sum.failed + next.failed },
        )
    }
}

/// The tests that failed, each with the first thing its report says.
pub(crate) fn failures(output: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut lines = output.lines();
    while let Some(line) = lines.next() {
        let failure = if let Some(name) = rust_report(line) {
            let reason = lines.find(|line| !line.trim().is_empty()).unwrap_or_default();
            format!("{name}: {}", reason.trim())
        } else if let Some(name) =
            line.trim_start().strip_prefix("✖ ").filter(|name| *name != "failing tests:")
        {
            name.to_owned()
        } else {
            continue;
        };
        if !found.contains(&failure) {
            found.push(failure);
        }
    }
    found
}

/// `---- a_test ----`, `---- a_test stdout ----`, `---- a_test output ----`
fn rust_report(line: &str) -> Option<&str> {
    let name = line.strip_prefix("---- ")?.strip_suffix(" ----")?;
    Some(name.strip_suffix(" stdout").or_else(|| name.strip_suffix(" output")).unwrap_or(name))
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
fn rust_result(line: &str) -> Option<Tally> {
    let counts = line.trim().strip_prefix("test result: ")?;
    let counts = counts.strip_prefix("ok. ").or_else(|| counts.strip_prefix("FAILED. "))?;
    let count =
        |word: &str| counts.split(';').find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok());
    Some(Tally { passed: count("passed")?, failed: count("failed")? })
}

/// `ℹ pass 3`, `ℹ fail 0`, `ℹ cancelled 0`; a cancelled test has not passed.
fn node_result(line: &str) -> Option<Tally> {
    let (word, count) = line.strip_prefix("ℹ ")?.split_once(' ')?;
    let count = count.trim().parse().ok()?;
    match word {
        "pass" => Some(Tally { passed: count, failed: 0 }),
        "fail" | "cancelled" => Some(Tally { passed: 0, failed: count }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_closing_lines_of_every_runner() {
        let table = [
            ("", 0, 0),
            (
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s",
                12,
                0,
            ),
            ("test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 filtered out; finished in 0.01s\n", 2, 1),
            ("test result: ok. 1 passed; 0 failed\nnoise\ntest result: ok. 2 passed; 0 failed", 3, 0),
            (
                "ℹ tests 4\nℹ suites 0\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\nℹ duration_ms 51.1",
                2,
                2,
            ),
        ];
        for (output, passed, failed) in table {
            assert_eq!(Tally::read(output), Tally { passed, failed }, "{output}");
        }
    }

    #[test]
    fn finds_what_failed_in_the_report_of_every_runner() {
        let table = [
            ("test a ... ok\n\ntest result: ok. 1 passed; 0 failed", &[][..]),
            (
                "failures:\n\n---- hosted: in a frame ----\nthe history has shrunk\n{}\n\nfailures:\n    hosted: in a frame\n",
                &["hosted: in a frame: the history has shrunk"],
            ),
            (
                "---- tests::a stdout ----\n\nthread 'tests::a' panicked at src/a.rs:3:5:\nno\n---- b output ----\n    JS exception\n",
                &["tests::a: thread 'tests::a' panicked at src/a.rs:3:5:", "b: JS exception"],
            ),
            (
                "✔ one (1.2ms)\n✖ two (2.5ms)\nℹ fail 1\n\n✖ failing tests:\n\n✖ two (2.5ms)\n  AssertionError",
                &["two (2.5ms)"],
            ),
        ];
        for (output, expected) in table {
            assert_eq!(failures(output), expected, "{output}");
        }
    }

    #[test]
    fn reads_nothing_else() {
        for line in
            ["test a_test ... ok", "says test result: ok. 9 passed; 0 failed", "9 passed, 0 failed", "pass 9"]
        {
            assert_eq!(Tally::read(line), Tally::default(), "{line}");
        }
    }
}
