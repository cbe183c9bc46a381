//! Salesflow: two token endpoints, the connect and the update page, and the message they post. It follows what the
//! vendor documents, word for word; where the vendor is silent it does the plain thing and README.md says so.

mod answer;
mod api;
mod control;
mod flow;
mod pages;
mod shape;
mod store;
mod users;

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Router;

use crate::stage::Stage;
use crate::{App, Config};

pub(crate) use self::control::routes as control_routes;
pub(crate) use self::users::USERS;

use self::store::Store;

/// The simulated vendor: the key it accepts, its memory and its stage.
pub(crate) struct Salesflow {
    api_key: String,
    store: Mutex<Store>,
    stage: Stage,
}

impl Salesflow {
    pub(crate) fn new(config: &Config) -> Self {
        Self { api_key: config.api_key.clone(), store: Mutex::default(), stage: Stage::new(config) }
    }

    pub(crate) fn reset(&self) {
        *self.store() = Store::default();
        self.stage.reset();
    }

    /// The vendor's memory. Never held across an await.
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new().merge(api::routes()).merge(pages::routes())
}
