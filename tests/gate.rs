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
use linkdock::core::message::{Answer, Node, Shape, Source, Unreadable, admit};
use serde_json::{Value, json};
use support::{JsonNode, vendor};

/// The word by which the table names what came of a row.
fn outcome<N: Node>(source: Source, origin: &str, data: &N) -> String {
    match admit(&vendor(), source, origin, data) {
        Ok(Answer::Failed) => "failed".to_owned(),
        Ok(Answer::Account(account)) => {
            assert_eq!(account.id.as_str(), "7688");
            match account.status {
                AccountStatus::Active => "active",
                AccountStatus::Incomplete => "incomplete",
                AccountStatus::Disconnected => "disconnected",
                AccountStatus::Deleted => "deleted",
            }
            .to_owned()
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
