//! What goes into the flow and what comes out: facts as [`Input`], orders as [`Effect`].
//!
//! Nothing is decided here. The order of effects within one step is the order in which the shell must carry
//! them out.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::account::Account;
use super::error::{ErrorCode, Fault};
use super::event::Event;
use super::message::{Answer, Refusal};
use super::messages::Text;
use super::plan::{Millis, SurfaceKind};
use super::renewal::{Delivery, Demand};
use super::secret::{Secret, SurfaceUrl};
use super::text::word;

/// A fact that the flow reacts to.
#[derive(Clone, Debug)]
pub enum Input {
    /// The host mounted the dock.
    Mount,
    /// The mounting call has returned.
    Tick,
    /// The popup that [`Effect::OpenPopup`] asked for is there, still blank.
    PopupOpened,
    /// The browser refused to open it.
    PopupBlocked,
    /// The host's token function has settled.
    Credential {
        /// The number that [`Effect::Fetch`] carried.
        request: u32,
        /// What came of it.
        result: Result<Secret, Fault>,
        /// What a redirect from the page that it leads to must bring back.
        state: Option<String>,
    },
    /// The host's function that says whether the account is linked has settled.
    Confirmed {
        /// The number that [`Effect::Confirm`] carried.
        request: u32,
        /// What came of it.
        result: Result<Rc<Account>, Fault>,
    },
    /// The page is back from the redirect that a link with this state has led to; what it brings comes as a message.
    Resumed {
        /// The state.
        state: Option<String>,
    },
    /// The form shows another step, by the vendor's word for a checkpoint, `credentials` otherwise.
    Step {
        /// The number that [`Effect::OpenForm`] carried.
        page: u32,
        /// The step.
        step: String,
    },
    /// Something in the form failed; it says so itself and has its own way on.
    StepFailed {
        /// The number that [`Effect::OpenForm`] carried.
        page: u32,
        /// What.
        fault: Fault,
    },
    /// The form is done.
    Linked {
        /// The number that [`Effect::OpenForm`] carried.
        page: u32,
        /// The account.
        account: Rc<Account>,
    },
    /// The source has a credential, or none.
    Delivered(Delivery),
    /// The host's function for the user's consent wants the popup to show this page, or needs it no more.
    Consent {
        /// The number that [`Effect::Authorize`] carried.
        request: u32,
        /// The page, if there is one.
        url: Option<SurfaceUrl>,
    },
    /// The host's function for the user's consent has settled.
    Authorized {
        /// The number that [`Effect::Authorize`] carried.
        request: u32,
        /// What came of it.
        result: Result<(), Fault>,
    },
    /// The frame's `load` event.
    Loaded {
        /// The number that [`Effect::Navigate`] carried.
        page: u32,
    },
    /// The frame's `error` event. Firefox sends it when a policy forbids the frame, and before it says so.
    FrameFailed {
        /// The number that [`Effect::Navigate`] carried.
        page: u32,
    },
    /// The page's policy forbade a frame.
    FrameForbidden {
        /// What was blocked: an origin, or a whole address with the credential in it.
        blocked: SurfaceUrl,
    },
    /// A message has passed the gate, or not.
    Message {
        /// The gate's decision.
        admitted: Result<Answer, Refusal>,
        /// The message's origin, for the record of a refusal.
        origin: String,
    },
    /// A timer has run out.
    Elapsed(Timer),
    /// The popup has shown another site's page for a while: that page has not cut it off from us.
    PopupSettled,
    /// The popup looks closed.
    PopupGone,
    /// It has looked closed for the whole of [`Timer::PopupGrace`].
    PopupMissing {
        /// Whether the host's page has the focus, as it has when the window before it was closed.
        focused: bool,
    },
    /// The host called `update()`.
    Update {
        /// A token for it, when the host has one.
        token: Option<Secret>,
    },
    /// The host called `reload()`.
    Reload,
    /// The host called `focus()`.
    Focus,
    /// The host called `close()`, or the user closed the dialog.
    Close,
    /// The user pressed a button of the dock's.
    Pressed(Action),
    /// The host's `AbortSignal` fired.
    Abort,
    /// The host called `unmount()`.
    Unmount,
}

/// The timers that a dock can have running, at most one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// Until a credential must have come.
    Credential,
    /// Until a popup that looks closed is believed to be: Firefox shows `closed` before it delivers the
    /// message that the popup posted last (trap 10). Ends in [`Input::PopupMissing`].
    PopupGrace,
    /// Until a frame must have loaded, and from then on until it must have said something.
    Frame,
    /// Until a frame that failed counts as unreachable, because why it failed may still be told; and until one that
    /// loaded counts as showing what it should, because that it doesn't may still be told.
    Verdict,
    /// Until the vendor's page is too old to be used.
    Session,
    /// Until a dialog that has nothing left to say goes away.
    Dismiss,
    /// Until the host is asked once more about an account that the vendor is still connecting.
    Connecting,
}

impl Timer {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Credential,
        Self::PopupGrace,
        Self::Frame,
        Self::Verdict,
        Self::Session,
        Self::Dismiss,
        Self::Connecting,
    ];
}

/// The state of a dock, as the host sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Mounted, nothing asked for yet.
    Idle,
    /// A credential is being fetched.
    Fetching,
    /// The surface is on its way to the vendor's page.
    Loading,
    /// The user is in the vendor's page.
    Waiting,
    /// The user is asked for consent, in a popup.
    Authorizing,
    /// The user is asked for more than a password, in a form of ours.
    Checkpoint,
    /// The account is active. Final, unless the vendor's page stays.
    Active,
    /// The surface is gone and nothing has failed.
    Closed,
    /// Something failed.
    Failed,
}

impl Phase {
    /// The state as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word("idle fetching loading waiting authorizing checkpoint active closed failed", self as usize)
    }
}

/// Which of the host's functions gives the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFunction {
    /// The option `token`.
    Token,
    /// The option `updateToken`.
    UpdateToken,
}

/// Why the surface went away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The account is active.
    Completed,
    /// The host unmounted the dock or its signal fired.
    Unmounted,
    /// The user cancelled, or the host called `close()`.
    User,
    /// The user closed the popup.
    PopupClosed,
    /// The popup is closed, or its page has cut it off from us: the two can't be told apart (trap 9).
    PopupMaybeClosed,
}

impl CloseReason {
    /// The reason as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word("completed unmounted user popup_closed popup_maybe_closed", self as usize)
    }
}

/// Why a surface was loaded again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReloadReason {
    /// The host or the user asked for it.
    Manual,
    /// The vendor refused the credential.
    TokenError,
    /// The credential was about to end.
    Expiring,
    /// The page came back into sight with a credential that was too old.
    Visible,
}

impl ReloadReason {
    /// The reason as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word("manual tokenError expiring visible", self as usize)
    }
}

/// A call of one of the host's callbacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// `onActive(account)`
    Active(Rc<Account>),
    /// `onUpdate(account)`
    Update(Rc<Account>),
    /// `onReload({reason, attempt})`
    Reload {
        /// Why.
        reason: ReloadReason,
        /// How many reloads this dock has seen, from 1.
        attempt: u32,
    },
    /// `onClose({completed, reason})`
    Close(CloseReason),
    /// `onError(error)`
    Error(Fault),
    /// `onState(state, previous)`
    State {
        /// The new state.
        state: Phase,
        /// The one before.
        previous: Phase,
    },
    /// `onEvent(event)`
    Event(Box<Event>),
}

/// What a button of the dock's does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Start over with a new credential.
    Retry,
    /// Go on in a window of its own.
    Window,
    /// Go on in a frame.
    Here,
    /// Bring the popup to the front.
    Focus,
    /// Give up.
    Cancel,
}

impl Action {
    /// What the button says.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Retry => Text::TryAgain,
            Self::Window => Text::OpenWindow,
            Self::Here => Text::ContinueHere,
            Self::Focus => Text::ShowWindow,
            Self::Cancel => Text::Cancel,
        }
    }
}

/// What kind of thing the dock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewKind {
    /// Something is on its way.
    Busy,
    /// The frame.
    Frame,
    /// The form.
    Form,
    /// A note that the flow goes on in another window.
    Popup,
    /// A sentence that needs the user.
    Notice,
    /// The account is connected.
    Done,
    /// Nothing at all.
    Nothing,
}

impl ViewKind {
    /// The name that the style sheet knows it by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word("busy frame form popup notice done nothing", self as usize)
    }
}

/// What the dock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// What kind of thing.
    pub kind: ViewKind,
    /// The sentence.
    pub text: Option<Text>,
    /// The code of the failure that it is about.
    pub code: Option<ErrorCode>,
    /// The buttons, the one to press first.
    pub actions: [Option<Action>; 2],
}

impl View {
    /// A view without code and buttons.
    #[must_use]
    pub fn new(kind: ViewKind, text: Option<Text>) -> Self {
        Self { kind, text, code: None, actions: [None, None] }
    }
}

/// An order to the shell.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Open a blank popup in this very tick, while the user's gesture counts (trap 12), and answer with
    /// [`Input::PopupOpened`] or [`Input::PopupBlocked`].
    OpenPopup,
    /// Show a vendor page: in a new frame element, or in the popup that is open (trap 19).
    Navigate {
        /// The number of this page.
        page: u32,
        /// Which surface.
        surface: SurfaceKind,
        /// Where to.
        url: SurfaceUrl,
        /// Whether the frame before it stays in sight until [`Effect::Reveal`].
        behind: bool,
    },
    /// Put the form in the dock's place. What it reports comes as [`Input::Step`], [`Input::StepFailed`] and
    /// [`Input::Linked`].
    OpenForm {
        /// The number of this page.
        page: u32,
    },
    /// Ask the host's function whether the account is linked and answer with [`Input::Confirmed`].
    Confirm {
        /// The number of this request.
        request: u32,
    },
    /// Put the new frame in the place of the one before it.
    Reveal,
    /// Remove the frame, close the popup.
    CloseSurface,
    /// Ask the host's function for a credential and answer with [`Input::Credential`].
    Fetch {
        /// The number of this request.
        request: u32,
        /// Which function.
        function: TokenFunction,
    },
    /// Ask the source for a credential, which comes as [`Input::Delivered`].
    Ask(Demand),
    /// Call the host's function for the user's consent and answer with [`Input::Authorized`].
    Authorize {
        /// The number of this request.
        request: u32,
    },
    /// Tell the host's function that its answer isn't wanted any more.
    AbandonFetch,
    /// Start a timer, anew if it is running.
    Start(Timer, Millis),
    /// Stop a timer, if it is running.
    Stop(Timer),
    /// Show this in the dock's place.
    Show(View),
    /// Bring what the user is at to the front: the popup, or the focus into the frame.
    Focus,
    /// Call the host.
    Tell(Callback),
    /// Settle the dock's `result`; only the first time counts.
    Settle(Result<Rc<Account>, Fault>),
    /// The dock's work is over: don't keep it alive for its own sake.
    Leave,
    /// The dock that had left is at work again.
    Stay,
}

/// The effects of one step, in their order.
#[derive(Debug, Default)]
pub struct Effects(pub Vec<Effect>);

impl Effects {
    /// Adds one. There are very many places that do: the code of [`Vec::push`] in each is kilobytes.
    #[inline(never)]
    pub fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }
}

impl Effect {
    /// Whether the host is owed it even when it unmounts before its turn.
    #[must_use]
    pub fn is_owed(&self) -> bool {
        matches!(self, Self::Settle(_) | Self::Tell(Callback::Active(_) | Callback::Close(_)))
    }

    /// Whether carrying it out runs the host's code, at once or, for the result, in its turn among the callbacks.
    #[must_use]
    pub fn calls_host(&self) -> bool {
        matches!(
            self,
            Self::Fetch { .. }
                | Self::Ask(_)
                | Self::Authorize { .. }
                | Self::Confirm { .. }
                | Self::OpenForm { .. }
                | Self::Tell(_)
                | Self::Settle(_)
        )
    }
}
