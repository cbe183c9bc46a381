//! Unipile's part of the control API: recorded requests, faults, settings and what a reset undoes.

use super::steps::{V1, V2, changed, intent, link_v1, link_v2};
use crate::support::Sandbox;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const FAULTS: &str = "/unipile/faults";

#[tokio::test]
async fn requests_are_recorded_as_they_came_but_for_what_is_secret() {
    let sandbox = Sandbox::start().await;
    let config =
        json!({ "linkedin": { "allow_methods": ["cookies"], "products": ["classic", "recruiter"] } });
    let link = changed(link_v2(), &json!({ "config": config, "domain": "auth.example.com" }));
    sandbox.v2("/auth/link", link.clone()).await;
    let cookies =
        json!({ "access_token": "AQED-secret", "premium_access_token": "a-secret", "user_agent": "UA/1" });
    let account = json!({ "credentials": cookies, "account_id": "acc_1", "user_timezone": "Europe/Paris" });
    sandbox.v2("/auth/intent", changed(intent("otp"), &account)).await;
    let started = sandbox.intent("otp").await;
    sandbox.solve(&started, "code-secret").await;
    sandbox.v1("/accounts", json!({
        "provider": "LINKEDIN", "access_token": "AQED-secret", "premium_token": "p-secret", "user_agent": "UA/2",
    })).await;
    sandbox
        .v1("/accounts/x", json!({ "provider": "LINKEDIN", "username": "u", "password": "pw-secret" }))
        .await;
    sandbox.unipile("GET", &format!("{V2}/accounts/acc_1?a=b"), Value::Null).await;
    sandbox.send("POST", &format!("{V2}/auth/link"), &[], "password-secret").await.unwrap();

    let answer = sandbox.get("/control/unipile/requests").await;
    assert!(!answer.body.contains("secret"), "{}", answer.body);
    let recorded = answer.json();
    assert_eq!(recorded[0], json!({ "method": "POST", "path": "/unipile/v2/auth/link", "body": link }));
    assert_eq!(
        recorded[1]["body"],
        json!({
            "provider": "linkedin",
            "credentials": { "access_token": "[given]", "premium_access_token": "[given]", "user_agent": "UA/1" },
            "account_id": "acc_1",
            "user_timezone": "Europe/Paris",
        })
    );
    let credentials = json!({ "username": "otp@sandbox.test", "password": "[given]" });
    assert_eq!(recorded[2]["body"]["credentials"], credentials);
    assert_eq!(recorded[3]["body"], json!({ "intent_id": started["intent_id"], "code": "[given]" }));
    assert_eq!(recorded[4]["body"]["premium_token"], "[given]");
    assert_eq!(recorded[5]["path"], "/unipile/api/v1/accounts/x");
    assert_eq!(
        recorded[6],
        json!({ "method": "GET", "path": "/unipile/v2/accounts/acc_1?a=b", "body": null })
    );
    assert_eq!(recorded[7]["body"], "[not JSON]");
    assert_eq!(recorded.as_array().unwrap().len(), 8, "hosted pages and control are no calls");
}

#[tokio::test]
async fn a_fault_hits_its_endpoint_in_both_generations() {
    let sandbox = Sandbox::start().await;
    let fault = json!({ "kind": "status", "status": 503 });
    for (endpoint, calls) in [
        ("link", vec![("POST", format!("{V2}/auth/link")), ("POST", format!("{V1}/hosted/accounts/link"))]),
        (
            "intent",
            vec![
                ("POST", format!("{V2}/auth/intent")),
                ("POST", format!("{V1}/accounts")),
                ("POST", format!("{V1}/accounts/1")),
            ],
        ),
        (
            "checkpoint",
            vec![("POST", format!("{V2}/auth/checkpoint")), ("POST", format!("{V1}/accounts/checkpoint"))],
        ),
        ("checkpointRequest", vec![("POST", format!("{V2}/auth/checkpoint/request"))]),
        (
            "checkpointResend",
            vec![
                ("POST", format!("{V2}/auth/checkpoint/resend")),
                ("POST", format!("{V1}/accounts/checkpoint/resend")),
            ],
        ),
        (
            "accounts",
            vec![
                ("GET", format!("{V2}/accounts")),
                ("GET", format!("{V2}/accounts/1")),
                ("GET", format!("{V1}/accounts")),
                ("GET", format!("{V1}/accounts/1")),
            ],
        ),
    ] {
        for (method, path) in calls {
            sandbox.control(FAULTS, json!({ "endpoint": endpoint, "fault": fault, "times": 1 })).await;
            for expected in [true, false] {
                let answer = sandbox.unipile(method, &path, Value::Null).await;
                assert_eq!(answer.status == 503, expected, "{path}: {}", answer.body);
            }
        }
    }
    assert_eq!(sandbox.get("/control/unipile/faults").await.json(), json!({ "faulted": 14, "hanging": 0 }));

    sandbox.control(FAULTS, json!({ "endpoint": "intent", "fault": { "kind": "drop" }, "times": 1 })).await;
    assert!(sandbox.try_unipile("POST", &format!("{V2}/auth/intent"), &intent("active")).await.is_none());
    assert!(sandbox.listed_accounts().await.is_empty(), "what was dropped did nothing");
    sandbox
        .control(FAULTS, json!({ "endpoint": "intent", "fault": { "kind": "delay", "delayMs": 200 } }))
        .await;
    let start = Instant::now();
    assert_eq!(sandbox.intent("active").await["object"], "Account");
    assert!(start.elapsed() >= Duration::from_millis(200));
    sandbox.control(FAULTS, json!({ "endpoint": "intent", "fault": { "kind": "hang" } })).await;
    tokio::select! {
        answer = sandbox.intent("active") => panic!("an answer: {answer}"),
        () = sandbox.until_hanging_at("unipile", 1) => {}
    }
}

#[tokio::test]
async fn what_does_not_read_is_refused() {
    let sandbox = Sandbox::start().await;
    for (path, body) in [
        ("settings", json!({ "redirect": "sideways" })),
        ("settings", json!({ "inAppAfterMs": -1 })),
        ("settings", json!({ "inAppNever": 1 })),
        ("settings", json!({ "webhookSecret": "a\nb" })),
        ("settings", json!({ "webhookForm": "xml" })),
        ("settings", json!({ "linkLifeMs": 1 })),
        ("accounts", json!({ "version": "v3" })),
        ("status", json!({ "id": "x" })),
        ("faults", json!({ "endpoint": "link", "fault": { "kind": "explode" } })),
        ("faults", json!({ "endpoint": "everything", "fault": null })),
        ("pages", json!({ "coop": "same-site" })),
    ] {
        let answer = sandbox.post(&format!("/control/unipile/{path}"), body.clone()).await;
        assert!(answer.status == 400 && answer.json()["error"].is_string(), "{path} {body}");
    }
}

#[tokio::test]
async fn foreign_pages_cannot_steer_unipile() {
    let sandbox = Sandbox::start().await;
    let headers = [("origin", "https://evil.test")];
    for (method, path) in
        [("POST", "approve"), ("POST", "settings"), ("GET", "requests"), ("GET", "accounts")]
    {
        let answer = sandbox.send(method, &format!("/control/unipile/{path}"), &headers, "{}").await.unwrap();
        assert_eq!(answer.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_reset_undoes_everything() {
    let sandbox = Sandbox::start().await;
    let page = sandbox.hosted_v2(json!({})).await;
    let started = sandbox.intent("otp").await;
    sandbox.new_account("v1").await;
    sandbox.v1("/hosted/accounts/link", link_v1()).await;
    let settings =
        json!({ "redirect": "titleOnly", "inAppAfterMs": 0, "intentLifetimeMs": 0, "linkLifetimeMs": 0 });
    sandbox.set_unipile(settings).await;
    sandbox.control(FAULTS, json!({ "endpoint": "intent", "fault": { "kind": "drop" } })).await;
    sandbox.control("/unipile/pages", json!({ "coop": "same-origin" })).await;
    sandbox.control("/reset", json!({})).await;

    assert_eq!(sandbox.get(&page).await.status, 404);
    for list in ["accounts", "requests", "webhooks"] {
        assert_eq!(sandbox.get(&format!("/control/unipile/{list}")).await.json(), json!([]), "{list}");
    }
    assert_eq!(sandbox.solve(&started, "123456").await.status, 404);
    let waiting = sandbox.intent("app").await;
    assert_eq!(sandbox.wait(&waiting).await, waiting);
    let page = sandbox.hosted_v2(json!({})).await;
    let shown = sandbox.get(&page).await;
    assert!(shown.status == 200 && shown.header("cross-origin-opener-policy").is_none());
}
