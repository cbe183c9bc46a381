//! Unipile's part of the control API: what tests set and what they read back. It changes settings and statuses only; what
//! they lead to is decided where the vendor acts.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Endpoint;
use super::record::Recorded;
use super::settings::SettingsChange;
use super::store::account_id;
use super::webhook::Sent;
use super::{Unipile, Version};
use crate::App;
use crate::json::{self, Json};
use crate::stage::{Fault, PageChange};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/settings", post(set))
        .route("/pages", post(set_pages))
        .route("/accounts", get(accounts).post(create_account))
        .route("/status", post(set_status))
        .route("/approve", post(approve))
        .route("/expire", post(expire))
        .route("/faults", get(faults).post(set_fault))
        .route("/requests", get(requests))
        .route("/webhooks", get(webhooks))
}

async fn set(State(unipile): State<Arc<Unipile>>, Json(change): Json<SettingsChange>) -> Json<Value> {
    unipile.change(|store, _| change.apply(&mut store.settings));
    Json(json!({}))
}

async fn set_pages(State(unipile): State<Arc<Unipile>>, Json(change): Json<PageChange>) -> Json<Value> {
    unipile.stage.set_pages(change);
    Json(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    status: Option<String>,
    #[serde(default)]
    version: Generation,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Generation {
    V1,
    #[default]
    V2,
}

/// An account that came from nowhere; nobody is told.
async fn create_account(State(unipile): State<Arc<Unipile>>, Json(new): Json<NewAccount>) -> Json<Value> {
    let version = match new.version {
        Generation::V1 => Version::V1,
        Generation::V2 => Version::V2,
    };
    let id = account_id(version);
    unipile.change(|store, now| {
        store.open_account(id.clone(), version, "LinkedIn member".to_owned(), now);
        if let Some(account) = store.accounts.last_mut() {
            account.connecting_until = UNIX_EPOCH;
            account.status = new.status.unwrap_or_else(|| account.status.clone());
        }
    });
    Json(json!({ "id": id }))
}

async fn accounts(State(unipile): State<Arc<Unipile>>) -> Json<Value> {
    Json(unipile.change(|store, _| {
        let account = |account: &super::account::Account| {
            json!({
                "id": account.id,
                "version": account.version,
                "status": account.status,
                "name": account.name,
                "products": account.products,
                "reconnects": account.reconnects,
            })
        };
        store.accounts.iter().map(account).collect()
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusChange {
    id: String,
    status: String,
}

async fn set_status(State(unipile): State<Arc<Unipile>>, Json(change): Json<StatusChange>) -> Response {
    match unipile.change(|store, _| store.set_status(&change.id, &change.status)) {
        Ok(()) => Json(json!({})).into_response(),
        Err(_) => json::error(StatusCode::NOT_FOUND, "there is no account with this id"),
    }
}

/// The phone says yes to every sign-in that asks it.
async fn approve(State(unipile): State<Arc<Unipile>>) -> Json<Value> {
    let approved = unipile.change(|store, _| {
        let waiting = store.intents.values_mut().filter(|intent| !intent.is_over());
        waiting.map(|intent| u64::from(intent.attempt.approve_on_phone())).sum::<u64>()
    });
    Json(json!({ "approved": approved }))
}

async fn expire(State(unipile): State<Arc<Unipile>>) -> Json<Value> {
    unipile.change(|store, _| {
        store.expire_intents();
        store.expire_links();
    });
    Json(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultChange {
    endpoint: Endpoint,
    fault: Option<Fault>,
    times: Option<u64>,
}

async fn set_fault(State(unipile): State<Arc<Unipile>>, Json(change): Json<FaultChange>) -> Json<Value> {
    unipile.change(|store, _| store.faults.at(change.endpoint).set(change.fault, change.times));
    Json(json!({}))
}

async fn faults(State(unipile): State<Arc<Unipile>>) -> Json<Value> {
    let faulted = unipile.change(|store, _| store.faults.met());
    Json(json!({ "faulted": faulted, "hanging": unipile.stage.hanging() }))
}

async fn requests(State(unipile): State<Arc<Unipile>>) -> Json<Vec<Recorded>> {
    Json(unipile.change(|store, _| store.requests.clone()))
}

async fn webhooks(State(unipile): State<Arc<Unipile>>) -> Json<Vec<Sent>> {
    Json(unipile.postman.sent())
}
