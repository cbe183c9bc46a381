//! When a call to the vendor is tried again, and how long after.
//!
//! Decisions only: no clock and no randomness of its own. It must never let a call be repeated that the
//! vendor may still be working on (a timeout), or that will fail the same way (a refusal).

use std::time::Duration;

use crate::fault::Fault;

/// How often a call is made at most: once, and twice more after passing faults.
pub(crate) const ATTEMPTS: u32 = 3;

const FIRST_PAUSE_MS: u64 = 200;

/// The pause before the next attempt, or `None` when `fault` is final. `attempt` counts from 1; `jitter`
/// spreads brokers that failed together over the second half of the pause.
pub(super) fn pause_after(fault: &Fault, attempt: u32, jitter: u8) -> Option<Duration> {
    let passing = matches!(fault, Fault::VendorUnavailable(_) | Fault::VendorUnreachable);
    (passing && attempt < ATTEMPTS).then(|| {
        let full = FIRST_PAUSE_MS << (attempt - 1);
        Duration::from_millis(full / 2 + full / 2 * u64::from(jitter) / 255)
    })
}

#[cfg(test)]
mod tests {
    use super::{Fault, pause_after};
    use std::time::Duration;

    #[test]
    fn passing_faults_wait_longer_each_time_and_end_after_three_attempts() {
        for fault in [Fault::VendorUnavailable(503), Fault::VendorUnreachable] {
            for (attempt, jitter, pause_ms) in [
                (1, 0, Some(100)),
                (1, 255, Some(200)),
                (2, 0, Some(200)),
                (2, 255, Some(400)),
                (3, 0, None),
                (3, 255, None),
            ] {
                assert_eq!(
                    pause_after(&fault, attempt, jitter),
                    pause_ms.map(Duration::from_millis),
                    "{fault:?}, attempt {attempt}"
                );
            }
        }
    }

    #[test]
    fn refusals_timeouts_and_answers_are_final() {
        for fault in [
            Fault::VendorKeyRefused,
            Fault::VendorKeyForbidden,
            Fault::VendorAccountUnknown,
            Fault::VendorRateLimited,
            Fault::VendorRefused(400),
            Fault::VendorTimeout,
            Fault::VendorAnswerEmpty,
            Fault::VendorAnswerUnreadable(String::new()),
        ] {
            assert_eq!(pause_after(&fault, 1, 0), None, "{fault:?}");
        }
    }
}
