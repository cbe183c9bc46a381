//! Nobody gets a token without being known, and nobody the token of an account that isn't theirs.

use axum::extract::Request;
use axum::middleware::{self, Next};
use linkdock_broker::{AccountId, Accounts, Caller, Config, router};
use serde_json::{Value, json};

use crate::support::{
    API_KEY, Answer, CALLER_KEY, CONNECT, UPDATE, Vendor, ask, ask_as, broker, caller_token, claims, lookup,
    now, send, serve, signed,
};

/// The usual claims with `name` changed, or taken away when `value` is null.
fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

#[tokio::test]
async fn a_caller_is_known_by_a_whole_and_fresh_token() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let broker = broker(&vendor.url(), &[]).await;
    let unsigned_header = "eyJhbGciOiJub25lIn0"; // {"alg":"none"}
    let usual = caller_token();
    let payload = usual.split('.').nth(1).unwrap();
    let other_algorithm = jsonwebtoken::encode(
        &jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS512),
        &claims(),
        &jsonwebtoken::EncodingKey::from_secret(CALLER_KEY.as_bytes()),
    )
    .unwrap();
    let token = |claims: Value| format!("Bearer {}", signed(&claims, CALLER_KEY));
    for (scenario, authorization, words) in [
        ("none", None, "No caller token"),
        ("empty", Some(String::new()), "No caller token"),
        ("another scheme", Some(format!("Basic {usual}")), "No caller token"),
        ("no scheme", Some(usual.clone()), "No caller token"),
        ("not a JWT", Some("Bearer hello".into()), "cannot be read"),
        ("two parts", Some(format!("Bearer {unsigned_header}.{payload}")), "cannot be read"),
        ("alg none", Some(format!("Bearer {unsigned_header}.{payload}.")), "cannot be read"),
        ("HS512", Some(format!("Bearer {other_algorithm}")), "HS256"),
        ("wrong key", Some(format!("Bearer {}", signed(&claims(), &"x".repeat(32)))), "signature"),
        ("forged signature", Some(format!("Bearer {}AAAA", &usual[..usual.len() - 4])), "signature"),
        ("expired", Some(token(with("exp", json!(now() - 3600)))), "expired"),
        ("no expiry", Some(token(with("exp", Value::Null))), "lacks a claim"),
        ("expiry as text", Some(token(with("exp", json!("tomorrow")))), "lacks a claim"),
        ("not yet valid", Some(token(with("nbf", json!(now() + 3600)))), "not valid yet"),
        ("wrong audience", Some(token(with("aud", json!("other")))), "somebody else"),
        ("no audience", Some(token(with("aud", Value::Null))), "lacks a claim"),
        ("no subject", Some(token(with("sub", Value::Null))), "lacks a claim"),
        ("empty subject", Some(token(with("sub", json!(" ")))), "names nobody"),
        ("accounts as number", Some(token(with("accounts", json!(7688)))), "`accounts`"),
        ("accounts as text", Some(token(with("accounts", json!("7688")))), "`accounts`"),
        ("no whole number in accounts", Some(token(with("accounts", json!([7688, 7.5])))), "`accounts`"),
        ("no id in accounts", Some(token(with("accounts", json!(["7688", "a b"])))), "`accounts`"),
        ("a path in accounts", Some(token(with("accounts", json!(["../7688"])))), "`accounts`"),
        ("an id too long", Some(token(with("accounts", json!(["x".repeat(129)])))), "`accounts`"),
    ] {
        for path in [CONNECT, UPDATE] {
            let headers: Vec<_> =
                authorization.iter().map(|value| ("authorization", value.as_str())).collect();
            let reply = send("POST", &format!("{broker}{path}"), &headers).await;
            let row = (401, "token_failed".into(), "caller_unauthenticated".into(), false);
            assert_eq!(reply.row(), row, "{scenario}");
            assert!(reply.message().contains(words), "{scenario}: {}", reply.message());
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"), "{scenario}");
        }
    }
    assert!(vendor.asked().is_empty());
}

#[tokio::test]
async fn the_scheme_and_the_audience_are_read_as_their_standards_say() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let url = format!("{}{CONNECT}", broker(&vendor.url(), &[]).await);
    let several = signed(&with("aud", json!(["crm", "linkdock"])), CALLER_KEY);
    for authorization in [format!("bearer {}", caller_token()), format!("Bearer {several}")] {
        assert_eq!(send("POST", &url, &[("authorization", &authorization)]).await.status, 200);
    }
}

#[tokio::test]
async fn an_account_is_updated_only_by_callers_it_is_listed_for() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let broker = broker(&vendor.url(), &[]).await;
    for (accounts, allowed) in [
        (json!(["7688"]), true),
        (json!(["1", "7688"]), true),
        (json!([7688]), true),
        (json!(["acc_01jx", "t5XY4yQz-R9WV", 7688]), true),
        (json!(["acc_01jx"]), false),
        (json!([76880]), false),
        (json!("*"), true),
        (json!(["*"]), true),
        (json!(["768"]), false),
        (json!(["76880"]), false),
        (json!(["07688"]), false),
        (json!([]), false),
        (Value::Null, false),
    ] {
        let token = signed(&with("accounts", accounts.clone()), CALLER_KEY);
        let reply = ask_as(&broker, UPDATE, &token).await;
        if allowed {
            assert_eq!(reply.status, 200, "{accounts}");
            assert_eq!(vendor.asked().len(), 1);
        } else {
            let row = (403, "token_failed".into(), "account_not_allowed".into(), false);
            assert_eq!(reply.row(), row, "{accounts}");
            assert!(vendor.asked().is_empty());
        }
        // A new account belongs to nobody yet, so every caller may connect one.
        assert_eq!(ask_as(&broker, CONNECT, &token).await.status, 200, "{accounts}");
        vendor.asked();
    }
}

#[tokio::test]
async fn an_account_id_that_is_not_one_never_reaches_the_vendor() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let broker = broker(&vendor.url(), &[]).await;
    let everything = signed(&with("accounts", json!("*")), CALLER_KEY);
    let too_long = "9".repeat(33);
    for id in ["", "acc_7", "-1", "7.0", "%0d%0aX-Other:1", "7%2F8", "%ff", "%20", too_long.as_str()] {
        let path = format!("/linkdock/salesflow/accounts/{id}/token");
        let reply = ask_as(&broker, &path, &everything).await;
        assert_eq!(reply.row(), (400, "token_failed".into(), "account_id_invalid".into(), false), "{id}");
        // Who the caller is comes first.
        assert_eq!(send("POST", &format!("{broker}{path}"), &[]).await.status, 401, "{id}");
    }
    assert!(vendor.asked().is_empty());
}

#[tokio::test]
async fn a_rust_host_names_its_callers_by_a_layer_of_its_own() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let variables = [("SALESFLOW_API_KEY", API_KEY), ("SALESFLOW_API_URL", &vendor.url())];
    let broker = router(Config::read_nested(lookup(&variables)).unwrap());
    let sign_in = |mut request: Request, next: Next| async {
        if request.headers().contains_key("x-signed-in") {
            let accounts = Accounts::Listed([AccountId::parse("7688").unwrap()].into());
            request.extensions_mut().insert(Caller { id: "user-1".into(), accounts });
        }
        next.run(request).await
    };
    let base = serve(axum::Router::new().nest("/api", broker.layer(middleware::from_fn(sign_in)))).await;
    let other = "/linkdock/salesflow/accounts/1/token";
    for (path, headers, status) in [
        (CONNECT, &[("x-signed-in", "yes")][..], 200),
        (UPDATE, &[("x-signed-in", "yes")], 200),
        (other, &[("x-signed-in", "yes")], 403),
        (CONNECT, &[], 401),
    ] {
        assert_eq!(send("POST", &format!("{base}/api{path}"), headers).await.status, status, "{path}");
    }
    // A token of another broker's is nothing here.
    assert_eq!(ask(&format!("{base}/api"), CONNECT).await.status, 401);
}
