//! The token endpoint: what it gives, what it refuses and in which words.

use super::steps::{RETURN, form};
use crate::support::Sandbox;
use serde_json::json;

const DAY: u64 = 24 * 60 * 60;

#[tokio::test]
async fn a_code_is_exchanged_for_tokens_in_the_vendors_shape() {
    let sandbox = Sandbox::start().await;
    for (refresh_tokens, keys) in [
        (true, vec!["access_token", "expires_in", "refresh_token", "refresh_token_expires_in", "scope"]),
        (false, vec!["access_token", "expires_in", "scope"]),
    ] {
        sandbox.settings(json!({ "refreshTokens": refresh_tokens })).await;
        let answer = sandbox.exchange(&sandbox.consent("profile r_sales_nav_display").await).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
        let body = answer.json();
        let mut found: Vec<&String> = body.as_object().unwrap().keys().collect();
        found.sort();
        assert_eq!(found, keys);
        assert_eq!(
            (&body["expires_in"], &body["scope"]),
            (&json!(60 * DAY), &json!("profile,r_sales_nav_display"))
        );
        if refresh_tokens {
            assert_eq!(body["refresh_token_expires_in"], 365 * DAY);
        }
    }
}

#[tokio::test]
async fn a_code_works_once_for_half_an_hour_with_its_own_address_and_client() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.consent("r_sales_nav_display").await;
    assert_eq!(sandbox.exchange(&code).await.status, 200);
    assert_eq!(sandbox.exchange(&code).await.json()["error"], "invalid_request");

    let code = sandbox.consent("r_sales_nav_display").await;
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", RETURN)];
    for (change, status, error) in [
        (vec![("redirect_uri", "http://127.0.0.1:4310/return")], 400, "invalid_request"),
        (vec![("client_id", "other")], 401, "invalid_client"),
        (vec![("code", "AQTmade-up")], 400, "invalid_request"),
    ] {
        let answer = sandbox.token(&fields, &change).await.unwrap();
        assert_eq!((answer.status, &answer.json()["error"]), (status, &json!(error)), "{change:?}");
    }
    sandbox.clock.advance(30 * 60 - 1);
    let late = sandbox.consent("r_sales_nav_display").await;
    assert_eq!(sandbox.exchange(&code).await.status, 200, "none of the attempts has spent it");
    sandbox.clock.advance(30 * 60);
    assert_eq!(sandbox.exchange(&late).await.json()["error"], "invalid_request");
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_named() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.consent("r_sales_nav_display").await;
    let exchange = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", RETURN)];
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "AQYmade-up")];
    for (fields, change, status, error, says) in [
        (&exchange[..], ("grant_type", ""), 400, "invalid_request", "\"grant_type\" is missing"),
        (&exchange, ("code", ""), 400, "invalid_request", "\"code\" is missing"),
        (&exchange, ("redirect_uri", ""), 400, "invalid_request", "\"redirect_uri\" is missing"),
        (&exchange, ("client_id", ""), 400, "invalid_request", "\"client_id\" is missing"),
        (&exchange, ("client_secret", ""), 400, "invalid_request", "\"client_secret\" is missing"),
        (&exchange, ("client_secret", "wrong"), 401, "invalid_client", "Client authentication failed"),
        (&exchange, ("grant_type", "password"), 400, "unsupported_grant_type", "password"),
        (&refresh, ("refresh_token", ""), 400, "invalid_request", "\"refresh_token\" is missing"),
        (&refresh, ("", ""), 400, "invalid_grant", "invalid, expired or revoked"),
    ] {
        let answer = sandbox.token(fields, &[change]).await.unwrap();
        let body = answer.json();
        assert_eq!((answer.status, &body["error"]), (status, &json!(error)), "{change:?}");
        assert!(body["error_description"].as_str().unwrap().contains(says), "{body}");
        assert_eq!(body.as_object().unwrap().len(), 2);
    }
    let json_body = json!({"grant_type": "authorization_code", "code": code}).to_string();
    for (content_type, body) in [("application/json", json_body), ("text/plain", form(&exchange))] {
        let headers = [("content-type", content_type)];
        let answer = sandbox.at_linkedin("POST", "/oauth/v2/accessToken", &headers, &body).await.unwrap();
        assert_eq!(
            (answer.status, &answer.json()["error"]),
            (400, &json!("invalid_request")),
            "{content_type}"
        );
    }
    assert_eq!(sandbox.page("/oauth/v2/accessToken").await.status, 405);
    assert_eq!(sandbox.exchange(&code).await.status, 200, "none of the attempts has spent the code");
}

#[tokio::test]
async fn a_refresh_token_gives_new_access_tokens_and_its_own_life_runs_on() {
    let sandbox = Sandbox::start().await;
    sandbox.settings(json!({"accessTokenSeconds": 100, "refreshTokenSeconds": 300})).await;
    let first = sandbox.link().await;
    let refresh = first["refresh_token"].as_str().unwrap();
    for (advance, left) in [(0, 300), (100, 200), (199, 1)] {
        sandbox.clock.advance(advance);
        let next = sandbox.refresh(refresh).await.json();
        assert_eq!(next["refresh_token"], refresh);
        assert_eq!((&next["refresh_token_expires_in"], &next["expires_in"]), (&json!(left), &json!(100)));
        assert_ne!(next["access_token"], first["access_token"]);
        let sat = sandbox.sat_of(&next).await;
        let page = sandbox.page(&super::steps::widget(&[("sat", &sat)])).await;
        assert!(page.body.contains(">Member 1<"), "the same member");
    }
    sandbox.clock.advance(1);
    assert_eq!(sandbox.refresh(refresh).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn refresh_tokens_end_when_they_are_revoked_or_switched_off() {
    let sandbox = Sandbox::start().await;
    for what in ["refreshTokens", "all"] {
        let tokens = sandbox.link().await;
        sandbox.revoke(what).await;
        let answer = sandbox.refresh(tokens["refresh_token"].as_str().unwrap()).await;
        assert_eq!((answer.status, &answer.json()["error"]), (400, &json!("invalid_grant")), "{what}");
    }
    let tokens = sandbox.link().await;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    for (on, expected) in [(false, 400), (true, 200)] {
        sandbox.settings(json!({ "refreshTokens": on })).await;
        assert_eq!(sandbox.refresh(refresh).await.status, expected);
    }
}
