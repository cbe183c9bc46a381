//! Unipile's hosted sign-in and the form in its place, scenario by scenario.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

mod support;

use linkdock::core::account::{AccountId, AccountStatus, Confirmed};
use linkdock::core::effect::{Action, Callback, Effect, Input, Phase, Timer};
use linkdock::core::error::{ErrorCode, Fault};
use linkdock::core::event::FlowKind;
use linkdock::core::message::{Answer, Source, admit};
use linkdock::core::origin::Origin;
use linkdock::core::plan::{Plan, SurfaceKind};
use linkdock::core::secret::Secret;
use linkdock::core::supply::{Supply, Token};
use linkdock::core::vendor::unipile::{Returned, account, failure, status};
use serde_json::json;
use support::flow::{Flow, MISSING};
use support::{JsonNode, SECRET, unipile};

const LINK: &str = "https://auth.unipile.com/?token=";

fn id(text: &str) -> AccountId {
    AccountId::from_word(text).unwrap()
}

fn hosted() -> Plan {
    unipile(false)
}

fn update(plan: Plan) -> Plan {
    Plan { flow: FlowKind::Update, account: Some(id("acc_1")), ..plan }
}

fn link(flow: &mut Flow, url: &str, state: Option<&str>) -> Vec<String> {
    let request = flow.request;
    let url = Secret::parse(&format!("{url}{SECRET}")).unwrap();
    flow.feed(Input::Credential { request, result: Ok(url), state: state.map(str::to_owned) })
}

/// A flow whose user is on the hosted page.
fn signing_in(plan: Plan, state: Option<&str>) -> Flow {
    let mut flow = Flow::new(plan);
    flow.feed(Input::Mount);
    if flow.state.plan().surface == SurfaceKind::Popup {
        flow.feed(Input::PopupOpened);
    }
    link(&mut flow, LINK, state);
    flow
}

fn back(flow: &mut Flow, state: Option<&str>, account: Option<&str>, failure: Option<&str>) -> Vec<String> {
    let text = |part: Option<&str>| part.map(str::to_owned);
    flow.message(Ok(Answer::Returned(
        Returned { state: text(state), receipt: None, account: account.map(id), failure: text(failure) }
            .into(),
    )))
}

fn confirm(flow: &mut Flow, account_id: &str, word: &str) -> Vec<String> {
    let request = flow.request;
    let result = Ok(account(id(account_id), word.to_owned(), Some(Confirmed::Poll)));
    flow.feed(Input::Confirmed { request, result })
}

fn refuse(flow: &mut Flow, code: ErrorCode) -> Vec<String> {
    let request = flow.request;
    flow.feed(Input::Confirmed { request, result: Err(Fault::new(code, "no")) })
}

#[test]
fn the_redirect_is_a_hint_and_the_hosts_word_the_proof() {
    let mut flow = Flow::new(hosted());
    assert_eq!(flow.feed(Input::Mount), ["open popup"]);
    assert_eq!(flow.feed(Input::PopupOpened), ["fetching", "ask token - 0"]);
    assert_eq!(
        link(&mut flow, LINK, Some("st")),
        ["loading", "go https://auth.unipile.com/?token=*", "waiting"]
    );
    assert_eq!(
        back(&mut flow, Some("st"), Some("acc_1"), None),
        ["close surface", "fetching", "confirm acc_1"]
    );
    assert_eq!(
        confirm(&mut flow, "acc_1", "running"),
        ["abandon", "done", "active", "resolve", "onActive acc_1", "onClose completed"]
    );
    let account = flow.state.account().unwrap();
    assert_eq!((account.confirmed, account.vendor_status.as_str()), (Some(Confirmed::Poll), "running"));
    assert_eq!(back(&mut flow, Some("st"), Some("acc_1"), None), ["refused late"]);
}

#[test]
fn without_a_function_that_confirms_the_redirect_is_believed_and_says_so() {
    let mut flow = signing_in(Plan { confirms: false, ..hosted() }, Some("st"));
    let words = back(&mut flow, Some("st"), Some("acc_1"), None);
    assert!(words.contains(&"onActive acc_1".to_owned()), "{words:?}");
    assert_eq!(flow.state.account().unwrap().confirmed, Some(Confirmed::Redirect));

    let mut flow = signing_in(Plan { confirms: false, ..hosted() }, Some("st"));
    let words = back(&mut flow, Some("st"), None, None);
    assert!(words.contains(&"onError vendor_failed retryable".to_owned()), "{words:?}");
}

#[test]
fn a_state_must_match_and_only_failures_may_lack_it() {
    let (taken, failed) = ("confirm acc_1", "onError expired_link retryable");
    for (expected, state, reason, outcome) in [
        (Some("st"), Some("st"), None, taken),
        (Some("st"), Some("other"), None, "refused invalid_state"),
        (Some("st"), None, None, "refused invalid_state"),
        (Some("st"), Some("st"), Some("expired_link"), failed),
        (Some("st"), None, Some("expired_link"), failed),
        (Some("st"), Some("other"), Some("expired_link"), "refused invalid_state"),
        // The host has made the link without one.
        (None, None, None, taken),
        (None, Some("theirs"), None, taken),
        (None, None, Some("expired_link"), failed),
    ] {
        let mut flow = signing_in(hosted(), expected);
        let words = back(&mut flow, state, Some("acc_1"), reason);
        assert!(words.contains(&outcome.to_owned()), "{expected:?} {state:?} {reason:?}: {words:?}");
        if outcome.starts_with("refused") {
            assert_eq!(words.len(), 1);
            assert_eq!(flow.state.phase(), Phase::Waiting, "the user is still at it");
        }
    }
}

#[test]
fn every_documented_failure_has_its_code() {
    for (word, code) in [
        ("invalid_credentials", ErrorCode::CredentialsInvalid),
        ("invalid_checkpoint_code", ErrorCode::CheckpointInvalid),
        ("expired_link", ErrorCode::ExpiredLink),
        ("authentication_intent_error", ErrorCode::ExpiredLink),
        ("account_mismatch", ErrorCode::AccountMismatch),
        ("already_exists", ErrorCode::AccountExists),
        ("too_many_requests", ErrorCode::VendorBusy),
        ("proxy_error", ErrorCode::VendorBusy),
        ("request_timeout", ErrorCode::VendorBusy),
        ("expired_intent", ErrorCode::ExpiredLink),
        ("checkpoint_expired", ErrorCode::ExpiredLink),
        ("invalid_code", ErrorCode::CheckpointInvalid),
        ("wrong_account", ErrorCode::AccountMismatch),
        ("account_already_exists", ErrorCode::AccountExists),
        ("provider_unreachable", ErrorCode::VendorBusy),
        ("service_unavailable", ErrorCode::VendorBusy),
        ("Expired_Link", ErrorCode::VendorFailed),
        ("", ErrorCode::VendorFailed),
    ] {
        assert_eq!(failure(word), code, "{word}");
        let mut flow = signing_in(hosted(), Some("st"));
        let words = back(&mut flow, None, None, Some(word));
        assert!(words.contains(&format!("onError {} retryable", code.as_str())), "{words:?}");
        assert!(words.contains(&"notice Retry".to_owned()), "{words:?}");
    }
}

#[test]
fn an_account_that_is_linked_already_is_reconnected_next() {
    let mut flow = signing_in(hosted(), Some("st"));
    back(&mut flow, Some("st"), Some("acc_7"), Some("already_exists"));
    flow.now += 5_000;
    assert_eq!(flow.feed(Input::Pressed(Action::Retry)), ["open popup"]);
    assert_eq!(flow.feed(Input::PopupOpened), ["fetching", "ask token acc_7 1"]);
}

#[test]
fn another_account_than_the_one_to_update_is_refused() {
    let mut flow = signing_in(update(hosted()), Some("st"));
    back(&mut flow, Some("st"), Some("acc_2"), None);
    let words = confirm(&mut flow, "acc_2", "running");
    assert!(words.contains(&"onError account_mismatch retryable".to_owned()), "{words:?}");
    let mut flow = signing_in(update(Plan { confirms: false, ..hosted() }), Some("st"));
    let words = back(&mut flow, Some("st"), Some("acc_2"), None);
    assert!(words.contains(&"onError account_mismatch retryable".to_owned()), "{words:?}");
    let mut flow = Flow::new(update(unipile(true)));
    flow.feed(Input::Mount);
    let words = flow.feed(Input::Linked { page: 1, account: account(id("acc_2"), String::new(), None) });
    assert!(words.contains(&"onError account_mismatch retryable".to_owned()), "{words:?}");
}

#[test]
fn what_could_not_be_confirmed_is_asked_again_without_another_sign_in() {
    let mut flow = signing_in(hosted(), Some("st"));
    back(&mut flow, Some("st"), Some("acc_1"), None);
    let words = refuse(&mut flow, ErrorCode::TokenFailed);
    assert!(words.contains(&"onError token_failed retryable".to_owned()), "{words:?}");
    flow.now += 5_000;
    assert_eq!(flow.feed(Input::Pressed(Action::Retry)), ["fetching", "confirm acc_1"]);
    let words = flow.feed(Input::Elapsed(Timer::Credential));
    assert!(words.contains(&"onError token_timeout retryable".to_owned()), "{words:?}");
    flow.now += 5_000;
    assert_eq!(flow.feed(Input::Reload), ["fetching", "confirm acc_1"]);
    // Whoever sends a new user away as busy hasn't said no either, and a link that served one load has served it.
    let words = refuse(&mut flow, ErrorCode::VendorBusy);
    assert!(words.contains(&"onError vendor_busy retryable".to_owned()), "{words:?}");
    flow.now += 5_000;
    assert_eq!(flow.feed(Input::Reload), ["fetching", "confirm acc_1"]);
    // A clear no is one: the next try is another sign-in.
    refuse(&mut flow, ErrorCode::AccountMismatch);
    flow.now += 5_000;
    assert_eq!(flow.feed(Input::Reload), ["open popup"]);
}

#[test]
fn a_link_that_is_spent_is_no_reason_not_to_ask_for_the_account_again() {
    let once = Secret::parse(&format!("{LINK}{SECRET}")).unwrap();
    let mut flow = Flow::new(Plan { supply: Supply::new(Token::Text(Some(once)), false), ..hosted() });
    flow.feed(Input::Mount);
    flow.feed(Input::PopupOpened);
    back(&mut flow, None, Some("acc_1"), None);
    let words = refuse(&mut flow, ErrorCode::VendorBusy);
    assert!(words.contains(&"notice Retry".to_owned()), "{words:?}");
    assert!(!words.iter().any(|word| word.starts_with("reject")), "{words:?}");
    flow.now += 5_000;
    assert_eq!(flow.feed(Input::Pressed(Action::Retry)), ["fetching", "confirm acc_1"]);
    let words = refuse(&mut flow, ErrorCode::AccountMismatch);
    assert!(words.contains(&"reject account_mismatch".to_owned()), "{words:?}");
}

#[test]
fn an_account_that_the_vendor_is_still_connecting_is_asked_for_until_the_time_is_over() {
    let mut flow = signing_in(hosted(), Some("st"));
    back(&mut flow, Some("st"), Some("acc_1"), None);
    let again = Input::Elapsed(Timer::Connecting);
    for _ in 0..3 {
        assert_eq!(confirm(&mut flow, "acc_1", "CONNECTING"), ["connecting"]);
        assert_eq!(flow.feed(again.clone()), ["confirm acc_1"]);
    }
    assert!(confirm(&mut flow, "acc_1", "OK").contains(&"onActive acc_1".to_owned()));
    assert_eq!(flow.feed(again.clone()), Vec::<String>::new());

    let mut flow = signing_in(hosted(), Some("st"));
    back(&mut flow, Some("st"), Some("acc_1"), None);
    confirm(&mut flow, "acc_1", "CONNECTING");
    let words = flow.feed(Input::Elapsed(Timer::Credential));
    assert!(words.contains(&"onError token_timeout retryable".to_owned()), "{words:?}");
    assert_eq!(flow.feed(again), Vec::<String>::new());
    flow.now += 5_000;
    assert_eq!(flow.feed(Input::Reload), ["fetching", "confirm acc_1"]);
}

#[test]
fn a_link_can_say_where_its_return_page_is() {
    let vendor = hosted().vendor;
    let admits = |origin: &str| {
        let message = JsonNode(json!({ "linkdock": "return", "accountId": "acc_1" }));
        admit(&vendor, Source::Surface, origin, &message).is_ok()
    };
    assert!(admits("https://app.test") && !admits("https://broker.test"));
    vendor.returns_to(Origin::parse("https://broker.test").ok());
    assert!(admits("https://app.test") && admits("https://broker.test"));
    // The next link ends where it ends.
    vendor.returns_to(None);
    assert!(!admits("https://broker.test"));
}

#[test]
fn what_a_function_of_the_hosts_has_heard_from_the_vendor_says_what_to_do() {
    let thrown = |code, retryable| Fault::thrown(ErrorCode::TokenFailed, Some(code), Some(retryable));
    for (code, given, expected, retryable) in [
        // The broker says that the same request makes no sense again: another sign-in does.
        ("account_mismatch", false, ErrorCode::AccountMismatch, true),
        ("account_exists", false, ErrorCode::AccountExists, true),
        ("expired_link", false, ErrorCode::ExpiredLink, true),
        ("vendor_busy", true, ErrorCode::VendorBusy, true),
        ("vendor_failed", false, ErrorCode::VendorFailed, false),
        ("token_failed", false, ErrorCode::TokenFailed, false),
        ("frame_blocked", true, ErrorCode::TokenFailed, true),
    ] {
        let fault = thrown(code, given);
        assert_eq!((fault.code, fault.retryable), (expected, retryable), "{code}");
    }
    let mut flow = signing_in(update(hosted()), Some("st"));
    back(&mut flow, Some("st"), Some("acc_1"), None);
    let request = flow.request;
    let words = flow.feed(Input::Confirmed { request, result: Err(thrown("account_mismatch", false)) });
    assert!(words.contains(&"notice Retry".to_owned()), "{words:?}");
}

#[test]
fn each_status_leads_where_it_must() {
    for (word, expected, outcome) in [
        ("running", AccountStatus::Active, "onActive acc_1"),
        ("degraded", AccountStatus::Active, "onActive acc_1"),
        ("partial", AccountStatus::Active, "onActive acc_1"),
        ("OK", AccountStatus::Active, "onActive acc_1"),
        ("disconnected", AccountStatus::Disconnected, "onUpdate disconnected"),
        ("CREDENTIALS", AccountStatus::Disconnected, "onUpdate CREDENTIALS"),
        ("PERMISSIONS", AccountStatus::Disconnected, "onUpdate PERMISSIONS"),
        ("deleted", AccountStatus::Deleted, "onError account_deleted"),
        ("errored", AccountStatus::Unknown, "onError vendor_failed retryable"),
        ("paused", AccountStatus::Unknown, "onError vendor_failed retryable"),
        ("ERROR", AccountStatus::Unknown, "onError vendor_failed retryable"),
        ("STOPPED", AccountStatus::Unknown, "onError vendor_failed retryable"),
        ("brand_new", AccountStatus::Unknown, "onError vendor_failed retryable"),
    ] {
        assert_eq!(status(word), expected, "{word}");
        let mut flow = signing_in(hosted(), Some("st"));
        back(&mut flow, Some("st"), Some("acc_1"), None);
        let words = confirm(&mut flow, "acc_1", word);
        assert!(words.iter().any(|told| told.starts_with(outcome)), "{word}: {words:?}");
    }
}

#[test]
fn links_lead_to_the_hosts_that_are_allowed_and_nowhere_else() {
    for (url, taken) in [
        ("https://auth.unipile.com/?token=", true),
        ("https://account.unipile.com/", true),
        ("https://AUTH.unipile.com:443/", true),
        ("http://auth.unipile.com/", false),
        ("https://auth.unipile.com.evil.test/", false),
        ("https://evil.test/?auth.unipile.com", false),
        ("https://auth.unipile.com@evil.test/", false),
        ("https://auth.unipile.com:8443/", false),
        ("//auth.unipile.com/", false),
        ("auth.unipile.com/", false),
        ("javascript:alert(1)//", false),
        ("https:auth.unipile.com/", false),
    ] {
        let mut flow = Flow::new(hosted());
        flow.feed(Input::Mount);
        flow.feed(Input::PopupOpened);
        let words = link(&mut flow, url, None);
        assert_eq!(words.contains(&"loading".to_owned()), taken, "{url}: {words:?}");
        assert_eq!(words.contains(&"onError token_invalid retryable".to_owned()), !taken, "{url}: {words:?}");
    }
}

#[test]
fn a_popup_that_seems_gone_may_still_come_back_with_something() {
    let mut flow = signing_in(hosted(), Some("st"));
    flow.feed(Input::PopupGone);
    assert_eq!(flow.feed(MISSING), ["maybe closed Window Cancel", "onClose popup_maybe_closed"]);
    assert_eq!(back(&mut flow, Some("st"), Some("acc_1"), None)[0], "close surface");
    assert!(confirm(&mut flow, "acc_1", "running").contains(&"onActive acc_1".to_owned()));
}

#[test]
fn a_frame_that_shows_nothing_leaves_a_way_on() {
    let mut flow = signing_in(Plan { surface: SurfaceKind::Frame, ..hosted() }, Some("st"));
    flow.loaded();
    assert_eq!(flow.feed(Input::Elapsed(Timer::Frame)), ["silent", "hint Retry Cancel"]);
    assert_eq!(back(&mut flow, Some("st"), Some("acc_1"), None)[0], "close surface");
}

#[test]
fn the_whole_page_goes_and_comes_back() {
    let plan = || Plan { surface: SurfaceKind::Page, ..hosted() };
    let mut flow = Flow::new(plan());
    assert_eq!(flow.feed(Input::Mount), ["fetching", "ask token - 0"]);
    assert_eq!(link(&mut flow, LINK, Some("st")), ["loading", "leave for https://auth.unipile.com/?token=*"]);
    // The user has come back with the browser's own button.
    let words = flow.feed(Input::Elapsed(Timer::Frame));
    assert!(words.contains(&"notice Retry".to_owned()), "{words:?}");

    let mut flow = Flow::new(plan());
    assert_eq!(flow.feed(Input::Resumed { state: Some("st".to_owned()) }), ["waiting"]);
    assert_eq!(
        back(&mut flow, Some("st"), Some("acc_1"), None),
        ["close surface", "fetching", "confirm acc_1"]
    );
    assert!(confirm(&mut flow, "acc_1", "OK").contains(&"onActive acc_1".to_owned()));

    let mut flow = Flow::new(plan());
    flow.feed(Input::Resumed { state: Some("st".to_owned()) });
    assert_eq!(back(&mut flow, Some("forged"), Some("acc_1"), None), ["refused invalid_state"]);
    let words = flow.feed(Input::Elapsed(Timer::Frame));
    assert!(words.contains(&"onError load_timeout retryable".to_owned()), "{words:?}");
}

#[test]
fn the_form_drives_the_dock_and_shows_its_own_failures() {
    let mut flow = Flow::new(unipile(true));
    assert_eq!(flow.feed(Input::Mount), ["form", "waiting", "open form -"]);
    let step = |step: &str| Input::Step { page: 1, step: step.to_owned() };
    assert_eq!(flow.feed(step("credentials")), ["form", "step credentials"]);
    assert_eq!(flow.feed(step("OTP")), ["form", "checkpoint", "step OTP"]);
    let fault = Fault::new(ErrorCode::CheckpointInvalid, "no");
    assert_eq!(
        flow.feed(Input::StepFailed { page: 1, fault }),
        ["onError checkpoint_invalid retryable"],
        "the form stays, and what the user can do is in it"
    );
    assert_eq!(flow.state.phase(), Phase::Checkpoint);
    assert_eq!(flow.feed(step("credentials")), ["form", "waiting", "step credentials"]);
    let linked =
        Input::Linked { page: 1, account: account(id("acc_1"), String::new(), Some(Confirmed::Answer)) };
    assert_eq!(
        flow.feed(linked.clone()),
        ["close surface", "done", "active", "resolve", "onActive acc_1", "onClose completed"]
    );
    assert_eq!(flow.feed(linked), [""; 0]);
}

#[test]
fn what_a_form_of_before_reports_is_nobodys_business() {
    let mut flow = Flow::new(unipile(true));
    flow.feed(Input::Mount);
    assert_eq!(flow.feed(Input::Reload), ["close surface", "form", "open form -", "onReload 1"]);
    assert_eq!(flow.feed(Input::Step { page: 1, step: "OTP".to_owned() }), [""; 0]);
    let account = account(id("acc_1"), String::new(), None);
    assert_eq!(flow.feed(Input::Linked { page: 1, account }), [""; 0]);
    assert_eq!(flow.feed(Input::Pressed(Action::Cancel))[..3], ["close surface", "closed", "notice Retry"]);
    assert_eq!(flow.feed(Input::Step { page: 2, step: "OTP".to_owned() }), [""; 0]);
}

#[test]
fn products_that_exclude_each_other_are_told_and_go_on() {
    let mut flow = Flow::new(Plan { conflicts: true, ..hosted() });
    assert_eq!(flow.feed(Input::Mount), ["products conflict", "open popup"]);
}

#[test]
fn nothing_that_came_back_is_printed() {
    let mut flow = signing_in(hosted(), Some("st"));
    let receipt = Secret::parse(&format!("{SECRET}-receipt")).ok();
    let returned =
        Returned { state: Some("st".to_owned()), receipt, account: Some(id("acc_1")), failure: None };
    let input = Input::Message {
        admitted: Ok(Answer::Returned(returned.into())),
        origin: "https://app.test".to_owned(),
    };
    let effects = linkdock::core::flow::step(&mut flow.state, input, linkdock::core::plan::Millis(9));
    assert!(!format!("{effects:?} {:?}", flow.state).contains(SECRET));
    assert!(effects.iter().all(|effect| !matches!(effect, Effect::Tell(Callback::Active(_)))));
}
