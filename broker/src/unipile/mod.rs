//! Unipile: users connect their LinkedIn account on a hosted page or in the widget's own wizard, and have it connected again
//! when the vendor loses its session.
//!
//! The API key stays here, and so does everything that the vendor says beyond an allow-list. Passwords and codes pass through
//! once and are kept nowhere; cookies are kept sealed, and only those that the host's browser extension collects. A redirect or a
//! webhook is a hint from elsewhere: an account becomes a caller's only when that caller's own page confirms it.

mod accounts;
mod api;
mod confirm;
mod intent;
mod link;
mod reconnect;
mod request;
mod returned;
pub(crate) mod routes;
mod schedule;
mod session;
mod text;
mod time;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use linkdock::core::account::AccountStatus;
use linkdock::core::vendor::unipile;
use reqwest::Url;
use tokio::sync::Notify;

use crate::caller::Caller;
use crate::clock::{Clock, SystemClock, unix_seconds};
use crate::fault::{Fault, Vendor};
use crate::secret::Secret;
use crate::store::{Hash, Standing, Store};
use api::Api;
pub(crate) use api::Version;
pub(crate) use reconnect::Job;
pub(crate) use schedule::Policy;
use text::UnipileId;

const VENDOR: Vendor = Vendor::Unipile;

/// How long a user has for a sign-in.
const SIGN_IN_SECONDS: u64 = 10 * 60;

/// What Unipile needs, as read from the environment.
pub(crate) struct Settings {
    pub(crate) key: Secret,
    pub(crate) version: Version,
    /// Without a slash at its end.
    pub(crate) api_url: String,
    /// For each call but a sign-in's.
    pub(crate) timeout: Duration,
    /// For a call with which somebody signs in: Unipile goes to LinkedIn meanwhile.
    pub(crate) sign_in_timeout: Duration,
    /// The hosted pages' own name, where the host has one.
    pub(crate) domain: Option<String>,
    /// `None` works for a broker on loopback only.
    pub(crate) redirect_uri: Option<Url>,
    /// The host's own return page instead of the broker's.
    pub(crate) return_url: Option<Url>,
    pub(crate) webhook_secret: Option<Secret>,
    /// Where version 1 tells of a link that was used, with the secret in it.
    pub(crate) notify_url: Option<Url>,
    pub(crate) policy: Policy,
    /// What a first account is for that a collected session connects.
    pub(crate) session_products: Vec<String>,
}

/// Unipile as one broker uses it. Clones share everything.
#[derive(Clone)]
pub(crate) struct Unipile {
    api: Arc<Api>,
    redirect_uri: Option<Url>,
    return_url: Option<Url>,
    webhook_secret: Option<Secret>,
    policy: Policy,
    session_products: Vec<String>,
    store: Store,
    clock: Arc<dyn Clock>,
    /// A reconnection was begun.
    begun: Arc<Notify>,
}

impl Unipile {
    /// Fails when the machine offers no TLS root certificates.
    pub(crate) fn new(settings: Settings, store: Store) -> Option<Self> {
        Some(Self {
            api: Arc::new(Api::new(&settings)?),
            redirect_uri: settings.redirect_uri,
            return_url: settings.return_url,
            webhook_secret: settings.webhook_secret,
            policy: settings.policy,
            session_products: settings.session_products,
            store,
            clock: Arc::new(SystemClock),
            begun: Arc::default(),
        })
    }

    pub(crate) fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    fn now(&self) -> u64 {
        unix_seconds(&*self.clock)
    }

    fn caller_hash(&self, caller: &Caller) -> Result<Hash, Fault> {
        self.store.hash("caller", &caller.id)
    }

    fn account_hash(&self, id: &UnipileId) -> Result<Hash, Fault> {
        self.store.hash("unipile account", id.as_str())
    }

    fn state_hash(&self, state: &Secret) -> Result<Hash, Fault> {
        self.store.hash("unipile state", state.expose())
    }
}

/// What the vendor's word means for the account's reconnection.
fn standing(word: &str) -> Standing {
    match unipile::status(word) {
        AccountStatus::Active => Standing::Works,
        AccountStatus::Disconnected => Standing::LostItsSession,
        AccountStatus::Deleted => Standing::Gone,
        AccountStatus::Incomplete | AccountStatus::Unknown => Standing::Other,
    }
}
