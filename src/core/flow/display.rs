//! A vendor's page that stays: it shows what the host wants to show for as long as its credential is good, and is
//! loaded again with each new one, behind the one before so that nobody sees it happen.

use alloc::rc::Rc;

use super::State;
use super::moves::{tell, tell_event};
use super::surface::VERDICT;
use crate::core::effect::{Callback, Effect, Effects, Phase, ReloadReason, Timer};
use crate::core::error::ErrorCode;
use crate::core::event::EventType;
use crate::core::plan::Millis;
use crate::core::renewal::{Delivery, Demand};
use crate::core::vendor::linkedin;

/// A credential that was taken for so long has served: what ends it isn't what it was refused for at first.
const SERVED: Millis = Millis(5_000);

impl State {
    /// The source has something for every dock.
    pub(super) fn take_delivery(&mut self, delivery: Delivery, out: &mut Effects) {
        let waits = self.phase == Phase::Fetching;
        let granted = waits && core::mem::take(&mut self.granted);
        let secret = match delivery.result {
            Ok(secret) => secret,
            Err(fault) if waits => return self.fail(fault, out),
            Err(_) => return,
        };
        let differs = delivery.number != self.delivery && (secret.is_some() || self.delivery > 0);
        let concerned = match self.phase {
            Phase::Fetching => true,
            Phase::Loading | Phase::Waiting | Phase::Active => differs,
            // Another dock has what failed here, or what the user is asked for here.
            Phase::Authorizing => secret.is_some(),
            Phase::Failed => secret.is_some() && self.failure.is_some_and(is_about_credential),
            Phase::Idle | Phase::Checkpoint | Phase::Closed => false,
        };
        if !concerned {
            return;
        }
        if granted && secret.is_none() {
            return self.fail(super::grant::in_vain(self.plan.authorizes), out);
        }
        if waits {
            tell_event(self.event(EventType::CredentialReceived).lasting(self.since(self.asked_at)), out);
        } else {
            if self.phase == Phase::Authorizing {
                out.push(Effect::AbandonFetch);
            }
            // A profile in place of the sign-in is no reload of anything.
            if self.delivery > 0 {
                self.count_reload(delivery.reason);
            }
        }
        if self.granting || self.phase == Phase::Failed {
            self.granting = false;
            self.opening = false;
            self.close_surface(out);
        }
        if secret.is_none() {
            // Nothing is loaded again: what comes is another page.
            self.reloading = None;
            self.account = None;
            self.told = false;
        }
        self.delivery = if secret.is_some() { delivery.number } else { 0 };
        self.navigate(secret.as_ref(), out);
    }

    /// The vendor doesn't take the page's credential.
    pub(super) fn refused(&mut self, out: &mut Effects) {
        let served = self.phase == Phase::Active && self.since(self.loaded_at) >= SERVED;
        // What is in sight is all right only if it was until now.
        self.in_sight &= served;
        self.count_reload(ReloadReason::TokenError);
        self.enter(Phase::Fetching, out);
        self.ask(Demand::Instead { of: self.delivery, served }, out);
    }

    /// The frame has loaded: it takes the place of the one before it.
    pub(super) fn come_in_sight(&mut self, out: &mut Effects) {
        self.in_sight = true;
        out.push(Effect::Stop(Timer::Frame));
        out.push(Effect::Reveal);
        self.enter(Phase::Waiting, out);
        // WebKit loads an empty frame before it says that a policy forbids it, and a page that refuses its credential
        // may load before it says so.
        out.push(Effect::Start(Timer::Verdict, VERDICT));
    }

    /// The page is there and nothing speaks against it: with a credential, the account is active.
    pub(super) fn show_account(&mut self, out: &mut Effects) {
        if self.phase != Phase::Waiting || self.delivery == 0 {
            return;
        }
        self.enter(Phase::Active, out);
        if core::mem::replace(&mut self.told, true) {
            return;
        }
        let account = linkedin::account();
        self.account = Some(Rc::clone(&account));
        out.push(Effect::Settle(Ok(Rc::clone(&account))));
        tell(Callback::Active(account), out);
    }
}

fn is_about_credential(code: ErrorCode) -> bool {
    code.has_cause() || code == ErrorCode::ReloadExhausted
}
