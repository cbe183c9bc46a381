//! LinkedIn as far as a broker sees it, and a broker that is connected to it: what the tests of links and of Sales Access Tokens
//! stand on. All vendor behaviour of the tests is here.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use linkdock_broker::{Clock, router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::support::{CALLER_KEY, Reply, Scratch, Variables, config, now, send, send_body, serve, signed};

pub(crate) const CLIENT_ID: &str = "client-id-77";
pub(crate) const CLIENT_SECRET: &str = "client-secret-c4b1";
pub(crate) const CODE: &str = "authorization-code-3e9d";
pub(crate) const STORE_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
pub(crate) const OAUTH: &str = "/oauth/v2/accessToken";
pub(crate) const SAT: &str = "/v2/salesAccessTokens";

/// A clock that tests set, shared by broker and vendor.
#[derive(Clone)]
pub(crate) struct TestClock(pub(crate) Arc<AtomicU64>);

impl TestClock {
    pub(crate) fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.now())
    }
}

/// What the vendor does with one request instead of answering well.
#[derive(Clone, Debug)]
pub(crate) enum Play {
    Status(u16, &'static str),
    /// The good answer, once the test releases it.
    Hold,
    /// The connection stays open and nothing comes.
    Silence,
    /// The good answer.
    Good,
}

#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) authorization: String,
    pub(crate) restli: String,
    pub(crate) form: HashMap<String, String>,
}

struct Shared {
    asked: Vec<Asked>,
    plays: HashMap<&'static str, VecDeque<Play>>,
    issued: u32,
    /// Whether OAuth answers bring a refresh token.
    refresh: bool,
    oauth_life: u64,
    sat_life: u64,
}

#[derive(Clone)]
pub(crate) struct LinkedIn {
    pub(crate) url: String,
    clock: TestClock,
    shared: Arc<Mutex<Shared>>,
    held: Arc<Semaphore>,
}

impl LinkedIn {
    async fn start(clock: TestClock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let vendor = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            clock,
            shared: Arc::new(Mutex::new(Shared {
                asked: Vec::new(),
                plays: HashMap::new(),
                issued: 0,
                refresh: false,
                oauth_life: 60 * 24 * 3600,
                sat_life: 45 * 60,
            })),
            held: Arc::new(Semaphore::new(0)),
        };
        let app = Router::new().fallback(play).with_state(vendor.clone());
        tokio::spawn(async { axum::serve(listener, app).await });
        vendor
    }

    pub(crate) fn plays(&self, endpoint: &'static str, plays: impl IntoIterator<Item = Play>) {
        self.shared.lock().unwrap().plays.entry(endpoint).or_default().extend(plays);
    }

    pub(crate) fn with_refresh_tokens(&self) {
        self.shared.lock().unwrap().refresh = true;
    }

    pub(crate) fn lives(&self, oauth: u64, sat: u64) {
        let mut shared = self.shared.lock().unwrap();
        (shared.oauth_life, shared.sat_life) = (oauth, sat);
    }

    /// Lets one held answer go.
    pub(crate) fn release(&self) {
        self.held.add_permits(1);
    }

    /// What was asked since the last time, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.lock().unwrap().asked)
    }

    /// The paths alone.
    pub(crate) fn paths(&self) -> Vec<String> {
        let path = |asked: Asked| asked.line.split([' ', '?']).nth(1).unwrap().to_owned();
        self.asked().into_iter().map(path).collect()
    }

    /// Waits until `count` requests have come.
    pub(crate) async fn wait_asked(&self, count: usize) {
        for _ in 0..1000 {
            if self.shared.lock().unwrap().asked.len() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{count} requests never came");
    }

    fn good(&self, path: &str) -> Response {
        let mut shared = self.shared.lock().unwrap();
        shared.issued += 1;
        let n = shared.issued;
        let answer = if path == SAT {
            let element = json!({ "token": format!("sat-token-{n}"), "expiryTime": self.clock.now() + shared.sat_life });
            json!({ "elements": [element], "paging": { "count": 10, "start": 0, "links": [] } })
        } else {
            let mut answer =
                json!({ "access_token": format!("access-token-{n}"), "expires_in": shared.oauth_life });
            if shared.refresh {
                answer["refresh_token"] = json!(format!("refresh-token-{n}"));
                answer["refresh_token_expires_in"] = json!(365 * 24 * 3600);
            }
            answer
        };
        answer.to_string().into_response()
    }
}

async fn play(State(vendor): State<LinkedIn>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| parts.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let body = to_bytes(body, 4096).await.unwrap();
    let asked = Asked {
        line: format!("{} {}", parts.method, parts.uri),
        authorization: header("authorization"),
        restli: header("x-restli-protocol-version"),
        form: form_urlencoded::parse(&body).into_owned().collect(),
    };
    let play = {
        let mut shared = vendor.shared.lock().unwrap();
        shared.asked.push(asked);
        shared.plays.get_mut(parts.uri.path()).and_then(VecDeque::pop_front)
    };
    match play.unwrap_or(Play::Good) {
        Play::Good => vendor.good(parts.uri.path()),
        Play::Status(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Play::Silence => std::future::pending().await,
        Play::Hold => {
            vendor.held.acquire().await.unwrap().forget();
            vendor.good(parts.uri.path())
        }
    }
}

/// A broker between pages and LinkedIn.
pub(crate) struct Rig {
    pub(crate) vendor: LinkedIn,
    pub(crate) base: String,
    pub(crate) clock: TestClock,
    pub(crate) store: Scratch,
}

/// The variables of a broker for this vendor and store; `more` wins.
pub(crate) fn variables<'a>(vendor: &'a str, store: &'a str, more: Variables<'a>) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("LINKDOCK_BROKER_ADDR", "127.0.0.1:0"),
        ("LINKDOCK_CALLER_KEY", CALLER_KEY),
        ("LINKEDIN_CLIENT_ID", CLIENT_ID),
        ("LINKEDIN_CLIENT_SECRET", CLIENT_SECRET),
        ("LINKEDIN_URL", vendor),
        ("LINKEDIN_API_URL", vendor),
        ("LINKEDIN_TIMEOUT_MS", "2000"),
        ("LINKDOCK_STORE", store),
        ("LINKDOCK_STORE_KEY", STORE_KEY),
        ("LINKDOCK_ALLOWED_ORIGINS", "https://crm.example.com"),
    ];
    [&usual, more].concat()
}

impl Rig {
    pub(crate) async fn start(test: &str, more: Variables<'_>) -> Self {
        let mut rig = Self::vendor_alone(test).await;
        let config = config(&variables(&rig.vendor.url, rig.store.as_str(), more)).unwrap();
        rig.base = serve(router(config.with_clock(Arc::new(rig.clock.clone())))).await;
        rig
    }

    /// For a broker that the test starts itself.
    pub(crate) async fn vendor_alone(test: &str) -> Self {
        let clock = TestClock(Arc::new(AtomicU64::new(now())));
        let vendor = LinkedIn::start(clock.clone()).await;
        Self { vendor, base: String::new(), clock, store: Scratch::new(test) }
    }

    pub(crate) async fn call(&self, user: &str, method: &str, path: &str, body: &str) -> Reply {
        let bearer = bearer(user);
        let headers = [
            ("authorization", bearer.as_str()),
            ("origin", &self.base),
            ("content-type", "application/json"),
        ];
        send_body(method, &format!("{}/linkdock/linkedin{path}", self.base), &headers, body).await
    }

    /// The state of a sign-in that `user` has started.
    pub(crate) async fn authorize(&self, user: &str) -> String {
        let reply = self.call(user, "POST", "/authorize", "").await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()["state"].as_str().unwrap().to_owned()
    }

    /// What the return page is told after LinkedIn's redirect with this query.
    pub(crate) async fn returned(&self, query: &str) -> HashMap<String, String> {
        let reply = send("GET", &format!("{}/linkdock/linkedin/return?{query}", self.base), &[]).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        let fragment = reply.header("location").unwrap().split_once('#').unwrap().1.to_owned();
        form_urlencoded::parse(fragment.as_bytes()).into_owned().collect()
    }

    /// State and receipt of a sign-in that only waits to be claimed.
    pub(crate) async fn consented(&self, user: &str) -> (String, String) {
        let state = self.authorize(user).await;
        let told = self.returned(&format!("code={CODE}&state={state}")).await;
        (state, told["receipt"].clone())
    }

    pub(crate) async fn link(&self, user: &str, state: &str, receipt: &str) -> Reply {
        self.call(user, "POST", "/link", &json!({ "state": state, "receipt": receipt }).to_string()).await
    }

    pub(crate) async fn linked(&self, user: &str) {
        let (state, receipt) = self.consented(user).await;
        let reply = self.link(user, &state, &receipt).await;
        assert_eq!(reply.status, 204, "{}", reply.body);
    }

    pub(crate) async fn sat(&self, user: &str) -> Reply {
        self.call(user, "GET", "/sat", "").await
    }

    pub(crate) async fn renew(&self, user: &str, renews: u64) -> Reply {
        self.call(user, "GET", &format!("/sat?renews={renews}"), "").await
    }

    /// The token that `user` gets, whatever it takes.
    pub(crate) async fn token(&self, user: &str) -> String {
        let reply = self.sat(user).await;
        reply.json()["token"].as_str().unwrap_or_else(|| panic!("{}", reply.body)).to_owned()
    }

    /// A number from the store's file.
    pub(crate) fn count(&self, sql: &str) -> u32 {
        let connection = rusqlite::Connection::open(&self.store.0).unwrap();
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub(crate) fn change(&self, sql: &str) {
        let connection = rusqlite::Connection::open(&self.store.0).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
    }
}

pub(crate) fn bearer(user: &str) -> String {
    let claims = json!({ "sub": user, "aud": "linkdock", "exp": now() + 36000 });
    format!("Bearer {}", signed(&claims, CALLER_KEY))
}

pub(crate) fn is_not_linked(reply: &Reply) -> bool {
    (reply.status, reply.json()) == (200, json!({ "token": Value::Null, "reason": "not_linked" }))
}
