//! Whatever comes in whatever order, the form neither panics nor says twice that it is done, and nothing follows its end.
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
use linkdock::core::wizard::answer::{failure, read};
use linkdock::core::wizard::effect::{Action, Call, Effect, Input, Method, Report, Timer};
use linkdock::core::wizard::{State, qr, step};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{JsonNode, account, checkpoint, of};

const TYPES: [&str; 11] = [
    "OTP",
    "2FA",
    "IN_APP_VALIDATION",
    "OTP_OR_IN_APP_VALIDATION",
    "PHONE_REGISTER",
    "CAPTCHA",
    "CONTRACT_SELECTION",
    "CHALLENGE_SELECTION",
    "LOADING",
    "QRCODE",
    "FACE_SCAN",
];
const CODES: [&str; 8] = [
    "credentials_invalid",
    "checkpoint_invalid",
    "expired_link",
    "account_mismatch",
    "account_exists",
    "vendor_busy",
    "vendor_failed",
    "boom",
];

fn answers() -> impl Strategy<Value = Value> {
    let lists = json!([{ "id": "one", "label": "One" }, { "id": "two" }]);
    prop_oneof![
        1 => Just(account("acc_1")),
        8 => (0..TYPES.len()).prop_map(move |place| checkpoint(
            json!({ "type": TYPES[place], "contracts": lists, "challenges": lists, "qrcode": "abc" })
        )),
        1 => Just(json!({ "object": "OauthUrl", "url": "https://a.test/", "intent_id": "int_2" })),
        1 => Just(json!({ "object": "Account", "id": "acc_2", "status": "CONNECTING" })),
        2 => (0..CODES.len()).prop_map(|place| json!({ "error": { "code": CODES[place], "accountId": "acc_3" } })),
        1 => Just(Value::Null),
    ]
}

fn inputs() -> impl Strategy<Value = Input> {
    prop_oneof![
        6 => (0..2_u32, prop::option::of(0..3_u32)).prop_map(|(missing, choice)| Input::Submit { missing, choice }),
        1 => (0..3_u32).prop_map(Input::Method),
        2 => (0..Action::ALL.len()).prop_map(|place| Input::Pressed(Action::ALL[place])),
        1 => (0..3_u32).prop_map(Input::Challenge),
        8 => (0..12_u32, answers())
            .prop_map(|(request, answer)| Input::Answered { request, reply: read(&JsonNode(answer)) }),
        2 => (0..12_u32, 0..CODES.len())
            .prop_map(|(request, place)| Input::Threw { request, failure: failure(CODES[place], None) }),
        4 => prop::sample::select(vec![Timer::Tick, Timer::Poll, Timer::Request, Timer::Answer])
            .prop_map(Input::Elapsed),
        1 => prop::sample::select(vec![Input::Open, Input::Solved, Input::Unsolved, Input::Blocked, Input::Gone]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_ends_at_most_once(
        inputs in prop::collection::vec((inputs(), 0..40_000_u32), 0..60),
        functions in any::<[bool; 4]>(),
        removed_at in 0..60_usize,
    ) {
        let [requests, resends, waits, renders] = functions;
        let mut state = State::new(of(|plan| {
            plan.methods.1 = Some(Method::Cookies);
            (plan.requests, plan.resends, plan.waits, plan.renders) = (requests, resends, waits, renders);
        }));
        let (mut now, mut ends, mut removed) = (0_u32, 0, false);
        let (mut asked, mut gone) = (Vec::new(), Vec::new());
        let mut waits = Vec::new();
        for (place, (input, later)) in inputs.into_iter().enumerate() {
            now = now.wrapping_add(later);
            if place == removed_at {
                removed = true;
                let effects = step(&mut state, Input::Remove, Millis(now));
                let goes_on = effects.iter().any(|effect| matches!(effect, Effect::Ask { .. } | Effect::Report(_)));
                prop_assert!(!goes_on);
                gone.clone_from(&asked);
            }
            if let Input::Answered { request, .. } | Input::Threw { request, .. } = &input {
                waits.retain(|wait| wait != request);
            }
            let effects = step(&mut state, input, Millis(now));
            prop_assert!(!removed && ends == 0 || effects.is_empty());
            for effect in effects {
                match effect {
                    Effect::Report(Report::Done(_) | Report::Cancelled) => ends += 1,
                    Effect::Abandon(request) => waits.retain(|wait| *wait != request),
                    Effect::Ask { request, call, .. } => {
                        if call == Call::Wait {
                            waits.push(request);
                        }
                        prop_assert!(!asked.contains(&request), "a number is used twice");
                        asked.push(request);
                    }
                    Effect::Report(Report::Step(_) | Report::Failed { .. })
                    | Effect::Build(_)
                    | Effect::Show(_)
                    | Effect::Clear
                    | Effect::Draw(_)
                    | Effect::Clock { .. }
                    | Effect::Captcha { .. }
                    | Effect::Open(_)
                    | Effect::Close
                    | Effect::Start(..)
                    | Effect::Stop(_) => {}
                }
            }
            prop_assert!(waits.len() <= 1, "questions overlap");
            // One thing is asked for the user, and one beside it whether the user has approved.
            prop_assert!(asked.iter().filter(|request| state.expects(**request)).count() <= 2);
        }
        prop_assert!(ends <= 1);
        prop_assert!(!gone.iter().any(|request| state.expects(*request)));
    }

    #[test]
    fn any_text_is_a_square_or_too_long(text in "\\PC{0,1200}") {
        match qr::draw(&text) {
            Some(rows) => {
                let size = rows.lines().count();
                let is_row = |row: &str| row.len() == size && row.bytes().all(|it| matches!(it, b'0' | b'1'));
                prop_assert!(rows.lines().all(is_row));
            }
            None => prop_assert!(text.len() > 2_953),
        }
    }
}
