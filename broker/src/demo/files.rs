//! The demo's static files, under the content security policy that the widget promises to live with.
//!
//! The policy is strict on purpose: whoever loosens it here hides a defect of the widget.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::{Map, json};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::{COOKIE, Demo, cookie};

/// What the demo adds to the broker's routes. `client_id` is that of the LinkedIn application, when there is one.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(
    demo: &Arc<Demo>,
    client_id: Option<&str>,
) -> Router<S> {
    let mut config = Map::new();
    let mut frames = Vec::new();
    // A LinkedIn page needs the application, so without one there is none.
    let linkedin = demo.linkedin_host.as_ref().zip(client_id);
    for (name, host) in [
        ("salesflowHost", Some(&demo.salesflow_host)),
        ("linkedinHost", linkedin.map(|(host, _)| host)),
        ("unipileHost", demo.unipile_host.as_ref()),
    ] {
        if let Some(host) = host {
            config.insert(name.to_owned(), json!(host.as_str()));
            if !frames.contains(&host.as_str()) {
                frames.push(host.as_str());
            }
        }
    }
    if let Some((_, client_id)) = linkedin {
        config.insert("linkedinApiKey".to_owned(), json!(client_id));
    }
    if demo.unipile_host.is_some() {
        // Unipile's page in a frame ends on the broker's own return page.
        frames.push("'self'");
    }
    let frames = frames.join(" ");
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; font-src 'self'; frame-src {frames}; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'"
    );
    let files = Router::new()
        .fallback_service(ServeDir::new(&demo.dir))
        .layer(middleware::from_fn_with_state(Arc::clone(demo), open_session))
        .layer(fixed(header::CACHE_CONTROL, "no-cache"))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&policy).ok(),
        ));
    Router::new().route("/linkdock/demo/config", get(async || Json(config))).fallback_service(files)
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// A document gets a session, unless the browser carries one that is still known.
async fn open_session(State(demo): State<Arc<Demo>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let document = path.ends_with('/') || path.ends_with(".html");
    let known = cookie(request.headers()).is_some_and(|id| demo.sessions.knows(id));
    let mut response = next.run(request).await.into_response();
    if document && !known {
        let cookie = demo.sessions.open().and_then(|id| {
            HeaderValue::from_str(&format!("{COOKIE}={id}; HttpOnly; SameSite=Strict; Path=/")).ok()
        });
        if let Some(cookie) = cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
    }
    response
}
