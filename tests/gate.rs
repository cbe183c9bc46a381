//! The gate's table, natively. `tests/shell.rs` runs the same rows, and those that need a browser, in one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

mod support;

use linkdock::core::account::AccountStatus;
use linkdock::core::message::{Answer, Node, Refusal, Shape, Source, Unreadable, admit};
use serde_json::{Value, json};
use support::{JsonNode, display, unipile, vendor};

/// The word by which the table names what came of a row.
fn outcome<N: Node>(source: Source, origin: &str, data: &N) -> String {
    word(admit(&vendor(), source, origin, data))
}

fn word(admitted: Result<Answer, Refusal>) -> String {
    match admitted {
        Ok(Answer::SignedIn) => "signed in".to_owned(),
        Ok(Answer::TokenRefused) => "token refused".to_owned(),
        Ok(Answer::Failed) => "failed".to_owned(),
        Ok(Answer::Account(account)) => {
            assert_eq!(account.id.as_str(), "7688");
            match account.status {
                AccountStatus::Active => "active",
                AccountStatus::Incomplete => "incomplete",
                AccountStatus::Disconnected => "disconnected",
                AccountStatus::Deleted => "deleted",
                AccountStatus::Unknown => "unknown",
            }
            .to_owned()
        }
        Ok(Answer::Returned(returned)) => {
            let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            let id = returned.account.as_ref().map_or("-", |id| id.as_str());
            format!("returned {id} {} {}", part(&returned.state), part(&returned.failure))
        }
        Err(refusal) => refusal.as_str().to_owned(),
    }
}

fn rows() -> Vec<Value> {
    serde_json::from_str(include_str!("tables/gate.json")).unwrap()
}

fn data(row: &Value) -> Value {
    match (row.get("text"), row.get("repeat")) {
        (Some(text), _) => text.clone(),
        (None, Some(repeat)) => {
            json!(repeat[0].as_str().unwrap().repeat(usize::try_from(repeat[1].as_u64().unwrap()).unwrap()))
        }
        (None, None) => row["data"].clone(),
    }
}

#[test]
fn every_row_has_its_outcome() {
    let rows = rows();
    assert!(rows.len() >= 60, "the table has {} rows", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let source = match row["source"].as_str().unwrap() {
            "surface" => Source::Surface,
            "other" => Source::Other,
            "nobody" => Source::Nobody,
            word => panic!("no such source: {word}"),
        };
        let outcome = outcome(source, row["origin"].as_str().unwrap(), &JsonNode(data(row)));
        if outcome != row["expect"] {
            wrong.push(format!("{}: {outcome} instead of {}", row["name"], row["expect"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_two_rows_are_the_same() {
    let mut names: Vec<_> = rows().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn linkedin_is_heard_as_documented_and_not_otherwise() {
    let documented = r#"{"message":"Sales Navigator Authentication Succeeded","type":"salesNavAuthSuccess"}"#;
    let refused = r#"{"message":"Sales Access Token denied.","type":"tokenError"}"#;
    let own = "https://www.linkedin.com";
    for (source, origin, data, expect) in [
        (Source::Surface, own, json!(documented), "signed in"),
        (Source::Surface, own, json!(refused), "token refused"),
        (Source::Surface, own, json!({"type": "salesNavAuthSuccess"}), "signed in"),
        (Source::Surface, own, json!({"type": "tokenError", "message": 7}), "token refused"),
        // The frame that is being replaced has had its say.
        (Source::Former, own, json!(refused), "late"),
        (Source::Other, own, json!(refused), "unknown_source"),
        (Source::Nobody, own, json!(refused), "no_source"),
        (Source::Surface, "https://linkedin.com", json!(refused), "wrong_origin"),
        (Source::Surface, "http://www.linkedin.com", json!(refused), "wrong_origin"),
        (Source::Surface, "https://www.linkedin.com.evil.test", json!(refused), "wrong_origin"),
        (Source::Surface, "null", json!(refused), "wrong_origin"),
        (Source::Surface, own, json!({"type": "tokenerror"}), "unknown_type"),
        (Source::Surface, own, json!({"message": "tokenError"}), "unknown_type"),
        (Source::Surface, own, json!({"type": ["tokenError"]}), "unknown_type"),
        (Source::Surface, own, json!({"type": "handleResponse", "data": {"action": "1"}}), "unknown_type"),
        (Source::Surface, own, json!("tokenError"), "not_json"),
        (Source::Surface, own, json!("\"tokenError\""), "not_object"),
        (Source::Surface, own, json!("{}".repeat(40_000)), "too_large"),
        (Source::Surface, own, json!(null), "not_object"),
    ] {
        let admitted = admit(&display().vendor, source, origin, &JsonNode(data.clone()));
        assert_eq!(word(admitted), expect, "{source:?} {origin} {:.60}", data.to_string());
    }
}

#[test]
fn a_return_is_read_in_whatever_order_it_comes() {
    let own = "https://app.test";
    let full = json!({"linkdock": "return", "state": "st", "accountId": "acc_1", "provider": "LINKEDIN"});
    for (source, origin, data, expect) in [
        (Source::Surface, own, full.clone(), "returned acc_1 st -"),
        (Source::Surface, own, json!({"linkdock": "return", "accountId": "acc_1"}), "returned acc_1 - -"),
        (
            Source::Surface,
            own,
            json!({"linkdock": "return", "error": "vendor_failed", "reason": "expired_link"}),
            "returned - - expired_link",
        ),
        (
            Source::Surface,
            own,
            json!({"linkdock": "return", "reason": "already_exists", "accountId": "acc_1", "state": "st"}),
            "returned acc_1 st already_exists",
        ),
        (Source::Surface, own, json!({"linkdock": "return", "error": "vendor_failed"}), "returned - - "),
        (Source::Surface, own, json!({"linkdock": "return"}), "returned - - -"),
        (
            Source::Surface,
            own,
            json!({"linkdock": "return", "state": 7, "accountId": null}),
            "returned - - -",
        ),
        (Source::Surface, own, json!({"linkdock": "return", "accountId": "acc 1"}), "invalid_account_id"),
        (
            Source::Surface,
            own,
            json!({"linkdock": "return", "accountId": "a".repeat(129)}),
            "invalid_account_id",
        ),
        (Source::Surface, own, json!({"linkdock": "return", "receipt": "two words"}), "invalid_token"),
        (Source::Surface, own, json!({"linkdock": true, "accountId": "acc_1"}), "unknown_type"),
        (Source::Surface, own, json!({"type": "handleResponse"}), "unknown_type"),
        (Source::Surface, own, json!(null), "not_object"),
        (Source::Surface, "https://auth.unipile.com", full.clone(), "wrong_origin"),
        (Source::Surface, "https://app.test.evil.test", full.clone(), "wrong_origin"),
        (Source::Other, own, full.clone(), "unknown_source"),
        (Source::Nobody, own, full, "no_source"),
    ] {
        let admitted = admit(&unipile(false).vendor, source, origin, &JsonNode(data.clone()));
        assert_eq!(word(admitted), expect, "{source:?} {origin} {:.60}", data.to_string());
    }
}

/// An object each of whose properties throws, counting how often it was tried.
struct Throwing;

impl Node for Throwing {
    fn shape(&self, _max_text: usize) -> Shape {
        Shape::Object
    }

    fn own(&self, _key: &str) -> Result<Option<Self>, Unreadable> {
        Err(Unreadable)
    }

    fn from_json(_text: &str) -> Option<Self> {
        None
    }
}

#[test]
fn a_property_that_throws_is_unreadable() {
    assert_eq!(outcome(Source::Surface, "https://vendor.test", &Throwing), "unreadable");
}

/// A value that must not be looked at.
struct Untouchable;

impl Node for Untouchable {
    fn shape(&self, _max_text: usize) -> Shape {
        panic!("looked at the data of a message from elsewhere")
    }

    fn own(&self, _key: &str) -> Result<Option<Self>, Unreadable> {
        panic!("read the data of a message from elsewhere")
    }

    fn from_json(_text: &str) -> Option<Self> {
        panic!("parsed the data of a message from elsewhere")
    }
}

#[test]
fn data_from_elsewhere_is_not_looked_at() {
    for (source, origin, expect) in [
        (Source::Nobody, "https://vendor.test", "no_source"),
        (Source::Other, "https://vendor.test", "unknown_source"),
        (Source::Surface, "https://evil.test", "wrong_origin"),
    ] {
        assert_eq!(outcome(source, origin, &Untouchable), expect);
    }
}
