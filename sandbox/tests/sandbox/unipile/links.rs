//! Requests for links to hosted pages: what they take, what they refuse, and where the link points.

use super::steps::{V1, V2, changed, link_v1, link_v2};
use crate::support::Sandbox;
use serde_json::{Value, json};

#[tokio::test]
async fn a_link_points_at_the_sandbox_or_at_the_custom_domain() {
    let sandbox = Sandbox::start().await;
    let port = sandbox.address.port();
    for (domain, expected) in [
        (Value::Null, format!("http://127.0.0.1:{port}/unipile/auth?token=")),
        (json!(format!("localhost:{port}")), format!("http://localhost:{port}/unipile/auth?token=")),
        (json!("auth.example.com"), "https://auth.example.com/unipile/auth?token=".to_owned()),
    ] {
        let answer = sandbox.v2("/auth/link", changed(link_v2(), &json!({ "domain": domain }))).await.json();
        assert_eq!(answer["object"], "HostedAuthLink");
        let link = answer["link"].as_str().unwrap();
        assert!(link.starts_with(&expected) && link.len() > expected.len() + 40, "{link}");
    }
    let answer = sandbox.v1("/hosted/accounts/link", link_v1()).await.json();
    assert_eq!(answer["object"], "HostedAuthUrl");
    let expected = format!("http://127.0.0.1:{port}/unipile/account?token=");
    assert!(answer["url"].as_str().unwrap().starts_with(&expected), "{answer}");
}

#[tokio::test]
async fn a_request_that_does_not_read_is_refused() {
    let sandbox = Sandbox::start().await;
    for (change, status) in [
        (json!({ "providers": null }), 400),
        (json!({ "providers": ["WHATSAPP"] }), 400),
        (json!({ "account_id": "acc_1" }), 400),
        (json!({ "providers": null, "account_id": "acc_1" }), 404),
        (json!({ "expires_on": null }), 400),
        (json!({ "expires_on": "2027-01-15T08:10:00Z" }), 400),
        (json!({ "expires_on": "2027-01-15T08:00:00.000Z" }), 400),
        (json!({ "redirect_uri": "/return" }), 400),
        (json!({ "redirect_uri": "javascript:alert(1)" }), 400),
        (json!({ "redirect_uri": "https://app.example.com/#x" }), 400),
        (json!({ "domain": "evil.test/path" }), 400),
        (json!({ "config": { "linkedin": { "allow_methods": ["telepathy"] } } }), 400),
        (json!({ "config": { "linkedin": { "products": ["gold"] } } }), 400),
    ] {
        let answer = sandbox.v2("/auth/link", changed(link_v2(), &change)).await;
        assert_eq!(answer.status, status, "{change}: {}", answer.body);
        let error = answer.json();
        assert_eq!((&error["object"], &error["status"]), (&json!("Error"), &json!(status)), "{change}");
        for field in ["type", "title", "detail", "req_id"] {
            assert!(error[field].is_string(), "{field}: {error}");
        }
    }
    for (change, status) in [
        (json!({ "type": "other" }), 400),
        (json!({ "providers": null }), 400),
        (json!({ "api_url": null }), 400),
        (json!({ "expiresOn": "tomorrow" }), 400),
        (json!({ "notify_url": "/hook" }), 400),
        (json!({ "type": "reconnect" }), 400),
        (json!({ "type": "reconnect", "reconnect_account": "nope" }), 404),
    ] {
        let answer = sandbox.v1("/hosted/accounts/link", changed(link_v1(), &change)).await;
        assert_eq!(answer.status, status, "{change}: {}", answer.body);
        let error = answer.json();
        assert!(
            error["type"].as_str().unwrap().starts_with("errors/") && error["object"].is_null(),
            "{error}"
        );
    }
}

#[tokio::test]
async fn nothing_is_answered_without_the_key() {
    let sandbox = Sandbox::start().await;
    for (method, path, kind) in [
        ("POST", format!("{V2}/auth/link"), "api/unauthorized"),
        ("POST", format!("{V2}/auth/intent"), "api/unauthorized"),
        ("POST", format!("{V2}/auth/checkpoint"), "api/unauthorized"),
        ("POST", format!("{V2}/auth/checkpoint/request"), "api/unauthorized"),
        ("POST", format!("{V2}/auth/checkpoint/resend"), "api/unauthorized"),
        ("GET", format!("{V2}/accounts"), "api/unauthorized"),
        ("GET", format!("{V2}/accounts/acc_1"), "api/unauthorized"),
        ("POST", format!("{V1}/hosted/accounts/link"), "errors/unauthorized"),
        ("POST", format!("{V1}/accounts"), "errors/unauthorized"),
        ("GET", format!("{V1}/accounts"), "errors/unauthorized"),
        ("GET", format!("{V1}/accounts/1"), "errors/unauthorized"),
        ("POST", format!("{V1}/accounts/1"), "errors/unauthorized"),
        ("POST", format!("{V1}/accounts/checkpoint"), "errors/unauthorized"),
        ("POST", format!("{V1}/accounts/checkpoint/resend"), "errors/unauthorized"),
    ] {
        for headers in [vec![], vec![("x-api-key", "other")], vec![("authorization", "Bearer sandbox-key")]] {
            let answer = sandbox.send(method, &path, &headers, "{}").await.unwrap();
            assert_eq!(answer.status, 401, "{path}");
            assert_eq!(answer.json()["type"], kind, "{path}");
            assert!(answer.header("access-control-allow-origin").is_none(), "{path}");
        }
    }
}
