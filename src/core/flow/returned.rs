//! A vendor whose page ends in a redirect to the host, and the form in its place: what comes back, and who confirms it.
//!
//! What a redirect brings is a hint, because anybody can make one up. The host's server asks the vendor, or has heard from it;
//! only where the host has no function for that is the redirect believed.

use alloc::rc::Rc;
use alloc::string::String;

use super::State;
use super::answer::vendor_failed;
use super::moves::tell_event;
use crate::core::account::{Account, Confirmed};
use crate::core::effect::{Effect, Effects, Phase, Timer};
use crate::core::error::{ErrorCode, Fault};
use crate::core::event::EventType;
use crate::core::plan::{Millis, SurfaceKind};
use crate::core::vendor::unipile::{self, Returned};

/// How long the vendor is given before the host is asked again about an account that it is still connecting.
const PAUSE: Millis = Millis(1_000);

impl State {
    /// The page is back: what its redirect brings is about to come.
    pub(super) fn resume(&mut self, state: Option<String>, out: &mut Effects) {
        if self.phase != Phase::Idle || self.surface != SurfaceKind::Page {
            return;
        }
        self.owes_close = true;
        self.open = Some(SurfaceKind::Page);
        self.expected = state;
        self.opened_at = self.now;
        self.enter(Phase::Waiting, out);
        self.watch_frame(out);
    }

    /// Whether it answers the link that is open. Redirects of failures may lack the state, those of successes must not: with a
    /// link of somebody else's the user would link an account that isn't theirs.
    pub(super) fn is_ours(&self, returned: &Returned) -> bool {
        match &returned.state {
            None => returned.failure.is_some() || self.expected.is_none(),
            state => self.expected.is_none() || *state == self.expected,
        }
    }

    /// The vendor has sent the user back.
    pub(super) fn come_back_with(&mut self, returned: Rc<Returned>, out: &mut Effects) {
        if let Some(word) = &returned.failure {
            let code = unipile::failure(word);
            if code == ErrorCode::AccountExists && self.updating.is_none() {
                // What is left to do is to reconnect it.
                self.updating.clone_from(&returned.account);
            }
            return self
                .fail(Fault::new(code, "The vendor's page ended in an error: `code` says what to do."), out);
        }
        if self.plan.confirms {
            self.returned = Some(returned);
            return self.confirm(out);
        }
        match &returned.account {
            Some(id) => {
                let account = unipile::account(id.clone(), String::new(), Some(Confirmed::Redirect));
                self.take_own(account, out);
            }
            None => self.fail(vendor_failed(), out),
        }
    }

    /// Asks the host what the redirect is worth.
    pub(super) fn confirm(&mut self, out: &mut Effects) {
        self.close_surface(out);
        self.enter(Phase::Fetching, out);
        self.count_request(EventType::ConfirmStarted, out);
        out.push(Effect::Start(Timer::Credential, self.plan.token_timeout));
        out.push(Effect::Confirm { request: self.request });
    }

    /// The host has said it.
    pub(super) fn confirmed(&mut self, request: u32, result: Result<Rc<Account>, Fault>, out: &mut Effects) {
        if !self.is_confirming(request) {
            return;
        }
        if result.as_ref().is_ok_and(|account| unipile::is_connecting(&account.vendor_status)) {
            return out.push(Effect::Start(Timer::Connecting, PAUSE));
        }
        out.push(Effect::Stop(Timer::Credential));
        match result {
            Ok(account) => {
                self.returned = None;
                let mut event = self.event(EventType::ConfirmEnded).lasting(self.since(self.asked_at));
                event.vendor_status = Some(account.vendor_status.clone());
                tell_event(event, out);
                self.take_own(account, out);
            }
            Err(fault) => {
                // What the host couldn't say may be asked again, without another sign-in.
                let again = fault.code.is_about_token() || fault.code == ErrorCode::VendorBusy;
                if !(fault.retryable && again) {
                    self.returned = None;
                }
                self.fail(fault, out);
            }
        }
    }

    /// Takes the account, if it is the one that is to be updated.
    pub(super) fn take_own(&mut self, account: Rc<Account>, out: &mut Effects) {
        if self.plan.account.as_ref().is_some_and(|own| *own != account.id) {
            let problem = "The user signed in with another account than the one to update.";
            return self.fail(Fault::new(ErrorCode::AccountMismatch, problem), out);
        }
        self.take(account, out);
    }

    /// The form shows another step.
    pub(super) fn show_step(&mut self, step: String, out: &mut Effects) {
        self.enter(if step == "credentials" { Phase::Waiting } else { Phase::Checkpoint }, out);
        let mut event = self.event(EventType::StepShown).lasting(self.since(self.opened_at));
        event.vendor_status = Some(step);
        tell_event(event, out);
    }
}
