//! Salesflow: two token endpoints, the connect and the update page, and the message they post. It follows what the
//! vendor documents, word for word; where the vendor is silent it does the plain thing and README.md says so.

mod answer;
mod api;
mod control;
mod fault;
mod flow;
mod page_settings;
mod pages;
mod store;
mod users;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::Router;
use tokio::sync::watch;

use crate::{App, Config};

pub(crate) use self::control::routes as control_routes;
pub(crate) use self::users::USERS;

use self::page_settings::PageSettings;
use self::store::Store;

/// The simulated vendor: its memory, how it serves its pages and how many requests wait.
pub(crate) struct Salesflow {
    config: Config,
    store: Mutex<Store>,
    /// Watched, since pages that hang wait for the setting to change back.
    pages: watch::Sender<PageSettings>,
    hanging: AtomicUsize,
}

impl Salesflow {
    pub(crate) fn new(config: Config) -> Self {
        let pages = watch::Sender::new(PageSettings::default());
        Self { config, store: Mutex::default(), pages, hanging: AtomicUsize::new(0) }
    }

    pub(crate) fn reset(&self) {
        *self.store() = Store::default();
        // Second: a page that hung goes on after the reset and must not meet what was before it.
        self.pages.send_replace(PageSettings::default());
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
        let _counted = Hanging::count(&self.hanging);
        self.config.stop.stopped().await;
    }

    /// How a page that is asked for now is served, once pages no longer hang and the delay has passed; None when the
    /// server stops before that.
    async fn page_settings(&self) -> Option<PageSettings> {
        tokio::select! {
            settings = self.patient_page_settings() => Some(settings),
            () = self.config.stop.stopped() => None,
        }
    }

    async fn patient_page_settings(&self) -> PageSettings {
        let _counted = Hanging::count(&self.hanging);
        // The sender lives in `self`, so the wait cannot fail for want of one.
        let _ = self.pages.subscribe().wait_for(|settings| !settings.hang).await;
        let settings = self.pages.borrow().clone();
        tokio::time::sleep(settings.delay.0).await;
        settings
    }
}

/// One request that hangs or is late on purpose; counted until it is dropped.
struct Hanging<'a>(&'a AtomicUsize);

impl<'a> Hanging<'a> {
    fn count(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Hanging<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new().merge(api::routes()).merge(pages::routes())
}
