//! What the tests stand on: a vendor that plays a script and writes down what it was asked, a broker on a
//! free port, and a client that keeps status, headers and body.

use std::collections::HashMap;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use jsonwebtoken::{EncodingKey, Header, encode};
use linkdock_broker::{Config, ConfigError, router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) const API_KEY: &str = "sf-api-key-5f1c";
pub(crate) const CALLER_KEY: &str = "caller-key-of-thirty-two-bytes-or-more";
pub(crate) const VENDOR_TOKEN: &str = "vendor-token-9a7e";
pub(crate) const CONNECT: &str = "/linkdock/salesflow/token";
pub(crate) const UPDATE: &str = "/linkdock/salesflow/accounts/7688/token";

/// One answer of the vendor.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Status(u16, String),
    Redirect(String),
    /// The connection stays open and nothing comes.
    Silence,
}

impl Answer {
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self::Status(200, body.into())
    }

    pub(crate) fn token() -> Self {
        Self::ok(json!({ "token": VENDOR_TOKEN }).to_string())
    }
}

/// What the vendor was asked.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The vendor's API on a loopback port; the last answer of the script is repeated.
#[derive(Clone)]
pub(crate) struct Vendor {
    pub(crate) addr: SocketAddr,
    script: Arc<Mutex<Vec<Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Vendor {
    pub(crate) async fn start(mut script: Vec<Answer>) -> Self {
        script.reverse();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let vendor = Self {
            addr: listener.local_addr().unwrap(),
            script: Arc::new(Mutex::new(script)),
            asked: Arc::default(),
        };
        let app = Router::new().fallback(play).with_state(vendor.clone());
        tokio::spawn(async { axum::serve(listener, app).await });
        vendor
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/public/api/v1", self.addr)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

async fn play(State(vendor): State<Vendor>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = Asked {
        line: format!("{} {}", parts.method, parts.uri),
        headers: parts.headers,
        body: to_bytes(body, 1024).await.unwrap(),
    };
    vendor.asked.lock().unwrap().push(asked);
    let answer = {
        let mut script = vendor.script.lock().unwrap();
        if script.len() > 1 { script.pop() } else { script.last().cloned() }
    };
    match answer.unwrap() {
        Answer::Status(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Answer::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [("location", to)]).into_response(),
        Answer::Silence => std::future::pending().await,
    }
}

/// Environment variables, written as a table.
pub(crate) type Variables<'a> = &'a [(&'a str, &'a str)];

pub(crate) fn config(variables: Variables<'_>) -> Result<Config, ConfigError> {
    Config::read(lookup(variables))
}

pub(crate) fn lookup(variables: Variables<'_>) -> impl Fn(&str) -> Option<OsString> {
    let variables: HashMap<String, OsString> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    move |name| variables.get(name).cloned()
}

/// A broker for signed callers whose vendor is `vendor_url`; `more` wins over the usual variables.
pub(crate) async fn broker(vendor_url: &str, more: Variables<'_>) -> String {
    let usual = [
        ("SALESFLOW_API_KEY", API_KEY),
        ("SALESFLOW_API_URL", vendor_url),
        ("LINKDOCK_CALLER_KEY", CALLER_KEY),
    ];
    serve(router(config(&[&usual, more].concat()).unwrap())).await
}

/// A path in the system's folder for such files; what is there with this beginning is gone when the test is over.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(test: &str) -> Self {
        Self(std::env::temp_dir().join(format!("linkdock-broker-{}-{test}.sqlite", std::process::id())))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// The bytes of the file and of those that SQLite keeps beside it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.files().iter().flat_map(|path| std::fs::read(path).unwrap_or_default()).collect()
    }

    fn files(&self) -> [PathBuf; 3] {
        ["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", self.0.display())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for path in self.files() {
            let _absent = std::fs::remove_file(path);
        }
    }
}

pub(crate) async fn serve(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, app).await });
    base
}

/// A caller token with these claims, signed with `key`.
pub(crate) fn signed(claims: &Value, key: &str) -> String {
    encode(&Header::default(), claims, &EncodingKey::from_secret(key.as_bytes())).unwrap()
}

/// Claims of a user who may update account 7688, for an hour.
pub(crate) fn claims() -> Value {
    json!({ "sub": "user-1", "aud": "linkdock", "exp": now() + 3600, "accounts": ["7688"] })
}

pub(crate) fn caller_token() -> String {
    signed(&claims(), CALLER_KEY)
}

pub(crate) fn now() -> u64 {
    jsonwebtoken::get_current_timestamp()
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {:?}", self.body))
    }

    pub(crate) fn reason(&self) -> String {
        self.json()["error"]["reason"].as_str().unwrap_or("-").to_owned()
    }

    pub(crate) fn message(&self) -> String {
        self.json()["error"]["message"].as_str().unwrap_or("-").to_owned()
    }

    /// Status, code, reason and retryable of an error, to compare with a row of a table.
    pub(crate) fn row(&self) -> (u16, String, String, bool) {
        let error = &self.json()["error"];
        assert!(!error["message"].as_str().unwrap().is_empty());
        let text = |name: &str| error[name].as_str().unwrap().to_owned();
        (self.status, text("code"), text("reason"), error["retryable"].as_bool().unwrap())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

pub(crate) async fn send(method: &str, url: &str, headers: &[(&str, &str)]) -> Reply {
    send_body(method, url, headers, "").await
}

/// As [`send`], with a body. A redirect is an answer like any other.
pub(crate) async fn send_body(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    // The client is built with rustls and wants a provider, although every test speaks plain HTTP.
    let _already = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(
            rustls::ClientConfig::builder()
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth(),
        )
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let mut request = client.request(method.parse().unwrap(), url);
    for (name, value) in headers {
        request = request.header(HeaderName::from_bytes(name.as_bytes()).unwrap(), *value);
    }
    if !body.is_empty() {
        request = request.body(body.to_owned());
    }
    let response = request.send().await.unwrap();
    Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.text().await.unwrap(),
    }
}

/// A POST by the usual caller.
pub(crate) async fn ask(base: &str, path: &str) -> Reply {
    ask_as(base, path, &caller_token()).await
}

pub(crate) async fn ask_as(base: &str, path: &str, token: &str) -> Reply {
    send("POST", &format!("{base}{path}"), &[("authorization", &format!("Bearer {token}"))]).await
}
