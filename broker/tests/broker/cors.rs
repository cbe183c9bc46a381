//! Pages of other origins, and paths and methods that are not the broker's.

use crate::support::{Answer, CONNECT, Vendor, broker, caller_token, send};

const ALLOWED: &str = "https://crm.example.com, https://app.example.com:8443";

#[tokio::test]
async fn only_listed_origins_may_read_an_answer() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let broker = broker(&vendor.url(), &[("LINKDOCK_ALLOWED_ORIGINS", ALLOWED)]).await;
    let authorization = format!("Bearer {}", caller_token());
    for (origin, allowed) in [
        ("https://crm.example.com", true),
        ("https://app.example.com:8443", true),
        ("https://app.example.com", false),
        ("http://crm.example.com", false),
        ("https://crm.example.com.evil.test", false),
        ("https://evil.test", false),
        ("null", false),
    ] {
        let url = format!("{broker}{CONNECT}");
        let asked =
            send("POST", &url, &[("origin", origin), ("authorization", authorization.as_str())]).await;
        // An error must be readable too, or the page can't tell what to do.
        let refused = send("POST", &url, &[("origin", origin)]).await;
        let preflight = send(
            "OPTIONS",
            &url,
            &[
                ("origin", origin),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "authorization,content-type"),
            ],
        )
        .await;
        for reply in [&asked, &refused, &preflight] {
            assert_eq!(reply.header("access-control-allow-origin"), allowed.then_some(origin), "{origin}");
            assert_eq!(reply.header("vary"), Some("origin"), "{origin}");
        }
        assert_eq!(asked.header("access-control-allow-credentials"), Some("true"));
        assert_eq!(preflight.header("access-control-allow-methods"), Some("GET,POST,DELETE"));
        assert_eq!(preflight.header("access-control-allow-headers"), Some("authorization,content-type"));
        assert_eq!((asked.status, refused.status, preflight.status), (200, 401, 200));
    }
}

#[tokio::test]
async fn no_origin_is_allowed_by_default() {
    let broker = broker("http://127.0.0.1:9", &[]).await;
    let reply = send("POST", &format!("{broker}{CONNECT}"), &[("origin", &broker)]).await;
    assert_eq!(reply.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn health_needs_no_caller() {
    let broker = broker("http://127.0.0.1:9", &[]).await;
    let reply = send("GET", &format!("{broker}/linkdock/health"), &[]).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"status":"ok"}"#));
}

#[tokio::test]
async fn paths_and_methods_that_are_not_the_brokers_get_coded_answers() {
    let broker = broker("http://127.0.0.1:9", &[]).await;
    for (method, path, status, reason) in [
        ("GET", "/linkdock", 404, "not_found"),
        ("GET", "/linkdock/", 404, "not_found"),
        ("POST", "/linkdock/salesflow", 404, "not_found"),
        ("POST", "/linkdock/salesflow/token/", 404, "not_found"),
        ("POST", "/linkdock/unipile/token", 404, "not_found"),
        // The demo is off.
        ("GET", "/linkdock/demo/config", 404, "not_found"),
        ("GET", CONNECT, 405, "method_not_allowed"),
        ("DELETE", "/linkdock/salesflow/accounts/7/token", 405, "method_not_allowed"),
        ("POST", "/linkdock/health", 405, "method_not_allowed"),
    ] {
        let reply = send(method, &format!("{broker}{path}"), &[]).await;
        assert_eq!(reply.row(), (status, "token_failed".into(), reason.into(), false), "{method} {path}");
    }
    let reply = send("GET", &format!("{broker}{CONNECT}"), &[]).await;
    assert_eq!(reply.header("allow"), Some("POST"));
}
