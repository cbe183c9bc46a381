//! LinkedIn's part of the control API: what tests set and what they read back. It changes settings only; what they lead to
//! is decided where the vendor acts.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::LinkedIn;
use super::settings::SettingsChange;
use super::store::Counts;
use crate::App;
use crate::json::Json;
use crate::stage::{Fault, PageChange};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/settings", post(set))
        .route("/pages", post(set_pages))
        .route("/revoke", post(revoke))
        .route("/faults", get(faults).post(set_fault))
        .route("/counts", get(counts))
}

async fn set(State(linkedin): State<Arc<LinkedIn>>, Json(change): Json<SettingsChange>) -> Json<Value> {
    change.apply(&mut linkedin.store().settings);
    Json(json!({}))
}

async fn set_pages(State(linkedin): State<Arc<LinkedIn>>, Json(change): Json<PageChange>) -> Json<Value> {
    linkedin.stage.set_pages(change);
    Json(json!({}))
}

/// Which credentials end now.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum What {
    AccessTokens,
    RefreshTokens,
    Sats,
    All,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revocation {
    what: What,
}

async fn revoke(State(linkedin): State<Arc<LinkedIn>>, Json(asked): Json<Revocation>) -> Json<Value> {
    let mut store = linkedin.store();
    match asked.what {
        What::AccessTokens => store.access_tokens.revoke(),
        What::RefreshTokens => store.refresh_tokens.revoke(),
        What::Sats => store.sats.revoke(),
        What::All => {
            store.access_tokens.revoke();
            store.refresh_tokens.revoke();
            store.sats.revoke();
        }
    }
    Json(json!({}))
}

/// The endpoints that go wrong on command.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Endpoint {
    AccessToken,
    SalesAccessTokens,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultChange {
    endpoint: Endpoint,
    fault: Option<Fault>,
    times: Option<u64>,
}

async fn set_fault(State(linkedin): State<Arc<LinkedIn>>, Json(change): Json<FaultChange>) -> Json<Value> {
    let mut store = linkedin.store();
    let faults = match change.endpoint {
        Endpoint::AccessToken => &mut store.token_faults,
        Endpoint::SalesAccessTokens => &mut store.sales_token_faults,
    };
    faults.set(change.fault, change.times);
    Json(json!({}))
}

async fn faults(State(linkedin): State<Arc<LinkedIn>>) -> Json<Value> {
    let faulted = {
        let store = linkedin.store();
        store.token_faults.met() + store.sales_token_faults.met()
    };
    Json(json!({ "faulted": faulted, "hanging": linkedin.stage.hanging() }))
}

async fn counts(State(linkedin): State<Arc<LinkedIn>>) -> Json<Counts> {
    Json(linkedin.store().counts)
}
