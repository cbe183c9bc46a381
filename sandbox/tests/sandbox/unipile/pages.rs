//! How Unipile's pages are served: as strict as they can be, and otherwise as the control API has set it.

use crate::support::{Sandbox, answer};
use serde_json::json;
use std::time::{Duration, Instant};

const PAGES: &str = "/unipile/pages";

#[tokio::test]
async fn pages_are_never_stored_and_run_nothing_inline() {
    let sandbox = Sandbox::start().await;
    let mut paths = vec!["/unipile/app".to_owned(), "/unipile/auth?token=nope".to_owned()];
    for user in ["", "otp", "app", "contract", "captcha", "qr", "oauth", "phone", "loading"] {
        let page = sandbox.hosted_v2(json!({})).await;
        if !user.is_empty() {
            sandbox.sign_in(&page, user).await;
        }
        paths.push(page);
    }
    paths.push(super::steps::path(sandbox.intent("oauth").await["url"].as_str().unwrap()));
    for path in paths {
        let page = sandbox.get(&path).await;
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        for inline in [" style=", "<style", " onclick=", " onsubmit=", "<script>", "{"] {
            assert!(!page.body.contains(inline), "{path}: {inline}");
        }
        for asset in page.body.split('"').filter(|part| part.starts_with("/assets/")) {
            assert_eq!(sandbox.get(asset).await.status, 200, "{asset}");
        }
        assert!(page.body.contains("Sandbox"), "{path} says what it is");
    }
}

#[tokio::test]
async fn the_policies_can_be_set_and_are_unipiles_own() {
    let sandbox = Sandbox::start().await;
    let page = sandbox.hosted_v2(json!({})).await;
    assert!(sandbox.get(&page).await.header("x-frame-options").is_none(), "a frame may show it");
    for (field, value, header) in [
        ("coop", "same-origin", "cross-origin-opener-policy: same-origin"),
        ("xFrameOptions", "SAMEORIGIN", "x-frame-options: SAMEORIGIN"),
        ("frameAncestors", "'none'", "content-security-policy: frame-ancestors 'none'"),
    ] {
        sandbox.control(PAGES, json!({ field: value })).await;
        for path in [page.as_str(), "/unipile/app", "/unipile/account?token=nope"] {
            let shown = sandbox.get(path).await;
            assert_eq!(
                shown.head.lines().filter(|line| *line == header).count(),
                1,
                "{path}: {}",
                shown.head
            );
        }
        let other = sandbox.connect_link().await;
        assert!(!sandbox.get(&other).await.head.contains(header), "{field}");
        sandbox.control(PAGES, json!({ field: null })).await;
    }
}

#[tokio::test]
async fn pages_hang_are_late_stay_blank_and_hop_on_command() {
    let sandbox = Sandbox::start().await;
    let page = sandbox.hosted_v2(json!({})).await;
    sandbox.control(PAGES, json!({ "hang": true })).await;
    let hanging = sandbox.open("GET", &page, &[], "").await;
    sandbox.until_hanging_at("unipile", 1).await;
    sandbox.control(PAGES, json!({ "hang": false })).await;
    assert_eq!(answer(hanging).await.unwrap().status, 200);

    sandbox.control(PAGES, json!({ "delayMs": 200, "blankMs": 70 })).await;
    let start = Instant::now();
    assert!(sandbox.get(&page).await.body.contains("<body data-blank-ms=\"70\">"));
    assert!(start.elapsed() >= Duration::from_millis(200));
    sandbox.control(PAGES, json!({ "delayMs": 0, "blankMs": 0, "hopTo": "coop" })).await;

    let hop = sandbox.get(&page).await;
    let (_, query) = page.split_once('?').unwrap();
    assert!(hop.body.contains(&format!("data-hop=\"?{query}&amp;hopped\"")), "{}", hop.body);
    assert!(!hop.body.contains("<button") && hop.header("cross-origin-opener-policy").is_none());
    let end = sandbox.get(&format!("{page}&hopped")).await;
    assert!(end.body.contains("id=\"continue\""));
    assert_eq!(end.header("cross-origin-opener-policy"), Some("same-origin"));

    sandbox.control(PAGES, json!({ "drop": true })).await;
    assert!(sandbox.send("GET", &page, &[], "").await.is_none());
}

#[tokio::test]
async fn the_index_page_lists_the_users() {
    let sandbox = Sandbox::start().await;
    let body = sandbox.get("/").await.body;
    for user in ["otp-or-app", "2fa-app", "chain", "proxy"] {
        assert!(body.contains(&format!("<code>{user}@sandbox.test</code>")), "{user}");
    }
}
