//! Webhooks: that they arrive, in order and with the secret, in the form of either generation.

use crate::support::Sandbox;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A host's server: what it was told, as head and body.
struct Receiver {
    port: u16,
    told: UnboundedReceiver<(String, Value)>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, told) = unbounded_channel();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = Vec::new();
                let body = loop {
                    stream.read_buf(&mut bytes).await.unwrap();
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    if let Ok(body) = serde_json::from_str(body) {
                        break (head.to_owned(), body);
                    }
                };
                stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await.unwrap();
                if sender.send(body).is_err() {
                    return;
                }
            }
        });
        Self { port, told }
    }

    async fn next(&mut self) -> (String, Value) {
        tokio::time::timeout(Duration::from_secs(5), self.told.recv()).await.expect("no webhook").unwrap()
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

#[tokio::test]
async fn statuses_are_told_with_the_secret_in_the_form_of_the_generation() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    sandbox.set_unipile(json!({ "webhookUrl": receiver.url("/hook"), "webhookSecret": "s3cret" })).await;
    let (two, one) = (sandbox.new_account("v2").await, sandbox.new_account("v1").await);
    for (id, form, status, expected) in [
        (&two, "type", "disconnected", json!({ "type": "account.status.disconnected", "account_id": two })),
        (&two, "event", "running", json!({ "event": "account.status.running", "account_id": two })),
        (&two, "data", "errored", json!({ "type": "account.status.errored", "data": { "account_id": two } })),
        (&two, "type", "deleted", json!({ "type": "account.remove", "account_id": two })),
        (
            &one,
            "data",
            "CREDENTIALS",
            json!({ "AccountStatus": { "account_id": one, "account_type": "LINKEDIN", "message": "CREDENTIALS" } }),
        ),
    ] {
        sandbox.set_unipile(json!({ "webhookForm": form })).await;
        sandbox.control("/unipile/status", json!({ "id": id, "status": status })).await;
        let (head, body) = receiver.next().await;
        assert_eq!(body, expected);
        assert!(head.starts_with("POST /hook HTTP/1.1") && head.contains("application/json"), "{head}");
        assert!(head.to_ascii_lowercase().contains("unipile-auth: s3cret"), "{head}");
    }
    let statuses: Vec<_> =
        sandbox.listed_accounts().await.iter().map(|account| account["status"].clone()).collect();
    assert_eq!(statuses, ["deleted", "CREDENTIALS"]);
    assert_eq!(
        sandbox.post("/control/unipile/status", json!({ "id": "nope", "status": "OK" })).await.status,
        404
    );
}

#[tokio::test]
async fn accounts_that_come_to_be_are_told_in_order() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    sandbox.set_unipile(json!({ "webhookUrl": receiver.url("/hook") })).await;
    let id = sandbox.intent("active").await["id"].clone();
    let again = super::steps::changed(super::steps::intent("active"), &json!({ "account_id": id }));
    sandbox.v2("/auth/intent", again).await;
    for kind in ["account.add", "account.status.running", "account.reconnect", "account.status.running"] {
        let (head, body) = receiver.next().await;
        assert_eq!(body, json!({ "type": kind, "account_id": id }));
        assert!(!head.to_ascii_lowercase().contains("unipile-auth"), "no secret is set");
    }
}

#[tokio::test]
async fn v1_links_notify_with_their_name_and_webhooks_never_leave_the_machine() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    let page = sandbox.hosted_v1(json!({ "notify_url": receiver.url("/hook?secret=s") })).await;
    sandbox.sign_in(&page, "active").await;
    let (head, body) = receiver.next().await;
    let id = &sandbox.listed_accounts().await[0]["id"];
    assert_eq!(body, json!({ "status": "CREATION_SUCCESS", "account_id": id, "name": "the state" }));
    assert!(head.starts_with("POST /hook?secret=s "), "{head}");

    let again = json!({ "type": "reconnect", "reconnect_account": id, "notify_url": receiver.url("/again") });
    let page = sandbox.hosted_v1(again).await;
    sandbox.sign_in(&page, "active").await;
    assert_eq!(receiver.next().await.1["status"], "RECONNECTED");

    let page = sandbox.hosted_v1(json!({ "notify_url": "http://hook.example.com/x" })).await;
    sandbox.sign_in(&page, "active").await;
    for url in ["http://hook.example.com/x", "https://127.0.0.1/x", "/x", "http://127.0.0.1.example.com/"] {
        let answer = sandbox.post("/control/unipile/settings", json!({ "webhookUrl": url })).await;
        assert_eq!(answer.status, 400, "{url}");
    }
    let sent = loop {
        let sent = sandbox.get("/control/unipile/webhooks").await.json();
        if sent.as_array().unwrap().len() == 3 {
            break sent;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!(sent[0]["status"], 204);
    assert_eq!((&sent[0]["url"], &sent[2]["status"]), (&json!(receiver.url("/hook")), &Value::Null));
}
