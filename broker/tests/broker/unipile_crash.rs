//! What a killed broker leaves: attempts that are neither lost nor made twice, and no secret in its files or its log.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::binary::Process;
use crate::linkedin::STORE_KEY;
use crate::support::{CALLER_KEY, Variables, send_body};
use crate::unipile::{
    CODE, HOOK_SECRET, KEY, LI_A, LI_AT, PASSWORD, Play, Rig, V1, checkpoint, error, variables, with_password,
};

const INTENT: &str = "POST /auth/intent";

fn start(rig: &mut Rig, more: Variables<'_>) -> Process {
    let secret = [("UNIPILE_WEBHOOK_SECRET", HOOK_SECRET)];
    let variables = variables(&rig.vendor.root, rig.store.as_str(), &[&secret, more].concat());
    let table: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let process = Process::start(&table);
    rig.base.clone_from(&process.base);
    process
}

async fn wait_needs_user(rig: &Rig) {
    for _ in 0..600 {
        if rig.number("SELECT count(*) FROM unipile_accounts WHERE needs_user = 1") == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never ended");
}

/// A broker whose caller's account is lost while the vendor takes no session.
async fn lost(test: &str, more: Variables<'_>) -> (Rig, Process) {
    let mut rig = Rig::vendor_alone(test).await;
    let process = start(&mut rig, more);
    rig.collect("anna", LI_AT).await;
    rig.vendor.asked();
    rig.vendor.account("acc_new", json!({ "status": "disconnected" }));
    (rig, process)
}

#[tokio::test]
async fn a_kill_between_two_attempts_costs_none_and_doubles_none() {
    let fast = [("UNIPILE_RECONNECT_INTERVAL_S", "2"), ("UNIPILE_RECONNECT_TIMES", "2")];
    let (mut rig, process) = lost("kill-between", &fast).await;
    rig.vendor.always(INTENT, error(401, "provider/invalid_credentials"));
    rig.hook(json!({ "type": "account.status.disconnected", "account_id": "acc_new" })).await;
    rig.vendor.wait_count(INTENT, 1).await;
    let begun = Instant::now();
    tokio::time::sleep(Duration::from_millis(300)).await;
    process.crash();
    let process = start(&mut rig, &fast);
    rig.vendor.wait_count(INTENT, 2).await;
    assert!(begun.elapsed() > Duration::from_secs(1), "a start is no reason to hurry");
    process.crash();
    // Away for longer than the interval.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let _process = start(&mut rig, &fast);
    wait_needs_user(&rig).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(rig.vendor.count(INTENT), 3, "at once, and twice more");
    assert_eq!(rig.accounts("anna").await[0]["needsUser"], true);
}

#[tokio::test]
async fn a_kill_in_the_middle_of_an_attempt_counts_it_and_asks_how_it_ended() {
    for (scenario, word, attempts, needs_user) in
        [("lost", "disconnected", 2, 1), ("it had worked", "running", 1, 0)]
    {
        let fast = [("UNIPILE_RECONNECT_INTERVAL_S", "2"), ("UNIPILE_RECONNECT_TIMES", "1")];
        let (mut rig, process) = lost("kill-within", &fast).await;
        rig.vendor.plays(INTENT, [Play::Hold(json!({ "object": "Account", "id": "acc_new" }))]);
        rig.vendor.always(INTENT, error(503, ""));
        rig.hook(json!({ "type": "account.status.disconnected", "account_id": "acc_new" })).await;
        rig.vendor.wait_count(INTENT, 1).await;
        assert_eq!(rig.number("SELECT open FROM unipile_reconnections"), 1, "written down before it is made");
        process.crash();
        rig.vendor.release();
        rig.vendor.account("acc_new", json!({ "status": word }));
        let asked_before = rig.vendor.count("GET /accounts/acc_new");
        let _process = start(&mut rig, &fast);
        rig.vendor.wait_count("GET /accounts/acc_new", asked_before + 1).await;
        if needs_user == 1 {
            wait_needs_user(&rig).await;
        }
        tokio::time::sleep(Duration::from_millis(2500)).await;
        assert_eq!(rig.vendor.count(INTENT), attempts, "{scenario}");
        assert_eq!(rig.number("SELECT needs_user FROM unipile_accounts"), needs_user, "{scenario}");
        assert_eq!(rig.number("SELECT count(*) FROM unipile_reconnections"), 0, "{scenario}");
    }
}

#[tokio::test]
async fn a_loss_that_no_webhook_told_is_found_at_the_next_start() {
    let (mut rig, process) = lost("lost-hook", &[]).await;
    process.crash();
    rig.vendor.asked();
    let _process = start(&mut rig, &[]);
    rig.vendor.wait_count(INTENT, 1).await;
    let asked = rig.vendor.asked();
    assert_eq!(
        (asked[0].line.as_str(), &asked.last().unwrap().body["account_id"]),
        ("GET /accounts/acc_new", &json!("acc_new"))
    );
}

#[tokio::test]
async fn neither_the_files_nor_the_log_nor_a_refusal_gives_a_secret_away() {
    for version in [&[][..], &[V1]] {
        let mut rig = Rig::vendor_alone("grep").await;
        let process = start(&mut rig, version);
        let (start_line, solve_line) = if version.is_empty() {
            (INTENT, "POST /auth/checkpoint")
        } else {
            ("POST /accounts", "POST /accounts/checkpoint")
        };
        let mut replies = Vec::new();
        let mut keep =
            |reply: crate::support::Reply| replies.push(format!("{:?} {}", reply.headers, reply.body));
        let waiting = json!({ "object": "Checkpoint", "account_id": "acc_w", "checkpoint": { "type": "OTP", "data": "blob-3d1" } });
        let waiting = if version.is_empty() { checkpoint("int_1", "OTP") } else { waiting };
        let intent_id = if version.is_empty() { "int_1" } else { "acc_w" };
        rig.vendor
            .plays(start_line, [error(401, "provider/invalid_credentials"), Play::Status(200, waiting)]);
        keep(rig.post("anna@crm.example.com", "/intent", with_password()).await);
        rig.post("anna@crm.example.com", "/intent", with_password()).await;
        rig.vendor.plays(solve_line, [error(400, "provider/invalid_checkpoint_code")]);
        let solve = json!({ "intent_id": intent_id, "code": CODE });
        keep(rig.post("anna@crm.example.com", "/checkpoint", solve).await);
        let mut broken = with_password();
        broken["provider"] = json!(PASSWORD);
        keep(rig.post("anna@crm.example.com", "/intent", broken).await);
        rig.vendor.plays(start_line, [error(500, "x"), error(401, "provider/invalid_credentials")]);
        rig.collect("bert@crm.example.com", LI_AT).await;
        rig.collect("carl@crm.example.com", LI_AT).await;
        rig.collect("dora@crm.example.com", LI_AT).await;
        assert_eq!(rig.accounts("dora@crm.example.com").await[0]["id"], "acc_new");
        rig.vendor.asked();
        rig.link("anna@crm.example.com", Value::Null).await;
        let asked = rig.vendor.asked();
        let back = asked[0].body["success_redirect_url"].as_str().and_then(|url| url.split_once('?'));
        let ticket =
            back.and_then(|(_, query)| query.split_once("ticket=")).map_or("no-ticket-in-v2", |(_, it)| it);
        if let Some((_, query)) = back {
            assert!(rig.returned(query).await.values().all(|value| value != ticket));
        }
        let (state, receipt) = rig.came_back("anna@crm.example.com", Value::Null, "acc_hosted").await;
        rig.vendor.account("acc_hosted", json!({ "status": "running", "sources": [{ "status": "OK" }] }));
        rig.confirm("anna@crm.example.com", &state, &receipt).await;
        for secret in [HOOK_SECRET, "wrong-hook-secret"] {
            let url = format!("{}/linkdock/unipile/webhook?secret={secret}", rig.base);
            let body = json!({ "status": "CREDENTIALS", "account_id": "acc_hosted", "name": state });
            keep(send_body("POST", &url, &[], &body.to_string()).await);
        }
        let secrets = [
            PASSWORD,
            LI_AT,
            LI_A,
            CODE,
            KEY,
            HOOK_SECRET,
            "wrong-hook-secret",
            STORE_KEY,
            CALLER_KEY,
            &state,
            ticket,
            &receipt,
            "acc_new",
            "acc_hosted",
            intent_id,
            "anna@crm",
            "bert@crm",
            "dora@crm",
            "blob-3d1",
            "hush",
        ];
        assert_eq!(rig.number("SELECT count(*) FROM unipile_sessions"), 3);
        assert_eq!(rig.number("SELECT count(*) FROM unipile_intents"), 1);
        let before = rig.store.bytes();
        let log = process.crash();
        assert!(log.contains("webhook_unauthenticated") && log.contains("invalid_credentials"), "{log}");
        for (what, bytes) in [
            ("the files", before),
            ("the files after a crash", rig.store.bytes()),
            ("the log", log.into_bytes()),
            ("the answers", replies.join("\n").into_bytes()),
        ] {
            assert!(!bytes.is_empty());
            for secret in secrets {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{secret} in {what}");
            }
        }
    }
}
