//! The pages that a host embeds or opens: the connect form, the update form and their end. They decide nothing: a page
//! sends its form to its own address and performs the answer.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::Salesflow;
use super::answer::{Answer, Next};
use super::flow::{self, ConnectForm, UpdateForm};
use super::store::{DeadLink, Store};
use crate::html::Page;
use crate::json::Json;
use crate::stage::PageSettings;
use crate::{App, loopback};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/embedded/{token}", get(show_connect).post(submit_connect))
        .route("/embedded/{jwt}/{account}", get(show_update).post(submit_update))
        .route("/answer/{key}", get(show_parked))
}

/// The query of an embedded page.
#[derive(Deserialize)]
struct Visit {
    /// There, whatever its value, on the address that a page has hopped to.
    hopped: Option<String>,
}

/// Where a hopping page goes: its own address and the mark of [`Visit`].
const HOP: &str = "?hopped";

async fn show_connect(
    State(salesflow): State<Arc<Salesflow>>,
    Path(token): Path<String>,
    Query(visit): Query<Visit>,
) -> Response {
    show(&salesflow, |store, settings| {
        store.check_onboarding(&token, salesflow.stage.now())?;
        let body = include_str!("../../assets/connect.html");
        Ok(form("Connect LinkedIn", body, &visit, settings, &mut store.stats.connect_pages))
    })
    .await
}

async fn show_update(
    State(salesflow): State<Arc<Salesflow>>,
    Path((jwt, account)): Path<(String, String)>,
    Query(visit): Query<Visit>,
) -> Response {
    show(&salesflow, |store, settings| {
        store.check_jwt(&jwt, account_id(&account)?, salesflow.stage.now())?;
        let body = include_str!("../../assets/update.html");
        Ok(form("Verify your account", body, &visit, settings, &mut store.stats.update_pages))
    })
    .await
}

/// The page on the other origin: it has an answer to perform and no form.
async fn show_parked(State(salesflow): State<Arc<Salesflow>>, Path(key): Path<String>) -> Response {
    show(&salesflow, |store, _| {
        let answer = store.unpark(&key).ok_or(DeadLink::Unknown)?;
        Ok(performs("Connect LinkedIn", &answer))
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
    let now = salesflow.stage.now();
    submitted(flow::connect(&mut salesflow.store(), &token, &form, &other_origin, now))
}

async fn submit_update(
    State(salesflow): State<Arc<Salesflow>>,
    Path((jwt, account)): Path<(String, String)>,
    Json(form): Json<UpdateForm>,
) -> Response {
    let now = salesflow.stage.now();
    submitted(account_id(&account).and_then(|id| flow::update(&mut salesflow.store(), &jwt, id, &form, now)))
}

fn account_id(text: &str) -> Result<u64, DeadLink> {
    text.parse().map_err(|_| DeadLink::Unknown)
}

/// A page, when and how the control API has set it.
async fn show(
    salesflow: &Salesflow,
    draw: impl FnOnce(&mut Store, &PageSettings) -> Result<Response, DeadLink>,
) -> Response {
    let drawn = |settings: &_| draw(&mut salesflow.store(), settings).unwrap_or_else(expired);
    salesflow.stage.show(drawn).await
}

/// A form, or the hop that comes before it. `shown` counts the forms.
fn form(title: &str, body: &str, visit: &Visit, settings: &PageSettings, shown: &mut u64) -> Response {
    if settings.hops(visit.hopped.is_some()) {
        return performs(title, &Answer::silent(Next::Hop { url: HOP.to_owned() }));
    }
    *shown += 1;
    let mut response = page(title, body, settings.blank()).respond(StatusCode::OK);
    settings.mark_end_of_hop(response.headers_mut());
    response
}

/// A page without a form, which performs an answer as soon as it is there.
fn performs(title: &str, answer: &Answer) -> Response {
    let answer = serde_json::to_string(answer).unwrap_or_default();
    let body = include_str!("../../assets/answer.html");
    page(title, body, vec![("answer", answer)]).respond(StatusCode::OK)
}

fn expired(why: DeadLink) -> Response {
    let page = Page {
        title: "This link has expired",
        styles: &["/assets/salesflow.css"],
        script: None,
        data: Vec::new(),
        body: include_str!("../../assets/expired.html"),
    };
    page.respond(status(why))
}

fn page<'a>(title: &'a str, body: &'a str, data: Vec<(&'a str, String)>) -> Page<'a> {
    Page { title, styles: &["/assets/salesflow.css"], script: Some("/assets/salesflow.js"), data, body }
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
