//! What goes into a source and what comes out: facts as [`Input`], orders as [`Order`]. Nothing is decided here.

use alloc::vec::Vec;

use super::credential::{Credential, Expiry};
use crate::core::effect::ReloadReason;
use crate::core::error::Fault;
use crate::core::plan::Millis;
use crate::core::secret::Secret;

/// What a dock wants of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// A credential that is still good.
    Any,
    /// One that is fetched from now on, because the host or the user says so.
    Fresh,
    /// The same, and a request that is under way doesn't count: the user has just given consent.
    Anew,
    /// Another one than that delivery brought, which the vendor refuses.
    Instead {
        /// The number of that delivery.
        of: u32,
        /// Whether it has served for a while before.
        served: bool,
    },
}

/// A fact that the source reacts to.
#[derive(Clone, Debug)]
pub enum Input {
    /// A dock wants a credential: it gets it at once or with the next delivery.
    Want(Demand),
    /// The host's function has answered: with a credential, or with none because no account is linked.
    Answered {
        /// The number that [`Order::Fetch`] carried.
        request: u32,
        /// What came of it.
        result: Result<Option<Credential>, Fault>,
    },
    /// The timer has run out.
    Elapsed,
    /// The first dock is there.
    Come {
        /// Whether the page can be seen.
        visible: bool,
    },
    /// The page has come into sight or gone out of it.
    Seen {
        /// Whether it can be seen.
        visible: bool,
    },
    /// The user has unlinked the account.
    Unlink,
    /// No dock is left.
    Leave,
}

/// What the docks are given.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The credential; `None` when the user hasn't linked an account.
    pub result: Result<Option<Secret>, Fault>,
    /// Counts the credentials, from 1.
    pub number: u32,
    /// Why it was fetched.
    pub reason: ReloadReason,
}

/// An order to the shell.
#[derive(Clone, Debug)]
pub enum Order {
    /// Ask the host's function and answer with [`Input::Answered`].
    Fetch {
        /// The number of this request.
        request: u32,
        /// The end of the credential that it is to replace.
        renews: Option<Expiry>,
        /// How many tries came before.
        attempt: u32,
    },
    /// Tell the host's function that its answer isn't wanted any more.
    Abandon,
    /// Start the one timer, anew if it is running.
    Start(Millis),
    /// Stop it.
    Stop,
    /// Give this to every dock.
    Deliver(Delivery),
    /// Give this to the dock that asked.
    Answer(Delivery),
}

/// Orders in the order in which they are to be carried out.
#[derive(Default)]
pub(super) struct Orders(pub(super) Vec<Order>);

impl Orders {
    /// As with [`Effects`](crate::core::effect::Effects).
    #[inline(never)]
    pub(super) fn push(&mut self, order: Order) {
        self.0.push(order);
    }
}
