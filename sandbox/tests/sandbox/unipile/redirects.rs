//! The way back to the application: each kind of redirect, for a sign-in that went well and for one that failed.

use super::steps::{RETURN, value, went};
use crate::support::Sandbox;
use serde_json::json;

fn names(pairs: &[(String, String)]) -> Vec<&str> {
    pairs.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn each_kind_has_its_parameters_in_its_order() {
    let sandbox = Sandbox::start().await;
    let failed = ["error_title", "error_type", "error_detail"];
    for (kind, connected, refused) in [
        (
            "documented",
            vec!["at", "account_id", "provider", "state"],
            [&["at"][..], &failed, &["state"]].concat(),
        ),
        (
            "shuffled",
            vec!["state", "provider", "account_id", "at"],
            vec!["state", "error_detail", "error_type", "error_title", "at"],
        ),
        ("withoutState", vec!["at", "account_id", "provider"], [&["at"][..], &failed].concat()),
        ("withoutAccount", vec!["at", "provider", "state"], [&["at"][..], &failed, &["state"]].concat()),
        ("titleOnly", vec!["at", "account_id", "provider", "state"], vec!["at", "error_title"]),
        (
            "everything",
            vec!["at", "account_id", "provider", "state", "status", "locale"],
            [&["at"][..], &failed, &["state", "account_id", "provider", "locale"]].concat(),
        ),
    ] {
        sandbox.set_unipile(json!({ "redirect": kind })).await;
        let page = sandbox.hosted_v2(json!({})).await;
        let pairs = went(&sandbox.sign_in(&page, "active").await);
        assert_eq!(names(&pairs), connected, "{kind}");
        assert!(value(&pairs, "state").is_none_or(|state| state == "S t&te"));
        let page = sandbox.hosted_v2(json!({})).await;
        assert_eq!(names(&went(&sandbox.sign_in(&page, "exists").await)), refused, "{kind}");
    }
}

#[tokio::test]
async fn each_failure_has_its_words() {
    let sandbox = Sandbox::start().await;
    let account = sandbox.new_account("v2").await;
    for (user, title, kind) in [
        ("exists", "Already exists", "api/already_exists"),
        ("mismatch", "Account mismatch", "provider/account_mismatch"),
        ("busy", "Too many requests", "provider/too_many_requests"),
        ("proxy", "Proxy error", "provider/proxy_error"),
    ] {
        let again =
            if user == "mismatch" { json!({ "providers": null, "account_id": account }) } else { json!({}) };
        let page = sandbox.hosted_v2(again).await;
        let pairs = went(&sandbox.sign_in(&page, user).await);
        assert_eq!(value(&pairs, "error_title").as_deref(), Some(title));
        assert_eq!(value(&pairs, "error_type").as_deref(), Some(kind));
        assert_eq!(value(&pairs, "state").as_deref(), Some("S t&te"));
        assert_eq!(sandbox.get(&page).await.status, 410, "{user}");
    }
}

#[tokio::test]
async fn whoever_goes_back_takes_the_last_failure_along() {
    let sandbox = Sandbox::start().await;
    for (users, kind) in [
        (vec![], "api/user_cancelled"),
        (vec!["otp"], "api/user_cancelled"),
        (vec!["wrong"], "provider/invalid_credentials"),
        (vec!["wrong", "otp"], "api/user_cancelled"),
    ] {
        let page = sandbox.hosted_v2(json!({})).await;
        for user in &users {
            sandbox.sign_in(&page, user).await;
        }
        let pairs = went(&sandbox.act(&page, json!({ "action": "cancel" })).await);
        assert_eq!(value(&pairs, "error_type").as_deref(), Some(kind), "{users:?}");
    }
}

#[tokio::test]
async fn a_reconnection_keeps_the_account_and_changes_its_products_when_asked() {
    let sandbox = Sandbox::start().await;
    let account = sandbox.new_account("v2").await;
    for (config, products) in [
        (json!({ "linkedin": { "products": ["sales_navigator"] } }), json!(["sales_navigator"])),
        (json!({}), json!(["sales_navigator"])),
    ] {
        let again = json!({ "providers": null, "account_id": account, "config": config });
        let page = sandbox.hosted_v2(again).await;
        let pairs = went(&sandbox.sign_in(&page, "active").await);
        assert_eq!(value(&pairs, "account_id").as_ref(), Some(&account));
        assert_eq!(sandbox.listed_accounts().await[0]["products"], products);
    }
    assert_eq!(sandbox.listed_accounts().await[0]["reconnects"], 2);
}

#[tokio::test]
async fn v1_has_an_address_for_each_outcome_and_names_the_account() {
    let sandbox = Sandbox::start().await;
    let page = sandbox.hosted_v1(json!({})).await;
    let pairs = went(&sandbox.sign_in(&page, "active").await);
    assert_eq!(names(&pairs), ["at", "account_id", "provider"], "v1 knows no state");
    assert_eq!(sandbox.listed_accounts().await[0]["name"], "the state");
    let page = sandbox.hosted_v1(json!({})).await;
    let told = sandbox.sign_in(&page, "busy").await;
    assert!(told["url"].as_str().unwrap().starts_with("http://127.0.0.1:4310/failed?error_title="), "{told}");
    // The addresses alone, as far as they are documented.
    sandbox.set_unipile(json!({ "redirect": "withoutAccount" })).await;
    let page = sandbox.hosted_v1(json!({})).await;
    assert_eq!(sandbox.sign_in(&page, "active").await["url"], RETURN);
    let page = sandbox.hosted_v1(json!({})).await;
    assert_eq!(sandbox.sign_in(&page, "busy").await["url"], "http://127.0.0.1:4310/failed");
}
