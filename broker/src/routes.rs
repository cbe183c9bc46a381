//! The broker's routes: what is asked for, in which order it is checked, and what is answered.
//!
//! The order is caller, account id, right to the account, vendor. A token leaves here and must never be kept
//! by a cache on its way.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use serde_json::json;
use tower_http::cors::CorsLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::account::AccountId;
use crate::caller::{Caller, CallerAuth};
use crate::config::Config;
use crate::fault::Fault;
use crate::linkedin::LinkedIn;
use crate::secret::Secret;
use crate::{demo, linkedin, request_log, sign_in, unipile};

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct Broker(Arc<Config>);

impl Deref for Broker {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.0
    }
}

/// The routes under `/linkdock/` (and the demo's files, when the demo is on), to serve, merge or nest.
///
/// Called within a tokio runtime, it also starts the task that connects lost Unipile accounts again; otherwise the first
/// request for Unipile does. The task ends with the router.
///
/// Layers of the host that must run first, such as its own authentication, go around the returned router.
pub fn router(config: Config) -> Router {
    let broker = Broker(Arc::new(config));
    if let Some(unipile) = &broker.unipile {
        broker.job.start(unipile);
    }
    let unknown = any(async || Fault::NotFound);
    let api = Router::new()
        .route("/linkdock/health", get(async || Json(json!({ "status": "ok" }))))
        .route("/linkdock/salesflow/token", post(onboarding_token))
        .route("/linkdock/salesflow/accounts/{id}/token", post(account_token))
        .merge(linkedin::routes::routes())
        .merge(unipile::routes::routes())
        .merge(sign_in::routes())
        .method_not_allowed_fallback(async || Fault::MethodNotAllowed)
        // Not the router's fallback, which belongs to the host that merges this router.
        .route("/linkdock", unknown.clone())
        .route("/linkdock/", unknown.clone())
        .route("/linkdock/{*rest}", unknown)
        .layer(cors(&broker.allowed_origins))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ));
    let all = match &broker.callers {
        CallerAuth::Demo(demo) => {
            let client_id = broker.linkedin.as_ref().map(LinkedIn::client_id);
            api.merge(demo::routes(demo, client_id))
        }
        CallerAuth::Signed(_) | CallerAuth::Host => api,
    };
    all.layer(middleware::from_fn(request_log::log)).with_state(broker)
}

async fn onboarding_token(State(broker): State<Broker>, _caller: Caller) -> Result<Issued, Fault> {
    broker.salesflow.onboarding_token().await.map(Issued)
}

async fn account_token(
    State(broker): State<Broker>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Issued, Fault> {
    let account = id.ok().and_then(|Path(id)| AccountId::parse_digits(&id)).ok_or(Fault::AccountIdInvalid)?;
    if !caller.accounts.contains(&account) {
        return Err(Fault::AccountNotAllowed);
    }
    broker.salesflow.account_token(&account).await.map(Issued)
}

/// A token on its way to the caller.
struct Issued(Secret);

impl IntoResponse for Issued {
    fn into_response(self) -> Response {
        Json(json!({ "token": self.0.expose() })).into_response()
    }
}

/// Exact origins only. `Vary: Origin` is sent even to origins that are refused, so that a cache keeps the
/// answers apart.
fn cors(allowed: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(allowed.to_vec())
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .vary([header::ORIGIN])
}
