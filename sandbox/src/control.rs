//! The control API: how tests steer the sandbox. It asks for no key, so it must never answer a web page of another
//! origin, nor a name that merely points at this machine.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::post;

use crate::json::{self, Json};
use crate::{App, linkedin, loopback, salesflow, unipile};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/reset", post(reset))
        .nest("/salesflow", salesflow::control_routes())
        .nest("/linkedin", linkedin::control_routes())
        .nest("/unipile", unipile::control_routes())
        .layer(middleware::from_fn(refuse_foreign_pages))
}

/// Everything as it was at the start.
async fn reset(State(app): State<App>) -> Json<serde_json::Value> {
    app.salesflow.reset();
    app.linkedin.reset();
    app.unipile.reset();
    Json(serde_json::json!({}))
}

async fn refuse_foreign_pages(request: Request, next: Next) -> Response {
    match foreign(request.headers()) {
        Some(reason) => json::error(StatusCode::FORBIDDEN, reason),
        None => next.run(request).await,
    }
}

/// Why a request may not steer the sandbox, if it may not. Programs send none of the headers that browsers add.
fn foreign(headers: &HeaderMap) -> Option<&'static str> {
    let Some(host) = loopback::host(headers).filter(|host| loopback::is_here(host)) else {
        return Some("the control API answers on 127.0.0.1, localhost and [::1] only");
    };
    let own = |origin: &str| origin.strip_prefix("http://") == Some(host);
    let from_own = |origin: &header::HeaderValue| origin.to_str().is_ok_and(own);
    let own_site = |site: &header::HeaderValue| site == "same-origin" || site == "none";
    let refused = headers.get(header::ORIGIN).is_some_and(|origin| !from_own(origin))
        || headers.get("sec-fetch-site").is_some_and(|site| !own_site(site));
    refused.then_some("the control API does not answer pages of another origin")
}
