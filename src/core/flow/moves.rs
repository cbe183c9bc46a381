//! The moves of the flow: getting a credential, showing a page, failing, ending.
//!
//! A move changes the state and says what the shell must do about it; when to make one is decided by
//! [`step`](super::step), `answer` and `surface`.

use alloc::boxed::Box;

use super::State;
use super::surface::Sight;
use crate::core::effect::{Action, Callback, CloseReason, Effect, Effects, Phase, Timer, View, ViewKind};
use crate::core::error::Fault;
use crate::core::event::{Event, EventType, FlowKind};
use crate::core::messages::Text;
use crate::core::plan::{Millis, SurfaceKind};
use crate::core::renewal::Demand;
use crate::core::secret::Secret;
use crate::core::supply::{Need, Next};

/// Failures closer together than this are no user's doing.
const QUICK: Millis = Millis(1_000);
/// How many of them there may be before a failure isn't retryable any more: a host that reloads whenever it is
/// told of a retryable error would otherwise never come to an end.
const MAX_QUICK_FAILURES: u32 = 5;

impl State {
    /// Gets hold of a surface, if one has to be opened first, and then of a credential.
    pub(super) fn begin(&mut self, out: &mut Effects) {
        self.come_back(out);
        let popup = self.open == Some(SurfaceKind::Popup);
        match self.surface {
            SurfaceKind::Frame if popup => {
                self.close_surface(out);
                self.fetch(out);
            }
            SurfaceKind::Frame | SurfaceKind::Page => self.fetch(out),
            SurfaceKind::Form => self.open_form(out),
            SurfaceKind::Popup if popup && !self.popup_gone => self.fetch(out),
            // The browser's answer to the order that was given already is on its way.
            SurfaceKind::Popup if self.opening => {}
            SurfaceKind::Popup => {
                self.close_surface(out);
                self.opening = true;
                out.push(Effect::OpenPopup);
            }
        }
    }

    /// What was before is over.
    pub(super) fn come_back(&mut self, out: &mut Effects) {
        if core::mem::take(&mut self.left) {
            out.push(Effect::Stay);
        }
        self.failure = None;
        self.overdue = false;
        self.returned = None;
    }

    pub(super) fn fetch(&mut self, out: &mut Effects) {
        if self.phase == Phase::Fetching {
            out.push(Effect::Stop(Timer::Credential));
            out.push(Effect::AbandonFetch);
        }
        self.enter(Phase::Fetching, out);
        let need = self.need();
        match self.plan.supply.next(need, self.fresh) {
            Ok(Next::Here(secret)) => self.navigate(Some(&secret), out),
            Ok(Next::Without) => self.navigate(None, out),
            Ok(Next::Share) => {
                self.ask(if self.fresh { Demand::Fresh } else { Demand::Any }, out);
            }
            Ok(Next::Ask(function)) => {
                self.count_request(EventType::CredentialRequested, out);
                out.push(Effect::Start(Timer::Credential, self.plan.token_timeout));
                out.push(Effect::Fetch { request: self.request, function });
            }
            Err(fault) => self.fail(fault, out),
        }
    }

    /// The credential is here, or isn't to be had.
    pub(super) fn fetched(&mut self, result: Result<Secret, Fault>, out: &mut Effects) {
        out.push(Effect::Stop(Timer::Credential));
        match result {
            // A one-time token isn't spent on a window that is gone.
            Ok(_) if self.popup_gone => {
                self.doubt();
                self.lose_popup(out);
            }
            Ok(secret) => {
                let event = self.event(EventType::CredentialReceived).lasting(self.since(self.asked_at));
                tell_event(event, out);
                self.navigate(Some(&secret), out);
            }
            Err(fault) => self.fail(fault, out),
        }
    }

    pub(super) fn ask(&mut self, demand: Demand, out: &mut Effects) {
        self.count_request(EventType::CredentialRequested, out);
        out.push(Effect::Ask(demand));
    }

    /// The host is asked for something.
    pub(super) fn count_request(&mut self, event: EventType, out: &mut Effects) {
        self.request = self.request.saturating_add(1);
        self.asked_at = self.now;
        tell_event(self.event(event), out);
    }

    fn need(&self) -> Need {
        match (&self.updating, &self.plan.account) {
            (None, _) => Need::Connect,
            // One function gives links for both flows.
            (Some(_), _) if self.plan.vendor.returns() => Need::Connect,
            (Some(_), None) => Need::UpdateResult,
            (Some(_), Some(_)) => Need::UpdateNamed,
        }
    }

    pub(super) fn can_retry(&self) -> bool {
        self.plan.supply.can_retry(self.need())
    }

    pub(super) fn navigate(&mut self, secret: Option<&Secret>, out: &mut Effects) {
        if let Some(fault) = secret.and_then(|secret| self.plan.vendor.check(secret).err()) {
            return self.fail(fault, out);
        }
        let surface = self.surface;
        let behind = self.in_sight && surface == SurfaceKind::Frame;
        self.page = self.page.saturating_add(1);
        self.open = Some(surface);
        self.sight = if self.sight == Sight::Blank { Sight::Sent } else { Sight::Moved };
        self.opened_at = self.now;
        stop_timers(&[Timer::Verdict, Timer::Session], out);
        self.enter(Phase::Loading, out);
        out.push(Effect::Navigate {
            page: self.page,
            surface,
            url: self.plan.vendor.url(self.updating.as_ref(), secret),
            behind,
        });
        // Another frame's answer is another answer, however alike. A popup stays the same window.
        if surface == SurfaceKind::Frame {
            self.last_answer = None;
        }
        tell_event(self.event(EventType::SurfaceOpened), out);
        if let Some(reason) = self.reloading.take() {
            tell(Callback::Reload { reason, attempt: self.attempt }, out);
        }
        if self.updating.is_none()
            && let Some(life) = self.plan.vendor.session()
        {
            out.push(Effect::Start(Timer::Session, life));
        }
        match surface {
            SurfaceKind::Frame | SurfaceKind::Page => self.watch_frame(out),
            SurfaceKind::Form => {}
            // Another site's window doesn't say when it has loaded.
            SurfaceKind::Popup => self.enter(Phase::Waiting, out),
        }
    }

    /// Shows the form, which asks the host itself.
    fn open_form(&mut self, out: &mut Effects) {
        self.close_surface(out);
        self.page = self.page.saturating_add(1);
        self.open = Some(SurfaceKind::Form);
        self.opened_at = self.now;
        self.enter(Phase::Waiting, out);
        out.push(Effect::OpenForm { page: self.page });
        tell_event(self.event(EventType::SurfaceOpened), out);
        if let Some(reason) = self.reloading.take() {
            tell(Callback::Reload { reason, attempt: self.attempt }, out);
        }
    }

    /// Fails, and with it the surface.
    pub(super) fn fail(&mut self, fault: Fault, out: &mut Effects) {
        self.stop(out);
        self.report(fault, out);
    }

    /// Tells of a failure and shows what can be done about it.
    pub(super) fn report(&mut self, fault: Fault, out: &mut Effects) {
        let quick = self.since(self.failed_at) < QUICK;
        self.quick_failures = if quick { self.quick_failures.saturating_add(1) } else { 0 };
        self.failed_at = self.now;
        self.failure = Some(fault.code);
        if fault.code.is_about_surface() {
            self.plan.supply.take_back();
        }
        // What has come back may be confirmed without another link.
        let retry = fault.retryable && (self.returned.is_some() || self.can_retry());
        // The user may press as often as they like: only the host is slowed down.
        let actions = self.ways_on(fault.code, retry);
        let fault = fault.retryable_if(retry && self.quick_failures < MAX_QUICK_FAILURES);
        self.enter(Phase::Failed, out);
        let view = View::new(ViewKind::Notice, Some(fault.code.text()));
        out.push(Effect::Show(View { code: Some(fault.code), actions, ..view }));
        if actions == [None, None] {
            out.push(Effect::Settle(Err(fault.clone())));
        }
        self.tell_failure(fault, out);
    }

    pub(super) fn tell_failure(&mut self, fault: Fault, out: &mut Effects) {
        tell_event(self.event(EventType::Failed).because(fault.code.as_str()), out);
        tell(Callback::Error(fault), out);
    }

    pub(super) fn end(&mut self, fault: Fault, out: &mut Effects) {
        self.unmounted = true;
        self.stop(out);
        out.push(Effect::Show(View::new(ViewKind::Nothing, None)));
        if self.phase != Phase::Active {
            self.enter(Phase::Closed, out);
        }
        out.push(Effect::Settle(Err(fault)));
        self.tell_close(CloseReason::Unmounted, out);
        out.push(Effect::Leave);
    }

    /// Nothing is shown or under way any more: the dock goes on only if the host says so.
    pub(super) fn leave(&mut self, out: &mut Effects) {
        self.left = true;
        out.push(Effect::Leave);
    }

    /// Ends everything that is under way.
    pub(super) fn stop(&mut self, out: &mut Effects) {
        self.opening = false;
        stop_timers(&Timer::ALL, out);
        if matches!(self.phase, Phase::Fetching | Phase::Authorizing) {
            out.push(Effect::AbandonFetch);
        }
        self.close_surface(out);
    }

    pub(super) fn close_surface(&mut self, out: &mut Effects) {
        if self.open.is_some() {
            if core::mem::take(&mut self.popup_gone) {
                out.push(Effect::Stop(Timer::PopupGrace));
            }
            out.push(Effect::CloseSurface);
            self.tell_surface(EventType::SurfaceClosed, out);
            self.open = None;
            self.in_sight = false;
        }
    }

    pub(super) fn enter(&mut self, phase: Phase, out: &mut Effects) {
        let view = match (phase, self.surface) {
            (Phase::Fetching | Phase::Loading, SurfaceKind::Frame) if !self.in_sight => {
                Some(View::new(ViewKind::Busy, Some(Text::Loading)))
            }
            (Phase::Fetching | Phase::Loading | Phase::Waiting, SurfaceKind::Page) => {
                Some(View::new(ViewKind::Busy, Some(Text::Loading)))
            }
            (Phase::Fetching, _) if self.returned.is_some() => {
                Some(View::new(ViewKind::Busy, Some(Text::Loading)))
            }
            (Phase::Active, _) if !self.plan.vendor.stays() => {
                Some(View::new(ViewKind::Done, Some(Text::Connected)))
            }
            (Phase::Fetching | Phase::Loading | Phase::Waiting | Phase::Active, SurfaceKind::Frame) => {
                Some(View::new(ViewKind::Frame, None))
            }
            (Phase::Fetching | Phase::Loading | Phase::Waiting | Phase::Active, SurfaceKind::Popup)
            | (Phase::Authorizing, _) => Some(View {
                actions: [Some(Action::Focus), Some(Action::Cancel)],
                ..View::new(ViewKind::Popup, Some(Text::Continue))
            }),
            (Phase::Waiting | Phase::Checkpoint, SurfaceKind::Form) => Some(View::new(ViewKind::Form, None)),
            // Whoever closes or fails says what to show; the others are none of a form's, nor of anything else.
            (Phase::Idle | Phase::Closed | Phase::Failed, _)
            | (_, SurfaceKind::Page | SurfaceKind::Form)
            | (Phase::Checkpoint, SurfaceKind::Frame | SurfaceKind::Popup) => None,
        };
        if let Some(view) = view {
            out.push(Effect::Show(view));
        }
        if phase != self.phase {
            let previous = core::mem::replace(&mut self.phase, phase);
            tell(Callback::State { state: phase, previous }, out);
        }
    }

    /// How long ago that was.
    pub(super) fn since(&self, moment: Millis) -> Millis {
        self.now.since(moment)
    }

    pub(super) fn event(&self, kind: EventType) -> Box<Event> {
        // What goes on concerns the surface that is there, not the one that comes next.
        let surface = self.open.unwrap_or(self.surface);
        Event::new(kind, self.plan.vendor.name(), self.flow(), surface)
    }

    /// Tells of something that happened to the surface, and for how long it has been open.
    pub(super) fn tell_surface(&self, kind: EventType, out: &mut Effects) {
        tell_event(self.event(kind).lasting(self.since(self.opened_at)), out);
    }

    /// Which flow it is in.
    #[must_use]
    pub fn flow(&self) -> FlowKind {
        if self.updating.is_some() { FlowKind::Update } else { self.plan.flow }
    }
}

pub(super) fn tell(callback: Callback, out: &mut Effects) {
    out.push(Effect::Tell(callback));
}

/// One by one: an array of effects is large, and code that takes one as well.
pub(super) fn stop_timers(timers: &[Timer], out: &mut Effects) {
    for timer in timers {
        out.push(Effect::Stop(*timer));
    }
}

pub(super) fn tell_event(event: Box<Event>, out: &mut Effects) {
    tell(Callback::Event(event), out);
}
