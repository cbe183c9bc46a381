//! A flow under test: facts in, and what the host and the page get to see of them, one word a thing.
#![allow(dead_code, reason = "each test file is a crate of its own and uses its share")]

use linkdock::core::account::AccountStatus;
use linkdock::core::effect::{
    Callback, Effect, Input, Phase, ReloadReason, Timer, TokenFunction, View, ViewKind,
};
use linkdock::core::error::{ErrorCode, Fault};
use linkdock::core::event::{Event, EventType, FlowKind};
use linkdock::core::flow::{State, step};
use linkdock::core::message::{Answer, Refusal};
use linkdock::core::messages::Text;
use linkdock::core::plan::{Millis, Plan, SurfaceKind};
use linkdock::core::renewal::Demand;
use linkdock::core::supply::{Supply, Token};

use super::{SECRET, account, id, plan, secret};

/// The popup has looked closed for the whole grace period, and the host's page has the focus.
pub(crate) const MISSING: Input = Input::PopupMissing { focused: true };

/// What stands in the dock's place, where the user has something to read or to press beyond the usual.
pub(crate) fn shown(view: &View) -> Option<String> {
    let buttons = view.actions.iter().flatten().map(|action| format!(" {action:?}")).collect::<String>();
    Some(match view.kind {
        ViewKind::Notice => format!("notice{buttons}"),
        ViewKind::Frame if view.text.is_some() => format!("hint{buttons}"),
        ViewKind::Popup if view.text == Some(Text::MaybeClosed) => format!("maybe closed{buttons}"),
        ViewKind::Popup if view.text == Some(Text::Loading) => format!("popup Loading{buttons}"),
        ViewKind::Done => "done".to_owned(),
        ViewKind::Nothing => "nothing".to_owned(),
        ViewKind::Form => "form".to_owned(),
        ViewKind::Busy | ViewKind::Frame | ViewKind::Popup => return None,
    })
}

/// The events that callbacks don't tell as well.
pub(crate) fn told(event: &Event) -> Option<String> {
    match event.kind {
        EventType::MessageRefused => event.reason.map(|reason| format!("refused {reason}")),
        EventType::FallbackTaken => event.reason.map(|reason| format!("fallback {reason}")),
        EventType::SurfaceSilent => Some("silent".to_owned()),
        EventType::StepShown => event.vendor_status.as_ref().map(|step| format!("step {step}")),
        EventType::ProductsConflict => Some("products conflict".to_owned()),
        EventType::CredentialRequested
        | EventType::CredentialReceived
        | EventType::AuthorizeStarted
        | EventType::AuthorizeEnded
        | EventType::SurfaceOpened
        | EventType::SurfaceLoaded
        | EventType::SurfaceClosed
        | EventType::Failed
        | EventType::ConfirmStarted
        | EventType::ConfirmEnded
        | EventType::MessageAccepted => None,
    }
}

/// A flow with a clock, written down as the host and the page see it: one word a thing.
pub(crate) struct Flow {
    pub(crate) state: State,
    pub(crate) now: u32,
    pub(crate) request: u32,
    pub(crate) page: u32,
    /// What was wanted of the source last.
    pub(crate) demand: Option<Demand>,
}

impl Flow {
    pub(crate) fn new(plan: Plan) -> Self {
        Self { state: State::new(plan), now: 0, request: 0, page: 0, demand: None }
    }

    pub(crate) fn feed(&mut self, input: Input) -> Vec<String> {
        let effects = step(&mut self.state, input, Millis(self.now));
        effects.iter().filter_map(|effect| self.word(effect)).collect()
    }

    pub(crate) fn word(&mut self, effect: &Effect) -> Option<String> {
        Some(match effect {
            Effect::OpenPopup => "open popup".to_owned(),
            Effect::Navigate { page, url, behind, surface } => {
                self.page = *page;
                let url = url.expose().replace(SECRET, "*");
                let url = url.trim_start_matches("https://vendor.test/embedded/");
                let url = url.trim_start_matches("https://www.linkedin.com/sales/widget/profile-matching");
                let way = match (surface, behind) {
                    (SurfaceKind::Page, _) => "leave for",
                    (SurfaceKind::Frame, true) => "go behind",
                    _ => "go",
                };
                format!("{way} {url}")
            }
            Effect::Reveal => "reveal".to_owned(),
            Effect::OpenForm { page } => {
                self.page = *page;
                format!("open form {}", self.state.updating().map_or("-", |id| id.as_str()))
            }
            Effect::Confirm { request } => {
                self.request = *request;
                let returned = self.state.returned().unwrap();
                let account = returned.account.as_ref().map_or("-", |id| id.as_str());
                format!("confirm {account}")
            }
            Effect::Ask(demand) => {
                self.demand = Some(*demand);
                format!("want {demand:?}").to_lowercase()
            }
            Effect::Authorize { request } => {
                self.request = *request;
                "authorize".to_owned()
            }
            Effect::CloseSurface => "close surface".to_owned(),
            Effect::Fetch { request, function } => {
                self.request = *request;
                let (account, attempt) = (self.state.updating(), self.state.attempt());
                let name = match function {
                    TokenFunction::Token => "token",
                    TokenFunction::UpdateToken => "updateToken",
                };
                let account = account.map_or("-", |id| id.as_str());
                format!("ask {name} {account} {attempt}")
            }
            Effect::AbandonFetch => "abandon".to_owned(),
            Effect::Start(Timer::PopupGrace, _) => "grace".to_owned(),
            Effect::Start(Timer::Verdict, _) => "verdict".to_owned(),
            Effect::Start(Timer::Dismiss, _) => "dismiss later".to_owned(),
            Effect::Start(Timer::Connecting, _) => "connecting".to_owned(),
            Effect::Show(view) => return shown(view),
            Effect::Focus => "focus".to_owned(),
            Effect::Settle(Ok(_)) => "resolve".to_owned(),
            Effect::Settle(Err(fault)) => format!("reject {}", fault.code.as_str()),
            Effect::Leave => "leave".to_owned(),
            Effect::Stay => "stay".to_owned(),
            Effect::Tell(callback) => match callback {
                Callback::Active(account) => format!("onActive {}", account.id.as_str()),
                Callback::Update(account) => format!("onUpdate {}", account.vendor_status),
                Callback::Reload { attempt, reason: ReloadReason::Manual } => format!("onReload {attempt}"),
                Callback::Reload { attempt, reason } => format!("onReload {attempt} {}", reason.as_str()),
                Callback::Close(reason) => format!("onClose {}", reason.as_str()),
                Callback::Error(fault) => {
                    format!(
                        "onError {}{}",
                        fault.code.as_str(),
                        if fault.retryable { " retryable" } else { "" }
                    )
                }
                Callback::State { state, .. } => state.as_str().to_owned(),
                Callback::Event(event) => return told(event),
            },
            Effect::Start(Timer::Credential | Timer::Frame | Timer::Session, _) | Effect::Stop(_) => {
                return None;
            }
        })
    }

    pub(crate) fn credential(&mut self, part: &str) -> Vec<String> {
        let request = self.request;
        self.feed(Input::Credential { request, result: Ok(secret(part)), state: None })
    }

    pub(crate) fn no_credential(&mut self, code: ErrorCode) -> Vec<String> {
        let request = self.request;
        self.feed(Input::Credential { request, result: Err(Fault::new(code, "no")), state: None })
    }

    pub(crate) fn loaded(&mut self) -> Vec<String> {
        let page = self.page;
        self.feed(Input::Loaded { page })
    }

    pub(crate) fn answer(&mut self, status: AccountStatus, token: Option<&str>) -> Vec<String> {
        self.message(Ok(Answer::Account(account(status, token).into())))
    }

    pub(crate) fn message(&mut self, admitted: Result<Answer, Refusal>) -> Vec<String> {
        self.now += 10_000;
        self.feed(Input::Message { admitted, origin: "https://vendor.test".to_owned() })
    }

    /// A flow with a text token whose user is in the vendor's page.
    pub(crate) fn waiting_with_text() -> Self {
        let mut flow = Self::new(text_token());
        flow.feed(Input::Mount);
        flow.loaded();
        assert_eq!(flow.state.phase(), Phase::Waiting);
        flow
    }

    /// A flow whose user is in the vendor's page.
    pub(crate) fn waiting(plan: Plan) -> Self {
        let mut flow = Self::new(plan);
        flow.feed(Input::Mount);
        if flow.state.plan().surface == SurfaceKind::Popup {
            flow.feed(Input::PopupOpened);
        }
        flow.credential("first");
        flow.loaded();
        assert_eq!(flow.state.phase(), Phase::Waiting);
        flow
    }
}

pub(crate) fn popup() -> Plan {
    Plan { surface: SurfaceKind::Popup, ..plan() }
}

pub(crate) fn update() -> Plan {
    Plan { flow: FlowKind::Update, account: Some(id("7688")), ..plan() }
}

pub(crate) fn text_token() -> Plan {
    Plan { supply: Supply::new(Token::Text(Some(secret("text"))), false), ..plan() }
}
