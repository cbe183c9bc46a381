//! Whatever the vendor does, the caller gets a token or a fault of the documented kind.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{API_KEY, Answer, CONNECT, UPDATE, VENDOR_TOKEN, Vendor, ask, broker};

#[tokio::test]
async fn the_onboarding_token_is_bought_as_the_vendor_documents_it() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let reply = ask(&broker(&vendor.url(), &[]).await, CONNECT).await;

    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"token":"vendor-token-9a7e"}"#));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let [asked] = &vendor.asked()[..] else { panic!("one call") };
    assert_eq!(asked.line, "POST /public/api/v1/tokens/onboarding");
    assert_eq!(asked.headers["authorization"], format!("Bearer {API_KEY}"));
    assert_eq!(asked.headers["content-length"], "0");
    assert!(asked.body.is_empty());
    assert!(!asked.headers.contains_key("x-accountid"));
}

#[tokio::test]
async fn the_account_token_is_bought_as_the_vendor_documents_it() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let reply = ask(&broker(&vendor.url(), &[]).await, UPDATE).await;

    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"token":"vendor-token-9a7e"}"#));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let [asked] = &vendor.asked()[..] else { panic!("one call") };
    assert_eq!(asked.line, "POST /public/api/v1/tokens/jwt");
    assert_eq!(asked.headers["authorization"], format!("Bearer {API_KEY}"));
    assert_eq!(asked.headers["x-accountid"], "7688");
    assert_eq!(asked.headers["content-type"], "application/json");
    assert_eq!(asked.body, "{}");
}

#[tokio::test]
async fn the_api_key_travels_in_the_configured_header() {
    for (auth, header, value) in [
        ("bearer", "authorization", "Bearer sf-api-key-5f1c"),
        ("Bearer", "authorization", "Bearer sf-api-key-5f1c"),
        ("x-api-key", "x-api-key", "sf-api-key-5f1c"),
        ("X-Vendor-Key", "x-vendor-key", "sf-api-key-5f1c"),
        ("authorization", "authorization", "sf-api-key-5f1c"),
    ] {
        let vendor = Vendor::start(vec![Answer::token()]).await;
        ask(&broker(&vendor.url(), &[("SALESFLOW_AUTH", auth)]).await, CONNECT).await;
        let asked = &vendor.asked()[0];
        assert_eq!(asked.headers[header], value, "{auth}");
        assert_eq!(asked.headers.values().filter(|value| value.as_bytes().ends_with(b"5f1c")).count(), 1);
    }
}

#[tokio::test]
async fn every_vendor_status_has_its_fault_and_its_number_of_calls() {
    for (status, path, calls, http, reason, retryable) in [
        (401, CONNECT, 1, 502, "vendor_key_refused", false),
        (401, UPDATE, 1, 502, "vendor_key_refused", false),
        (403, CONNECT, 1, 502, "vendor_key_forbidden", false),
        (404, UPDATE, 1, 502, "vendor_account_unknown", false),
        (404, CONNECT, 1, 502, "vendor_refused", false),
        (429, CONNECT, 1, 503, "vendor_rate_limited", true),
        (400, CONNECT, 1, 502, "vendor_refused", false),
        (422, UPDATE, 1, 502, "vendor_refused", false),
        (304, CONNECT, 1, 502, "vendor_refused", false),
        (500, CONNECT, 3, 502, "vendor_unavailable", true),
        (503, UPDATE, 3, 502, "vendor_unavailable", true),
        (504, CONNECT, 3, 502, "vendor_unavailable", true),
    ] {
        let vendor = Vendor::start(vec![Answer::Status(status, String::new())]).await;
        let reply = ask(&broker(&vendor.url(), &[]).await, path).await;
        assert_eq!(
            reply.row(),
            (http, "token_failed".into(), reason.into(), retryable),
            "{status} on {path}"
        );
        assert_eq!(vendor.asked().len(), calls, "{status} on {path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn the_messages_say_the_next_step() {
    for (status, words) in [
        (401, &["(401)", "30 days or 1 year", "SALESFLOW_API_KEY"][..]),
        (403, &["(403)", "dashboard"]),
        (404, &["(404)", "SALESFLOW_API_URL"]),
        (418, &["(418)", "SALESFLOW_API_URL"]),
        (429, &["(429)", "Try again"]),
        (502, &["3 times", "502"]),
    ] {
        let vendor = Vendor::start(vec![Answer::Status(status, String::new())]).await;
        let message = ask(&broker(&vendor.url(), &[]).await, UPDATE).await.message();
        for word in words {
            assert!(message.contains(word), "{status}: no {word:?} in {message:?}");
        }
    }
}

#[tokio::test]
async fn a_passing_failure_is_outlived() {
    for (failures, calls) in [(1, 2), (2, 3)] {
        let mut script = vec![Answer::Status(503, String::new()); failures];
        script.push(Answer::token());
        let vendor = Vendor::start(script).await;
        let reply = ask(&broker(&vendor.url(), &[]).await, CONNECT).await;
        assert_eq!((reply.status, reply.json()["token"].as_str()), (200, Some(VENDOR_TOKEN)));
        assert_eq!(vendor.asked().len(), calls);
    }
}

#[tokio::test]
async fn a_refusal_after_a_failure_ends_the_attempts() {
    let vendor =
        Vendor::start(vec![Answer::Status(503, String::new()), Answer::Status(401, String::new())]).await;
    let reply = ask(&broker(&vendor.url(), &[]).await, CONNECT).await;
    assert_eq!(reply.reason(), "vendor_key_refused");
    assert_eq!(vendor.asked().len(), 2);
}

#[tokio::test]
async fn silence_is_a_timeout_and_is_not_repeated() {
    let vendor = Vendor::start(vec![Answer::Silence]).await;
    let reply = ask(&broker(&vendor.url(), &[("SALESFLOW_TIMEOUT_MS", "100")]).await, CONNECT).await;
    assert_eq!(reply.row(), (504, "token_timeout".into(), "vendor_timeout".into(), true));
    assert_eq!(vendor.asked().len(), 1);
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let reply = ask(&broker(&format!("http://{closed}"), &[]).await, CONNECT).await;
    assert_eq!(reply.row(), (502, "token_failed".into(), "vendor_unreachable".into(), true));
    assert!(reply.message().contains("3 attempts"));
}

#[tokio::test]
async fn a_cut_connection_is_tried_three_times() {
    // Before any answer, and in the middle of one.
    for answer in ["", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"token\":"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let broker = broker(&format!("http://{addr}"), &[]).await;
        let reply = tokio::spawn(async move { ask(&broker, CONNECT).await });
        for _ in 0..3 {
            let (mut connection, _) = listener.accept().await.unwrap();
            assert!(connection.read(&mut [0; 1024]).await.unwrap() > 0);
            connection.write_all(answer.as_bytes()).await.unwrap();
        }
        let reply = reply.await.unwrap();
        assert_eq!(
            reply.row(),
            (502, "token_failed".into(), "vendor_unreachable".into(), true),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_so_the_key_goes_nowhere_else() {
    let elsewhere = Vendor::start(vec![Answer::token()]).await;
    let vendor = Vendor::start(vec![Answer::Redirect(elsewhere.url())]).await;
    let reply = ask(&broker(&vendor.url(), &[]).await, CONNECT).await;
    assert_eq!(reply.row(), (502, "token_failed".into(), "vendor_refused".into(), false));
    assert_eq!((vendor.asked().len(), elsewhere.asked().len()), (1, 0));
}

#[tokio::test]
async fn a_success_without_a_usable_token_is_told_apart() {
    let longest = format!(r#"{{"token":"{VENDOR_TOKEN}","pad":"{}"}}"#, "x".repeat(64 * 1024 - 100));
    let too_long = format!(r#"{{"token":"{VENDOR_TOKEN}","pad":"{}"}}"#, "x".repeat(64 * 1024));
    for (body, reason, words) in [
        ("", "vendor_answer_empty", "without a token"),
        (r#"{"token":""}"#, "vendor_answer_empty", "without a token"),
        (r#"{"id":1,"value":"x"}"#, "vendor_answer_unreadable", "the JSON fields are id, value"),
        ("<html>Sign in</html>", "vendor_answer_unreadable", "a page"),
        (too_long.as_str(), "vendor_answer_unreadable", "longer than 64 KiB"),
    ] {
        let vendor = Vendor::start(vec![Answer::ok(body)]).await;
        let reply = ask(&broker(&vendor.url(), &[]).await, CONNECT).await;
        assert_eq!(reply.row(), (502, "token_invalid".into(), reason.into(), false), "{body:.40}");
        assert!(reply.message().contains(words), "{}", reply.message());
        assert_eq!(vendor.asked().len(), 1);
    }
    let vendor = Vendor::start(vec![Answer::Status(201, longest)]).await;
    assert_eq!(ask(&broker(&vendor.url(), &[]).await, CONNECT).await.json()["token"], VENDOR_TOKEN);
}

#[tokio::test]
async fn without_an_api_key_nothing_is_asked() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let reply = ask(&broker(&vendor.url(), &[("SALESFLOW_API_KEY", "")]).await, CONNECT).await;
    assert_eq!(reply.row(), (500, "token_failed".into(), "not_configured".into(), false));
    assert!(reply.message().contains("SALESFLOW_API_KEY"));
    assert!(vendor.asked().is_empty());
}
