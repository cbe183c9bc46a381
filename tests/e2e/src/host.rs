//! The host: a web server with the pages that use linkdock, and the package as the build left it.

use crate::caller;
use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

/// What a page must know.
pub(crate) struct Site {
    pub(crate) root: PathBuf,
    pub(crate) sandbox: String,
    /// Where the sandbox plays LinkedIn.
    pub(crate) linkedin: String,
    pub(crate) broker: String,
}

impl Site {
    /// The policy a page asks for with `?policy=`.
    fn policy(&self, name: Option<&str>) -> Option<String> {
        let Self { sandbox, linkedin, broker, .. } = self;
        match name {
            Some("strict") => Some(format!(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; frame-src {sandbox} {linkedin}; \
                 connect-src 'self' {broker}; img-src 'self'; base-uri 'none'; require-trusted-types-for 'script'"
            )),
            Some("no-wasm") => Some("script-src 'self'".to_owned()),
            Some("no-frames") => Some("frame-src 'none'".to_owned()),
            Some(_) | None => None,
        }
    }
}

/// The `Cross-Origin-Opener-Policy` a page asks for with `?coop=`.
fn coop(value: &str) -> Option<HeaderValue> {
    let known = ["same-origin", "same-origin-allow-popups", "unsafe-none"];
    known.into_iter().find(|known| *known == value).map(HeaderValue::from_static)
}

/// A free port, before anyone serves there: the broker must know the origin first.
pub(crate) async fn listen() -> Result<(TcpListener, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await.context("no loopback port is free")?;
    // Another site than the sandbox's 127.0.0.1.
    let origin = format!("http://localhost:{}", listener.local_addr()?.port());
    Ok((listener, origin))
}

pub(crate) async fn serve(listener: TcpListener, site: Site) {
    let router = Router::new()
        .route("/env.js", get(environment))
        .route("/pages/{name}", get(page))
        .route("/pkg/{name}", get(package))
        .with_state(Arc::new(site));
    let _ends_with_the_runtime = axum::serve(listener, router).await;
}

async fn environment(State(site): State<Arc<Site>>) -> Response {
    // A new one for each page: a run may take longer than a caller token lasts.
    let Ok(caller) = caller::token(&[]) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let facts = json!({
        "sandbox": site.sandbox,
        "linkedin": site.linkedin,
        "broker": site.broker,
        "caller": caller,
    });
    answer("env.js", format!("globalThis.ENV = {facts};").into_bytes())
}

async fn page(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let mut response = file(site.root.join("tests/e2e/pages"), &name).await;
    let policy = site.policy(query.get("policy").map(String::as_str));
    if let Some(policy) = policy.and_then(|policy| policy.try_into().ok()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if let Some(policy) = query.get("coop").and_then(|value| coop(value)) {
        response.headers_mut().insert("cross-origin-opener-policy", policy);
    }
    // A page that must not be stored is not kept for the way back either.
    if query.contains_key("cache") {
        response.headers_mut().remove(header::CACHE_CONTROL);
    }
    response
}

async fn package(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Response {
    file(site.root.join("pkg"), &name).await
}

async fn file(folder: PathBuf, name: &str) -> Response {
    // One path segment; the tests ask for nothing else.
    if name.contains(['/', '\\']) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match tokio::fs::read(folder.join(name)).await {
        Ok(bytes) => answer(name, bytes),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(name: &str, bytes: Vec<u8>) -> Response {
    let kind =
        if name.ends_with(".js") { "text/javascript; charset=utf-8" } else { "text/html; charset=utf-8" };
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    (headers, bytes).into_response()
}
