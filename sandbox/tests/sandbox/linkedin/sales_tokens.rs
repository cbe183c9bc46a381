//! Sales Access Tokens: who gets one, in which shape, and the ways that go wrong.

use super::steps::widget;
use crate::support::Sandbox;
use serde_json::json;

const PATH: &str = "/v2/salesAccessTokens?q=viewerAndDeveloperApp";
const RESTLI: (&str, &str) = ("x-restli-protocol-version", "2.0.0");

#[tokio::test]
async fn the_answer_has_the_vendors_shape_with_the_expiry_in_seconds() {
    let sandbox = Sandbox::start().await;
    let tokens = sandbox.link().await;
    let answer = sandbox.find_sat(tokens["access_token"].as_str().unwrap()).await.unwrap();
    let body = answer.json();
    let token = body["elements"][0]["token"].as_str().unwrap();
    let element = json!({"token": token, "expiryTime": 1_800_000_000 + 45 * 60});
    assert_eq!(body, json!({"elements": [element], "paging": {"count": 10, "start": 0, "links": []}}));
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    assert!(answer.header("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn each_request_gets_a_token_of_its_own_and_the_older_ones_stay_good() {
    let sandbox = Sandbox::start().await;
    let tokens = sandbox.link().await;
    let sats = [sandbox.sat_of(&tokens).await, sandbox.sat_of(&tokens).await];
    assert_ne!(sats[0], sats[1]);
    for sat in &sats {
        assert!(sandbox.page(&widget(&[("sat", sat)])).await.body.contains("id=\"profile\""));
    }
}

#[tokio::test]
async fn each_refusal_has_its_status_and_its_code() {
    let sandbox = Sandbox::start().await;
    let good = sandbox.link().await;
    let other = sandbox.exchange(&sandbox.consent("profile").await).await.json();
    let bearer = |tokens: &serde_json::Value| format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let (good, other) = (bearer(&good), bearer(&other));
    for (path, headers, status, code) in [
        (PATH, vec![RESTLI], 401, 401),
        (PATH, vec![RESTLI, ("authorization", "Bearer ")], 401, 401),
        (PATH, vec![RESTLI, ("authorization", "Basic x")], 401, 401),
        (PATH, vec![RESTLI, ("authorization", "Bearer made-up")], 401, 65600),
        (PATH, vec![RESTLI, ("authorization", &other)], 403, 100),
        (PATH, vec![("authorization", &good)], 400, 100),
        (PATH, vec![("authorization", &good), ("x-restli-protocol-version", "1.0.0")], 400, 100),
        ("/v2/salesAccessTokens", vec![RESTLI, ("authorization", &good)], 400, 100),
        ("/v2/salesAccessTokens?q=other", vec![RESTLI, ("authorization", &good)], 400, 100),
    ] {
        let answer = sandbox.at_linkedin("GET", path, &headers, "").await.unwrap();
        let body = answer.json();
        assert_eq!((answer.status, &body["serviceErrorCode"]), (status, &json!(code)), "{path} {headers:?}");
        assert!(body["status"] == status && body["message"].is_string(), "{body}");
    }
}

#[tokio::test]
async fn access_tokens_end_with_a_code_that_says_how() {
    let sandbox = Sandbox::start().await;
    for (what, code) in
        [("accessTokens", Some(65601)), ("all", Some(65601)), ("sats", None), ("refreshTokens", None)]
    {
        let tokens = sandbox.link().await;
        sandbox.revoke(what).await;
        let answer = sandbox.find_sat(tokens["access_token"].as_str().unwrap()).await.unwrap();
        assert_eq!(answer.json()["serviceErrorCode"].as_u64(), code, "{what}");
        assert_eq!(answer.status, if code.is_some() { 401 } else { 200 }, "{what}");
    }
    sandbox.settings(json!({"accessTokenSeconds": 10})).await;
    let tokens = sandbox.link().await;
    for (advance, status) in [(9, 200), (1, 401)] {
        sandbox.clock.advance(advance);
        let answer = sandbox.find_sat(tokens["access_token"].as_str().unwrap()).await.unwrap();
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["serviceErrorCode"] == 65602, status == 401);
    }
    sandbox.settings(json!({"accessTokenSeconds": 60 * 24 * 60 * 60})).await;
    let tokens = sandbox.link().await;
    sandbox.clock.advance(60 * 24 * 60 * 60 - 1);
    sandbox.sat_of(&tokens).await;
}
