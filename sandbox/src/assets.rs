//! The style sheets, the scripts and the icon of the pages, compiled in so that the program is one file. Nothing here
//! differs from one request to the next.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::App;

pub(crate) fn routes() -> Router<App> {
    let css = "text/css; charset=utf-8";
    let js = "text/javascript; charset=utf-8";
    Router::new()
        .route("/assets/base.css", asset(css, include_str!("../assets/base.css")))
        .route("/assets/page.js", asset(js, include_str!("../assets/page.js")))
        .route("/assets/index.css", asset(css, include_str!("../assets/index.css")))
        .route("/assets/salesflow.css", asset(css, include_str!("../assets/salesflow.css")))
        .route("/assets/salesflow.js", asset(js, include_str!("../assets/salesflow.js")))
        .route("/assets/checks.css", asset(css, include_str!("../assets/unipile/checks.css")))
        .route("/assets/consent.css", asset(css, include_str!("../assets/linkedin/consent.css")))
        .route("/assets/consent.js", asset(js, include_str!("../assets/linkedin/consent.js")))
        .route("/assets/linkedin.css", asset(css, include_str!("../assets/linkedin/linkedin.css")))
        .route("/assets/sections.css", asset(css, include_str!("../assets/linkedin/sections.css")))
        .route("/assets/steps.css", asset(css, include_str!("../assets/unipile/steps.css")))
        .route("/assets/unipile.css", asset(css, include_str!("../assets/unipile/unipile.css")))
        .route("/assets/unipile.js", asset(js, include_str!("../assets/unipile/unipile.js")))
        .route("/assets/widget.css", asset(css, include_str!("../assets/linkedin/widget.css")))
        .route("/assets/widget.js", asset(js, include_str!("../assets/linkedin/widget.js")))
        .route("/assets/icon.svg", asset("image/svg+xml", include_str!("../assets/icon.svg")))
}

fn asset(content_type: &'static str, text: &'static str) -> axum::routing::MethodRouter<App> {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    get(move || async move { (headers, text).into_response() })
}
