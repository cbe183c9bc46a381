//! What every vendor stands on: the clock, requests that hang or are late on purpose, and pages that are served as the
//! control API has set it. It never knows which vendor it carries.

mod fault;
mod page_settings;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;

use crate::{Clock, Config, Stop};

pub(crate) use self::fault::{Fault, FaultPlan};
pub(crate) use self::page_settings::{PageChange, PageSettings};

use self::page_settings::Delay;

/// One vendor's stage.
pub(crate) struct Stage {
    clock: Arc<dyn Clock>,
    stop: Stop,
    /// Watched, since pages that hang wait for the setting to change back.
    pages: watch::Sender<PageSettings>,
    hanging: AtomicUsize,
}

impl Stage {
    pub(crate) fn new(config: &Config) -> Self {
        let pages = watch::Sender::new(PageSettings::default());
        let (clock, stop) = (Arc::clone(&config.clock), config.stop.clone());
        Self { clock, stop, pages, hanging: AtomicUsize::new(0) }
    }

    /// Pages are served as at the start. Comes after everything else that is reset: a page that hung goes on now and
    /// must not meet what was before.
    pub(crate) fn reset(&self) {
        self.pages.send_replace(PageSettings::default());
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// Pages are served another way from now on.
    pub(crate) fn set_pages(&self, change: PageChange) {
        self.pages.send_modify(|settings| change.apply(settings));
    }

    /// How many requests hang or are late right now.
    pub(crate) fn hanging(&self) -> usize {
        self.hanging.load(Ordering::Relaxed)
    }

    /// Does not return before the server stops; a client that leaves drops the whole call.
    async fn hang(&self) {
        let _counted = Hanging::count(&self.hanging);
        self.stop.stopped().await;
    }

    /// Returns so much later; None when the server stops before that.
    async fn late(&self, delay: Delay) -> Option<()> {
        let _counted = Hanging::count(&self.hanging);
        tokio::select! {
            () = tokio::time::sleep(delay.0) => Some(()),
            () = self.stop.stopped() => None,
        }
    }

    /// A page, when and how the control API has set it.
    pub(crate) async fn show(&self, draw: impl FnOnce(&PageSettings) -> Response) -> Response {
        let Some(settings) = self.page_settings().await else {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        };
        if settings.drop {
            return fault::cut();
        }
        let mut response = draw(&settings);
        settings.mark(response.headers_mut());
        response
    }

    /// How a page that is asked for now is served, once pages no longer hang and the delay has passed; None when the
    /// server stops before that.
    async fn page_settings(&self) -> Option<PageSettings> {
        let unhung = async {
            let _counted = Hanging::count(&self.hanging);
            // The sender lives in `self`, so the wait cannot fail for want of one.
            let _ = self.pages.subscribe().wait_for(|settings| !settings.hang).await;
            self.pages.borrow().clone()
        };
        let settings = tokio::select! {
            settings = unhung => settings,
            () = self.stop.stopped() => return None,
        };
        self.late(settings.delay).await.map(|()| settings)
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
