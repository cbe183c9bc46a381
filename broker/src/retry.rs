//! When a call to a vendor is tried again, and how long after.
//!
//! It must never let a call be repeated that the vendor may still be working on (a timeout), or that will fail the same way
//! (a refusal).

use std::time::Duration;

use crate::fault::{Fault, Refusal, RefusalKind, Vendor};

/// How often a call is made at most: once, and twice more after passing faults.
pub(crate) const ATTEMPTS: u32 = 3;

/// What a busy vendor says when it may still be working, or is asked too often.
const SLOW_DOWN: [&str; 3] = ["too_many_requests", "request_timeout", "gateway_timeout"];

const FIRST_PAUSE_MS: u64 = 200;

/// Makes `call` until it succeeds, its fault is final, or it has been made [`ATTEMPTS`] times.
pub(crate) async fn with_retries<T, C>(vendor: Vendor, mut call: impl FnMut() -> C) -> Result<T, Fault>
where
    C: Future<Output = Result<T, Fault>>,
{
    let mut attempt = 1;
    loop {
        let fault = match call().await {
            Ok(value) => return Ok(value),
            Err(fault) => fault,
        };
        let Some(pause) = pause_after(&fault, attempt, jitter()) else {
            return Err(fault);
        };
        tracing::warn!(attempt, ?fault, "{} call failed, trying again", vendor.name());
        tokio::time::sleep(pause).await;
        attempt += 1;
    }
}

/// Without randomness the pause is the shortest, which is no worse than none.
fn jitter() -> u8 {
    getrandom::u32().map_or(0, |random| random.to_le_bytes()[0])
}

/// The pause before the next attempt, or `None` when `fault` is final. `attempt` counts from 1; `jitter`
/// spreads brokers that failed together over the second half of the pause.
fn pause_after(fault: &Fault, attempt: u32, jitter: u8) -> Option<Duration> {
    let busy = matches!(fault, Fault::Refused(Refusal { kind: RefusalKind::Busy, reason, .. }) if !SLOW_DOWN.contains(reason));
    let passing = busy || matches!(fault, Fault::VendorUnavailable(..) | Fault::VendorUnreachable(_));
    (passing && attempt < ATTEMPTS).then(|| {
        let full = FIRST_PAUSE_MS << (attempt - 1);
        Duration::from_millis(full / 2 + full / 2 * u64::from(jitter) / 255)
    })
}

#[cfg(test)]
mod tests {
    use super::{Fault, Refusal, RefusalKind, SLOW_DOWN, Vendor, pause_after};
    use std::time::Duration;

    const VENDOR: Vendor = Vendor::LinkedIn;

    #[test]
    fn passing_faults_wait_longer_each_time_and_end_after_three_attempts() {
        let busy = Fault::Refused(Refusal::new(RefusalKind::Busy, "service_unavailable"));
        for fault in [Fault::VendorUnavailable(VENDOR, 503), Fault::VendorUnreachable(VENDOR), busy] {
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
            Fault::VendorKeyRefused(VENDOR),
            Fault::VendorKeyForbidden,
            Fault::VendorAccountUnknown(VENDOR),
            Fault::VendorRateLimited(VENDOR),
            Fault::VendorRefused(VENDOR, 400),
            Fault::VendorTimeout(VENDOR),
            Fault::VendorAnswerEmpty(VENDOR),
            Fault::VendorAnswerUnreadable(VENDOR, String::new()),
            Fault::Refused(Refusal::new(RefusalKind::Other, "forbidden")),
            Fault::Refused(Refusal::new(RefusalKind::CredentialsInvalid, "invalid_credentials")),
        ] {
            assert_eq!(pause_after(&fault, 1, 0), None, "{fault:?}");
        }
        for reason in SLOW_DOWN {
            let fault = Fault::Refused(Refusal::new(RefusalKind::Busy, reason));
            assert_eq!(pause_after(&fault, 1, 0), None, "{reason}");
        }
    }
}
