//! The hosted pages of both generations: where they are and how they are served. A link that is over leads nowhere but back.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use url::form_urlencoded::parse;

use super::link::{Dead, path};
use super::view::{self, View};
use super::visit::{self, Act, Told};
use super::{Unipile, Version};
use crate::json::Json;
use crate::stage::PageSettings;
use crate::{App, hop};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(path(Version::V2), get(show_v2).post(act_v2))
        .route(path(Version::V1), get(show_v1).post(act_v1))
}

async fn show_v2(unipile: State<Arc<Unipile>>, query: RawQuery) -> Response {
    show(Version::V2, unipile, query).await
}

async fn show_v1(unipile: State<Arc<Unipile>>, query: RawQuery) -> Response {
    show(Version::V1, unipile, query).await
}

async fn act_v2(unipile: State<Arc<Unipile>>, query: RawQuery, act: Json<Act>) -> Response {
    act_on(Version::V2, unipile, query, act)
}

async fn act_v1(unipile: State<Arc<Unipile>>, query: RawQuery, act: Json<Act>) -> Response {
    act_on(Version::V1, unipile, query, act)
}

async fn show(version: Version, State(unipile): State<Arc<Unipile>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let token = token(&query);
    let draw = |settings: &PageSettings| {
        let (view, status) = unipile.change(|store, now| match store.link(version, &token, now) {
            Ok(_) => (visit::current(store, &token), StatusCode::OK),
            Err(dead) => (visit::over(store, &token), status(dead)),
        });
        if status == StatusCode::OK && settings.hops(hop::is_marked(&query)) {
            return view::page(&View::blank(), vec![hop::onward(&query)], StatusCode::OK);
        }
        let mut page = view::page(&view, settings.blank(), status);
        settings.mark_end_of_hop(page.headers_mut());
        page
    };
    unipile.stage.show(draw).await
}

fn act_on(
    version: Version,
    State(unipile): State<Arc<Unipile>>,
    RawQuery(query): RawQuery,
    Json(act): Json<Act>,
) -> Response {
    let token = token(&query.unwrap_or_default());
    let told = unipile.change(|store, now| match store.link(version, &token, now) {
        Ok(_) => Ok(visit::perform(store, version, &token, &act, now)),
        Err(dead) => Err((status(dead), visit::back(store, &token, &act))),
    });
    match told {
        Ok(told) => Json(told).into_response(),
        Err((_, told @ Told::Go { .. })) => Json(told).into_response(),
        Err((status, told)) => (status, Json(told)).into_response(),
    }
}

const fn status(dead: Dead) -> StatusCode {
    match dead {
        Dead::Unknown => StatusCode::NOT_FOUND,
        Dead::Over => StatusCode::GONE,
    }
}

fn token(query: &str) -> String {
    let found = parse(query.as_bytes()).find(|(name, _)| name == "token");
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}
