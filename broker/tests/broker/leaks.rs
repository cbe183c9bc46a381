//! No secret leaves by a side door: error bodies, headers and the log are searched for every one of them.

use serde_json::json;

use crate::binary::Process;
use crate::support::{
    API_KEY, Answer, CALLER_KEY, CONNECT, Reply, UPDATE, VENDOR_TOKEN, Vendor, ask_as, caller_token, send,
};

/// Secrets in the vendor's own words, as careless APIs send them.
fn careless() -> String {
    format!("key {API_KEY} bought {VENDOR_TOKEN}")
}

#[tokio::test]
async fn no_secret_shows_up_in_a_body_a_header_or_a_log_line() {
    let mut script: Vec<_> =
        [400, 401, 403, 404, 429].map(|status| Answer::Status(status, careless())).into();
    script.extend([
        Answer::Status(500, careless()),
        Answer::Status(502, careless()),
        Answer::Status(503, careless()),
        Answer::Redirect(format!("http://127.0.0.1:9/?key={API_KEY}&token={VENDOR_TOKEN}")),
        Answer::ok(careless()),
        Answer::ok(json!({ "note": careless(), VENDOR_TOKEN: { API_KEY: 1 } }).to_string()),
        Answer::ok(json!({ "token": careless() }).to_string()),
        Answer::ok(format!("<p>{}</p>", careless())),
        Answer::Silence,
    ]);
    // Three of the answers are one request's attempts.
    let requests = script.len() - 2;
    let vendor = Vendor::start(script).await;
    let broker = Process::start(&[
        ("LINKDOCK_BROKER_ADDR", "127.0.0.1:0"),
        ("SALESFLOW_API_KEY", API_KEY),
        ("SALESFLOW_API_URL", &vendor.url()),
        ("SALESFLOW_TIMEOUT_MS", "1000"),
        ("LINKDOCK_CALLER_KEY", CALLER_KEY),
    ]);
    let token = caller_token();
    let mut replies = Vec::new();
    for _ in 0..requests {
        replies.push(ask_as(&broker.base, UPDATE, &token).await);
    }
    let in_query = format!("{}{CONNECT}?token={token}", broker.base);
    replies.push(send("POST", &in_query, &[]).await);
    replies.push(send("POST", &in_query, &[("authorization", &format!("Basic {token}"))]).await);
    replies.push(ask_as(&broker.base, UPDATE, &format!("{token}x")).await);
    replies.push(ask_as(&broker.base, &format!("/linkdock/{token}"), &token).await);
    replies.push(ask_as(&broker.base, &format!("/linkdock/salesflow/accounts/{token}/token"), &token).await);

    let reasons: Vec<_> = replies.iter().map(Reply::reason).collect();
    let log = broker.stop("-TERM");
    assert_eq!(
        reasons,
        [
            "vendor_refused",
            "vendor_key_refused",
            "vendor_key_forbidden",
            "vendor_account_unknown",
            "vendor_rate_limited",
            "vendor_unavailable",
            "vendor_refused",
            "vendor_answer_unreadable",
            "vendor_answer_unreadable",
            "vendor_answer_unreadable",
            "vendor_answer_unreadable",
            "vendor_timeout",
            "caller_unauthenticated",
            "caller_unauthenticated",
            "caller_unauthenticated",
            "not_found",
            "account_id_invalid",
        ]
    );
    for reason in &reasons {
        assert!(log.contains(reason.as_str()), "the log lacks {reason}: {log}");
    }
    let outputs = replies.iter().map(|reply| format!("{:?} {}", reply.headers, reply.body));
    for output in outputs.chain([log]) {
        for secret in [API_KEY, CALLER_KEY, VENDOR_TOKEN, &token] {
            assert!(!output.contains(secret), "{secret} in {output}");
        }
    }
}

#[tokio::test]
async fn a_token_that_is_handed_out_is_in_the_body_alone() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let broker = Process::start(&[
        ("LINKDOCK_BROKER_ADDR", "127.0.0.1:0"),
        ("SALESFLOW_API_KEY", API_KEY),
        ("SALESFLOW_API_URL", &vendor.url()),
        ("LINKDOCK_CALLER_KEY", CALLER_KEY),
    ]);
    let reply = ask_as(&broker.base, CONNECT, &caller_token()).await;
    assert_eq!(reply.body, format!(r#"{{"token":"{VENDOR_TOKEN}"}}"#));
    assert!(!format!("{:?}", reply.headers).contains(VENDOR_TOKEN));
    let log = broker.stop("-TERM");
    assert!(log.contains("status=200") && !log.contains(VENDOR_TOKEN), "{log}");
}
