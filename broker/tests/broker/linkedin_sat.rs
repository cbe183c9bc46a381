//! Sales Access Tokens: one vendor request however many ask, renewal on the way, and what ends a link.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tokio::net::TcpListener;

use crate::linkedin::{OAUTH, Play, Rig, SAT, is_not_linked};

const DAY: u64 = 24 * 3600;
const REVOKED: Play = Play::Status(401, r#"{"serviceErrorCode":65601,"message":"revoked","status":401}"#);
const REFRESH_REFUSED: Play = Play::Status(400, r#"{"error":"invalid_grant"}"#);

#[tokio::test]
async fn a_token_is_reused_until_five_minutes_before_its_end() {
    let rig = Rig::start("reuse", &[]).await;
    rig.linked("anna").await;
    rig.vendor.asked();
    let reply = rig.sat("anna").await;
    let ends = rig.clock.now() + 2700;
    assert_eq!(reply.json(), json!({ "token": "sat-token-2", "expiresAt": ends }));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    for (wait, token) in [(1, "sat-token-2"), (2398, "sat-token-2"), (1, "sat-token-2"), (1, "sat-token-3")] {
        rig.clock.advance(wait);
        assert_eq!(rig.token("anna").await, token, "after {wait} s more");
    }
    assert_eq!(rig.vendor.paths(), [SAT, SAT]);
}

#[tokio::test]
async fn a_short_token_is_reused_for_half_of_its_life() {
    let rig = Rig::start("short", &[]).await;
    rig.vendor.lives(60 * DAY, 60);
    rig.linked("anna").await;
    for (wait, token) in [(0, "sat-token-2"), (30, "sat-token-2"), (1, "sat-token-3")] {
        rig.clock.advance(wait);
        assert_eq!(rig.token("anna").await, token, "after {wait} s more");
    }
}

#[tokio::test]
async fn the_token_that_is_not_wanted_any_more_is_replaced_and_another_is_not() {
    let rig = Rig::start("renews", &[]).await;
    rig.linked("anna").await;
    let first = rig.sat("anna").await.json();
    rig.clock.advance(1);
    for (renews, token) in [
        (first["expiresAt"].as_u64().unwrap() + 7, "sat-token-2"),
        (first["expiresAt"].as_u64().unwrap(), "sat-token-3"),
        // Another frame that still had the first: it has been replaced already.
        (first["expiresAt"].as_u64().unwrap(), "sat-token-3"),
    ] {
        assert_eq!(rig.renew("anna", renews).await.json()["token"], token, "{renews}");
    }
    let nonsense = rig.call("anna", "GET", "/sat?renews=soon", "").await;
    assert_eq!(nonsense.json()["token"], "sat-token-3");
}

#[tokio::test]
async fn fifty_at_once_cause_one_vendor_request() {
    let rig = Rig::start("fifty", &[]).await;
    rig.linked("anna").await;
    rig.vendor.asked();
    rig.vendor.plays(SAT, [Play::Hold]);
    let release = async {
        rig.vendor.wait_asked(1).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        rig.vendor.release();
    };
    let (replies, ()) = tokio::join!(join_all((0..50).map(|_| rig.sat("anna"))), release);
    for reply in &replies {
        assert_eq!(reply.json()["token"], "sat-token-2");
    }
    assert_eq!(rig.vendor.paths(), [SAT]);

    // Twelve frames whose token was refused, in one second of the clock: the new one has the same end.
    let ends = replies[0].json()["expiresAt"].as_u64().unwrap();
    rig.vendor.plays(SAT, [Play::Hold]);
    let (replies, ()) = tokio::join!(join_all((0..12).map(|_| rig.renew("anna", ends))), async {
        rig.vendor.wait_asked(1).await;
        // A frame that asks after the answer, in the same second, would have it renewed once more.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        rig.vendor.release();
    });
    assert!(replies.iter().all(|reply| reply.json()["token"] == "sat-token-3"));
    assert_eq!(rig.vendor.paths(), [SAT]);
}

#[tokio::test]
async fn fifty_at_once_share_a_failure_too() {
    let rig = Rig::start("fifty-fail", &[("LINKEDIN_TIMEOUT_MS", "3000")]).await;
    rig.linked("anna").await;
    rig.vendor.asked();
    rig.vendor.plays(SAT, [Play::Silence]);
    let replies = join_all((0..50).map(|_| rig.sat("anna"))).await;
    assert!(replies.iter().all(|reply| reply.reason() == "vendor_timeout"));
    assert_eq!(rig.vendor.paths(), [SAT]);
    assert_eq!(rig.token("anna").await, "sat-token-2", "the link stays");
}

#[tokio::test]
async fn two_users_never_share() {
    let rig = Rig::start("users", &[]).await;
    rig.linked("anna").await;
    rig.linked("bert").await;
    rig.vendor.asked();
    rig.vendor.plays(SAT, [Play::Hold, Play::Hold]);
    let release = async {
        rig.vendor.wait_asked(2).await;
        rig.vendor.release();
        rig.vendor.release();
    };
    let asking = join_all((0..20).map(|n| rig.sat(if n % 2 == 0 { "anna" } else { "bert" })));
    let (replies, ()) = tokio::join!(asking, release);
    let tokens: Vec<_> = replies.iter().map(|reply| reply.json()["token"].to_string()).collect();
    assert!(tokens.iter().step_by(2).all(|token| *token == tokens[0]));
    assert!(tokens.iter().skip(1).step_by(2).all(|token| *token == tokens[1]));
    assert_ne!(tokens[0], tokens[1]);
    let mut bearers: Vec<_> = rig.vendor.asked().into_iter().map(|asked| asked.authorization).collect();
    bearers.sort();
    assert_eq!(bearers, ["Bearer access-token-1", "Bearer access-token-2"]);
}

#[tokio::test]
async fn a_request_survives_the_first_caller_that_goes_away() {
    let rig = Rig::start("first-leaves", &[]).await;
    rig.linked("anna").await;
    rig.vendor.asked();
    rig.vendor.plays(SAT, [Play::Hold]);
    tokio::select! {
        reply = rig.sat("anna") => panic!("it was answered: {}", reply.body),
        () = rig.vendor.wait_asked(1) => {}
    }
    let (reply, ()) = tokio::join!(rig.sat("anna"), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        rig.vendor.release();
    });
    assert_eq!(reply.json()["token"], "sat-token-2");
    assert_eq!(rig.vendor.paths(), [SAT]);
}

#[tokio::test]
async fn an_oauth_token_that_linkedin_refuses_is_refreshed_or_ends_the_link() {
    for (scenario, refresh_tokens, oauth, sat, calls, linked) in [
        ("revoked, no refresh token", false, vec![], vec![REVOKED], &[SAT][..], false),
        ("revoked, refreshed", true, vec![], vec![REVOKED], &[SAT, OAUTH, SAT], true),
        ("refresh refused", true, vec![REFRESH_REFUSED], vec![REVOKED], &[SAT, OAUTH], false),
        ("refreshed and refused again", true, vec![], vec![REVOKED, REVOKED], &[SAT, OAUTH, SAT], false),
    ] {
        let rig = Rig::start("revoked", &[]).await;
        if refresh_tokens {
            rig.vendor.with_refresh_tokens();
        }
        rig.linked("anna").await;
        rig.vendor.asked();
        rig.vendor.plays(OAUTH, oauth);
        rig.vendor.plays(SAT, sat);
        let reply = rig.sat("anna").await;
        assert_eq!(is_not_linked(&reply), !linked, "{scenario}: {}", reply.body);
        let asked = rig.vendor.asked();
        for call in asked.iter().filter(|call| call.line.contains(OAUTH)) {
            assert_eq!(call.form["grant_type"], "refresh_token", "{scenario}");
            assert_eq!(call.form["refresh_token"], "refresh-token-1", "{scenario}");
        }
        if linked {
            assert_eq!(asked.last().unwrap().authorization, "Bearer access-token-2", "{scenario}");
        }
        assert_eq!(asked.len(), calls.len(), "{scenario}");
        assert_eq!(rig.count("SELECT count(*) FROM links"), u32::from(linked), "{scenario}");
        // What is linked stays so, and what is not causes no vendor request any more.
        assert_eq!(is_not_linked(&rig.sat("anna").await), !linked, "{scenario}");
        assert!(rig.vendor.asked().is_empty(), "{scenario}");
    }
}

#[tokio::test]
async fn an_oauth_token_near_its_known_end_is_refreshed_ahead() {
    let rig = Rig::start("oauth-ahead", &[]).await;
    rig.vendor.with_refresh_tokens();
    rig.linked("anna").await;
    rig.vendor.asked();
    rig.clock.advance(60 * DAY - 301);
    rig.token("anna").await;
    assert_eq!(rig.vendor.paths(), [SAT], "five minutes before there is time left");
    rig.clock.advance(2);
    let ends = rig.sat("anna").await.json()["expiresAt"].as_u64().unwrap();
    rig.renew("anna", ends).await;
    let asked = rig.vendor.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].form["refresh_token"], "refresh-token-1");
    assert_eq!(asked[1].authorization, "Bearer access-token-3");
    // The refresh token that came with it is the one from now on.
    rig.clock.advance(61 * DAY);
    rig.token("anna").await;
    assert_eq!(rig.vendor.asked()[0].form["refresh_token"], "refresh-token-3");
}

#[tokio::test]
async fn an_expired_oauth_token_without_refresh_is_for_linkedin_to_refuse() {
    let rig = Rig::start("oauth-over", &[]).await;
    rig.linked("anna").await;
    rig.vendor.asked();
    rig.clock.advance(61 * DAY);
    // This machine's clock may be wrong: LinkedIn still takes the token.
    assert_eq!(rig.token("anna").await, "sat-token-2");
    rig.clock.advance(DAY);
    rig.vendor.plays(SAT, [REVOKED]);
    assert!(is_not_linked(&rig.sat("anna").await));
    assert_eq!(rig.vendor.paths(), [SAT, SAT]);
}

#[tokio::test]
async fn no_fault_on_the_way_ends_a_link() {
    let server_error = Play::Status(500, "");
    let three = [server_error.clone(), server_error.clone(), server_error.clone()];
    let rig = Rig::start("faults", &[("LINKEDIN_TIMEOUT_MS", "1000")]).await;
    rig.linked("anna").await;
    for (plays, status, reason, retryable) in [
        (vec![Play::Status(403, "{}")], 502, "vendor_scope_refused", false),
        (vec![Play::Status(404, "")], 502, "vendor_refused", false),
        (vec![Play::Status(429, "")], 503, "vendor_rate_limited", true),
        (three.to_vec(), 502, "vendor_unavailable", true),
        (vec![Play::Silence], 504, "vendor_timeout", true),
        (vec![Play::Status(200, "")], 502, "vendor_answer_empty", false),
        (vec![Play::Status(200, r#"{"elements":[]}"#)], 502, "vendor_answer_empty", false),
        (vec![Play::Status(200, "<html>")], 502, "vendor_answer_unreadable", false),
        (
            vec![Play::Status(200, r#"{"elements":[{"token":"a b"}]}"#)],
            502,
            "vendor_answer_unreadable",
            false,
        ),
    ] {
        rig.vendor.asked();
        let calls = plays.len();
        rig.vendor.plays(SAT, plays);
        let reply = rig.sat("anna").await;
        let (seen, _, named, again) = reply.row();
        assert_eq!((seen, named.as_str(), again), (status, reason, retryable));
        assert_eq!(rig.vendor.asked().len(), calls, "{reason}");
        assert_eq!(rig.count("SELECT count(*) FROM links"), 1, "{reason}");
    }
    rig.vendor.plays(SAT, [server_error]);
    assert!(rig.token("anna").await.starts_with("sat-token"), "one passing failure is outlived");
}

#[tokio::test]
async fn a_closed_port_is_unreachable_and_ends_no_link() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let rig = Rig::start("closed", &[("LINKEDIN_API_URL", &format!("http://{closed}"))]).await;
    rig.linked("anna").await;
    let row = (502, "token_failed".into(), "vendor_unreachable".into(), true);
    assert_eq!(rig.sat("anna").await.row(), row);
    assert_eq!(rig.count("SELECT count(*) FROM links"), 1);
}

#[tokio::test]
async fn no_fault_of_the_refresh_call_ends_a_link() {
    let rig = Rig::start("refresh-faults", &[("LINKEDIN_TIMEOUT_MS", "1000")]).await;
    rig.vendor.with_refresh_tokens();
    rig.linked("anna").await;
    for (play, reason) in [
        (Play::Status(401, r#"{"error":"invalid_client"}"#), "vendor_client_refused"),
        (Play::Status(400, "<html>"), "vendor_refused"),
        (Play::Status(400, r#"{"error":"something_new"}"#), "vendor_refused"),
        (Play::Status(429, ""), "vendor_rate_limited"),
        (Play::Status(503, ""), "vendor_unavailable"),
        (Play::Silence, "vendor_timeout"),
        (Play::Status(200, "{}"), "vendor_answer_empty"),
    ] {
        rig.vendor.plays(SAT, [REVOKED]);
        rig.vendor.plays(OAUTH, [play.clone()]);
        assert_eq!(rig.sat("anna").await.reason(), reason, "{play:?}");
        assert_eq!(rig.count("SELECT count(*) FROM links"), 1, "{play:?}");
    }
}

#[tokio::test]
async fn a_renewal_ahead_of_time_that_fails_leaves_the_token_that_is_still_good() {
    let rig = Rig::start("ahead-fails", &[]).await;
    rig.linked("anna").await;
    let first = rig.sat("anna").await.json();
    rig.clock.advance(2500);
    rig.vendor.plays(SAT, [Play::Status(429, ""), Play::Status(429, ""), Play::Status(429, "")]);
    assert_eq!(rig.sat("anna").await.json(), first);
    // Who doesn't want that one gets the fault, and so does everybody once it is over.
    let ends = first["expiresAt"].as_u64().unwrap();
    assert_eq!(rig.renew("anna", ends).await.reason(), "vendor_rate_limited");
    rig.clock.advance(200);
    assert_eq!(rig.sat("anna").await.reason(), "vendor_rate_limited");
}

#[tokio::test]
async fn a_request_under_way_does_not_bring_an_unlinked_link_back() {
    for play in [Play::Hold, Play::Status(401, "{}")] {
        let rig = Rig::start("unlink-under-way", &[]).await;
        rig.vendor.with_refresh_tokens();
        rig.linked("anna").await;
        rig.vendor.asked();
        let calls = if matches!(play, Play::Hold) { 1 } else { 2 };
        rig.vendor.plays(SAT, [play]);
        rig.vendor.plays(OAUTH, [Play::Hold]);
        let (reply, ()) = tokio::join!(rig.sat("anna"), async {
            rig.vendor.wait_asked(calls).await;
            assert_eq!(rig.call("anna", "DELETE", "", "").await.status, 204);
            assert!(is_not_linked(&rig.sat("anna").await), "at once, not when the request is over");
            rig.vendor.release();
        });
        assert!(is_not_linked(&reply), "{}", reply.body);
        assert_eq!(rig.count("SELECT count(*) FROM links"), 0);
    }
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_the_old_one_and_of_its_token() {
    let rig = Rig::start("relink", &[]).await;
    rig.linked("anna").await;
    rig.token("anna").await;
    rig.linked("anna").await;
    rig.vendor.asked();
    rig.vendor.plays(SAT, [Play::Hold]);
    let ((), reply) = tokio::join!(
        async {
            rig.vendor.wait_asked(1).await;
            // While the token of the second link is under way, there is a third.
            rig.linked("anna").await;
            rig.vendor.release();
        },
        rig.sat("anna")
    );
    assert_eq!(rig.count("SELECT count(*) FROM links"), 1);
    let asked = rig.vendor.asked();
    let last = asked.last().unwrap();
    assert_eq!(last.authorization, "Bearer access-token-4", "{asked:?}");
    assert_eq!(reply.json()["token"], rig.token("anna").await.as_str());
}
