//! What time does to the form: countdowns, and requests that take too long.

use alloc::vec::Vec;

use super::State;
use super::answer::{Failure, Trouble};
use super::effect::{Call, Effect, Report, Timer};
use super::words::Text;
use crate::core::plan::Millis;

const SECOND: u32 = 1_000;

impl State {
    pub(super) fn elapsed(&mut self, timer: Timer, out: &mut Vec<Effect>) {
        match timer {
            Timer::Tick => self.tick(out),
            Timer::Poll => self.poll(out),
            Timer::Request => {
                if let Some((request, call)) = self.asked.take() {
                    out.push(Effect::Abandon(request));
                    self.refused(&call, Failure::new(Trouble::TokenTimeout), 0, out);
                }
            }
            Timer::Answer => {
                if let Some(request) = self.polled.take() {
                    out.push(Effect::Abandon(request));
                    self.refused(&Call::Wait, Failure::new(Trouble::TokenTimeout), 0, out);
                }
            }
        }
    }

    /// The countdowns go on, or the time is over.
    pub(super) fn tick(&mut self, out: &mut Vec<Effect>) {
        let Some(left) = self.left().filter(|_| !self.is_over) else {
            return;
        };
        // An answer that is on its way is waited for.
        if left == 0 && self.asked.is_none() {
            self.quiet(out);
            // What was typed is of no use any more, and can't be seen nor emptied by the user.
            out.push(Effect::Clear);
            self.is_over = true;
            out.push(Effect::Report(Report::Failed {
                code: Trouble::ExpiredLink,
                message: "The user hasn't finished the step in time: `timeouts.checkpoint` is the limit in ms.",
                request: 0,
            }));
            self.is_invalid = false;
            self.missing = 0;
            return self.say(Text::NoTimeLeft, true, out);
        }
        let seconds = |millis: u32| millis.div_ceil(SECOND);
        let resend = self.resend_left().map(seconds);
        let left_seconds = seconds(left);
        let aloud = matches!(left_seconds, 60 | 30 | 10);
        out.push(Effect::Clock { left: Some(left_seconds), resend, aloud });
        // On the second, so that no second is left out.
        let next = left % SECOND;
        out.push(Effect::Start(Timer::Tick, Millis(if next == 0 { SECOND } else { next })));
    }

    /// Until the time for the checkpoint is over.
    pub(super) fn left(&self) -> Option<u32> {
        let spent = self.now.since(self.began_at).0;
        self.task().map(|_| self.plan.checkpoint.0.saturating_sub(spent))
    }

    /// Until a code can be asked for again, where that can be done at all.
    pub(super) fn resend_left(&self) -> Option<u32> {
        let spent = self.now.since(self.sent_at).0;
        self.can_resend().then(|| self.plan.resend.0.saturating_sub(spent))
    }
}
