//! What goes into the flow and what comes out: facts as [`Input`], orders as [`Effect`].
//!
//! Nothing is decided here. The order of effects within one step is the order in which the shell must carry
//! them out.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;

use super::account::{Account, AccountId};
use super::error::Fault;
use super::event::{Event, FlowKind};
use super::message::{Answer, Refusal};
use super::plan::{Millis, SurfaceKind};
use super::secret::{Secret, SurfaceUrl};

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
    },
    /// The frame's `load` event.
    Loaded {
        /// The number that [`Effect::Navigate`] carried.
        page: u32,
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
    /// The popup looks closed.
    PopupGone,
    /// The host called `update()`.
    Update {
        /// A token for it, when the host has one.
        token: Option<Secret>,
    },
    /// The host called `reload()`, or the user pressed "Try again".
    Reload,
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
    /// message that the popup posted last (trap 10).
    PopupGrace,
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
    /// The account is active. Final.
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
        match self {
            Self::Idle => "idle",
            Self::Fetching => "fetching",
            Self::Loading => "loading",
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Closed => "closed",
            Self::Failed => "failed",
        }
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
    /// The user closed the popup.
    PopupClosed,
}

impl CloseReason {
    /// The reason as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Unmounted => "unmounted",
            Self::PopupClosed => "popup_closed",
        }
    }
}

/// Why a surface was loaded again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReloadReason {
    /// The host or the user asked for it.
    Manual,
}

impl ReloadReason {
    /// The reason as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
        }
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

/// What the dock shows in its place in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Something is on its way.
    Busy,
    /// The frame.
    Frame,
    /// A note that the flow goes on in another window.
    Popup,
    /// A sentence, with "Try again" when that makes sense.
    Notice {
        /// The sentence.
        sentence: &'static str,
        /// Whether to offer "Try again".
        retry: bool,
    },
    /// Nothing at all.
    Nothing,
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
    },
    /// Remove the frame, close the popup.
    CloseSurface,
    /// Ask the host's function for a credential and answer with [`Input::Credential`].
    Fetch {
        /// The number of this request.
        request: u32,
        /// Which function.
        function: TokenFunction,
        /// The flow it is for.
        flow: FlowKind,
        /// The account it is for.
        account: Option<AccountId>,
        /// How many reloads came before.
        attempt: u32,
    },
    /// Tell the host's function that its answer isn't wanted any more.
    AbandonFetch,
    /// Start a timer, anew if it is running.
    Start(Timer, Millis),
    /// Stop a timer, if it is running.
    Stop(Timer),
    /// Show this in the dock's place.
    Show(View),
    /// Call the host.
    Tell(Callback),
    /// Settle the dock's `result`; only the first time counts.
    Settle(Result<Rc<Account>, Fault>),
    /// The dock's work is over: don't keep it alive for its own sake.
    Leave,
    /// The dock that had left is at work again.
    Stay,
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
        matches!(self, Self::Fetch { .. } | Self::Tell(_) | Self::Settle(_))
    }
}
