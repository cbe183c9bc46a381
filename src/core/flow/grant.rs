//! The user's consent: a popup that the host's function takes to the vendor's consent page and hears the end of.
//!
//! The popup is opened in the very tick of the message that says that the user has signed in, because the click that
//! did so counts for the host's page for a few seconds (trap 13); when the browser refuses, a button opens it.

use super::State;
use super::moves::tell_event;
use super::surface::Sight;
use crate::core::effect::{Action, Effect, Effects, Phase, View, ViewKind};
use crate::core::error::{ErrorCode, Fault};
use crate::core::event::EventType;
use crate::core::messages::Text;
use crate::core::origin::is_secure;
use crate::core::plan::SurfaceKind;
use crate::core::renewal::Demand;
use crate::core::secret::SurfaceUrl;

impl State {
    /// Asks for the user's consent; without a function for it, only whether the host has it by now.
    pub(super) fn authorize(&mut self, out: &mut Effects) {
        self.owes_close = true;
        self.come_back(out);
        if !self.plan.authorizes {
            return self.ask_anew(out);
        }
        if self.phase == Phase::Authorizing {
            out.push(Effect::AbandonFetch);
        }
        self.granting = true;
        self.close_surface(out);
        self.enter(Phase::Authorizing, out);
        if !core::mem::replace(&mut self.opening, true) {
            out.push(Effect::OpenPopup);
        }
    }

    /// The popup is there: the rest is the host's function's to do.
    pub(super) fn ask_for_consent(&mut self, out: &mut Effects) {
        self.count_request(EventType::AuthorizeStarted, out);
        out.push(Effect::Authorize { request: self.request });
    }

    /// The host's function takes the popup to a page, or has no more use for it.
    pub(super) fn show_consent(&mut self, request: u32, url: Option<SurfaceUrl>, out: &mut Effects) {
        if !self.is_authorizing(request) || self.open != Some(SurfaceKind::Popup) {
            return;
        }
        match url {
            Some(url) if is_secure(url.expose()) => {
                self.sight = Sight::Sent;
                let (page, surface) = (self.page, SurfaceKind::Popup);
                out.push(Effect::Navigate { page, surface, url, behind: false });
            }
            Some(_) => {
                let problem = "open() takes an https address, or an http one on loopback.";
                self.fail(Fault::new(ErrorCode::AuthorizeFailed, problem), out);
            }
            None => {
                self.close_surface(out);
                // The host's function may take its time, or never settle.
                let view = View::new(ViewKind::Popup, Some(Text::Loading));
                out.push(Effect::Show(View { actions: [Some(Action::Cancel), None], ..view }));
            }
        }
    }

    /// The host's function has settled.
    pub(super) fn authorized(&mut self, request: u32, result: Result<(), Fault>, out: &mut Effects) {
        if !self.is_authorizing(request) {
            return;
        }
        match result {
            Ok(()) => {
                let event = self.event(EventType::AuthorizeEnded).lasting(self.since(self.asked_at));
                tell_event(event, out);
                self.granting = false;
                self.close_surface(out);
                self.ask_anew(out);
            }
            Err(fault) => self.fail(fault, out),
        }
    }

    /// There must be a credential now.
    fn ask_anew(&mut self, out: &mut Effects) {
        self.granted = true;
        self.enter(Phase::Fetching, out);
        self.ask(Demand::Anew, out);
    }
}

pub(super) fn cancelled() -> Fault {
    Fault::new(
        ErrorCode::AuthorizeCancelled,
        "The user didn't give consent. reload(), in a click, asks again.",
    )
}

/// There is no credential though the user has signed in.
pub(super) fn in_vain(authorizes: bool) -> Fault {
    let problem = if authorizes {
        "`authorize` has succeeded but `token` still says that no account is linked: check the backend's store."
    } else {
        "The user has signed in and `token` says that no account is linked: pass `authorize`, which gets consent."
    };
    Fault::new(ErrorCode::AuthorizeFailed, problem)
}
