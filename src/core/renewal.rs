//! One credential for many docks: when it is fetched, when it is renewed, and what the docks are given.
//!
//! At most one request is under way, however many docks ask and for however many reasons. A credential is renewed
//! ahead of its expiry, when the vendor refuses it, and when the page comes back into sight with one that is too old;
//! never while nobody can see the page.

mod credential;
mod traffic;

use alloc::vec::Vec;

use super::effect::ReloadReason;
use super::error::{ErrorCode, Fault};
use super::plan::Millis;
use super::secret::Secret;
pub use credential::{Credential, Expiry, LIFETIME, Moment, Policy, SKEW};
use traffic::Orders;
pub use traffic::{Delivery, Demand, Input, Order};

/// The first pause after a credential was refused; each is twice as long as the one before.
const FIRST_PAUSE: u32 = 1_000;
/// How many pauses there may be before the vendor has the last word.
const MAX_TRIES: u32 = 5;
/// A credential that was held for so long, or for half of its life, isn't one that never worked, in milliseconds.
const LASTED: f64 = 60_000.0;
/// A timer isn't set for longer, because clocks may step and browsers count to 2^31 only.
const LONGEST_WAIT: f64 = 24.0 * 60.0 * 60.0 * 1_000.0;

#[derive(Debug)]
struct Held {
    credential: Credential,
    since: Moment,
    /// How long it is good from then on, in milliseconds.
    life: f64,
}

/// What the one timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// Until the credential is to be renewed.
    Rest,
    /// Until the next try.
    Pause,
    /// Until the host's function must have answered.
    Fetch,
}

/// A source's state.
#[derive(Debug)]
pub struct Renewal {
    policy: Policy,
    held: Option<Held>,
    number: u32,
    task: Task,
    reason: ReloadReason,
    request: u32,
    tries: u32,
    hidden: bool,
    /// Whether a fetch waits until the page is seen.
    put_off: bool,
    /// Whether the last credential seemed to live for moments only.
    short: bool,
}

impl Renewal {
    /// A source that nobody has asked yet.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            held: None,
            number: 0,
            task: Task::Rest,
            reason: ReloadReason::Manual,
            request: 0,
            tries: 0,
            hidden: false,
            put_off: false,
            short: false,
        }
    }

    /// Takes one fact and says what to do about it.
    #[must_use]
    pub fn step(&mut self, input: Input, now: Moment) -> Vec<Order> {
        let mut out = Orders::default();
        match input {
            Input::Want(demand) => self.want(demand, now, &mut out),
            Input::Answered { request, result } => self.answered(request, result, now, &mut out),
            Input::Elapsed => self.elapsed(now, &mut out),
            Input::Come { visible } => self.hidden = !visible,
            Input::Seen { visible } => self.seen(visible, now, &mut out),
            Input::Unlink => {
                self.end(&mut out);
                self.held = None;
                self.number = self.number.saturating_add(1);
                self.reason = ReloadReason::Manual;
                out.push(Order::Deliver(self.at_hand()));
            }
            // What is held is kept for the next dock.
            Input::Leave => self.end(&mut out),
        }
        out.0
    }

    fn want(&mut self, demand: Demand, now: Moment, out: &mut Orders) {
        match demand {
            Demand::Any if self.lasts(now) => {
                out.push(Order::Answer(self.at_hand()));
                if !self.is_due(now) {
                    self.rest(now, out);
                } else if self.task == Task::Rest && !self.put_off {
                    self.renew(ReloadReason::Expiring, out);
                }
            }
            Demand::Any | Demand::Fresh => self.fetch(ReloadReason::Manual, out),
            Demand::Anew => {
                self.abandon(out);
                self.fetch(ReloadReason::Manual, out);
            }
            // Another dock was first.
            Demand::Instead { of, .. } if of != self.number => out.push(Order::Answer(self.at_hand())),
            // It is being replaced, and from now on the same one again won't do.
            Demand::Instead { .. } if self.task != Task::Rest || self.put_off => {
                self.reason = ReloadReason::TokenError;
            }
            Demand::Instead { served, .. } => {
                if self.held.as_ref().is_some_and(|held| now.since(held.since) >= LASTED.min(held.life / 2.0))
                {
                    self.tries = 0;
                } else if served && self.tries == 0 {
                    // It was taken at first; should that go on, pauses follow.
                    self.tries = 1;
                } else if !self.pause(ReloadReason::TokenError, out) {
                    out.push(Order::Stop);
                    return out.push(Order::Answer(self.delivery(Err(exhausted()))));
                }
                self.fetch(ReloadReason::TokenError, out);
            }
        }
    }

    fn answered(
        &mut self,
        request: u32,
        result: Result<Option<Credential>, Fault>,
        now: Moment,
        out: &mut Orders,
    ) {
        if self.task != Task::Fetch || self.request != request {
            return;
        }
        self.task = Task::Rest;
        let result = match result {
            // A function that hands out its old one again may do better later.
            Ok(Some(credential)) if self.is_early() && self.holds(&credential) => {
                if self.pause(self.reason, out) {
                    return;
                }
                // Whoever waits has to do with it.
                out.push(Order::Stop);
                Ok(Some(credential.secret))
            }
            Ok(credential) => {
                let secret = credential.as_ref().map(|credential| credential.secret.clone());
                self.number = self.number.saturating_add(1);
                self.held = credential.map(|credential| self.hold(credential, now));
                self.rest(now, out);
                Ok(secret)
            }
            Err(fault) => {
                // Whoever pressed a button is told at once.
                let again = fault.retryable && self.reason != ReloadReason::Manual;
                if again && self.pause(self.reason, out) {
                    return;
                }
                out.push(Order::Stop);
                Err(fault)
            }
        };
        out.push(Order::Deliver(self.delivery(result)));
    }

    fn elapsed(&mut self, now: Moment, out: &mut Orders) {
        match self.task {
            Task::Rest if self.held.is_none() || self.put_off => {}
            Task::Rest if self.is_due(now) => self.renew(ReloadReason::Expiring, out),
            Task::Rest => self.rest(now, out),
            Task::Pause => {
                self.task = Task::Rest;
                self.fetch(self.reason, out);
            }
            Task::Fetch => {
                out.push(Order::Abandon);
                self.answered(self.request, Err(token_timeout()), now, out);
            }
        }
    }

    fn seen(&mut self, visible: bool, now: Moment, out: &mut Orders) {
        self.hidden = !visible;
        if !visible || self.task != Task::Rest {
            return;
        }
        if core::mem::take(&mut self.put_off) {
            let expiring = self.reason == ReloadReason::Expiring;
            self.fetch(if expiring { ReloadReason::Visible } else { self.reason }, out);
        } else if self.held.is_some() && self.is_due(now) {
            self.renew(ReloadReason::Visible, out);
        }
    }

    fn end(&mut self, out: &mut Orders) {
        self.abandon(out);
        self.task = Task::Rest;
        self.put_off = false;
        out.push(Order::Stop);
    }

    /// Replaces a credential that has served.
    fn renew(&mut self, reason: ReloadReason, out: &mut Orders) {
        self.tries = 0;
        self.fetch(reason, out);
    }

    fn fetch(&mut self, reason: ReloadReason, out: &mut Orders) {
        let manual = reason == ReloadReason::Manual;
        if self.task == Task::Fetch || (self.task == Task::Pause && !manual) {
            return;
        }
        self.reason = reason;
        if self.hidden && !manual {
            self.put_off = true;
            return;
        }
        if manual {
            self.tries = 0;
        }
        self.task = Task::Fetch;
        self.put_off = false;
        self.request = self.request.saturating_add(1);
        out.push(Order::Start(self.policy.timeout));
        out.push(Order::Fetch {
            request: self.request,
            renews: self.held.as_ref().and_then(|held| held.credential.expiry),
            attempt: self.tries,
        });
    }

    /// Waits for the next try; whether there is one.
    fn pause(&mut self, reason: ReloadReason, out: &mut Orders) -> bool {
        let more = self.tries < MAX_TRIES;
        if more {
            self.reason = reason;
            self.task = Task::Pause;
            out.push(Order::Start(Millis(FIRST_PAUSE << self.tries)));
            self.tries += 1;
        }
        more
    }

    fn abandon(&mut self, out: &mut Orders) {
        if self.task == Task::Fetch {
            self.task = Task::Rest;
            out.push(Order::Abandon);
        }
    }

    /// Sets the timer for the next renewal, if there is anything to renew.
    fn rest(&self, now: Moment, out: &mut Orders) {
        if self.task != Task::Rest {
            return;
        }
        out.push(self.held.as_ref().map_or(Order::Stop, |held| {
            let wait = self.policy.serves(held) - now.since(held.since);
            // Never in no time at all, whatever the clocks say.
            let wait = wait.clamp(f64::from(FIRST_PAUSE), LONGEST_WAIT);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
            Order::Start(Millis(wait as u32))
        }));
    }

    fn hold(&mut self, credential: Credential, now: Moment) -> Held {
        let life = credential.expiry.map(|expiry| expiry.millis() - now.wall);
        // What has ended before it came says that the clocks disagree, and so does what lives for moments only time after
        // time: as good as unknown.
        let short = life.is_some_and(|life| life < LASTED);
        let doubtful = core::mem::replace(&mut self.short, short) && short;
        let life = life.filter(|life| *life > 0.0 && !doubtful);
        Held { credential, since: now, life: life.unwrap_or(f64::from(self.policy.lifetime.0)) }
    }

    /// Whether there is a credential that hasn't ended.
    fn lasts(&self, now: Moment) -> bool {
        self.held.as_ref().is_some_and(|held| now.since(held.since) < held.life)
    }

    fn is_due(&self, now: Moment) -> bool {
        self.held.as_ref().is_none_or(|held| now.since(held.since) >= self.policy.serves(held))
    }

    /// Whether the credential would have served a little longer.
    fn is_early(&self) -> bool {
        matches!(self.reason, ReloadReason::Expiring | ReloadReason::Visible)
    }

    fn holds(&self, credential: &Credential) -> bool {
        self.held.as_ref().is_some_and(|held| held.credential.secret == credential.secret)
    }

    fn at_hand(&self) -> Delivery {
        self.delivery(Ok(self.held.as_ref().map(|held| held.credential.secret.clone())))
    }

    fn delivery(&self, result: Result<Option<Secret>, Fault>) -> Delivery {
        Delivery { result, number: self.number, reason: self.reason }
    }
}

impl Policy {
    /// How long a credential serves, in milliseconds: to its skew, and half of its life at least.
    fn serves(&self, held: &Held) -> f64 {
        (held.life - f64::from(self.skew.0)).max(held.life / 2.0)
    }
}

fn exhausted() -> Fault {
    Fault::new(
        ErrorCode::ReloadExhausted,
        "The vendor refuses every new token. Check that the application and the user's licence are in order.",
    )
}

fn token_timeout() -> Fault {
    Fault::new(
        ErrorCode::TokenTimeout,
        "The token function didn't settle in time: `timeouts.token` is the limit in ms, and 30000 that of a token source.",
    )
}
