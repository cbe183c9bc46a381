//! Unipile as far as a broker sees it, in both versions, and a broker that is connected to it: what the tests of Unipile stand
//! on. The vendor answers from a script by endpoint, or well.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use linkdock_broker::router;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::linkedin::{STORE_KEY, TestClock, bearer};
use crate::support::{CALLER_KEY, Reply, Scratch, Variables, config, now, send, send_body, serve};

pub(crate) const KEY: &str = "unipile-api-key-77d0";
pub(crate) const HOOK_SECRET: &str = "hook-secret-19be";
pub(crate) const PASSWORD: &str = "pass wörd-8c1f";
pub(crate) const LI_AT: &str = "AQEDsession-4b2a";
pub(crate) const LI_A: &str = "premium-session-6f3e";
pub(crate) const CODE: &str = "123456-one-time";

pub(crate) const V1: (&str, &str) = ("UNIPILE_API_VERSION", "v1");

/// What the vendor does with one request instead of answering well.
#[derive(Clone, Debug)]
pub(crate) enum Play {
    Status(u16, Value),
    Text(u16, &'static str),
    /// This answer, once the test releases it.
    Hold(Value),
    Silence,
}

#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Method and path below the version's base.
    pub(crate) line: String,
    pub(crate) key: String,
    pub(crate) body: Value,
}

#[derive(Default)]
struct Shared {
    asked: Vec<Asked>,
    plays: HashMap<String, VecDeque<Play>>,
    /// What every request to an endpoint gets when the script is over.
    always: HashMap<String, Play>,
    accounts: HashMap<String, Value>,
}

#[derive(Clone)]
pub(crate) struct Vendor {
    pub(crate) root: String,
    shared: Arc<Mutex<Shared>>,
    held: Arc<Semaphore>,
}

impl Vendor {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}", listener.local_addr().unwrap());
        let vendor = Self { root, shared: Arc::default(), held: Arc::new(Semaphore::new(0)) };
        let app = Router::new().fallback(play).with_state(vendor.clone());
        tokio::spawn(async { axum::serve(listener, app).await });
        vendor
    }

    pub(crate) fn plays(&self, line: &str, plays: impl IntoIterator<Item = Play>) {
        self.shared.lock().unwrap().plays.entry(line.to_owned()).or_default().extend(plays);
    }

    pub(crate) fn always(&self, line: &str, play: Play) {
        self.shared.lock().unwrap().always.insert(line.to_owned(), play);
    }

    /// What `GET /accounts/{id}` says besides the id. Unless `fields` say when it was made, after whatever link.
    pub(crate) fn account(&self, id: &str, mut fields: Value) {
        if fields.get("created_at").is_none() {
            fields["created_at"] = json!("2999-01-01T00:00:00.000Z");
        }
        fields["object"] = json!("Account");
        fields["id"] = json!(id);
        self.shared.lock().unwrap().accounts.insert(id.to_owned(), fields);
    }

    pub(crate) fn forget(&self, id: &str) {
        self.shared.lock().unwrap().accounts.remove(id);
    }

    pub(crate) fn release(&self) {
        self.held.add_permits(1);
    }

    /// What was asked since the last time, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.lock().unwrap().asked)
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }

    /// How often this was asked so far.
    pub(crate) fn count(&self, line: &str) -> usize {
        self.shared.lock().unwrap().asked.iter().filter(|asked| asked.line == line).count()
    }

    pub(crate) async fn wait_count(&self, line: &str, count: usize) {
        for _ in 0..2000 {
            if self.count(line) >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{line} was asked {} times, not {count}", self.count(line));
    }

    fn good(&self, line: &str, body: &Value) -> Response {
        let shared = self.shared.lock().unwrap();
        let answer = match line {
            "POST /auth/link" => {
                json!({ "object": "HostedAuthLink", "link": "https://auth.unipile.com/?token=one-use" })
            }
            "POST /hosted/accounts/link" => {
                json!({ "object": "HostedAuthUrl", "url": "https://account.unipile.com/one-use" })
            }
            "POST /auth/checkpoint/resend" | "POST /accounts/checkpoint/resend" => {
                return StatusCode::NO_CONTENT.into_response();
            }
            "POST /auth/intent" => {
                json!({ "object": "Account", "id": body["account_id"].as_str().unwrap_or("acc_new") })
            }
            "POST /accounts" => json!({ "object": "AccountCreated", "account_id": "acc_new" }),
            line => match line.strip_prefix("GET /accounts/").map(|id| shared.accounts.get(id)) {
                Some(Some(account)) => account.clone(),
                Some(None) | None => {
                    let error =
                        json!({ "object": "Error", "type": "api/resource_not_found", "title": "hush" });
                    return (StatusCode::NOT_FOUND, error.to_string()).into_response();
                }
            },
        };
        answer.to_string().into_response()
    }
}

async fn play(State(vendor): State<Vendor>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let key = parts.headers.get("x-api-key").map_or("", |key| key.to_str().unwrap()).to_owned();
    let path = parts.uri.path();
    let path = path.strip_prefix("/v2").or_else(|| path.strip_prefix("/api/v1")).unwrap_or(path);
    let line = format!("{} {path}", parts.method);
    let body = to_bytes(body, 256 * 1024).await.unwrap();
    if parts.method == Method::POST {
        assert_eq!(parts.headers[header::CONTENT_TYPE], "application/json");
    }
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let play = {
        let mut shared = vendor.shared.lock().unwrap();
        shared.asked.push(Asked { line: line.clone(), key, body: body.clone() });
        let next = shared.plays.get_mut(&line).and_then(VecDeque::pop_front);
        next.or_else(|| shared.always.get(&line).cloned())
    };
    let status = |status| StatusCode::from_u16(status).unwrap();
    match play {
        None => vendor.good(&line, &body),
        Some(Play::Status(code, body)) => (status(code), body.to_string()).into_response(),
        Some(Play::Text(code, body)) => (status(code), body).into_response(),
        Some(Play::Silence) => std::future::pending().await,
        Some(Play::Hold(body)) => {
            vendor.held.acquire().await.unwrap().forget();
            body.to_string().into_response()
        }
    }
}

/// An error of the vendor's, with words that must not leave.
pub(crate) fn error(status: u16, kind: &str) -> Play {
    let words = format!("hush {PASSWORD} {LI_AT}");
    Play::Status(
        status,
        json!({ "object": "Error", "type": kind, "title": words, "detail": words, "req_id": "r" }),
    )
}

pub(crate) fn checkpoint(intent: &str, kind: &str) -> Value {
    json!({ "object": "AuthenticationCheckpoint", "intent_id": intent, "checkpoint": { "type": kind } })
}

/// A broker between pages and Unipile.
pub(crate) struct Rig {
    pub(crate) vendor: Vendor,
    pub(crate) base: String,
    pub(crate) clock: TestClock,
    pub(crate) store: Scratch,
}

/// The variables of a broker for this vendor and store; `more` wins.
pub(crate) fn variables(root: &str, store: &str, more: Variables<'_>) -> Vec<(String, String)> {
    let base = if more.contains(&V1) { format!("{root}/api/v1") } else { format!("{root}/v2") };
    let usual = [
        ("LINKDOCK_BROKER_ADDR", "127.0.0.1:0"),
        ("LINKDOCK_CALLER_KEY", CALLER_KEY),
        ("UNIPILE_API_KEY", KEY),
        ("UNIPILE_API_URL", &base),
        ("UNIPILE_TIMEOUT_MS", "2000"),
        ("LINKDOCK_STORE", store),
        ("LINKDOCK_STORE_KEY", STORE_KEY),
        ("LINKDOCK_ALLOWED_ORIGINS", "https://crm.example.com"),
    ];
    usual.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Rig {
    pub(crate) async fn start(test: &str, more: Variables<'_>) -> Self {
        let mut rig = Self::vendor_alone(test).await;
        let variables = variables(&rig.vendor.root, rig.store.as_str(), more);
        let table: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        rig.base = serve(router(config(&table).unwrap().with_clock(Arc::new(rig.clock.clone())))).await;
        rig
    }

    /// For a broker that the test starts itself.
    pub(crate) async fn vendor_alone(test: &str) -> Self {
        let clock = TestClock(Arc::new(AtomicU64::new(now())));
        let store = Scratch::new(&format!("unipile-{test}"));
        Self { vendor: Vendor::start().await, base: String::new(), clock, store }
    }

    pub(crate) async fn call(&self, user: &str, method: &str, path: &str, body: &Value) -> Reply {
        let bearer = bearer(user);
        let headers = [
            ("authorization", bearer.as_str()),
            ("origin", &self.base),
            ("content-type", "application/json"),
        ];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        send_body(method, &format!("{}/linkdock/unipile{path}", self.base), &headers, &body).await
    }

    pub(crate) async fn post(&self, user: &str, path: &str, body: Value) -> Reply {
        self.call(user, "POST", path, &body).await
    }

    /// The state of a link that `user` was given.
    pub(crate) async fn link(&self, user: &str, body: Value) -> String {
        let reply = self.post(user, "/link", body).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()["state"].as_str().unwrap().to_owned()
    }

    /// What the return page is told after a redirect with this query.
    pub(crate) async fn returned(&self, query: &str) -> HashMap<String, String> {
        let reply = send("GET", &format!("{}/linkdock/unipile/return?{query}", self.base), &[]).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        let fragment = reply.header("location").unwrap().split_once('#').unwrap().1.to_owned();
        form_urlencoded::parse(fragment.as_bytes()).into_owned().collect()
    }

    /// State and receipt of a hosted sign-in that only waits to be confirmed.
    pub(crate) async fn came_back(&self, user: &str, link: Value, account: &str) -> (String, String) {
        let state = self.link(user, link).await;
        let told = self.returned(&format!("account_id={account}&provider=LINKEDIN&state={state}")).await;
        (state, told["receipt"].clone())
    }

    pub(crate) async fn confirm(&self, user: &str, state: &str, receipt: &str) -> Reply {
        self.post(user, "/confirm", json!({ "state": state, "receipt": receipt })).await
    }

    /// Makes a running account of `user`'s.
    pub(crate) async fn connected(&self, user: &str, account: &str) {
        self.vendor
            .account(account, json!({ "status": "running", "sources": [{ "id": "s", "status": "OK" }] }));
        let (state, receipt) = self.came_back(user, Value::Null, account).await;
        let reply = self.confirm(user, &state, &receipt).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    pub(crate) async fn accounts(&self, user: &str) -> Value {
        let reply = self.call(user, "GET", "/accounts", &Value::Null).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()["accounts"].clone()
    }

    pub(crate) async fn hook(&self, body: Value) {
        let url = format!("{}/linkdock/unipile/webhook", self.base);
        let reply = send_body("POST", &url, &[("unipile-auth", HOOK_SECRET)], &body.to_string()).await;
        assert_eq!(reply.status, 204, "{}", reply.body);
    }

    /// Collects a session and gives the account that is told.
    pub(crate) async fn collect(&self, user: &str, li_at: &str) -> Value {
        let session = json!({ "access_token": li_at, "premium_access_token": LI_A, "user_agent": "UA/1" });
        let reply = self.post(user, "/session", session).await;
        assert_eq!(reply.status, 202, "{}", reply.body);
        reply.json()["account"].clone()
    }

    /// A number from the store's file.
    pub(crate) fn number(&self, sql: &str) -> u32 {
        let connection = rusqlite::Connection::open(&self.store.0).unwrap();
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

pub(crate) fn with_password() -> Value {
    json!({ "provider": "linkedin", "credentials": { "username": "anna@crm.example.com", "password": PASSWORD } })
}
