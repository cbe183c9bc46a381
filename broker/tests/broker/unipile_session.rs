//! Collected sessions, webhooks, and how a lost account is connected again.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::send_body;
use crate::unipile::{HOOK_SECRET, LI_A, LI_AT, Play, Rig, V1, checkpoint, error};

const SECRET: (&str, &str) = ("UNIPILE_WEBHOOK_SECRET", HOOK_SECRET);
const FAST: [(&str, &str); 3] =
    [SECRET, ("UNIPILE_RECONNECT_INTERVAL_S", "1"), ("UNIPILE_RECONNECT_TIMES", "2")];
const INTENT: &str = "POST /auth/intent";

fn lost(id: &str) -> Value {
    json!({ "type": "account.status.disconnected", "account_id": id })
}

/// Wakes the task by the loss of an account of another's, which the vendor denies.
async fn wake(rig: &Rig, user: &str) {
    let account = format!("acc_{user}");
    rig.connected(user, &account).await;
    rig.collect(user, &format!("AQED{user}")).await;
    rig.hook(lost(&account)).await;
    let of_others = "SELECT count(*) FROM unipile_reconnections WHERE account <>
        (SELECT account FROM unipile_accounts ORDER BY rowid LIMIT 1)";
    until(async || rig.number(of_others) == 0).await;
}

async fn until(is_so: impl AsyncFn() -> bool) {
    for _ in 0..1000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never is");
}

/// Waits until the caller's first account is said to be like this. With the machine's clock running.
async fn wait_account(rig: &Rig, user: &str, status: &str, needs_user: bool) {
    let mut seen = Value::Null;
    for _ in 0..800 {
        seen = rig.accounts(user).await[0].clone();
        if seen["status"] == status && seen["needsUser"] == needs_user {
            return;
        }
        rig.clock.advance(1);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{seen}");
}

#[tokio::test]
async fn a_webhook_needs_the_secret_in_the_header_or_the_query() {
    let rig = Rig::start("hooks", &[SECRET]).await;
    let none = Rig::start("no-hooks", &[]).await;
    let near = format!("{HOOK_SECRET}x");
    let [right, wrong] = [HOOK_SECRET, near.as_str()].map(|secret| format!("?secret={secret}"));
    for (rig, query, header, status) in [
        (&rig, "", Some(HOOK_SECRET), 204),
        (&rig, right.as_str(), None, 204),
        (&rig, wrong.as_str(), None, 401),
        (&rig, "", Some(near.as_str()), 401),
        (&rig, "", Some(&HOOK_SECRET[1..]), 401),
        (&rig, "", Some(""), 401),
        (&rig, right.as_str(), Some("wrong"), 401),
        (&rig, "", None, 401),
        (&none, "", None, 401),
        (&none, "?secret=", Some(""), 401),
    ] {
        let url = format!("{}/linkdock/unipile/webhook{query}", rig.base);
        let headers: Vec<_> = header.map(|secret| ("unipile-auth", secret)).into_iter().collect();
        let reply = send_body("POST", &url, &headers, &lost("acc_1").to_string()).await;
        assert_eq!(reply.status, status, "{query} {header:?}");
        if status == 401 {
            assert_eq!(reply.row(), (401, "token_failed".into(), "webhook_unauthenticated".into(), false));
        }
    }
    let url = format!("{}/linkdock/unipile/webhook", rig.base);
    let auth = [("unipile-auth", HOOK_SECRET)];
    assert_eq!(send_body("POST", &url, &auth, "<xml/>").await.reason(), "body_invalid");
    assert_eq!(send_body("POST", &url, &auth, r#"{"type":"message.new"}"#).await.status, 204, "another kind");
}

#[tokio::test]
async fn every_form_of_webhook_changes_the_state() {
    for (version, body, word, status) in [
        (
            &[SECRET][..],
            json!({ "type": "account.status.errored", "account_id": "acc_1" }),
            "errored",
            "unknown",
        ),
        (
            &[SECRET],
            json!({ "event": "account.status.disconnected", "data": { "account_id": "acc_1" } }),
            "disconnected",
            "disconnected",
        ),
        (&[SECRET], json!({ "event": "account.remove", "account_id": "acc_1" }), "deleted", "deleted"),
        (
            &[SECRET, V1],
            json!({ "AccountStatus": { "account_id": "acc_1", "account_type": "LINKEDIN", "message": "CREDENTIALS" } }),
            "CREDENTIALS",
            "disconnected",
        ),
        (
            &[SECRET, V1],
            json!({ "status": "RECONNECTED", "account_id": "acc_1", "name": "n" }),
            "OK",
            "active",
        ),
    ] {
        let rig = Rig::start("states", version).await;
        rig.connected("anna", "acc_1").await;
        rig.hook(body.clone()).await;
        // What isn't well is asked about: the vendor is down here, and doesn't hide what is known.
        rig.vendor.always("GET /accounts/acc_1", Play::Text(500, ""));
        let account = rig.accounts("anna").await[0].clone();
        assert_eq!((&account["vendorStatus"], &account["status"]), (&json!(word), &json!(status)), "{body}");
        assert_eq!(account["needsUser"], status == "disconnected", "no session to try: {body}");
    }
}

#[tokio::test]
async fn without_webhooks_the_state_is_asked() {
    let rig = Rig::start("polls", &[]).await;
    rig.connected("anna", "acc_1").await;
    for (word, status, needs_user) in
        [("running", "active", false), ("disconnected", "disconnected", true), ("running", "active", false)]
    {
        rig.vendor.account("acc_1", json!({ "status": word }));
        let account = rig.accounts("anna").await[0].clone();
        assert_eq!(
            (&account["status"], &account["needsUser"]),
            (&json!(status), &json!(needs_user)),
            "{word}"
        );
    }
    rig.vendor.forget("acc_1");
    assert_eq!(rig.accounts("anna").await[0]["status"], "deleted");
}

#[tokio::test]
async fn the_first_session_of_a_caller_connects_an_account() {
    for (version, line) in [(&[][..], INTENT), (&[V1], "POST /accounts")] {
        let rig = Rig::start("first", version).await;
        let account = json!({ "id": "acc_new", "status": "active", "needsUser": false });
        assert_eq!(rig.collect("anna", LI_AT).await, account);
        let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
        assert_eq!(asked.line, line);
        assert!(asked.body.to_string().contains(LI_AT) && asked.body.to_string().contains(LI_A));
        assert_eq!(rig.collect("anna", LI_AT).await, account);
        assert_eq!(rig.collect("anna", "AQEDnewer").await, account);
        assert_eq!(rig.vendor.lines().len(), 0, "the caller has an account");
        assert_eq!(rig.number("SELECT count(*) FROM unipile_sessions"), 1, "the newest alone");
    }
}

#[tokio::test]
async fn a_session_that_connects_nothing_is_not_tried_again_before_there_is_reason() {
    let rig = Rig::start("no-first", &[]).await;
    rig.vendor.plays(
        INTENT,
        [
            error(401, "provider/invalid_credentials"),
            Play::Status(200, checkpoint("int_1", "OTP")),
            Play::Text(503, ""),
        ],
    );
    for (li_at, wait, calls) in [
        ("AQED1", 0, 1),
        ("AQED1", 3600, 0),
        ("AQED2", 0, 1),
        ("AQED2", 3600, 0),
        ("AQED3", 0, 1),
        ("AQED3", 0, 0),
    ] {
        rig.clock.advance(wait);
        assert_eq!(rig.collect("anna", li_at).await, Value::Null);
        assert_eq!(rig.vendor.lines().len(), calls, "{li_at} after {wait}");
    }
    rig.clock.advance(61);
    assert_eq!(rig.collect("anna", "AQED3").await["id"], "acc_new", "a passing fault passes");
}

#[tokio::test]
async fn a_deleted_account_is_no_account() {
    let rig = Rig::start("deleted-first", &[SECRET]).await;
    rig.connected("anna", "acc_old").await;
    rig.hook(json!({ "type": "account.remove", "account_id": "acc_old" })).await;
    assert_eq!(rig.collect("anna", LI_AT).await["id"], "acc_new", "a session connects another");
    // The same session doesn't make the account anew that has just been deleted.
    rig.vendor.asked();
    rig.hook(json!({ "type": "account.remove", "account_id": "acc_new" })).await;
    rig.clock.advance(3600);
    assert_eq!(rig.collect("anna", LI_AT).await, Value::Null);
    rig.vendor.forget("acc_old");
    assert_eq!(rig.accounts("anna").await[1]["status"], "deleted", "as often as it is told");
    assert_eq!(rig.collect("anna", LI_AT).await, Value::Null);
    assert_eq!(rig.vendor.count(INTENT), 0);
    // Another one does, and after a passing fault once more.
    rig.vendor.plays(
        INTENT,
        [Play::Text(503, ""), Play::Status(200, json!({ "object": "Account", "id": "acc_newer" }))],
    );
    assert_eq!(rig.collect("anna", "AQEDother").await, Value::Null);
    assert_eq!(rig.accounts("anna").await[1]["status"], "deleted");
    rig.clock.advance(61);
    assert_eq!(rig.collect("anna", "AQEDother").await["id"], "acc_newer");
}

#[tokio::test]
async fn the_answer_says_when_the_user_must_act() {
    let rig = Rig::start("must-act", &[]).await;
    rig.vendor.plays(
        INTENT,
        [
            Play::Status(200, checkpoint("int_1", "OTP")),
            error(401, "provider/invalid_credentials"),
            error(403, "provider/hush"),
            error(502, "provider/proxy_error"),
            error(401, "api/invalid_credentials"),
        ],
    );
    let must = |reason: &str| json!({ "account": null, "needsUser": true, "reason": reason });
    let wait = json!({ "account": null, "needsUser": false });
    for (li_at, answer) in [
        ("AQED1", must("checkpoint")),
        ("AQED1", must("checkpoint")),
        ("AQED2", must("invalid_credentials")),
        ("AQED3", must("vendor_error_unknown")),
        ("AQED4", wait.clone()),
        ("AQED5", wait),
        (
            "AQED6",
            json!({ "account": { "id": "acc_new", "status": "active", "needsUser": false }, "needsUser": false }),
        ),
    ] {
        let session = json!({ "access_token": li_at, "user_agent": "UA/1" });
        let reply = rig.post("anna", "/session", session).await;
        assert_eq!((reply.status, reply.json()), (202, answer), "{li_at}");
    }
}

#[tokio::test]
async fn an_account_that_was_made_before_is_connected_with_the_same_cookies() {
    let named = |id: &str| Play::Status(409, json!({ "type": "api/already_exists", "account_id": id }));
    let products = ("UNIPILE_SESSION_PRODUCTS", "classic,sales_navigator");
    let rig = Rig::start("made-before", &[products]).await;
    rig.vendor.plays(INTENT, [named("acc_9")]);
    assert_eq!(rig.collect("anna", LI_AT).await["id"], "acc_9");
    let [first, again] = &rig.vendor.asked()[..] else { panic!("two calls") };
    assert!(first.body.get("account_id").is_none());
    assert_eq!(again.body["account_id"], "acc_9");
    assert_eq!(again.body["credentials"], first.body["credentials"]);
    assert!(again.body.get("config").is_none(), "the earlier products stay");
    // Once, and not where it is another's or isn't named.
    let nobodys = Play::Status(409, json!({ "type": "api/already_exists" }));
    for (user, plays, calls) in [
        ("bert", vec![named("acc_9")], 1),
        ("carl", vec![nobodys], 1),
        ("dora", vec![named("acc_7"), named("acc_7")], 2),
    ] {
        rig.vendor.plays(INTENT, plays);
        let session = json!({ "access_token": LI_AT, "user_agent": "UA/1" });
        let told = rig.post(user, "/session", session).await.json();
        assert_eq!(told, json!({ "account": null, "needsUser": true, "reason": "already_exists" }), "{user}");
        assert_eq!(rig.vendor.lines().len(), calls, "{user}");
    }
}

#[tokio::test]
async fn a_first_account_is_for_the_products_that_the_host_wants() {
    let products = ("UNIPILE_SESSION_PRODUCTS", "classic, sales_navigator");
    let rig = Rig::start("session-products", &[SECRET, products]).await;
    rig.collect("anna", LI_AT).await;
    let wanted = json!(["classic", "sales_navigator"]);
    assert_eq!(rig.vendor.asked()[0].body["config"], json!({ "products": wanted }));
    rig.vendor.account("acc_new", json!({ "status": "disconnected" }));
    assert_eq!(rig.accounts("anna").await[0]["products"], wanted);
    rig.hook(lost("acc_new")).await;
    rig.vendor.wait_count(INTENT, 1).await;
    let asked = rig.vendor.asked();
    let attempt = asked.iter().find(|asked| asked.line == INTENT).unwrap();
    assert!(attempt.body.get("config").is_none(), "the earlier choice stays");
}

#[tokio::test]
async fn two_sessions_at_once_connect_one_account() {
    let rig = Rig::start("twice", &[]).await;
    rig.vendor.plays(INTENT, [Play::Hold(json!({ "object": "Account", "id": "acc_new" }))]);
    let both = futures_util::future::join(rig.collect("anna", LI_AT), async {
        rig.vendor.wait_count(INTENT, 1).await;
        let early = rig.collect("anna", LI_AT).await;
        rig.vendor.release();
        early
    });
    let (first, early) = both.await;
    assert_eq!((first["id"].as_str(), early), (Some("acc_new"), Value::Null));
    assert_eq!(rig.vendor.count(INTENT), 1);
}

#[tokio::test]
async fn a_lost_account_is_tried_at_once_then_at_every_interval_then_its_user_is_asked() {
    let rig = Rig::start("reconnects", &FAST).await;
    rig.vendor.account("acc_new", json!({ "status": "disconnected" }));
    rig.collect("anna", LI_AT).await;
    rig.vendor.asked();
    rig.vendor.always(INTENT, error(401, "provider/invalid_credentials"));
    rig.hook(lost("acc_new")).await;
    rig.vendor.wait_count(INTENT, 1).await;
    for _ in 0..3 {
        rig.hook(lost("acc_new")).await;
    }
    assert_eq!(rig.vendor.count(INTENT), 1, "the next one waits for its time, however often a webhook comes");
    // The newest session is used.
    rig.collect("anna", "AQEDnewer").await;
    wait_account(&rig, "anna", "disconnected", true).await;
    let asked = rig.vendor.asked();
    let tried: Vec<_> = asked.iter().filter(|asked| asked.line == INTENT).collect();
    assert_eq!(tried.len(), 3, "at once, and twice more");
    assert!(tried.iter().all(|asked| asked.body["account_id"] == "acc_new"));
    let cookies: Vec<_> =
        tried.iter().map(|asked| asked.body["credentials"]["access_token"].clone()).collect();
    assert_eq!(cookies, [LI_AT, "AQEDnewer", "AQEDnewer"]);
    assert!(tried[0].body.get("config").is_none(), "the earlier products stay");
    // It is over: neither another webhook nor the same session begins it anew.
    rig.hook(lost("acc_new")).await;
    rig.collect("anna", "AQEDnewer").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(rig.vendor.count(INTENT), 0);
    // A session that was not tried yet does.
    rig.vendor.always(INTENT, Play::Status(200, json!({ "object": "Account", "id": "acc_new" })));
    rig.collect("anna", "AQEDnewest").await;
    // Not before: a state that is asked and well would end it without an attempt.
    rig.vendor.wait_count(INTENT, 1).await;
    rig.vendor.account("acc_new", json!({ "status": "running" }));
    wait_account(&rig, "anna", "active", false).await;
    assert_eq!(rig.vendor.count(INTENT), 1);
}

#[tokio::test]
async fn success_a_newer_state_or_the_end_of_the_session_ends_it() {
    for (scenario, attempts, needs_user) in [
        ("success", 2, false),
        ("webhook", 1, false),
        ("polled", 1, false),
        ("paused", 1, false),
        ("deleted", 1, true),
    ] {
        let rig = Rig::start("ends", &[SECRET, ("UNIPILE_RECONNECT_INTERVAL_S", "50")]).await;
        rig.vendor.account("acc_new", json!({ "status": "disconnected" }));
        rig.collect("anna", LI_AT).await;
        rig.vendor.asked();
        // A checkpoint is no success: nobody is there to solve it.
        rig.vendor.plays(INTENT, [Play::Status(200, checkpoint("int_1", "OTP"))]);
        rig.hook(lost("acc_new")).await;
        for _ in 0..500 {
            if rig.number("SELECT count(*) FROM unipile_reconnections WHERE attempts = 1 AND open = 0") == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        match scenario {
            "webhook" => rig.hook(json!({ "type": "account.status.running", "account_id": "acc_new" })).await,
            "polled" => rig.vendor.account("acc_new", json!({ "status": "running" })),
            // Or its user is at it: what he does must not be undone.
            "paused" => rig.vendor.account("acc_new", json!({ "status": "paused" })),
            "deleted" => {
                assert_eq!(rig.call("anna", "DELETE", "/session", &Value::Null).await.status, 204);
                assert_eq!(rig.number("SELECT count(*) FROM unipile_sessions"), 0);
            }
            _ => {}
        }
        // Anything wakes the task; the clock says that it is time.
        rig.clock.advance(51);
        wake(&rig, "carl").await;
        for _ in 0..500 {
            let of_anna = "SELECT count(*) FROM unipile_reconnections WHERE account =
                (SELECT account FROM unipile_accounts ORDER BY rowid LIMIT 1)";
            if rig.number(of_anna) == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        let asked = rig.vendor.asked();
        let tried =
            asked.iter().filter(|asked| asked.line == INTENT && asked.body["account_id"] == "acc_new");
        assert_eq!(tried.count(), attempts, "{scenario}");
        let sql = "SELECT needs_user FROM unipile_accounts ORDER BY rowid LIMIT 1";
        assert_eq!(rig.number(sql), u32::from(needs_user), "{scenario}");
    }
}

#[tokio::test]
async fn an_old_word_makes_no_attempt() {
    let rig = Rig::start("old-words", &[SECRET, ("UNIPILE_RECONNECT_INTERVAL_S", "50")]).await;
    let word = |word: &str| rig.vendor.account("acc_new", json!({ "status": word }));
    let runs = || rig.number("SELECT count(*) FROM unipile_reconnections");
    word("running");
    rig.collect("anna", LI_AT).await;
    rig.vendor.asked();
    // A webhook that comes late, or twice.
    rig.hook(lost("acc_new")).await;
    rig.vendor.wait_count("GET /accounts/acc_new", 1).await;
    until(async || runs() == 0).await;
    assert_eq!(rig.vendor.count(INTENT), 0, "the vendor was asked before anything else");
    // Of a loss that was real, after it was mended.
    word("disconnected");
    rig.vendor.plays(INTENT, [Play::Hold(json!({ "object": "Account", "id": "acc_new" }))]);
    rig.hook(lost("acc_new")).await;
    rig.vendor.wait_count(INTENT, 1).await;
    rig.vendor.release();
    until(async || runs() == 0).await;
    // The vendor takes the session and drops it again: no sooner than one that it refuses.
    rig.hook(lost("acc_new")).await;
    assert_eq!(runs(), 1);
    rig.clock.advance(49);
    wake(&rig, "carl").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!((rig.vendor.count(INTENT), runs()), (1, 1));
    rig.clock.advance(1);
    wake(&rig, "dora").await;
    rig.vendor.wait_count(INTENT, 2).await;
    until(async || runs() == 0).await;
}

#[tokio::test]
async fn a_poll_that_is_overtaken_counts_for_nothing() {
    let rig = Rig::start("overtaken", &[SECRET]).await;
    rig.connected("anna", "acc_1").await;
    rig.collect("anna", LI_AT).await;
    rig.clock.advance(601);
    rig.vendor.asked();
    let old = json!({ "object": "Account", "id": "acc_1", "status": "disconnected" });
    rig.vendor.plays("GET /accounts/acc_1", [Play::Hold(old)]);
    let (accounts, ()) = futures_util::future::join(rig.accounts("anna"), async {
        rig.vendor.wait_count("GET /accounts/acc_1", 1).await;
        rig.hook(json!({ "type": "account.reconnect", "account_id": "acc_1" })).await;
        rig.vendor.release();
    })
    .await;
    assert_eq!(accounts[0]["status"], "active");
    assert_eq!(rig.number("SELECT count(*) FROM unipile_reconnections"), 0);
}

#[tokio::test]
async fn an_attempt_that_connects_another_account_is_none() {
    let rig = Rig::start("other-account", &[SECRET, ("UNIPILE_RECONNECT_TIMES", "0")]).await;
    rig.vendor.account("acc_new", json!({ "status": "disconnected" }));
    rig.collect("anna", LI_AT).await;
    rig.vendor.always(INTENT, Play::Status(200, json!({ "object": "Account", "id": "acc_other" })));
    rig.hook(lost("acc_new")).await;
    wait_account(&rig, "anna", "disconnected", true).await;
    assert_eq!(rig.accounts("anna").await.as_array().unwrap().len(), 1, "nor is it the caller's");
}
