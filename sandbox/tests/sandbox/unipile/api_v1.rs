//! v1's API: sign-ins, checkpoints and accounts in v1's words.

use super::steps::V1;
use crate::support::{Answer, Sandbox};
use serde_json::{Value, json};

async fn start(sandbox: &Sandbox, path: &str, user: &str) -> Answer {
    let username = format!("{user}@sandbox.test");
    sandbox.v1(path, json!({ "provider": "LINKEDIN", "username": username, "password": "any" })).await
}

async fn solve(sandbox: &Sandbox, id: &Value, code: &str) -> Answer {
    let body = json!({ "provider": "LINKEDIN", "account_id": id, "code": code });
    sandbox.v1("/accounts/checkpoint", body).await
}

async fn status(sandbox: &Sandbox, id: &Value) -> Value {
    let path = format!("{V1}/accounts/{}", id.as_str().unwrap());
    sandbox.unipile("GET", &path, Value::Null).await.json()["sources"][0]["status"].clone()
}

#[tokio::test]
async fn each_checkpoint_leads_to_the_account_it_is_named_by() {
    let sandbox = Sandbox::start().await;
    for (user, checkpoint, right) in [
        ("otp", json!({ "type": "OTP", "channel": "EMAIL" }), "123456"),
        ("2fa", json!({ "type": "2FA", "source": "SMS" }), "123456"),
        ("2fa-app", json!({ "type": "2FA", "source": "APP" }), "123456"),
        ("phone", json!({ "type": "PHONE_REGISTER" }), "(+33)0612345678"),
        ("contract", json!({ "type": "CONTRACT_CHOOSER" }), "contract_2"),
        ("challenge", json!({ "type": "CHALLENGE_SELECTION" }), "challenge_2"),
        ("captcha", json!({ "type": "CAPTCHA" }), "captcha-ok"),
    ] {
        let started = start(&sandbox, "/accounts", user).await;
        assert_eq!(started.status, 202, "{user}");
        let started = started.json();
        assert_eq!(started["object"], "Checkpoint");
        for (name, value) in checkpoint.as_object().unwrap() {
            assert_eq!(&started["checkpoint"][name], value, "{user}");
        }
        let id = &started["account_id"];
        assert_eq!(status(&sandbox, id).await, "CONNECTING", "{user}");
        let wrong = solve(&sandbox, id, "000000").await;
        assert_eq!((wrong.status, &wrong.json()["type"]), (401, &json!("errors/invalid_checkpoint_code")));
        let done = solve(&sandbox, id, right).await;
        assert_eq!(
            (done.status, done.json()),
            (201, json!({ "object": "AccountCreated", "account_id": id }))
        );
        assert_eq!(status(&sandbox, id).await, "OK", "{user}");
    }
    assert_eq!(start(&sandbox, "/accounts", "active").await.status, 201);
    assert_eq!(start(&sandbox, "/accounts", "wrong").await.json()["type"], "errors/invalid_credentials");
    assert_eq!(start(&sandbox, "/accounts", "busy").await.status, 429);
}

#[tokio::test]
async fn reading_the_account_is_how_one_waits() {
    let sandbox = Sandbox::start().await;
    let id = start(&sandbox, "/accounts", "app").await.json()["account_id"].clone();
    assert_eq!(status(&sandbox, &id).await, "CONNECTING");
    sandbox.control("/unipile/approve", json!({})).await;
    assert_eq!(status(&sandbox, &id).await, "OK");
    let id = start(&sandbox, "/accounts", "loading").await.json()["account_id"].clone();
    for expected in ["CONNECTING", "OK"] {
        assert_eq!(status(&sandbox, &id).await, expected);
    }
    sandbox.set_unipile(json!({ "connectingMs": 3000 })).await;
    let id = start(&sandbox, "/accounts", "active").await.json()["account_id"].clone();
    assert_eq!(status(&sandbox, &id).await, "CONNECTING");
    sandbox.clock.advance(3);
    assert_eq!(status(&sandbox, &id).await, "OK");
}

#[tokio::test]
async fn an_account_that_is_connected_again_may_keep_its_status_meanwhile() {
    let sandbox = Sandbox::start().await;
    let made = sandbox.control("/unipile/accounts", json!({ "version": "v1" })).await;
    let path = format!("/accounts/{}", made["id"].as_str().unwrap());
    for (keeps, word) in [(false, "CONNECTING"), (true, "OK")] {
        sandbox.set_unipile(json!({ "reconnectKeepsStatus": keeps })).await;
        assert_eq!(start(&sandbox, &path, "app").await.status, 202);
        assert_eq!(status(&sandbox, &made["id"]).await, word);
        sandbox.control("/unipile/approve", json!({})).await;
        assert_eq!(status(&sandbox, &made["id"]).await, "OK");
    }
    assert_eq!(sandbox.listed_accounts().await[0]["reconnects"], 2);
    // An account that isn't there yet has nothing to keep.
    let id = start(&sandbox, "/accounts", "app").await.json()["account_id"].clone();
    assert_eq!(status(&sandbox, &id).await, "CONNECTING");
}

#[tokio::test]
async fn an_account_is_reconnected_under_its_own_id() {
    let sandbox = Sandbox::start().await;
    let made =
        sandbox.control("/unipile/accounts", json!({ "version": "v1", "status": "CREDENTIALS" })).await;
    let id = made["id"].as_str().unwrap();
    assert_eq!(status(&sandbox, &made["id"]).await, "CREDENTIALS");
    let path = format!("/accounts/{id}");
    assert_eq!(start(&sandbox, &path, "mismatch").await.json()["type"], "errors/account_mismatch");
    let started = start(&sandbox, &path, "otp").await.json();
    assert_eq!(started["account_id"], id);
    let body = json!({ "provider": "LINKEDIN", "account_id": id });
    assert_eq!(sandbox.v1("/accounts/checkpoint/resend", body).await.status, 200);
    let done = solve(&sandbox, &started["account_id"], "123456").await.json();
    assert_eq!(done, json!({ "object": "AccountReconnected", "account_id": id }));
    assert_eq!(status(&sandbox, &made["id"]).await, "OK");
    let cookies = json!({ "provider": "LINKEDIN", "access_token": "AQEDx", "user_agent": "UA" });
    assert_eq!(sandbox.v1(&path, cookies).await.status, 201);
    assert_eq!(sandbox.listed_accounts().await[0]["reconnects"], 2);
    assert_eq!(start(&sandbox, "/accounts/nope", "active").await.status, 404);
}
