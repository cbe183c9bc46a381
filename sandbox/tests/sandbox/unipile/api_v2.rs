//! v2's API: every user at the intent endpoint, and accounts.

use super::steps::{V2, changed, intent};
use crate::support::Sandbox;
use serde_json::{Value, json};

async fn account(sandbox: &Sandbox, id: &Value) -> Value {
    let answer =
        sandbox.unipile("GET", &format!("{V2}/accounts/{}", id.as_str().unwrap()), Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn each_checkpoint_says_what_it_is_and_leads_to_an_account() {
    let sandbox = Sandbox::start().await;
    for (user, checkpoint, right) in [
        ("otp", json!({ "type": "OTP", "channel": "EMAIL" }), "123456"),
        ("otp-sms", json!({ "type": "OTP", "channel": "SMS" }), "123456"),
        ("2fa", json!({ "type": "2FA", "platform": "SMS" }), "123456"),
        ("2fa-app", json!({ "type": "2FA", "platform": "APP" }), "123456"),
        ("otp-or-app", json!({ "type": "OTP_OR_IN_APP_VALIDATION", "channel": "SMS" }), "123456"),
        ("phone", json!({ "type": "PHONE_REGISTER" }), "(+33)0612345678"),
        ("captcha", Value::Null, "captcha-ok"),
        ("contract", Value::Null, "contract_2"),
        ("unknown", Value::Null, "123456"),
    ] {
        let started = sandbox.intent(user).await;
        assert_eq!(started["object"], "AuthenticationCheckpoint", "{user}");
        if !checkpoint.is_null() {
            assert_eq!(started["checkpoint"], checkpoint, "{user}");
        }
        let wrong = sandbox.solve(&started, "000000").await;
        assert_eq!(
            (wrong.status, &wrong.json()["type"]),
            (401, &json!("provider/invalid_checkpoint_code")),
            "{user}"
        );
        assert_eq!(sandbox.wait(&started).await, started, "{user}: the same checkpoint");
        let done = sandbox.solve(&started, right).await.json();
        assert_eq!(done["object"], "Account", "{user}: {done}");
        let found = account(&sandbox, &done["id"]).await;
        assert_eq!(
            (&found["status"], &found["name"]),
            (&json!("running"), &json!(format!("{user}@sandbox.test")))
        );
        assert_eq!(found["created_at"], "2027-01-15T08:00:00.000Z");
        assert_eq!(sandbox.solve(&started, right).await.status, 404, "{user}: an intent ends once");
    }
}

#[tokio::test]
async fn checkpoints_bring_what_they_need() {
    let sandbox = Sandbox::start().await;
    let checkpoint = async |user: &str| sandbox.intent(user).await["checkpoint"].clone();
    let captcha = checkpoint("captcha").await;
    assert!(captcha["type"] == "CAPTCHA" && captcha["public_key"].is_string() && captcha["data"].is_string());
    let contract = checkpoint("contract").await;
    assert_eq!(contract["type"], "CONTRACT_SELECTION");
    assert_eq!(contract["contracts"][1], json!({ "id": "contract_2", "name": "Northwind Sales" }));
    let challenge = checkpoint("challenge").await;
    assert_eq!(
        (&challenge["type"], &challenge["challenges"][1]["id"]),
        (&json!("CHALLENGE_SELECTION"), &json!("challenge_2"))
    );
    assert!(
        challenge["challenges"][0]["label"].is_string()
            && challenge["challenges"][0]["description"].is_string()
    );
    let unknown = checkpoint("unknown").await;
    assert!(unknown["type"] == "FACE_SCAN" && unknown["hint"].is_string());
}

#[tokio::test]
async fn a_challenge_is_chosen_at_its_own_endpoint() {
    let sandbox = Sandbox::start().await;
    let started = sandbox.intent("challenge").await;
    let choose = async |challenge: &str| {
        let body = json!({ "intent_id": started["intent_id"], "challenge": challenge });
        sandbox.v2("/auth/checkpoint/request", body).await
    };
    assert_eq!(sandbox.solve(&started, "challenge_2").await.status, 400);
    assert_eq!(choose("challenge_1").await.json()["type"], "provider/invalid_checkpoint_code");
    assert_eq!(choose("challenge_2").await.json()["object"], "Account");
    let other = sandbox.intent("otp").await;
    let body = json!({ "intent_id": other["intent_id"], "challenge": "123456" });
    assert_eq!(sandbox.v2("/auth/checkpoint/request", body).await.status, 400, "an otp has none");
}

#[tokio::test]
async fn what_waits_for_the_phone_goes_on_once_it_is_approved() {
    let sandbox = Sandbox::start().await;
    for (user, object) in [
        ("app", "AuthenticationCheckpoint"),
        ("otp-or-app", "AuthenticationCheckpoint"),
        ("qr", "AuthenticationQrCode"),
    ] {
        let started = sandbox.intent(user).await;
        assert_eq!(started["object"], object);
        assert!(user != "qr" || started["qr_code"].is_string());
        assert_eq!(sandbox.wait(&started).await, started, "{user}");
        assert_eq!(sandbox.control("/unipile/approve", json!({})).await, json!({ "approved": 1 }));
        let done = sandbox.wait(&started).await;
        assert_eq!(done["object"], "Account", "{user}");
        assert_eq!(sandbox.wait(&started).await, done, "whoever missed it may look again");
    }
    sandbox.set_unipile(json!({ "inAppAfterMs": 2000 })).await;
    let started = sandbox.intent("app").await;
    sandbox.clock.advance(1);
    assert_eq!(sandbox.wait(&started).await, started);
    sandbox.clock.advance(1);
    assert_eq!(sandbox.wait(&started).await["object"], "Account");
    sandbox.set_unipile(json!({ "inAppNever": true })).await;
    let started = sandbox.intent("app").await;
    sandbox.clock.advance(60);
    sandbox.control("/unipile/approve", json!({})).await;
    assert_eq!(sandbox.wait(&started).await, started, "nobody looks at the phone");
}

#[tokio::test]
async fn loading_chains_and_consent_take_their_course() {
    let sandbox = Sandbox::start().await;
    let started = sandbox.intent("loading").await;
    assert_eq!(started["checkpoint"]["type"], "LOADING");
    assert_eq!(sandbox.wait(&started).await["checkpoint"]["type"], "LOADING");
    assert_eq!(sandbox.wait(&started).await["object"], "Account");

    let started = sandbox.intent("chain").await;
    assert_eq!(started["checkpoint"]["type"], "2FA");
    for (code, next) in [("123456", "CONTRACT_SELECTION"), ("contract_2", "IN_APP_VALIDATION")] {
        assert_eq!(sandbox.solve(&started, code).await.json()["checkpoint"]["type"], next);
    }
    sandbox.control("/unipile/approve", json!({})).await;
    assert_eq!(sandbox.wait(&started).await["object"], "Account");

    let started = sandbox.intent("oauth").await;
    assert_eq!(started["object"], "OauthUrl");
    let page = super::steps::path(started["url"].as_str().unwrap());
    assert!(sandbox.get(&page).await.body.contains("id=\"allow\""));
    sandbox.control("/unipile/approve", json!({})).await;
    assert_eq!(sandbox.wait(&started).await, started, "the phone has no say in this");
    assert_eq!(sandbox.act(&page, json!({ "action": "cancel" })).await["show"], "view");
    assert_eq!(sandbox.wait(&started).await, started);
    assert_eq!(sandbox.act(&page, json!({ "action": "allow" })).await["show"], "view");
    assert_eq!(sandbox.wait(&started).await["object"], "Account");
    assert_eq!(sandbox.get(&page).await.status, 410);
}

#[tokio::test]
async fn some_users_are_refused() {
    let sandbox = Sandbox::start().await;
    let old = sandbox.new_account("v2").await;
    for (user, again, status, kind) in [
        ("wrong", false, 401, "provider/invalid_credentials"),
        ("nobody", false, 401, "provider/invalid_credentials"),
        ("exists", false, 409, "api/already_exists"),
        ("mismatch", true, 409, "provider/account_mismatch"),
        ("busy", false, 429, "provider/too_many_requests"),
        ("proxy", true, 502, "provider/proxy_error"),
    ] {
        let change = if again { json!({ "account_id": old }) } else { json!({}) };
        let answer = sandbox.v2("/auth/intent", changed(intent(user), &change)).await;
        assert_eq!((answer.status, &answer.json()["type"]), (status, &json!(kind)), "{user}");
        if user == "exists" {
            assert_eq!(account(&sandbox, &answer.json()["account_id"]).await["name"], "exists@sandbox.test");
        }
    }
    for user in ["active", "exists"] {
        let answer = sandbox.v2("/auth/intent", changed(intent(user), &json!({ "account_id": old }))).await;
        assert_eq!(answer.json(), json!({ "object": "Account", "id": old }), "{user}");
    }
    assert_eq!(sandbox.intent("mismatch").await["object"], "Account", "welcome as a new one");
    let unknown = changed(intent("active"), &json!({ "account_id": "acc_nope" }));
    assert_eq!(sandbox.v2("/auth/intent", unknown).await.status, 404);
}

#[tokio::test]
async fn cookies_are_told_by_how_they_begin_and_products_may_need_two() {
    let sandbox = Sandbox::start().await;
    for (li_at, li_a, products, expected) in [
        ("AQEDx", None, json!(["classic"]), "Account"),
        ("AQEDx", None, json!(["classic", "company"]), "Account"),
        ("AQEDx", None, json!(["sales_navigator"]), "Error"),
        ("AQEDx", None, json!(["recruiter"]), "Error"),
        ("AQEDx", Some("a"), json!(["recruiter"]), "Account"),
        ("AQEDexpired1", Some("a"), json!(["classic"]), "Error"),
        ("other", None, json!(["classic"]), "Error"),
        ("AQEDotp-1", None, json!(["classic"]), "AuthenticationCheckpoint"),
    ] {
        let credentials = json!({ "access_token": li_at, "premium_access_token": li_a, "user_agent": "UA" });
        let body =
            json!({ "provider": "linkedin", "credentials": credentials, "config": { "products": products } });
        let answer = sandbox.v2("/auth/intent", body).await.json();
        assert_eq!(answer["object"], expected, "{li_at} {li_a:?} {products}: {answer}");
        if expected == "Account" {
            assert_eq!(account(&sandbox, &answer["id"]).await["products"], products);
            // A reconnection without products keeps them, and what they need.
            let credentials = json!({ "access_token": "AQEDy" });
            let body =
                json!({ "provider": "linkedin", "credentials": credentials, "account_id": answer["id"] });
            let status = if li_a.is_some() { 401 } else { 200 };
            assert_eq!(sandbox.v2("/auth/intent", body).await.status, status);
            assert_eq!(account(&sandbox, &answer["id"]).await["products"], products);
        }
    }
}

#[tokio::test]
async fn codes_are_sent_again_where_there_is_one() {
    let sandbox = Sandbox::start().await;
    for (user, status) in
        [("otp", 204), ("2fa", 204), ("app", 204), ("2fa-app", 400), ("phone", 400), ("qr", 400)]
    {
        let started = sandbox.intent(user).await;
        let answer =
            sandbox.v2("/auth/checkpoint/resend", json!({ "intent_id": started["intent_id"] })).await;
        assert_eq!(answer.status, status, "{user}");
    }
    assert_eq!(sandbox.v2("/auth/checkpoint/resend", json!({ "intent_id": "nope" })).await.status, 404);
}

#[tokio::test]
async fn accounts_are_listed_and_belong_to_their_generation() {
    let sandbox = Sandbox::start().await;
    let (two, one) = (sandbox.new_account("v2").await, sandbox.new_account("v1").await);
    let listed = sandbox.unipile("GET", &format!("{V2}/accounts"), Value::Null).await.json();
    assert_eq!((&listed["items"][0]["id"], listed["items"].as_array().unwrap().len()), (&json!(two), 1));
    for (base, id, status) in [(V2, &two, 200), (V2, &one, 404), (super::steps::V1, &two, 404)] {
        assert_eq!(
            sandbox.unipile("GET", &format!("{base}/accounts/{id}"), Value::Null).await.status,
            status
        );
    }
}
