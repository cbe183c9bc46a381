//! What becomes of a surface after it was opened: loaded, forbidden, silent, out of sight, left for the other one.
//!
//! Browsers say little. A frame that X-Frame-Options refuses loads like any other, one that can't be reached may
//! load, fail or do nothing (trap 21), and a popup whose page has cut it off looks closed (trap 9). What isn't
//! known for certain is never told as a fact: the user gets a way on and the flow keeps listening (trap 16).

use super::moves::{stop_timers, tell, tell_event};
use super::{State, grant};
use crate::core::effect::{Action, Callback, CloseReason, Effect, Effects, Phase, Timer, View, ViewKind};
use crate::core::error::{ErrorCode, Fault};
use crate::core::event::EventType;
use crate::core::messages::Text;
use crate::core::plan::{Millis, SurfaceKind};
use crate::core::secret::SurfaceUrl;

/// How long a popup that looks closed may still deliver its last message.
pub(super) const POPUP_GRACE: Millis = Millis(1_000);
/// How long after a frame's `error` event the reason for it may still be told; Firefox takes 10 ms.
pub(super) const VERDICT: Millis = Millis(250);

/// What is known of the popup that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// It is blank: nobody but the user can have closed it.
    Blank,
    /// It was sent to the vendor's page, which may cut it off.
    Sent,
    /// That page was there, and hasn't.
    Settled,
    /// It was sent on to another page. The one before stays until that comes and is easily taken for it, so nothing
    /// that is seen of it proves anything.
    Moved,
}

impl Sight {
    /// Whether a popup that looks closed is.
    fn is_certain(self) -> bool {
        matches!(self, Self::Blank | Self::Settled)
    }
}

impl State {
    pub(super) fn loaded(&mut self, page: u32, out: &mut Effects) {
        let late = self.phase == Phase::Failed && self.overdue;
        if page == self.page && (self.phase == Phase::Loading || late) {
            self.overdue = false;
            self.failure = None;
            self.loaded_at = self.now;
            self.tell_surface(EventType::SurfaceLoaded, out);
            if self.plan.vendor.stays() {
                self.come_in_sight(out);
            } else {
                self.enter(Phase::Waiting, out);
                self.watch_frame(out);
            }
        }
    }

    /// Gives the frame time: to load, and then to say something.
    pub(super) fn watch_frame(&mut self, out: &mut Effects) {
        out.push(Effect::Start(Timer::Frame, self.plan.load_timeout));
    }

    pub(super) fn forbidden(&mut self, blocked: &SurfaceUrl, out: &mut Effects) {
        // WebKit sends the `load` event of the empty frame first.
        let fresh = matches!(self.phase, Phase::Loading | Phase::Waiting | Phase::Active);
        if fresh && self.open == Some(SurfaceKind::Frame) && self.plan.vendor.serves(blocked.expose()) {
            self.fail(frame_blocked(), out);
        }
    }

    /// The frame's time is up.
    pub(super) fn silent(&mut self, out: &mut Effects) {
        match self.phase {
            Phase::Loading => {
                self.overdue = true;
                self.falter(load_timeout(), out);
            }
            Phase::Waiting
                if self.plan.fallback && (self.can_retry() || self.plan.supply.can_take_back()) =>
            {
                self.tell_surface(EventType::SurfaceSilent, out);
                let view = View::new(ViewKind::Frame, Some(Text::Silent));
                out.push(Effect::Show(View { actions: [Some(Action::Window), None], ..view }));
            }
            // A frame that comes back tells so, and one that can't shows nothing.
            Phase::Waiting if self.plan.vendor.returns() && self.surface == SurfaceKind::Frame => {
                self.tell_surface(EventType::SurfaceSilent, out);
                let view = View::new(ViewKind::Frame, Some(Text::Silent));
                let retry = self.can_retry().then_some(Action::Retry);
                out.push(Effect::Show(View { actions: [retry, Some(Action::Cancel)], ..view }));
            }
            // The page is back, with nothing that could be believed.
            Phase::Waiting if self.surface == SurfaceKind::Page => self.falter(load_timeout(), out),
            Phase::Idle
            | Phase::Fetching
            | Phase::Waiting
            | Phase::Authorizing
            | Phase::Checkpoint
            | Phase::Active
            | Phase::Closed
            | Phase::Failed => {}
        }
    }

    /// The vendor's page is too old to be used; an answer that is on its way still counts.
    pub(super) fn expired(&mut self, out: &mut Effects) {
        if self.phase == Phase::Waiting {
            self.falter(expired_link(), out);
        }
    }

    /// The popup has looked closed for the whole grace period.
    pub(super) fn missing(&mut self, focused: bool, out: &mut Effects) {
        if self.open != Some(SurfaceKind::Popup) || !self.popup_gone {
            return;
        }
        // The window that the user closes hands the focus back; one that is merely cut off keeps it.
        if !focused {
            self.doubt();
        }
        if !self.sight.is_certain() && self.phase == Phase::Failed {
            // What failed is on show already, and a late answer still counts.
            return self.tell_close(CloseReason::PopupMaybeClosed, out);
        }
        if !self.sight.is_certain() && matches!(self.phase, Phase::Waiting | Phase::Authorizing) {
            let view = View::new(ViewKind::Popup, Some(Text::MaybeClosed));
            let retry = self.can_retry().then_some(Action::Window);
            out.push(Effect::Show(View { actions: [retry, Some(Action::Cancel)], ..view }));
            if self.phase == Phase::Authorizing {
                return;
            }
            return self.tell_close(CloseReason::PopupMaybeClosed, out);
        }
        self.lose_popup(out);
    }

    /// The popup may have cut itself off after all.
    pub(super) fn doubt(&mut self) {
        if self.sight == Sight::Settled {
            self.sight = Sight::Moved;
        }
    }

    /// Gives up on a popup that is gone.
    pub(super) fn lose_popup(&mut self, out: &mut Effects) {
        if self.phase == Phase::Authorizing {
            return self.fail(grant::cancelled(), out);
        }
        let certain = self.sight.is_certain();
        let reason = if certain { CloseReason::PopupClosed } else { CloseReason::PopupMaybeClosed };
        self.close(reason, Text::Closed, out);
    }

    /// The user goes on in `surface`, because the other one is refused or stays empty, or because it is gone.
    pub(super) fn go_on_in(&mut self, surface: SurfaceKind, out: &mut Effects) {
        if self.surface == surface {
            return self.reload(out);
        }
        if !self.plan.fallback || matches!(self.phase, Phase::Idle | Phase::Active) {
            return;
        }
        let reason = self.failure.map_or("silent", ErrorCode::as_str);
        self.plan.supply.take_back();
        self.reloading = None;
        self.fresh = true;
        self.surface = surface;
        let mut event = self.event(EventType::FallbackTaken).because(reason);
        event.surface = surface;
        tell_event(event, out);
        self.set_going(out);
    }

    /// What the user can do about a failure.
    pub(super) fn ways_on(&self, code: ErrorCode, retry: bool) -> [Option<Action>; 2] {
        let blocked = code == ErrorCode::PopupBlocked;
        let again = retry.then_some(if blocked { Action::Window } else { Action::Retry });
        let other = match self.surface {
            SurfaceKind::Frame => Action::Window,
            // Neither a page nor a form has another: there is no fallback then.
            SurfaceKind::Popup | SurfaceKind::Page | SurfaceKind::Form => Action::Here,
        };
        // The vendor's page may fail for want of storage in a frame (trap 30), never in a window.
        let worth_it = (code.is_about_surface() && !self.granting)
            || (retry && code == ErrorCode::VendorFailed && self.surface == SurfaceKind::Frame);
        let other = (self.plan.fallback && self.can_retry() && worth_it).then_some(other);
        if again.is_none() { [other, None] } else { [again, other] }
    }

    /// Fails, but keeps the surface and goes on listening.
    fn falter(&mut self, fault: Fault, out: &mut Effects) {
        self.in_sight = false;
        stop_timers(&[Timer::Frame, Timer::Verdict], out);
        self.report(fault, out);
    }

    /// Takes the dialog away once it has nothing left to say.
    pub(super) fn dismiss(&mut self, out: &mut Effects) {
        if self.plan.modal && self.phase == Phase::Active && !self.left {
            out.push(Effect::Show(View::new(ViewKind::Nothing, None)));
            self.leave(out);
        }
    }

    /// The user or the host gives up.
    pub(super) fn cancel(&mut self, out: &mut Effects) {
        match self.phase {
            Phase::Idle => {}
            // It was given up before.
            _ if self.left => {}
            Phase::Active if !self.plan.vendor.stays() => self.dismiss(out),
            Phase::Closed | Phase::Failed if !self.plan.modal && self.open.is_none() => {}
            Phase::Fetching
            | Phase::Loading
            | Phase::Waiting
            | Phase::Authorizing
            | Phase::Checkpoint
            | Phase::Active
            | Phase::Closed
            | Phase::Failed => {
                self.close(CloseReason::User, Text::Cancelled, out);
            }
        }
    }

    /// Ends what is under way; the dock stays, and with it what the user can press.
    pub(super) fn close(&mut self, reason: CloseReason, text: Text, out: &mut Effects) {
        self.stop(out);
        self.failure = None;
        self.granting = false;
        self.returned = None;
        self.enter(Phase::Closed, out);
        let gone = self.plan.modal && reason == CloseReason::User;
        let retry = self.can_retry() && !gone;
        let view =
            if gone { View::new(ViewKind::Nothing, None) } else { View::new(ViewKind::Notice, Some(text)) };
        out.push(Effect::Show(View { actions: [retry.then_some(Action::Retry), None], ..view }));
        if !retry {
            out.push(Effect::Settle(Err(Fault::new(
                ErrorCode::Aborted,
                "The user closed or cancelled the flow.",
            ))));
        }
        self.tell_close(reason, out);
        if gone {
            self.leave(out);
        }
    }

    pub(super) fn tell_close(&mut self, reason: CloseReason, out: &mut Effects) {
        if core::mem::take(&mut self.owes_close) {
            tell(Callback::Close(reason), out);
        }
    }
}

fn frame_blocked() -> Fault {
    Fault::new(
        ErrorCode::FrameBlocked,
        "The page's Content-Security-Policy forbids the frame: add option `host` to frame-src.",
    )
}

fn load_timeout() -> Fault {
    Fault::new(
        ErrorCode::LoadTimeout,
        "The vendor's page didn't load in time: `timeouts.load` is the limit in ms. It is shown if it still comes.",
    )
}

fn expired_link() -> Fault {
    Fault::new(ErrorCode::ExpiredLink, "The vendor's page has outlived its token. reload() gets a new one.")
}
