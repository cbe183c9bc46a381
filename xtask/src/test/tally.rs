//! Counts tests from what the runners print: libtest and wasm-bindgen's runner close with "test result: …", Node's with one
//! line a number.
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
    fn reads_nothing_else() {
        for line in
            ["test a_test ... ok", "says test result: ok. 9 passed; 0 failed", "9 passed, 0 failed", "pass 9"]
        {
            assert_eq!(Tally::read(line), Tally::default(), "{line}");
        }
    }
}
