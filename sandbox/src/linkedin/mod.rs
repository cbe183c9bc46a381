//! LinkedIn: the OAuth grant, Sales Access Tokens and the widgets that a CRM embeds. One origin plays www.linkedin.com and
//! api.linkedin.com at once. It follows what the vendor documents, word for word; where the vendor is silent it does the
//! plain thing and README.md says so.

mod authorize;
mod card;
mod control;
mod credential;
mod modules;
mod people;
mod request;
mod sales_tokens;
mod session;
mod settings;
mod store;
mod token;
mod widget;

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Router;

use crate::stage::Stage;
use crate::{App, Client, Config};

pub(crate) use self::control::routes as control_routes;

use self::store::Store;

/// The simulated vendor: the application it knows, its memory and its stage.
pub(crate) struct LinkedIn {
    client: Client,
    store: Mutex<Store>,
    stage: Stage,
}

impl LinkedIn {
    pub(crate) fn new(config: &Config) -> Self {
        Self { client: config.client.clone(), store: Mutex::default(), stage: Stage::new(config) }
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client.id
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
    Router::new()
        .merge(authorize::routes())
        .merge(token::routes())
        .merge(sales_tokens::routes())
        .merge(widget::routes())
        .merge(session::routes())
}
