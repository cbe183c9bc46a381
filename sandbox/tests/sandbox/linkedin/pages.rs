//! How LinkedIn's pages are served: as strict as they can be, and otherwise as the control API has set it.

use super::steps::{PAGE, authorize, data, widget};
use crate::support::{Sandbox, answer, open_at};
use serde_json::json;
use std::time::{Duration, Instant};

const PAGES: &str = "/linkedin/pages";

#[tokio::test]
async fn pages_are_never_stored_and_run_nothing_inline() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    for path in [
        authorize(&[]),
        authorize(&[("client_id", "")]),
        widget(&[]),
        widget(&[("sat", &sat)]),
        widget(&[("sat", "made-up")]),
        widget(&[("apiKey", "")]),
        "/".to_owned(),
    ] {
        let page = sandbox.page(&path).await;
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        for inline in [" style=", "<style", " onclick=", " onsubmit=", "<script>"] {
            assert!(!page.body.contains(inline), "{path}: {inline}");
        }
        for asset in page.body.split('"').filter(|part| part.starts_with("/assets/")) {
            assert_eq!(sandbox.page(asset).await.status, 200, "{asset}");
        }
        assert!(page.body.contains("andbox"), "{path} says what it is");
    }
}

#[tokio::test]
async fn widgets_may_be_framed_and_the_policies_can_be_set() {
    let sandbox = Sandbox::start().await;
    let paths = [authorize(&[]), widget(&[]), widget(&[("apiKey", "")])];
    assert!(sandbox.page(&paths[1]).await.header("x-frame-options").is_none());
    for (field, value, header) in [
        ("coop", "same-origin", "cross-origin-opener-policy: same-origin"),
        ("coop", "same-origin-allow-popups", "cross-origin-opener-policy: same-origin-allow-popups"),
        ("xFrameOptions", "SAMEORIGIN", "x-frame-options: SAMEORIGIN"),
        ("frameAncestors", "'none'", "content-security-policy: frame-ancestors 'none'"),
    ] {
        sandbox.control(PAGES, json!({ field: value })).await;
        for path in &paths {
            let page = sandbox.page(path).await;
            assert_eq!(page.head.lines().filter(|line| *line == header).count(), 1, "{path}: {}", page.head);
        }
        sandbox.control(PAGES, json!({ field: null })).await;
        assert!(!sandbox.page(&paths[1]).await.head.contains(header));
    }
    // Salesflow's pages are set by themselves.
    sandbox.control("/salesflow/pages", json!({"coop": "same-origin"})).await;
    assert!(sandbox.page(&paths[1]).await.header("cross-origin-opener-policy").is_none());
}

#[tokio::test]
async fn pages_hang_are_late_and_stay_blank_on_command() {
    let sandbox = Sandbox::start().await;
    for path in [authorize(&[]), widget(&[])] {
        sandbox.control(PAGES, json!({"hang": true})).await;
        let page = open_at(sandbox.linkedin, "GET", &path, &[("referer", PAGE)], "").await;
        sandbox.until_hanging_at("linkedin", 1).await;
        sandbox.control(PAGES, json!({"hang": false})).await;
        assert_eq!(answer(page).await.unwrap().status, 200, "{path}");

        sandbox.control(PAGES, json!({"delayMs": 200, "blankMs": 70})).await;
        let start = Instant::now();
        let page = sandbox.page(&path).await;
        assert!(start.elapsed() >= Duration::from_millis(200), "{path}");
        assert_eq!(data(&page, "blank-ms").as_deref(), Some("70"), "{path}");
        sandbox.control(PAGES, json!({"delayMs": 0, "blankMs": 0})).await;
    }
}

#[tokio::test]
async fn a_hop_moves_on_to_the_same_page_under_coop() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    sandbox.control(PAGES, json!({"hopTo": "coop"})).await;
    let before = sandbox.counts().await;
    for (path, mark) in [
        (authorize(&[("state", "a&b=c \"d\"")]), "id=\"allow\""),
        (widget(&[("sat", &sat), ("firstName", "A&B")]), "id=\"profile\""),
    ] {
        let (at, query) = path.split_once('?').unwrap();
        let page = sandbox.page(&path).await;
        assert_eq!(data(&page, "hop"), Some(format!("?{query}&hopped")));
        assert!(page.header("cross-origin-opener-policy").is_none() && !page.body.contains(mark));
        let page = sandbox.page(&format!("{at}{}", data(&page, "hop").unwrap())).await;
        assert_eq!(page.header("cross-origin-opener-policy"), Some("same-origin"), "{at}");
        assert!(
            page.body.contains(mark) && !page.body.contains("data-parameter=\"hopped\""),
            "{}",
            page.body
        );
    }
    let after = sandbox.counts().await;
    for name in ["authorization", "widget"] {
        assert_eq!(after[name].as_u64(), before[name].as_u64().map(|count| count + 1), "a hop counts once");
    }
}

#[tokio::test]
async fn the_server_stops_although_linkedin_hangs() {
    let mut sandbox = Sandbox::start().await;
    let fault = json!({"endpoint": "salesAccessTokens", "fault": {"kind": "hang"}});
    sandbox.control("/linkedin/faults", fault).await;
    sandbox.control(PAGES, json!({"delayMs": 60_000})).await;
    let _token = open_at(sandbox.linkedin, "GET", "/v2/salesAccessTokens", &[], "").await;
    let _page = open_at(sandbox.linkedin, "GET", &widget(&[]), &[], "").await;
    sandbox.until_hanging_at("linkedin", 2).await;
    sandbox.stop.stop();
    // Well before the deadline that ends the server in any case.
    tokio::time::timeout(Duration::from_secs(2), &mut sandbox.server).await.unwrap().unwrap().unwrap();
}
