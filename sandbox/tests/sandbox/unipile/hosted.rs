//! Hosted pages: what a user of either generation sees and does.

use super::steps::{step, value, went};
use crate::support::Sandbox;
use serde_json::{Value, json};

#[tokio::test]
async fn each_user_comes_through_in_both_generations() {
    let sandbox = Sandbox::start().await;
    for (user, views, answers) in [
        ("active", vec![], vec![]),
        ("otp", vec!["otp"], vec![("answer", "123456")]),
        ("otp-sms", vec!["otp"], vec![("answer", "123456")]),
        ("2fa", vec!["2fa"], vec![("answer", "123456")]),
        ("2fa-app", vec!["2fa"], vec![("answer", "123456")]),
        ("otp-or-app", vec!["otp-or-app"], vec![("answer", "123456")]),
        ("phone", vec!["phone"], vec![("answer", "(+33)0612345678")]),
        ("captcha", vec!["captcha"], vec![("answer", "captcha-ok")]),
        ("contract", vec!["contract"], vec![("choose", "contract_2")]),
        ("challenge", vec!["challenge"], vec![("choose", "challenge_2")]),
        ("unknown", vec!["unknown"], vec![("answer", "123456")]),
        ("loading", vec!["loading", "loading"], vec![("wait", ""), ("wait", "")]),
        ("app", vec!["app"], vec![("approve", "")]),
        ("qr", vec!["qr"], vec![("approve", "")]),
        (
            "chain",
            vec!["2fa", "contract", "app"],
            vec![("answer", "123456"), ("choose", "contract_2"), ("approve", "")],
        ),
    ] {
        for page in [sandbox.hosted_v2(json!({})).await, sandbox.hosted_v1(json!({})).await] {
            let mut told = sandbox.sign_in(&page, user).await;
            for (view, (action, answer)) in views.iter().zip(&answers) {
                assert_eq!(step(&told), *view, "{user}");
                assert!(
                    sandbox.get(&page).await.body.contains(&format!("data-step=\"{view}\"")),
                    "{user}: reloaded"
                );
                if matches!(*action, "answer" | "choose") {
                    let wrong = sandbox.act(&page, json!({ "action": "answer", "code": "000000" })).await;
                    assert_eq!(wrong["show"], "error", "{user}");
                }
                if *action == "approve" {
                    assert_eq!(
                        sandbox.act(&page, json!({ "action": "wait" })).await,
                        json!({ "show": "same" })
                    );
                    sandbox.control("/unipile/approve", json!({})).await;
                }
                told = match *action {
                    "choose" => sandbox.act(&page, json!({ "action": "choose", "choice": answer })).await,
                    "answer" => sandbox.type_code(&page, answer).await,
                    _ => sandbox.act(&page, json!({ "action": "wait" })).await,
                };
            }
            let id = value(&went(&told), "account_id").unwrap();
            assert!(sandbox.listed_accounts().await.iter().any(|account| account["id"] == id), "{user}");
            assert_eq!(sandbox.get(&page).await.status, 410, "{user}: a link works once");
        }
    }
}

#[tokio::test]
async fn a_page_offers_the_methods_that_the_link_allows() {
    let sandbox = Sandbox::start().await;
    for (methods, credentials, cookies) in [
        (Value::Null, true, false),
        (json!([]), true, false),
        (json!(["credentials"]), true, false),
        (json!(["cookies"]), false, true),
        (json!(["credentials", "cookies"]), true, true),
    ] {
        let linkedin = json!({ "allow_methods": methods });
        let page = sandbox.hosted_v2(json!({ "config": { "linkedin": linkedin } })).await;
        let body = sandbox.get(&page).await.body;
        for (id, there) in [
            ("username", credentials),
            ("password", credentials),
            ("li-at", cookies),
            ("li-a", cookies),
            ("method-credentials", credentials && cookies),
            ("method-cookies", credentials && cookies),
            ("continue", true),
            ("cancel", true),
        ] {
            assert_eq!(body.contains(&format!("id=\"{id}\"")), there, "{methods} {id}");
        }
    }
    let page = sandbox.hosted_v1(json!({})).await;
    assert!(sandbox.get(&page).await.body.contains("id=\"method-cookies\""));
}

#[tokio::test]
async fn every_button_waits_for_the_script_that_hears_it() {
    let sandbox = Sandbox::start().await;
    let mut seen = Vec::new();
    for user in
        ["otp", "app", "otp-or-app", "contract", "phone", "captcha", "oauth", "qr", "unknown", "loading"]
    {
        let page = sandbox.hosted_v2(json!({})).await;
        seen.push(sandbox.get(&page).await.body);
        sandbox.sign_in(&page, user).await;
        seen.push(sandbox.get(&page).await.body);
    }
    seen.push(sandbox.get("/unipile/app").await.body);
    let page = sandbox.hosted_v2(json!({})).await;
    sandbox.control("/unipile/expire", json!({})).await;
    seen.push(sandbox.get(&page).await.body);
    let mut buttons = 0;
    for button in seen.iter().flat_map(|body| body.split("<button").skip(1)) {
        let (tag, _) = button.split_once('>').unwrap();
        assert!(tag.ends_with(" disabled"), "{tag}");
        buttons += 1;
    }
    assert!(buttons > 40, "{buttons}");
}

#[tokio::test]
async fn forms_that_are_not_filled_in_say_so() {
    let sandbox = Sandbox::start().await;
    let products =
        json!({ "linkedin": { "allow_methods": ["credentials", "cookies"], "products": ["recruiter"] } });
    let page = sandbox.hosted_v2(json!({ "config": products })).await;
    for (fields, field) in [
        (json!({ "username": "", "password": "x" }), "username"),
        (json!({ "username": "otp@sandbox.test", "password": "" }), "password"),
        (json!({ "username": "wrong@sandbox.test", "password": "x" }), "password"),
        (json!({ "li_at": "" }), "li-at"),
        (json!({ "li_at": "other", "li_a": "x" }), "li-at"),
        (json!({ "li_at": "AQEDx", "li_a": "" }), "li-a"),
    ] {
        let mut act = fields.clone();
        act["action"] = json!("signIn");
        let told = sandbox.act(&page, act).await;
        assert_eq!((&told["show"], &told["field"]), (&json!("error"), &json!(field)), "{fields}: {told}");
        assert!(told["message"].is_string());
    }
    for (user, field) in [("otp", "code"), ("phone", "phone"), ("captcha", "captcha")] {
        sandbox.sign_in(&page, user).await;
        assert_eq!(sandbox.type_code(&page, " ").await["field"], field, "{user}");
    }
    let told = sandbox.act(&page, json!({ "action": "signIn", "li_at": "AQEDx", "li_a": "y" })).await;
    assert!(value(&went(&told), "account_id").is_some());
}

#[tokio::test]
async fn what_the_application_gave_is_shown_as_text() {
    let sandbox = Sandbox::start().await;
    let config = json!({ "linkedin": { "products": ["sales_navigator"] }, "global": { "login_hint": "\"><script>x" } });
    let page = sandbox.hosted_v2(json!({ "config": config })).await;
    let body = sandbox.get(&page).await.body;
    assert!(body.contains("value=\"&quot;&gt;&lt;script&gt;x\"") && !body.contains("<script>"), "{body}");
    assert!(body.contains("<li>Sales Navigator</li>") && body.contains("127.0.0.1:4310"));
    assert!(!body.contains("<li>LinkedIn</li>"), "only what was asked for");
}

#[tokio::test]
async fn a_code_can_be_sent_again_and_another_account_be_taken() {
    let sandbox = Sandbox::start().await;
    let page = sandbox.hosted_v2(json!({})).await;
    sandbox.sign_in(&page, "otp").await;
    assert_eq!(sandbox.act(&page, json!({ "action": "resend" })).await["show"], "notice");
    assert_eq!(step(&sandbox.act(&page, json!({ "action": "restart" })).await), "sign-in");
    assert_eq!(step(&sandbox.type_code(&page, "123456").await), "sign-in", "the old sign-in is over");
    assert!(sandbox.listed_accounts().await.is_empty());
}

#[tokio::test]
async fn the_phone_has_a_button_for_each_sign_in_that_waits() {
    let sandbox = Sandbox::start().await;
    let phone = async || sandbox.get("/unipile/app").await.body;
    assert!(!phone().await.contains("<button"));
    let page = sandbox.hosted_v2(json!({})).await;
    sandbox.sign_in(&page, "app").await;
    let started = sandbox.intent("otp-or-app").await;
    sandbox.intent("otp").await;
    let body = phone().await;
    assert_eq!(
        (body.matches("data-act=\"approve\"").count(), body.matches("id=\"approve\"").count()),
        (2, 1)
    );
    let approve = json!({ "action": "approve", "intent": started["intent_id"] });
    assert_eq!(
        sandbox.act("/unipile/app", approve).await["html"].as_str().unwrap().matches("<button").count(),
        1
    );
    assert_eq!(sandbox.wait(&started).await["object"], "Account");
    assert_eq!(
        sandbox.act(&page, json!({ "action": "wait" })).await["show"],
        "same",
        "this one was not approved"
    );
    let (_, rest) = body.split_once("data-seen=\"").unwrap();
    let seen = rest.split('"').next().unwrap();
    assert_eq!(sandbox.act("/unipile/app", json!({ "action": "wait", "seen": seen })).await["show"], "view");
    sandbox.act(&page, json!({ "action": "cancel" })).await;
    assert!(!phone().await.contains("<button"), "nobody waits any more");
}

#[tokio::test]
async fn consent_at_linkedin_leads_back_to_the_hosted_page() {
    let sandbox = Sandbox::start().await;
    let page = sandbox.hosted_v2(json!({})).await;
    let told = sandbox.sign_in(&page, "oauth").await;
    let html = told["html"].as_str().unwrap();
    let (_, rest) = html.split_once("data-go=\"").unwrap();
    let consent = rest.split('"').next().unwrap();
    assert_eq!(sandbox.get(consent).await.header("x-frame-options"), Some("DENY"));
    for (action, step) in [("cancel", "data-step=\"oauth\""), ("allow", "data-step=\"loading\"")] {
        assert_eq!(
            sandbox.act(consent, json!({ "action": action })).await,
            json!({ "show": "go", "url": page })
        );
        assert!(sandbox.get(&page).await.body.contains(step), "{action}");
    }
    assert!(value(&went(&sandbox.act(&page, json!({ "action": "wait" })).await), "account_id").is_some());
}

#[tokio::test]
async fn a_page_without_a_way_back_says_the_last_word_itself() {
    let sandbox = Sandbox::start().await;
    let nowhere = json!({ "success_redirect_url": null, "failure_redirect_url": null });
    for (user, id) in [("active", "done"), ("busy", "failed")] {
        let page = sandbox.hosted_v1(nowhere.clone()).await;
        let told = sandbox.sign_in(&page, user).await;
        assert!(told["html"].as_str().unwrap().contains(&format!("id=\"{id}\"")), "{user}: {told}");
    }
}
