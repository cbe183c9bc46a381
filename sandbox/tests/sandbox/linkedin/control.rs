//! LinkedIn's part of the control API: counts, faults, settings and what a reset undoes.

use super::steps::{RETURN, authorize, widget};
use crate::support::Sandbox;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const FAULTS: &str = "/linkedin/faults";

fn counts(numbers: [u64; 5]) -> Value {
    let [authorization, access_token, refresh, sales_access_tokens, widget] = numbers;
    json!({
        "authorization": authorization,
        "accessToken": access_token,
        "refresh": refresh,
        "salesAccessTokens": sales_access_tokens,
        "widget": widget,
    })
}

#[tokio::test]
async fn counts_tell_what_arrived_whatever_came_of_it() {
    let sandbox = Sandbox::start().await;
    assert_eq!(sandbox.counts().await, counts([0; 5]));
    let tokens = sandbox.link().await;
    assert_eq!(sandbox.counts().await, counts([1, 1, 0, 0, 0]));
    let sat = sandbox.sat_of(&tokens).await;
    sandbox.page(&widget(&[("sat", &sat)])).await;
    sandbox.refresh(tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(sandbox.counts().await, counts([1, 1, 1, 1, 1]));
    // What is refused has arrived as well.
    sandbox.page(&authorize(&[("client_id", "other")])).await;
    sandbox.exchange("AQTmade-up").await;
    sandbox.refresh("AQYmade-up").await;
    sandbox.find_sat("AQXmade-up").await;
    sandbox.page(&widget(&[("apiKey", "other")])).await;
    assert_eq!(sandbox.counts().await, counts([2; 5]));
    // And so has what meets a fault.
    for endpoint in ["accessToken", "salesAccessTokens"] {
        sandbox.control(FAULTS, json!({"endpoint": endpoint, "fault": {"kind": "drop"}})).await;
    }
    sandbox.control("/linkedin/pages", json!({"drop": true})).await;
    for path in [authorize(&[]), widget(&[])] {
        assert!(sandbox.at_linkedin("GET", &path, &[], "").await.is_none());
    }
    assert!(sandbox.find_sat("x").await.is_none());
    let fields = [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", RETURN)];
    assert!(sandbox.token(&fields, &[]).await.is_none());
    assert_eq!(sandbox.counts().await, counts([3, 3, 2, 3, 3]));
}

#[tokio::test]
async fn a_fault_hits_its_endpoint_as_often_as_asked() {
    let sandbox = Sandbox::start().await;
    let fault = json!({"kind": "status", "status": 429});
    let hit = async |endpoint: &str| match endpoint {
        "accessToken" => sandbox.exchange("x").await.status,
        _ => sandbox.find_sat("x").await.unwrap().status,
    };
    for (endpoint, spared, usual) in
        [("accessToken", "salesAccessTokens", 400), ("salesAccessTokens", "accessToken", 401)]
    {
        sandbox.control(FAULTS, json!({"endpoint": endpoint, "fault": fault, "times": 2})).await;
        assert_ne!(hit(spared).await, 429, "{spared}");
        for expected in [429, 429, usual] {
            assert_eq!(hit(endpoint).await, expected, "{endpoint}");
        }
        sandbox.control(FAULTS, json!({"endpoint": endpoint, "fault": fault})).await;
        for _ in 0..3 {
            assert_eq!(hit(endpoint).await, 429);
        }
        sandbox.control(FAULTS, json!({"endpoint": endpoint, "fault": null})).await;
        assert_eq!(hit(endpoint).await, usual);
    }
    assert_eq!(sandbox.get("/control/linkedin/faults").await.json(), json!({"faulted": 10, "hanging": 0}));
}

#[tokio::test]
async fn every_kind_of_fault_works_on_both_endpoints() {
    let sandbox = Sandbox::start().await;
    let tokens = sandbox.link().await;
    let sat = async || sandbox.find_sat(tokens["access_token"].as_str().unwrap()).await;
    let set = async |fault: Value| {
        for endpoint in ["accessToken", "salesAccessTokens"] {
            let change = json!({"endpoint": endpoint, "fault": fault, "times": 1});
            sandbox.control(FAULTS, change).await;
        }
    };
    set(json!({"kind": "body", "body": "<h1>Oops</h1>", "contentType": "text/html"})).await;
    assert_eq!(sandbox.exchange("x").await.body, "<h1>Oops</h1>");
    assert_eq!(sat().await.unwrap().body, "<h1>Oops</h1>");

    set(json!({"kind": "delay", "delayMs": 200})).await;
    let start = Instant::now();
    assert_eq!(sat().await.unwrap().status, 200, "late and right");
    assert_eq!(sandbox.exchange("x").await.status, 400);
    assert!(start.elapsed() >= Duration::from_millis(400), "{:?}", start.elapsed());

    set(json!({"kind": "hang"})).await;
    tokio::select! {
        _ = sat() => panic!("an answer"),
        () = sandbox.until_hanging_at("linkedin", 1) => {}
    }
    sandbox.until_hanging_at("linkedin", 0).await;
}

#[tokio::test]
async fn settings_keep_what_a_change_leaves_out() {
    let sandbox = Sandbox::start().await;
    let changes = [
        json!({"satSeconds": 1}),
        json!({"accessTokenSeconds": 2}),
        json!({"refreshTokenSeconds": 3}),
        json!({"refuseSats": false}),
        json!({}),
    ];
    for change in changes {
        sandbox.settings(change).await;
    }
    let tokens = sandbox.link().await;
    assert_eq!((&tokens["expires_in"], &tokens["refresh_token_expires_in"]), (&json!(2), &json!(3)));
    let sat = sandbox.find_sat(tokens["access_token"].as_str().unwrap()).await.unwrap().json();
    assert_eq!(sat["elements"][0]["expiryTime"], 1_800_000_001);
}

#[tokio::test]
async fn a_setting_that_does_not_read_is_refused_and_changes_nothing() {
    let sandbox = Sandbox::start().await;
    for (path, body) in [
        ("settings", json!({"satSeconds": 0})),
        ("settings", json!({"satSeconds": 1.5})),
        ("settings", json!({"accessTokenSeconds": -1})),
        ("settings", json!({"refuseSats": true, "refreshTokenSeconds": "9"})),
        ("settings", json!({"refuseSats": true, "satSecs": 9})),
        ("settings", json!({"refuseSats": 1})),
        ("settings", json!({"refuseSats": true, "referrers": "https://a.test"})),
        ("settings", json!({"refuseSats": true, "referrers": ["https://a.test/"]})),
        ("settings", json!({"refuseSats": true, "referrers": ["a.test"]})),
        ("settings", json!({"refuseSats": true, "referrers": ["ftp://a.test"]})),
        ("settings", json!({"refuseSats": true, "referrers": ["https://A.test"]})),
        ("revoke", json!({"what": "everything"})),
        ("revoke", json!({})),
        ("faults", json!({"endpoint": "widget", "fault": {"kind": "drop"}})),
        ("faults", json!({"fault": {"kind": "drop"}})),
        ("faults", json!({"endpoint": "accessToken", "fault": {"kind": "explode"}})),
        ("faults", json!({"endpoint": "accessToken", "fault": {"kind": "delay", "delayMs": 60_001}})),
        ("pages", json!({"hang": true, "coop": "same-site"})),
    ] {
        let answer = sandbox.post(&format!("/control/linkedin/{path}"), body.clone()).await;
        assert_eq!(answer.status, 400, "{path} {body}");
        assert!(answer.json()["error"].is_string(), "{body}");
    }
    let sat = sandbox.sat().await;
    assert!(sandbox.page(&widget(&[("sat", &sat)])).await.body.contains("id=\"profile\""));
}

#[tokio::test]
async fn a_reset_takes_everything_back_to_the_start() {
    let sandbox = Sandbox::start().await;
    let tokens = sandbox.link().await;
    let sat = sandbox.sat_of(&tokens).await;
    let code = sandbox.consent("r_sales_nav_display").await;
    let consent = sandbox.page(&authorize(&[])).await;
    sandbox
        .settings(json!({
            "satSeconds": 1, "accessTokenSeconds": 1, "refreshTokenSeconds": 1, "refreshTokens": false,
            "refuseSats": true, "login": true, "referrers": []
        }))
        .await;
    sandbox.control("/linkedin/pages", json!({"coop": "same-origin", "drop": true})).await;
    for endpoint in ["accessToken", "salesAccessTokens"] {
        sandbox.control(FAULTS, json!({"endpoint": endpoint, "fault": {"kind": "drop"}})).await;
    }
    sandbox.find_sat("x").await;

    sandbox.control("/reset", json!({})).await;
    assert_eq!(sandbox.counts().await, counts([0; 5]));
    assert_eq!(sandbox.get("/control/linkedin/faults").await.json(), json!({"faulted": 0, "hanging": 0}));
    assert_eq!(sandbox.exchange(&code).await.status, 400);
    assert_eq!(sandbox.refresh(tokens["refresh_token"].as_str().unwrap()).await.status, 400);
    let answer = sandbox.find_sat(tokens["access_token"].as_str().unwrap()).await.unwrap();
    assert_eq!(answer.json()["serviceErrorCode"], 65600);
    assert!(sandbox.page(&widget(&[("sat", &sat)])).await.body.contains("id=\"denied\""));
    assert_eq!(sandbox.page(&super::steps::step(&consent, "allow")).await.status, 410);
    let page = sandbox.page(&authorize(&[])).await;
    assert!(page.header("cross-origin-opener-policy").is_none() && page.body.contains("id=\"allow\""));
    let fresh = sandbox.link().await;
    assert_eq!(fresh["expires_in"], 60 * 24 * 60 * 60);
    assert!(fresh["refresh_token"].is_string());
    let sat = sandbox.sat_of(&fresh).await;
    assert!(
        sandbox.page(&widget(&[("sat", &sat)])).await.body.contains(">Member 1<"),
        "numbered from 1 again"
    );
}
