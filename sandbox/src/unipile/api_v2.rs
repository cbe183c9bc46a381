//! v2's API: links, sign-ins and accounts, in v2's words.

use std::sync::Arc;
use std::time::SystemTime;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Product;
use super::attempt::{Answer, Credentials};
use super::call::{Call, Endpoint, Reply};
use super::failure::Failure;
use super::intent::{Goal, Progress};
use super::step::Step;
use super::store::Store;
use super::{Unipile, Version, link_v2};
use crate::App;

pub(crate) fn routes() -> Router<App> {
    let routes = Router::new()
        .route("/auth/link", post(link))
        .route("/auth/intent", post(intent))
        .route("/auth/checkpoint", post(checkpoint))
        .route("/auth/checkpoint/request", post(request))
        .route("/auth/checkpoint/resend", post(resend))
        .route("/accounts", get(accounts))
        .route("/accounts/{id}", get(account));
    Router::new().nest("/unipile/v2", routes)
}

async fn link(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    unipile.answer(Version::V2, Endpoint::Link, request, link_v2::make).await
}

#[derive(Deserialize)]
struct Intent {
    provider: String,
    credentials: Given,
    #[serde(default)]
    config: Config,
    account_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Password { username: String, password: String },
    Cookies { access_token: String, premium_access_token: Option<String> },
}

#[derive(Default, Deserialize)]
struct Config {
    products: Option<Vec<Product>>,
}

async fn intent(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    let act = |store: &mut Store, call: &Call, now: SystemTime| {
        let asked: Intent = call.read()?;
        if !asked.provider.eq_ignore_ascii_case("linkedin") {
            return Err(Failure::Parameters("The sandbox knows the provider linkedin only."));
        }
        let credentials = match asked.credentials {
            Given::Password { username, password } => Credentials::Password { username, password },
            Given::Cookies { access_token, premium_access_token } => {
                Credentials::Cookies { li_at: access_token, li_a: premium_access_token }
            }
        };
        let reconnects = asked.account_id;
        let products = asked.config.products.or_else(|| reconnects.is_none().then(|| vec![Product::Classic]));
        let goal = Goal { products, reconnects, ..Goal::default() };
        store.sign_in(Version::V2, &credentials, goal, None, now).map(|progress| told(&progress, call))
    };
    unipile.answer(Version::V2, Endpoint::Intent, request, act).await
}

#[derive(Deserialize)]
struct Checkpoint {
    intent_id: String,
    code: Option<String>,
}

async fn checkpoint(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    let act = |store: &mut Store, call: &Call, now: SystemTime| {
        let asked: Checkpoint = call.read()?;
        let id = &asked.intent_id;
        let chooses = store.intent(Version::V2, id, now)?.attempt.step() == Some(Step::Challenge);
        if chooses && asked.code.is_some() {
            return Err(Failure::Parameters("A challenge is chosen at /auth/checkpoint/request."));
        }
        let answer = asked.code.as_deref().map_or(Answer::Look, Answer::Code);
        store.answer(Version::V2, id, &answer, now).map(|progress| told(&progress, call))
    };
    unipile.answer(Version::V2, Endpoint::Checkpoint, request, act).await
}

#[derive(Deserialize)]
struct Choice {
    intent_id: String,
    challenge: String,
}

async fn request(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    let act = |store: &mut Store, call: &Call, now: SystemTime| {
        let asked: Choice = call.read()?;
        let attempt = &store.intent(Version::V2, &asked.intent_id, now)?.attempt;
        if attempt.step().is_some_and(|step| step != Step::Challenge) && !attempt.has_ways {
            return Err(Failure::Parameters("This checkpoint has no challenge to choose."));
        }
        let answer = Answer::Code(&asked.challenge);
        store.answer(Version::V2, &asked.intent_id, &answer, now).map(|progress| told(&progress, call))
    };
    unipile.answer(Version::V2, Endpoint::CheckpointRequest, request, act).await
}

#[derive(Deserialize)]
struct Resend {
    intent_id: String,
}

async fn resend(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    let act = |store: &mut Store, call: &Call, now: SystemTime| {
        let asked: Resend = call.read()?;
        store.resend(Version::V2, &asked.intent_id, now).map(|()| Reply(StatusCode::NO_CONTENT, None))
    };
    unipile.answer(Version::V2, Endpoint::CheckpointResend, request, act).await
}

async fn accounts(State(unipile): State<Arc<Unipile>>, request: Request) -> Response {
    let act = |store: &mut Store, _: &Call, now: SystemTime| {
        let ours = store.accounts.iter().filter(|account| account.version == Version::V2);
        let items: Value = ours.map(|account| account.shown(now)).collect();
        Ok(Reply::ok(json!({ "object": "AccountList", "items": items, "cursor": null })))
    };
    unipile.answer(Version::V2, Endpoint::Accounts, request, act).await
}

async fn account(State(unipile): State<Arc<Unipile>>, Path(id): Path<String>, request: Request) -> Response {
    let act = |store: &mut Store, _: &Call, now: SystemTime| {
        store.account(Version::V2, &id).map(|account| Reply::ok(account.shown(now)))
    };
    unipile.answer(Version::V2, Endpoint::Accounts, request, act).await
}

/// The union.
fn told(progress: &Progress, call: &Call) -> Reply {
    Reply::ok(match progress {
        Progress::Asks { intent, step } => step.union(&call.origin(), intent),
        Progress::Connected { account } => json!({ "object": "Account", "id": account }),
    })
}
