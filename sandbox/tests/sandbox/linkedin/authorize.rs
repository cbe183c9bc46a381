//! The authorize page: what it takes, what it refuses, and the ways out of it.

use super::steps::{RETURN, authorize, step};
use crate::support::Sandbox;
use serde_json::json;

#[tokio::test]
async fn consent_leads_back_with_a_code_and_the_state_as_it_came() {
    let sandbox = Sandbox::start().await;
    for state in ["plain", "a b+c%20&d=e#f", "שלום 🦆", ""] {
        let page = sandbox.page(&authorize(&[("state", state)])).await;
        assert_eq!(page.status, 200, "{state}");
        let back = sandbox.click(&page, "allow").await;
        assert_eq!(back.without_query(), RETURN.split('?').next().unwrap());
        assert_eq!(back.get("at").as_deref(), Some("linkedin"), "its own query stays");
        assert_eq!(back.get("state").unwrap_or_default(), state);
        assert!(back.get("code").unwrap().len() > 40 && back.get("error").is_none());
    }
}

#[tokio::test]
async fn each_way_out_without_consent_has_its_word() {
    let sandbox = Sandbox::start().await;
    for (login, steps, error) in [
        (false, vec!["deny"], "user_cancelled_authorize"),
        (true, vec!["cancel"], "user_cancelled_login"),
        (true, vec!["sign-in", "deny"], "user_cancelled_authorize"),
    ] {
        sandbox.settings(json!({ "login": login })).await;
        let mut page = sandbox.page(&authorize(&[])).await;
        let (last, before) = steps.split_last().unwrap();
        for id in before {
            page = sandbox.page(&step(&page, id)).await;
            assert_eq!(page.status, 200, "{id}");
        }
        let back = sandbox.click(&page, last).await;
        assert_eq!(back.names(), ["at", "error", "error_description", "state"], "{steps:?}");
        assert_eq!(back.get("error").as_deref(), Some(error), "{steps:?}");
        assert_eq!(back.get("state").as_deref(), Some("S t&te"));
    }
}

#[tokio::test]
async fn sign_in_comes_first_only_where_it_is_set() {
    let sandbox = Sandbox::start().await;
    let has = |body: &str, ids: [&str; 2]| ids.iter().all(|id| body.contains(&format!("id=\"{id}\"")));
    let page = sandbox.page(&authorize(&[])).await;
    assert!(has(&page.body, ["allow", "deny"]) && !page.body.contains("sign-in"), "{}", page.body);
    sandbox.settings(json!({"login": true})).await;
    let page = sandbox.page(&authorize(&[])).await;
    assert!(has(&page.body, ["sign-in", "cancel"]) && !page.body.contains("allow"), "{}", page.body);
    let next = sandbox.page(&step(&page, "sign-in")).await;
    assert!(has(&next.body, ["allow", "deny"]), "{}", next.body);
    assert!(sandbox.click(&next, "allow").await.get("code").is_some());
}

#[tokio::test]
async fn a_page_is_good_for_one_answer() {
    let sandbox = Sandbox::start().await;
    let page = sandbox.page(&authorize(&[])).await;
    sandbox.click(&page, "allow").await;
    for id in ["allow", "deny"] {
        let again = sandbox.page(&step(&page, id)).await;
        assert!(again.status == 410 && again.body.contains("id=\"stop\""), "{id}");
        assert!(again.header("location").is_none());
    }
    for (path, expected) in [("/nope/allow", 410), ("/nope/sign-in", 410), ("/nope/explode", 400)] {
        assert_eq!(sandbox.page(&format!("/oauth/v2/authorization{path}")).await.status, expected, "{path}");
    }
}

#[tokio::test]
async fn nobody_is_sent_anywhere_while_the_application_or_its_address_is_in_doubt() {
    let sandbox = Sandbox::start().await;
    for (field, value) in [
        ("client_id", ""),
        ("client_id", "other"),
        ("redirect_uri", ""),
        ("redirect_uri", "/return"),
        ("redirect_uri", "javascript:alert(1)"),
        ("redirect_uri", "data:text/html,x"),
        ("redirect_uri", "https://app.example.com/return#fragment"),
    ] {
        let page = sandbox.page(&authorize(&[(field, value)])).await;
        assert!(page.status == 400 && page.body.contains("id=\"stop\""), "{field}={value}: {}", page.body);
        assert!(page.header("location").is_none() && !page.body.contains("data-step"), "{field}={value}");
    }
    assert_eq!(sandbox.page("/oauth/v2/authorization").await.status, 400);
}

#[tokio::test]
async fn what_else_is_wrong_is_told_to_the_application() {
    let sandbox = Sandbox::start().await;
    for (field, value, error) in [
        ("response_type", "", "unsupported_response_type"),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "", "unauthorized_scope_error"),
        ("scope", "r_sales_nav_display w_everything", "unauthorized_scope_error"),
    ] {
        let answer = sandbox.page(&authorize(&[(field, value)])).await;
        assert_eq!(answer.status, 303, "{field}={value}");
        let back = super::steps::url(answer.header("location").unwrap());
        assert_eq!(back.get("error").as_deref(), Some(error), "{field}={value}");
        assert_eq!(back.get("state").as_deref(), Some("S t&te"));
    }
    for scope in ["r_sales_nav_display", "openid profile r_sales_nav_display", "profile,email"] {
        assert_eq!(sandbox.page(&authorize(&[("scope", scope)])).await.status, 200, "{scope}");
    }
}

#[tokio::test]
async fn consent_is_never_asked_for_in_a_frame_and_shows_what_it_was_given_as_text() {
    let sandbox = Sandbox::start().await;
    let address = authorize(&[("redirect_uri", "https://app.example.com/<b>?\"><script>")]);
    let page = sandbox.page(&address).await;
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    assert!(page.body.contains("<b>app.example.com</b>") && !page.body.contains("<script>"), "{}", page.body);
}
