//! The token endpoints: who gets a token, in which shape, and the ways they go wrong.

use std::collections::HashSet;
use std::time::Duration;

use crate::support::Sandbox;
use serde_json::{Value, json};

const ONBOARDING: &str = "/public/api/v1/tokens/onboarding";

#[tokio::test]
async fn only_the_right_api_key_is_let_in() {
    let sandbox = Sandbox::start().await;
    for (headers, expected) in [
        (vec![("authorization", "Bearer sandbox-key")], 200),
        (vec![("x-api-key", "sandbox-key")], 200),
        (vec![], 401),
        (vec![("authorization", "Bearer wrong")], 401),
        (vec![("authorization", "sandbox-key")], 401),
        (vec![("authorization", "Basic sandbox-key")], 401),
        (vec![("x-api-key", "")], 401),
        (vec![("x-api-key", "sandbox-key2")], 401),
    ] {
        let answer = sandbox.send("POST", ONBOARDING, &headers, "").await.unwrap();
        assert_eq!(answer.status, expected, "{headers:?}");
        assert_eq!(answer.json()["token"].is_string(), expected == 200, "{headers:?}");
    }
}

#[tokio::test]
async fn tokens_are_all_different_and_safe_in_a_url() {
    let sandbox = Sandbox::start().await;
    let mut seen = HashSet::new();
    for _ in 0..20 {
        let link = sandbox.connect_link().await;
        let token = link.strip_prefix("/embedded/").unwrap().to_owned();
        assert!(token.len() >= 32 && token.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{token}");
        assert!(seen.insert(token));
    }
}

#[tokio::test]
async fn a_jwt_needs_a_known_account() {
    let sandbox = Sandbox::start().await;
    assert_eq!(sandbox.control("/salesflow/accounts", json!({"status": "ACCOUNT_PAUSED"})).await["id"], 1001);
    for (account, expected) in [("1001", 200), ("1002", 404), ("", 404), ("x", 404)] {
        assert_eq!(sandbox.call("jwt", account).await.unwrap().status, expected, "{account:?}");
    }
}

#[tokio::test]
async fn a_jwt_has_three_parts_and_says_when_it_ends() {
    use base64::Engine as _;
    let sandbox = Sandbox::start().await;
    sandbox.control("/salesflow/accounts", json!({"status": "ACCOUNT_PAUSED"})).await;
    let jwt = sandbox.call("jwt", "1001").await.unwrap().json()["token"].as_str().unwrap().to_owned();
    let parts: Vec<&str> = jwt.split('.').collect();
    assert_eq!(parts.len(), 3);
    let read = |part: &str| -> Value {
        serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap())
            .unwrap()
    };
    assert_eq!(read(parts[0])["typ"], "JWT");
    assert_eq!(read(parts[1]), json!({"sub": "1001", "exp": 1_800_001_800}));
}

#[tokio::test]
async fn each_shape_carries_the_token_in_its_own_way() {
    let sandbox = Sandbox::start().await;
    let json_text = |answer: &str| serde_json::from_str::<Value>(answer).unwrap();
    for (shape, pointer) in [
        ("token", "/token"),
        ("string", ""),
        ("data", "/data/token"),
        ("accessToken", "/accessToken"),
        ("jwt", "/jwt"),
    ] {
        sandbox.control("/salesflow/tokens", json!({ "shape": shape })).await;
        let answer = sandbox.call("onboarding", "").await.unwrap();
        assert_eq!(answer.header("content-type"), Some("application/json"), "{shape}");
        let token = json_text(&answer.body).pointer(pointer).and_then(|t| t.as_str().map(str::to_owned));
        let page = sandbox.get(&format!("/embedded/{}", token.expect(shape))).await;
        assert_eq!(page.status, 200, "{shape}");
    }
    sandbox.control("/salesflow/tokens", json!({ "shape": "text" })).await;
    let answer = sandbox.call("onboarding", "").await.unwrap();
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
    assert_eq!(sandbox.get(&format!("/embedded/{}", answer.body)).await.status, 200);
}

#[tokio::test]
async fn a_status_fault_answers_with_that_status_on_both_endpoints() {
    let sandbox = Sandbox::start().await;
    for status in [401, 403, 429, 500, 503] {
        sandbox.control("/salesflow/tokens", json!({"fault": {"kind": "status", "status": status}})).await;
        assert_eq!(sandbox.call("onboarding", "").await.unwrap().status, status);
        assert_eq!(sandbox.call("jwt", "1").await.unwrap().status, status);
    }
}

#[tokio::test]
async fn a_drop_fault_closes_the_connection_without_a_byte() {
    let sandbox = Sandbox::start().await;
    sandbox.control("/salesflow/tokens", json!({"fault": {"kind": "drop"}, "times": 1})).await;
    assert!(sandbox.call("onboarding", "").await.is_none());
    assert_eq!(sandbox.call("onboarding", "").await.unwrap().status, 200);
}

#[tokio::test]
async fn a_body_fault_answers_with_that_body() {
    let sandbox = Sandbox::start().await;
    for (fault, content_type) in [
        (json!({"kind": "body", "body": "<h1>Oops</h1>", "contentType": "text/html"}), "text/html"),
        (json!({"kind": "body", "body": "{\"tok"}), "application/json"),
    ] {
        sandbox.control("/salesflow/tokens", json!({ "fault": fault })).await;
        let answer = sandbox.call("onboarding", "").await.unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, fault["body"].as_str().unwrap()));
        assert_eq!(answer.header("content-type"), Some(content_type));
    }
}

#[tokio::test]
async fn a_delay_fault_makes_the_right_answer_late() {
    let sandbox = Sandbox::start().await;
    let fault = json!({"kind": "delay", "delayMs": 300});
    sandbox.control("/salesflow/tokens", json!({"fault": fault, "times": 1})).await;
    let start = std::time::Instant::now();
    let answer = sandbox.call("onboarding", "").await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(300), "{:?}", start.elapsed());
    assert!(answer.status == 200 && answer.json()["token"].is_string());
}

#[tokio::test]
async fn a_hang_fault_lasts_until_the_client_leaves() {
    let sandbox = Sandbox::start().await;
    sandbox.control("/salesflow/tokens", json!({"fault": {"kind": "hang"}})).await;
    let stream = sandbox.open("POST", ONBOARDING, &[], "{}").await;
    sandbox.until_hanging(1).await;
    drop(stream);
    sandbox.until_hanging(0).await;
}

#[tokio::test]
async fn the_server_stops_although_requests_hang() {
    let mut sandbox = Sandbox::start().await;
    sandbox.control("/salesflow/tokens", json!({"fault": {"kind": "hang"}})).await;
    sandbox.control("/salesflow/pages", json!({"hang": true})).await;
    let _token = sandbox.open("POST", ONBOARDING, &[], "{}").await;
    let _page = sandbox.open("GET", "/embedded/x", &[], "").await;
    sandbox.until_hanging(2).await;
    sandbox.stop.stop();
    // Well before the deadline that ends the server in any case.
    tokio::time::timeout(Duration::from_secs(2), &mut sandbox.server).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_fault_lasts_as_many_calls_as_asked_or_until_it_is_lifted() {
    let sandbox = Sandbox::start().await;
    let fault = json!({"kind": "status", "status": 500});
    sandbox.control("/salesflow/tokens", json!({"fault": fault, "times": 2})).await;
    for expected in [500, 500, 200, 200] {
        assert_eq!(sandbox.call("onboarding", "").await.unwrap().status, expected);
    }
    sandbox.control("/salesflow/tokens", json!({ "fault": fault })).await;
    for _ in 0..3 {
        assert_eq!(sandbox.call("onboarding", "").await.unwrap().status, 500);
    }
    // Another setting leaves the fault alone; null lifts it.
    sandbox.control("/salesflow/tokens", json!({"lifetimeSeconds": 60})).await;
    assert_eq!(sandbox.call("onboarding", "").await.unwrap().status, 500);
    sandbox.control("/salesflow/tokens", json!({"fault": null})).await;
    assert_eq!(sandbox.call("onboarding", "").await.unwrap().status, 200);
    assert_eq!(sandbox.get("/control/salesflow/faults").await.json(), json!({"faulted": 6, "hanging": 0}));
}
