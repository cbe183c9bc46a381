//! The flow: the only place where a dock changes state.
//!
//! [`step`] is total: every state accepts every input, in any order, and answers with effects in the order
//! in which they are to be carried out. Calls of the host stand before the effects that move the flow on, so
//! that a host that unmounts inside a callback stops what would have followed.

mod answer;
mod moves;

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::account::{Account, AccountId};
use super::effect::{CloseReason, Effect, Input, Phase, Timer};
use super::error::{ErrorCode, Fault};
use super::event::EventType;
use super::message::Answer;
use super::plan::{Millis, Plan, SurfaceKind};

/// How long a popup that looks closed may still deliver its last message.
const POPUP_GRACE: Millis = Millis(1_000);

/// A dock's flow.
#[derive(Debug)]
pub struct State {
    plan: Plan,
    phase: Phase,
    /// The account being updated; `None` while a new one is being connected.
    updating: Option<AccountId>,
    /// The account of the last answer.
    account: Option<Rc<Account>>,
    /// Whether a popup was asked for and the browser hasn't answered yet.
    opening: bool,
    /// Whether a frame or popup of ours exists.
    surface_open: bool,
    /// Whether the popup looks closed; its last message may still be on the way.
    popup_gone: bool,
    request: u32,
    page: u32,
    attempt: u32,
    rounds: u32,
    /// A reload that hasn't reached the surface yet.
    reloading: bool,
    /// Whether the shell was told to leave and not yet to stay again.
    left: bool,
    now: Millis,
    failed_at: Millis,
    /// How many failures came in quick succession.
    quick_failures: u32,
    last_answer: Option<(Answer, Millis)>,
    /// Whether the host is still owed an `onClose`.
    owes_close: bool,
    unmounted: bool,
}

/// Takes one fact and says what to do about it. `now` is the shell's monotonic clock.
#[must_use]
pub fn step(state: &mut State, input: Input, now: Millis) -> Vec<Effect> {
    let mut out = Vec::new();
    if !state.unmounted {
        state.now = now;
        state.react(input, &mut out);
    }
    out
}

impl State {
    /// A flow that hasn't begun.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self {
            phase: Phase::Idle,
            updating: plan.account.clone(),
            plan,
            account: None,
            opening: false,
            surface_open: false,
            popup_gone: false,
            request: 0,
            page: 0,
            attempt: 0,
            rounds: 0,
            reloading: false,
            left: false,
            now: Millis(0),
            failed_at: Millis(0),
            quick_failures: 0,
            last_answer: None,
            owes_close: false,
            unmounted: false,
        }
    }

    /// What the host asked for.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The state as the host sees it.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The account of the last answer.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        self.account.as_deref()
    }

    /// Whether the credential of this request is still wanted.
    #[must_use]
    pub fn is_fetching(&self, request: u32) -> bool {
        self.phase == Phase::Fetching && self.request == request
    }

    /// Whether the dock is over for good.
    #[must_use]
    pub fn is_unmounted(&self) -> bool {
        self.unmounted
    }

    /// Whether there is an account that [`Input::Update`] could be about.
    ///
    /// # Errors
    /// `options_invalid` when no account is known that could be updated.
    pub fn check_update(&self) -> Result<(), Fault> {
        if self.updating.is_some() {
            return Ok(());
        }
        Err(Fault::new(
            ErrorCode::OptionsInvalid,
            "update() needs an account: call it after onUpdate, or use mountUpdate.",
        ))
    }

    fn react(&mut self, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Tick => {}
            Input::Mount => {
                if self.phase == Phase::Idle && !self.owes_close {
                    self.owes_close = true;
                    self.begin(out);
                }
            }
            Input::PopupOpened => {
                if core::mem::take(&mut self.opening) {
                    self.surface_open = true;
                    self.fetch(out);
                }
            }
            Input::PopupBlocked => {
                if core::mem::take(&mut self.opening) {
                    self.fail(popup_blocked(), out);
                }
            }
            Input::Credential { request, result } => {
                if self.is_fetching(request) {
                    out.push(Effect::Stop(Timer::Credential));
                    match result {
                        // A one-time token isn't spent on a window that is gone.
                        Ok(_) if self.popup_gone => self.close(CloseReason::PopupClosed, popup_closed(), out),
                        Ok(secret) => {
                            self.tell_event(EventType::CredentialReceived, out);
                            self.navigate(&secret, out);
                        }
                        Err(fault) => self.fail(fault, out),
                    }
                }
            }
            Input::Loaded { page } => {
                if self.phase == Phase::Loading && page == self.page {
                    self.enter(Phase::Waiting, out);
                }
            }
            Input::Message { admitted, origin } => self.hear(admitted, &origin, out),
            Input::Elapsed(Timer::Credential) => {
                if self.phase == Phase::Fetching {
                    self.fail(token_timeout(), out);
                }
            }
            Input::PopupGone => {
                if self.surface_open && self.plan.surface == SurfaceKind::Popup && !self.popup_gone {
                    self.popup_gone = true;
                    out.push(Effect::Start(Timer::PopupGrace, POPUP_GRACE));
                }
            }
            Input::Elapsed(Timer::PopupGrace) => {
                if self.surface_open && self.popup_gone {
                    self.close(CloseReason::PopupClosed, popup_closed(), out);
                }
            }
            Input::Update { token } => {
                if self.phase != Phase::Active && self.updating.is_some() {
                    self.plan.supply.give(token);
                    self.rounds = 0;
                    self.reloading = false;
                    self.owes_close = true;
                    self.begin(out);
                }
            }
            Input::Reload => match self.phase {
                // A credential is on its way already, or there's nothing left to load.
                Phase::Idle | Phase::Fetching | Phase::Active => {}
                Phase::Loading | Phase::Waiting | Phase::Closed | Phase::Failed => {
                    self.attempt = self.attempt.saturating_add(1);
                    self.rounds = 0;
                    self.reloading = true;
                    self.owes_close = true;
                    self.begin(out);
                }
            },
            Input::Abort => {
                self.end(Fault::new(ErrorCode::Aborted, "Option `signal` was aborted."), out);
            }
            Input::Unmount => {
                self.end(Fault::new(ErrorCode::Unmounted, "The dock was unmounted."), out);
            }
        }
    }
}

fn popup_blocked() -> Fault {
    Fault::new(
        ErrorCode::PopupBlocked,
        "The browser blocked the popup. Mount, or call reload(), in a click handler and before any await.",
    )
}

fn popup_closed() -> Fault {
    Fault::new(ErrorCode::Aborted, "The user closed the popup.")
}

fn token_timeout() -> Fault {
    Fault::new(
        ErrorCode::TokenTimeout,
        "The token function didn't settle in time: `timeouts.token` is the limit in ms.",
    )
}
