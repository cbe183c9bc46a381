//! Salesflow's part of the control API: what tests set and what they read back. It changes settings only; what they
//! lead to is decided where the vendor acts.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Salesflow;
use super::shape::Shape;
use super::store::{Account, Stats};
use crate::App;
use crate::json::{Json, present};
use crate::stage::{Fault, FaultPlan, PageChange};

/// How long tokens live, as the vendor documents it.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/tokens", post(set_tokens))
        .route("/pages", post(set_pages))
        .route("/accounts", get(list_accounts).post(create_account))
        .route("/stats", get(stats))
        .route("/faults", get(faults))
}

/// How both token endpoints behave.
pub(crate) struct TokenSettings {
    pub(crate) lifetime: Duration,
    pub(crate) shape: Shape,
    pub(crate) faults: FaultPlan,
}

impl Default for TokenSettings {
    fn default() -> Self {
        Self { lifetime: LIFETIME, shape: Shape::default(), faults: FaultPlan::default() }
    }
}

/// A change of [`TokenSettings`]: what is absent stays.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TokenChange {
    lifetime_seconds: Option<u32>,
    #[serde(default, deserialize_with = "present")]
    fault: Option<Option<Fault>>,
    times: Option<u64>,
    shape: Option<Shape>,
}

async fn set_tokens(State(salesflow): State<Arc<Salesflow>>, Json(change): Json<TokenChange>) -> Json<Value> {
    let tokens = &mut salesflow.store().tokens;
    if let Some(seconds) = change.lifetime_seconds {
        tokens.lifetime = Duration::from_secs(seconds.into());
    }
    if let Some(fault) = change.fault {
        tokens.faults.set(fault, change.times);
    }
    if let Some(shape) = change.shape {
        tokens.shape = shape;
    }
    Json(json!({}))
}

async fn set_pages(State(salesflow): State<Arc<Salesflow>>, Json(change): Json<PageChange>) -> Json<Value> {
    salesflow.stage.set_pages(change);
    Json(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    status: String,
    /// The test user whose update form it gets; none for the usual one.
    email: Option<String>,
}

async fn create_account(State(salesflow): State<Arc<Salesflow>>, Json(new): Json<NewAccount>) -> Json<Value> {
    let id = salesflow.store().create_account(new.email, new.status);
    Json(json!({ "id": id }))
}

async fn list_accounts(State(salesflow): State<Arc<Salesflow>>) -> Json<Vec<Account>> {
    Json(salesflow.store().accounts())
}

async fn stats(State(salesflow): State<Arc<Salesflow>>) -> Json<Stats> {
    Json(salesflow.store().stats)
}

async fn faults(State(salesflow): State<Arc<Salesflow>>) -> Json<Value> {
    let faulted = salesflow.store().tokens.faults.met();
    Json(json!({ "faulted": faulted, "hanging": salesflow.stage.hanging() }))
}
