//! The sign-in form's decisions as scenarios: what the user does, what the host's functions answer, what is asked and told.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

#[path = "support/wizard.rs"]
mod support;

use linkdock::core::plan::Millis;
use linkdock::core::wizard::answer::{Reply, Task, Trouble, read, thrown};
use linkdock::core::wizard::effect::{Action, Effect, Input, Method, Report, Scene, Timer};
use linkdock::core::wizard::words::Text;
use linkdock::core::wizard::{qr, step};
use serde_json::{Value, json};
use support::{JsonNode, Rig, account, checkpoint, of, plan};

/// At a checkpoint, with what led there forgotten.
fn at(checkpoint: &Value) -> Rig {
    let mut rig = Rig::new(plan());
    rig.submit();
    rig.answer(checkpoint);
    rig.take();
    rig
}

#[test]
fn an_account_at_once_is_the_end() {
    let mut rig = Rig::new(plan());
    assert_eq!(rig.take(), ["step credentials"]);
    rig.submit();
    assert_eq!(rig.take(), ["ask start"]);
    assert!(rig.view.is_busy);
    rig.answer(&account("acc_1"));
    assert_eq!(rig.take(), ["done acc_1"]);
    rig.answer(&account("acc_1"));
    assert_eq!(rig.take(), [""; 0]);
}

#[test]
fn an_account_that_the_dock_cannot_take_leaves_a_way_on() {
    let mut rig = Rig::new(plan());
    rig.submit();
    rig.answer(&account("not an id"));
    assert_eq!(rig.take(), ["step credentials", "ask start", "failed vendor_failed"]);
    assert_eq!(rig.view.note, Some(Text::NotConnected));
    rig.submit();
    rig.answer(&account("acc_1"));
    assert_eq!(rig.take(), ["ask start", "done acc_1"]);
}

#[test]
fn every_checkpoint_that_takes_an_answer_shows_asks_and_ends() {
    let contracts = json!([{ "id": "c1", "name": "One" }, { "id": "c2", "name": "Two" }]);
    let challenges = json!([{ "id": "sms", "label": "By text", "description": "to …12" }, { "id": "app", "label": "By app" }]);
    for (fields, title, lead, asked) in [
        (json!({ "type": "OTP" }), Text::CodeTitle, Text::CodeSent, "ask solve int_1"),
        (json!({ "type": "OTP", "channel": "EMAIL" }), Text::CodeTitle, Text::CodeEmail, "ask solve int_1"),
        (json!({ "type": "OTP", "channel": "sms" }), Text::CodeTitle, Text::CodeSms, "ask solve int_1"),
        (
            json!({ "type": "2FA", "platform": "WHATSAPP" }),
            Text::CodeTitle,
            Text::CodeWhatsapp,
            "ask solve int_1",
        ),
        (json!({ "type": "2FA", "source": "APP" }), Text::CodeTitle, Text::CodeApp, "ask solve int_1"),
        (json!({ "type": "PHONE_REGISTER" }), Text::PhoneTitle, Text::Phone, "ask solve int_1"),
        (
            json!({ "type": "CONTRACT_SELECTION", "contracts": contracts }),
            Text::ContractTitle,
            Text::Contract,
            "ask choose c2 int_1",
        ),
        (
            json!({ "type": "CONTRACT_CHOOSER", "contracts": contracts }),
            Text::ContractTitle,
            Text::Contract,
            "ask choose c2 int_1",
        ),
        (
            json!({ "type": "CHALLENGE_SELECTION", "challenges": challenges }),
            Text::ChallengeTitle,
            Text::Challenge,
            "ask request app int_1",
        ),
        (
            json!({ "type": "FACE_SCAN", "hint": "Look here" }),
            Text::UnknownTitle,
            Text::Unknown,
            "ask solve int_1",
        ),
    ] {
        let mut rig = Rig::new(plan());
        rig.submit();
        rig.answer(&checkpoint(fields.clone()));
        let step = format!("step {}", fields["type"].as_str().unwrap());
        assert_eq!(rig.take(), ["step credentials", "ask start", &step], "{fields}");
        assert_eq!((rig.view.title, rig.view.lead), (title, Some(lead)), "{fields}");
        rig.choose(1);
        assert_eq!(rig.take(), [asked], "{fields}");
        rig.answer(&account("acc_1"));
        assert_eq!(rig.take(), ["done acc_1"], "{fields}");
        assert_eq!(rig.running(), [""; 0], "{fields}");
    }
}

#[test]
fn every_checkpoint_that_ends_elsewhere_is_asked_about_until_it_does() {
    for (answer, title) in [
        (checkpoint(json!({ "type": "IN_APP_VALIDATION" })), Text::ApproveTitle),
        (checkpoint(json!({ "type": "OTP_OR_IN_APP_VALIDATION" })), Text::ApproveTitle),
        (checkpoint(json!({ "type": "LOADING" })), Text::WaitTitle),
        (checkpoint(json!({ "type": "QRCODE", "qrcode": "abc" })), Text::QrTitle),
        (json!({ "object": "AuthenticationQrCode", "intent_id": "int_1", "qr_code": "abc" }), Text::QrTitle),
    ] {
        let mut rig = at(&answer);
        assert_eq!(rig.view.title, title, "{answer}");
        for _ in 0..3 {
            rig.wait(3_000);
            assert_eq!(rig.take(), ["ask wait int_1"], "{answer}");
            rig.answer(&answer);
            assert_eq!(rig.take(), [""; 0], "{answer}");
        }
        rig.wait(3_000);
        rig.answer(&account("acc_1"));
        assert_eq!(rig.take(), ["ask wait int_1", "done acc_1"], "{answer}");
        assert_eq!(rig.running(), [""; 0], "{answer}");
    }
}

#[test]
fn questions_do_not_overlap() {
    let mut rig = at(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    rig.wait(20_000);
    assert_eq!(rig.take(), ["ask wait int_1"]);
}

#[test]
fn in_app_approval_that_never_comes_ends_in_start_again() {
    let mut rig = at(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    for _ in 0..99 {
        rig.wait(3_000);
        rig.answer(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    }
    assert_eq!(rig.clock, Some(3));
    rig.take();
    rig.wait(3_000);
    // The last question was asked in the very moment in which the time was over.
    assert_eq!(rig.take().last().unwrap(), "failed expired_link");
    assert_eq!((rig.view.note, rig.view.is_over), (Some(Text::NoTimeLeft), true));
    assert_eq!(rig.running(), [""; 0]);
    rig.answer_late(&account("acc_late"));
    assert_eq!(rig.take(), [""; 0]);
    rig.press(Action::Restart);
    assert_eq!(rig.take(), ["step credentials"]);
    rig.submit();
    rig.answer(&account("acc_1"));
    assert_eq!(rig.take(), ["ask start", "done acc_1"]);
}

#[test]
fn without_a_function_that_asks_nothing_is_asked_and_the_user_starts_again() {
    let mut rig = Rig::new(of(|plan| plan.waits = false));
    rig.submit();
    rig.answer(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    assert_eq!(rig.view.lead, Some(Text::ApproveBlind));
    rig.take();
    rig.wait(60_000);
    rig.press(Action::Restart);
    assert_eq!(rig.take(), ["step credentials"]);
}

#[test]
fn a_step_whose_end_nobody_can_learn_of_is_given_up_at_once() {
    let consent = |intent| json!({ "object": "OauthUrl", "url": "https://a.test/x", "intent_id": intent });
    for (answer, waits, given_up) in [
        (consent(json!("int_1")), true, None),
        (consent(Value::Null), true, Some("intent_id")),
        (consent(json!("int_1")), false, Some("waitCheckpoint")),
        (checkpoint(json!({ "type": "QRCODE", "qrcode": "abc" })), false, Some("waitCheckpoint")),
        (checkpoint(json!({ "type": "LOADING" })), false, Some("waitCheckpoint")),
        // A code can be had.
        (checkpoint(json!({ "type": "OTP_OR_IN_APP_VALIDATION" })), false, None),
    ] {
        let mut rig = Rig::new(of(|plan| plan.waits = waits));
        rig.submit();
        let reply = read(&JsonNode(answer.clone()));
        let effects = step(&mut rig.state, Input::Answered { request: 1, reply }, Millis(u32::MAX - 5_000));
        let failed = effects.iter().find_map(|effect| {
            let Effect::Report(Report::Failed { code, message, .. }) = effect else { return None };
            Some((*code, *message))
        });
        let at_form = effects.iter().any(|effect| matches!(effect, Effect::Build(Scene::Form(_))));
        assert_eq!(at_form, given_up.is_some(), "{answer}");
        match (failed, given_up) {
            (None, None) => {}
            (Some((Trouble::VendorFailed, message)), Some(missing)) => {
                assert!(message.contains(missing), "{answer}: {message}");
            }
            other => panic!("{answer}: {other:?}"),
        }
    }
    // An attempt that is known from the step before is good enough.
    let mut rig = at(&checkpoint(json!({ "type": "OTP" })));
    rig.submit();
    rig.answer(&consent(Value::Null));
    rig.press(Action::Open);
    rig.wait(3_000);
    assert_eq!(rig.take(), ["ask solve int_1", "step OAUTH", "open https://a.test/x", "ask wait int_1"]);
}

#[test]
fn a_step_with_nothing_to_do_in_it_is_given_up_at_once() {
    let long = "x".repeat(2_954);
    for fields in [
        json!({ "type": "CONTRACT_SELECTION" }),
        json!({ "type": "CONTRACT_SELECTION", "contracts": [] }),
        json!({ "type": "CONTRACT_SELECTION", "contracts": {} }),
        json!({ "type": "CONTRACT_SELECTION", "contract": [{ "id": "c1" }] }),
        json!({ "type": "CONTRACT_SELECTION", "contracts": [{ "name": "One" }] }),
        json!({ "type": "CHALLENGE_SELECTION" }),
        json!({ "type": "CHALLENGE_SELECTION", "challenges": ["sms"] }),
        json!({ "type": "QR_CODE" }),
        json!({ "type": "QR_CODE", "qr_code": "" }),
        json!({ "type": "QR_CODE", "qr_code": long }),
    ] {
        // From the form, and from a step on the way.
        let mut rig = Rig::new(plan());
        rig.submit();
        rig.answer(&checkpoint(fields.clone()));
        assert_eq!(rig.take(), ["step credentials", "ask start", "failed vendor_failed"], "{fields}");
        assert_eq!((rig.view.note, rig.view.is_error), (Some(Text::NotConnected), true), "{fields}");
        let mut rig = at(&checkpoint(json!({ "type": "OTP" })));
        rig.submit();
        rig.answer(&checkpoint(fields.clone()));
        assert_eq!(rig.take(), ["ask solve int_1", "failed vendor_failed", "step credentials"], "{fields}");
        assert_eq!(rig.running(), [""; 0], "{fields}");
        rig.submit();
        rig.answer(&account("acc_1"));
        assert_eq!(rig.take(), ["ask start", "done acc_1"], "{fields}");
    }
}

#[test]
fn a_question_that_fails_once_is_not_the_end_and_three_are_worth_a_word() {
    let mut rig = at(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    for expected in [&[""; 0][..], &[], &["failed token_failed"], &[]] {
        rig.wait(3_000);
        rig.throw("whatever");
        assert_eq!(rig.take(), [&["ask wait int_1"][..], expected].concat());
    }
    assert_eq!(rig.view.note, Some(Text::Unreachable));
    rig.wait(3_000);
    rig.answer(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    assert_eq!(rig.view.note, None);
    rig.wait(3_000);
    rig.answer(&account("acc_1"));
    assert_eq!(rig.take().last().unwrap(), "done acc_1");
}

#[test]
fn a_question_that_is_never_answered_is_given_up_and_asked_again() {
    let mut rig = at(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    rig.wait(3_000 + 30_000 + 3_000);
    assert_eq!(rig.take(), ["ask wait int_1", "abandon 2", "ask wait int_1"]);
}

#[test]
fn three_checkpoints_in_a_row() {
    let mut rig = Rig::new(plan());
    rig.submit();
    rig.answer(&checkpoint(json!({ "type": "2FA", "platform": "SMS" })));
    rig.submit();
    rig.answer(&checkpoint(
        json!({ "type": "CONTRACT_SELECTION", "contracts": [{ "id": "c1" }, { "id": "c2" }] }),
    ));
    rig.choose(1);
    rig.answer(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    rig.wait(3_000);
    rig.answer(&account("acc_1"));
    assert_eq!(
        rig.take(),
        [
            "step credentials",
            "ask start",
            "step 2FA",
            "ask solve int_1",
            "step CONTRACT_SELECTION",
            "ask choose c2 int_1",
            "step IN_APP_VALIDATION",
            "ask wait int_1",
            "done acc_1"
        ]
    );
}

#[test]
fn a_wrong_code_twice_then_the_right_one() {
    let mut rig = at(&checkpoint(json!({ "type": "OTP" })));
    for _ in 0..2 {
        rig.submit();
        rig.throw("checkpoint_invalid");
        assert_eq!(rig.take(), ["ask solve int_1", "failed checkpoint_invalid", "clear"]);
        assert_eq!((rig.view.note, rig.view.is_invalid), (Some(Text::WrongCode), true));
    }
    rig.submit();
    assert!(!rig.view.is_invalid);
    rig.answer(&account("acc_1"));
    assert_eq!(rig.take(), ["ask solve int_1", "done acc_1"]);
}

#[test]
fn an_empty_field_is_told_and_nothing_is_asked() {
    let mut rig = Rig::new(plan());
    rig.take();
    rig.feed(Input::Submit { missing: 2, choice: None });
    assert_eq!((rig.take(), rig.view.missing), (vec![], 2));
    let mut rig = at(&checkpoint(json!({ "type": "CONTRACT_SELECTION", "contracts": [{ "id": "c1" }] })));
    rig.submit();
    assert_eq!((rig.take(), rig.view.missing), (vec![], 1));
    rig.choose(7);
    assert_eq!(rig.take(), [""; 0]);
}

#[test]
fn a_new_code_can_be_had_after_a_while() {
    let mut rig = at(&checkpoint(json!({ "type": "OTP" })));
    assert_eq!(rig.resend, Some(30));
    rig.press(Action::Resend);
    assert_eq!(rig.take(), [""; 0], "too early");
    rig.wait(30_000);
    assert_eq!(rig.resend, Some(0));
    rig.press(Action::Resend);
    assert_eq!(rig.take(), ["ask resend int_1"]);
    rig.answer(&Value::Null);
    assert_eq!((rig.view.note, rig.view.is_error, rig.resend), (Some(Text::Resent), false, Some(30)));
    rig.submit();
    rig.answer(&account("acc_1"));
    assert_eq!(rig.take(), ["ask solve int_1", "done acc_1"]);
}

#[test]
fn a_code_from_an_app_is_not_sent_again() {
    for (fields, can) in [
        (json!({ "type": "2FA", "platform": "APP" }), false),
        (json!({ "type": "2FA", "platform": "SMS" }), true),
        (json!({ "type": "FACE_SCAN" }), false),
    ] {
        assert_eq!(at(&checkpoint(fields.clone())).view.actions & Action::Resend.bit() != 0, can, "{fields}");
    }
}

#[test]
fn the_method_can_be_changed() {
    let mut rig = at(&checkpoint(
        json!({ "type": "CHALLENGE_SELECTION", "challenges": [{ "id": "sms", "label": "Text" }, { "id": "app", "label": "App" }] }),
    ));
    rig.choose(0);
    rig.answer(&checkpoint(json!({ "type": "OTP", "channel": "SMS" })));
    assert_eq!(rig.take(), ["ask request sms int_1", "step OTP"]);
    // What was offered before is offered still, but for what has been chosen.
    rig.feed(Input::Challenge(1));
    assert_eq!(rig.take(), [""; 0]);
    rig.feed(Input::Challenge(0));
    rig.answer(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    assert_eq!(rig.take(), ["ask request app int_1", "step IN_APP_VALIDATION"]);

    let mut rig = at(&checkpoint(json!({ "type": "OTP", "challenges": [{ "id": "app", "label": "App" }] })));
    rig.feed(Input::Challenge(1));
    rig.feed(Input::Challenge(0));
    assert_eq!(rig.take(), ["ask request app int_1"]);
}

#[test]
fn a_code_while_approval_is_waited_for_and_approval_while_a_code_is_typed() {
    let either = checkpoint(json!({ "type": "OTP_OR_IN_APP_VALIDATION", "channel": "SMS" }));
    // A right code, with a question under way.
    let mut rig = at(&either);
    rig.wait(3_000);
    rig.submit();
    assert_eq!(rig.take(), ["ask wait int_1", "ask solve int_1"]);
    rig.answer_to(2, &either);
    rig.answer(&account("acc_1"));
    assert_eq!(rig.take(), ["done acc_1"]);
    // The code has moved the step, and the question learns of that first.
    let moved = checkpoint(json!({ "type": "CONTRACT_SELECTION", "contracts": [{ "id": "c1" }] }));
    let mut rig = at(&either);
    rig.wait(3_000);
    rig.submit();
    rig.take();
    rig.answer_to(2, &moved);
    assert_eq!((rig.take(), rig.view.title, rig.view.is_busy), (vec![], Text::ApproveTitle, true));
    rig.answer(&moved);
    assert_eq!(
        (rig.take(), rig.view.title),
        (vec!["step CONTRACT_SELECTION".to_owned()], Text::ContractTitle)
    );
    // The same with a wrong code: the step is asked about again.
    let mut rig = at(&either);
    rig.wait(3_000);
    rig.submit();
    rig.answer_to(2, &moved);
    rig.throw("checkpoint_invalid");
    rig.take();
    rig.wait(3_000);
    assert_eq!(rig.take(), ["ask wait int_1"]);
    // Approval, with a code under way: the code isn't waited for.
    let mut rig = at(&either);
    rig.wait(3_000);
    rig.submit();
    rig.take();
    rig.answer_to(2, &account("acc_2"));
    assert_eq!(rig.take(), ["abandon 3", "done acc_2"]);
    // The code has ended the attempt, and the question learns of that first.
    let mut rig = at(&either);
    rig.wait(3_000);
    rig.submit();
    rig.take();
    rig.throw_to(2, "expired_link");
    rig.answer(&account("acc_3"));
    assert_eq!(rig.take(), ["done acc_3"]);
    // Even when two questions have failed before.
    let mut rig = at(&either);
    for _ in 0..2 {
        rig.wait(3_000);
        rig.throw("lost");
    }
    rig.wait(3_000);
    rig.submit();
    rig.take();
    rig.throw_to(4, "expired_link");
    assert_eq!(rig.take(), [""; 0]);
    rig.answer(&account("acc_5"));
    assert_eq!(rig.take(), ["done acc_5"]);
    // A wrong code, and then approval.
    let mut rig = at(&either);
    rig.submit();
    rig.throw("checkpoint_invalid");
    rig.wait(3_000);
    rig.answer(&account("acc_4"));
    assert_eq!(
        rig.take(),
        ["ask solve int_1", "failed checkpoint_invalid", "clear", "ask wait int_1", "done acc_4"]
    );
}

#[test]
fn errors_lead_to_their_places() {
    for (code, note, goes_back) in [
        ("credentials_invalid", Text::WrongCredentials, true),
        ("expired_link", Text::Expired, true),
        ("account_mismatch", Text::OtherAccount, true),
        ("account_exists", Text::AlreadyLinked, true),
        ("checkpoint_invalid", Text::WrongCode, false),
        ("vendor_busy", Text::Busy, false),
        ("vendor_failed", Text::NotConnected, false),
        ("token_failed", Text::Unreachable, false),
    ] {
        let mut rig = at(&checkpoint(json!({ "type": "OTP" })));
        rig.submit();
        rig.throw(code);
        let took = rig.take();
        assert!(took.contains(&format!("failed {code}")), "{took:?}");
        assert_eq!(took.contains(&"step credentials".to_owned()), goes_back, "{code}");
        assert_eq!((rig.view.note, rig.view.is_error), (Some(note), true), "{code}");
        rig.submit();
        rig.answer(&account("acc_1"));
        let again = if goes_back { "ask start" } else { "ask solve int_1" };
        assert_eq!(rig.take(), [again, "done acc_1"], "{code}");
    }
}

#[test]
fn an_attempt_that_expires_in_the_middle_starts_again() {
    let mut rig = at(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    rig.wait(3_000);
    rig.throw("expired_link");
    assert_eq!(rig.take(), ["ask wait int_1", "failed expired_link", "step credentials"]);
    assert_eq!(rig.running(), [""; 0]);
}

#[test]
fn the_network_is_lost_and_back() {
    let mut rig = Rig::new(plan());
    rig.submit();
    rig.throw("no code");
    assert_eq!(rig.take(), ["step credentials", "ask start", "failed token_failed"]);
    rig.submit();
    rig.wait(30_000);
    assert_eq!(rig.take(), ["ask start", "abandon 2", "failed token_timeout"]);
    rig.answer_to(2, &account("acc_stale"));
    rig.submit();
    rig.answer(&account("acc_1"));
    assert_eq!(rig.take(), ["ask start", "done acc_1"]);
}

#[test]
fn an_account_that_exists_is_reconnected() {
    let mut rig = Rig::new(plan());
    rig.submit();
    rig.answer(&json!({ "error": { "code": "account_exists", "accountId": "acc_old" } }));
    assert_eq!(rig.view.note, Some(Text::AlreadyLinked));
    rig.submit();
    rig.press(Action::Reconnect);
    assert_eq!((rig.view.title, rig.view.note), (Text::Reconnecting, Some(Text::SignInAgain)));
    rig.submit();
    rig.answer(&account("acc_old"));
    assert_eq!(
        rig.take(),
        ["step credentials", "ask start", "failed account_exists", "ask start acc_old", "done acc_old"]
    );

    let mut rig = Rig::new(plan());
    rig.submit();
    rig.answer(&json!({ "error": { "code": "account_exists", "accountId": "acc_old" } }));
    rig.press(Action::Another);
    rig.submit();
    assert_eq!(rig.take().last().unwrap(), "ask start");

    // Who meant to reconnect it, and signs in with another one, isn't held to it.
    rig.answer(&json!({ "error": { "code": "account_exists", "accountId": "acc_old" } }));
    rig.press(Action::Reconnect);
    rig.submit();
    rig.throw("account_mismatch");
    rig.press(Action::Another);
    rig.submit();
    assert_eq!(
        rig.take(),
        ["failed account_exists", "ask start acc_old", "failed account_mismatch", "ask start"]
    );
}

#[test]
fn who_is_at_an_account_that_exists_is_at_the_form_again_for_the_dock() {
    let exists = json!({ "error": { "code": "account_exists", "accountId": "acc_old" } });
    for action in [Action::Reconnect, Action::Another] {
        let mut rig = at(&checkpoint(json!({ "type": "OTP" })));
        rig.submit();
        rig.answer(&exists);
        assert_eq!(rig.take(), ["ask solve int_1", "failed account_exists", "step credentials"]);
        assert_eq!(rig.scene, Some(Scene::Exists));
        rig.press(action);
        assert_eq!(rig.take(), [""; 0], "it is told once");
        rig.submit();
        rig.answer(&checkpoint(json!({ "type": "OTP" })));
        assert_eq!(rig.take().last().unwrap(), "step OTP");
    }
}

#[test]
fn what_was_typed_goes_when_the_time_is_over() {
    for kind in ["OTP", "PHONE_REGISTER", "CAPTCHA", "FACE_SCAN"] {
        let mut rig = at(&checkpoint(json!({ "type": kind })));
        rig.take();
        rig.wait(300_000);
        assert_eq!(rig.take(), ["clear", "failed expired_link"], "{kind}");
        assert!(rig.view.is_over, "{kind}");
        // What the captcha comes to in the end is nobody's business any more.
        rig.feed(Input::Unsolved);
        rig.feed(Input::Solved);
        assert_eq!((rig.take(), rig.view.note), (vec![], Some(Text::NoTimeLeft)), "{kind}");
    }
}

#[test]
fn the_end_of_the_time_is_said_now_and_then() {
    let mut rig = at(&checkpoint(json!({ "type": "IN_APP_VALIDATION" })));
    rig.late = 3;
    rig.wait(299_000);
    assert_eq!(rig.aloud, [60, 30, 10]);
}

#[test]
fn a_request_under_way_at_the_end_of_the_time_is_waited_for_second_by_second() {
    let mut state = linkdock::core::wizard::State::new(of(|plan| plan.token = Millis(600_000)));
    let mut feed = |input, now| step(&mut state, input, Millis(now));
    let _ = feed(Input::Open, 0);
    let submit = Input::Submit { missing: 0, choice: None };
    let _ = feed(submit.clone(), 0);
    let reply = read(&JsonNode(checkpoint(json!({ "type": "OTP" }))));
    let _ = feed(Input::Answered { request: 1, reply }, 0);
    let _ = feed(submit, 299_000);
    for (now, next) in [(299_000, 1_000), (299_400, 600), (300_000, 1_000), (301_000, 1_000)] {
        let effects = feed(Input::Elapsed(Timer::Tick), now);
        assert_eq!(effects.last(), Some(&Effect::Start(Timer::Tick, Millis(next))), "at {now}");
    }
}

#[test]
fn a_known_account_is_named_from_the_start() {
    let mut rig = Rig::new(of(|plan| plan.account = Some("acc_9".to_owned())));
    assert_eq!(rig.view.title, Text::Reconnecting);
    rig.submit();
    assert_eq!(rig.take(), ["step credentials", "ask start acc_9"]);
}

#[test]
fn stale_answers_change_nothing() {
    let mut rig = Rig::new(plan());
    rig.submit();
    rig.answer(&checkpoint(json!({ "type": "OTP" })));
    rig.submit();
    rig.press(Action::Restart);
    rig.take();
    rig.answer_to(2, &account("acc_stale"));
    rig.answer_to(1, &account("acc_stale"));
    rig.throw_to(2, "checkpoint_invalid");
    assert_eq!(rig.take(), [""; 0]);
    rig.submit();
    rig.feed(Input::Remove);
    assert_eq!(rig.take(), ["ask start", "abandon 3"]);
    rig.answer_to(3, &account("acc_stale"));
    rig.submit();
    rig.feed(Input::Elapsed(Timer::Poll));
    assert_eq!(rig.take(), [""; 0]);
}

#[test]
fn the_captcha_is_the_hosts() {
    let captcha = checkpoint(json!({ "type": "CAPTCHA", "public_key": "pk", "data": "blob" }));
    let mut rig = at(&captcha);
    rig.feed(Input::Unsolved);
    assert_eq!(rig.take(), ["failed token_failed"]);
    rig.press(Action::Retry);
    rig.feed(Input::Solved);
    rig.throw("checkpoint_invalid");
    assert_eq!(rig.view.note, Some(Text::WrongAnswer));
    rig.press(Action::Retry);
    rig.feed(Input::Solved);
    rig.answer(&account("acc_1"));
    assert_eq!(
        rig.take(),
        [
            "captcha pk blob",
            "ask solve int_1",
            "failed checkpoint_invalid",
            "clear",
            "captcha pk blob",
            "ask solve int_1",
            "done acc_1"
        ]
    );

    let mut rig = Rig::new(of(|plan| plan.renders = false));
    rig.submit();
    rig.answer(&captcha);
    assert_eq!(rig.take(), ["step credentials", "ask start", "failed vendor_failed"]);
    assert_eq!(rig.view.note, Some(Text::NotConnected));
}

#[test]
fn consent_is_given_in_a_window_of_its_own() {
    let consent =
        json!({ "object": "OauthUrl", "url": "https://login.test/consent?a=1", "intent_id": "int_1" });
    let mut rig = at(&consent);
    rig.wait(10_000);
    assert_eq!(rig.take(), [""; 0], "nobody has been there");
    rig.press(Action::Open);
    rig.feed(Input::Blocked);
    assert_eq!(rig.view.note, Some(Text::PopupBlocked));
    rig.press(Action::Open);
    rig.wait(3_000);
    rig.answer(&consent);
    rig.feed(Input::Gone);
    assert_eq!(rig.view.note, Some(Text::MaybeClosed));
    rig.wait(3_000);
    rig.answer(&account("acc_1"));
    let url = "open https://login.test/consent?a=1";
    assert_eq!(rig.take(), [url, url, "ask wait int_1", "ask wait int_1", "done acc_1"]);
}

#[test]
fn a_qr_code_is_drawn_anew_when_it_changes() {
    let qr = |text| json!({ "object": "AuthenticationQrCode", "intent_id": "int_1", "qr_code": text });
    let mut rig = at(&qr("one"));
    rig.wait(3_000);
    rig.answer(&qr("one"));
    rig.wait(3_000);
    rig.answer(&qr("two"));
    assert_eq!(rig.take(), ["ask wait int_1", "ask wait int_1", "draw two"]);
    // An answer that brings none leaves the one that is there.
    let none = checkpoint(json!({ "type": "QR_CODE" }));
    rig.wait(3_000);
    rig.answer(&none);
    rig.wait(3_000);
    rig.answer(&qr("three"));
    assert_eq!(rig.take(), ["ask wait int_1", "ask wait int_1", "draw three"]);
}

#[test]
fn an_image_of_a_qr_code_is_shown_with_its_address_or_without() {
    let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4/5/hPwAH/gL+3cfb0gAAAABJRU5ErkJggg==";
    let address = format!("data:image/png;base64,{png}");
    for (content, task) in [
        (png, address.as_str()),
        (&address, &address),
        ("https://www.linkedin.com/qr", "https://www.linkedin.com/qr"),
    ] {
        for answer in [
            json!({ "object": "AuthenticationQrCode", "intent_id": "int_1", "qr_code": content }),
            checkpoint(json!({ "type": "QRCODE", "qrcode": content })),
            checkpoint(json!({ "type": "QR_CODE", "qr_code": content })),
        ] {
            let Reply::Checkpoint(read) = read(&JsonNode(answer.clone())) else { panic!("{answer}") };
            assert_eq!(read.task, Task::Qr(task.to_owned()), "{answer}");
            assert!(qr::can_be_shown(task), "{answer}");
        }
    }
}

#[test]
fn the_user_chooses_between_two_ways_and_gives_up() {
    let mut rig = Rig::new(of(|plan| plan.methods.1 = Some(Method::Cookies)));
    rig.feed(Input::Method(1));
    assert_eq!(rig.view.lead, Some(Text::CookiesLead));
    rig.submit();
    rig.feed(Input::Method(0));
    rig.press(Action::Cancel);
    assert_eq!(rig.take(), ["step credentials", "ask start with cookies", "abandon 1", "cancelled"]);
    let mut rig = Rig::new(plan());
    rig.feed(Input::Method(1));
    assert_eq!(rig.view.lead, Some(Text::SignInLead));
}

#[test]
fn answers_of_both_versions_mean_the_same() {
    let settled = |id: &str| format!("account {id}");
    for (answer, expected) in [
        (account("acc_1"), settled("acc_1")),
        (json!({ "object": "AccountCreated", "account_id": "a1" }), settled("a1")),
        (json!({ "object": "AccountReconnected", "account_id": "a1" }), settled("a1")),
        (json!({ "object": "Account", "id": 7 }), settled("7")),
        (json!({ "object": "Account", "id": "a", "sources": [{ "status": "OK" }] }), settled("a")),
        (
            json!({ "object": "Account", "id": "a", "sources": [{ "status": "OK" }, { "status": "CONNECTING" }] }),
            "unsettled".to_owned(),
        ),
        (json!({ "object": "Account", "id": "a", "status": "running" }), settled("a")),
        (json!({ "object": "Account", "id": "a", "status": "errored" }), "unsettled".to_owned()),
        (
            json!({ "object": "Checkpoint", "account_id": "a1", "checkpoint": { "type": "OTP" } }),
            "OTP of a1".to_owned(),
        ),
        (
            json!({ "object": "Foo", "intent_id": "i", "checkpoint": { "kind": 1 } }),
            "UNKNOWN of i".to_owned(),
        ),
        (json!({ "object": "OauthUrl", "url": "https://a.test/x" }), "OAUTH of ".to_owned()),
        (json!({ "object": "OauthUrl", "url": "http://127.0.0.1:9/x" }), "OAUTH of ".to_owned()),
        (json!({ "object": "OauthUrl", "url": "http://a.test/x" }), "unknown".to_owned()),
        (json!({ "object": "OauthUrl", "url": "javascript:alert(1)//" }), "unknown".to_owned()),
        (
            json!({ "object": "Error", "type": "provider/invalid_credentials", "status": 401 }),
            "credentials_invalid".to_owned(),
        ),
        (json!({ "type": "errors/invalid_checkpoint_code", "status": 400 }), "checkpoint_invalid".to_owned()),
        (json!({ "object": "Error", "type": "api/odd", "status": 503 }), "vendor_busy".to_owned()),
        (json!({ "object": "Error", "type": "api/odd", "status": 429 }), "vendor_busy".to_owned()),
        (json!({ "object": "Error", "type": "api/odd", "status": 400 }), "vendor_failed".to_owned()),
        (json!({ "object": "Error" }), "vendor_failed".to_owned()),
        (json!({ "error": { "code": "account_mismatch" } }), "account_mismatch".to_owned()),
        (json!({ "error": { "code": "teapot" } }), "token_failed".to_owned()),
        (json!({ "object": "Account" }), "unknown".to_owned()),
        (account(&"a".repeat(128)), settled(&"a".repeat(128))),
        (account(&"a".repeat(129)), "unknown".to_owned()),
        (account("an id"), "unknown".to_owned()),
        (account("accé"), "unknown".to_owned()),
        (json!({ "object": "AccountCreated", "account_id": "a\n" }), "unknown".to_owned()),
        (json!({}), "unknown".to_owned()),
        (json!([]), "unknown".to_owned()),
        (json!("Account"), "unknown".to_owned()),
        (Value::Null, "unknown".to_owned()),
    ] {
        let said = match read(&JsonNode(answer.clone())) {
            Reply::Account { id, is_settled: true } => settled(&id),
            Reply::Account { .. } => "unsettled".to_owned(),
            Reply::Checkpoint(checkpoint) => format!("{} of {}", checkpoint.name, checkpoint.intent),
            Reply::Failure(failure) => failure.code.as_str().to_owned(),
            Reply::Unknown => "unknown".to_owned(),
        };
        assert_eq!(said, expected, "{answer}");
    }
}

#[test]
fn only_errors_of_the_vendor_or_the_broker_are_read_when_thrown() {
    assert!(thrown(&JsonNode(account("acc_1"))).is_none());
    assert!(thrown(&JsonNode(json!({ "message": "boom" }))).is_none());
    assert!(thrown(&JsonNode(json!({ "object": "Error", "type": "api/expired_link" }))).is_some());
}

#[test]
fn every_trouble_has_the_word_of_a_dock_error() {
    use linkdock::core::error::ErrorCode::*;
    let codes = [
        CredentialsInvalid,
        CheckpointInvalid,
        ExpiredLink,
        AccountMismatch,
        AccountExists,
        VendorBusy,
        VendorFailed,
        TokenFailed,
        TokenTimeout,
    ];
    assert_eq!(Trouble::ALL.map(Trouble::as_str), codes.map(linkdock::core::error::ErrorCode::as_str));
    assert!(codes.iter().all(|code| code.retryable()), "the form says so of each");
}

#[test]
fn texts_are_bounded_and_lists_end() {
    let long = "x".repeat(10_000);
    let many: Vec<_> = (0..500).map(|place| json!({ "id": format!("c{place}"), "name": long })).collect();
    let answer = checkpoint(json!({ "type": "CONTRACT_SELECTION", "contracts": many }));
    let Reply::Checkpoint(read) = read(&JsonNode(answer)) else { panic!("no checkpoint") };
    assert_eq!(read.choices.len(), 40);
    assert_eq!(read.choices[3].label, "c3", "a label that is too long gives way to the id");
}

#[test]
fn a_checkpoint_of_no_attempt_is_a_failure() {
    let mut rig = Rig::new(plan());
    rig.submit();
    rig.answer(&json!({ "object": "AuthenticationCheckpoint", "checkpoint": { "type": "OTP" } }));
    assert_eq!(rig.take(), ["step credentials", "ask start", "failed vendor_failed"]);
}
