//! The vendor's server API: an API key in, a short-lived token out. Only a host's backend calls it; it must never
//! allow a web page to (no CORS headers).

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::post;

use super::Salesflow;
use crate::{App, json};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/public/api/v1/tokens/onboarding", post(onboarding))
        .route("/public/api/v1/tokens/jwt", post(jwt))
}

// Both take the body though it says nothing: an unread one would hide from the server that a client has left.

async fn onboarding(State(salesflow): State<Arc<Salesflow>>, headers: HeaderMap, _body: Bytes) -> Response {
    if let Some(refusal) = refuse(&salesflow, &headers).await {
        return refusal;
    }
    let now = salesflow.stage.now();
    let mut store = salesflow.store();
    store.stats.onboarding_tokens += 1;
    let token = store.issue_onboarding(now);
    store.tokens.shape.respond(token)
}

async fn jwt(State(salesflow): State<Arc<Salesflow>>, headers: HeaderMap, _body: Bytes) -> Response {
    if let Some(refusal) = refuse(&salesflow, &headers).await {
        return refusal;
    }
    let id = headers.get("x-accountid").and_then(|id| id.to_str().ok()?.parse().ok());
    let now = salesflow.stage.now();
    let mut store = salesflow.store();
    let Some(id) = id.filter(|id| store.account(*id).is_some()) else {
        return json::error(StatusCode::NOT_FOUND, "X-AccountId names no account");
    };
    store.stats.jwts += 1;
    let token = store.issue_jwt(id, now);
    store.tokens.shape.respond(token)
}

/// The fault that is set, or what is wrong with the API key.
async fn refuse(salesflow: &Salesflow, headers: &HeaderMap) -> Option<Response> {
    let fault = salesflow.store().tokens.faults.take();
    if let Some(fault) = fault
        && let Some(refusal) = fault.respond(&salesflow.stage).await
    {
        return Some(refusal);
    }
    let known = presented_key(headers) == Some(&salesflow.api_key);
    (!known).then(|| json::error(StatusCode::UNAUTHORIZED, "The API key is missing or wrong"))
}

/// The vendor's samples send a bearer token, its page about API keys says `x-api-key`.
fn presented_key(headers: &HeaderMap) -> Option<&str> {
    let text = |name| headers.get(name)?.to_str().ok();
    match text(header::AUTHORIZATION) {
        Some(authorization) => authorization.strip_prefix("Bearer "),
        None => text(header::HeaderName::from_static("x-api-key")),
    }
}
