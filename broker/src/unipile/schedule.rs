//! When a lost account is connected again: at once, but not sooner than an interval after it was tried the last time; then every
//! interval for some times; then its user is asked.
//!
//! Pure: what has happened comes in, what to do next goes out. It must never look at a clock, a store or the network, so that
//! its tests can live a year in a millisecond.

/// How often, and how long between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Seconds from the begin of one attempt to the next.
    pub(crate) interval: u64,
    /// Attempts after the first.
    pub(crate) times: u32,
}

/// What has happened so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// The attempts begun.
    pub(super) attempts: u32,
    /// Nobody knows how the last of them ended: the broker was stopped in the middle.
    pub(super) open: bool,
    /// When the last of them was begun; before the first, when the account was tried the last time, or 0.
    pub(super) last: u64,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Try with the newest session.
    Attempt,
    /// Ask the vendor how the attempt ended whose end nobody knows.
    Ask,
    WaitUntil(u64),
    /// It is the user's turn.
    NeedsUser,
}

impl Policy {
    pub(super) fn next(self, progress: Progress, now: u64) -> Step {
        let Progress { attempts, open, last } = progress;
        if open {
            return Step::Ask;
        }
        if attempts == 0 && last == 0 {
            return Step::Attempt;
        }
        if attempts > self.times {
            return Step::NeedsUser;
        }
        // A clock that was set back must not make the wait longer than the interval.
        let due = last.min(now).saturating_add(self.interval);
        if now >= due { Step::Attempt } else { Step::WaitUntil(due) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Policy, Progress, Step};
    use proptest::prelude::*;

    const SEED: Policy = Policy { interval: 3600, times: 4 };

    /// Lives through a disconnect on a virtual clock. `stops` are attempts in whose middle the broker is killed, `works` is the
    /// one that the vendor takes, `down` is how long the broker stays away after a kill.
    fn live(policy: Policy, stops: &[u32], works: Option<u32>, down: u64) -> (Vec<u64>, Step) {
        let (mut now, mut attempts) = (0, Vec::new());
        let mut progress = Progress { attempts: 0, open: false, last: 0 };
        for _ in 0..1000 {
            match policy.next(progress, now) {
                Step::Attempt => {
                    attempts.push(now);
                    progress = Progress { attempts: progress.attempts + 1, open: true, last: now };
                    if stops.contains(&progress.attempts) {
                        now += down;
                        continue;
                    }
                    if works == Some(progress.attempts) {
                        return (attempts, Step::Attempt);
                    }
                    progress.open = false;
                }
                Step::Ask => {
                    if works == Some(progress.attempts) {
                        return (attempts, Step::Ask);
                    }
                    progress.open = false;
                }
                Step::WaitUntil(due) => {
                    assert!(due > now, "a wait that is over");
                    now = due;
                }
                Step::NeedsUser => return (attempts, Step::NeedsUser),
            }
        }
        panic!("it never ends");
    }

    #[test]
    fn it_tries_now_then_hourly_for_four_hours_then_asks_the_user() {
        let all = vec![0, 3600, 7200, 10800, 14400];
        assert_eq!(live(SEED, &[], None, 0), (all.clone(), Step::NeedsUser));
        for (works, attempts) in [(1, 1), (2, 2), (5, 5)] {
            assert_eq!(live(SEED, &[], Some(works), 0), (all[..attempts].to_vec(), Step::Attempt));
        }
    }

    #[test]
    fn a_kill_in_the_middle_costs_no_attempt_and_doubles_none() {
        for (stops, works, down, attempts, end) in [
            (&[1][..], None, 5, vec![0, 3600, 7200, 10800, 14400], Step::NeedsUser),
            (&[1, 2, 3, 4, 5], None, 5, vec![0, 3600, 7200, 10800, 14400], Step::NeedsUser),
            // Away for longer than the interval: the next comes at once, and the pace is kept from there.
            (&[2], None, 8000, vec![0, 3600, 11600, 15200, 18800], Step::NeedsUser),
            // It had worked, and nobody was there to hear it.
            (&[2], Some(2), 5, vec![0, 3600], Step::Ask),
        ] {
            assert_eq!(live(SEED, stops, works, down), (attempts, end), "{stops:?} {works:?}");
        }
    }

    #[test]
    fn each_state_has_one_next_step() {
        let at = |attempts, open, last| Progress { attempts, open, last };
        for (progress, now, step) in [
            (at(0, false, 0), 100, Step::Attempt),
            (at(0, false, 0), 0, Step::Attempt),
            // It was tried before, and lost again.
            (at(0, false, 100), 200, Step::WaitUntil(3700)),
            (at(0, false, 100), 3700, Step::Attempt),
            (at(1, true, 100), 101, Step::Ask),
            (at(5, true, 100), 99_999, Step::Ask),
            (at(1, false, 100), 100, Step::WaitUntil(3700)),
            (at(1, false, 100), 3699, Step::WaitUntil(3700)),
            (at(1, false, 100), 3700, Step::Attempt),
            (at(4, false, 100), 3700, Step::Attempt),
            (at(5, false, 100), 100, Step::NeedsUser),
            // The clock was set back by a day.
            (at(1, false, 90_000), 3600, Step::WaitUntil(7200)),
            (at(1, false, u64::MAX), 3600, Step::WaitUntil(7200)),
        ] {
            assert_eq!(SEED.next(progress, now), step, "{progress:?} at {now}");
        }
        let once = Policy { interval: 1, times: 0 };
        assert_eq!(live(once, &[], None, 0), (vec![0], Step::NeedsUser));
    }

    proptest! {
        #[test]
        fn it_always_ends_with_all_its_attempts_at_their_pace(
            interval in 1_u64..100_000,
            times in 0_u32..20,
            stops in proptest::collection::vec(1_u32..22, 0..6),
            down in 0_u64..1_000_000,
            works in proptest::option::of(1_u32..22),
        ) {
            let policy = Policy { interval, times };
            let (attempts, end) = live(policy, &stops, works, down);
            match works.filter(|works| *works <= times + 1) {
                Some(works) => {
                    prop_assert_eq!(attempts.len() as u32, works);
                    prop_assert_ne!(end, Step::NeedsUser);
                }
                None => {
                    prop_assert_eq!(attempts.len() as u32, times + 1);
                    prop_assert_eq!(end, Step::NeedsUser);
                }
            }
            prop_assert!(attempts.windows(2).all(|pair| pair[1] - pair[0] >= interval));
        }
    }
}
