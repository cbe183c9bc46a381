//! The moves of the flow: getting a credential, showing a page, failing, closing, ending.
//!
//! A move changes the state and says what the shell must do about it; when to make one is decided by
//! [`step`](super::step) and by `answer`.

use alloc::vec::Vec;

use alloc::boxed::Box;

use super::State;
use crate::core::effect::{Callback, CloseReason, Effect, Phase, ReloadReason, Timer, View};
use crate::core::error::Fault;
use crate::core::event::{Event, EventType, FlowKind};
use crate::core::plan::{Millis, SurfaceKind};
use crate::core::secret::Secret;
use crate::core::supply::{Need, Next};

/// Failures closer together than this are no user's doing.
const QUICK: Millis = Millis(1_000);
/// How many of them there may be before a failure isn't retryable any more: a host that reloads whenever it is
/// told of a retryable error would otherwise never come to an end.
const MAX_QUICK_FAILURES: u32 = 5;

impl State {
    /// Gets hold of a surface, if one has to be opened first, and then of a credential.
    pub(super) fn begin(&mut self, out: &mut Vec<Effect>) {
        if core::mem::take(&mut self.left) {
            out.push(Effect::Stay);
        }
        match self.plan.surface {
            SurfaceKind::Frame => self.fetch(out),
            SurfaceKind::Popup if self.surface_open && !self.popup_gone => self.fetch(out),
            // The browser's answer to the order that was given already is on its way.
            SurfaceKind::Popup if self.opening => {}
            SurfaceKind::Popup => {
                self.close_surface(out);
                self.opening = true;
                out.push(Effect::OpenPopup);
            }
        }
    }

    pub(super) fn fetch(&mut self, out: &mut Vec<Effect>) {
        if self.phase == Phase::Fetching {
            out.extend([Effect::Stop(Timer::Credential), Effect::AbandonFetch]);
        }
        self.enter(Phase::Fetching, out);
        let need = self.need();
        match self.plan.supply.next(need, self.reloading) {
            Ok(Next::Here(secret)) => self.navigate(&secret, out),
            Ok(Next::Ask(function)) => {
                self.request = self.request.saturating_add(1);
                self.tell_event(EventType::CredentialRequested, out);
                out.push(Effect::Start(Timer::Credential, self.plan.token_timeout));
                out.push(Effect::Fetch {
                    request: self.request,
                    function,
                    flow: self.flow(),
                    account: self.updating.clone(),
                    attempt: self.attempt,
                });
            }
            Err(fault) => self.fail(fault, out),
        }
    }

    pub(super) fn need(&self) -> Need {
        match (&self.updating, &self.plan.account) {
            (None, _) => Need::Connect,
            (Some(_), None) => Need::UpdateResult,
            (Some(_), Some(_)) => Need::UpdateNamed,
        }
    }

    pub(super) fn can_retry(&self) -> bool {
        self.plan.supply.can_retry(self.need())
    }

    pub(super) fn navigate(&mut self, secret: &Secret, out: &mut Vec<Effect>) {
        let surface = self.plan.surface;
        self.page = self.page.saturating_add(1);
        self.surface_open = true;
        self.enter(Phase::Loading, out);
        out.push(Effect::Navigate {
            page: self.page,
            surface,
            url: self.plan.vendor.url(self.updating.as_ref(), secret),
        });
        self.tell_event(EventType::SurfaceOpened, out);
        if self.reloading {
            self.reloading = false;
            tell(Callback::Reload { reason: ReloadReason::Manual, attempt: self.attempt }, out);
        }
        // Another site's window doesn't say when it has loaded.
        if surface == SurfaceKind::Popup {
            self.enter(Phase::Waiting, out);
        }
    }

    pub(super) fn fail(&mut self, mut fault: Fault, out: &mut Vec<Effect>) {
        let quick = self.now.since(self.failed_at) < QUICK;
        self.quick_failures = if quick { self.quick_failures.saturating_add(1) } else { 0 };
        self.failed_at = self.now;
        fault.retryable = fault.retryable && self.can_retry() && self.quick_failures < MAX_QUICK_FAILURES;
        let retry = fault.retryable && self.plan.has_place;
        self.stop(out);
        self.enter(Phase::Failed, out);
        out.push(Effect::Show(View::Notice { sentence: fault.code.sentence(), retry }));
        if !retry {
            out.push(Effect::Settle(Err(fault.clone())));
        }
        tell(Callback::Error(fault), out);
        self.rest(out);
    }

    pub(super) fn close(&mut self, reason: CloseReason, fault: Fault, out: &mut Vec<Effect>) {
        let retry = self.plan.has_place && self.can_retry();
        self.stop(out);
        self.enter(Phase::Closed, out);
        out.push(Effect::Show(View::Notice { sentence: "The sign-in window was closed.", retry }));
        if !retry {
            out.push(Effect::Settle(Err(fault)));
        }
        self.tell_close(reason, out);
        self.rest(out);
    }

    /// A dock that shows nothing to press goes on only if the host, which then has its handle, says so.
    fn rest(&mut self, out: &mut Vec<Effect>) {
        if !self.plan.has_place {
            self.left = true;
            out.push(Effect::Leave);
        }
    }

    pub(super) fn end(&mut self, fault: Fault, out: &mut Vec<Effect>) {
        self.unmounted = true;
        self.stop(out);
        out.push(Effect::Show(View::Nothing));
        if self.phase != Phase::Active {
            self.enter(Phase::Closed, out);
        }
        out.push(Effect::Settle(Err(fault)));
        self.tell_close(CloseReason::Unmounted, out);
        out.push(Effect::Leave);
    }

    /// Ends everything that is under way.
    pub(super) fn stop(&mut self, out: &mut Vec<Effect>) {
        self.opening = false;
        out.extend([Effect::Stop(Timer::Credential), Effect::Stop(Timer::PopupGrace)]);
        if self.phase == Phase::Fetching {
            out.push(Effect::AbandonFetch);
        }
        self.close_surface(out);
    }

    pub(super) fn close_surface(&mut self, out: &mut Vec<Effect>) {
        if self.surface_open {
            self.surface_open = false;
            if core::mem::take(&mut self.popup_gone) {
                out.push(Effect::Stop(Timer::PopupGrace));
            }
            out.push(Effect::CloseSurface);
            self.tell_event(EventType::SurfaceClosed, out);
        }
    }

    pub(super) fn enter(&mut self, phase: Phase, out: &mut Vec<Effect>) {
        let view = match (phase, self.plan.surface) {
            (Phase::Fetching | Phase::Loading, SurfaceKind::Frame) => Some(View::Busy),
            (Phase::Waiting, SurfaceKind::Frame) => Some(View::Frame),
            (Phase::Fetching | Phase::Loading | Phase::Waiting, SurfaceKind::Popup) => Some(View::Popup),
            (Phase::Active, _) => Some(View::Nothing),
            // Whoever closes or fails says what to show.
            (Phase::Idle | Phase::Closed | Phase::Failed, _) => None,
        };
        out.extend(view.map(Effect::Show));
        if phase != self.phase {
            let previous = core::mem::replace(&mut self.phase, phase);
            tell(Callback::State { state: phase, previous }, out);
        }
    }

    pub(super) fn tell_close(&mut self, reason: CloseReason, out: &mut Vec<Effect>) {
        if core::mem::take(&mut self.owes_close) {
            tell(Callback::Close(reason), out);
        }
    }

    pub(super) fn tell_event(&self, kind: EventType, out: &mut Vec<Effect>) {
        tell(Callback::Event(Box::new(self.event(kind))), out);
    }

    pub(super) fn event(&self, kind: EventType) -> Event {
        Event::new(kind, self.plan.vendor.name(), self.flow(), self.plan.surface)
    }

    pub(super) fn flow(&self) -> FlowKind {
        if self.updating.is_some() { FlowKind::Update } else { FlowKind::Connect }
    }
}

pub(super) fn tell(callback: Callback, out: &mut Vec<Effect>) {
    out.push(Effect::Tell(callback));
}
