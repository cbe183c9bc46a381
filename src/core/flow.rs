//! The flow: the only place where a dock changes state.
//!
//! [`step`] is total: every state accepts every input, in any order, and answers with effects in the order
//! in which they are to be carried out. Calls of the host stand before the effects that move the flow on, so
//! that a host that unmounts inside a callback stops what would have followed.

mod answer;
mod display;
mod grant;
mod moves;
mod returned;
mod surface;

use alloc::rc::Rc;
use alloc::vec::Vec;

use alloc::string::String;

use super::account::{Account, AccountId};
use super::effect::{Action, Effect, Effects, Input, Phase, ReloadReason, Timer};
use super::error::{ErrorCode, Fault};
use super::event::{EventType, FlowKind};
use super::message::Answer;
use super::plan::{Millis, Plan, SurfaceKind};
use super::vendor::unipile::Returned;
use surface::Sight;

/// A dock's flow.
#[derive(Debug)]
pub struct State {
    plan: Plan,
    phase: Phase,
    /// The account being updated; `None` while a new one is being connected.
    updating: Option<AccountId>,
    /// The account of the last answer.
    account: Option<Rc<Account>>,
    /// What the vendor's page is shown in, or will be.
    surface: SurfaceKind,
    /// Whether a popup was asked for and the browser hasn't answered yet.
    opening: bool,
    /// The frame or popup of ours that exists.
    open: Option<SurfaceKind>,
    /// What is known of the popup that is open.
    sight: Sight,
    /// Whether the popup looks closed; its last message may still be on the way.
    popup_gone: bool,
    /// Whether the frame is late and still welcome.
    overdue: bool,
    request: u32,
    page: u32,
    attempt: u32,
    rounds: u32,
    /// Why, when a reload hasn't reached the surface yet.
    reloading: Option<ReloadReason>,
    /// Whether the next credential must be a new one.
    fresh: bool,
    /// The number of the delivery that brought the page's credential; 0 when it has none.
    delivery: u32,
    /// Whether the frame that is open is worth looking at while the next one loads.
    in_sight: bool,
    /// Whether the user's consent is what comes next.
    granting: bool,
    /// Whether the user has just given it.
    granted: bool,
    /// Whether the host knows that the account is active.
    told: bool,
    /// What a redirect from the page that is open must bring back.
    expected: Option<String>,
    /// What it has brought, for as long as the host has to say what it is worth.
    returned: Option<Rc<Returned>>,
    /// Whether the shell was told to leave and not yet to stay again.
    left: bool,
    now: Millis,
    /// When the credential was asked for.
    asked_at: Millis,
    /// When the surface was sent to the vendor's page.
    opened_at: Millis,
    /// When the frame had loaded.
    loaded_at: Millis,
    failed_at: Millis,
    /// What failed last.
    failure: Option<ErrorCode>,
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
    let mut out = Effects::default();
    if !state.unmounted {
        state.now = now;
        state.react(input, &mut out);
    }
    out.0
}

impl State {
    /// A flow that hasn't begun.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        // A credential of before may be what the account is to be updated for.
        let fresh = plan.flow == FlowKind::Update && plan.supply.is_shared();
        Self {
            phase: Phase::Idle,
            updating: plan.account.clone(),
            surface: plan.surface,
            plan,
            account: None,
            opening: false,
            open: None,
            sight: Sight::Blank,
            popup_gone: false,
            overdue: false,
            request: 0,
            page: 0,
            attempt: 0,
            rounds: 0,
            reloading: None,
            fresh,
            delivery: 0,
            in_sight: false,
            granting: false,
            granted: false,
            told: false,
            expected: None,
            returned: None,
            left: false,
            now: Millis(0),
            asked_at: Millis(0),
            opened_at: Millis(0),
            loaded_at: Millis(0),
            failed_at: Millis(0),
            failure: None,
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

    /// The account that is being updated.
    #[must_use]
    pub fn updating(&self) -> Option<&AccountId> {
        self.updating.as_ref()
    }

    /// How many reloads there were.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Whether the credential of this request is still wanted.
    #[must_use]
    pub fn is_fetching(&self, request: u32) -> bool {
        self.phase == Phase::Fetching && self.request == request
    }

    /// Whether the host's word about the account is, for this request.
    #[must_use]
    pub fn is_confirming(&self, request: u32) -> bool {
        self.returned.is_some() && self.is_fetching(request)
    }

    /// Whether this page is the form that is open.
    #[must_use]
    pub fn is_at(&self, page: u32) -> bool {
        self.open == Some(SurfaceKind::Form) && self.page == page
    }

    /// What a redirect must bring back.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    /// What it has brought.
    #[must_use]
    pub fn returned(&self) -> Option<&Returned> {
        self.returned.as_deref()
    }

    /// Whether any credential is.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.phase == Phase::Fetching
    }

    /// Whether the consent of this request is.
    #[must_use]
    pub fn is_authorizing(&self, request: u32) -> bool {
        self.phase == Phase::Authorizing && self.request == request
    }

    /// Whether the popup that was asked for is still wanted.
    #[must_use]
    pub fn is_opening(&self) -> bool {
        self.opening
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
        if self.updating.is_some() || self.plan.supply.is_shared() {
            return Ok(());
        }
        Err(Fault::new(
            ErrorCode::OptionsInvalid,
            "update() needs an account: call it after onUpdate, or use mountUpdate.",
        ))
    }

    fn react(&mut self, input: Input, out: &mut Effects) {
        match input {
            Input::Tick => {}
            Input::Mount => {
                if self.phase == Phase::Idle && !self.owes_close {
                    if self.plan.conflicts {
                        moves::tell_event(self.event(EventType::ProductsConflict), out);
                    }
                    self.set_going(out);
                }
            }
            Input::PopupOpened => {
                if core::mem::take(&mut self.opening) {
                    self.open = Some(SurfaceKind::Popup);
                    self.sight = Sight::Blank;
                    self.opened_at = self.now;
                    if self.granting {
                        self.ask_for_consent(out);
                    } else {
                        self.fetch(out);
                    }
                }
            }
            Input::PopupBlocked => {
                if core::mem::take(&mut self.opening) {
                    self.fail(popup_blocked(), out);
                }
            }
            Input::Credential { request, result, state } => {
                if self.is_fetching(request) {
                    self.expected = state;
                    self.fetched(result, out);
                }
            }
            Input::Confirmed { request, result } => self.confirmed(request, result, out),
            Input::Resumed { state } => self.resume(state, out),
            Input::Step { page, step } => {
                if self.is_at(page) {
                    self.show_step(step, out);
                }
            }
            Input::StepFailed { page, fault } => {
                if self.is_at(page) {
                    self.tell_failure(fault, out);
                }
            }
            Input::Linked { page, account } => {
                if self.is_at(page) {
                    self.take_own(account, out);
                }
            }
            Input::Delivered(delivery) => self.take_delivery(delivery, out),
            Input::Consent { request, url } => self.show_consent(request, url, out),
            Input::Authorized { request, result } => self.authorized(request, result, out),
            Input::Loaded { page } => self.loaded(page, out),
            Input::FrameFailed { page } => {
                if self.phase == Phase::Loading && page == self.page {
                    out.push(Effect::Start(Timer::Verdict, surface::VERDICT));
                }
            }
            Input::FrameForbidden { blocked } => self.forbidden(&blocked, out),
            Input::Message { admitted, origin } => self.hear(admitted, &origin, out),
            Input::Elapsed(timer) => self.elapsed(timer, out),
            Input::PopupSettled => {
                if self.sight == Sight::Sent && !self.popup_gone {
                    self.sight = Sight::Settled;
                    self.tell_surface(EventType::SurfaceLoaded, out);
                }
            }
            Input::PopupGone => {
                if self.open == Some(SurfaceKind::Popup) && !self.popup_gone {
                    self.popup_gone = true;
                    out.push(Effect::Start(Timer::PopupGrace, surface::POPUP_GRACE));
                }
            }
            Input::PopupMissing { focused } => self.missing(focused, out),
            Input::Update { token } => {
                if self.plan.supply.is_shared() || self.plan.surface == SurfaceKind::Form {
                    self.reload(out);
                } else if self.phase != Phase::Active && self.updating.is_some() {
                    self.plan.supply.give(token);
                    self.reloading = None;
                    self.fresh = false;
                    self.set_going(out);
                }
            }
            Input::Reload | Input::Pressed(Action::Retry) => self.reload(out),
            Input::Focus | Input::Pressed(Action::Focus) => out.push(Effect::Focus),
            Input::Pressed(Action::Cancel) if self.phase == Phase::Authorizing => {
                self.fail(grant::cancelled(), out);
            }
            Input::Close | Input::Pressed(Action::Cancel) => self.cancel(out),
            Input::Pressed(Action::Window) if self.granting => self.authorize(out),
            Input::Pressed(Action::Window) => self.go_on_in(SurfaceKind::Popup, out),
            Input::Pressed(Action::Here) => self.go_on_in(SurfaceKind::Frame, out),
            Input::Abort => {
                self.end(Fault::new(ErrorCode::Aborted, "Option `signal` was aborted."), out);
            }
            Input::Unmount => {
                self.end(Fault::new(ErrorCode::Unmounted, "The dock was unmounted."), out);
            }
        }
    }

    fn elapsed(&mut self, timer: Timer, out: &mut Effects) {
        match timer {
            Timer::Credential => {
                if self.phase == Phase::Fetching {
                    self.fail(token_timeout(), out);
                }
            }
            Timer::Frame => self.silent(out),
            Timer::Verdict => {
                if self.phase == Phase::Loading {
                    self.fail(frame_unreachable(), out);
                } else if self.phase == Phase::Waiting {
                    self.show_account(out);
                }
            }
            Timer::Session => self.expired(out),
            // Ends in another input.
            Timer::PopupGrace => {}
            Timer::Dismiss => self.dismiss(out),
            Timer::Connecting => {
                if self.is_confirming(self.request) {
                    out.push(Effect::Confirm { request: self.request });
                }
            }
        }
    }

    fn reload(&mut self, out: &mut Effects) {
        match self.phase {
            // A credential is on its way already, or there's nothing left to load.
            Phase::Idle | Phase::Fetching | Phase::Authorizing => {}
            Phase::Active if !self.plan.vendor.stays() => {}
            _ if self.granting => self.authorize(out),
            Phase::Failed if self.returned.is_some() => self.confirm(out),
            Phase::Loading
            | Phase::Waiting
            | Phase::Checkpoint
            | Phase::Active
            | Phase::Closed
            | Phase::Failed => {
                self.count_reload(ReloadReason::Manual);
                self.fresh = true;
                self.set_going(out);
            }
        }
    }

    /// Another load is to come, for this reason.
    fn count_reload(&mut self, reason: ReloadReason) {
        self.attempt = self.attempt.saturating_add(1);
        self.reloading = Some(reason);
    }

    /// Begins at the host's or the user's word.
    fn set_going(&mut self, out: &mut Effects) {
        self.rounds = 0;
        self.owes_close = true;
        self.begin(out);
    }
}

fn popup_blocked() -> Fault {
    Fault::new(
        ErrorCode::PopupBlocked,
        "The browser blocked the popup. Mount, or call reload(), in a click handler and before any await.",
    )
}

fn frame_unreachable() -> Fault {
    Fault::new(
        ErrorCode::FrameUnreachable,
        "The frame couldn't be loaded: check option `host` and the network, or use mode \"popup\".",
    )
}

fn token_timeout() -> Fault {
    Fault::new(
        ErrorCode::TokenTimeout,
        "Your function didn't settle within `timeouts.token` ms, or kept saying CONNECTING.",
    )
}
