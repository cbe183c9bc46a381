//! What gets old: links, intents and checkpoints, by the clock and on command.

use super::steps::{value, went};
use crate::support::Sandbox;
use serde_json::json;

#[tokio::test]
async fn a_link_gets_old_and_offers_the_way_back_without_state() {
    let sandbox = Sandbox::start().await;
    for how in ["time", "lifetime", "command"] {
        if how == "lifetime" {
            sandbox.set_unipile(json!({ "linkLifetimeMs": 1000 })).await;
        }
        let expires = json!({ "expires_on": "2099-01-01T00:00:00.000Z" });
        let page = sandbox.hosted_v2(if how == "time" { json!({}) } else { expires }).await;
        sandbox.sign_in(&page, "otp").await;
        match how {
            "time" => {
                sandbox.clock.advance(599);
                assert_eq!(sandbox.get(&page).await.status, 200);
                sandbox.clock.advance(1);
            }
            "lifetime" => sandbox.clock.advance(1),
            _ => drop(sandbox.control("/unipile/expire", json!({})).await),
        }
        let shown = sandbox.get(&page).await;
        assert!(
            shown.status == 410
                && shown.body.contains("id=\"expired\"")
                && shown.body.contains("id=\"back\"")
        );
        let told = sandbox.post(&page, json!({ "action": "answer", "code": "123456" })).await;
        assert!(
            told.status == 410 && told.json()["html"].as_str().unwrap().contains("id=\"expired\""),
            "{how}"
        );
        let pairs = went(&sandbox.act(&page, json!({ "action": "back" })).await);
        assert_eq!(value(&pairs, "error_type").as_deref(), Some("api/expired_link"), "{how}");
        assert_eq!(value(&pairs, "state"), None, "{how}");
        assert!(sandbox.listed_accounts().await.is_empty());
        sandbox.control("/reset", json!({})).await;
    }
    let unknown = sandbox.get("/unipile/auth?token=nope").await;
    assert!(
        unknown.status == 404
            && unknown.body.contains("id=\"expired\"")
            && !unknown.body.contains("id=\"back\"")
    );
    let page = sandbox.hosted_v2(json!({ "expires_on": "2099-01-01T00:00:00.000Z" })).await;
    assert_eq!(
        sandbox.get(&page.replace("/auth", "/account")).await.status,
        404,
        "the other generation's page"
    );
}

#[tokio::test]
async fn an_intent_gets_old_by_time_and_on_command() {
    let sandbox = Sandbox::start().await;
    for (life, seconds) in [(None, 300), (Some(2000), 2)] {
        if let Some(life) = life {
            sandbox.set_unipile(json!({ "intentLifetimeMs": life })).await;
        }
        let started = sandbox.intent("otp").await;
        sandbox.clock.advance(seconds - 1);
        assert_eq!(sandbox.solve(&started, "000000").await.status, 401);
        sandbox.clock.advance(1);
        let answer = sandbox.solve(&started, "123456").await;
        assert_eq!((answer.status, &answer.json()["type"]), (410, &json!("api/expired_intent")));
    }
    let started = sandbox.intent("otp").await;
    sandbox.control("/unipile/expire", json!({})).await;
    assert_eq!(sandbox.solve(&started, "123456").await.status, 410);
    let nobody = sandbox.v2("/auth/checkpoint", json!({ "intent_id": "nope", "code": "1" })).await;
    assert_eq!((nobody.status, &nobody.json()["type"]), (404, &json!("api/authentication_intent_error")));
}

#[tokio::test]
async fn a_checkpoint_gets_old_until_its_code_is_sent_again() {
    let sandbox = Sandbox::start().await;
    sandbox.set_unipile(json!({ "checkpointLifetimeMs": 60_000 })).await;
    let started = sandbox.intent("otp").await;
    let page = sandbox.hosted_v2(json!({})).await;
    sandbox.sign_in(&page, "otp").await;
    sandbox.clock.advance(60);
    let answer = sandbox.solve(&started, "123456").await;
    assert_eq!((answer.status, &answer.json()["type"]), (410, &json!("api/checkpoint_expired")));
    assert_eq!(sandbox.type_code(&page, "123456").await["show"], "error");
    sandbox.v2("/auth/checkpoint/resend", json!({ "intent_id": started["intent_id"] })).await;
    sandbox.act(&page, json!({ "action": "resend" })).await;
    assert_eq!(sandbox.solve(&started, "123456").await.json()["object"], "Account");
    assert_eq!(sandbox.type_code(&page, "123456").await["show"], "go");
}
