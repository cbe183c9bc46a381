//! What a failure leads to: which step, and which sentence.

use alloc::vec::Vec;

use super::answer::{Failure, Task, Trouble};
use super::effect::{Call, Effect, Report};
use super::words::Text;
use super::{Place, State, view};

/// After how many failures in a row a question that nobody pressed a button for is worth a word.
pub(super) const PATIENCE: u32 = 3;

impl State {
    /// A function of the host's failed, or the vendor has refused.
    pub(super) fn refused(&mut self, call: &Call, failure: Failure, request: u32, out: &mut Vec<Effect>) {
        let Failure { code, account } = failure;
        if *call == Call::Wait && self.is_patient(code, out) {
            return;
        }
        if code != Trouble::AccountExists {
            return self.fail(code, request, out);
        }
        self.report(code, request, out);
        match account {
            Some(account) => {
                self.go_to(Place::Exists(account), Some((Text::AlreadyLinked, false)), out);
            }
            None => self.go_back(Some((Text::AlreadyLinked, true)), out),
        }
    }

    /// Whether a failure of a question that nobody pressed a button for is passed over.
    pub(super) fn is_patient(&mut self, code: Trouble, out: &mut Vec<Effect>) -> bool {
        let ends = matches!(
            code,
            Trouble::CredentialsInvalid
                | Trouble::ExpiredLink
                | Trouble::AccountMismatch
                | Trouble::AccountExists
        );
        // A code that is on its way may have ended the attempt that the question was about: its answer says so.
        if self.asked.is_some() {
            return true;
        }
        if !ends {
            self.failed_polls += 1;
            self.listen(out);
        }
        !ends && self.failed_polls != PATIENCE
    }

    /// There is no way on from what the vendor asks for.
    pub(super) fn give_up(&mut self, message: &'static str, out: &mut Vec<Effect>) {
        out.push(Effect::Report(Report::Failed { code: Trouble::VendorFailed, message, request: 0 }));
        self.go_back(Some((Text::NotConnected, true)), out);
    }

    /// Says what failed, at the step where something can be done about it.
    pub(super) fn fail(&mut self, code: Trouble, request: u32, out: &mut Vec<Effect>) {
        self.report(code, request, out);
        let text = view::sentence(code);
        if matches!(code, Trouble::CredentialsInvalid | Trouble::AccountMismatch | Trouble::ExpiredLink) {
            self.go_back(Some((text, true)), out);
            if code == Trouble::CredentialsInvalid {
                self.is_invalid = true;
                self.show(out);
            }
            return;
        }
        let is_code = matches!(self.task(), Some(Task::Code { .. } | Task::Unknown(_)));
        self.missing = 0;
        self.is_invalid = code == Trouble::CheckpointInvalid;
        self.is_retryable = code != Trouble::VendorFailed;
        if self.is_invalid {
            out.push(Effect::Clear);
        }
        self.say(if self.is_invalid && !is_code { Text::WrongAnswer } else { text }, true, out);
        self.listen(out);
    }

    pub(super) fn report(&mut self, code: Trouble, request: u32, out: &mut Vec<Effect>) {
        out.push(Effect::Report(Report::Failed { code, message: view::message(code), request }));
    }
}
