//! Unipile: both generations of its API, the hosted pages of both, and the webhooks. One state machine decides for
//! hosted pages and for the API what becomes of a sign-in. It follows what the vendor documents, word for word; where the
//! vendor is silent it does the plain thing and README.md says so.

mod account;
mod api_v1;
mod api_v2;
mod attempt;
mod call;
mod control;
mod failure;
mod hosted;
mod intent;
mod iso;
mod link;
mod link_v1;
mod link_v2;
mod phone_app;
mod provider_page;
mod record;
mod redirect;
mod settings;
mod step;
mod store;
mod users;
mod view;
mod visit;
mod webhook;

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use axum::Router;
use serde::Serialize;

use crate::stage::Stage;
use crate::{App, Config};

pub(crate) use self::control::routes as control_routes;
pub(crate) use self::users::USERS;

use self::store::Store;
use self::webhook::Postman;

/// The two generations of the API. Their accounts are apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Version {
    V1,
    V2,
}

/// The simulated vendor: the key it accepts, its memory, its stage and who carries its webhooks.
pub(crate) struct Unipile {
    api_key: String,
    store: Mutex<Store>,
    stage: Stage,
    postman: Postman,
}

impl Unipile {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            api_key: config.api_key.clone(),
            store: Mutex::default(),
            stage: Stage::new(config),
            postman: Postman::hire(config.stop.clone()),
        }
    }

    pub(crate) fn reset(&self) {
        self.change(|store, _| *store = Store::default());
        self.postman.forget();
        self.stage.reset();
    }

    /// Acts on the vendor's memory and hands out the webhooks that come of it, in their order.
    fn change<T>(&self, act: impl FnOnce(&mut Store, SystemTime) -> T) -> T {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = act(&mut store, self.stage.now());
        self.postman.take(store.outbox.drain(..));
        outcome
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(api_v2::routes())
        .merge(api_v1::routes())
        .merge(hosted::routes())
        .merge(phone_app::routes())
        .merge(provider_page::routes())
}
