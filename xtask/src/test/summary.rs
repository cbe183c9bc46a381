//! What `test` has to say at its end: which step ran in which engine, how it went, what failed, and the sum of all.
//!
//! It must never end on a line that says less failed than did: a step that broke counts as one failed test at least.

use super::tally::{self, Tally};
use crate::say;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    Failed,
    /// An engine that is not there, on a developer's machine.
    Skipped,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    verdict: Verdict,
    tally: Tally,
    /// Why it failed or was skipped: the tests, or what the runner's own output does not say.
    pub(crate) reasons: Vec<String>,
}

impl Outcome {
    /// The outcome of a step that ran: its exit code and its count must agree, and there must be a count unless a filter
    /// may have left nothing.
    pub(crate) fn of(output: &str, success: bool, filtered: bool) -> Self {
        let tally = Tally::read(output);
        match (success, tally) {
            (true, Tally { failed: 0, passed: 0 }) if !filtered => Self::broken("ran no test".to_owned()),
            (true, Tally { failed: 0, .. }) => Self { verdict: Verdict::Passed, tally, reasons: Vec::new() },
            (false, Tally { failed: 0, .. }) => Self {
                verdict: Verdict::Failed,
                tally: Tally { failed: 1, ..tally },
                reasons: vec!["failed outside of a test".to_owned()],
            },
            (_, tally) => Self { verdict: Verdict::Failed, tally, reasons: tally::failures(output) },
        }
    }

    /// A step that is one test in itself and has passed.
    pub(crate) fn one() -> Self {
        Self { verdict: Verdict::Passed, tally: Tally { passed: 1, failed: 0 }, reasons: Vec::new() }
    }

    pub(crate) fn broken(reason: String) -> Self {
        Self { verdict: Verdict::Failed, tally: Tally { passed: 0, failed: 1 }, reasons: vec![reason] }
    }

    pub(crate) fn skipped(reason: String) -> Self {
        Self { verdict: Verdict::Skipped, tally: Tally::default(), reasons: vec![reason] }
    }
}

#[derive(Default)]
pub(crate) struct Summary {
    rows: Vec<(String, &'static str, Outcome)>,
}

impl Summary {
    pub(crate) fn add(&mut self, step: &str, engine: &'static str, outcome: Outcome) {
        self.rows.push((step.to_owned(), engine, outcome));
    }

    pub(crate) fn failed(&self) -> bool {
        self.rows.iter().any(|(_, _, outcome)| outcome.verdict == Verdict::Failed)
    }

    pub(crate) fn table(&self) -> String {
        let mut rows = vec![["step", "engine", "result", "passed", "failed"].map(str::to_owned).to_vec()];
        rows.extend(self.rows.iter().map(|(step, engine, outcome)| {
            let verdict = match outcome.verdict {
                Verdict::Passed => "ok",
                Verdict::Failed => "FAILED",
                Verdict::Skipped => "skipped",
            };
            let Tally { passed, failed } = outcome.tally;
            vec![
                step.clone(),
                (*engine).to_owned(),
                verdict.to_owned(),
                passed.to_string(),
                failed.to_string(),
            ]
        }));
        let mut text = say::table(&rows);
        for (step, engine, outcome) in &self.rows {
            for reason in &outcome.reasons {
                text.push_str(format!("{step} {engine}").trim_end());
                text.push_str(&format!(": {reason}\n"));
            }
        }
        text
    }

    /// The last line of all; CI reads it.
    pub(crate) fn closing_line(&self) -> String {
        let sum = |count: fn(&Tally) -> usize| {
            self.rows.iter().map(|(_, _, outcome)| count(&outcome.tally)).sum::<usize>()
        };
        format!("{} passed, {} failed", sum(|tally| tally.passed), sum(|tally| tally.failed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closing(passed: usize, failed: usize) -> String {
        format!("test result: ok. {passed} passed; {failed} failed")
    }

    #[test]
    fn exit_code_and_count_must_agree() {
        let table = [
            // (passed, failed, exit code is 0, a filter was given, verdict, failed tests)
            (3, 0, true, false, Verdict::Passed, 0),
            (2, 1, false, false, Verdict::Failed, 1),
            (2, 1, true, false, Verdict::Failed, 1),
            (3, 0, false, false, Verdict::Failed, 1),
            (0, 0, false, false, Verdict::Failed, 1),
            (0, 0, true, false, Verdict::Failed, 1),
            (0, 0, true, true, Verdict::Passed, 0),
        ];
        for (passed, failing, success, filtered, verdict, failed) in table {
            let outcome = Outcome::of(&closing(passed, failing), success, filtered);
            assert_eq!(
                (outcome.verdict, outcome.tally.failed),
                (verdict, failed),
                "{passed} {failing} {success} {filtered}"
            );
        }
    }

    #[test]
    fn the_sum_counts_every_step_and_engine() {
        let mut summary = Summary::default();
        summary.add("native", "", Outcome::of(&closing(40, 0), true, false));
        summary.add("e2e", "webkit", Outcome::skipped("to install webkit: …".into()));
        assert!(!summary.failed());
        assert_eq!(summary.closing_line(), "40 passed, 0 failed");

        summary.add("e2e", "firefox", Outcome::broken("no driver".into()));
        assert!(summary.failed());
        assert_eq!(summary.closing_line(), "40 passed, 1 failed");
        let table = summary.table();
        for text in ["skipped", "e2e webkit: to install webkit: …", "FAILED", "e2e firefox: no driver"] {
            assert!(table.contains(text), "{text}\n{table}");
        }

        let output = format!("---- a popup that the user closes ----\nit's open\n{}", closing(2, 1));
        summary.add("e2e", "chromium", Outcome::of(&output, false, false));
        assert!(summary.table().ends_with("e2e chromium: a popup that the user closes: it's open\n"));
    }
}
