//! A LinkedIn frame, scenario by scenario: launch, consent, renewal behind the frame in sight, unlink.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

mod support;

use linkdock::core::effect::{Action, Input, Phase, ReloadReason, Timer};
use linkdock::core::error::{ErrorCode, Fault};
use linkdock::core::event::FlowKind;
use linkdock::core::message::{Answer, Refusal};
use linkdock::core::plan::Plan;
use linkdock::core::renewal::{Delivery, Demand};
use linkdock::core::secret::SurfaceUrl;
use linkdock::core::supply::{Supply, Token};
use support::flow::{Flow, MISSING};
use support::{display, secret};

const LAUNCH: &str = "?profile=lead&apiKey=app&version=2.1";

fn delivery(number: u32, token: Option<&str>, reason: ReloadReason) -> Input {
    Input::Delivered(Delivery { result: Ok(token.map(secret)), number, reason })
}

fn failure(code: ErrorCode) -> Input {
    let result = Err(Fault::new(code, "no"));
    Input::Delivered(Delivery { result, number: 0, reason: ReloadReason::Manual })
}

fn sat(way: &str, token: &str) -> String {
    format!("{way} {LAUNCH}&sat=*-{token}")
}

fn consent(url: &str) -> Input {
    Input::Consent { request: 2, url: Some(SurfaceUrl::new(url.to_owned())) }
}

trait Display {
    fn signs_in(&mut self) -> Vec<String>;
    fn refuses(&mut self) -> Vec<String>;
    fn given(&mut self, number: u32, token: Option<&str>) -> Vec<String>;
    fn authorized(&mut self, result: Result<(), Fault>) -> Vec<String>;
}

impl Display for Flow {
    fn signs_in(&mut self) -> Vec<String> {
        self.message(Ok(Answer::SignedIn))
    }

    fn refuses(&mut self) -> Vec<String> {
        self.feed(Input::Message {
            admitted: Ok(Answer::TokenRefused),
            origin: "https://www.linkedin.com".to_owned(),
        })
    }

    fn given(&mut self, number: u32, token: Option<&str>) -> Vec<String> {
        self.feed(delivery(number, token, ReloadReason::Manual))
    }

    fn authorized(&mut self, result: Result<(), Fault>) -> Vec<String> {
        let request = self.request;
        self.feed(Input::Authorized { request, result })
    }
}

/// A frame that shows a profile, loaded with the credential 1.
fn shown(plan: Plan) -> Flow {
    let mut flow = Flow::new(plan);
    flow.feed(Input::Mount);
    flow.given(1, Some("one"));
    flow.loaded();
    flow.feed(Input::Elapsed(Timer::Verdict));
    assert_eq!(flow.state.phase(), Phase::Active);
    flow
}

/// The sign-in of a user who has linked no account.
fn launched(plan: Plan) -> Flow {
    let mut flow = Flow::new(plan);
    flow.feed(Input::Mount);
    flow.given(1, None);
    flow.loaded();
    assert_eq!(flow.state.phase(), Phase::Waiting);
    flow
}

/// In the popup, asked for consent.
fn asked() -> Flow {
    let mut flow = launched(display());
    flow.signs_in();
    flow.feed(Input::PopupOpened);
    flow
}

fn delivered(result: &[String]) -> Vec<&str> {
    result.iter().map(String::as_str).collect()
}

#[test]
fn a_linked_account_is_active_once_its_frame_has_loaded_and_nothing_speaks_against_it() {
    let mut flow = Flow::new(display());
    assert_eq!(flow.feed(Input::Mount), ["fetching", "want any"]);
    assert_eq!(flow.given(1, Some("one")), ["loading", &sat("go", "one")]);
    assert_eq!(flow.loaded(), ["reveal", "waiting", "verdict"]);
    assert_eq!(flow.feed(Input::Elapsed(Timer::Verdict)), ["active", "resolve", "onActive "]);
    assert_eq!(
        flow.feed(Input::Unmount),
        ["close surface", "nothing", "reject unmounted", "onClose unmounted", "leave"]
    );
}

#[test]
fn launch_goes_from_the_sign_in_by_consent_to_the_profile() {
    let mut flow = Flow::new(display());
    flow.feed(Input::Mount);
    assert_eq!(flow.given(1, None), ["loading", &format!("go {LAUNCH}")]);
    assert_eq!(flow.loaded(), ["reveal", "waiting", "verdict"]);
    // Nothing is active yet.
    assert!(flow.feed(Input::Elapsed(Timer::Verdict)).is_empty());
    assert_eq!(flow.signs_in(), ["close surface", "authorizing", "open popup"]);
    assert_eq!(flow.feed(Input::PopupOpened), ["authorize"]);
    assert_eq!(
        flow.feed(consent("https://www.linkedin.com/oauth?state=s")),
        ["go https://www.linkedin.com/oauth?state=s"]
    );
    // A page of a try that is over.
    assert!(flow.feed(Input::Consent { request: 1, url: None }).is_empty());
    // The function may never settle: there is something to press.
    assert_eq!(
        flow.feed(Input::Consent { request: 2, url: None }),
        ["close surface", "popup Loading Cancel"]
    );
    assert_eq!(flow.authorized(Ok(())), ["fetching", "want anew"]);
    assert_eq!(flow.given(2, Some("two")), ["loading", &sat("go", "two")]);
    flow.loaded();
    assert_eq!(flow.feed(Input::Elapsed(Timer::Verdict)), ["active", "resolve", "onActive "]);
}

#[test]
fn a_blocked_popup_waits_for_a_button() {
    let mut flow = launched(display());
    flow.signs_in();
    assert_eq!(
        flow.feed(Input::PopupBlocked),
        ["abandon", "failed", "notice Window", "onError popup_blocked retryable"]
    );
    assert_eq!(flow.feed(Input::Pressed(Action::Window)), ["authorizing", "open popup"]);
    assert_eq!(flow.feed(Input::PopupOpened), ["authorize"]);
}

#[test]
fn whoever_gives_no_consent_can_start_again() {
    let cancelled = Fault::new(ErrorCode::AuthorizeCancelled, "no");
    let ends: [fn(&mut Flow) -> Vec<String>; 4] = [
        |flow| flow.authorized(Err(Fault::new(ErrorCode::AuthorizeCancelled, "no"))),
        |flow| flow.feed(Input::Pressed(Action::Cancel)),
        |flow| {
            // Blank, so nobody but the user can have closed it.
            flow.feed(Input::PopupGone);
            flow.feed(MISSING)
        },
        |flow| {
            flow.feed(consent("https://www.linkedin.com/oauth"));
            flow.feed(Input::PopupSettled);
            flow.feed(Input::PopupGone);
            flow.feed(MISSING)
        },
    ];
    for (index, end) in ends.into_iter().enumerate() {
        let mut flow = asked();
        let told = end(&mut flow);
        for word in ["close surface", "notice Retry", "onError authorize_cancelled retryable"] {
            assert!(told.contains(&word.to_owned()), "{index}: {told:?}");
        }
        assert_eq!(flow.feed(Input::Pressed(Action::Retry)), ["authorizing", "open popup"], "{index}");
        assert_eq!(flow.feed(Input::PopupOpened), ["authorize"], "{index}");
        // What comes of the first try is of no interest any more.
        flow.request -= 1;
        assert!(flow.authorized(Err(cancelled.clone())).is_empty(), "{index}");
    }
}

#[test]
fn a_popup_that_is_cut_off_is_listened_to() {
    let mut flow = asked();
    flow.feed(consent("https://www.linkedin.com/oauth"));
    flow.feed(Input::PopupGone);
    assert_eq!(flow.feed(MISSING), ["maybe closed Window Cancel"]);
    assert_eq!(flow.authorized(Ok(())), ["close surface", "fetching", "want anew"]);
}

#[test]
fn a_failure_after_consent_leaves_no_doubt_about_the_consent() {
    let mut flow = asked();
    flow.authorized(Ok(()));
    flow.feed(failure(ErrorCode::TokenFailed));
    flow.feed(Input::Pressed(Action::Retry));
    // Unlinked elsewhere meanwhile: back to the sign-in, without blaming anybody.
    assert_eq!(flow.given(2, None), ["loading", &format!("go {LAUNCH}")]);
}

#[test]
fn a_dock_that_is_closed_while_it_asks_begins_again_with_a_token() {
    let mut flow = asked();
    flow.feed(Input::Close);
    assert_eq!(flow.feed(Input::Reload), ["fetching", "want fresh"]);
}

#[test]
fn consent_in_vain_is_told_and_so_is_a_host_that_asks_for_none() {
    let mut flow = asked();
    flow.authorized(Ok(()));
    assert_eq!(
        flow.given(2, None),
        ["abandon", "failed", "notice Retry", "onError authorize_failed retryable"]
    );
    let mut flow = launched(Plan { authorizes: false, ..display() });
    assert_eq!(flow.signs_in(), ["fetching", "want anew"]);
    assert!(flow.given(2, None).contains(&"onError authorize_failed retryable".to_owned()));
    let mut flow = launched(Plan { authorizes: false, ..display() });
    flow.signs_in();
    assert_eq!(delivered(&flow.given(2, Some("two")))[0], "loading");
}

#[test]
fn only_https_pages_are_consented_to() {
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://www.linkedin.com/",
        "//www.linkedin.com",
        "",
        "https:",
        "https://a@b/",
    ] {
        let told = asked().feed(consent(url));
        assert!(told.contains(&"onError authorize_failed retryable".to_owned()), "{url}: {told:?}");
    }
    for url in ["https://www.linkedin.com/oauth?a#b", "http://127.0.0.1:8789/oauth", "http://localhost?x"] {
        assert_eq!(asked().feed(consent(url)), [format!("go {url}")]);
    }
}

#[test]
fn a_refused_token_that_has_served_is_replaced_behind_the_frame_in_sight() {
    let mut flow = shown(display());
    flow.now += 5_000;
    assert_eq!(flow.refuses(), ["fetching", "want instead { of: 1, served: true }"]);
    // The frame in sight says it once more, or another of the host's does.
    assert_eq!(flow.refuses(), ["refused duplicate"]);
    assert_eq!(flow.given(2, Some("two")), ["loading", &sat("go behind", "two"), "onReload 1 tokenError"]);
    assert_eq!(flow.loaded(), ["reveal", "waiting", "verdict"]);
    // Whoever knows that the account is active isn't told again.
    assert_eq!(flow.feed(Input::Elapsed(Timer::Verdict)), ["active"]);
}

#[test]
fn a_token_that_is_refused_at_once_is_replaced_in_front() {
    let mut flow = shown(display());
    flow.now += 4_999;
    assert_eq!(flow.refuses(), ["fetching", "want instead { of: 1, served: false }"]);
    assert_eq!(flow.given(2, Some("two"))[1], sat("go", "two"));
    // Before it has loaded, and again alike: another frame's answer is another answer.
    assert_eq!(flow.refuses(), ["fetching", "want instead { of: 2, served: false }"]);
}

#[test]
fn what_others_fetch_is_taken_by_all_who_show_something() {
    let renewal = |flow: &mut Flow| flow.feed(delivery(2, Some("two"), ReloadReason::Expiring));
    let mut flow = shown(display());
    assert_eq!(renewal(&mut flow), ["loading", &sat("go behind", "two"), "onReload 1 expiring"]);
    // Linked by another dock: nothing was there that could be loaded again.
    let mut flow = launched(display());
    assert_eq!(renewal(&mut flow), ["loading", &sat("go behind", "two")]);
    let mut flow = asked();
    assert_eq!(renewal(&mut flow), ["abandon", "close surface", "loading", &sat("go", "two")]);
    // Given up.
    let mut flow = shown(display());
    flow.feed(Input::Close);
    assert!(renewal(&mut flow).is_empty());
    // What it has already, and a failure of what it hasn't asked for.
    let mut flow = shown(display());
    assert!(flow.feed(delivery(1, Some("one"), ReloadReason::Expiring)).is_empty());
    assert!(flow.feed(failure(ErrorCode::TokenFailed)).is_empty());
    // Failed for want of a credential, and failed otherwise.
    for (code, recovers) in
        [(ErrorCode::ReloadExhausted, true), (ErrorCode::TokenFailed, true), (ErrorCode::FrameBlocked, false)]
    {
        let mut flow = Flow::new(display());
        flow.feed(Input::Mount);
        flow.feed(failure(code));
        assert_eq!(renewal(&mut flow).len() > 1, recovers, "{code:?}");
    }
}

#[test]
fn a_frame_that_is_late_gives_way_to_a_button() {
    let mut flow = shown(display());
    flow.now += 5_000;
    flow.refuses();
    flow.given(2, Some("two"));
    assert_eq!(
        flow.feed(Input::Elapsed(Timer::Frame)),
        ["failed", "notice Retry", "onError load_timeout retryable"]
    );
    assert_eq!(flow.loaded(), ["reveal", "waiting", "verdict"]);
    // What never came isn't kept in sight.
    flow.feed(Input::Reload);
    flow.given(3, Some("three"));
    flow.feed(Input::Elapsed(Timer::Frame));
    flow.feed(Input::Pressed(Action::Retry));
    assert_eq!(flow.given(4, Some("four"))[1], sat("go", "four"));
}

#[test]
fn what_the_consent_popup_posts_is_none_of_the_docks_business() {
    let mut flow = asked();
    assert!(flow.message(Err(Refusal::WrongOrigin)).is_empty());
    assert!(flow.message(Ok(Answer::SignedIn)).is_empty());
    assert_eq!(flow.message(Err(Refusal::UnknownSource)), ["refused unknown_source"]);
    // Nor what others are told: that nothing is linked yet.
    assert!(flow.given(2, None).is_empty());
}

#[test]
fn unlink_goes_back_to_the_sign_in_and_a_new_account_is_told() {
    let mut flow = shown(display());
    assert_eq!(flow.given(2, None), ["loading", &format!("go behind {LAUNCH}")]);
    assert!(flow.state.account().is_none());
    flow.loaded();
    // Another dock has heard the same.
    assert!(flow.given(3, None).is_empty());
    flow.feed(delivery(4, Some("four"), ReloadReason::Manual));
    flow.loaded();
    assert_eq!(flow.feed(Input::Elapsed(Timer::Verdict)), ["active", "resolve", "onActive "]);
}

#[test]
fn reload_and_update_fetch_a_new_token_and_an_update_begins_with_one() {
    for input in [Input::Reload, Input::Update { token: None }] {
        let mut flow = shown(display());
        assert_eq!(flow.feed(input.clone()), ["fetching", "want fresh"], "{input:?}");
        assert_eq!(flow.given(2, Some("two")), ["loading", &sat("go behind", "two"), "onReload 1"]);
    }
    let mut flow = Flow::new(Plan { flow: FlowKind::Update, ..display() });
    assert_eq!(flow.feed(Input::Mount), ["fetching", "want fresh"]);
    assert_eq!(flow.given(1, Some("one"))[1], sat("go", "one"));
}

#[test]
fn a_page_without_a_token_has_none_refused_and_one_with_a_token_signs_in_for_a_better_one() {
    let mut flow = launched(display());
    assert_eq!(flow.refuses(), ["refused late"]);
    let mut flow = shown(display());
    assert_eq!(flow.signs_in(), ["fetching", "want instead { of: 1, served: true }"]);
}

#[test]
fn without_a_token_the_frame_goes_by_cookies_and_says_nothing_that_counts() {
    let mut linkedin = linkdock::core::vendor::linkedin::Linkedin::new(
        None,
        "app",
        linkdock::core::vendor::linkedin::Profile::Lead,
    )
    .unwrap();
    linkedin.finish(None, None, false);
    let mut flow = Flow::new(Plan {
        vendor: linkdock::core::vendor::Vendor::Linkedin(linkedin.into()),
        supply: Supply::new(Token::Absent, false),
        ..display()
    });
    assert_eq!(flow.feed(Input::Mount), ["fetching", "loading", "go ?profile=lead&apiKey=app"]);
    flow.loaded();
    assert_eq!(flow.signs_in(), ["refused late"]);
    assert_eq!(flow.refuses(), ["refused late"]);
    assert!(flow.feed(Input::Elapsed(Timer::Verdict)).is_empty());
}

#[test]
fn a_policy_that_forbids_the_frame_is_told_even_after_an_empty_load() {
    let mut flow = Flow::new(display());
    flow.feed(Input::Mount);
    flow.given(1, Some("one"));
    flow.loaded();
    let blocked = SurfaceUrl::new("https://www.linkedin.com".to_owned());
    let told = flow.feed(Input::FrameForbidden { blocked });
    assert!(told.contains(&"onError frame_blocked".to_owned()), "{told:?}");
    assert!(!told.iter().any(|word| word.starts_with("onActive")), "{told:?}");
}

#[test]
fn the_demand_is_for_another_token_than_the_page_has() {
    let mut flow = shown(display());
    flow.feed(delivery(7, Some("seven"), ReloadReason::Visible));
    flow.loaded();
    flow.refuses();
    assert_eq!(flow.demand, Some(Demand::Instead { of: 7, served: false }));
}
