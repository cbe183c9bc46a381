//! How long links live, what spends them and what their pages are sent with.

use crate::support::{Sandbox, form};
use serde_json::json;

const HALF_AN_HOUR: u64 = 30 * 60;

#[tokio::test]
async fn viewing_does_not_spend_a_connect_link_and_an_outcome_does() {
    let sandbox = Sandbox::start().await;
    for user in ["active", "paused", "failed", "silent", "wrong-origin"] {
        let link = sandbox.connect_link().await;
        for _ in 0..2 {
            assert_eq!(sandbox.get(&link).await.status, 200, "{user}");
        }
        let form = form(&format!("{user}@sandbox.test"));
        assert_eq!(sandbox.post(&link, form.clone()).await.status, 200, "{user}");
        let page = sandbox.get(&link).await;
        assert_eq!(page.status, 410, "{user}");
        assert!(page.body.contains("id=\"expired\""), "{user}");
        let again = sandbox.post(&link, form).await;
        assert_eq!((again.status, again.json()), (410, json!({"posts": [], "next": {"show": "expired"}})));
    }
}

#[tokio::test]
async fn a_form_that_is_not_right_says_so_and_spends_nothing() {
    let sandbox = Sandbox::start().await;
    let link = sandbox.connect_link().await;
    let full = form("active@sandbox.test");
    for field in ["email", "password", "location", "timezone"] {
        let mut missing = full.clone();
        missing[field] = json!("");
        let answer = sandbox.post(&link, missing).await.json();
        assert_eq!(answer["posts"], json!([]), "{field}");
        assert_eq!(answer["next"]["errors"][0]["field"], field);
    }
    for email in ["nobody@sandbox.test", "active@example.com", "active"] {
        let answer = sandbox.post(&link, form(email)).await.json();
        assert_eq!(answer["posts"], json!([]), "{email}");
        let message = answer["next"]["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("index page"), "{message}");
    }
    assert_eq!(
        sandbox.post(&link, form(" Active@Sandbox.test ")).await.json()["posts"][0]["data"]["action"],
        "1"
    );
}

#[tokio::test]
async fn links_live_half_an_hour() {
    let sandbox = Sandbox::start().await;
    sandbox.control("/salesflow/accounts", json!({"status": "ACCOUNT_PAUSED"})).await;
    let links = [sandbox.connect_link().await, sandbox.update_link(1001).await];
    for (advance, expected) in [(0, 200), (HALF_AN_HOUR - 1, 200), (1, 410)] {
        sandbox.clock.advance(advance);
        for link in &links {
            assert_eq!(sandbox.get(link).await.status, expected, "{link} {advance}");
        }
    }
    let answer = sandbox.post(&links[0], form("active@sandbox.test")).await;
    assert_eq!((answer.status, &answer.json()["posts"]), (410, &json!([])));
    let answer = sandbox.post(&links[1], json!({"code": "123456"})).await;
    assert_eq!((answer.status, &answer.json()["posts"]), (410, &json!([])));
}

#[tokio::test]
async fn the_lifetime_can_be_set() {
    let sandbox = Sandbox::start().await;
    sandbox.control("/salesflow/tokens", json!({"lifetimeSeconds": 5})).await;
    let link = sandbox.connect_link().await;
    sandbox.clock.advance(4);
    assert_eq!(sandbox.get(&link).await.status, 200);
    sandbox.clock.advance(1);
    assert_eq!(sandbox.get(&link).await.status, 410);
}

#[tokio::test]
async fn a_jwt_opens_only_its_own_account_and_as_often_as_needed() {
    let sandbox = Sandbox::start().await;
    for _ in 0..2 {
        sandbox.control("/salesflow/accounts", json!({"status": "ACCOUNT_PAUSED"})).await;
    }
    let link = sandbox.update_link(1001).await;
    let jwt = link.strip_suffix("/1001").unwrap().to_owned();
    for (path, expected) in [
        (link.clone(), 200),
        (link, 200),
        (format!("{jwt}/1002"), 404),
        (format!("{jwt}/9"), 404),
        (format!("{jwt}/x"), 404),
        (jwt, 404),
        ("/embedded/nope".to_owned(), 404),
        ("/embedded/nope/1001".to_owned(), 404),
    ] {
        let page = sandbox.get(&path).await;
        assert_eq!(page.status, expected, "{path}");
        assert_eq!(page.body.contains("id=\"expired\""), expected != 200, "{path}");
        let submit = sandbox.post(&path, json!({"code": "1"})).await;
        assert_eq!(submit.status, expected, "{path}");
    }
}

#[tokio::test]
async fn a_dead_link_has_a_page_that_can_post_nothing() {
    let sandbox = Sandbox::start().await;
    let page = sandbox.get("/embedded/nope").await;
    assert!(page.body.contains("This link has expired"));
    assert!(!page.body.contains("<script") && !page.body.contains("<form"));
}

#[tokio::test]
async fn forms_have_the_ids_that_tests_rely_on_and_a_label_for_each_field() {
    let sandbox = Sandbox::start().await;
    sandbox.control("/salesflow/accounts", json!({"status": "ACCOUNT_PAUSED"})).await;
    for (link, fields, button) in [
        (sandbox.connect_link().await, vec!["email", "password", "location", "timezone"], r#"id="add">Add<"#),
        (sandbox.update_link(1001).await, vec!["code"], r#"id="save">Save Changes<"#),
    ] {
        let page = sandbox.get(&link).await.body;
        assert!(page.contains(button));
        for field in fields {
            for mark in
                [format!("id=\"{field}\""), format!("for=\"{field}\""), format!("id=\"{field}-error\"")]
            {
                assert!(page.contains(&mark), "{mark}");
            }
        }
    }
}

#[tokio::test]
async fn pages_are_never_stored_and_run_nothing_inline() {
    let sandbox = Sandbox::start().await;
    let link = sandbox.connect_link().await;
    for path in [link.as_str(), "/embedded/nope", "/"] {
        let page = sandbox.get(path).await;
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        for inline in [" style=", "<style", " onclick=", " onsubmit=", "<script>"] {
            assert!(!page.body.contains(inline), "{path}: {inline}");
        }
        for asset in page.body.split('"').filter(|part| part.starts_with("/assets/")) {
            assert_eq!(sandbox.get(asset).await.status, 200, "{asset}");
        }
    }
}
