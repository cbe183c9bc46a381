//! Version 2: what it is asked, and how it speaks of accounts. Source: the vendor's "Hosted Auth" and "Credentials flow".

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::super::text::{IntentId, Typed, word};
use super::super::time;
use super::{Ask, Credentials, Intent, VendorAccount, WantedLink};

fn post(path: &str, body: Value) -> Ask {
    Ask { method: Method::POST, path: path.to_owned(), body: Some(body) }
}

pub(super) fn link(wanted: &WantedLink<'_>, domain: Option<&str>) -> Ask {
    let mut body = Map::new();
    match wanted.account {
        Some(account) => body.insert("account_id".to_owned(), json!(account.as_str())),
        None => body.insert("providers".to_owned(), json!("LINKEDIN")),
    };
    body.insert("expires_on".to_owned(), json!(time::to_iso(wanted.expires)));
    body.insert("redirect_uri".to_owned(), json!(wanted.redirect_uri.as_str()));
    body.insert("state".to_owned(), json!(wanted.state.expose()));
    if let Some(domain) = domain {
        body.insert("domain".to_owned(), json!(domain));
    }
    let mut linkedin = Map::new();
    if !wanted.methods.is_empty() {
        linkedin.insert("allow_methods".to_owned(), json!(wanted.methods));
    }
    // Left out on reconnect, the earlier choice stays.
    if !wanted.products.is_empty() {
        linkedin.insert("products".to_owned(), json!(wanted.products));
    }
    if !linkedin.is_empty() {
        body.insert("config".to_owned(), json!({ "linkedin": linkedin }));
    }
    post("/auth/link", Value::Object(body))
}

pub(super) fn intent(intent: &Intent) -> Ask {
    let mut credentials = Map::new();
    let mut credential = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            credentials.insert(name.to_owned(), json!(value));
        }
    };
    match &intent.credentials {
        Credentials::Password { username, password, user_agent } => {
            credential("username", Some(username.expose()));
            credential("password", Some(password.expose()));
            credential("user_agent", user_agent.as_deref());
        }
        Credentials::Cookies { access_token, premium_access_token, user_agent } => {
            credential("access_token", Some(access_token.expose()));
            credential("premium_access_token", premium_access_token.as_ref().map(Typed::expose));
            credential("user_agent", user_agent.as_deref());
        }
    }
    let mut body = Map::new();
    body.insert("provider".to_owned(), json!("linkedin"));
    body.insert("credentials".to_owned(), Value::Object(credentials));
    if !intent.products.is_empty() {
        body.insert("config".to_owned(), json!({ "products": intent.products }));
    }
    if let Some(account) = &intent.account {
        body.insert("account_id".to_owned(), json!(account.as_str()));
    }
    if let Some(timezone) = &intent.timezone {
        body.insert("user_timezone".to_owned(), json!(timezone));
    }
    post("/auth/intent", Value::Object(body))
}

/// How version 2 is asked again without a code isn't documented: this is the same call without one.
pub(super) fn solve(intent: &IntentId, code: Option<&Typed>) -> Ask {
    let body = match code {
        Some(code) => json!({ "intent_id": intent.as_str(), "code": code.expose() }),
        None => json!({ "intent_id": intent.as_str() }),
    };
    post("/auth/checkpoint", body)
}

pub(super) fn switch(intent: &IntentId, challenge: &str) -> Ask {
    post("/auth/checkpoint/request", json!({ "intent_id": intent.as_str(), "challenge": challenge }))
}

pub(super) fn resend(intent: &IntentId) -> Ask {
    post("/auth/checkpoint/resend", json!({ "intent_id": intent.as_str() }))
}

pub(super) fn account(body: &Value) -> VendorAccount {
    let status = body.get("status").and_then(Value::as_str).and_then(word);
    VendorAccount {
        word: status.unwrap_or("unknown").to_owned(),
        name: None,
        created: body.get("created_at").and_then(time::from_json),
    }
}
