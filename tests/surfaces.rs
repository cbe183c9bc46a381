//! Surfaces, scenario by scenario: refused, silent, out of sight, given up, and the way on that the user gets.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

mod support;

use linkdock::core::account::AccountStatus::{Active, Incomplete};
use linkdock::core::effect::{Action, Callback, Effect, Input, Phase, Timer};
use linkdock::core::error::ErrorCode;
use linkdock::core::event::EventType;
use linkdock::core::flow::step;
use linkdock::core::message::Answer;
use linkdock::core::plan::{Millis, Plan, SurfaceKind};
use linkdock::core::secret::SurfaceUrl;
use support::flow::{Flow, MISSING, popup, text_token, update};
use support::plan;

const UNFOCUSED: Input = Input::PopupMissing { focused: false };

fn dialog() -> Plan {
    Plan { modal: true, ..plan() }
}

/// Without a fallback: the host named the surface.
fn only(plan: Plan) -> Plan {
    Plan { fallback: false, ..plan }
}

/// A flow whose frame is on its way.
fn loading(plan: Plan) -> Flow {
    let mut flow = Flow::new(plan);
    flow.feed(Input::Mount);
    flow.credential("one");
    flow
}

fn forbidden(blocked: &str) -> Input {
    Input::FrameForbidden { blocked: SurfaceUrl::new(blocked.to_owned()) }
}

/// The popup that the flow has asked for opens and gets its credential.
fn through_popup(flow: &mut Flow) {
    flow.feed(Input::PopupOpened);
    flow.credential("two");
    assert_eq!(flow.state.phase(), Phase::Waiting);
    assert!(flow.answer(Active, None).contains(&"onActive 7688".to_owned()));
}

#[test]
fn a_frame_that_a_policy_forbids_leads_to_the_window() {
    for blocked in ["https://vendor.test", "https://vendor.test/embedded/x", "https://pages.vendor.test:8443"]
    {
        let mut flow = loading(plan());
        assert_eq!(
            flow.feed(forbidden(blocked)),
            ["close surface", "failed", "notice Window", "onError frame_blocked"],
            "{blocked}"
        );
        assert_eq!(flow.feed(Input::Pressed(Action::Window)), ["fallback frame_blocked", "open popup"]);
        through_popup(&mut flow);
    }
}

#[test]
fn what_a_policy_forbids_elsewhere_is_nothing_to_us() {
    for blocked in ["https://other.test", "https://vendor.test.evil.test", "inline", "eval", "data", ""] {
        assert_eq!(loading(plan()).feed(forbidden(blocked)), [""; 0], "{blocked}");
    }
    let mut flow = Flow::waiting(popup());
    assert_eq!(flow.feed(forbidden("https://vendor.test")), [""; 0], "there is no frame");
}

#[test]
fn a_violation_counts_though_the_empty_frame_has_loaded_already() {
    let mut flow = loading(plan());
    assert_eq!(flow.loaded(), ["waiting"]);
    assert!(flow.feed(forbidden("https://vendor.test")).contains(&"onError frame_blocked".to_owned()));
}

#[test]
fn without_a_fallback_a_forbidden_frame_ends_the_flow() {
    let mut flow = loading(only(plan()));
    assert_eq!(
        flow.feed(forbidden("https://vendor.test")),
        ["close surface", "failed", "notice", "reject frame_blocked", "onError frame_blocked"]
    );
    assert_eq!(flow.feed(Input::Pressed(Action::Window)), [""; 0]);
}

#[test]
fn a_frame_that_fails_waits_for_the_reason_and_is_unreachable_without_one() {
    let mut flow = loading(plan());
    let page = flow.page;
    assert_eq!(flow.feed(Input::FrameFailed { page: page + 1 }), [""; 0]);
    assert_eq!(flow.feed(Input::FrameFailed { page }), ["verdict"]);
    assert_eq!(
        flow.feed(Input::Elapsed(Timer::Verdict)),
        ["close surface", "failed", "notice Retry Window", "onError frame_unreachable retryable"]
    );
    let mut flow = loading(plan());
    flow.feed(Input::FrameFailed { page });
    assert!(flow.feed(forbidden("https://vendor.test")).contains(&"onError frame_blocked".to_owned()));
    assert_eq!(flow.feed(Input::Elapsed(Timer::Verdict)), [""; 0]);
}

#[test]
fn a_frame_that_never_loads_is_late_but_welcome() {
    let mut flow = loading(plan());
    assert_eq!(
        flow.feed(Input::Elapsed(Timer::Frame)),
        ["failed", "notice Retry Window", "onError load_timeout retryable"]
    );
    assert_eq!(flow.loaded(), ["waiting"], "it came after all");
    flow.feed(Input::Elapsed(Timer::Frame));
    assert!(flow.answer(Active, None).contains(&"onActive 7688".to_owned()));
}

#[test]
fn a_late_frame_may_succeed_without_having_loaded() {
    let mut flow = loading(plan());
    flow.feed(Input::Elapsed(Timer::Frame));
    assert!(flow.answer(Active, None).contains(&"onActive 7688".to_owned()));
}

#[test]
fn a_frame_that_failed_for_good_is_not_brought_back_by_a_load_event() {
    let mut flow = loading(plan());
    flow.feed(forbidden("https://vendor.test"));
    assert_eq!(flow.loaded(), [""; 0]);
    assert_eq!(flow.state.phase(), Phase::Failed);
}

#[test]
fn a_frame_that_stays_silent_gets_a_hint_and_goes_on() {
    let mut flow = Flow::waiting(plan());
    assert_eq!(flow.feed(Input::Elapsed(Timer::Frame)), ["silent", "hint Window"]);
    assert_eq!(flow.state.phase(), Phase::Waiting);
    assert_eq!(flow.feed(Input::Pressed(Action::Window)), ["fallback silent", "close surface", "open popup"]);
    through_popup(&mut flow);
    let mut flow = Flow::waiting(only(plan()));
    assert_eq!(flow.feed(Input::Elapsed(Timer::Frame)), [""; 0], "the host wants no window");
}

#[test]
fn a_text_token_that_no_surface_has_shown_is_good_for_the_other_one() {
    for code in ["frame_blocked", "load_timeout", "silent"] {
        let mut flow = Flow::new(text_token());
        flow.feed(Input::Mount);
        match code {
            "frame_blocked" => flow.feed(forbidden("https://vendor.test")),
            "load_timeout" => flow.feed(Input::Elapsed(Timer::Frame)),
            _ => {
                flow.loaded();
                flow.feed(Input::Elapsed(Timer::Frame))
            }
        };
        let words = flow.feed(Input::Pressed(Action::Window));
        assert!(words.contains(&format!("fallback {code}")), "{words:?}");
        assert_eq!(flow.feed(Input::PopupOpened), ["fetching", "loading", "go *-text", "waiting"], "{code}");
    }
}

#[test]
fn a_text_token_whose_page_has_answered_is_spent() {
    let mut flow = Flow::waiting_with_text();
    let words = flow.message(Ok(Answer::Failed));
    assert!(words.contains(&"reject vendor_failed".to_owned()), "{words:?}");
    let words = flow.feed(Input::Reload);
    assert!(words.contains(&"onError token_spent".to_owned()), "{words:?}");
}

#[test]
fn a_text_token_is_spent_though_its_page_came_late() {
    let mut flow = Flow::new(text_token());
    flow.feed(Input::Mount);
    flow.feed(Input::Elapsed(Timer::Frame));
    flow.loaded();
    let words = flow.message(Ok(Answer::Failed));
    assert!(words.contains(&"reject vendor_failed".to_owned()), "{words:?}");
}

#[test]
fn no_window_is_offered_that_could_get_no_token() {
    let mut flow = Flow::waiting(Plan { auto_update: false, ..plan() });
    flow.answer(Incomplete, None);
    let token = Some(support::secret("given"));
    assert_eq!(flow.feed(Input::Update { token }), ["fetching", "loading", "go *-given/7688"]);
    flow.loaded();
    assert_eq!(flow.feed(Input::Elapsed(Timer::Frame)), [""; 0]);
}

#[test]
fn a_user_may_press_try_again_as_often_as_they_like() {
    let mut flow = Flow::new(plan());
    flow.feed(Input::Mount);
    for press in 0..10 {
        let words = flow.no_credential(ErrorCode::TokenFailed);
        assert!(words.contains(&"notice Retry".to_owned()), "press {press}: {words:?}");
        assert_eq!(
            words.last().unwrap() == "onError token_failed retryable",
            press < 4,
            "{press}: {words:?}"
        );
        assert_eq!(flow.feed(Input::Pressed(Action::Retry))[0], "fetching");
    }
}

#[test]
fn a_frame_that_came_late_and_stays_silent_is_left_because_it_is_silent() {
    let mut flow = loading(plan());
    flow.feed(Input::Elapsed(Timer::Frame));
    flow.loaded();
    flow.feed(Input::Elapsed(Timer::Frame));
    assert_eq!(flow.feed(Input::Pressed(Action::Window))[0], "fallback silent");
}

#[test]
fn another_surface_asks_for_a_new_token_although_the_answer_brought_one() {
    let mut flow = Flow::waiting(update());
    flow.answer(Incomplete, Some("jwt"));
    flow.loaded();
    flow.message(Ok(Answer::Failed));
    flow.feed(Input::Pressed(Action::Window));
    assert_eq!(flow.feed(Input::PopupOpened), ["fetching", "ask token 7688 0"]);
}

#[test]
fn a_popup_out_of_sight_whose_page_has_expired_is_still_listened_to() {
    let mut flow = Flow::waiting(popup());
    flow.feed(Input::Elapsed(Timer::Session));
    flow.feed(Input::PopupGone);
    assert_eq!(flow.feed(MISSING), ["onClose popup_maybe_closed"]);
    assert!(flow.answer(Active, None).contains(&"onActive 7688".to_owned()));
}

#[test]
fn a_blocked_popup_can_go_on_here() {
    let mut flow = Flow::new(popup());
    flow.feed(Input::Mount);
    flow.feed(Input::PopupBlocked);
    assert_eq!(
        flow.feed(Input::Pressed(Action::Here)),
        ["fallback popup_blocked", "fetching", "ask token - 0"]
    );
    assert_eq!(flow.credential("one"), ["loading", "go *-one"]);
    let mut flow = Flow::new(only(popup()));
    flow.feed(Input::Mount);
    assert_eq!(
        flow.feed(Input::PopupBlocked),
        ["failed", "notice Window", "onError popup_blocked retryable"]
    );
    assert_eq!(flow.feed(Input::Pressed(Action::Window)), ["open popup"], "the same surface is a reload");
}

#[test]
fn a_page_outlives_its_token_and_its_last_answer_still_counts() {
    let mut flow = Flow::waiting(plan());
    assert_eq!(
        flow.feed(Input::Elapsed(Timer::Session)),
        ["failed", "notice Retry", "onError expired_link retryable"]
    );
    assert_eq!(flow.loaded(), [""; 0], "an old page that loads again is still old");
    assert!(flow.answer(Active, None).contains(&"onActive 7688".to_owned()));
    let mut flow = Flow::waiting(plan());
    flow.feed(Input::Elapsed(Timer::Session));
    assert_eq!(flow.feed(Input::Pressed(Action::Retry)), ["fetching", "ask token - 1"]);
}

#[test]
fn only_an_onboarding_token_is_known_to_expire() {
    let starts = |plan: Plan| {
        let mut flow = Flow::new(plan);
        flow.feed(Input::Mount);
        let request = flow.request;
        let input = Input::Credential { request, result: Ok(support::secret("one")), state: None };
        let effects = step(&mut flow.state, input, Millis(0));
        effects.iter().any(|effect| matches!(effect, Effect::Start(Timer::Session, Millis(1_800_000))))
    };
    assert!(starts(plan()));
    assert!(!starts(update()));
}

#[test]
fn an_answer_ends_the_waiting_for_one() {
    let mut flow = Flow::waiting(plan());
    flow.message(Ok(Answer::Account(support::account(Incomplete, None).into())));
    assert_eq!(flow.feed(Input::Elapsed(Timer::Session)), [""; 0]);
}

#[test]
fn a_popup_that_may_be_cut_off_is_told_once_and_listened_to() {
    for settled in [false, true] {
        let mut flow = Flow::waiting(popup());
        if settled {
            flow.feed(Input::PopupSettled);
        }
        assert_eq!(flow.feed(Input::PopupGone), ["grace"]);
        let missing = if settled { UNFOCUSED } else { MISSING };
        assert_eq!(flow.feed(missing), ["maybe closed Window Cancel", "onClose popup_maybe_closed"]);
        assert_eq!(flow.state.phase(), Phase::Waiting);
        assert_eq!(flow.feed(Input::PopupGone), [""; 0]);
        let words = flow.answer(Active, None);
        assert!(words.contains(&"onActive 7688".to_owned()), "{words:?}");
        assert!(!words.join(" ").contains("onClose"), "it was told already: {words:?}");
    }
}

#[test]
fn a_blank_popup_can_only_have_been_closed() {
    let mut flow = Flow::new(popup());
    flow.feed(Input::Mount);
    flow.feed(Input::PopupOpened);
    flow.feed(Input::PopupGone);
    assert!(flow.feed(UNFOCUSED).contains(&"onClose popup_closed".to_owned()));
}

#[test]
fn what_is_seen_of_a_popup_that_was_sent_on_proves_nothing() {
    let mut flow = Flow::waiting(popup());
    flow.feed(Input::PopupSettled);
    flow.answer(Incomplete, Some("jwt"));
    // The page before, which is still there.
    flow.feed(Input::PopupSettled);
    flow.feed(Input::PopupGone);
    assert_eq!(flow.feed(MISSING), ["maybe closed Window Cancel", "onClose popup_maybe_closed"]);
}

#[test]
fn a_popup_out_of_sight_is_replaced_by_a_new_one() {
    let mut flow = Flow::waiting(popup());
    flow.feed(Input::PopupGone);
    flow.feed(MISSING);
    assert_eq!(flow.feed(Input::Pressed(Action::Window)), ["close surface", "open popup"]);
    through_popup(&mut flow);
}

#[test]
fn a_popup_that_vanishes_while_the_update_token_is_fetched_gets_no_token() {
    let mut flow = Flow::waiting(Plan {
        supply: linkdock::core::supply::Supply::new(linkdock::core::supply::Token::Function, true),
        ..popup()
    });
    flow.answer(Incomplete, Some("jwt"));
    assert_eq!(flow.state.phase(), Phase::Fetching);
    flow.feed(Input::PopupGone);
    assert_eq!(
        flow.credential("late"),
        ["abandon", "close surface", "closed", "notice Retry", "onClose popup_maybe_closed"]
    );
}

#[test]
fn the_user_can_bring_the_popup_back_or_give_up() {
    let mut flow = Flow::waiting(popup());
    assert_eq!(flow.feed(Input::Pressed(Action::Focus)), ["focus"]);
    assert_eq!(
        flow.feed(Input::Pressed(Action::Cancel)),
        ["close surface", "closed", "notice Retry", "onClose user"]
    );
    assert_eq!(flow.feed(Input::Close), [""; 0], "there is nothing left to close");
    assert_eq!(flow.feed(Input::Pressed(Action::Retry)), ["open popup"]);
}

#[test]
fn close_gives_up_from_every_state_once() {
    let states = [
        (Flow::new(plan()), ""),
        (loading(plan()), "close surface"),
        (Flow::waiting(plan()), "close surface"),
        (Flow::waiting(dialog()), "close surface"),
    ];
    for (mut flow, first) in states {
        let words = flow.feed(Input::Close);
        assert_eq!(words.first().map_or("", String::as_str), first);
        assert_eq!(words.contains(&"onClose user".to_owned()), !first.is_empty());
        assert_eq!(flow.feed(Input::Close), [""; 0]);
    }
}

#[test]
fn a_dialog_that_the_user_closes_is_gone_and_the_host_can_open_it_again() {
    let mut flow = Flow::waiting(dialog());
    assert_eq!(
        flow.feed(Input::Close),
        ["close surface", "closed", "nothing", "reject aborted", "onClose user", "leave"]
    );
    assert_eq!(flow.feed(Input::Reload), ["stay", "fetching", "ask token - 1"]);
    flow.credential("two");
    assert_eq!(flow.feed(Input::Close)[0], "close surface");
}

#[test]
fn a_dialog_with_a_failure_can_be_closed() {
    let mut flow = Flow::waiting(dialog());
    flow.message(Ok(Answer::Failed));
    assert_eq!(flow.feed(Input::Close), ["closed", "nothing", "reject aborted", "onClose user", "leave"]);
}

#[test]
fn a_dialog_goes_away_by_itself_once_the_account_is_connected() {
    let mut flow = Flow::waiting(dialog());
    let words = flow.answer(Active, None);
    assert_eq!(words.last().unwrap(), "dismiss later");
    assert_eq!(flow.feed(Input::Elapsed(Timer::Dismiss)), ["nothing", "leave"]);
    assert_eq!(flow.feed(Input::Elapsed(Timer::Dismiss)), [""; 0]);
    assert_eq!(flow.feed(Input::Unmount), ["nothing", "reject unmounted", "leave"]);
    let mut flow = Flow::waiting(dialog());
    flow.answer(Active, None);
    assert_eq!(flow.feed(Input::Close), ["nothing", "leave"], "by hand it goes at once");
    let mut flow = Flow::waiting(plan());
    assert_eq!(flow.answer(Active, None).last().unwrap(), "onClose completed", "in the page it stays");
    assert_eq!(flow.feed(Input::Elapsed(Timer::Dismiss)), [""; 0]);
}

#[test]
fn events_say_what_was_opened_and_how_long_it_took() {
    let mut flow = Flow::new(plan());
    let mut told = Vec::new();
    let mut feed = |flow: &mut Flow, after: u32, input: Input| {
        flow.now += after;
        for effect in step(&mut flow.state, input, Millis(flow.now)) {
            if let Effect::Tell(Callback::Event(event)) = effect {
                told.push((event.kind, event.surface, event.duration));
            }
        }
    };
    feed(&mut flow, 0, Input::Mount);
    feed(&mut flow, 300, Input::Credential { request: 1, result: Ok(support::secret("one")), state: None });
    feed(&mut flow, 500, Input::Loaded { page: 1 });
    feed(&mut flow, 9_500, Input::Elapsed(Timer::Frame));
    feed(&mut flow, 2_000, Input::Pressed(Action::Window));
    let (frame, popup) = (SurfaceKind::Frame, SurfaceKind::Popup);
    assert_eq!(
        told,
        [
            (EventType::CredentialRequested, frame, None),
            (EventType::CredentialReceived, frame, Some(Millis(300))),
            (EventType::SurfaceOpened, frame, None),
            (EventType::SurfaceLoaded, frame, Some(Millis(500))),
            (EventType::SurfaceSilent, frame, Some(Millis(10_000))),
            (EventType::FallbackTaken, popup, None),
            (EventType::SurfaceClosed, frame, Some(Millis(12_000))),
        ]
    );
}
