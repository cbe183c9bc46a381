//! The pages that a host embeds or opens: the connect form, the update form and their end. They decide nothing: a page
//! sends its form to its own address and performs the answer.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Salesflow;
use super::answer::{Answer, Next};
use super::flow::{self, ConnectForm, UpdateForm};
use super::store::{DeadLink, Store};
use crate::html::Page;
use crate::json::Json;
use crate::{App, loopback};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/embedded/{token}", get(show_connect).post(submit_connect))
        .route("/embedded/{jwt}/{account}", get(show_update).post(submit_update))
        .route("/answer/{key}", get(show_parked))
}

async fn show_connect(State(salesflow): State<Arc<Salesflow>>, Path(token): Path<String>) -> Response {
    show(&salesflow, |store| {
        store.check_onboarding(&token, salesflow.now())?;
        store.stats.connect_pages += 1;
        Ok(form("Connect LinkedIn", include_str!("../../assets/connect.html"), store))
    })
    .await
}

async fn show_update(
    State(salesflow): State<Arc<Salesflow>>,
    Path((jwt, account)): Path<(String, String)>,
) -> Response {
    show(&salesflow, |store| {
        store.check_jwt(&jwt, account_id(&account)?, salesflow.now())?;
        store.stats.update_pages += 1;
        Ok(form("Verify your account", include_str!("../../assets/update.html"), store))
    })
    .await
}

/// The page on the other origin: it has an answer to perform and no form.
async fn show_parked(State(salesflow): State<Arc<Salesflow>>, Path(key): Path<String>) -> Response {
    show(&salesflow, |store| {
        let answer = store.unpark(&key).ok_or(DeadLink::Unknown)?;
        let answer = serde_json::to_string(&answer).unwrap_or_default();
        let body = include_str!("../../assets/answer.html");
        Ok(page("Connect LinkedIn", body, Some(("answer", answer))).respond(StatusCode::OK))
    })
    .await
}

async fn submit_connect(
    State(salesflow): State<Arc<Salesflow>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Json(form): Json<ConnectForm>,
) -> Response {
    let other_origin = loopback::other_origin(loopback::host(&headers).unwrap_or_default());
    let now = salesflow.now();
    submitted(flow::connect(&mut salesflow.store(), &token, &form, &other_origin, now))
}

async fn submit_update(
    State(salesflow): State<Arc<Salesflow>>,
    Path((jwt, account)): Path<(String, String)>,
    Json(form): Json<UpdateForm>,
) -> Response {
    let now = salesflow.now();
    submitted(account_id(&account).and_then(|id| flow::update(&mut salesflow.store(), &jwt, id, &form, now)))
}

fn account_id(text: &str) -> Result<u64, DeadLink> {
    text.parse().map_err(|_| DeadLink::Unknown)
}

/// A page, unless pages hang; with the vendor's framing policy on it.
async fn show(
    salesflow: &Salesflow,
    draw: impl FnOnce(&mut Store) -> Result<Response, DeadLink>,
) -> Response {
    let settings = salesflow.store().pages;
    if settings.hang {
        salesflow.hang().await;
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let mut response = draw(&mut salesflow.store()).unwrap_or_else(expired);
    if let Some(policy) = settings.frame_options {
        response.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static(policy.as_str()));
    }
    response
}

fn form(title: &str, body: &str, store: &Store) -> Response {
    let blank = store.pages.blank_millis;
    let data = (blank > 0).then(|| ("blank-millis", blank.to_string()));
    page(title, body, data).respond(StatusCode::OK)
}

fn expired(why: DeadLink) -> Response {
    let page = Page {
        title: "This link has expired",
        style: "/assets/salesflow.css",
        script: None,
        data: None,
        body: include_str!("../../assets/expired.html"),
    };
    page.respond(status(why))
}

fn page<'a>(title: &'a str, body: &'a str, data: Option<(&'a str, String)>) -> Page<'a> {
    Page { title, style: "/assets/salesflow.css", script: Some("/assets/salesflow.js"), data, body }
}

fn submitted(outcome: Result<Answer, DeadLink>) -> Response {
    match outcome {
        Ok(answer) => Json(answer).into_response(),
        Err(why) => (status(why), Json(Answer::silent(Next::Expired))).into_response(),
    }
}

fn status(why: DeadLink) -> StatusCode {
    match why {
        DeadLink::Unknown => StatusCode::NOT_FOUND,
        DeadLink::Expired => StatusCode::GONE,
    }
}
