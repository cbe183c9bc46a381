//! How long a widget's session lasts and what its page hears of that.

use super::steps::{data, widget};
use crate::support::{Answer, Sandbox};
use serde_json::{Value, json};

async fn left(sandbox: &Sandbox, page: &Answer) -> Value {
    let session = data(page, "session").unwrap();
    let answer = sandbox.page(&format!("/sales/widget/session/{session}")).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    assert!(answer.header("access-control-allow-origin").is_none());
    answer.json()["leftMs"].clone()
}

#[tokio::test]
async fn a_session_has_the_life_of_its_token() {
    let sandbox = Sandbox::start().await;
    for (seconds, used) in [(1, 0), (5, 2), (2700, 2699)] {
        sandbox.settings(json!({ "satSeconds": seconds })).await;
        let sat = sandbox.sat().await;
        sandbox.clock.advance(used);
        let page = sandbox.page(&widget(&[("sat", &sat)])).await;
        assert_eq!(left(&sandbox, &page).await, (seconds - used) * 1000, "{seconds}");
        sandbox.clock.advance(seconds - used - 1);
        assert_eq!(left(&sandbox, &page).await, 1000, "{seconds}");
        sandbox.clock.advance(1);
        assert_eq!(left(&sandbox, &page).await, Value::Null, "{seconds}");
    }
}

#[tokio::test]
async fn a_session_ends_early_with_its_token_and_with_nothing_else() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    let page = sandbox.page(&widget(&[("sat", &sat)])).await;
    for (change, over) in [
        (("settings", json!({"refuseSats": true})), false),
        (("settings", json!({"satSeconds": 1})), false),
        (("revoke", json!({"what": "accessTokens"})), false),
        (("revoke", json!({"what": "refreshTokens"})), false),
        (("revoke", json!({"what": "sats"})), true),
    ] {
        let (path, body) = change;
        sandbox.control(&format!("/linkedin/{path}"), body.clone()).await;
        assert_eq!(left(&sandbox, &page).await.is_null(), over, "{path} {body}");
    }
    sandbox.settings(json!({"refuseSats": false})).await;
    let sat = sandbox.sat().await;
    let page = sandbox.page(&widget(&[("sat", &sat)])).await;
    assert!(left(&sandbox, &page).await.is_number(), "a token from after the revocation is good");
    sandbox.control("/reset", json!({})).await;
    assert!(left(&sandbox, &page).await.is_null(), "a reset forgets it");
}

#[tokio::test]
async fn asking_after_a_session_neither_counts_nor_waits() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    let page = sandbox.page(&widget(&[("sat", &sat)])).await;
    let before = sandbox.counts().await;
    sandbox.control("/linkedin/pages", json!({"hang": true, "drop": true})).await;
    assert!(left(&sandbox, &page).await.is_number());
    assert_eq!(sandbox.counts().await, before);
}
