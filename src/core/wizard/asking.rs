//! What is asked of the host's functions, and what their answers lead to.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::answer::{Checkpoint, Failure, Reply, Task, Trouble};
use super::effect::{Call, Effect, Report, Timer};
use super::qr;
use super::trouble::PATIENCE;
use super::words::Text;
use super::{Place, State};

impl State {
    /// Whom this request was for, if its answer is still wanted.
    pub(super) fn settle(&mut self, request: u32, out: &mut Vec<Effect>) -> Option<Call> {
        if self.polled == Some(request) {
            self.polled = None;
            out.push(Effect::Stop(Timer::Answer));
            return Some(Call::Wait);
        }
        let (_, call) = self.asked.take_if(|(asked, _)| *asked == request)?;
        out.push(Effect::Stop(Timer::Request));
        Some(call)
    }

    pub(super) fn answered(&mut self, call: &Call, reply: Reply, request: u32, out: &mut Vec<Effect>) {
        match reply {
            Reply::Failure(failure) => self.refused(call, failure, request, out),
            _ if *call == Call::Resend => {
                self.sent_at = self.now;
                self.say(Text::Resent, false, out);
                self.tick(out);
                self.listen(out);
            }
            Reply::Account { id, is_settled } => {
                // Only a question may be answered with an account as it was before.
                if is_settled || *call != Call::Wait {
                    self.leave(out);
                    self.ended = true;
                    out.push(Effect::Report(Report::Done(id)));
                } else {
                    self.wait_on(out);
                }
            }
            Reply::Checkpoint(checkpoint) => {
                if let Call::Request(way) = call {
                    self.way = Some(way.clone());
                }
                self.checkpoint(call, *checkpoint, out);
            }
            Reply::Unknown => {
                self.refused(call, Failure::new(Trouble::VendorFailed), request, out);
            }
        }
    }

    pub(super) fn checkpoint(&mut self, call: &Call, mut checkpoint: Checkpoint, out: &mut Vec<Effect>) {
        // What the user has sent may have moved the step: its own answer says where to.
        if *call == Call::Wait && self.asked.is_some() {
            return self.wait_on(out);
        }
        if !checkpoint.intent.is_empty() {
            self.intent.clone_from(&checkpoint.intent);
        }
        if self.intent.is_empty() {
            if matches!(checkpoint.task, Task::Oauth(_)) {
                return self.give_up(
                    "LinkedIn asks for consent, and the answer has no `intent_id` to ask about afterwards.",
                    out,
                );
            }
            return self.fail(Trouble::VendorFailed, 0, out);
        }
        checkpoint.intent.clear();
        if let Place::Checkpoint(at) = &mut self.place
            && *call == Call::Wait
            && at.name == checkpoint.name
        {
            // A QR code is good for a minute or so, and then there is the next one; an answer without one takes none away.
            if let (Task::Qr(shown), Task::Qr(next)) = (&mut at.task, checkpoint.task)
                && *shown != next
                && qr::can_be_shown(&next)
            {
                shown.clone_from(&next);
                out.push(Effect::Draw(next));
            }
            return self.wait_on(out);
        }
        self.enter(checkpoint, out);
    }

    /// Shows another checkpoint.
    pub(super) fn enter(&mut self, checkpoint: Checkpoint, out: &mut Vec<Effect>) {
        if matches!(checkpoint.task, Task::Captcha { .. }) && !self.plan.renders {
            return self
                .give_up("LinkedIn asks for a captcha, and there is no `renderCaptcha` to show it.", out);
        }
        if checkpoint.task == Task::Challenge && !self.plan.requests {
            return self.give_up(
                "LinkedIn lets the user choose a challenge, and there is no `requestCheckpoint` to ask for it.",
                out,
            );
        }
        if matches!(checkpoint.task, Task::Oauth(_) | Task::Qr(_) | Task::Loading) && !self.plan.waits {
            return self.give_up(
                "LinkedIn's step ends elsewhere (consent, QR code, loading), and there is no `waitCheckpoint` to learn of it.",
                out,
            );
        }
        if matches!(checkpoint.task, Task::Contract | Task::Challenge) && checkpoint.choices.is_empty() {
            return self.give_up(
                "LinkedIn lets the user choose, and the answer lists nothing: `contracts` or `challenges` must be an array of \
                 objects with an `id`.",
                out,
            );
        }
        if matches!(&checkpoint.task, Task::Qr(text) if !qr::can_be_shown(text)) {
            return self.give_up(
                "LinkedIn wants a QR code to be scanned, and the answer has none, or one that is too long to be drawn.",
                out,
            );
        }
        self.quiet(out);
        self.hush();
        self.is_over = false;
        self.opened = false;
        self.failed_polls = 0;
        self.began_at = self.now;
        self.sent_at = self.now;
        if checkpoint.task != Task::Contract && !checkpoint.choices.is_empty() {
            self.ways.clone_from(&checkpoint.choices);
            self.way = None;
        }
        let name = checkpoint.name.clone();
        let captcha = if let Task::Captcha { key, data } = &checkpoint.task {
            Some(Effect::Captcha { key: key.clone(), data: data.clone() })
        } else {
            None
        };
        self.place = Place::Checkpoint(Box::new(checkpoint));
        self.build(out);
        self.tick(out);
        self.listen(out);
        out.push(Effect::Report(Report::Step(name)));
        out.extend(captcha);
    }

    /// The user hasn't approved yet.
    pub(super) fn wait_on(&mut self, out: &mut Vec<Effect>) {
        let had_trouble = self.failed_polls >= PATIENCE;
        self.failed_polls = 0;
        if had_trouble {
            self.hush();
            self.show(out);
        }
        self.listen(out);
    }

    /// Asks in a while whether the user has approved.
    pub(super) fn listen(&mut self, out: &mut Vec<Effect>) {
        if self.waits() && self.polled.is_none() && self.asked.is_none() {
            out.push(Effect::Start(Timer::Poll, self.plan.poll));
        }
    }

    /// Asks whether the user has approved, unless that is being asked.
    pub(super) fn poll(&mut self, out: &mut Vec<Effect>) {
        if !self.waits() || self.polled.is_some() || self.asked.is_some() {
            return;
        }
        self.requests = self.requests.wrapping_add(1);
        self.polled = Some(self.requests);
        out.push(Effect::Stop(Timer::Poll));
        out.push(Effect::Start(Timer::Answer, self.plan.token));
        out.push(Effect::Ask { request: self.requests, call: Call::Wait, intent: self.intent.clone() });
    }

    /// Asks for what the user wants, unless something is being asked.
    pub(super) fn ask(&mut self, call: Call, out: &mut Vec<Effect>) {
        if self.asked.is_some() || self.is_over {
            return;
        }
        self.requests = self.requests.wrapping_add(1);
        let request = self.requests;
        if matches!(call, Call::Start { .. }) {
            self.intent.clear();
        }
        self.asked = Some((request, call.clone()));
        self.hush();
        out.push(Effect::Stop(Timer::Poll));
        out.push(Effect::Start(Timer::Request, self.plan.token));
        // In this order: the fields are read in this very tick, and are those that the user has seen.
        out.push(Effect::Ask { request, call, intent: self.intent.clone() });
        self.show(out);
    }

    /// Whether the step may end without the user's doing anything here.
    pub(super) fn waits(&self) -> bool {
        let ends_elsewhere = match self.task() {
            Some(Task::Approve | Task::Loading | Task::Qr(_) | Task::Code { approves: true, .. }) => true,
            Some(Task::Oauth(_)) => self.opened,
            Some(
                Task::Code { .. }
                | Task::Phone
                | Task::Captcha { .. }
                | Task::Contract
                | Task::Challenge
                | Task::Unknown(_),
            )
            | None => false,
        };
        ends_elsewhere && self.plan.waits && !self.is_over && !self.intent.is_empty()
    }
}
