//! What is said of a step, and what can be pressed in it.

use super::answer::{Channel, Task, Trouble};
use super::effect::{Action, Method, View};
use super::words::Text;
use super::{Place, State};

/// What the user reads of a failure.
pub(super) fn sentence(code: Trouble) -> Text {
    match code {
        Trouble::CredentialsInvalid => Text::WrongCredentials,
        Trouble::CheckpointInvalid => Text::WrongCode,
        Trouble::ExpiredLink => Text::Expired,
        Trouble::AccountMismatch => Text::OtherAccount,
        Trouble::AccountExists => Text::AlreadyLinked,
        Trouble::VendorBusy => Text::Busy,
        Trouble::TokenFailed | Trouble::TokenTimeout => Text::Unreachable,
        Trouble::VendorFailed => Text::NotConnected,
    }
}

/// What the engineer reads of it.
pub(super) fn message(code: Trouble) -> &'static str {
    match code {
        Trouble::CredentialsInvalid => "LinkedIn didn't take what the user signed in with.",
        Trouble::CheckpointInvalid => "LinkedIn didn't take the code.",
        Trouble::ExpiredLink => "The sign-in has expired at the vendor.",
        Trouble::AccountMismatch => "The user signed in with another account than the one to reconnect.",
        Trouble::AccountExists => "The account is linked already.",
        Trouble::VendorBusy => "The vendor, or LinkedIn behind it, can't answer now.",
        Trouble::TokenTimeout => {
            "A function of the form didn't settle in time: `timeouts.token` is the limit in ms."
        }
        Trouble::TokenFailed => "A function of the form failed: `cause` is what it threw.",
        Trouble::VendorFailed => "The vendor reported a failure, or answered what can't be understood.",
    }
}

impl State {
    pub(super) fn view(&self) -> View {
        let (title, lead) = self.heading();
        let is_busy = self.asked.is_some();
        View {
            title,
            lead,
            note: if is_busy { Some(Text::Checking) } else { self.note.map(|(text, _)| text) },
            is_error: !is_busy && self.note.is_some_and(|(_, is_error)| is_error),
            is_invalid: self.is_invalid,
            missing: self.missing,
            submit: self.submit_text(),
            actions: self.actions(),
            is_busy,
            is_over: self.is_over,
        }
    }

    fn heading(&self) -> (Text, Option<Text>) {
        let Some(task) = self.task() else {
            let title = if self.account.is_some() { Text::Reconnecting } else { Text::SignIn };
            return match (&self.place, self.method) {
                (Place::Exists(_), _) => (title, None),
                (_, Method::Credentials) => (title, Some(Text::SignInLead)),
                (_, Method::Cookies) => (title, Some(Text::CookiesLead)),
            };
        };
        let (title, lead) = match task {
            Task::Code { approves: true, .. } if self.plan.waits => (Text::ApproveTitle, Text::Either),
            Task::Code { channel, .. } => (
                Text::CodeTitle,
                match channel {
                    Channel::Untold => Text::CodeSent,
                    Channel::Email => Text::CodeEmail,
                    Channel::Sms => Text::CodeSms,
                    Channel::Whatsapp => Text::CodeWhatsapp,
                    Channel::App => Text::CodeApp,
                },
            ),
            Task::Approve if self.plan.waits => (Text::ApproveTitle, Text::Approve),
            Task::Approve => (Text::ApproveTitle, Text::ApproveBlind),
            Task::Phone => (Text::PhoneTitle, Text::Phone),
            Task::Captcha { .. } => (Text::CaptchaTitle, Text::Captcha),
            Task::Contract => (Text::ContractTitle, Text::Contract),
            Task::Challenge => (Text::ChallengeTitle, Text::Challenge),
            Task::Loading => (Text::WaitTitle, Text::Wait),
            Task::Qr(_) => (Text::QrTitle, Text::Qr),
            Task::Oauth(_) => (Text::OauthTitle, Text::Oauth),
            Task::Unknown(_) => (Text::UnknownTitle, Text::Unknown),
        };
        (title, Some(lead).filter(|_| !self.is_over))
    }

    fn submit_text(&self) -> Option<Text> {
        match &self.place {
            Place::Form => Some(Text::SignInButton),
            Place::Exists(_) => None,
            Place::Checkpoint(_) if self.is_over => None,
            Place::Checkpoint(checkpoint) => match checkpoint.task {
                Task::Code { .. } | Task::Phone | Task::Contract | Task::Challenge | Task::Unknown(_) => {
                    Some(if self.is_retryable && !self.is_invalid { Text::TryAgain } else { Text::Next })
                }
                Task::Approve | Task::Captcha { .. } | Task::Loading | Task::Qr(_) | Task::Oauth(_) => None,
            },
        }
    }

    /// Whether a new code can be asked for, now or later.
    pub(super) fn can_resend(&self) -> bool {
        let is_sent = matches!(self.task(), Some(Task::Code { channel, .. }) if *channel != Channel::App);
        is_sent && self.plan.resends && !self.is_over
    }

    /// What can be pressed, a bit each.
    pub(super) fn actions(&self) -> u32 {
        let mut actions = Action::Cancel.bit();
        let mut offer = |action: Action, when: bool| actions |= if when { action.bit() } else { 0 };
        let task = self.task();
        offer(Action::Reconnect, matches!(self.place, Place::Exists(_)));
        // Who meant to reconnect an account may think better of it.
        let reconnects =
            self.place == Place::Form && self.account != self.plan.account && self.asked.is_none();
        offer(Action::Another, matches!(self.place, Place::Exists(_)) || reconnects);
        offer(Action::Restart, task.is_some());
        let open = !self.is_over;
        offer(Action::Open, open && matches!(task, Some(Task::Oauth(_))));
        offer(Action::Resend, self.can_resend());
        let failed = open && self.is_retryable && self.asked.is_none();
        // Where there is a field, its own button does it again.
        offer(Action::Retry, failed && task.is_some() && self.submit_text().is_none());
        actions
    }
}
