//! The steps of a sign-in, one function each, as a host's server and a user of a hosted page take them.

use crate::support::{Answer, Sandbox};
use linkdock_sandbox::DEFAULT_API_KEY;
use serde_json::{Value, json};

pub(super) const V2: &str = "/unipile/v2";
pub(super) const V1: &str = "/unipile/api/v1";
/// Where the application wants its users back.
pub(super) const RETURN: &str = "http://127.0.0.1:4310/return?at=unipile";

impl Sandbox {
    /// A call with the right key; None when the connection closed without a byte.
    pub(super) async fn try_unipile(&self, method: &str, path: &str, body: &Value) -> Option<Answer> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, path, &[("x-api-key", DEFAULT_API_KEY)], &body).await
    }

    pub(super) async fn unipile(&self, method: &str, path: &str, body: Value) -> Answer {
        self.try_unipile(method, path, &body).await.unwrap()
    }

    pub(super) async fn v2(&self, path: &str, body: Value) -> Answer {
        self.unipile("POST", &format!("{V2}{path}"), body).await
    }

    pub(super) async fn v1(&self, path: &str, body: Value) -> Answer {
        self.unipile("POST", &format!("{V1}{path}"), body).await
    }

    pub(super) async fn set_unipile(&self, change: Value) {
        self.control("/unipile/settings", change).await;
    }

    /// v2's union for a sign-in.
    pub(super) async fn intent(&self, user: &str) -> Value {
        let answer = self.v2("/auth/intent", intent(user)).await;
        assert_eq!(answer.status, 200, "{user}: {}", answer.body);
        answer.json()
    }

    /// v2's union after an answer.
    pub(super) async fn solve(&self, started: &Value, code: &str) -> Answer {
        self.v2("/auth/checkpoint", json!({ "intent_id": started["intent_id"], "code": code })).await
    }

    pub(super) async fn wait(&self, started: &Value) -> Value {
        let answer = self.v2("/auth/checkpoint", json!({ "intent_id": started["intent_id"] })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// The path of a fresh hosted page of v2; `change` replaces fields of the request, null takes them away.
    pub(super) async fn hosted_v2(&self, change: Value) -> String {
        let answer = self.v2("/auth/link", changed(link_v2(), &change)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        path(answer.json()["link"].as_str().unwrap())
    }

    pub(super) async fn hosted_v1(&self, change: Value) -> String {
        let answer = self.v1("/hosted/accounts/link", changed(link_v1(), &change)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        path(answer.json()["url"].as_str().unwrap())
    }

    /// What a page answers to what its user does.
    pub(super) async fn act(&self, page: &str, act: Value) -> Value {
        self.post(page, act).await.json()
    }

    pub(super) async fn sign_in(&self, page: &str, user: &str) -> Value {
        let username = format!("{user}@sandbox.test");
        self.act(page, json!({ "action": "signIn", "username": username, "password": "any" })).await
    }

    pub(super) async fn type_code(&self, page: &str, code: &str) -> Value {
        self.act(page, json!({ "action": "answer", "code": code })).await
    }

    pub(super) async fn listed_accounts(&self) -> Vec<Value> {
        self.get("/control/unipile/accounts").await.json().as_array().unwrap().clone()
    }

    pub(super) async fn new_account(&self, version: &str) -> String {
        let made = self.control("/unipile/accounts", json!({ "version": version })).await;
        made["id"].as_str().unwrap().to_owned()
    }
}

pub(super) fn intent(user: &str) -> Value {
    let username = format!("{user}@sandbox.test");
    json!({ "provider": "linkedin", "credentials": { "username": username, "password": "any" } })
}

pub(super) fn link_v2() -> Value {
    json!({
        "providers": "LINKEDIN",
        "redirect_uri": RETURN,
        "state": "S t&te",
        "expires_on": "2027-01-15T08:10:00.000Z",
        "config": { "linkedin": { "allow_methods": ["credentials", "cookies"] } },
    })
}

pub(super) fn link_v1() -> Value {
    json!({
        "type": "create",
        "providers": ["LINKEDIN"],
        "api_url": "https://api1.unipile.com:13111",
        "expiresOn": "2027-01-15T08:10:00.000Z",
        "success_redirect_url": RETURN,
        "failure_redirect_url": "http://127.0.0.1:4310/failed",
        "name": "the state",
    })
}

pub(super) fn changed(mut all: Value, change: &Value) -> Value {
    for (name, value) in change.as_object().unwrap() {
        let fields = all.as_object_mut().unwrap();
        if value.is_null() {
            fields.remove(name)
        } else {
            fields.insert(name.clone(), value.clone())
        };
    }
    all
}

/// The address without scheme and host.
pub(super) fn path(address: &str) -> String {
    let url: url::Url = address.parse().unwrap();
    format!("{}?{}", url.path(), url.query().unwrap())
}

/// The parameters that an answer leaves the page with, in their order.
pub(super) fn went(told: &Value) -> Vec<(String, String)> {
    assert_eq!(told["show"], "go", "{told}");
    let url: url::Url = told["url"].as_str().unwrap().parse().unwrap();
    url.query_pairs().into_owned().collect()
}

pub(super) fn value(pairs: &[(String, String)], wanted: &str) -> Option<String> {
    pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
}

/// Which step a view shows.
pub(super) fn step(told: &Value) -> String {
    let html = told["html"].as_str().unwrap_or_else(|| panic!("no view: {told}"));
    let (_, rest) = html.split_once("data-step=\"").unwrap_or_else(|| panic!("no step: {html}"));
    rest.split('"').next().unwrap().to_owned()
}
