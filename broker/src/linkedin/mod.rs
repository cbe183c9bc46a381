//! LinkedIn for Sales Navigator Display Services: users link their LinkedIn once, and have Sales Access Tokens from then on.
//!
//! OAuth tokens stay between LinkedIn and the store; what leaves is a Sales Access Token for the user it was issued to. Whatever
//! has been asked of LinkedIn is seen through to the store in a task of its own, because a browser that goes away in the middle
//! must cost nobody a code or a token.

mod answer;
mod api;
mod authorize;
mod flights;
pub(crate) mod routes;
mod sat;

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;

use crate::caller::Caller;
use crate::clock::{Clock, SystemClock, unix_seconds};
use crate::fault::{Fault, Vendor};
use crate::secret::Secret;
use crate::sign_in::seen_through;
use crate::store::{Hash, Store};
use api::Api;
use flights::Flights;

const VENDOR: Vendor = Vendor::LinkedIn;

/// What LinkedIn needs, as read from the environment.
pub(crate) struct Settings {
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    /// `None` works for a broker on loopback only.
    pub(crate) redirect_uri: Option<String>,
    /// The host's own return page instead of the broker's.
    pub(crate) return_url: Option<Url>,
    /// Both without a slash at their end.
    pub(crate) url: String,
    pub(crate) api_url: String,
    pub(crate) timeout: Duration,
}

/// LinkedIn as one broker uses it. Clones share everything.
#[derive(Clone)]
pub(crate) struct LinkedIn {
    api: Arc<Api>,
    redirect_uri: Option<String>,
    return_url: Option<Url>,
    store: Store,
    clock: Arc<dyn Clock>,
    flights: Arc<Flights>,
}

impl LinkedIn {
    /// Fails when the machine offers no TLS root certificates.
    pub(crate) fn new(settings: Settings, store: Store) -> Option<Self> {
        let Settings { redirect_uri, return_url, .. } = &settings;
        Some(Self {
            redirect_uri: redirect_uri.clone(),
            return_url: return_url.clone(),
            api: Arc::new(Api::new(settings)?),
            store,
            clock: Arc::new(SystemClock),
            flights: Arc::default(),
        })
    }

    pub(crate) fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    pub(crate) fn client_id(&self) -> &str {
        self.api.client_id()
    }

    fn now(&self) -> u64 {
        unix_seconds(&*self.clock)
    }

    fn caller_hash(&self, caller: &Caller) -> Result<Hash, Fault> {
        self.store.hash("caller", &caller.id)
    }

    /// Removes the caller's link. Idempotent.
    async fn unlink(&self, caller: &Caller) -> Result<(), Fault> {
        let caller = self.caller_hash(caller)?;
        let linkedin = self.clone();
        seen_through(async move {
            linkedin.store.unlink(caller).await?;
            // Whoever asks from now on must not get the answer of a request that began before.
            linkedin.flights.detach(&caller);
            Ok(())
        })
        .await
    }
}
