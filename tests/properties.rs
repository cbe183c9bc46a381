//! What holds for every sequence of inputs, however senseless.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

mod support;

use std::collections::HashSet;

use std::rc::Rc;

use linkdock::core::account::{Account, AccountId, AccountStatus, Confirmed};
use linkdock::core::effect::{Action, Callback, Effect, Input, Phase, ReloadReason, Timer, ViewKind};
use linkdock::core::error::{ErrorCode, Fault};
use linkdock::core::event::FlowKind;
use linkdock::core::flow::{State, step};
use linkdock::core::message::{Answer, Refusal, Source, admit};
use linkdock::core::origin::Origin;
use linkdock::core::plan::{Millis, Plan, SurfaceKind};
use linkdock::core::renewal::Delivery;
use linkdock::core::secret::{Secret, SurfaceUrl};
use linkdock::core::supply::{Supply, Token};
use linkdock::core::vendor::unipile::Returned;
use proptest::prelude::*;
use support::{JsonNode, SECRET, account, display, id, plan, secret, unipile, vendor};

/// Docks of all vendors.
fn plans() -> impl Strategy<Value = Plan> {
    prop_oneof![2 => of_salesflow(), 1 => of_linkedin(), 2 => of_unipile()]
}

fn of_unipile() -> impl Strategy<Value = Plan> {
    let surface = prop::sample::select(vec![SurfaceKind::Popup, SurfaceKind::Frame, SurfaceKind::Page]);
    (any::<bool>(), surface, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(form, surface, modal, update, confirms, text)| {
            let plan = unipile(form);
            Plan {
                surface: if form { SurfaceKind::Form } else { surface },
                modal,
                confirms: confirms && !form,
                account: update.then(|| AccountId::from_word("acc_1").unwrap()),
                flow: if update { FlowKind::Update } else { FlowKind::Connect },
                supply: if text && !form {
                    Supply::new(Token::Text(Some(link())), false)
                } else {
                    plan.supply
                },
                ..plan
            }
        },
    )
}

fn link() -> Secret {
    Secret::parse(&format!("https://auth.unipile.com/?token={SECRET}")).unwrap()
}

fn returns() -> impl Strategy<Value = Answer> {
    let state = prop::sample::select(vec![Some("st"), Some("other"), None]);
    let id = prop::sample::select(vec![Some("acc_1"), Some("acc_2"), None]);
    let failure =
        prop::sample::select(vec![None, None, Some("already_exists"), Some("expired_link"), Some("")]);
    (state, id, failure).prop_map(|(state, id, failure)| {
        Answer::Returned(
            Returned {
                state: state.map(str::to_owned),
                receipt: Some(secret("receipt")),
                account: id.and_then(AccountId::from_word),
                failure: failure.map(str::to_owned),
            }
            .into(),
        )
    })
}

fn linked() -> impl Strategy<Value = Rc<Account>> {
    let words = prop::sample::select(vec!["running", "disconnected", "paused", "deleted", ""]);
    (words, prop::sample::select(vec!["acc_1", "acc_2"])).prop_map(|(word, id)| {
        let id = AccountId::from_word(id).unwrap();
        linkdock::core::vendor::unipile::account(id, word.to_owned(), Some(Confirmed::Poll))
    })
}

fn of_linkedin() -> impl Strategy<Value = Plan> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(modal, authorizes, update)| Plan {
        flow: if update { FlowKind::Update } else { FlowKind::Connect },
        modal,
        authorizes,
        ..display()
    })
}

fn of_salesflow() -> impl Strategy<Value = Plan> {
    let choices = (any::<bool>(), any::<bool>(), any::<bool>());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (choices, flags).prop_map(|((popup, fallback, modal), (auto_update, text, update, has_update_token))| {
        let token = if text { Token::Text(Some(secret("text"))) } else { Token::Function };
        Plan {
            surface: if popup { SurfaceKind::Popup } else { SurfaceKind::Frame },
            fallback,
            modal,
            auto_update,
            flow: if update { FlowKind::Update } else { FlowKind::Connect },
            account: update.then(|| id("7688")),
            supply: Supply::new(token, has_update_token),
            ..plan()
        }
    })
}

fn answers() -> impl Strategy<Value = Result<Answer, Refusal>> {
    use AccountStatus::{Active, Deleted, Disconnected, Incomplete};
    let status = prop::sample::select(vec![Active, Incomplete, Disconnected, Deleted]);
    prop_oneof![
        4 => (status, any::<bool>()).prop_map(|(status, token)| {
            Ok(Answer::Account(account(status, token.then_some("result")).into()))
        }),
        1 => Just(Ok(Answer::Failed)),
        3 => returns().prop_map(Ok),
        2 => prop::sample::select(vec![Ok(Answer::SignedIn), Ok(Answer::TokenRefused)]),
        1 => prop::sample::select(vec![Refusal::NoSource, Refusal::WrongOrigin, Refusal::NotJson]).prop_map(Err),
    ]
}

/// Numbers are drawn small, so that they often are those of the request or page at hand.
fn inputs() -> impl Strategy<Value = Input> {
    let fault = Fault::new(ErrorCode::TokenFailed, "no");
    let refused = Fault::new(ErrorCode::AuthorizeFailed, "no");
    prop_oneof![
        1 => Just(Input::Mount),
        4 => Just(Input::PopupOpened),
        1 => Just(Input::PopupBlocked),
        6 => (0..6u32, any::<bool>()).prop_map(|(request, state)| Input::Credential {
            request,
            result: Ok(link()),
            state: state.then(|| "st".to_owned()),
        }),
        1 => (0..6u32).prop_map(move |request| {
            Input::Credential { request, result: Err(fault.clone()), state: None }
        }),
        4 => (0..6u32, linked()).prop_map(|(request, account)| Input::Confirmed { request, result: Ok(account) }),
        2 => (0..6u32, prop::sample::select(vec![ErrorCode::TokenFailed, ErrorCode::AccountMismatch])).prop_map(
            |(request, code)| Input::Confirmed { request, result: Err(Fault::new(code, "no")) }
        ),
        1 => Just(Input::Resumed { state: Some("st".to_owned()) }),
        2 => (0..6u32, prop::sample::select(vec!["credentials", "OTP"]))
            .prop_map(|(page, step)| Input::Step { page, step: step.to_owned() }),
        1 => (0..6u32).prop_map(|page| {
            Input::StepFailed { page, fault: Fault::new(ErrorCode::CredentialsInvalid, "no") }
        }),
        2 => (0..6u32, linked()).prop_map(|(page, account)| Input::Linked { page, account }),
        3 => deliveries().prop_map(Input::Delivered),
        3 => (0..6u32, any::<bool>()).prop_map(move |(request, ok)| {
            Input::Authorized { request, result: if ok { Ok(()) } else { Err(refused.clone()) } }
        }),
        1 => (0..6u32, prop::sample::select(vec![Some("https://vendor.test/x"), Some("javascript:x"), None]))
            .prop_map(|(request, url)| Input::Consent { request, url: url.map(|url| SurfaceUrl::new(url.to_owned())) }),
        4 => (0..6u32).prop_map(|page| Input::Loaded { page }),
        6 => answers().prop_map(|admitted| Input::Message { admitted, origin: "https://vendor.test".to_owned() }),
        2 => prop::sample::select(Timer::ALL.to_vec()).prop_map(Input::Elapsed),
        1 => (0..6u32).prop_map(|page| Input::FrameFailed { page }),
        1 => prop::sample::select(vec!["https://vendor.test", "https://other.test"])
            .prop_map(|blocked| Input::FrameForbidden { blocked: SurfaceUrl::new(blocked.to_owned()) }),
        1 => Just(Input::PopupGone),
        1 => Just(Input::PopupSettled),
        2 => any::<bool>().prop_map(|focused| Input::PopupMissing { focused }),
        1 => Just(Input::Focus),
        1 => Just(Input::Close),
        4 => prop::sample::select(vec![
            Action::Retry, Action::Window, Action::Here, Action::Focus, Action::Cancel,
        ]).prop_map(Input::Pressed),
        1 => any::<bool>().prop_map(|given| Input::Update { token: given.then(|| secret("given")) }),
        2 => Just(Input::Reload),
        1 => prop::sample::select(vec![Input::Abort, Input::Unmount]),
    ]
}

fn deliveries() -> impl Strategy<Value = Delivery> {
    let fault = Fault::new(ErrorCode::TokenFailed, "no");
    let results = prop::sample::select(vec![Ok(Some(secret("shared"))), Ok(None), Err(fault)]);
    (results, 0..6u32).prop_map(|(result, number)| Delivery {
        result,
        number,
        reason: ReloadReason::Expiring,
    })
}

/// Values that look like Salesflow's answer in part.
fn values() -> impl Strategy<Value = serde_json::Value> {
    let words = ["handleResponse", "ACCOUNT_ACTIVE", "ACCOUNT_PAUSED", "1", "0", "7688", SECRET, ""];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        (0..3i64).prop_map(Into::into),
        prop::sample::select(words.to_vec()).prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let keys = prop::sample::select(vec!["type", "data", "action", "linkedinId", "status", "token", "x"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((keys.prop_map(str::to_owned), inner), 0..7)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// What the page holds on the dock's behalf.
#[derive(Default)]
struct Page {
    surface: bool,
    opening: bool,
    timers: HashSet<String>,
    fetching: bool,
    active: usize,
    closed: usize,
    /// How often the host set the flow going, and so how often it may be told that it is over.
    opened: usize,
    settled: usize,
    left: usize,
    /// Whether the user has something to press or a page to be in.
    way_on: bool,
}

impl Page {
    fn carry_out(&mut self, effect: &Effect) {
        match effect {
            Effect::OpenPopup => {
                assert!(!self.surface && !self.opening, "a popup is opened over another");
                self.opening = true;
            }
            Effect::Navigate { .. } | Effect::OpenForm { .. } => self.surface = true,
            Effect::CloseSurface => self.surface = false,
            Effect::Fetch { .. } | Effect::Authorize { .. } | Effect::Confirm { .. } => self.fetching = true,
            Effect::AbandonFetch => self.fetching = false,
            Effect::Start(timer, _) => {
                self.timers.insert(format!("{timer:?}"));
            }
            Effect::Stop(timer) => {
                self.timers.remove(&format!("{timer:?}"));
            }
            Effect::Tell(Callback::Active(_)) => self.active += 1,
            Effect::Tell(Callback::Close(_)) => self.closed += 1,
            Effect::Settle(_) => self.settled += 1,
            Effect::Leave => self.left += 1,
            Effect::Stay => assert!(self.left > 0, "stays without having left"),
            Effect::Show(view) => {
                self.way_on = view.actions.iter().any(Option::is_some)
                    || matches!(view.kind, ViewKind::Busy | ViewKind::Frame | ViewKind::Form);
            }
            // The source's requests are its own.
            Effect::Focus | Effect::Tell(_) | Effect::Ask(_) | Effect::Reveal => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_sequence_keeps_the_promises(plan in plans(), inputs in prop::collection::vec((inputs(), 0..3_000u32), 0..60)) {
        let stays = plan.vendor.stays();
        let mut state = State::new(plan);
        let mut page = Page::default();
        let mut now = 0;
        let mut unmounted = false;
        for (input, later) in inputs {
            now += later;
            // A popup comes only where one was asked for, and in the same tick: only the host, in a callback that
            // stands before the order, can get a word in.
            let answers_order = matches!(input, Input::PopupOpened | Input::PopupBlocked);
            let by_host = matches!(
                input,
                Input::Mount | Input::Update { .. } | Input::Reload | Input::Close | Input::Abort | Input::Unmount
            );
            if if page.opening { !answers_order && !by_host } else { answers_order } {
                continue;
            }
            page.opening &= !answers_order;
            page.surface |= matches!(input, Input::PopupOpened);
            let timer = if let Input::Elapsed(timer) = input {
                Some(timer)
            } else {
                matches!(input, Input::PopupMissing { .. }).then_some(Timer::PopupGrace)
            };
            if timer.is_some_and(|timer| !page.timers.remove(&format!("{timer:?}"))) {
                continue;
            }
            let before = state.phase();
            let refused = matches!(&input, Input::Message { admitted: Err(_), .. });
            let answers_fetch = matches!(
                input,
                Input::Credential { .. } | Input::Authorized { .. } | Input::Confirmed { .. }
            );
            // The page comes back before anything else.
            page.surface |= matches!(input, Input::Resumed { .. })
                && state.plan().surface == SurfaceKind::Page
                && state.phase() == Phase::Idle
                && !unmounted;
            // A source tells every dock, and a window's messages go on after it has failed.
            let shared = matches!(input, Input::Delivered(_));
            if shared && !stays {
                continue;
            }
            let ends = matches!(input, Input::Abort | Input::Unmount);
            page.opened +=
                usize::from(matches!(input, Input::Mount | Input::Resumed { .. } | Input::Reload | Input::Update { .. } | Input::Pressed(_)));
            let effects = step(&mut state, input, Millis(now));
            let printed = format!("{effects:?} {state:?}");
            prop_assert!(!printed.contains(SECRET), "a credential is printed: {printed}");
            prop_assert!(!unmounted || effects.is_empty(), "something happens after the end: {effects:?}");
            if refused && !unmounted {
                prop_assert_eq!(effects.len(), 1, "a refusal is one event: {:?}", effects);
                prop_assert_eq!(before, state.phase());
            }
            if before == Phase::Active && !stays {
                prop_assert_eq!(state.phase(), Phase::Active);
            }
            // A credential that is taken ends its fetch.
            page.fetching &= !answers_fetch || effects.is_empty();
            for effect in &effects {
                if let Effect::Tell(Callback::State { state, previous }) = effect {
                    prop_assert_ne!(state, previous);
                }
                page.carry_out(effect);
            }
            unmounted |= ends;
            // The shell opens no popup that isn't wanted any more by its turn.
            page.opening &= state.is_opening() && !unmounted;
            prop_assert!(page.active <= 1 || stays, "onActive was called twice");
            prop_assert!(state.phase() != Phase::Active || page.settled >= 1, "the result is never settled");
            if unmounted || (state.phase() == Phase::Active && !stays) {
                prop_assert!(!page.surface, "a surface is left");
                page.timers.retain(|timer| !unmounted && timer != "Dismiss");
                prop_assert!(page.timers.is_empty(), "timers are left: {:?}", page.timers);
                prop_assert!(page.settled >= 1, "the result is never settled");
                prop_assert!(page.left >= 1 || !unmounted, "the dock is kept alive");
                prop_assert!(!page.fetching, "a token is still being fetched");
            }
            prop_assert!(page.closed <= page.opened, "onClose was called twice");
            if state.phase() == Phase::Closed {
                prop_assert!(!page.surface && page.timers.is_empty(), "something outlives the end");
            }
            // Nobody is stranded: while the result is open, there's something to do or to wait for.
            if page.settled == 0 && before != Phase::Idle {
                prop_assert!(page.way_on, "{:?} with nothing to press", state.phase());
            }
        }
        for effect in step(&mut state, Input::Unmount, Millis(now)) {
            page.carry_out(&effect);
        }
        prop_assert!(!page.surface && page.timers.is_empty() && page.settled >= 1 && page.left >= 1);
    }

    #[test]
    fn no_value_makes_the_gate_panic(value in values()) {
        let as_text = value.to_string();
        for data in [value, as_text.into()] {
            let admitted = admit(&vendor(), Source::Surface, "https://vendor.test", &JsonNode(data));
            let printed = format!("{admitted:?}");
            prop_assert!(!printed.contains(SECRET), "{}", printed);
        }
    }

    #[test]
    fn no_other_origin_passes(origin in "(https?://)?[a-z.]{0,4}vendor[.]test[.:/@a-z0-9]{0,6}") {
        let answer = serde_json::json!({ "type": "handleResponse", "data": { "action": "0" } });
        let admitted = admit(&vendor(), Source::Surface, &origin, &JsonNode(answer));
        prop_assert_eq!(admitted.is_ok(), origin == "https://vendor.test");
    }

    #[test]
    fn an_origin_reads_back_as_itself(text in "[a-z0-9.:/@\\[\\]_%-]{0,24}") {
        if let Ok(origin) = Origin::parse(&text) {
            prop_assert_eq!(Origin::parse(origin.as_str()), Ok(origin.clone()));
            prop_assert!(origin.as_str().starts_with("http"));
            prop_assert_eq!(origin.as_str().matches('/').count(), 2);
        }
    }

    #[test]
    fn a_path_segment_holds_one_credential_and_nothing_else(text in "[!-~]{1,40}") {
        if let Ok(secret) = Secret::parse(&text) {
            let segment = secret.percent_encoded();
            prop_assert!(segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
            let decoded = percent_decode(&segment);
            prop_assert_eq!(decoded, text);
        }
    }
}

fn percent_decode(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        out.push(char::from(u8::from_str_radix(&part[..2], 16).unwrap()));
        out.push_str(&part[2..]);
    }
    out
}
