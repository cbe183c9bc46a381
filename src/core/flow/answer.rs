//! What the vendor's answer does to the flow.

use alloc::rc::Rc;

use super::State;
use super::moves::{stop_timers, tell, tell_event};
use crate::core::account::{Account, AccountStatus};
use crate::core::effect::{Callback, CloseReason, Effect, Effects, Phase, Timer};
use crate::core::error::{ErrorCode, Fault};
use crate::core::event::EventType;
use crate::core::message::{Answer, Refusal};
use crate::core::plan::Millis;

/// The same answer again within this time is one answer that was posted twice (trap 6).
const DUPLICATE_WINDOW: Millis = Millis(2_000);
/// How long a dialog shows that the account is connected.
const DISMISS: Millis = Millis(2_500);
/// How often in a row an account may come back inactive before the dock stops moving on by itself.
const MAX_ROUNDS: u32 = 5;

impl State {
    pub(super) fn hear(&mut self, admitted: Result<Answer, Refusal>, origin: &str, out: &mut Effects) {
        let from_elsewhere = matches!(admitted, Err(Refusal::NoSource | Refusal::UnknownSource));
        if self.phase == Phase::Authorizing && !from_elsewhere {
            // What the popup says is for the host's function, which hears it as well.
            return;
        }
        match admitted.and_then(|answer| self.in_time(answer)) {
            Err(refusal) => {
                tell_event(self.event(EventType::MessageRefused).refused(refusal, origin), out);
            }
            Ok(answer) => {
                self.last_answer = Some((answer.clone(), self.now));
                self.plan.supply.spend();
                let mut event = self.event(EventType::MessageAccepted).lasting(self.since(self.opened_at));
                event.vendor_status = match &answer {
                    Answer::Account(account) => Some(account.vendor_status.clone()),
                    Answer::Returned(returned) => returned.failure.clone(),
                    Answer::Failed | Answer::SignedIn | Answer::TokenRefused => None,
                };
                tell_event(event, out);
                stop_timers(&[Timer::Frame, Timer::Session], out);
                match answer {
                    Answer::Failed => self.fail(vendor_failed(), out),
                    Answer::Account(account) => self.take(account, out),
                    // Whoever signs in where a token has failed wants to go on with a better one.
                    Answer::TokenRefused | Answer::SignedIn if self.delivery > 0 => self.refused(out),
                    Answer::TokenRefused | Answer::SignedIn => self.authorize(out),
                    Answer::Returned(returned) => self.come_back_with(returned, out),
                }
            }
        }
    }

    /// The last stage of the gate: is an answer expected, and is this a new one?
    pub(super) fn in_time(&self, answer: Answer) -> Result<Answer, Refusal> {
        if let Answer::Returned(returned) = &answer
            && !self.is_ours(returned)
        {
            return Err(Refusal::InvalidState);
        }
        let at_hand = self.is_at_hand(&answer);
        let awaited = match self.phase {
            Phase::Loading | Phase::Waiting => at_hand,
            Phase::Active => self.plan.vendor.stays() && at_hand,
            // It is late or too old, and may still succeed (trap 16).
            Phase::Failed => self.open.is_some() && at_hand,
            // The page that is about to be replaced may still succeed (trap 16).
            Phase::Fetching => self.open.is_some() && answer.is_active(),
            Phase::Idle | Phase::Authorizing | Phase::Checkpoint | Phase::Closed => false,
        };
        match &self.last_answer {
            Some((last, at)) if *last == answer && self.now.since(*at) < DUPLICATE_WINDOW => {
                Err(Refusal::Duplicate)
            }
            _ if !awaited => Err(Refusal::Late),
            Some(_) | None => Ok(answer),
        }
    }

    /// Whether something can be done about the answer: a page without a credential can have none refused, and where
    /// none is used nothing follows from signing in.
    fn is_at_hand(&self, answer: &Answer) -> bool {
        match answer {
            Answer::TokenRefused => self.delivery > 0,
            Answer::SignedIn => self.plan.supply.is_shared(),
            Answer::Account(_) | Answer::Failed | Answer::Returned(_) => true,
        }
    }

    pub(super) fn take(&mut self, account: Rc<Account>, out: &mut Effects) {
        self.account = Some(Rc::clone(&account));
        self.plan.supply.take_result(account.token.clone());
        match account.status {
            AccountStatus::Active => {
                self.stop(out);
                self.enter(Phase::Active, out);
                out.push(Effect::Settle(Ok(Rc::clone(&account))));
                tell(Callback::Active(account), out);
                self.tell_close(CloseReason::Completed, out);
                if self.plan.modal {
                    out.push(Effect::Start(Timer::Dismiss, DISMISS));
                }
            }
            AccountStatus::Deleted => {
                // What is left to do, if anything, is what the host asked for at first.
                self.updating = self.plan.account.clone();
                self.fail(account_deleted(), out);
            }
            // Signing in again cures nothing.
            AccountStatus::Unknown => self.fail(vendor_failed(), out),
            AccountStatus::Incomplete | AccountStatus::Disconnected => {
                self.updating = Some(account.id.clone());
                self.rounds = self.rounds.saturating_add(1);
                tell(Callback::Update(account), out);
                if self.plan.auto_update {
                    if self.rounds > MAX_ROUNDS {
                        self.fail(exhausted(), out);
                    } else {
                        self.begin(out);
                    }
                }
            }
        }
    }
}

pub(super) fn vendor_failed() -> Fault {
    Fault::new(
        ErrorCode::VendorFailed,
        "The vendor couldn't connect the account. Try again with a new token.",
    )
}

fn account_deleted() -> Fault {
    Fault::new(ErrorCode::AccountDeleted, "The account is deleted at the vendor. Remove it on your side.")
}

fn exhausted() -> Fault {
    Fault::new(
        ErrorCode::ReloadExhausted,
        "The account keeps coming back inactive. Try again later, or look at it in the vendor's dashboard.",
    )
}
