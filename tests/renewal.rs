//! The renewal of a shared credential on a virtual clock: what is asked for, when, and what the docks are given.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

mod support;

use linkdock::core::error::{ErrorCode, Fault};
use linkdock::core::plan::Millis;
use linkdock::core::renewal::{
    Credential, Delivery, Demand, Expiry, Input, LIFETIME, Moment, Order, Policy, Renewal, SKEW,
};
use proptest::prelude::*;
use support::{SECRET, secret};

const MINUTE: u64 = 60_000;
/// Some day, on the wall's clock.
const TODAY: f64 = 1_900_000_000_000.0;

/// A source with its clocks and its one timer, and what came of it, one word a thing.
struct Source {
    renewal: Renewal,
    /// Milliseconds since the test began, on the page's clock, and how far the wall's is ahead of it.
    now: u64,
    ahead: f64,
    timer: Option<u64>,
    request: u32,
    /// The number of the last delivery.
    number: u32,
    log: Vec<String>,
}

impl Source {
    fn new() -> Self {
        let policy = Policy { skew: SKEW, lifetime: LIFETIME, timeout: Millis(30_000) };
        let (now, ahead, timer) = (0, 0.0, None);
        Self { renewal: Renewal::new(policy), now, ahead, timer, request: 0, number: 0, log: Vec::new() }
    }

    /// One that holds the credential `one`, good for 45 minutes.
    fn with_one() -> Self {
        let mut source = Self::new();
        source.feed(Input::Want(Demand::Any));
        source.give("one", Some(45 * MINUTE));
        assert_eq!(source.take(), ["fetch 0", "all *-one manual"]);
        source
    }

    fn wall(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a test's numbers are small")]
        let now = self.now as f64;
        TODAY + now + self.ahead
    }

    fn feed(&mut self, input: Input) {
        #[expect(clippy::cast_possible_truncation, reason = "the page's clock starts anew")]
        let now = Moment { wall: self.wall(), page: Millis(self.now as u32) };
        for order in self.renewal.step(input, now) {
            let word = match order {
                Order::Start(after) => {
                    self.timer = Some(self.now + u64::from(after.0));
                    continue;
                }
                Order::Stop => {
                    self.timer = None;
                    continue;
                }
                Order::Fetch { request, renews, attempt } => {
                    self.request = request;
                    // Counted from the beginning, so that it can be read.
                    let renews = renews
                        .map_or(String::new(), |end| format!(" renews {}", (end.millis() - TODAY).round()));
                    format!("fetch {attempt}{renews}")
                }
                Order::Abandon => "abandon".to_owned(),
                Order::Deliver(delivery) => self.delivered("all", delivery),
                Order::Answer(delivery) => self.delivered("one", delivery),
            };
            self.log.push(word);
        }
    }

    fn delivered(&mut self, whom: &str, delivery: Delivery) -> String {
        self.number = delivery.number;
        let what = match delivery.result {
            Ok(Some(secret)) => secret.expose().replace(SECRET, "*"),
            Ok(None) => "nothing".to_owned(),
            Err(fault) => fault.code.as_str().to_owned(),
        };
        format!("{whom} {what} {}", delivery.reason.as_str())
    }

    /// The host's function answers, with a credential that is good for so many milliseconds from now.
    fn give(&mut self, token: &str, life: Option<u64>) {
        #[expect(clippy::cast_precision_loss, reason = "a test's numbers are small")]
        let expiry = life.map(|life| Expiry::from_number(self.wall() + life as f64).unwrap());
        let result = Ok(Some(Credential { secret: secret(token), expiry }));
        self.feed(Input::Answered { request: self.request, result });
    }

    fn fail(&mut self, code: ErrorCode) {
        self.feed(Input::Answered { request: self.request, result: Err(Fault::new(code, "no")) });
    }

    fn refuse(&mut self, served: bool) {
        let of = self.number;
        self.feed(Input::Want(Demand::Instead { of, served }));
    }

    /// Time goes by, and the timer goes off when it is due.
    fn pass(&mut self, millis: u64) {
        let end = self.now + millis;
        while let Some(due) = self.timer.filter(|due| *due <= end) {
            self.now = due;
            self.timer = None;
            self.feed(Input::Elapsed);
        }
        self.now = end;
    }

    fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.log)
    }
}

#[test]
fn many_docks_cause_one_request_and_those_who_come_later_none() {
    let mut source = Source::new();
    for _ in 0..12 {
        source.feed(Input::Want(Demand::Any));
        source.feed(Input::Want(Demand::Fresh));
    }
    source.give("one", None);
    assert_eq!(source.take(), ["fetch 0", "all *-one manual"]);
    source.feed(Input::Want(Demand::Any));
    assert_eq!(source.take(), ["one *-one manual"]);
}

#[test]
fn it_is_renewed_five_minutes_ahead() {
    let mut source = Source::with_one();
    source.pass(40 * MINUTE - 1);
    assert!(source.take().is_empty());
    source.pass(1);
    assert_eq!(source.take(), ["fetch 0 renews 2700000"]);
    source.give("two", Some(45 * MINUTE));
    assert_eq!(source.take(), ["all *-two expiring"]);
    source.pass(40 * MINUTE);
    assert_eq!(source.take(), [format!("fetch 0 renews {}", 85 * MINUTE)]);
}

#[test]
fn how_long_a_credential_serves() {
    // life in minutes, or unknown → when it is renewed, in minutes
    for (life, renewed) in [(Some(45), 40.0), (Some(60), 55.0), (Some(6), 3.0), (Some(2), 1.0), (None, 40.0)]
    {
        let mut source = Source::new();
        source.feed(Input::Want(Demand::Any));
        source.give("one", life.map(|life| life * MINUTE));
        source.take();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a test's numbers are small"
        )]
        let renewed = (renewed * 60_000.0) as u64;
        source.pass(renewed - 1);
        assert!(source.take().is_empty(), "{life:?}");
        source.pass(1);
        assert_eq!(source.take().len(), 1, "{life:?}");
    }
}

#[test]
fn a_hidden_page_fetches_nothing_and_then_at_once() {
    let mut source = Source::with_one();
    source.feed(Input::Seen { visible: false });
    source.pass(120 * MINUTE);
    assert!(source.take().is_empty());
    source.feed(Input::Seen { visible: true });
    assert_eq!(source.take(), ["fetch 0 renews 2700000"]);
    source.give("two", Some(45 * MINUTE));
    assert_eq!(source.take(), ["all *-two visible"]);
    // Seen again with one that is good.
    source.feed(Input::Seen { visible: false });
    source.feed(Input::Seen { visible: true });
    assert!(source.take().is_empty());
    // Refused while hidden.
    source.feed(Input::Seen { visible: false });
    source.refuse(true);
    source.refuse(true);
    source.pass(MINUTE);
    source.refuse(false);
    assert!(source.take().is_empty());
    source.feed(Input::Seen { visible: true });
    source.give("three", None);
    assert_eq!(source.take()[1], "all *-three tokenError");
}

#[test]
fn a_refusal_that_waits_for_the_page_to_be_seen_is_not_forgotten_over_a_newcomer() {
    let mut source = Source::with_one();
    source.feed(Input::Seen { visible: false });
    source.refuse(true);
    // Past its renewal, and not past its end.
    source.pass(42 * MINUTE);
    source.feed(Input::Want(Demand::Any));
    source.take();
    source.feed(Input::Seen { visible: true });
    source.give("one", Some(5 * MINUTE));
    assert_eq!(source.take(), ["fetch 1 renews 2700000", "all *-one tokenError"]);
}

#[test]
fn a_host_or_a_user_is_served_while_the_page_is_hidden() {
    let mut source = Source::new();
    source.feed(Input::Seen { visible: false });
    source.feed(Input::Want(Demand::Any));
    assert_eq!(source.take(), ["fetch 0"]);
}

#[test]
fn a_laptop_that_slept_renews_when_it_is_seen() {
    let mut source = Source::with_one();
    // The page's clock and its timers stood still.
    source.ahead += 8.0 * 3_600_000.0;
    source.feed(Input::Seen { visible: true });
    assert_eq!(source.take(), ["fetch 0 renews 2700000"]);
}

#[test]
fn a_wall_clock_that_is_set_back_does_not_stretch_a_life() {
    let mut source = Source::with_one();
    source.ahead -= 3.0 * 3_600_000.0;
    source.pass(40 * MINUTE);
    assert_eq!(source.take(), ["fetch 0 renews 2700000"]);
}

#[test]
fn a_wall_clock_that_is_set_forward_costs_one_renewal() {
    let mut source = Source::with_one();
    source.ahead += 3_600_000.0;
    source.feed(Input::Seen { visible: true });
    source.give("two", Some(45 * MINUTE));
    source.take();
    source.pass(40 * MINUTE - 1);
    assert!(source.take().is_empty());
}

#[test]
fn an_end_that_has_passed_on_arrival_is_as_good_as_unknown() {
    let mut source = Source::new();
    source.feed(Input::Want(Demand::Any));
    let expiry = Expiry::from_number(source.wall() - 1.0);
    let result = Ok(Some(Credential { secret: secret("one"), expiry }));
    source.feed(Input::Answered { request: 1, result });
    source.take();
    source.pass(40 * MINUTE - 1);
    assert!(source.take().is_empty());
}

#[test]
fn twelve_frames_that_are_refused_at_once_cause_one_request() {
    let mut source = Source::with_one();
    source.now += 20 * MINUTE;
    for _ in 0..12 {
        source.refuse(true);
    }
    assert_eq!(source.take(), ["fetch 0 renews 2700000"]);
    source.give("two", Some(45 * MINUTE));
    assert_eq!(source.take(), ["all *-two tokenError"]);
    // One that was slow to say it is given the new one.
    source.feed(Input::Want(Demand::Instead { of: 1, served: true }));
    assert_eq!(source.take(), ["one *-two tokenError"]);
}

#[test]
fn a_token_that_is_refused_every_time_is_tried_after_1_2_4_8_and_16_seconds() {
    let mut source = Source::with_one();
    for (attempt, pause) in [1_000, 2_000, 4_000, 8_000, 16_000].into_iter().enumerate() {
        source.refuse(false);
        source.refuse(false);
        source.pass(pause - 1);
        assert!(source.take().is_empty(), "{pause}");
        source.pass(1);
        assert!(source.take()[0].starts_with(&format!("fetch {}", attempt + 1)), "{pause}");
        source.give(&format!("new-{attempt}"), Some(45 * MINUTE));
        source.take();
    }
    for _dock in 0..12 {
        source.refuse(false);
        assert_eq!(source.take(), ["one reload_exhausted tokenError"]);
    }
    // "Try again" begins anew.
    source.feed(Input::Want(Demand::Fresh));
    assert!(source.take()[0].starts_with("fetch 0"));
    source.give("again", None);
    source.refuse(false);
    source.pass(1_000);
    assert!(source.take().last().unwrap().starts_with("fetch 1"));
}

#[test]
fn a_token_that_served_resets_the_count() {
    let mut source = Source::with_one();
    for attempt in 0..4 {
        source.refuse(false);
        source.pass(16_000);
        source.give(&format!("new-{attempt}"), None);
    }
    source.take();
    source.pass(MINUTE);
    source.refuse(true);
    assert_eq!(source.take()[0].split(' ').take(2).collect::<Vec<_>>(), ["fetch", "0"]);
    source.give("five", None);
    source.take();
    source.refuse(false);
    source.pass(999);
    assert!(source.take().is_empty());
    source.pass(1);
    assert_eq!(source.take().len(), 1);
}

#[test]
fn a_failed_renewal_is_tried_again_and_a_failed_start_is_told() {
    let mut source = Source::new();
    source.feed(Input::Want(Demand::Any));
    source.fail(ErrorCode::TokenFailed);
    assert_eq!(source.take(), ["fetch 0", "all token_failed manual"]);
    let mut source = Source::with_one();
    source.pass(40 * MINUTE);
    for pause in [1_000, 2_000, 4_000, 8_000, 16_000] {
        source.take();
        source.fail(ErrorCode::TokenFailed);
        assert!(source.take().is_empty());
        source.pass(pause);
        assert_eq!(source.take().len(), 1, "{pause}");
    }
    source.fail(ErrorCode::TokenFailed);
    assert_eq!(source.take(), ["all token_failed expiring"]);
    // What can't help isn't tried.
    let mut source = Source::with_one();
    source.refuse(true);
    source.take();
    let refused = Fault::new(ErrorCode::TokenFailed, "no").retryable_if(false);
    source.feed(Input::Answered { request: source.request, result: Err(refused) });
    assert_eq!(source.take(), ["all token_failed tokenError"]);
}

#[test]
fn a_function_that_does_not_settle_is_given_up() {
    let mut source = Source::new();
    source.feed(Input::Want(Demand::Any));
    source.pass(30_000);
    assert_eq!(source.take(), ["fetch 0", "abandon", "all token_timeout manual"]);
    source.give("late", None);
    assert!(source.take().is_empty());
}

#[test]
fn a_renewal_that_brings_the_same_token_disturbs_nobody() {
    let mut source = Source::with_one();
    source.pass(40 * MINUTE);
    for pause in [1_000, 2_000, 4_000, 8_000, 16_000] {
        source.take();
        source.give("one", Some(5 * MINUTE));
        assert!(source.take().is_empty());
        source.pass(pause);
        assert_eq!(source.take().len(), 1, "{pause}");
    }
    // Whoever waits has to do with it; to the others it is the one they have.
    let number = source.number;
    source.give("one", Some(5 * MINUTE));
    assert_eq!(source.take(), ["all *-one expiring"]);
    assert_eq!(source.number, number);
    source.pass(60 * MINUTE);
    assert!(source.take().is_empty());
    // The vendor's refusal is the last resort.
    source.refuse(true);
    assert_eq!(source.take().len(), 1);
}

#[test]
fn a_renewal_that_is_tried_again_keeps_nobody_waiting() {
    let mut source = Source::with_one();
    source.pass(40 * MINUTE);
    source.take();
    // A dock comes meanwhile: what is there is good for minutes.
    source.feed(Input::Want(Demand::Any));
    assert_eq!(source.take(), ["one *-one expiring"]);
    source.give("one", Some(5 * MINUTE));
    source.feed(Input::Want(Demand::Any));
    assert_eq!(source.take(), ["one *-one expiring"]);
    // And a frame whose token is refused: then the same one again won't do.
    source.refuse(true);
    source.pass(1_000);
    source.give("one", Some(5 * MINUTE));
    assert_eq!(source.take()[1..], ["all *-one tokenError"]);
}

#[test]
fn a_token_that_is_refused_some_seconds_after_it_was_taken_is_no_better_than_one_refused_at_once() {
    let mut source = Source::with_one();
    for pause in [0, 2_000, 4_000, 8_000, 16_000] {
        source.pass(6_000);
        source.refuse(true);
        assert_eq!(source.take().len(), usize::from(pause == 0), "{pause}");
        source.pass(pause);
        source.give("next", None);
        source.take();
    }
    source.pass(6_000);
    source.refuse(true);
    assert_eq!(source.take(), ["one reload_exhausted tokenError"]);
    // And nothing goes on by itself.
    source.pass(120 * MINUTE);
    assert!(source.take().is_empty());
}

#[test]
fn a_clock_that_is_ahead_by_nearly_a_life_is_not_believed_twice() {
    let mut source = Source::new();
    source.feed(Input::Want(Demand::Any));
    source.give("one", Some(10_000));
    source.take();
    source.pass(5_000);
    assert_eq!(source.take().len(), 1);
    source.give("two", Some(10_000));
    source.take();
    source.pass(39 * MINUTE);
    assert!(source.take().is_empty());
}

#[test]
fn a_page_that_was_left_for_a_while_fetches_for_whoever_comes_back() {
    let mut source = Source::with_one();
    source.feed(Input::Leave);
    source.pass(60 * MINUTE);
    source.feed(Input::Come { visible: true });
    assert!(source.take().is_empty(), "the host isn't called before its mounting call has returned");
    source.feed(Input::Want(Demand::Any));
    source.fail(ErrorCode::TokenFailed);
    assert_eq!(source.take(), ["fetch 0 renews 2700000", "all token_failed manual"]);
    let mut source = Source::with_one();
    source.feed(Input::Leave);
    source.feed(Input::Come { visible: false });
    source.pass(44 * MINUTE);
    source.feed(Input::Want(Demand::Any));
    assert_eq!(source.take(), ["one *-one manual"], "it is hidden, and what is there still good");
}

#[test]
fn nothing_linked_is_asked_again_by_whoever_comes() {
    let mut source = Source::new();
    source.feed(Input::Want(Demand::Any));
    source.feed(Input::Answered { request: 1, result: Ok(None) });
    assert_eq!(source.take(), ["fetch 0", "all nothing manual"]);
    source.pass(120 * MINUTE);
    source.feed(Input::Seen { visible: true });
    assert!(source.take().is_empty());
    source.feed(Input::Want(Demand::Any));
    assert_eq!(source.take(), ["fetch 0"]);
}

#[test]
fn consent_does_not_wait_for_a_request_from_before_it() {
    let mut source = Source::new();
    source.feed(Input::Want(Demand::Any));
    source.feed(Input::Want(Demand::Anew));
    assert_eq!(source.take(), ["fetch 0", "abandon", "fetch 0"]);
    source.feed(Input::Answered { request: 1, result: Ok(None) });
    assert!(source.take().is_empty());
    source.give("one", None);
    assert_eq!(source.take(), ["all *-one manual"]);
}

#[test]
fn unlink_forgets_and_tells_everyone() {
    let mut source = Source::with_one();
    source.refuse(true);
    source.take();
    source.feed(Input::Unlink);
    assert_eq!(source.take(), ["abandon", "all nothing manual"]);
    source.give("late", None);
    source.pass(120 * MINUTE);
    assert!(source.take().is_empty());
    // A frame that was slow to say that its token is refused.
    source.feed(Input::Want(Demand::Instead { of: 1, served: true }));
    assert_eq!(source.take(), ["one nothing manual"]);
}

#[test]
fn the_last_dock_takes_the_timer_along_and_leaves_the_credential() {
    let mut source = Source::with_one();
    source.feed(Input::Leave);
    assert_eq!(source.timer, None);
    source.pass(20 * MINUTE);
    source.feed(Input::Want(Demand::Any));
    assert_eq!(source.take(), ["one *-one manual"]);
    source.pass(20 * MINUTE);
    assert_eq!(source.take().len(), 1);
}

#[test]
fn an_expiry_is_read_whatever_it_is_counted_in() {
    let of = |number| Expiry::from_number(number).map(Expiry::millis);
    assert_eq!(of(1_535_414_193.0), Some(1_535_414_193_000.0));
    assert_eq!(of(1_535_414_193_000.0), Some(1_535_414_193_000.0));
    for number in [0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(of(number), None, "{number}");
    }
    for (text, certain) in [
        ("2026-11-21T09:00:00Z", true),
        ("2026-11-21T09:00:00.123+01:00", true),
        ("2026-11-21T09:00:00-0800", true),
        ("2026-11-21T09:00:00", false),
        ("2026-11-21", false),
        ("21 Nov 2026 09:00", false),
        ("", false),
    ] {
        assert_eq!(Expiry::is_certain(text), certain, "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens in whatever order: one request at a time, and none while nobody looks but at somebody's word.
    #[test]
    fn no_sequence_floods_the_backend(events in prop::collection::vec((0..8u8, any::<bool>(), 0..20_000u64), 0..80)) {
        let mut source = Source::new();
        let (mut visible, mut open) = (true, false);
        for (event, flag, later) in events {
            source.pass(later);
            for word in source.take() {
                prop_assert!(visible || !word.starts_with("fetch"), "a hidden page fetches");
                open = after(open, &word)?;
            }
            match event {
                0 => source.feed(Input::Want(Demand::Any)),
                1 => source.feed(Input::Want(Demand::Fresh)),
                2 => source.feed(Input::Want(Demand::Anew)),
                3 => source.refuse(flag),
                4 => {
                    visible = flag;
                    source.feed(Input::Seen { visible });
                }
                5 if flag => source.feed(Input::Unlink),
                6 => {
                    open = false;
                    source.fail(ErrorCode::TokenFailed);
                }
                _ => {
                    open = false;
                    source.give(if flag { "same" } else { "other" }, Some(later));
                }
            }
            for word in source.take() {
                prop_assert!(visible || event < 3 || !word.starts_with("fetch"), "a hidden page fetches");
                open = after(open, &word)?;
            }
        }
    }
}

/// Whether a request is open after this.
fn after(open: bool, word: &str) -> Result<bool, TestCaseError> {
    if word.starts_with("fetch") {
        prop_assert!(!open, "two requests at once");
        return Ok(true);
    }
    Ok(open && word != "abandon")
}
