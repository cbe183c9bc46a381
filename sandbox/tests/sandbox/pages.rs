//! How the embedded pages are served: headers, hanging, delays, cut connections and hops, as the control API sets them.

use std::time::{Duration, Instant};

use crate::support::{Sandbox, answer};
use serde_json::{Value, json};

const PAGES: &str = "/salesflow/pages";
const STATS: &str = "/control/salesflow/stats";

/// A connect and an update link.
async fn links(sandbox: &Sandbox) -> [String; 2] {
    let account = sandbox.control("/salesflow/accounts", json!({"status": "ACCOUNT_PAUSED"})).await;
    [sandbox.connect_link().await, sandbox.update_link(account["id"].as_u64().unwrap()).await]
}

#[tokio::test]
async fn each_policy_is_one_header_until_it_is_null_again() {
    let sandbox = Sandbox::start().await;
    let links = links(&sandbox).await;
    let sources = "'self' https://app.example.com";
    for (field, value, header) in [
        ("coop", "unsafe-none", "cross-origin-opener-policy: unsafe-none"),
        ("coop", "same-origin-allow-popups", "cross-origin-opener-policy: same-origin-allow-popups"),
        ("coop", "same-origin", "cross-origin-opener-policy: same-origin"),
        ("xFrameOptions", "DENY", "x-frame-options: DENY"),
        ("xFrameOptions", "SAMEORIGIN", "x-frame-options: SAMEORIGIN"),
        (
            "frameAncestors",
            sources,
            "content-security-policy: frame-ancestors 'self' https://app.example.com",
        ),
    ] {
        sandbox.control(PAGES, json!({ field: value })).await;
        // Another setting leaves it alone.
        sandbox.control(PAGES, json!({"hang": false})).await;
        for path in [&links[0], &links[1], "/embedded/nope"] {
            let page = sandbox.get(path).await;
            let found = page.head.lines().filter(|line| *line == header).count();
            assert_eq!(found, 1, "{path} {header}: {}", page.head);
            // Its own policy holds on.
            assert!(page.head.contains("content-security-policy: default-src 'none'"), "{}", page.head);
        }
        sandbox.control(PAGES, json!({ field: null })).await;
        assert!(!sandbox.get(&links[0]).await.head.contains(header), "{header}");
    }
}

#[tokio::test]
async fn pages_that_hang_arrive_once_the_setting_changes_back() {
    let sandbox = Sandbox::start().await;
    let links = links(&sandbox).await;
    sandbox.control(PAGES, json!({"hang": true})).await;
    let connect = sandbox.open("GET", &links[0], &[], "").await;
    let update = sandbox.open("GET", &links[1], &[], "").await;
    let left = sandbox.open("GET", &links[1], &[], "").await;
    sandbox.until_hanging(3).await;
    // Another setting releases nobody; a client that leaves is forgotten.
    sandbox.control(PAGES, json!({"xFrameOptions": "DENY"})).await;
    drop(left);
    sandbox.until_hanging(2).await;
    assert_eq!(sandbox.get(STATS).await.json()["connectPages"], 0);
    sandbox.control(PAGES, json!({"hang": false})).await;
    for stream in [connect, update] {
        let page = answer(stream).await.unwrap();
        assert_eq!((page.status, page.header("x-frame-options")), (200, Some("DENY")));
    }
    sandbox.until_hanging(0).await;
    let stats = sandbox.get(STATS).await.json();
    assert_eq!((&stats["connectPages"], &stats["updatePages"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_reset_releases_pages_that_hang_to_a_link_that_is_gone() {
    let sandbox = Sandbox::start().await;
    let [link, _] = links(&sandbox).await;
    sandbox.control(PAGES, json!({"hang": true})).await;
    let page = sandbox.open("GET", &link, &[], "").await;
    sandbox.until_hanging(1).await;
    sandbox.control("/reset", json!({})).await;
    assert_eq!(answer(page).await.unwrap().status, 404);
}

#[tokio::test]
async fn a_delay_makes_pages_late_and_nothing_else() {
    let sandbox = Sandbox::start().await;
    sandbox.control(PAGES, json!({"delayMs": 300})).await;
    let [link, _] = links(&sandbox).await;
    let start = Instant::now();
    assert_eq!(sandbox.get(&link).await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(300), "{:?}", start.elapsed());
}

#[tokio::test]
async fn the_server_stops_although_pages_are_late() {
    let mut sandbox = Sandbox::start().await;
    sandbox.control(PAGES, json!({"delayMs": 60_000})).await;
    let page = sandbox.open("GET", "/embedded/x", &[], "").await;
    sandbox.until_hanging(1).await;
    sandbox.stop.stop();
    // Well before the deadline that ends the server in any case.
    tokio::time::timeout(Duration::from_secs(2), &mut sandbox.server).await.unwrap().unwrap().unwrap();
    assert_eq!(answer(page).await.unwrap().status, 503);
}

#[tokio::test]
async fn pages_that_are_dropped_send_no_byte_and_do_not_count() {
    let sandbox = Sandbox::start().await;
    let links = links(&sandbox).await;
    sandbox.control(PAGES, json!({"drop": true})).await;
    for link in &links {
        assert!(sandbox.send("GET", link, &[], "").await.is_none(), "{link}");
    }
    sandbox.control(PAGES, json!({"drop": false})).await;
    assert_eq!(sandbox.get(STATS).await.json()["updatePages"], 0);
    assert_eq!(sandbox.get(&links[1]).await.status, 200);
}

#[tokio::test]
async fn a_hop_moves_on_by_itself_to_the_form_under_coop() {
    let sandbox = Sandbox::start().await;
    let links = links(&sandbox).await;
    sandbox.control(PAGES, json!({"hopTo": "coop", "coop": "unsafe-none"})).await;
    for (link, counter) in links.iter().zip(["connectPages", "updatePages"]) {
        let coop = async |path: &str| {
            let page = sandbox.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            (page.header("cross-origin-opener-policy").map(str::to_owned), page.body)
        };
        let (policy, body) = coop(link).await;
        assert_eq!(policy.as_deref(), Some("unsafe-none"), "{link}");
        assert!(!body.contains("<form") && body.contains("&quot;show&quot;:&quot;hop&quot;"), "{body}");
        assert!(body.contains("&quot;url&quot;:&quot;?hopped&quot;"), "{body}");
        assert_eq!(sandbox.get(STATS).await.json()[counter], 0, "a hop is no form");
        let (policy, body) = coop(&format!("{link}?hopped")).await;
        assert_eq!(policy.as_deref(), Some("same-origin"), "{link}");
        assert!(body.contains("<form"), "{body}");
        assert_eq!(sandbox.get(STATS).await.json()[counter], 1);
    }
    // The form is sent to the address that it was shown at.
    let filled = crate::support::form("active@sandbox.test");
    let posted: Value = sandbox.post(&format!("{}?hopped", links[0]), filled).await.json();
    assert_eq!(posted["posts"][0]["data"]["status"], "ACCOUNT_ACTIVE");
    assert_eq!(sandbox.get("/embedded/nope").await.status, 404, "a dead link does not hop");
    sandbox.control(PAGES, json!({"hopTo": null, "coop": null})).await;
    let page = sandbox.get(&format!("{}?hopped", links[1])).await;
    assert_eq!((page.status, page.header("cross-origin-opener-policy")), (200, None));
}

#[tokio::test]
async fn pages_stay_blank_for_as_long_as_asked() {
    let sandbox = Sandbox::start().await;
    let [link, _] = links(&sandbox).await;
    sandbox.control(PAGES, json!({"blankMs": 250})).await;
    assert!(sandbox.get(&link).await.body.contains("<body data-blank-ms=\"250\">"));
    sandbox.control(PAGES, json!({"blankMs": 0})).await;
    assert!(sandbox.get(&link).await.body.contains("<body>"));
}
