//! v1's API: links, sign-ins and accounts, in v1's words. A sign-in goes by the id of the account that it is to make.

use std::sync::Arc;
use std::time::SystemTime;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::{Product, v1};
use super::attempt::{Answer, Credentials};
use super::call::{Call, Endpoint, Reply};
use super::failure::Failure;
use super::intent::{Goal, Progress};
use super::store::Store;
use super::{Unipile, Version, iso, link_v1};
use crate::App;

pub(crate) fn routes() -> Router<App> {
    let routes = Router::new()
        .route("/hosted/accounts/link", post(link))
        .route("/accounts", get(accounts).post(create))
        .route("/accounts/{id}", get(account).post(reconnect))
        .route("/accounts/checkpoint", post(checkpoint))
        .route("/accounts/checkpoint/resend", post(resend));
    Router::new().nest("/unipile/api/v1", routes)
}

async fn link(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    unipile.answer(Version::V1, Endpoint::Link, request, link_v1::make).await
}

#[derive(Deserialize)]
struct SignIn {
    provider: String,
    #[serde(flatten)]
    credentials: Given,
    products: Option<Vec<Product>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Password { username: String, password: String },
    Cookies { access_token: String, premium_token: Option<String> },
}

async fn create(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    let act = |store: &mut Store, call: &Call, now: SystemTime| sign_in(store, call, None, now);
    unipile.answer(Version::V1, Endpoint::Intent, request, act).await
}

async fn reconnect(
    State(unipile): State<Arc<Unipile>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let act = |store: &mut Store, call: &Call, now: SystemTime| sign_in(store, call, Some(id), now);
    unipile.answer(Version::V1, Endpoint::Intent, request, act).await
}

fn sign_in(
    store: &mut Store,
    call: &Call,
    reconnects: Option<String>,
    now: SystemTime,
) -> Result<Reply, Failure> {
    let asked: SignIn = call.read()?;
    if asked.provider != "LINKEDIN" {
        return Err(Failure::Parameters("The sandbox knows the provider LINKEDIN only."));
    }
    let credentials = match asked.credentials {
        Given::Password { username, password } => Credentials::Password { username, password },
        Given::Cookies { access_token, premium_token } => {
            Credentials::Cookies { li_at: access_token, li_a: premium_token }
        }
    };
    let goal = Goal { products: asked.products, reconnects, ..Goal::default() };
    let again = goal.reconnects.is_some();
    store.sign_in(Version::V1, &credentials, goal, None, now).map(|progress| told(&progress, again, call))
}

#[derive(Deserialize)]
struct Checkpoint {
    account_id: String,
    code: Option<String>,
}

async fn checkpoint(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    let act = |store: &mut Store, call: &Call, now: SystemTime| {
        let asked: Checkpoint = call.read()?;
        let id = &asked.account_id;
        let again = store.intent(Version::V1, id, now)?.reconnects();
        let answer = asked.code.as_deref().map_or(Answer::Look, Answer::Code);
        store.answer(Version::V1, id, &answer, now).map(|progress| told(&progress, again, call))
    };
    unipile.answer(Version::V1, Endpoint::Checkpoint, request, act).await
}

#[derive(Deserialize)]
struct Resend {
    account_id: String,
}

async fn resend(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    let act = |store: &mut Store, call: &Call, now: SystemTime| {
        let asked: Resend = call.read()?;
        store.resend(Version::V1, &asked.account_id, now)?;
        let body = json!({ "object": "CheckpointResent", "account_id": asked.account_id });
        Ok(Reply::ok(body))
    };
    unipile.answer(Version::V1, Endpoint::CheckpointResend, request, act).await
}

async fn accounts(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    let act = |store: &mut Store, _: &Call, now: SystemTime| {
        let ours = store.accounts.iter().filter(|account| account.version == Version::V1);
        let items: Value = ours.map(|account| account.shown(now)).collect();
        Ok(Reply::ok(json!({ "object": "AccountList", "items": items, "cursor": null })))
    };
    unipile.answer(Version::V1, Endpoint::Accounts, request, act).await
}

/// Whoever reads an account that is on its way looks how the sign-in is.
async fn account(State(unipile): State<Arc<Unipile>>, Path(id): Path<String>, request: Request) -> Response {
    let act = |store: &mut Store, _: &Call, now: SystemTime| {
        let under_way = store.intent(Version::V1, &id, now).ok().filter(|intent| !intent.is_over());
        if let Some(again) = under_way.map(|intent| intent.reconnects()) {
            match store.answer(Version::V1, &id, &Answer::Look, now) {
                Ok(Progress::Connected { .. }) => {}
                Ok(Progress::Asks { .. }) | Err(_) if again && store.settings.keeps_status => {}
                Ok(Progress::Asks { .. }) | Err(_) => {
                    return Ok(Reply::ok(v1(&id, "", &iso::format(now), "CONNECTING")));
                }
            }
        }
        store.account(Version::V1, &id).map(|account| Reply::ok(account.shown(now)))
    };
    unipile.answer(Version::V1, Endpoint::Accounts, request, act).await
}

fn told(progress: &Progress, again: bool, call: &Call) -> Reply {
    match progress {
        Progress::Asks { intent, step } => {
            let checkpoint = step.checkpoint(Version::V1, &call.origin(), intent);
            let body = json!({ "object": "Checkpoint", "account_id": intent, "checkpoint": checkpoint });
            Reply(StatusCode::ACCEPTED, Some(body))
        }
        Progress::Connected { account } => {
            let object = if again { "AccountReconnected" } else { "AccountCreated" };
            Reply(StatusCode::CREATED, Some(json!({ "object": object, "account_id": account })))
        }
    }
}
