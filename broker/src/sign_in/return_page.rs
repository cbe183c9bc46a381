//! The page that a vendor's redirect ends on: it tells the dock how the sign-in ended and closes itself.
//!
//! What it is told is in the fragment, so this server answers the same to everybody. No cross-origin opener policy may be set
//! here: it would cut the page off from its opener. Only a page of the broker's own origin may frame it: there a vendor's page in
//! a frame comes back to it.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::routes::Broker;

const PAGE: &str = include_str!("return.html");
const STYLE: &str = include_str!("return.css");
const SCRIPT: &str = include_str!("../../../js/return.js");

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'self'; require-trusted-types-for 'script'";

pub(crate) fn routes() -> Router<Broker> {
    Router::new()
        .route("/linkdock/return", get(async || file("text/html; charset=utf-8", PAGE)))
        .route("/linkdock/return.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .route("/linkdock/return.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let headers: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers.map(|(name, value)| (name, HeaderValue::from_static(value))), text).into_response()
}
