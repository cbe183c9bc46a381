//! A sandbox on free ports and a client that shows every byte: tests must see a closed connection as such, which
//! grown-up clients hide behind retries.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use linkdock_sandbox::{Clock, Config, DEFAULT_API_KEY, Listeners, Stop};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// A clock that only moves when told to.
#[derive(Clone)]
pub(crate) struct ManualClock(Arc<Mutex<SystemTime>>);

impl ManualClock {
    pub(crate) fn advance(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct Sandbox {
    pub(crate) address: SocketAddr,
    pub(crate) linkedin: SocketAddr,
    pub(crate) clock: ManualClock,
    pub(crate) stop: Stop,
    pub(crate) server: JoinHandle<std::io::Result<()>>,
}

/// An answer, or the lack of one.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

impl Sandbox {
    pub(crate) async fn start() -> Self {
        let listen = async || linkdock_sandbox::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let listeners = Listeners { salesflow: listen().await, linkedin: listen().await };
        let address = listeners.salesflow.local_addr().unwrap();
        let linkedin = listeners.linkedin.local_addr().unwrap();
        let clock =
            ManualClock(Arc::new(Mutex::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000))));
        let stop = Stop::new();
        let config = Config { clock: Arc::new(clock.clone()), stop: stop.clone(), ..Config::default() };
        let server = tokio::spawn(linkdock_sandbox::serve(listeners, config));
        Self { address, linkedin, clock, stop, server }
    }

    /// Sends a request and leaves the connection open.
    pub(crate) async fn open(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> TcpStream {
        open_at(self.address, method, path, headers, body).await
    }

    /// The answer to a request; None when the connection closed without a byte.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<Answer> {
        answer(self.open(method, path, headers, body).await).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, &[], &body.to_string()).await.unwrap()
    }

    /// Steers the sandbox; the change must be accepted.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        let answer = self.post(&format!("/control{path}"), body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()
    }

    /// One call of a token endpoint with the right key.
    pub(crate) async fn call(&self, endpoint: &str, account: &str) -> Option<Answer> {
        let headers = [("x-api-key", DEFAULT_API_KEY), ("x-accountid", account)];
        self.send("POST", &format!("/public/api/v1/tokens/{endpoint}"), &headers, "{}").await
    }

    /// The path of a fresh connect form.
    pub(crate) async fn connect_link(&self) -> String {
        let answer = self.call("onboarding", "").await.unwrap().json();
        format!("/embedded/{}", answer["token"].as_str().unwrap())
    }

    /// The path of a fresh update form.
    pub(crate) async fn update_link(&self, account: u64) -> String {
        let answer = self.call("jwt", &account.to_string()).await.unwrap().json();
        format!("/embedded/{}/{account}", answer["token"].as_str().unwrap())
    }

    /// Waits until so many requests hang.
    pub(crate) async fn until_hanging(&self, expected: u64) {
        self.until_hanging_at("salesflow", expected).await;
    }

    pub(crate) async fn until_hanging_at(&self, vendor: &str, expected: u64) {
        for _ in 0..200 {
            if self.get(&format!("/control/{vendor}/faults")).await.json()["hanging"] == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("never {expected} hanging requests");
    }

    /// Submits a fresh connect form as a test user.
    pub(crate) async fn connect(&self, user: &str) -> Value {
        let link = self.connect_link().await;
        self.post(&link, form(&format!("{user}@sandbox.test"))).await.json()
    }
}

/// The connect form, filled in.
pub(crate) fn form(email: &str) -> Value {
    json!({ "email": email, "password": "any", "location": "Norway", "timezone": "UTC" })
}

/// Sends a request and leaves the connection open.
pub(crate) async fn open_at(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        request += &format!("host: {address}\r\n");
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// What comes over a connection until it ends; None when that is nothing.
pub(crate) async fn answer(mut stream: TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    // A reset connection is as closed as one that ends.
    let _ = tokio::time::timeout(Duration::from_secs(5), read).await.expect("no answer within 5 s");
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}
