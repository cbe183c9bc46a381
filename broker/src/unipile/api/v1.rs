//! Version 1: what it is asked, and how its answers are said in version 2's form.
//!
//! It has no id for an intent: the account that is being made stands for it.

use linkdock::core::account::AccountStatus;
use linkdock::core::vendor::unipile;
use reqwest::{Method, Url};
use serde_json::{Map, Value, json};

use super::super::returned::UNKNOWN;
use super::super::text::{IntentId, Typed, UnipileId, word};
use super::super::time;
use super::union::{self, Answer};
use super::{Ask, Credentials, Intent, VendorAccount, Waited, WantedLink, unreadable};
use crate::fault::{Fault, Refusal, RefusalKind};

fn post(path: String, body: Value) -> Ask {
    Ask { method: Method::POST, path, body: Some(body) }
}

pub(super) fn link(wanted: &WantedLink<'_>, base: &str, notify_url: Option<&Url>) -> Ask {
    // This version brings back no state of its own, and needn't say how it went: the two addresses do.
    let mut back = wanted.redirect_uri.clone();
    back.query_pairs_mut().append_pair("state", wanted.state.expose());
    let mut failed = back.clone();
    // As a title, so that a type that the vendor adds counts for more, on a page of the host's own, too.
    failed.query_pairs_mut().append_pair("error_title", UNKNOWN);
    if let Some(ticket) = wanted.ticket {
        back.query_pairs_mut().append_pair("ticket", ticket.expose());
    }
    let mut body = Map::new();
    let mut add = |name: &str, value: Value| body.insert(name.to_owned(), value);
    match wanted.account {
        Some(account) => {
            add("type", json!("reconnect"));
            add("reconnect_account", json!(account.as_str()));
        }
        None => {
            add("type", json!("create"));
            add("providers", json!(["LINKEDIN"]));
        }
    }
    // The tenant's address without the path of the API.
    add("api_url", json!(base.strip_suffix("/api/v1").unwrap_or(base)));
    add("expiresOn", json!(time::to_iso(wanted.expires)));
    add("success_redirect_url", json!(back.as_str()));
    add("failure_redirect_url", json!(failed.as_str()));
    // Comes back in the notification, and says which link an account is of.
    add("name", json!(wanted.state.expose()));
    if let Some(notify_url) = notify_url {
        add("notify_url", json!(notify_url.as_str()));
    }
    post("/hosted/accounts/link".to_owned(), Value::Object(body))
}

/// Products and time zone aren't part of this version.
pub(super) fn intent(intent: &Intent) -> Ask {
    let mut body = Map::new();
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            body.insert(name.to_owned(), json!(value));
        }
    };
    add("provider", Some("LINKEDIN"));
    match &intent.credentials {
        Credentials::Password { username, password, user_agent } => {
            add("username", Some(username.expose()));
            add("password", Some(password.expose()));
            add("user_agent", user_agent.as_deref());
        }
        Credentials::Cookies { access_token, premium_access_token, user_agent } => {
            add("access_token", Some(access_token.expose()));
            add("premium_token", premium_access_token.as_ref().map(Typed::expose));
            add("user_agent", user_agent.as_deref());
        }
    }
    let path = match &intent.account {
        Some(account) => ["/accounts/", account.as_str()].concat(),
        None => "/accounts".to_owned(),
    };
    post(path, Value::Object(body))
}

pub(super) fn solve(intent: &IntentId, code: &Typed) -> Ask {
    let body = json!({ "provider": "LINKEDIN", "account_id": intent.as_str(), "code": code.expose() });
    post("/accounts/checkpoint".to_owned(), body)
}

/// Not documented for this version: asked in the form of its other calls.
pub(super) fn switch(intent: &IntentId, challenge: &str) -> Ask {
    let body = json!({ "provider": "LINKEDIN", "account_id": intent.as_str(), "challenge": challenge });
    post("/accounts/checkpoint/request".to_owned(), body)
}

pub(super) fn resend(intent: &IntentId) -> Ask {
    let body = json!({ "account_id": intent.as_str(), "provider": "LINKEDIN" });
    post("/accounts/checkpoint/resend".to_owned(), body)
}

/// `AccountCreated` (and `AccountReconnected`), or `Checkpoint`.
pub(super) fn answer(body: &Value) -> Result<Answer, Fault> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let account =
        text("account_id").or_else(|| text("id")).ok_or_else(|| unreadable("there is no `account_id`"))?;
    let Some(checkpoint) = body.get("checkpoint").and_then(Value::as_object) else {
        let id =
            UnipileId::parse(account).ok_or_else(|| unreadable("the account's id is in no known form"))?;
        return match text("object") {
            Some("AccountCreated" | "AccountReconnected") => Ok(Answer::Account(id)),
            Some("Checkpoint") => Err(unreadable("there is no `checkpoint`")),
            Some(_) | None => Err(unreadable("its `object` is none that is known")),
        };
    };
    let mut checkpoint = checkpoint.clone();
    if let Some(source) = checkpoint.remove("source") {
        checkpoint.insert("platform".to_owned(), source);
    }
    if checkpoint.get("type").and_then(Value::as_str) == Some("CONTRACT_CHOOSER") {
        checkpoint.insert("type".to_owned(), json!("CONTRACT_SELECTION"));
    }
    union::read(
        &json!({ "object": "AuthenticationCheckpoint", "intent_id": account, "checkpoint": checkpoint }),
    )
}

/// What an account's state says about the checkpoint that it waits at.
pub(super) fn waited(id: UnipileId, account: &VendorAccount, reconnects: bool) -> Result<Waited, Fault> {
    match unipile::status(&account.word) {
        AccountStatus::Active if reconnects => Ok(Waited::Works(id)),
        // It wasn't there before.
        AccountStatus::Active => Ok(Waited::Answered(Answer::Account(id))),
        // Until the user has approved it says what it said before.
        AccountStatus::Disconnected if reconnects => Ok(Waited::NotYet),
        AccountStatus::Disconnected | AccountStatus::Deleted => {
            Err(Fault::Refused(Refusal::new(RefusalKind::Expired, "authentication_intent_error")))
        }
        AccountStatus::Incomplete | AccountStatus::Unknown => Ok(Waited::NotYet),
    }
}

/// The worst of an account's sources is its state.
pub(super) fn account(body: &Value) -> VendorAccount {
    let sources = body.get("sources").and_then(Value::as_array);
    let words = sources.into_iter().flatten().filter_map(|source| word(source.get("status")?.as_str()?));
    let worst = words.min_by_key(|word| match unipile::status(word) {
        AccountStatus::Deleted => 0,
        AccountStatus::Disconnected => 1,
        // What is still under way may yet be well; an error isn't.
        AccountStatus::Incomplete | AccountStatus::Unknown => 2 + u8::from(*word == "CONNECTING"),
        AccountStatus::Active => 4,
    });
    VendorAccount {
        word: worst.unwrap_or("unknown").to_owned(),
        name: body.get("name").and_then(Value::as_str).map(str::to_owned),
        created: body.get("created_at").and_then(time::from_json),
    }
}

#[cfg(test)]
mod tests {
    use super::account;
    use serde_json::json;

    #[test]
    fn the_worst_source_is_the_state_of_the_account() {
        for (sources, word) in [
            (json!([{ "id": "s", "status": "OK" }]), "OK"),
            (json!([{ "status": "OK" }, { "status": "CREDENTIALS" }]), "CREDENTIALS"),
            (json!([{ "status": "ERROR" }, { "status": "PERMISSIONS" }]), "PERMISSIONS"),
            (json!([{ "status": "CONNECTING" }, { "status": "OK" }]), "CONNECTING"),
            (json!([{ "status": "CONNECTING" }, { "status": "STOPPED" }]), "STOPPED"),
            (json!([{ "status": "NEVER_HEARD" }, { "status": "OK" }]), "NEVER_HEARD"),
            (json!([{ "status": "a b" }, { "status": 7 }, {}]), "unknown"),
            (json!([]), "unknown"),
            (json!(null), "unknown"),
        ] {
            assert_eq!(account(&json!({ "id": "a", "sources": sources })).word, word, "{sources}");
        }
    }
}
