//! Sign-ins in the widget's own wizard: what is forwarded, what comes back, and whose an intent is.

use serde_json::{Value, json};

use crate::unipile::{
    CODE, HOOK_SECRET, LI_A, LI_AT, PASSWORD, Play, Rig, V1, checkpoint, error, with_password,
};

fn with_cookies() -> Value {
    json!({ "provider": "linkedin", "credentials":
        { "access_token": LI_AT, "premium_access_token": LI_A, "user_agent": "UA/1" } })
}

#[tokio::test]
async fn version_2_is_forwarded_as_it_came_and_nothing_else() {
    let rig = Rig::start("intent-v2", &[]).await;
    rig.connected("anna", "acc_1").await;
    rig.vendor.asked();
    let mut whole = with_password();
    whole["credentials"]["user_agent"] = json!("UA/1");
    whole["credentials"]["other"] = json!("x");
    whole["config"] = json!({ "products": ["classic"], "other": 1 });
    whole["account_id"] = json!("acc_1");
    whole["user_timezone"] = json!("Europe/Paris");
    whole["other"] = json!(1);
    let reply = rig.post("anna", "/intent", whole.clone()).await;
    assert_eq!((reply.status, reply.json()), (200, json!({ "object": "Account", "id": "acc_1" })));
    let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
    whole.as_object_mut().unwrap().remove("other");
    whole["credentials"].as_object_mut().unwrap().remove("other");
    whole["config"].as_object_mut().unwrap().remove("other");
    assert_eq!((asked.line.as_str(), &asked.body), ("POST /auth/intent", &whole));

    rig.post("anna", "/intent", with_cookies()).await;
    let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
    assert_eq!(asked.body, with_cookies());
    // An `Account` makes it the caller's, whatever its checkpoints were.
    let ids: Vec<_> =
        rig.accounts("anna").await.as_array().unwrap().iter().map(|a| a["id"].clone()).collect();
    assert_eq!(ids, ["acc_1", "acc_new"]);
}

#[tokio::test]
async fn version_1_is_spoken_to_in_its_form_and_answers_in_version_2s() {
    let rig = Rig::start("intent-v1", &[V1]).await;
    let waiting = |fields: Value| {
        Play::Status(202, json!({ "object": "Checkpoint", "account_id": "acc_9", "checkpoint": fields }))
    };
    let told = |fields: Value| json!({ "object": "AuthenticationCheckpoint", "intent_id": "acc_9", "checkpoint": fields });
    rig.vendor.plays("POST /accounts", [waiting(json!({ "type": "2FA", "source": "APP", "secret": "x" }))]);
    let reply = rig.post("anna", "/intent", with_password()).await;
    assert_eq!((reply.status, reply.json()), (200, told(json!({ "type": "2FA", "platform": "APP" }))));
    rig.vendor.plays(
        "POST /accounts/checkpoint",
        [
            waiting(
                json!({ "type": "CONTRACT_CHOOSER", "contracts": [{ "id": "c1", "name": "A", "x": 1 }] }),
            ),
            waiting(json!({ "type": "IN_APP_VALIDATION" })),
        ],
    );
    let reply = rig.post("anna", "/checkpoint", json!({ "intent_id": "acc_9", "code": CODE })).await;
    let contracts = told(json!({ "type": "CONTRACT_SELECTION", "contracts": [{ "id": "c1", "name": "A" }] }));
    assert_eq!(reply.json(), contracts);
    assert_eq!(rig.post("anna", "/checkpoint/resend", json!({ "intent_id": "acc_9" })).await.status, 204);
    let in_app = told(json!({ "type": "IN_APP_VALIDATION" }));
    let reply = rig.post("anna", "/checkpoint", json!({ "intent_id": "acc_9", "code": "c1" })).await;
    assert_eq!(reply.json(), in_app);
    rig.vendor.account("acc_9", json!({ "sources": [{ "status": "CONNECTING" }] }));
    let wait = || rig.post("anna", "/checkpoint/wait", json!({ "intent_id": "acc_9" }));
    assert_eq!(wait().await.json(), in_app, "the same checkpoint while the user hasn't approved");
    rig.vendor.account("acc_9", json!({ "sources": [{ "status": "OK" }] }));
    assert_eq!(wait().await.json(), json!({ "object": "Account", "id": "acc_9" }));
    rig.vendor.account("acc_9", json!({ "sources": [{ "status": "CREDENTIALS" }] }));
    assert_eq!(wait().await.row(), (410, "expired_link".into(), "authentication_intent_error".into(), false));

    let asked = rig.vendor.asked();
    let sent: Vec<_> = asked.iter().map(|asked| (asked.line.as_str(), asked.body.clone())).collect();
    let provider = |fields: Value| {
        let mut body = fields;
        body["provider"] = json!("LINKEDIN");
        body
    };
    assert_eq!(
        sent[..4],
        [
            ("POST /accounts", provider(json!({ "username": "anna@crm.example.com", "password": PASSWORD }))),
            ("POST /accounts/checkpoint", provider(json!({ "account_id": "acc_9", "code": CODE }))),
            ("POST /accounts/checkpoint/resend", provider(json!({ "account_id": "acc_9" }))),
            ("POST /accounts/checkpoint", provider(json!({ "account_id": "acc_9", "code": "c1" }))),
        ]
    );
    rig.vendor.plays(
        "POST /accounts/acc_9",
        [Play::Status(200, json!({ "object": "AccountReconnected", "account_id": "acc_9" }))],
    );
    let mut again = with_cookies();
    again["account_id"] = json!("acc_9");
    assert_eq!(
        rig.post("anna", "/intent", again).await.json(),
        json!({ "object": "Account", "id": "acc_9" })
    );
    let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
    let cookies = provider(json!({ "access_token": LI_AT, "premium_token": LI_A, "user_agent": "UA/1" }));
    assert_eq!((asked.line.as_str(), &asked.body), ("POST /accounts/acc_9", &cookies));

    // An account that is connected again says what it said before, until the user has approved.
    rig.vendor.account("acc_9", json!({ "sources": [{ "status": "CREDENTIALS" }] }));
    let asks = json!({ "object": "Checkpoint", "account_id": "acc_9", "checkpoint": { "type": "IN_APP_VALIDATION" } });
    rig.vendor.plays("POST /accounts/acc_9", [Play::Status(202, asks)]);
    let mut again = with_cookies();
    again["account_id"] = json!("acc_9");
    rig.post("anna", "/intent", again).await;
    let waited = rig.post("anna", "/checkpoint/wait", json!({ "intent_id": "acc_9" })).await.json();
    assert_eq!(waited["checkpoint"]["type"], "IN_APP_VALIDATION");
    rig.vendor.account("acc_9", json!({ "sources": [{ "status": "OK" }] }));
    let waited = rig.post("anna", "/checkpoint/wait", json!({ "intent_id": "acc_9" })).await.json();
    assert_eq!(waited, json!({ "object": "Account", "id": "acc_9" }));
}

#[tokio::test]
async fn an_account_that_works_all_along_says_nothing_of_its_checkpoint() {
    let asks = json!({ "object": "Checkpoint", "account_id": "acc_9", "checkpoint": { "type": "IN_APP_VALIDATION" } });
    let words = |word: &str| json!({ "sources": [{ "status": word }] });
    let sign_in = json!({ "AccountStatus": { "account_id": "acc_9", "message": "RECONNECTED" } });
    for (scenario, owned, meanwhile, hooked, taken) in [
        ("nobody's, and it works all along", false, None, false, false),
        ("nobody's, and it was down", false, Some("CONNECTING"), false, false),
        ("nobody's, and somebody has signed in", false, None, true, true),
        ("his own, and it works all along", true, None, false, false),
        ("his own, and it was down", true, Some("CONNECTING"), false, true),
        ("his own, and he has signed in", true, None, true, true),
    ] {
        let rig = Rig::start("works-along", &[V1, ("UNIPILE_WEBHOOK_SECRET", HOOK_SECRET)]).await;
        let rows = "SELECT count(*) FROM unipile_accounts";
        rig.hook(sign_in.clone()).await;
        rig.clock.advance(1);
        if owned {
            rig.connected("anna", "acc_9").await;
        } else {
            // The vendor names it to the one who has its credentials.
            let named = json!({ "type": "errors/already_exists", "account_id": "acc_9" });
            rig.vendor.plays("POST /accounts", [Play::Status(409, named)]);
            assert_eq!(
                rig.post("anna", "/intent", with_password()).await.json()["error"]["accountId"],
                "acc_9"
            );
        }
        rig.vendor.account("acc_9", words("OK"));
        let mut again = with_password();
        again["account_id"] = json!("acc_9");
        rig.vendor.plays("POST /accounts/acc_9", [Play::Status(202, asks.clone())]);
        let waiting = rig.post("anna", "/intent", again).await.json();
        assert_eq!(waiting["intent_id"], "acc_9", "{scenario}");
        let wait = || rig.post("anna", "/checkpoint/wait", json!({ "intent_id": "acc_9" }));
        assert_eq!(wait().await.json(), waiting, "{scenario}");
        if let Some(word) = meanwhile {
            rig.vendor.account("acc_9", words(word));
            assert_eq!(wait().await.json(), waiting, "{scenario}");
            rig.vendor.account("acc_9", words("OK"));
        }
        if hooked {
            rig.hook(sign_in.clone()).await;
        }
        let account = json!({ "object": "Account", "id": "acc_9" });
        assert_eq!(wait().await.json(), if taken { account } else { waiting }, "{scenario}");
        assert_eq!(rig.number(rows), u32::from(owned || taken), "{scenario}");
    }
    // Who approves before the page has looked the first time was seen while it was down.
    let rig = Rig::start("approves-fast", &[V1]).await;
    rig.connected("anna", "acc_9").await;
    rig.vendor.account("acc_9", words("CREDENTIALS"));
    rig.vendor.plays("POST /accounts/acc_9", [Play::Status(202, asks)]);
    let mut again = with_password();
    again["account_id"] = json!("acc_9");
    rig.post("anna", "/intent", again).await;
    rig.vendor.account("acc_9", words("OK"));
    let reply = rig.post("anna", "/checkpoint/wait", json!({ "intent_id": "acc_9" })).await;
    assert_eq!(reply.json(), json!({ "object": "Account", "id": "acc_9" }));
}

#[tokio::test]
async fn version_1_connects_with_the_two_words_for_it_alone() {
    let rig = Rig::start("v1-words", &[V1]).await;
    for (object, taken) in [
        (json!("AccountCreated"), true),
        (json!("AccountReconnected"), true),
        (json!("Account"), false),
        (json!("accountcreated"), false),
        (json!("Error"), false),
        (Value::Null, false),
    ] {
        let answer = json!({ "object": object, "account_id": "acc_9", "id": "acc_9" });
        rig.vendor.plays("POST /accounts", [Play::Status(201, answer)]);
        let reply = rig.post("anna", "/intent", with_password()).await;
        if taken {
            assert_eq!(reply.json(), json!({ "object": "Account", "id": "acc_9" }), "{object}");
        } else {
            let row = (502, "vendor_failed".into(), "vendor_answer_unreadable".into(), false);
            assert_eq!(reply.row(), row, "{object}");
        }
    }
}

#[tokio::test]
async fn checkpoints_chain_until_there_is_an_account() {
    let rig = Rig::start("chain", &[]).await;
    let ok = |body: Value| Play::Status(200, body);
    let mut choices = checkpoint("int_1", "CHALLENGE_SELECTION");
    choices["checkpoint"]["challenges"] = json!([{ "id": "sms", "label": "SMS", "description": "D" }]);
    rig.vendor.plays("POST /auth/intent", [ok(choices.clone())]);
    rig.vendor.plays("POST /auth/checkpoint/request", [ok(checkpoint("int_1", "OTP"))]);
    rig.vendor.plays(
        "POST /auth/checkpoint",
        [
            error(400, "provider/invalid_checkpoint_code"),
            ok(checkpoint("int_2", "IN_APP_VALIDATION")),
            ok(checkpoint("int_2", "IN_APP_VALIDATION")),
            ok(json!({ "object": "OauthUrl", "url": "https://sso.example.com/", "intent_id": "int_3" })),
            ok(json!({ "object": "AuthenticationQrCode", "qr_code": "qr", "intent_id": "int_3" })),
            ok(json!({ "object": "Account", "id": "acc_7", "status": "running" })),
        ],
    );
    let mut start = with_password();
    start["config"] = json!({ "products": ["recruiter"] });
    assert_eq!(rig.post("anna", "/intent", start).await.json(), choices);
    let reply =
        rig.post("anna", "/checkpoint/request", json!({ "intent_id": "int_1", "challenge": "sms" })).await;
    assert_eq!(reply.json(), checkpoint("int_1", "OTP"));
    let solve = json!({ "intent_id": "int_1", "code": CODE });
    let wrong = rig.post("anna", "/checkpoint", solve.clone()).await;
    assert_eq!(wrong.row(), (422, "checkpoint_invalid".into(), "invalid_checkpoint_code".into(), false));
    assert_eq!(rig.post("anna", "/checkpoint", solve).await.json(), checkpoint("int_2", "IN_APP_VALIDATION"));
    let wait = |intent: &str| json!({ "intent_id": intent });
    let reply = rig.post("anna", "/checkpoint/wait", wait("int_2")).await;
    assert_eq!(reply.json(), checkpoint("int_2", "IN_APP_VALIDATION"));
    assert_eq!(rig.vendor.asked().last().unwrap().body, wait("int_2"), "asked without a code");
    assert_eq!(rig.post("anna", "/checkpoint/wait", wait("int_2")).await.json()["object"], "OauthUrl");
    assert_eq!(
        rig.post("anna", "/checkpoint/wait", wait("int_3")).await.json()["object"],
        "AuthenticationQrCode"
    );
    let reply = rig.post("anna", "/checkpoint/wait", wait("int_3")).await;
    assert_eq!(reply.json(), json!({ "object": "Account", "id": "acc_7" }));
    rig.vendor.account("acc_7", json!({ "status": "running" }));
    assert_eq!(rig.accounts("anna").await[0]["products"], json!(["recruiter"]));
}

#[tokio::test]
async fn an_intent_is_of_the_caller_that_started_it_for_ten_minutes() {
    let rig = Rig::start("intents", &[]).await;
    rig.vendor.plays("POST /auth/intent", [Play::Status(200, checkpoint("int_1", "OTP"))]);
    rig.post("anna", "/intent", with_password()).await;
    rig.vendor.asked();
    let body = json!({ "intent_id": "int_1", "code": CODE, "challenge": "sms" });
    let unknown = || (410, "expired_link".to_owned(), "intent_unknown".to_owned(), false);
    let routes = ["/checkpoint", "/checkpoint/request", "/checkpoint/resend", "/checkpoint/wait"];
    for path in routes {
        assert_eq!(rig.post("bert", path, body.clone()).await.row(), unknown(), "{path}");
        let reply =
            rig.post("anna", path, json!({ "intent_id": "int_2", "code": "1", "challenge": "c" })).await;
        assert_eq!(reply.row(), unknown(), "{path}");
    }
    // The vendor repeats an id: it stays with its caller.
    rig.vendor.plays("POST /auth/intent", [Play::Status(200, checkpoint("int_1", "OTP"))]);
    assert_eq!(rig.post("bert", "/intent", with_password()).await.row(), unknown());
    assert_eq!(rig.post("anna", "/checkpoint/resend", body.clone()).await.status, 204);
    rig.clock.advance(601);
    for path in routes {
        assert_eq!(rig.post("anna", path, body.clone()).await.row(), unknown(), "{path}");
    }
    assert_eq!(rig.vendor.lines(), ["POST /auth/intent", "POST /auth/checkpoint/resend"]);
}

#[tokio::test]
async fn an_account_of_another_is_neither_taken_nor_named() {
    let rig = Rig::start("foreign", &[]).await;
    rig.connected("bert", "acc_2").await;
    rig.connected("anna", "acc_1").await;
    let mut other = with_password();
    other["account_id"] = json!("acc_2");
    assert_eq!(rig.post("anna", "/intent", other).await.reason(), "account_not_allowed");
    let answers = |id: &str| Play::Status(200, json!({ "object": "Account", "id": id }));
    rig.vendor.plays("POST /auth/intent", [answers("acc_2"), answers("acc_3")]);
    let exists = || (409, "account_exists".to_owned(), "already_exists".to_owned(), false);
    assert_eq!(rig.post("anna", "/intent", with_password()).await.row(), exists());
    let mut again = with_password();
    again["account_id"] = json!("acc_1");
    let reply = rig.post("anna", "/intent", again.clone()).await;
    assert_eq!(reply.row(), (409, "account_mismatch".into(), "account_mismatch".into(), false));

    let named = |id: &str| Play::Status(409, json!({ "type": "api/already_exists", "account_id": id }));
    rig.vendor.plays("POST /auth/intent", [named("acc_2"), named("acc_1"), named("acc_4")]);
    for (id, told) in [("acc_2", Value::Null), ("acc_1", json!("acc_1")), ("acc_4", json!("acc_4"))] {
        let reply = rig.post("anna", "/intent", with_password()).await;
        assert_eq!((reply.row(), reply.json()["error"]["accountId"].clone()), (exists(), told), "{id}");
    }
    // The vendor has named it to the one who has its credentials, and nobody here owns it.
    again["account_id"] = json!("acc_4");
    assert_eq!(rig.post("bert", "/intent", again.clone()).await.reason(), "account_not_allowed");
    assert_eq!(rig.post("anna", "/intent", again).await.json()["id"], "acc_4");
}

#[tokio::test]
async fn every_type_of_error_comes_to_its_code() {
    let rig = Rig::start("errors", &[("UNIPILE_TIMEOUT_MS", "1000")]).await;
    let v1 = Rig::start("errors-v1", &[V1]).await;
    for (play, status, code, reason, retryable) in [
        (
            error(401, "provider/invalid_credentials"),
            422,
            "credentials_invalid",
            "invalid_credentials",
            false,
        ),
        (error(401, "errors/invalid_credentials"), 422, "credentials_invalid", "invalid_credentials", false),
        (
            error(400, "api/authentication_intent_error"),
            410,
            "expired_link",
            "authentication_intent_error",
            false,
        ),
        (error(409, "provider/account_mismatch"), 409, "account_mismatch", "account_mismatch", false),
        (error(401, "errors/wrong_account"), 409, "account_mismatch", "wrong_account", false),
        (error(409, "api/already_exists"), 409, "account_exists", "already_exists", false),
        (error(502, "provider/proxy_error"), 503, "vendor_busy", "proxy_error", true),
        (error(504, "api/request_timeout"), 503, "vendor_busy", "request_timeout", true),
        (error(429, "api/too_many_requests"), 503, "vendor_busy", "too_many_requests", true),
        (error(500, "api/never_heard"), 502, "vendor_busy", "vendor_unavailable", true),
        (
            error(403, "provider/insufficient_permissions"),
            502,
            "vendor_failed",
            "insufficient_permissions",
            false,
        ),
        (error(418, "provider/never_heard"), 502, "vendor_failed", "vendor_error_unknown", false),
        (error(404, "api/resource_not_found"), 502, "vendor_failed", "resource_not_found", false),
        (
            Play::Status(200, json!({ "object": "Riddle" })),
            502,
            "vendor_failed",
            "vendor_answer_unreadable",
            false,
        ),
        (error(401, "api/missing_credentials"), 502, "token_failed", "vendor_key_refused", false),
    ] {
        for (rig, line) in [(&rig, "POST /auth/intent"), (&v1, "POST /accounts")] {
            rig.vendor.plays(line, [play.clone()]);
            let reply = rig.post("anna", "/intent", with_password()).await;
            assert_eq!(
                reply.row(),
                (status, code.to_owned(), reason.to_owned(), retryable),
                "{line} {play:?}"
            );
            assert_eq!(rig.vendor.lines(), [line], "credentials are sent once: {play:?}");
            assert!(!reply.body.contains("hush") && !reply.body.contains(PASSWORD), "{}", reply.body);
        }
    }
    rig.vendor.plays("POST /auth/intent", [Play::Silence, Play::Status(200, checkpoint("int_1", "OTP"))]);
    let reply = rig.post("anna", "/intent", with_password()).await;
    assert_eq!(reply.row(), (504, "vendor_busy".into(), "vendor_timeout".into(), true));
    rig.post("anna", "/intent", with_password()).await;
    for (play, reason) in [
        (error(404, "api/resource_not_found"), "resource_not_found"),
        (error(410, "api/x"), "vendor_error_unknown"),
        (Play::Text(404, ""), "vendor_error_unknown"),
        (error(400, "api/checkpoint_expired"), "checkpoint_expired"),
        (error(400, "api/expired_intent"), "expired_intent"),
    ] {
        rig.vendor.plays("POST /auth/checkpoint", [play.clone()]);
        let reply = rig.post("anna", "/checkpoint", json!({ "intent_id": "int_1", "code": CODE })).await;
        assert_eq!(reply.row(), (410, "expired_link".into(), reason.into(), false), "{play:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_wrong_is_refused_without_being_repeated() {
    let rig = Rig::start("intent-bodies", &[]).await;
    let c = |credentials: Value| json!({ "provider": "linkedin", "credentials": credentials });
    for (path, body) in [
        ("/intent", json!({})),
        (
            "/intent",
            json!({ "provider": "google", "credentials": { "username": "u", "password": PASSWORD } }),
        ),
        ("/intent", c(json!({ "username": "u" }))),
        ("/intent", c(json!({ "password": PASSWORD }))),
        ("/intent", c(json!({ "username": "u", "password": PASSWORD, "access_token": LI_AT }))),
        ("/intent", c(json!({ "username": "u", "password": [PASSWORD] }))),
        ("/intent", c(json!({ "username": "", "password": PASSWORD }))),
        ("/intent", c(json!({ "access_token": LI_AT, "user_agent": "a\nb" }))),
        ("/checkpoint", json!({ "intent_id": "i" })),
        ("/checkpoint", json!({ "code": CODE })),
        ("/checkpoint", json!({ "intent_id": "a b", "code": CODE })),
        ("/checkpoint/request", json!({ "intent_id": "i" })),
        ("/session", json!({ "access_token": LI_AT })),
        ("/session", json!({ "user_agent": "UA/1" })),
        ("/session", json!({ "access_token": [LI_AT], "user_agent": "UA/1" })),
    ] {
        let reply = rig.post("anna", path, body.clone()).await;
        assert_eq!(reply.row(), (400, "token_failed".into(), "body_invalid".into(), false), "{path} {body}");
        for secret in [PASSWORD, LI_AT, CODE] {
            assert!(!reply.body.contains(secret), "{}", reply.body);
        }
    }
    assert_eq!(rig.vendor.lines().len(), 0);
}
