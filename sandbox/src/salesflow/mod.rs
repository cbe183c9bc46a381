//! Salesflow: two token endpoints, the connect and the update page, and the message they post. It follows what the
//! vendor documents, word for word; where the vendor is silent it does the plain thing and README.md says so.

mod answer;
mod api;
mod control;
mod fault;
mod flow;
mod pages;
mod store;
mod users;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::Router;

use crate::{App, Config};

pub(crate) use self::control::routes as control_routes;
pub(crate) use self::users::USERS;

use self::store::Store;

/// The simulated vendor: its memory and how many of its requests hang.
pub(crate) struct Salesflow {
    config: Config,
    store: Mutex<Store>,
    hanging: AtomicUsize,
}

impl Salesflow {
    pub(crate) fn new(config: Config) -> Self {
        Self { config, store: Mutex::default(), hanging: AtomicUsize::new(0) }
    }

    pub(crate) fn reset(&self) {
        *self.store() = Store::default();
    }

    fn now(&self) -> SystemTime {
        self.config.clock.now()
    }

    /// The vendor's memory. Never held across an await.
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does not return before the server stops; a client that leaves drops the whole call.
    async fn hang(&self) {
        self.hanging.fetch_add(1, Ordering::Relaxed);
        let _counted = Hanging(&self.hanging);
        self.config.stop.stopped().await;
    }
}

/// One request that hangs; counted until it is dropped.
struct Hanging<'a>(&'a AtomicUsize);

impl Drop for Hanging<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new().merge(api::routes()).merge(pages::routes())
}
