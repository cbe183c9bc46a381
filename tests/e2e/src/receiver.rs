//! What an extension talks to, played here: the broker's two routes for a session, and the host's page that gives a caller
//! token. It writes down every request and answers as it is told.
//!
//! It must never refuse what it doesn't expect: a request that nobody declared has to be seen.

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Where the broker is mounted there, and the host's page.
const BROKER: &str = "/linkdock";
pub(crate) const CALLER: &str = "/linkdock-caller";

const LATE: Duration = Duration::from_secs(2);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// Such as `POST /linkdock/unipile/session`.
    pub(crate) line: String,
    pub(crate) origin: String,
    pub(crate) cookie: String,
    pub(crate) authorization: String,
    /// JSON, or null.
    pub(crate) body: Value,
    /// How many requests were still being answered when it came.
    pub(crate) under_way: usize,
}

#[derive(Default)]
struct Inner {
    under_way: usize,
    requests: Vec<Request>,
    /// What requests of a method and path are answered with, the last one that fits.
    answers: Vec<(String, Answer)>,
}

#[derive(Clone)]
pub(crate) enum Answer {
    /// As a broker and a host do when all is well.
    Usual,
    /// The same, but late.
    Slow,
    Status(u16),
    Redirect(String),
    Json(Value),
}

#[derive(Clone)]
pub(crate) struct Receiver {
    /// `http://127.0.0.1:PORT`
    pub(crate) origin: String,
    inner: Arc<Mutex<Inner>>,
}

impl Receiver {
    /// Serves until the runtime ends.
    pub(crate) fn start(runtime: &Runtime) -> Result<Self> {
        let listener =
            runtime.block_on(TcpListener::bind("127.0.0.1:0")).context("no loopback port is free")?;
        let origin = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        let inner = Arc::default();
        let router = Router::new().fallback(receive).with_state(Arc::clone(&inner));
        runtime.spawn(async move {
            let _ends_with_the_runtime = axum::serve(listener, router).await;
        });
        Ok(Self { origin, inner })
    }

    pub(crate) fn broker(&self) -> String {
        format!("{}{BROKER}", self.origin)
    }

    /// All that has arrived so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).requests.clone()
    }

    /// How requests of this line are answered from now on.
    pub(crate) fn answer(&self, line: &str, answer: Answer) {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).answers.push((line.to_owned(), answer));
    }
}

async fn receive(
    State(inner): State<Arc<Mutex<Inner>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let line = format!("{method} {uri}");
    let told = {
        let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
        let request = Request {
            under_way: inner.under_way,
            line: line.clone(),
            origin: text(header::ORIGIN),
            cookie: text(header::COOKIE),
            authorization: text(header::AUTHORIZATION),
            body: serde_json::from_slice(&body).unwrap_or_default(),
        };
        inner.requests.push(request);
        inner.under_way += 1;
        inner.answers.iter().rev().find(|(of, _)| *of == line).map(|(_, answer)| answer.clone())
    };
    let answer = told.unwrap_or(Answer::Usual);
    if matches!(answer, Answer::Slow) {
        tokio::time::sleep(LATE).await;
    }
    inner.lock().unwrap_or_else(PoisonError::into_inner).under_way -= 1;
    match answer {
        Answer::Status(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT).into_response()
        }
        Answer::Json(body) => axum::Json(body).into_response(),
        Answer::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response(),
        Answer::Usual | Answer::Slow if method == Method::DELETE => StatusCode::NO_CONTENT.into_response(),
        Answer::Usual | Answer::Slow if uri.path() == CALLER => {
            axum::Json(json!({ "token": "a-caller-token" })).into_response()
        }
        Answer::Usual | Answer::Slow => {
            (StatusCode::ACCEPTED, axum::Json(json!({ "account": null }))).into_response()
        }
    }
}
