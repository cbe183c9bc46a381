//! How a widget page learns that its session is over. It answers at once, always: a browser has six connections for an
//! origin, and a CRM may show more frames than that.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use super::LinkedIn;
use crate::App;
use crate::json::Json;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/sales/widget/session/{session}", get(look))
}

async fn look(State(linkedin): State<Arc<LinkedIn>>, Path(session): Path<String>) -> Response {
    let left = linkedin.store().session_left(&session, linkedin.stage.now());
    let body = json!({ "leftMs": left.map(|left| left.as_millis()) });
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(body)).into_response()
}
