//! How a link comes about and goes: the sign-in's state, LinkedIn's redirect, the receipt, unlink.

use std::collections::HashMap;
use std::time::Duration;

use linkdock_broker::{Accounts, Caller, Config, router};
use reqwest::Url;
use serde_json::json;

use crate::linkedin::{
    CLIENT_ID, CLIENT_SECRET, CODE, OAUTH, Play, Rig, SAT, bearer, is_not_linked, variables,
};
use crate::support::{CALLER_KEY, broker, lookup, send, send_body, serve};

#[tokio::test]
async fn a_sign_in_goes_to_linkedin_as_it_is_documented() {
    let rig = Rig::start("documented", &[]).await;
    let reply = rig.call("anna", "POST", "/authorize", "").await;
    let answer = reply.json();
    assert_eq!((reply.status, reply.header("cache-control")), (200, Some("no-store")));
    let url = Url::parse(answer["url"].as_str().unwrap()).unwrap();
    let own_return = format!("{}/linkdock/linkedin/return", rig.base);
    assert!(url.as_str().starts_with(&format!("{}/oauth/v2/authorization?", rig.vendor.url)), "{url}");
    let state = answer["state"].as_str().unwrap();
    let parameters: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let wanted = [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", &own_return),
        ("state", state),
        ("scope", "r_sales_nav_display"),
    ];
    assert_eq!(parameters, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(state.len(), 43, "256 bits in base64");

    let told = rig.returned(&format!("code={CODE}%2B%2F%3D&state={state}")).await;
    let [exchange] = &rig.vendor.asked()[..] else { panic!("one call") };
    assert_eq!(exchange.line, format!("POST {OAUTH}"));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &format!("{CODE}+/=")),
        ("redirect_uri", &own_return),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
    ];
    assert_eq!(exchange.form, form.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    assert_eq!(told.keys().collect::<std::collections::BTreeSet<_>>().len(), 3, "{told:?}");
    assert_eq!((told["state"].as_str(), told["origin"].as_str()), (state, rig.base.as_str()));

    assert!(is_not_linked(&rig.sat("anna").await), "a redirect alone makes no link");
    assert_eq!(rig.link("anna", state, &told["receipt"]).await.status, 204);
    assert_eq!(rig.token("anna").await, "sat-token-2");
    let [fetch] = &rig.vendor.asked()[..] else { panic!("one call") };
    assert_eq!(fetch.line, format!("GET {SAT}?q=viewerAndDeveloperApp"));
    assert_eq!((fetch.authorization.as_str(), fetch.restli.as_str()), ("Bearer access-token-1", "2.0.0"));
}

#[tokio::test]
async fn the_redirect_answers_with_a_fragment_and_no_referrer() {
    let host = "https://crm.example.com/done?a=b";
    for (variables, location) in [
        (&[][..], "../return#state="),
        (&[("LINKDOCK_RETURN_URL", host)], "https://crm.example.com/done?a=b#state="),
    ] {
        let rig = Rig::start("fragment", variables).await;
        let state = rig.authorize("anna").await;
        let url = format!("{}/linkdock/linkedin/return?code={CODE}&state={state}", rig.base);
        let reply = send("GET", &url, &[]).await;
        assert!(reply.header("location").unwrap().starts_with(location), "{:?}", reply.headers);
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!((reply.header("cache-control"), reply.body.as_str()), (Some("no-store"), ""));
    }
}

#[tokio::test]
async fn every_error_of_the_authorize_page_is_told_and_ends_the_state() {
    let rig = Rig::start("errors", &[]).await;
    for (query, error, reason) in [
        ("error=user_cancelled_login&error_description=x", "authorize_cancelled", "user_cancelled_login"),
        ("error=user_cancelled_authorize", "authorize_cancelled", "user_cancelled_authorize"),
        ("error=access_denied", "authorize_cancelled", "access_denied"),
        ("error=unauthorized_scope_error", "authorize_failed", "unauthorized_scope_error"),
        ("error=invalid_scope", "authorize_failed", "invalid_scope"),
        ("error=server_error", "authorize_failed", "server_error"),
        ("error=%3Cscript%3E", "authorize_failed", "vendor_error_unknown"),
        ("error=access_denied&code=also", "authorize_cancelled", "access_denied"),
        ("", "authorize_failed", "vendor_answer_unreadable"),
    ] {
        let state = rig.authorize("anna").await;
        let told = rig.returned(&format!("{query}&state={state}")).await;
        let row = [("state", state.as_str()), ("error", error), ("reason", reason), ("origin", &rig.base)];
        assert_eq!(told, row.map(|(name, value)| (name.to_owned(), value.to_owned())).into(), "{query}");
        assert_eq!(rig.count("SELECT count(*) FROM grants"), 0, "{query}");
    }
    assert!(rig.vendor.asked().is_empty());
}

#[tokio::test]
async fn every_failure_of_the_code_exchange_is_told() {
    let rig = Rig::start("exchange", &[("LINKEDIN_TIMEOUT_MS", "1000")]).await;
    for (play, reason) in [
        (Play::Status(400, r#"{"error":"invalid_grant"}"#), "vendor_code_refused"),
        (Play::Status(400, r#"{"error":"invalid_request","error_description":"x"}"#), "vendor_code_refused"),
        (Play::Status(401, r#"{"error":"invalid_client"}"#), "vendor_client_refused"),
        (Play::Status(400, r#"{"error":"unauthorized_client"}"#), "vendor_client_refused"),
        (Play::Status(401, "<html>"), "vendor_client_refused"),
        (Play::Status(400, "<html>"), "vendor_refused"),
        (Play::Status(404, ""), "vendor_refused"),
        (Play::Status(307, ""), "vendor_refused"),
        (Play::Status(429, ""), "vendor_rate_limited"),
        (Play::Status(503, ""), "vendor_unavailable"),
        (Play::Silence, "vendor_timeout"),
        (Play::Status(200, ""), "vendor_answer_empty"),
        (Play::Status(200, "{}"), "vendor_answer_empty"),
        (Play::Status(200, "<html>"), "vendor_answer_unreadable"),
        (Play::Status(200, r#"{"access_token":7}"#), "vendor_answer_unreadable"),
    ] {
        rig.vendor.plays(OAUTH, [play.clone()]);
        let state = rig.authorize("anna").await;
        let told = rig.returned(&format!("code={CODE}&state={state}")).await;
        let seen = (told["error"].as_str(), told["reason"].as_str(), told["origin"].as_str());
        assert_eq!(seen, ("authorize_failed", reason, rig.base.as_str()), "{play:?}");
        assert_eq!(rig.vendor.paths(), [OAUTH], "a code is worth nothing the second time: {play:?}");
        assert_eq!(rig.count("SELECT count(*) FROM grants"), 0, "{play:?}");
    }
}

#[tokio::test]
async fn a_state_is_good_once_and_for_ten_minutes() {
    let rig = Rig::start("state", &[]).await;
    let unknown = "x".repeat(43);
    let used = rig.authorize("anna").await;
    rig.returned(&format!("code={CODE}&state={used}")).await;
    let cancelled = rig.authorize("anna").await;
    rig.returned(&format!("error=access_denied&state={cancelled}")).await;
    let last_second = rig.authorize("anna").await;
    rig.clock.advance(599);
    assert!(rig.returned(&format!("code={CODE}&state={last_second}")).await.contains_key("receipt"));
    let expired = rig.authorize("anna").await;
    rig.clock.advance(600);
    rig.vendor.asked();
    let words = |pairs: &[(&str, &str)]| -> HashMap<String, String> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(own).collect()
    };
    let failed = [("error", "authorize_failed"), ("reason", "state_unknown")];
    for state in [&unknown, &used, &cancelled, &expired] {
        for query in [format!("code={CODE}&state={state}"), format!("error=access_denied&state={state}")] {
            let told = rig.returned(&query).await;
            assert_eq!(told, words(&[&failed[..], &[("state", state.as_str())]].concat()), "{query}");
        }
    }
    // What is no state of ours is not given back.
    for query in [format!("code={CODE}"), format!("code={CODE}&state=%22%3E"), String::new()] {
        assert_eq!(rig.returned(&query).await, words(&failed), "{query}");
    }
    assert!(rig.vendor.asked().is_empty());
}

#[tokio::test]
async fn two_redirects_with_one_state_exchange_one_code() {
    let rig = Rig::start("race", &[]).await;
    rig.vendor.plays(OAUTH, [Play::Hold]);
    let state = rig.authorize("anna").await;
    let query = format!("code={CODE}&state={state}");
    let first = rig.returned(&query);
    let second = async {
        rig.vendor.wait_asked(1).await;
        let told = rig.returned(&query).await;
        rig.vendor.release();
        told
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(second["reason"], "state_unknown");
    assert_eq!(rig.vendor.paths(), [OAUTH]);
    assert_eq!(rig.link("anna", &state, &first["receipt"]).await.status, 204);
}

#[tokio::test]
async fn a_link_is_claimed_by_its_caller_with_its_receipt_once() {
    let rig = Rig::start("claim", &[]).await;
    let (state, receipt) = rig.consented("anna").await;
    let (other_state, other_receipt) = rig.consented("anna").await;
    let waiting = rig.authorize("anna").await;
    let wrong = "x".repeat(43);
    for (scenario, user, state, receipt) in [
        ("another caller", "bert", &state, &receipt),
        ("a wrong receipt", "anna", &state, &wrong),
        ("the receipt of another sign-in", "anna", &state, &other_receipt),
        ("an unknown state", "anna", &wrong, &receipt),
        ("a state that has not come back", "anna", &waiting, &receipt),
        ("the state as receipt", "anna", &state, &state),
        ("an empty receipt", "anna", &state, &String::new()),
    ] {
        let reply = rig.link(user, state, receipt).await;
        let row = (403, "authorize_failed".into(), "link_refused".into(), true);
        assert_eq!(reply.row(), row, "{scenario}");
        assert_eq!(rig.count("SELECT count(*) FROM links"), 0, "{scenario}");
    }
    for body in ["", "{}", "[]", r#"{"state":1,"receipt":2}"#, r#"{"state":"x"}"#] {
        assert_eq!(rig.call("anna", "POST", "/link", body).await.reason(), "body_invalid", "{body}");
    }
    assert_eq!(rig.link("anna", &state, &receipt).await.status, 204);
    assert_eq!(rig.link("anna", &state, &receipt).await.reason(), "link_refused", "a second time");
    rig.clock.advance(600);
    assert_eq!(rig.link("anna", &other_state, &other_receipt).await.reason(), "link_refused", "too late");
    assert!(is_not_linked(&rig.sat("bert").await));
    assert_eq!(rig.token("anna").await.split('-').next(), Some("sat"));
}

#[tokio::test]
async fn a_page_of_another_origin_neither_starts_nor_claims() {
    let rig = Rig::start("origin", &[]).await;
    let bearer = bearer("anna");
    let authorize = format!("{}/linkdock/linkedin/authorize", rig.base);
    let own = rig.base.clone();
    for (origin, status) in [
        (Some("https://crm.example.com"), 200),
        (Some(own.as_str()), 200),
        (Some("https://evil.test"), 403),
        (Some("https://crm.example.com.evil.test"), 403),
        (Some("null"), 403),
        (None, 403),
    ] {
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin)));
        let reply = send("POST", &authorize, &headers).await;
        assert_eq!(reply.status, status, "{origin:?}");
        if status == 403 {
            let row = (403, "token_failed".into(), "origin_not_allowed".into(), false);
            assert_eq!(reply.row(), row, "{origin:?}");
        }
    }
    // The sign-in was started on the broker's own page.
    let (state, receipt) = rig.consented("anna").await;
    let body = json!({ "state": state, "receipt": receipt }).to_string();
    for (origin, status) in
        [("https://evil.test", 403), ("https://crm.example.com", 403), (own.as_str(), 204)]
    {
        let headers =
            [("authorization", bearer.as_str()), ("origin", origin), ("content-type", "application/json")];
        let reply = send_body("POST", &format!("{own}/linkdock/linkedin/link"), &headers, &body).await;
        assert_eq!(reply.status, status, "{origin}");
    }
}

#[tokio::test]
async fn the_redirect_uri_is_configured_or_the_brokers_own_on_loopback() {
    let public = "https://broker.example.com/linkdock/linkedin/return";
    let rig = Rig::start("redirect-uri", &[("LINKEDIN_REDIRECT_URI", public)]).await;
    let reply = rig.call("anna", "POST", "/authorize", "").await;
    let url = Url::parse(reply.json()["url"].as_str().unwrap()).unwrap();
    assert!(url.query_pairs().any(|(name, value)| name == "redirect_uri" && value == public), "{url}");

    let rig = Rig::start("no-redirect-uri", &[]).await;
    let authorization = bearer("anna");
    let headers = [
        ("authorization", authorization.as_str()),
        ("origin", "https://crm.example.com"),
        ("host", "broker.example.com"),
    ];
    let reply = send("POST", &format!("{}/linkdock/linkedin/authorize", rig.base), &headers).await;
    assert_eq!(reply.row(), (500, "token_failed".into(), "not_configured".into(), false));
    assert!(reply.message().contains("LINKEDIN_REDIRECT_URI"), "{}", reply.message());
}

#[tokio::test]
async fn a_nested_router_is_returned_to_where_it_is() {
    let rig = Rig::vendor_alone("nested").await;
    let config = Config::read_nested(lookup(&variables(&rig.vendor.url, rig.store.as_str(), &[]))).unwrap();
    let name = axum::Extension(Caller { id: "anna".into(), accounts: Accounts::Any });
    let base = serve(axum::Router::new().nest("/api", router(config).layer(name))).await;
    let reply = send("POST", &format!("{base}/api/linkdock/linkedin/authorize"), &[("origin", &base)]).await;
    let url = Url::parse(reply.json()["url"].as_str().unwrap()).unwrap();
    let uri = url.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    assert_eq!(uri, format!("{base}/api/linkdock/linkedin/return"));
    let state = reply.json()["state"].as_str().unwrap().to_owned();
    let returned = send("GET", &format!("{uri}?code={CODE}&state={state}"), &[]).await;
    let page = Url::parse(&uri).unwrap().join(returned.header("location").unwrap()).unwrap();
    assert_eq!(page.path(), "/api/linkdock/return");
    assert_eq!(send("GET", page.as_str(), &[]).await.status, 200);
}

#[tokio::test]
async fn without_a_linkedin_application_every_route_says_so() {
    let base = broker("http://127.0.0.1:9", &[("LINKDOCK_CALLER_KEY", CALLER_KEY)]).await;
    let bearer = bearer("anna");
    for (method, path) in [
        ("POST", "/linkdock/linkedin/authorize"),
        ("POST", "/linkdock/linkedin/link"),
        ("GET", "/linkdock/linkedin/sat"),
        ("DELETE", "/linkdock/linkedin"),
    ] {
        let reply = send(method, &format!("{base}{path}"), &[("authorization", &bearer)]).await;
        assert_eq!(reply.row(), (500, "token_failed".into(), "not_configured".into(), false), "{path}");
        assert!(reply.message().contains("LINKEDIN_CLIENT_ID"), "{}", reply.message());
        // Who the caller is comes first.
        assert_eq!(send(method, &format!("{base}{path}"), &[]).await.status, 401, "{path}");
    }
    let reply = send("GET", &format!("{base}/linkdock/linkedin/return?code=x"), &[]).await;
    assert_eq!(reply.header("location"), Some("../return#error=authorize_failed&reason=not_configured"));
}

#[tokio::test]
async fn unlink_removes_the_link_and_every_sign_in_under_way() {
    let rig = Rig::start("unlink", &[]).await;
    rig.linked("anna").await;
    rig.linked("bert").await;
    rig.token("anna").await;
    let waiting = rig.authorize("anna").await;
    let (state, receipt) = rig.consented("anna").await;
    for _ in 0..2 {
        assert_eq!(rig.call("anna", "DELETE", "", "").await.status, 204);
    }
    assert_eq!(rig.count("SELECT count(*) FROM links"), 1, "Bert's stays");
    assert_eq!(rig.count("SELECT count(*) FROM grants"), 0);
    assert!(is_not_linked(&rig.sat("anna").await));
    assert_eq!(rig.link("anna", &state, &receipt).await.reason(), "link_refused");
    assert_eq!(rig.returned(&format!("code={CODE}&state={waiting}")).await["reason"], "state_unknown");
    assert!(rig.token("bert").await.starts_with("sat-token-"));
}

#[tokio::test]
async fn unlink_in_the_middle_of_a_code_exchange_leaves_nothing() {
    let rig = Rig::start("unlink-exchange", &[]).await;
    rig.vendor.plays(OAUTH, [Play::Hold]);
    let state = rig.authorize("anna").await;
    let query = format!("code={CODE}&state={state}");
    let unlink = async {
        rig.vendor.wait_asked(1).await;
        assert_eq!(rig.call("anna", "DELETE", "", "").await.status, 204);
        rig.vendor.release();
    };
    let (told, ()) = tokio::join!(rig.returned(&query), unlink);
    assert_eq!((told["error"].as_str(), told["reason"].as_str()), ("authorize_failed", "state_unknown"));
    assert_eq!(rig.count("SELECT count(*) FROM grants"), 0);
}

#[tokio::test]
async fn a_code_survives_the_browser_that_goes_away() {
    let rig = Rig::start("goes-away", &[]).await;
    rig.vendor.plays(OAUTH, [Play::Hold]);
    let state = rig.authorize("anna").await;
    let query = format!("code={CODE}&state={state}");
    tokio::select! {
        told = rig.returned(&query) => panic!("it was answered: {told:?}"),
        () = rig.vendor.wait_asked(1) => {}
    }
    rig.vendor.release();
    for _ in 0..1000 {
        if rig.count("SELECT count(*) FROM grants WHERE receipt IS NOT NULL") == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the tokens were never kept");
}

#[tokio::test]
async fn the_return_page_runs_one_script_of_its_own_and_is_framed_by_its_own_origin_alone() {
    let base = broker("http://127.0.0.1:9", &[]).await;
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                  frame-ancestors 'self'; require-trusted-types-for 'script'";
    for (path, kind, words) in [
        ("/linkdock/return", "text/html; charset=utf-8", "src=\"return.js\""),
        ("/linkdock/return.js", "text/javascript; charset=utf-8", "BroadcastChannel"),
        ("/linkdock/return.css", "text/css; charset=utf-8", "color-scheme"),
    ] {
        let reply = send("GET", &format!("{base}{path}"), &[]).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)));
        assert!(reply.body.contains(words), "{path}");
        assert_eq!(reply.header("content-security-policy"), Some(policy));
        assert_eq!(reply.header("x-frame-options"), Some("SAMEORIGIN"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.header("cross-origin-opener-policy"), None, "it would cut the opener");
    }
}
