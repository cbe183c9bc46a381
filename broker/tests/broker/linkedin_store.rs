//! The store: what a crash leaves, what its file gives away, and what a wrong key or a damaged row comes to.

use std::time::Duration;

use serde_json::json;

use crate::binary::{Process, command};
use crate::linkedin::{
    CLIENT_SECRET, CODE, OAUTH, Play, Rig, SAT, STORE_KEY, bearer, is_not_linked, variables,
};
use crate::support::{CALLER_KEY, config, send, send_body};

/// What a test must not find: ids and one-time secrets as well as tokens.
fn secrets(told: &[&str]) -> Vec<String> {
    let mut secrets: Vec<String> = told.iter().map(|text| (*text).to_owned()).collect();
    for fixed in ["access-token-", "refresh-token-", "sat-token-", CODE, CLIENT_SECRET, STORE_KEY, CALLER_KEY]
    {
        secrets.push(fixed.to_owned());
    }
    // The key's own bytes.
    secrets.push("\u{7}".repeat(32));
    secrets.extend(["anna@crm.example.com".to_owned(), "bert@crm.example.com".to_owned()]);
    secrets
}

fn assert_holds_none(what: &str, bytes: &[u8], secrets: &[String]) {
    for secret in secrets {
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{secret} in {what}");
    }
}

#[tokio::test]
async fn neither_the_files_nor_the_log_nor_a_refusal_gives_a_secret_away() {
    let (anna, bert) = ("anna@crm.example.com", "bert@crm.example.com");
    let mut rig = Rig::vendor_alone("grep").await;
    rig.vendor.with_refresh_tokens();
    let process = Process::start(&variables(&rig.vendor.url, rig.store.as_str(), &[]));
    rig.base.clone_from(&process.base);
    rig.linked(anna).await;
    rig.token(anna).await;
    let waiting = rig.authorize(anna).await;
    let (state, receipt) = rig.consented(bert).await;
    let careless =
        r#"{"error":"invalid_grant","error_description":"code authorization-code-3e9d of access-token-1"}"#;
    rig.vendor.plays(OAUTH, [Play::Status(400, careless)]);
    let refused_state = rig.authorize(bert).await;
    let told = rig.returned(&format!("code={CODE}&state={refused_state}")).await;
    let mut replies = vec![format!("{told:?}").replace(&refused_state, "")];
    for body in [careless, r#"{"elements":[{"token":"sat-token-1 access-token-1"}]}"#] {
        rig.vendor.plays(SAT, [Play::Status(if body == careless { 403 } else { 200 }, body)]);
        let reply = rig.renew(anna, rig.sat(anna).await.json()["expiresAt"].as_u64().unwrap()).await;
        replies.push(format!("{:?} {}", reply.headers, reply.body));
    }
    replies.push(rig.link(anna, &state, &receipt).await.body);
    let secrets = secrets(&[&waiting, &state, &receipt, &refused_state]);
    let bytes = rig.store.bytes();
    assert!(bytes.windows(13).any(|window| window == b"SQLite format"), "the files were read");
    assert_eq!(rig.count("SELECT count(*) FROM links WHERE sat_sealed IS NOT NULL"), 1);
    assert_eq!(rig.count("SELECT count(*) FROM grants WHERE access_sealed IS NOT NULL"), 1);
    assert_holds_none("the files", &bytes, &secrets);
    let log = process.crash();
    assert_holds_none("the files after a crash", &rig.store.bytes(), &secrets);
    assert!(log.contains("link_refused") && log.contains("vendor_code_refused"), "{log}");
    assert_holds_none("the log", log.as_bytes(), &secrets);
    assert_holds_none("the answers", replies.join("\n").as_bytes(), &secrets);
}

#[tokio::test]
async fn a_crash_in_the_middle_of_the_code_exchange_leaves_a_clean_not_linked() {
    let mut rig = Rig::vendor_alone("crash-exchange").await;
    let url = rig.vendor.url.clone();
    let path = rig.store.as_str().to_owned();
    let process = Process::start(&variables(&url, &path, &[]));
    rig.base.clone_from(&process.base);
    rig.vendor.plays(OAUTH, [Play::Hold]);
    let state = rig.authorize("anna").await;
    let query = format!("code={CODE}&state={state}");
    let address = format!("{}/linkdock/linkedin/return?{query}", rig.base);
    // Its connection breaks when the process ends.
    let browser = tokio::spawn(async move { send("GET", &address, &[]).await });
    rig.vendor.wait_asked(1).await;
    process.crash();
    assert!(browser.await.is_err());
    rig.vendor.release();

    let process = Process::start(&variables(&url, &path, &[]));
    rig.base.clone_from(&process.base);
    assert!(is_not_linked(&rig.sat("anna").await));
    assert_eq!(rig.returned(&query).await["reason"], "state_unknown", "the state was taken");
    assert_eq!(rig.count("SELECT count(*) FROM grants WHERE access_sealed IS NOT NULL"), 0);
    rig.linked("anna").await;
    assert!(rig.token("anna").await.starts_with("sat-token"));
}

#[tokio::test]
async fn a_crash_after_the_exchange_leaves_a_link_or_one_that_can_be_claimed() {
    let mut rig = Rig::vendor_alone("crash-claim").await;
    let url = rig.vendor.url.clone();
    let path = rig.store.as_str().to_owned();
    let process = Process::start(&variables(&url, &path, &[]));
    rig.base.clone_from(&process.base);
    let (state, receipt) = rig.consented("anna").await;
    rig.linked("bert").await;
    let token = rig.token("bert").await;
    process.crash();

    let process = Process::start(&variables(&url, &path, &[]));
    rig.base.clone_from(&process.base);
    // The broker's own origin has another port now, so this is asked as no browser does: without one.
    let body = json!({ "state": state, "receipt": receipt }).to_string();
    let headers = [("authorization", bearer("anna")), ("content-type", "application/json".to_owned())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let reply = send_body("POST", &format!("{}/linkdock/linkedin/link", rig.base), &headers, &body).await;
    assert_eq!(reply.status, 204, "{}", reply.body);
    assert_eq!(rig.token("bert").await, token, "the token outlives the start, too");
    assert!(rig.token("anna").await.starts_with("sat-token"));
}

#[tokio::test]
async fn what_was_pending_when_the_broker_stopped_is_gone_when_its_time_is_over() {
    let mut rig = Rig::vendor_alone("stale").await;
    let process = Process::start(&variables(&rig.vendor.url, rig.store.as_str(), &[]));
    rig.base.clone_from(&process.base);
    rig.consented("anna").await;
    process.crash();
    rig.change("UPDATE grants SET ends = 1");
    let _process = Process::start(&variables(&rig.vendor.url, rig.store.as_str(), &[]));
    assert_eq!(rig.count("SELECT count(*) FROM grants"), 0);
}

#[tokio::test]
async fn a_wrong_key_a_foreign_file_and_a_newer_store_end_the_start() {
    let rig = Rig::start("wrong-key", &[]).await;
    rig.linked("anna").await;
    let other = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=";
    let with = |more| variables(&rig.vendor.url, rig.store.as_str(), more);
    let other_key = [("LINKDOCK_STORE_KEY", other)];
    // Before the binary, which would serve for ever.
    assert_eq!(config(&with(&other_key)).err().unwrap().variable(), "LINKDOCK_STORE_KEY");
    let output = command(&with(&other_key)).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("linkdock-broker: LINKDOCK_STORE_KEY: "), "{stderr}");
    assert!(!stderr.contains(other) && !stderr.contains(STORE_KEY), "{stderr}");
    assert!(config(&with(&[])).is_ok(), "the right key still opens it");

    for (scenario, sql, variable) in [
        ("no canary", "DELETE FROM canary", "LINKDOCK_STORE_KEY"),
        ("another canary", "INSERT INTO canary VALUES (1, x'00')", "LINKDOCK_STORE_KEY"),
    ] {
        rig.change(sql);
        let Err(error) = config(&with(&[])) else { panic!("{scenario}") };
        assert_eq!(error.variable(), variable, "{scenario}");
    }
    rusqlite::Connection::open(&rig.store.0).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let Err(error) = config(&with(&[])) else { panic!("a newer store") };
    assert!(error.variable() == "LINKDOCK_STORE" && error.to_string().contains("newer"), "{error}");

    let foreign = crate::support::Scratch::new("foreign");
    std::fs::write(&foreign.0, "no database, whatever it is called".repeat(99)).unwrap();
    for path in [foreign.as_str(), "/no/such/folder/store.sqlite", "/"] {
        let Err(error) = config(&variables(&rig.vendor.url, path, &[])) else { panic!("{path}") };
        assert_eq!(error.variable(), "LINKDOCK_STORE", "{path}");
        assert!(!error.to_string().contains(path) || path == "/", "{error}");
    }
}

#[tokio::test]
async fn a_damaged_row_is_a_coded_fault_until_the_user_links_again() {
    for sql in [
        "UPDATE links SET access_sealed = x'00'",
        "UPDATE links SET access_sealed = x''",
        "UPDATE links SET access_sealed = sat_sealed",
        "UPDATE links SET sat_sealed = access_sealed",
        "UPDATE links SET refresh_sealed = zeroblob(100)",
        "UPDATE links SET id = x'0102'",
        "UPDATE links SET id = zeroblob(16)",
    ] {
        let rig = Rig::start("damaged", &[]).await;
        rig.vendor.with_refresh_tokens();
        rig.linked("anna").await;
        rig.token("anna").await;
        rig.vendor.asked();
        rig.change(sql);
        let row = (500, "token_failed".into(), "store_damaged".into(), false);
        assert_eq!(rig.sat("anna").await.row(), row, "{sql}");
        assert!(rig.vendor.asked().is_empty(), "{sql}");
        rig.linked("anna").await;
        assert!(rig.token("anna").await.starts_with("sat-token"), "{sql}");
        rig.change(sql);
        assert_eq!(rig.call("anna", "DELETE", "", "").await.status, 204, "{sql}");
        assert!(is_not_linked(&rig.sat("anna").await), "{sql}");
    }
}

#[tokio::test]
async fn a_row_that_was_copied_to_another_user_does_not_open() {
    let rig = Rig::start("swapped", &[]).await;
    rig.linked("anna").await;
    let anna = rig.count("SELECT count(*) FROM links");
    rig.linked("bert").await;
    assert_eq!(anna + 1, rig.count("SELECT count(*) FROM links"));
    let connection = rusqlite::Connection::open(&rig.store.0).unwrap();
    let swap = "UPDATE links SET
        id = (SELECT other.id FROM links AS other WHERE other.caller <> links.caller),
        access_sealed = (SELECT other.access_sealed FROM links AS other WHERE other.caller <> links.caller)
        WHERE caller = (SELECT min(caller) FROM links)";
    assert_eq!(connection.execute(swap, []).unwrap(), 1);
    let replies = [rig.sat("anna").await, rig.sat("bert").await];
    let mut statuses = replies.map(|reply| reply.status);
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 500], "the one that was copied over does not open");

    // Pending tokens neither.
    let (state, receipt) = rig.consented("anna").await;
    rig.change("UPDATE grants SET access_sealed = (SELECT access_sealed FROM links LIMIT 1)");
    assert_eq!(rig.link("anna", &state, &receipt).await.reason(), "store_damaged");
}

#[tokio::test]
async fn a_store_that_cannot_be_written_is_a_coded_fault_and_recovers() {
    let rig = Rig::start("store-fails", &[]).await;
    rig.linked("anna").await;
    let connection = rusqlite::Connection::open(&rig.store.0).unwrap();
    connection.execute_batch("ALTER TABLE grants RENAME TO hidden").unwrap();
    let reply = rig.call("anna", "POST", "/authorize", "").await;
    assert_eq!(reply.row(), (500, "token_failed".into(), "store_failed".into(), true));
    assert_eq!(rig.returned(&format!("code=x&state={}", "x".repeat(43))).await["reason"], "store_failed");
    connection.execute_batch("ALTER TABLE hidden RENAME TO grants").unwrap();
    rig.linked("anna").await;
}

#[tokio::test]
async fn a_store_that_another_process_holds_does_not_hold_up_the_others() {
    let rig = Rig::start("busy", &[]).await;
    let connection = rusqlite::Connection::open(&rig.store.0).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let quick = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let address = format!("{}/linkdock/health", rig.base);
        let health = send("GET", &address, &[]);
        assert_eq!(tokio::time::timeout(Duration::from_secs(2), health).await.unwrap().status, 200);
        connection.execute_batch("COMMIT").unwrap();
    };
    let (state, ()) = tokio::join!(rig.authorize("anna"), quick);
    assert_eq!(state.len(), 43, "it waited");
}

#[tokio::test]
async fn a_user_keeps_sixteen_sign_ins_under_way_at_most() {
    let rig = Rig::start("many", &[]).await;
    for _ in 0..20 {
        rig.clock.advance(1);
        rig.authorize("anna").await;
    }
    rig.authorize("bert").await;
    assert_eq!(rig.count("SELECT count(*) FROM grants"), 17);
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_for_the_brokers_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let rig = Rig::start("private", &[]).await;
    rig.linked("anna").await;
    for end in ["", "-wal"] {
        let mode = std::fs::metadata(format!("{}{end}", rig.store.as_str())).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{end}: {mode:o}");
    }
}
