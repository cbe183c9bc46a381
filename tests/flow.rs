//! The flow, scenario by scenario: what goes in, and what the host and the page get to see of it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

mod support;

use linkdock::core::account::AccountStatus::{Active, Deleted, Disconnected, Incomplete};
use linkdock::core::effect::{Input, Phase, Timer};
use linkdock::core::error::ErrorCode;
use linkdock::core::message::{Answer, Refusal};
use linkdock::core::plan::Plan;
use linkdock::core::supply::{Supply, Token};
use support::flow::{Flow, MISSING, popup, text_token, update};
use support::{account, plan, secret};

#[test]
fn connect_to_active() {
    let mut flow = Flow::new(plan());
    assert_eq!(flow.feed(Input::Mount), ["fetching", "ask token - 0"]);
    assert_eq!(flow.credential("one"), ["loading", "go *-one"]);
    assert_eq!(flow.loaded(), ["waiting"]);
    assert_eq!(
        flow.answer(Active, Some("jwt")),
        ["close surface", "done", "active", "resolve", "onActive 7688", "onClose completed"]
    );
    assert_eq!(flow.answer(Active, Some("jwt")), ["refused late"]);
}

#[test]
fn an_answer_may_come_before_the_load_event() {
    let mut flow = Flow::new(plan());
    flow.feed(Input::Mount);
    flow.credential("one");
    assert!(flow.answer(Active, None).contains(&"onActive 7688".to_owned()));
}

#[test]
fn an_inactive_account_moves_on_to_the_update_page_with_its_own_token() {
    for status in [Incomplete, Disconnected] {
        let mut flow = Flow::waiting(plan());
        let word = account(status, None).vendor_status;
        assert_eq!(
            flow.answer(status, Some("jwt")),
            [format!("onUpdate {word}").as_str(), "fetching", "loading", "go *-jwt/7688"]
        );
        flow.loaded();
        assert!(flow.answer(Active, Some("jwt")).contains(&"onActive 7688".to_owned()));
    }
}

#[test]
fn update_token_is_asked_for_the_account_when_the_host_has_one() {
    let mut flow = Flow::waiting(Plan { supply: Supply::new(Token::Function, true), ..plan() });
    assert_eq!(
        flow.answer(Incomplete, Some("jwt")),
        ["onUpdate ACCOUNT_PAUSED", "fetching", "ask updateToken 7688 0"]
    );
    assert_eq!(flow.credential("fresh"), ["loading", "go *-fresh/7688"]);
}

#[test]
fn without_any_token_for_the_update_the_error_names_the_option() {
    let mut flow = Flow::waiting(plan());
    let words = flow.answer(Incomplete, None);
    assert_eq!(words[..2], ["onUpdate ACCOUNT_PAUSED", "fetching"]);
    assert!(words.contains(&"onError token_invalid".to_owned()), "{words:?}");
}

#[test]
fn a_popup_is_navigated_and_not_opened_again() {
    let mut flow = Flow::new(popup());
    assert_eq!(flow.feed(Input::Mount), ["open popup"]);
    assert_eq!(flow.feed(Input::PopupOpened), ["fetching", "ask token - 0"]);
    assert_eq!(flow.credential("one"), ["loading", "go *-one", "waiting"]);
    assert_eq!(
        flow.answer(Incomplete, Some("jwt")),
        ["onUpdate ACCOUNT_PAUSED", "fetching", "loading", "go *-jwt/7688", "waiting"]
    );
    assert!(flow.answer(Active, None).contains(&"close surface".to_owned()));
}

#[test]
fn a_blocked_popup_costs_no_token_and_opens_on_try_again() {
    let mut flow = Flow::new(popup());
    flow.feed(Input::Mount);
    assert_eq!(
        flow.feed(Input::PopupBlocked),
        ["failed", "notice Window Here", "onError popup_blocked retryable"]
    );
    assert_eq!(flow.feed(Input::Reload), ["open popup"]);
    assert_eq!(flow.feed(Input::PopupOpened), ["fetching", "ask token - 1"]);
    assert_eq!(flow.credential("one"), ["loading", "go *-one", "onReload 1", "waiting"]);
}

#[test]
fn a_popup_that_closes_has_a_grace_period_for_its_last_message() {
    let mut flow = Flow::waiting(popup());
    assert_eq!(flow.feed(Input::PopupGone), ["grace"]);
    assert_eq!(flow.feed(Input::PopupGone), [""; 0]);
    assert!(flow.answer(Active, None).contains(&"onClose completed".to_owned()));
    assert_eq!(flow.feed(MISSING), [""; 0]);
}

#[test]
fn a_popup_that_stays_closed_is_reported_once() {
    let mut flow = Flow::waiting(popup());
    flow.feed(Input::PopupSettled);
    flow.feed(Input::PopupGone);
    assert_eq!(flow.feed(MISSING), ["close surface", "closed", "notice Retry", "onClose popup_closed"]);
    assert_eq!(flow.feed(MISSING), [""; 0]);
    assert_eq!(
        flow.feed(Input::Unmount),
        ["nothing", "reject unmounted", "leave"],
        "onClose was called already"
    );
}

#[test]
fn an_account_that_needs_an_update_while_its_popup_closes_gets_a_new_popup() {
    let mut flow = Flow::waiting(popup());
    flow.feed(Input::PopupGone);
    assert_eq!(
        flow.answer(Incomplete, Some("jwt")),
        ["onUpdate ACCOUNT_PAUSED", "close surface", "open popup"]
    );
    assert_eq!(flow.feed(Input::PopupOpened), ["fetching", "loading", "go *-jwt/7688", "waiting"]);
}

#[test]
fn a_popup_closed_while_the_token_is_fetched_ends_the_fetch() {
    let mut flow = Flow::new(popup());
    flow.feed(Input::Mount);
    flow.feed(Input::PopupOpened);
    flow.feed(Input::PopupGone);
    assert_eq!(
        flow.feed(MISSING),
        ["abandon", "close surface", "closed", "notice Retry", "onClose popup_closed"]
    );
    assert_eq!(flow.credential("late"), [""; 0]);
}

#[test]
fn a_deleted_account_ends_the_flow() {
    for plan in [plan(), update()] {
        let mut flow = Flow::waiting(plan);
        assert_eq!(
            flow.answer(Deleted, None),
            ["close surface", "failed", "notice", "reject account_deleted", "onError account_deleted"]
        );
    }
}

#[test]
fn after_a_deletion_reload_connects_anew() {
    let mut flow = Flow::waiting(plan());
    flow.answer(Incomplete, Some("jwt"));
    flow.loaded();
    flow.answer(Deleted, None);
    assert_eq!(flow.feed(Input::Reload), ["fetching", "ask token - 1"]);
}

#[test]
fn a_failure_offers_try_again_with_a_new_token() {
    let mut flow = Flow::waiting(plan());
    assert_eq!(
        flow.message(Ok(Answer::Failed)),
        ["close surface", "failed", "notice Retry Window", "onError vendor_failed retryable"]
    );
    assert_eq!(flow.feed(Input::Reload), ["fetching", "ask token - 1"]);
    assert_eq!(flow.credential("two"), ["loading", "go *-two", "onReload 1"]);
}

#[test]
fn a_text_token_serves_one_load() {
    let mut flow = Flow::new(text_token());
    assert_eq!(flow.feed(Input::Mount), ["fetching", "loading", "go *-text"]);
    flow.loaded();
    assert_eq!(
        flow.message(Ok(Answer::Failed)),
        ["close surface", "failed", "notice", "reject vendor_failed", "onError vendor_failed"]
    );
    assert_eq!(
        flow.feed(Input::Reload),
        ["fetching", "abandon", "failed", "notice", "reject token_spent", "onError token_spent"]
    );
}

#[test]
fn a_failed_credential_is_told_with_its_code() {
    for (code, words) in [
        (ErrorCode::TokenFailed, "onError token_failed retryable"),
        (ErrorCode::TokenTimeout, "onError token_timeout retryable"),
        (ErrorCode::TokenInvalid, "onError token_invalid retryable"),
    ] {
        let mut flow = Flow::new(popup());
        flow.feed(Input::Mount);
        flow.feed(Input::PopupOpened);
        assert_eq!(flow.no_credential(code), ["abandon", "close surface", "failed", "notice Retry", words]);
    }
}

#[test]
fn a_credential_that_never_comes_times_out_and_is_not_taken_later() {
    let mut flow = Flow::new(plan());
    flow.feed(Input::Mount);
    assert_eq!(
        flow.feed(Input::Elapsed(Timer::Credential)),
        ["abandon", "failed", "notice Retry", "onError token_timeout retryable"]
    );
    assert_eq!(flow.credential("late"), [""; 0]);
}

#[test]
fn a_credential_for_an_earlier_request_is_not_taken() {
    let mut flow = Flow::new(plan());
    flow.feed(Input::Mount);
    let first = flow.request;
    flow.feed(Input::Elapsed(Timer::Credential));
    flow.feed(Input::Reload);
    assert_eq!(
        flow.feed(Input::Credential { request: first, result: Ok(secret("old")), state: None }),
        [""; 0]
    );
    assert_eq!(flow.credential("new"), ["loading", "go *-new", "onReload 1"]);
}

#[test]
fn without_auto_update_the_host_moves_on() {
    let mut flow = Flow::waiting(Plan { auto_update: false, ..plan() });
    assert_eq!(flow.answer(Incomplete, Some("jwt")), ["onUpdate ACCOUNT_PAUSED"]);
    assert_eq!(flow.feed(Input::Update { token: None }), ["fetching", "loading", "go *-jwt/7688"]);
    flow.loaded();
    assert_eq!(flow.answer(Incomplete, Some("jwt2")), ["onUpdate ACCOUNT_PAUSED"]);
    let token = Some(secret("given"));
    assert_eq!(flow.feed(Input::Update { token }), ["fetching", "loading", "go *-given/7688"]);
}

#[test]
fn update_needs_an_account() {
    let mut flow = Flow::waiting(plan());
    assert_eq!(flow.state.check_update().unwrap_err().code, ErrorCode::OptionsInvalid);
    assert_eq!(flow.feed(Input::Update { token: None }), [""; 0]);
    assert!(Flow::waiting(update()).state.check_update().is_ok());
}

#[test]
fn mount_update_starts_with_the_account() {
    let mut flow = Flow::new(update());
    assert_eq!(flow.feed(Input::Mount), ["fetching", "ask token 7688 0"]);
    assert_eq!(flow.credential("jwt"), ["loading", "go *-jwt/7688"]);
    flow.loaded();
    assert!(flow.answer(Active, None).contains(&"onActive 7688".to_owned()));
}

#[test]
fn reload_fetches_again_and_collapses_while_a_fetch_is_under_way() {
    let mut flow = Flow::waiting(plan());
    assert_eq!(flow.feed(Input::Reload), ["fetching", "ask token - 1"]);
    assert_eq!(flow.feed(Input::Reload), [""; 0]);
    assert_eq!(flow.answer(Incomplete, None), ["refused late"], "only a success counts from the old page");
    assert_eq!(flow.credential("two"), ["loading", "go *-two", "onReload 1"]);
    assert_eq!(flow.feed(Input::Reload), ["fetching", "ask token - 2"]);
}

#[test]
fn rounds_without_an_active_account_end() {
    let mut flow = Flow::waiting(plan());
    for round in 0..5 {
        assert!(!flow.answer(Incomplete, Some("jwt")).join(" ").contains("onError"), "round {round}");
        flow.loaded();
    }
    let words = flow.answer(Incomplete, Some("jwt"));
    assert!(words.contains(&"onError reload_exhausted retryable".to_owned()), "{words:?}");
    assert_eq!(flow.feed(Input::Reload)[0], "fetching", "the user may go on");
}

#[test]
fn the_same_answer_at_once_is_a_duplicate_and_later_it_is_not() {
    let mut flow = Flow::waiting(popup());
    let answer = || Ok(Answer::Account(account(Incomplete, Some("jwt")).into()));
    flow.message(answer());
    for (after, words) in [(1_999, &["refused duplicate"][..]), (1, &["onUpdate ACCOUNT_PAUSED"][..])] {
        flow.now += after;
        let input = Input::Message { admitted: answer(), origin: String::new() };
        assert_eq!(flow.feed(input)[..words.len()], *words, "after {after} ms");
    }
}

#[test]
fn the_clock_may_start_anew() {
    let mut flow = Flow::waiting(popup());
    flow.now = u32::MAX - 10_000;
    flow.message(Ok(Answer::Account(account(Incomplete, Some("jwt")).into())));
    for (now, words) in [(1_500, "refused duplicate"), (2_500, "onUpdate ACCOUNT_PAUSED")] {
        flow.now = now;
        let admitted = Ok(Answer::Account(account(Incomplete, Some("jwt")).into()));
        assert_eq!(flow.feed(Input::Message { admitted, origin: String::new() })[0], words);
    }
}

#[test]
fn a_refused_message_is_one_event_and_changes_nothing() {
    let mut flow = Flow::waiting(plan());
    for refusal in [Refusal::WrongOrigin, Refusal::UnknownStatus("ACCOUNT_FROZEN".to_owned())] {
        let word = format!("refused {}", refusal.as_str());
        assert_eq!(flow.message(Err(refusal)), [word]);
        assert_eq!(flow.state.phase(), Phase::Waiting);
    }
}

#[test]
fn unmount_and_abort_end_the_flow_from_every_state() {
    type Reach = fn() -> Flow;
    let states: [(&str, Reach); 7] = [
        ("idle", || Flow::new(plan())),
        ("fetching", || {
            let mut flow = Flow::new(plan());
            flow.feed(Input::Mount);
            flow
        }),
        ("loading", || {
            let mut flow = Flow::new(plan());
            flow.feed(Input::Mount);
            flow.credential("one");
            flow
        }),
        ("waiting", || Flow::waiting(plan())),
        ("active", || {
            let mut flow = Flow::waiting(plan());
            flow.answer(Active, None);
            flow
        }),
        ("closed", || {
            let mut flow = Flow::waiting(popup());
            flow.feed(Input::Close);
            flow
        }),
        ("failed", || {
            let mut flow = Flow::waiting(plan());
            flow.message(Ok(Answer::Failed));
            flow
        }),
    ];
    for (name, reach) in states {
        for (input, code) in [(Input::Unmount, "unmounted"), (Input::Abort, "aborted")] {
            let mut flow = reach();
            assert_eq!(flow.state.phase().as_str(), name);
            let words = flow.feed(input);
            assert!(words.contains(&format!("reject {code}")), "{words:?}");
            assert_eq!(words.last().unwrap(), "leave");
            assert_eq!(words.contains(&"close surface".to_owned()), matches!(name, "loading" | "waiting"));
            assert_eq!(words.contains(&"abandon".to_owned()), name == "fetching");
            let after = if name == "active" { Phase::Active } else { Phase::Closed };
            assert_eq!(flow.state.phase(), after);
            for input in [Input::Unmount, Input::Mount, Input::Reload, Input::PopupOpened] {
                assert_eq!(flow.feed(input), [""; 0], "{name}");
            }
            assert_eq!(flow.answer(Active, None), [""; 0], "{name}");
        }
    }
}

#[test]
fn a_success_of_the_page_that_is_being_replaced_counts() {
    let mut flow = Flow::waiting(plan());
    flow.feed(Input::Reload);
    let words = flow.answer(Active, None);
    assert_eq!(words[..2], ["abandon", "close surface"]);
    assert!(words.contains(&"onActive 7688".to_owned()));
    assert_eq!(flow.credential("late"), [""; 0]);
}

#[test]
fn two_reloads_at_once_open_one_popup() {
    let mut flow = Flow::new(popup());
    flow.feed(Input::Mount);
    flow.feed(Input::PopupBlocked);
    assert_eq!(flow.feed(Input::Reload), ["open popup"]);
    assert_eq!(flow.feed(Input::Reload), [""; 0]);
    assert_eq!(flow.feed(Input::PopupOpened), ["fetching", "ask token - 2"]);
}

#[test]
fn a_host_that_reloads_on_every_retryable_error_comes_to_an_end() {
    let mut flow = Flow::new(popup());
    flow.feed(Input::Mount);
    let mut reloads = 0;
    while flow.feed(Input::PopupBlocked).contains(&"onError popup_blocked retryable".to_owned()) {
        flow.feed(Input::Reload);
        reloads += 1;
        assert!(reloads < 20);
    }
    assert_eq!(flow.state.phase(), Phase::Failed);
    flow.now += 5_000;
    flow.feed(Input::Reload);
    let words = flow.feed(Input::PopupBlocked);
    assert!(words.contains(&"onError popup_blocked retryable".to_owned()), "a user may go on: {words:?}");
}

#[test]
fn a_token_that_comes_after_the_popup_went_is_not_sent_anywhere() {
    let mut flow = Flow::new(popup());
    flow.feed(Input::Mount);
    flow.feed(Input::PopupOpened);
    flow.feed(Input::PopupGone);
    assert_eq!(
        flow.credential("one"),
        ["abandon", "close surface", "closed", "notice Retry", "onClose popup_closed"]
    );
}

#[test]
fn an_update_after_a_failed_reload_is_no_reload() {
    let mut flow = Flow::waiting(update());
    flow.feed(Input::Reload);
    flow.no_credential(ErrorCode::TokenFailed);
    let token = Some(secret("given"));
    assert_eq!(flow.feed(Input::Update { token }), ["fetching", "loading", "go *-given/7688"]);
}
