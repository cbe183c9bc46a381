//! The control API: what it counts, what a reset undoes and whom it refuses.

use crate::support::{Sandbox, form};
use serde_json::json;

const RESET: &str = "/control/reset";
const STATS: &str = "/control/salesflow/stats";

#[tokio::test]
async fn stats_count_what_happened() {
    let sandbox = Sandbox::start().await;
    let zero = json!({"onboardingTokens": 0, "jwts": 0, "connectPages": 0, "updatePages": 0, "submits": 0});
    assert_eq!(sandbox.get(STATS).await.json(), zero);

    let link = sandbox.connect_link().await;
    sandbox.get(&link).await;
    sandbox.get(&link).await;
    sandbox.post(&link, form("nobody@sandbox.test")).await;
    sandbox.post(&link, form("paused@sandbox.test")).await;
    sandbox.get(&link).await;
    let update = sandbox.update_link(1001).await;
    sandbox.get(&update).await;
    sandbox.post(&update, json!({"code": "123456"})).await;
    // None of these counts.
    sandbox.get("/embedded/nope").await;
    sandbox.post(&link, form("active@sandbox.test")).await;
    sandbox.call("jwt", "9").await;
    let counted =
        json!({"onboardingTokens": 1, "jwts": 1, "connectPages": 2, "updatePages": 1, "submits": 3});
    assert_eq!(sandbox.get(STATS).await.json(), counted);
}

#[tokio::test]
async fn a_reset_takes_everything_back_to_the_start() {
    let sandbox = Sandbox::start().await;
    let fresh = [STATS, "/control/salesflow/accounts", "/control/salesflow/faults"];
    let mut before = Vec::new();
    for path in fresh {
        before.push(sandbox.get(path).await.json());
    }
    let link = sandbox.connect_link().await;
    sandbox.connect("failed-once").await;
    sandbox.connect("active").await;
    let fault = json!({"kind": "status", "status": 500});
    sandbox
        .control("/salesflow/tokens", json!({"lifetimeSeconds": 0, "fault": fault, "shape": "text"}))
        .await;
    sandbox
        .control(
            "/salesflow/pages",
            json!({
                "coop": "same-origin", "xFrameOptions": "DENY", "frameAncestors": "'none'", "hang": true,
                "delayMs": 60_000, "drop": true, "hopTo": "coop", "blankMs": 9
            }),
        )
        .await;
    sandbox.call("onboarding", "").await;

    sandbox.control("/reset", json!({})).await;
    for (path, before) in fresh.into_iter().zip(before) {
        assert_eq!(sandbox.get(path).await.json(), before, "{path}");
    }
    assert_eq!(sandbox.get(&link).await.status, 404, "old links are gone");
    let page = sandbox.get(&sandbox.connect_link().await).await;
    assert_eq!((page.status, page.header("x-frame-options")), (200, None));
    assert_eq!(page.header("cross-origin-opener-policy"), None);
    assert!(!page.head.contains("frame-ancestors"));
    assert!(page.body.contains("<body>") && page.body.contains("<form"));
    assert_eq!(sandbox.connect("failed-once").await["posts"][0]["data"]["action"], "0");
    assert_eq!(sandbox.connect("active").await["posts"][0]["data"]["linkedinId"], 1001);
}

#[tokio::test]
async fn pages_of_other_origins_cannot_steer() {
    let sandbox = Sandbox::start().await;
    let own = sandbox.address.to_string();
    let own_origin = format!("http://{own}");
    let localhost = format!("localhost:{}", sandbox.address.port());
    let evil = format!("evil.test:{}", sandbox.address.port());
    let evil_origin = format!("http://{evil}");
    for (headers, expected) in [
        (vec![], 200),
        (vec![("host", localhost.as_str())], 200),
        (vec![("origin", own_origin.as_str())], 200),
        (vec![("origin", &own_origin), ("sec-fetch-site", "same-origin")], 200),
        (vec![("sec-fetch-site", "none")], 200),
        (vec![("origin", "http://localhost:5173")], 403),
        (vec![("origin", "https://evil.test")], 403),
        (vec![("origin", "null")], 403),
        (vec![("origin", "")], 403),
        (vec![("sec-fetch-site", "cross-site")], 403),
        (vec![("sec-fetch-site", "same-site")], 403),
        // The other name of this machine is another origin.
        (vec![("host", &localhost), ("origin", &own_origin)], 403),
        // A foreign name that points here.
        (vec![("host", &evil)], 403),
        (vec![("host", &evil), ("origin", &evil_origin), ("sec-fetch-site", "same-origin")], 403),
    ] {
        let link = sandbox.connect_link().await;
        let answer = sandbox.send("POST", RESET, &headers, "").await.unwrap();
        assert_eq!(answer.status, expected, "{headers:?}");
        assert!(answer.header("access-control-allow-origin").is_none());
        let survived = sandbox.get(&link).await.status == 200;
        assert_eq!(survived, expected == 403, "{headers:?}");
        assert_eq!(sandbox.send("GET", STATS, &headers, "").await.unwrap().status, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn a_setting_that_does_not_read_is_refused_and_changes_nothing() {
    let sandbox = Sandbox::start().await;
    for (path, body) in [
        ("tokens", json!({"liftimeSeconds": 1})),
        ("tokens", json!({"fault": {"kind": "explode"}})),
        ("tokens", json!({"fault": {"kind": "status", "status": 99}})),
        ("tokens", json!({"fault": {"kind": "status"}})),
        ("tokens", json!({"fault": {"kind": "body", "body": "", "contentType": "a\nb"}})),
        ("tokens", json!({"shape": "xml"})),
        ("tokens", json!({"lifetimeSeconds": -1})),
        ("pages", json!({"frameOptions": "DENY"})),
        ("pages", json!({"xFrameOptions": "ALLOW"})),
        ("pages", json!({"coop": "same-site"})),
        ("pages", json!({"coop": true})),
        ("pages", json!({"frameAncestors": "'none'; script-src *"})),
        ("pages", json!({"frameAncestors": "'none', script-src *"})),
        ("pages", json!({"frameAncestors": "a\nb"})),
        ("pages", json!({"hang": true, "delayMs": 60_001})),
        ("pages", json!({"hang": true, "delayMs": -1})),
        ("pages", json!({"hang": "yes"})),
        ("pages", json!({"hang": true, "drop": 1})),
        ("pages", json!({"hopTo": "elsewhere"})),
        ("accounts", json!({})),
    ] {
        let answer = sandbox.post(&format!("/control/salesflow/{path}"), body.clone()).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json()["error"].is_string(), "{body}");
    }
    let link = sandbox.connect_link().await;
    assert_eq!(sandbox.get(&link).await.status, 200);
}
