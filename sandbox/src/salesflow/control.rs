//! Salesflow's part of the control API: what tests set and what they read back. It changes settings only; what they
//! lead to is decided where the vendor acts.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::Salesflow;
use super::fault::{Fault, Shape};
use super::page_settings::PageChange;
use super::store::{Account, Stats};
use crate::App;
use crate::json::Json;

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
    fault: Option<Fault>,
    /// How many calls the fault still lasts; None is for good.
    fault_calls_left: Option<u64>,
    /// Calls that met a fault so far.
    faulted: u64,
}

impl Default for TokenSettings {
    fn default() -> Self {
        Self { lifetime: LIFETIME, shape: Shape::default(), fault: None, fault_calls_left: None, faulted: 0 }
    }
}

impl TokenSettings {
    /// The fault that this call meets.
    pub(crate) fn take_fault(&mut self) -> Option<Fault> {
        let fault = self.fault.clone()?;
        if let Some(left) = &mut self.fault_calls_left {
            *left = left.checked_sub(1)?;
        }
        self.faulted += 1;
        Some(fault)
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
        tokens.fault = fault;
        tokens.fault_calls_left = change.times;
    }
    if let Some(shape) = change.shape {
        tokens.shape = shape;
    }
    Json(json!({}))
}

async fn set_pages(State(salesflow): State<Arc<Salesflow>>, Json(change): Json<PageChange>) -> Json<Value> {
    salesflow.pages.send_modify(|settings| change.apply(settings));
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
    let faulted = salesflow.store().tokens.faulted;
    Json(json!({ "faulted": faulted, "hanging": salesflow.hanging.load(Ordering::Relaxed) }))
}

/// Tells a field that is null from one that is absent.
pub(super) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
