//! What the form is told and what it does about it: the words between the decisions and the browser.

use alloc::boxed::Box;
use alloc::string::String;

use super::answer::{Checkpoint, Failure, Reply, Trouble};
use super::words::Text;
use crate::core::plan::Millis;

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// E-mail or phone, and password.
    Credentials,
    /// Cookies of a browser that is signed in.
    Cookies,
}

/// What the host asked for, checked.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The ways to sign in, the usual one first; one or two.
    pub methods: (Method, Option<Method>),
    /// The account to reconnect.
    pub account: Option<String>,
    /// Whether there is `requestCheckpoint`.
    pub requests: bool,
    /// Whether there is `resendCheckpoint`.
    pub resends: bool,
    /// Whether there is `waitCheckpoint`.
    pub waits: bool,
    /// Whether there is `renderCaptcha`.
    pub renders: bool,
    /// How long a function of the host's may take.
    pub token: Millis,
    /// How long the user has for one checkpoint.
    pub checkpoint: Millis,
    /// How often `waitCheckpoint` is asked.
    pub poll: Millis,
    /// When a code can be asked for again.
    pub resend: Millis,
}

/// A timer; each runs once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The countdowns go on.
    Tick,
    /// It is time to ask whether the user has approved.
    Poll,
    /// The user's request takes too long.
    Request,
    /// The question whether the user has approved takes too long.
    Answer,
}

/// What the user can press besides the form's own button. The order is the one in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open the consent page.
    Open,
    /// Sign in anew to the account that exists.
    Reconnect,
    /// Sign in with another one.
    Another,
    /// Do again what failed.
    Retry,
    /// Ask for another code.
    Resend,
    /// Back to the form.
    Restart,
    /// Give up.
    Cancel,
}

impl Action {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Reconnect, Self::Another, Self::Retry, Self::Resend, Self::Restart, Self::Cancel];

    /// Its bit in [`View::actions`].
    #[must_use]
    pub fn bit(self) -> u32 {
        1 << self as u32
    }

    /// What its button says.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Open => Text::OpenWindow,
            Self::Reconnect => Text::Reconnect,
            Self::Another => Text::UseAnother,
            Self::Retry => Text::TryAgain,
            Self::Resend => Text::Resend,
            Self::Restart => Text::StartAgain,
            Self::Cancel => Text::Cancel,
        }
    }
}

/// A fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The form is in the page.
    Open,
    /// The user chose the first or the second way to sign in.
    Method(u32),
    /// The user submitted. `missing` has a bit for each field that is empty, `choice` is what was chosen of several.
    Submit {
        /// The fields that are empty.
        missing: u32,
        /// The place of what was chosen.
        choice: Option<u32>,
    },
    /// The user pressed something else.
    Pressed(Action),
    /// The user chose another challenge beside a code.
    Challenge(u32),
    /// The captcha has a token, which the shell holds.
    Solved,
    /// The captcha couldn't be rendered.
    Unsolved,
    /// A function of the host's answered.
    Answered {
        /// The number of the request.
        request: u32,
        /// What.
        reply: Reply,
    },
    /// It threw.
    Threw {
        /// The number of the request.
        request: u32,
        /// What is known of it.
        failure: Failure,
    },
    /// A timer has run out.
    Elapsed(Timer),
    /// The browser didn't open the window.
    Blocked,
    /// The window looks closed.
    Gone,
    /// The form is taken away.
    Remove,
}

/// What a function of the host's is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// `startIntent`, with what is in the fields.
    Start {
        /// Which fields.
        method: Method,
        /// The account to reconnect.
        account: Option<String>,
    },
    /// `solveCheckpoint`, with what is in the fields.
    Solve,
    /// `solveCheckpoint`, with this.
    Choose(String),
    /// `requestCheckpoint`.
    Request(String),
    /// `resendCheckpoint`.
    Resend,
    /// `waitCheckpoint`.
    Wait,
}

/// A step of the form, to be built anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scene {
    /// The fields of a way to sign in.
    Form(Method),
    /// No fields.
    Exists,
    /// A checkpoint.
    Checkpoint(Box<Checkpoint>),
}

/// What is said of a step and what can be done in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The heading.
    pub title: Text,
    /// What to do, under it.
    pub lead: Option<Text>,
    /// What has happened.
    pub note: Option<Text>,
    /// Whether that is bad news.
    pub is_error: bool,
    /// Whether it is about what is in the fields.
    pub is_invalid: bool,
    /// The fields that are empty though they must not be, a bit each.
    pub missing: u32,
    /// What the form's own button says.
    pub submit: Option<Text>,
    /// What else can be pressed, a bit each.
    pub actions: u32,
    /// Whether the host's function is at work.
    pub is_busy: bool,
    /// Whether the step's time is over, and its fields are of no use any more.
    pub is_over: bool,
}

/// What the dock is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// Another step is shown.
    Step(String),
    /// Something failed; the message is for the engineer.
    Failed {
        /// What.
        code: Trouble,
        /// Where and why.
        message: &'static str,
        /// The request whose function threw, if one did.
        request: u32,
    },
    /// The account.
    Done(String),
    /// The user gave up.
    Cancelled,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Build another step.
    Build(Scene),
    /// Show what is known of it.
    Show(Box<View>),
    /// Empty the fields; a captcha isn't wanted any more either.
    Clear,
    /// Draw the QR code anew.
    Draw(String),
    /// Show the countdowns, in seconds; `None` for none. `aloud`: say it.
    Clock {
        /// Until the step's time is over.
        left: Option<u32>,
        /// Until another code can be asked for.
        resend: Option<u32>,
        /// Whether it is worth saying.
        aloud: bool,
    },
    /// Ask the host's function.
    Ask {
        /// The number that its answer is to bring.
        request: u32,
        /// What.
        call: Call,
        /// The attempt that it is about; empty at its start.
        intent: String,
    },
    /// Nobody waits for this request any more.
    Abandon(u32),
    /// Let the host render the captcha.
    Captcha {
        /// As the vendor sent it.
        key: String,
        /// Likewise.
        data: String,
    },
    /// Open a window at this address.
    Open(String),
    /// Close it.
    Close,
    /// Start a timer, anew if it is running.
    Start(Timer, Millis),
    /// Stop it.
    Stop(Timer),
    /// Tell the dock.
    Report(Report),
}
