//! The widgets: who may show one, what it shows, and what its page is told to post.

use super::steps::{PAGE, data, form, widget};
use crate::support::Sandbox;
use serde_json::json;

const SIGNED_IN: &str =
    r#"{"message":"Sales Navigator Authentication Succeeded","type":"salesNavAuthSuccess"}"#;
const DENIED: &str = r#"{"message":"Sales Access Token denied.","type":"tokenError"}"#;

#[tokio::test]
async fn a_page_that_may_not_show_a_widget_gets_an_explanation_and_nothing_to_post() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    for (change, referer, says) in [
        (("apiKey", ""), Some(PAGE), "apiKey"),
        (("apiKey", "other"), Some(PAGE), "apiKey"),
        (("version", ""), Some(PAGE), "version 2.1"),
        (("version", "2.0"), Some(PAGE), "version 2.1"),
        (("version", "1.9"), Some(PAGE), "version 2.1"),
        (("version", "two"), Some(PAGE), "version 2.1"),
        (("", ""), None, "no referrer"),
        (("", ""), Some("about:blank"), "no referrer"),
        (("", ""), Some("not an address"), "no referrer"),
    ] {
        for sat in ["", &sat] {
            let headers: Vec<(&str, &str)> =
                referer.map(|address| ("referer", address)).into_iter().collect();
            let path = widget(&[change, ("sat", sat)]);
            let page = sandbox.at_linkedin("GET", &path, &headers, "").await.unwrap();
            assert_eq!(page.status, 403, "{change:?} {referer:?}");
            assert!(page.body.contains("id=\"refused\"") && page.body.contains(says), "{}", page.body);
            assert!(data(&page, "post").is_none() && data(&page, "session").is_none());
        }
    }
}

#[tokio::test]
async fn versions_from_2_1_on_are_taken() {
    let sandbox = Sandbox::start().await;
    for version in ["2.1", "2.2", "2.10", "3", "3.0"] {
        assert_eq!(sandbox.page(&widget(&[("version", version)])).await.status, 200, "{version}");
    }
}

#[tokio::test]
async fn only_listed_origins_may_show_a_widget_once_there_is_a_list() {
    let sandbox = Sandbox::start().await;
    let list = json!(["https://crm.example.com", "http://localhost:5173"]);
    for (referrers, referer, expected) in [
        (list.clone(), "https://crm.example.com/", 200),
        (list.clone(), "https://crm.example.com/a?b#c", 200),
        (list.clone(), "https://CRM.example.com:443/", 200),
        (list.clone(), "http://localhost:5173/", 200),
        (list.clone(), "http://crm.example.com/", 403),
        (list.clone(), "https://crm.example.com.evil.test/", 403),
        (list.clone(), "https://crm.example.com:444/", 403),
        (list.clone(), "http://localhost/", 403),
        (json!([]), "https://crm.example.com/", 403),
        (json!(null), "https://anywhere.test/", 200),
    ] {
        sandbox.settings(json!({ "referrers": referrers })).await;
        let page = sandbox.at_linkedin("GET", &widget(&[]), &[("referer", referer)], "").await.unwrap();
        assert_eq!(page.status, expected, "{referer} {referrers}");
        assert_eq!(data(&page, "target").is_some(), expected == 200);
    }
}

#[tokio::test]
async fn without_a_token_it_asks_to_sign_in_and_posts_to_the_embedding_origin() {
    let sandbox = Sandbox::start().await;
    for path in [widget(&[]), format!("{}&sat=", widget(&[]))] {
        let page = sandbox.page(&path).await;
        assert!(
            page.status == 200 && page.body.contains("<button id=\"sign-in\" disabled>"),
            "{}",
            page.body
        );
        assert_eq!(data(&page, "post").as_deref(), Some(SIGNED_IN));
        assert_eq!(data(&page, "target").as_deref(), Some("https://crm.example.com"));
        assert!(data(&page, "session").is_none() && !page.body.contains("Lincoln"), "nothing is told yet");
    }
}

#[tokio::test]
async fn a_good_token_shows_the_profile_and_whose_session_it_is() {
    let sandbox = Sandbox::start().await;
    for member in ["Member 1", "Member 2"] {
        let sat = sandbox.sat().await;
        let page = sandbox.page(&widget(&[("sat", &sat), ("companyName", "Lincoln & Sons")])).await;
        assert_eq!(page.status, 200);
        for mark in [
            "id=\"profile\"".to_owned(),
            format!("{member}</span></header>"),
            "<h1 id=\"name\" dir=\"auto\">Abraham Lincoln</h1>".to_owned(),
            "<span id=\"company\" dir=\"auto\">Lincoln &amp; Sons</span>".to_owned(),
            "<template id=\"over\">".to_owned(),
        ] {
            assert!(page.body.contains(&mark), "{mark}: {}", page.body);
        }
        assert_eq!(data(&page, "post").as_deref(), Some(DENIED), "for the day that the session is over");
        assert_eq!(data(&page, "left-ms").as_deref(), Some("2700000"));
        assert!(!page.body.contains(&sat), "the credential is in no markup");
    }
}

#[tokio::test]
async fn every_parameter_but_the_token_can_be_read_back() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    for (name, value) in [
        ("firstName", "Ada \"the\" <Countess> & co"),
        ("lastName", "O'Brien-Łukasiewicz"),
        ("companyName", "100 % + more #1 / a=b;c"),
        ("email", "ada+tag@example.com"),
        ("crmRecordId", "🦆 שלום"),
        ("modules", "TopCard2,Nobody<knows>"),
        ("x-\"<extra>", "{name} {parameters}"),
    ] {
        let page = sandbox.page(&widget(&[(name, value), ("sat", &sat)])).await;
        let escaped = |text: &str| {
            text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
        };
        let found = format!("<dd data-parameter=\"{}\" dir=\"auto\">{}</dd>", escaped(name), escaped(value));
        assert!(page.body.contains(&found), "{found}: {}", page.body);
        assert!(!page.body.contains("data-parameter=\"sat\""));
        assert!(!page.body.contains("<Countess>") && !page.body.contains("<knows>"));
    }
}

#[tokio::test]
async fn each_module_has_its_section_and_several_have_tabs() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    for (modules, sections) in [
        ("", vec!["TopCard2"]),
        ("TopCard2", vec!["TopCard2"]),
        ("RelatedLeads", vec!["RelatedLeads"]),
        (" TopCard2 ,,RelatedLeads,", vec!["TopCard2", "RelatedLeads"]),
        (
            "TopCard,RecommendedLeads,GetIntroduced,Connections,Icebreakers,News,Unheard",
            vec![
                "TopCard",
                "RecommendedLeads",
                "GetIntroduced",
                "Connections",
                "Icebreakers",
                "News",
                "Unheard",
            ],
        ),
    ] {
        let body = sandbox.page(&widget(&[("modules", modules), ("sat", &sat)])).await.body;
        let found: Vec<&str> =
            body.split("data-module=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(found, sections);
        let tabs = body.matches("role=\"tab\"").count();
        assert_eq!(tabs, if sections.len() > 1 { sections.len() } else { 0 }, "{modules}");
        assert_eq!(body.matches(" hidden>").count(), sections.len() - 1, "the first is shown: {modules}");
    }
}

#[tokio::test]
async fn accounts_have_a_widget_too() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    let fields = [
        ("apiKey", "sandbox-client"),
        ("profile", "account"),
        ("companyName", "Acme"),
        ("version", "2.1"),
        ("sat", &sat),
    ];
    let page = sandbox.page(&format!("/sales/widget/company-matching?{}", form(&fields))).await;
    assert!(page.body.contains("data-kind=\"account\"") && page.body.contains(">Acme</h1>"), "{}", page.body);
}

#[tokio::test]
async fn a_lead_without_a_name_is_called_something() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    let nameless = [("firstName", ""), ("lastName", ""), ("sat", sat.as_str())];
    for (email, expected) in [("ada@example.com", "ada@example.com"), ("", "LinkedIn member")] {
        let mut change = nameless.to_vec();
        change.push(("email", email));
        let body = sandbox.page(&widget(&change)).await.body;
        assert!(body.contains(&format!("<h1 id=\"name\" dir=\"auto\">{expected}</h1>")), "{body}");
    }
}

#[tokio::test]
async fn a_token_that_is_no_good_is_denied_with_something_to_post() {
    let sandbox = Sandbox::start().await;
    let denied = async |sat: &str, why: &str| {
        let page = sandbox.page(&widget(&[("sat", sat)])).await;
        assert!(page.status == 200 && page.body.contains("id=\"denied\""), "{why}: {}", page.body);
        assert!(!page.body.contains("id=\"profile\"") && data(&page, "session").is_none(), "{why}");
        assert_eq!(data(&page, "post").as_deref(), Some(DENIED), "{why}");
        assert_eq!(data(&page, "target").as_deref(), Some("https://crm.example.com"), "{why}");
    };
    denied("made-up", "unknown").await;
    for what in ["sats", "all"] {
        let sat = sandbox.sat().await;
        sandbox.revoke(what).await;
        denied(&sat, what).await;
    }
    let sat = sandbox.sat().await;
    for what in ["accessTokens", "refreshTokens"] {
        sandbox.revoke(what).await;
        assert!(sandbox.page(&widget(&[("sat", &sat)])).await.body.contains("id=\"profile\""), "{what}");
    }
    sandbox.settings(json!({"refuseSats": true})).await;
    denied(&sat, "refused").await;
    denied(&sandbox.sat().await, "refused").await;
    sandbox.settings(json!({"refuseSats": false})).await;
    assert!(sandbox.page(&widget(&[("sat", &sat)])).await.body.contains("id=\"profile\""));
    sandbox.clock.advance(45 * 60);
    denied(&sat, "expired").await;
}
