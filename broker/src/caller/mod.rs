//! Who asks for a token, and which accounts they may update.
//!
//! Every route that hands out a token takes a [`Caller`], so there is no way to reach a vendor without one.
//! How callers are recognised is one choice for the whole broker: [`CallerAuth`].

mod signed;

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::account::AccountId;
use crate::demo::Demo;
use crate::fault::Fault;
use crate::routes::Broker;
pub(crate) use signed::SignedCallers;

/// An authenticated user of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The host's own id of the user.
    pub id: String,
    /// The vendor accounts that the user may update.
    pub accounts: Accounts,
}

/// A set of vendor accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accounts {
    /// Every account the API key can reach.
    Any,
    /// These and no others.
    Listed(HashSet<AccountId>),
}

impl Accounts {
    /// Whether `account` is in the set.
    #[must_use]
    pub fn contains(&self, account: &AccountId) -> bool {
        match self {
            Self::Any => true,
            Self::Listed(listed) => listed.contains(account),
        }
    }

    /// Likewise, for an id that comes from elsewhere.
    pub(crate) fn names(&self, account: &str) -> bool {
        AccountId::parse(account).is_some_and(|account| self.contains(&account))
    }
}

/// How a broker recognises its callers.
pub(crate) enum CallerAuth {
    /// By a token that the host signs.
    Signed(Box<SignedCallers>),
    /// By the session cookie of the demo page.
    Demo(Arc<Demo>),
    /// By a layer of the Rust host that nests the router.
    Host,
}

impl CallerAuth {
    fn identify(&self, parts: &Parts) -> Result<Caller, Fault> {
        match self {
            Self::Signed(signed) => signed.identify(&parts.headers),
            Self::Demo(demo) => demo.identify(parts.uri.path(), &parts.headers),
            Self::Host => parts.extensions.get().cloned().ok_or(Fault::CallerUnauthenticated(
                "The host's own authentication did not name a caller. Sign in and try again.",
            )),
        }
    }
}

impl FromRequestParts<Broker> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, broker: &Broker) -> Result<Self, Fault> {
        broker.callers.identify(parts)
    }
}
