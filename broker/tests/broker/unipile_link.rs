//! Hosted sign-ins: what the vendor is asked, what its redirect may bring, and to whom an account goes.

use serde_json::{Value, json};

use crate::linkedin::bearer;
use crate::support::{CALLER_KEY, broker, caller_token, claims, send, send_body, signed};
use crate::unipile::{HOOK_SECRET, KEY, Play, Rig, V1, error, with_password};

const DOMAIN: (&str, &str) = ("UNIPILE_DOMAIN", "connect.example.com:8443");
const SECRET: (&str, &str) = ("UNIPILE_WEBHOOK_SECRET", HOOK_SECRET);
const HOOK: (&str, &str) = ("UNIPILE_WEBHOOK_URL", "https://broker.example.com/linkdock/unipile/webhook");

#[tokio::test]
async fn version_2_is_asked_as_it_is_documented() {
    let rig = Rig::start("link-v2", &[DOMAIN]).await;
    let wanted = json!({ "products": ["classic", "sales_navigator"], "methods": ["credentials", "cookies"] });
    let reply = rig.post("anna", "/link", wanted).await;
    let answer = reply.json();
    assert_eq!(
        (reply.status, answer["url"].as_str()),
        (200, Some("https://auth.unipile.com/?token=one-use"))
    );
    let state = answer["state"].as_str().unwrap();
    assert_eq!(state.len(), 43, "256 bits in base64");
    let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
    assert_eq!((asked.line.as_str(), asked.key.as_str()), ("POST /auth/link", KEY));
    let expires = asked.body["expires_on"].as_str().unwrap();
    assert!(expires.ends_with(".000Z") && expires.len() == 24, "{expires}");
    let wanted = json!({
        "providers": "LINKEDIN",
        "expires_on": expires,
        "redirect_uri": format!("{}/linkdock/unipile/return", rig.base),
        "state": state,
        "domain": "connect.example.com:8443",
        "config": { "linkedin": { "allow_methods": ["credentials", "cookies"], "products": ["classic", "sales_navigator"] } }
    });
    assert_eq!(asked.body, wanted);

    rig.connected("anna", "acc_1").await;
    rig.vendor.asked();
    rig.link("anna", json!({ "accountId": "acc_1" })).await;
    let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
    assert_eq!(asked.body["account_id"], "acc_1");
    assert!(asked.body.get("providers").is_none() && asked.body.get("config").is_none(), "{}", asked.body);
}

#[tokio::test]
async fn version_1_is_asked_as_it_is_documented() {
    let rig = Rig::start("link-v1", &[V1, SECRET, HOOK]).await;
    let state = rig.link("anna", Value::Null).await;
    let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
    let back = format!("{}/linkdock/unipile/return?state={state}", rig.base);
    let success = asked.body["success_redirect_url"].as_str().unwrap();
    let ticket = success.strip_prefix(&format!("{back}&ticket=")).unwrap();
    assert!(ticket.len() == 43 && ticket != state, "{success}");
    let wanted = json!({
        "type": "create",
        "providers": ["LINKEDIN"],
        "api_url": rig.vendor.root,
        "expiresOn": asked.body["expiresOn"],
        "success_redirect_url": success,
        "failure_redirect_url": format!("{back}&error_title=vendor_error_unknown"),
        "notify_url": format!("{}?secret={HOOK_SECRET}", HOOK.1),
        "name": state,
    });
    assert_eq!((asked.line.as_str(), &asked.body), ("POST /hosted/accounts/link", &wanted));

    rig.connected("anna", "acc_1").await;
    rig.vendor.asked();
    let products = json!({ "accountId": "acc_1", "products": ["recruiter"] });
    let state = rig.link("anna", products).await;
    let told = rig.returned(&format!("account_id=acc_1&state={state}")).await;
    assert_eq!(rig.confirm("anna", &state, &told["receipt"]).await.status, 200);
    assert!(rig.accounts("anna").await[0].get("products").is_none(), "what wasn't asked for isn't told");
    let asked = &rig.vendor.asked()[0];
    assert_eq!(
        (asked.body["type"].as_str(), asked.body["reconnect_account"].as_str()),
        (Some("reconnect"), Some("acc_1"))
    );
}

#[tokio::test]
async fn whatever_the_redirect_brings_is_told_in_the_fragment() {
    let rig = Rig::start("redirects", &[]).await;
    let long = "x".repeat(70);
    let too_long = format!("error_type=api/{long}&state=S");
    for (query, told) in [
        (
            "account_id=acc_1&provider=LINKEDIN&state=S",
            &[("account_id", "acc_1"), ("provider", "LINKEDIN"), ("receipt", "")][..],
        ),
        (
            "state=S&provider=LINKEDIN&account_id=acc_1&x=y",
            &[("account_id", "acc_1"), ("provider", "LINKEDIN"), ("receipt", "")],
        ),
        // Nobody could confirm an account of it.
        ("state=S", &[("error", "vendor_failed"), ("reason", "vendor_error_unknown")]),
        (
            "state=S&account_id=..%2Fx&provider=%3Cb%3E",
            &[("error", "vendor_failed"), ("reason", "vendor_error_unknown")],
        ),
        // Nobody could confirm it, and whose it is isn't known: it is for whoever may have asked.
        (
            "account_id=acc_1&provider=LINKEDIN",
            &[("error", "vendor_failed"), ("reason", "state_unknown"), ("origin", "https://crm.example.com")],
        ),
        // The title is the broker's own mark, and counts for nothing beside the vendor's words.
        (
            "state=S&error_title=vendor_error_unknown",
            &[("error", "vendor_failed"), ("reason", "vendor_error_unknown")],
        ),
        (
            "state=S&error_title=vendor_error_unknown&error_title=Link%20expired",
            &[("error", "vendor_failed"), ("reason", "link_expired")],
        ),
        (
            "state=S&error_title=vendor_error_unknown&error_type=errors/invalid_credentials",
            &[("error", "vendor_failed"), ("reason", "invalid_credentials")],
        ),
        (
            "state=S&error_type=provider/invalid_credentials&error_title=t",
            &[("error", "vendor_failed"), ("reason", "invalid_credentials")],
        ),
        (
            "state=S&error_type=account_mismatch&account_id=acc_1",
            &[("error", "vendor_failed"), ("reason", "account_mismatch"), ("account_id", "acc_1")],
        ),
        ("state=S&error_title=Link%20expired", &[("error", "vendor_failed"), ("reason", "link_expired")]),
        (
            "error_title=Link%20expired",
            &[("error", "vendor_failed"), ("reason", "link_expired"), ("origin", "https://crm.example.com")],
        ),
        ("state=S&error_detail=d", &[("error", "vendor_failed"), ("reason", "vendor_error_unknown")]),
        (&too_long, &[("error", "vendor_failed"), ("reason", &long[..64])]),
        (
            "",
            &[("error", "vendor_failed"), ("reason", "state_unknown"), ("origin", "https://crm.example.com")],
        ),
    ] {
        let state = rig.link("anna", Value::Null).await;
        let mut seen = rig.returned(&query.replace("state=S", &format!("state={state}"))).await;
        let mut wanted: std::collections::HashMap<String, String> =
            told.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        if query.contains("state=S") {
            wanted.insert("state".to_owned(), state);
            wanted.insert("origin".to_owned(), rig.base.clone());
        }
        if let Some(receipt) = seen.get_mut("receipt") {
            assert_eq!(receipt.len(), 43, "{query}");
            receipt.clear();
        }
        assert_eq!(seen, wanted, "{query}");
    }
}

#[tokio::test]
async fn what_is_nobodys_is_told_to_pages_of_the_brokers_own_too() {
    let rig = Rig::start("own-pages", &[]).await;
    for query in ["error_title=x", "account_id=acc_1"] {
        let url = format!("{}/linkdock/unipile/return?{query}", rig.base);
        let reply = send("GET", &url, &[]).await;
        let fragment = reply.header("location").unwrap().split_once('#').unwrap().1;
        let told = form_urlencoded::parse(fragment.as_bytes()).filter(|(name, _)| name == "origin");
        let told: Vec<_> = told.map(|(_, origin)| origin.into_owned()).collect();
        let crm = "https://crm.example.com".to_owned();
        assert!(told.contains(&rig.base) && told.contains(&crm), "{query}: {told:?}");
    }
}

#[tokio::test]
async fn a_state_comes_back_once_and_until_ten_minutes_after_its_link() {
    let rig = Rig::start("once", &[]).await;
    rig.vendor.account("acc_1", json!({ "status": "running" }));
    let (state, receipt) = rig.came_back("anna", Value::Null, "acc_1").await;
    let again = rig.returned(&format!("account_id=acc_2&state={state}")).await;
    assert_eq!((again["reason"].as_str(), again.contains_key("receipt")), ("state_unknown", false));
    assert_eq!(rig.confirm("anna", &state, &receipt).await.json()["id"], "acc_1", "the first one counts");
    for (query, wait) in [("state=short", 0), (&format!("state={}", "s".repeat(43)), 0), ("state=S", 1201)] {
        let state = rig.link("anna", Value::Null).await;
        rig.clock.advance(wait);
        let told = rig
            .returned(&format!("{}&account_id=a", query.replace("state=S", &format!("state={state}"))))
            .await;
        assert_eq!(told["reason"], "state_unknown", "{query}");
    }
    // The link is over after ten minutes, but the user who was in time may come back later.
    let state = rig.link("anna", Value::Null).await;
    rig.clock.advance(11 * 60);
    let told = rig.returned(&format!("account_id=acc_1&state={state}")).await;
    let receipt = &told["receipt"];
    // The page confirms again and again while the word is CONNECTING, but not for ever.
    for wait in [0, 0, 8 * 60] {
        rig.clock.advance(wait);
        assert_eq!(rig.confirm("anna", &state, receipt).await.status, 200);
    }
    rig.clock.advance(61);
    assert_eq!(rig.confirm("anna", &state, receipt).await.reason(), "link_refused");
    // A failure ends the link.
    let state = rig.link("anna", Value::Null).await;
    rig.returned(&format!("error_type=x&state={state}")).await;
    let reply = rig.post("anna", "/confirm", json!({ "state": state, "accountId": "acc_1" })).await;
    assert_eq!(reply.row(), (403, "token_failed".into(), "link_refused".into(), false));
}

#[tokio::test]
async fn an_account_becomes_the_callers_by_confirm_alone() {
    let rig = Rig::start("confirm", &[SECRET]).await;
    rig.vendor.account("acc_1", json!({ "status": "running" }));
    let (state, receipt) =
        rig.came_back("anna", json!({ "products": ["classic", "recruiter"] }), "acc_1").await;
    assert_eq!(rig.accounts("anna").await, json!([]), "a redirect alone makes nothing");
    rig.hook(json!({ "type": "account.add", "account_id": "acc_1" })).await;
    assert_eq!(rig.accounts("anna").await, json!([]), "nor does a webhook");
    let reply = rig.confirm("anna", &state, &receipt).await;
    let told =
        json!({ "id": "acc_1", "vendorStatus": "running", "status": "active", "confirmedBy": "webhook" });
    assert_eq!((reply.status, reply.json()), (200, told));
    let account = json!({ "id": "acc_1", "status": "active", "vendorStatus": "running", "needsUser": false,
        "products": ["classic", "recruiter"] });
    assert_eq!(rig.accounts("anna").await, json!([account]));
    assert_eq!(rig.accounts("bert").await, json!([]));

    // Of an own account it may be asked at any time.
    rig.vendor.account("acc_1", json!({ "status": "paused" }));
    let reply = rig.post("anna", "/confirm", json!({ "accountId": "acc_1" })).await;
    let told = json!({ "id": "acc_1", "vendorStatus": "paused", "status": "unknown", "confirmedBy": "poll" });
    assert_eq!((reply.status, reply.json()), (200, told));
    let reply = rig.post("bert", "/confirm", json!({ "accountId": "acc_1" })).await;
    assert_eq!(reply.row(), (403, "token_failed".into(), "account_not_allowed".into(), false));
}

#[tokio::test]
async fn version_1_tells_of_the_worst_source_and_of_what_still_connects() {
    let rig = Rig::start("confirm-v1", &[V1]).await;
    let (state, receipt) = rig.came_back("anna", Value::Null, "acc_1").await;
    for (word, status) in [("CONNECTING", "unknown"), ("OK", "active"), ("CREDENTIALS", "disconnected")] {
        let sources = json!([{ "id": "s", "status": "OK" }, { "id": "t", "status": word }]);
        rig.vendor.account("acc_1", json!({ "name": state, "sources": sources }));
        let reply = rig.confirm("anna", &state, &receipt).await;
        let told = json!({ "id": "acc_1", "vendorStatus": word, "status": status, "confirmedBy": "poll" });
        assert_eq!((reply.status, reply.json()), (200, told));
    }
}

#[tokio::test]
async fn nobody_gets_an_account_that_another_has_signed_in() {
    let rig = Rig::start("theft", &[]).await;
    rig.vendor.account("acc_1", json!({ "status": "running" }));
    let (state, receipt) = rig.came_back("anna", Value::Null, "acc_1").await;
    let (other_state, other_receipt) = rig.came_back("anna", Value::Null, "acc_2").await;
    let bert = rig.link("bert", Value::Null).await;
    let r = |state: &str, receipt: &str| json!({ "state": state, "receipt": receipt });
    for (scenario, user, body) in [
        ("another caller", "bert", r(&state, &receipt)),
        ("the receipt of another sign-in", "anna", r(&state, &other_receipt)),
        ("somebody else's receipt", "bert", r(&bert, &receipt)),
        ("no receipt where there is one", "anna", json!({ "state": state, "accountId": "acc_1" })),
        (
            "another account than the redirect's",
            "anna",
            json!({ "state": state, "receipt": receipt, "accountId": "acc_2" }),
        ),
        ("an account that no redirect has brought", "bert", json!({ "state": bert, "accountId": "acc_1" })),
        ("a state alone", "bert", json!({ "state": bert })),
        ("a receipt that can't be", "anna", r(&state, "short")),
        ("a state that can't be", "anna", r("short", &receipt)),
        ("an unknown state", "anna", r(&"s".repeat(43), &receipt)),
    ] {
        let reply = rig.post(user, "/confirm", body).await;
        assert_eq!(reply.row(), (403, "token_failed".into(), "link_refused".into(), false), "{scenario}");
    }
    let url = format!("{}/linkdock/unipile/confirm", rig.base);
    let headers = [
        ("authorization", bearer("anna")),
        ("content-type", "application/json".into()),
        ("origin", "https://crm.example.com".into()),
    ];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let reply = send_body("POST", &url, &headers, &r(&state, &receipt).to_string()).await;
    assert_eq!(reply.reason(), "link_refused", "another page than the one that began");
    assert!(rig.vendor.lines().iter().all(|line| !line.starts_with("GET")), "nothing was asked about it");
    assert_eq!(rig.number("SELECT count(*) FROM unipile_accounts"), 0);

    assert_eq!(rig.confirm("anna", &state, &receipt).await.status, 200);
    assert_eq!(rig.confirm("anna", &other_state, &other_receipt).await.reason(), "vendor_account_unknown");
    // Bert forges a redirect for his own state that names Anna's account.
    let told = rig.returned(&format!("account_id=acc_1&state={bert}")).await;
    assert_eq!(rig.confirm("bert", &bert, &told["receipt"]).await.reason(), "link_refused");
    assert_eq!(rig.accounts("bert").await, json!([]));
}

#[tokio::test]
async fn an_account_that_is_older_than_the_link_or_named_by_another_is_not_of_it() {
    for (version, account, taken) in [
        (&[][..], json!({ "status": "running", "created_at": "2020-01-01T00:00:00.000Z" }), false),
        (&[], json!({ "status": "running", "created_at": "2999-01-01T00:00:00.000Z" }), true),
        (&[], json!({ "status": "running", "created_at": null }), false),
        (&[V1], json!({ "name": "STATE", "created_at": null }), true),
        (&[V1], json!({ "name": "Anna Example", "created_at": null }), false),
        (&[V1], json!({ "name": "STATE", "created_at": "2020-01-01T00:00:00.000Z" }), true),
        (&[V1], json!({ "name": "s".repeat(43) }), false),
        (&[V1], json!({ "name": "Anna Example", "created_at": "2020-01-01T00:00:00.000Z" }), false),
        (&[V1], json!({ "name": "Anna Example", "created_at": "2999-01-01T00:00:00.000Z" }), true),
    ] {
        let rig = Rig::start("age", version).await;
        let (state, receipt) = rig.came_back("anna", Value::Null, "acc_1").await;
        let mut fields = account.clone();
        if fields["name"] == "STATE" {
            fields["name"] = json!(state);
        }
        rig.vendor.account("acc_1", fields);
        let reply = rig.confirm("anna", &state, &receipt).await;
        assert_eq!(reply.status, if taken { 200 } else { 403 }, "{account}");
    }
}

#[tokio::test]
async fn an_account_of_no_age_or_an_older_one_needs_a_webhook_that_tells_of_its_sign_in() {
    let event = |event: &str| json!({ "type": event, "account_id": "acc_1" });
    let ageless = json!({ "status": "running", "created_at": null });
    let older = json!({ "status": "running", "created_at": "2020-01-01T00:00:00.000Z" });
    let own_page = ("UNIPILE_REDIRECT_URI", "https://crm.example.com/done");
    for (scenario, before, after, taken) in [
        ("none", None, None, false),
        ("before the link", Some(event("account.add")), None, false),
        ("of a loss", None, Some(event("account.status.disconnected")), false),
        ("of another account", None, Some(json!({ "type": "account.add", "account_id": "acc_2" })), false),
        ("of the connection", None, Some(event("account.add")), true),
        ("of the state", None, Some(event("account.status.running")), true),
    ] {
        for (variables, account) in
            [(&[SECRET][..], &ageless), (&[SECRET, own_page], &ageless), (&[SECRET], &older)]
        {
            let rig = Rig::start("ageless", variables).await;
            rig.vendor.account("acc_1", account.clone());
            if let Some(news) = &before {
                rig.hook(news.clone()).await;
                rig.clock.advance(1);
            }
            let state = rig.link("anna", Value::Null).await;
            let claim = if variables.len() == 1 {
                // The caller himself may have asked for this redirect.
                let told = rig.returned(&format!("account_id=acc_1&state={state}")).await;
                json!({ "state": state, "receipt": told["receipt"] })
            } else {
                json!({ "state": state, "accountId": "acc_1" })
            };
            if let Some(news) = &after {
                rig.hook(news.clone()).await;
            }
            let reply = rig.post("anna", "/confirm", claim).await;
            if taken {
                assert_eq!(reply.json()["confirmedBy"], "webhook", "{scenario}");
            } else {
                let row = (403, "token_failed".into(), "account_unproven".into(), true);
                assert_eq!(reply.row(), row, "{scenario}");
                assert!(reply.message().contains("UNIPILE_WEBHOOK_SECRET"), "{}", reply.message());
                assert_eq!(rig.number("SELECT count(*) FROM unipile_accounts"), 0, "{scenario}");
            }
        }
    }
}

#[tokio::test]
async fn a_webhook_confirms_by_telling_of_a_sign_in_alone() {
    for (event, by) in [("account.add", "webhook"), ("account.status.errored", "poll")] {
        let rig = Rig::start("confirmed-by", &[SECRET]).await;
        rig.vendor.account("acc_1", json!({ "status": "running" }));
        let (state, receipt) = rig.came_back("anna", Value::Null, "acc_1").await;
        rig.hook(json!({ "type": event, "account_id": "acc_1" })).await;
        assert_eq!(rig.confirm("anna", &state, &receipt).await.json()["confirmedBy"], by, "{event}");
    }
}

#[tokio::test]
async fn a_webhook_may_come_after_the_browser() {
    let rig = Rig::start("late-hook", &[SECRET]).await;
    rig.vendor.account("acc_1", json!({ "status": "running", "created_at": null }));
    let (state, receipt) = rig.came_back("anna", Value::Null, "acc_1").await;
    let both = futures_util::future::join(rig.confirm("anna", &state, &receipt), async {
        rig.vendor.wait_count("GET /accounts/acc_1", 1).await;
        rig.hook(json!({ "type": "account.add", "account_id": "acc_1" })).await;
    });
    assert_eq!(both.await.0.json()["confirmedBy"], "webhook");
}

#[tokio::test]
async fn an_account_that_nobody_owns_is_not_taken_by_a_reconnect_alone() {
    let link = |rig: &Rig, accounts: Value| {
        let mut anna = claims();
        anna["accounts"] = accounts;
        let (bearer, base) = (format!("Bearer {}", signed(&anna, CALLER_KEY)), rig.base.clone());
        move |path: &str, body: Value| {
            let url = format!("{base}/linkdock/unipile{path}");
            let (bearer, base) = (bearer.clone(), base.clone());
            async move {
                let headers = [
                    ("authorization", bearer.as_str()),
                    ("origin", base.as_str()),
                    ("content-type", "application/json"),
                ];
                send_body("POST", &url, &headers, &body.to_string()).await
            }
        }
    };
    for (scenario, hooked, still, taken) in [
        ("the host trusts the caller with every account", false, json!("*"), true),
        ("or with this one", false, json!(["7688", "acc_1"]), true),
        ("or with another one", false, json!(["acc_11"]), false),
        ("it doesn't any more", false, json!([]), false),
        ("it doesn't any more, and somebody has signed in", true, json!([]), true),
    ] {
        let rig = Rig::start("unowned", if hooked { &[SECRET] } else { &[] }).await;
        rig.vendor.account("acc_1", json!({ "status": "running" }));
        let now = link(&rig, still);
        let state =
            link(&rig, json!(["acc_1"]))("/link", json!({ "accountId": "acc_1" })).await.json()["state"]
                .clone();
        let state = state.as_str().unwrap();
        let told = rig.returned(&format!("account_id=acc_1&state={state}")).await;
        if hooked {
            rig.hook(json!({ "type": "account.reconnect", "account_id": "acc_1" })).await;
        }
        let claim = json!({ "state": state, "receipt": told["receipt"] });
        let reply = now("/confirm", claim).await;
        assert_eq!(reply.status, if taken { 200 } else { 403 }, "{scenario}: {}", reply.body);
    }
    // Named by the vendor to who has its credentials: they connect it again, a link doesn't.
    let rig = Rig::start("offer", &[]).await;
    let named = Play::Status(409, json!({ "type": "api/already_exists", "account_id": "acc_1" }));
    rig.vendor.plays("POST /auth/intent", [named]);
    assert_eq!(rig.post("anna", "/intent", with_password()).await.json()["error"]["accountId"], "acc_1");
    let reply = rig.post("anna", "/link", json!({ "accountId": "acc_1" })).await;
    assert_eq!(reply.reason(), "account_not_allowed");
    let mut again = with_password();
    again["account_id"] = json!("acc_1");
    assert_eq!(rig.post("anna", "/intent", again).await.json()["id"], "acc_1");
}

#[tokio::test]
async fn a_notification_of_version_1_says_which_account_is_of_the_link() {
    let rig = Rig::start("notify", &[V1, SECRET]).await;
    for id in ["acc_1", "acc_2"] {
        rig.vendor.account(id, json!({ "name": "Anna", "sources": [{ "status": "OK" }] }));
    }
    let state = rig.link("anna", Value::Null).await;
    rig.hook(json!({ "status": "CREATION_SUCCESS", "account_id": "acc_1", "name": state })).await;
    let forged = rig.returned(&format!("account_id=acc_2&state={state}")).await;
    assert_eq!(rig.confirm("anna", &state, &forged["receipt"]).await.reason(), "link_refused");
    // It agrees with the redirect.
    let state = rig.link("anna", Value::Null).await;
    rig.hook(json!({ "status": "CREATION_SUCCESS", "account_id": "acc_1", "name": state })).await;
    let told = rig.returned(&format!("account_id=acc_1&state={state}")).await;
    let reply = rig.confirm("anna", &state, &told["receipt"]).await;
    assert_eq!(
        (reply.json()["id"].as_str(), reply.json()["confirmedBy"].as_str()),
        (Some("acc_1"), Some("webhook"))
    );
}

#[tokio::test]
async fn a_redirect_of_version_1_that_names_no_account_has_a_ticket_instead() {
    let address = |asked: &crate::unipile::Asked, name: &str| {
        let (_, query) = asked.body[name].as_str().unwrap().split_once('?').unwrap();
        query.to_owned()
    };
    for (scenario, hooked, hooks, told) in [
        ("the notification came first", true, &["acc_1"][..], Ok("acc_1")),
        ("the notification comes later", false, &["acc_1"], Ok("acc_1")),
        ("nothing says which account it is", true, &[], Err("account_unproven")),
        ("two have come of it", true, &["acc_1", "acc_2"], Err("link_refused")),
    ] {
        let rig = Rig::start("ticket", &[V1, SECRET, HOOK]).await;
        // As the vendor names it: after the user.
        let old = json!({ "name": "Anna", "created_at": null, "sources": [{ "status": "OK" }] });
        for id in ["acc_1", "acc_2"] {
            rig.vendor.account(id, old.clone());
        }
        let state = rig.link("anna", Value::Null).await;
        let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
        let hook = async || {
            for id in hooks {
                rig.hook(json!({ "status": "CREATION_SUCCESS", "account_id": id, "name": state })).await;
            }
        };
        if hooked {
            hook().await;
        }
        let back = rig.returned(&address(asked, "success_redirect_url")).await;
        assert!(!back.contains_key("ticket") && !back.contains_key("error"), "{back:?}");
        let confirm = rig.confirm("anna", &state, &back["receipt"]);
        let reply = if hooked {
            confirm.await
        } else {
            futures_util::future::join(confirm, async {
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                hook().await;
            })
            .await
            .0
        };
        match told {
            Ok(id) => {
                assert_eq!(
                    (reply.json()["id"].as_str(), &reply.json()["confirmedBy"]),
                    (Some(id), &json!("webhook"))
                );
                let other = json!({ "state": state, "receipt": back["receipt"], "accountId": "acc_2" });
                assert_eq!(rig.post("anna", "/confirm", other).await.reason(), "link_refused", "{scenario}");
            }
            Err(reason) => {
                assert_eq!(reply.reason(), reason, "{scenario}");
                assert_eq!(rig.number("SELECT count(*) FROM unipile_accounts"), 0, "{scenario}");
            }
        }
    }
    // A ticket is its link's own.
    let rig = Rig::start("tickets", &[V1, SECRET]).await;
    let states = [rig.link("anna", Value::Null).await, rig.link("anna", Value::Null).await];
    let [first, _] = &rig.vendor.asked()[..] else { panic!("two calls") };
    let query = address(first, "success_redirect_url").replace(&states[0], &states[1]);
    let back = rig.returned(&query).await;
    assert_eq!((back["reason"].as_str(), back.contains_key("receipt")), ("vendor_error_unknown", false));
    // A page of the host's own would see it.
    let own_page = ("UNIPILE_REDIRECT_URI", "https://crm.example.com/done");
    let rig = Rig::start("no-ticket", &[V1, SECRET, own_page]).await;
    rig.link("anna", Value::Null).await;
    assert!(!rig.vendor.asked()[0].body.to_string().contains("ticket"));
}

#[tokio::test]
async fn a_reconnect_of_version_1_that_failed_is_no_success() {
    let rig = Rig::start("failed-reconnect", &[V1]).await;
    rig.connected("anna", "acc_1").await;
    for (address, succeeds) in [("success_redirect_url", true), ("failure_redirect_url", false)] {
        rig.vendor.asked();
        let state = rig.link("anna", json!({ "accountId": "acc_1" })).await;
        let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
        let (_, query) = asked.body[address].as_str().unwrap().split_once('?').unwrap();
        let back = rig.returned(query).await;
        assert_eq!(back.contains_key("receipt"), succeeds, "{back:?}");
        if succeeds {
            assert_eq!(rig.confirm("anna", &state, &back["receipt"]).await.json()["id"], "acc_1");
        } else {
            assert_eq!(
                (back["error"].as_str(), back["reason"].as_str()),
                ("vendor_failed", "vendor_error_unknown")
            );
        }
    }
    // Nor is a redirect that brings neither the ticket nor an account.
    let state = rig.link("anna", json!({ "accountId": "acc_1" })).await;
    assert_eq!(rig.returned(&format!("state={state}")).await["reason"], "vendor_error_unknown");
}

#[tokio::test]
async fn who_sends_his_link_to_another_gets_no_receipt_for_what_comes_of_it() {
    for hook_first in [true, false] {
        let rig = Rig::start("sent-link", &[V1, SECRET]).await;
        let state = rig.link("mallory", Value::Null).await;
        rig.vendor.account("acc_1", json!({ "name": state, "sources": [{ "status": "OK" }] }));
        // Anna signs in with it, and the vendor says which account that made.
        let news = json!({ "status": "CREATION_SUCCESS", "account_id": "acc_1", "name": state });
        if hook_first {
            rig.hook(news.clone()).await;
        }
        let told = rig.returned(&format!("state={state}")).await;
        if !hook_first {
            rig.hook(news).await;
        }
        assert!(!told.contains_key("receipt"), "{told:?}");
        for claim in [json!({ "state": state }), json!({ "state": state, "receipt": "r".repeat(43) })] {
            let reply = rig.post("mallory", "/confirm", claim).await;
            assert_eq!(reply.row(), (403, "token_failed".into(), "link_refused".into(), false));
        }
        assert_eq!(rig.number("SELECT count(*) FROM unipile_accounts"), 0);
    }
    // Of a reconnect the account is known: its redirect needs to name none.
    let rig = Rig::start("unnamed-reconnect", &[]).await;
    rig.connected("anna", "acc_1").await;
    let state = rig.link("anna", json!({ "accountId": "acc_1" })).await;
    let told = rig.returned(&format!("state={state}")).await;
    assert_eq!(rig.confirm("anna", &state, &told["receipt"]).await.json()["id"], "acc_1");
}

#[tokio::test]
async fn a_reconnect_is_of_the_very_account() {
    let rig = Rig::start("reconnect", &[]).await;
    rig.connected("anna", "acc_1").await;
    rig.connected("bert", "acc_2").await;
    for id in ["acc_2", "acc_never"] {
        let reply = rig.post("anna", "/link", json!({ "accountId": id })).await;
        assert_eq!(reply.row(), (403, "token_failed".into(), "account_not_allowed".into(), false), "{id}");
    }
    rig.vendor.account("acc_3", json!({ "status": "running" }));
    let (state, receipt) = rig.came_back("anna", json!({ "accountId": "acc_1" }), "acc_3").await;
    let reply = rig.confirm("anna", &state, &receipt).await;
    assert_eq!(reply.row(), (409, "account_mismatch".into(), "account_mismatch".into(), false));
    let (state, receipt) = rig.came_back("anna", json!({ "accountId": "acc_1" }), "acc_1").await;
    assert_eq!(rig.confirm("anna", &state, &receipt).await.json()["id"], "acc_1");

    // A caller who is listed for an account may have one that nobody has, and no other's.
    for accounts in [json!("*"), json!(["acc_3", "acc_1"])] {
        let mut trusted = claims();
        trusted["accounts"] = accounts.clone();
        let bearer = format!("Bearer {}", signed(&trusted, CALLER_KEY));
        let headers = [("authorization", bearer.as_str()), ("origin", rig.base.as_str())];
        for (id, status) in [("acc_3", 200), ("acc_1", 403)] {
            let url = format!("{}/linkdock/unipile/link", rig.base);
            let reply = send_body("POST", &url, &headers, &json!({ "accountId": id }).to_string()).await;
            assert_eq!(reply.status, status, "{accounts} {id}: {}", reply.body);
        }
    }
}

#[tokio::test]
async fn a_page_of_the_hosts_own_names_the_account_that_its_redirect_brought() {
    let host = ("UNIPILE_REDIRECT_URI", "https://crm.example.com/done?a=b");
    for version in [&[host][..], &[host, V1]] {
        let rig = Rig::start("own-page", version).await;
        rig.vendor.account("acc_1", json!({ "status": "running" }));
        let state = rig.link("anna", Value::Null).await;
        let [asked] = &rig.vendor.asked()[..] else { panic!("one call") };
        let redirect = asked.body.get("redirect_uri").or(asked.body.get("success_redirect_url")).unwrap();
        assert!(redirect.as_str().unwrap().starts_with(host.1), "{redirect}");
        let claim = json!({ "state": state, "accountId": "acc_1" });
        assert_eq!(rig.post("bert", "/confirm", claim.clone()).await.reason(), "link_refused");
        assert_eq!(rig.post("anna", "/confirm", claim).await.json()["id"], "acc_1");
    }
}

#[tokio::test]
async fn every_failure_of_the_vendor_is_told_in_the_brokers_words() {
    let rig = Rig::start("link-faults", &[("UNIPILE_TIMEOUT_MS", "1000")]).await;
    for (play, row) in [
        (Play::Text(401, ""), (502, "token_failed", "vendor_key_refused", false)),
        (error(401, "api/invalid_credentials"), (502, "token_failed", "vendor_key_refused", false)),
        (
            error(403, "api/insufficient_permissions"),
            (502, "vendor_failed", "insufficient_permissions", false),
        ),
        (error(400, "api/hush"), (502, "vendor_failed", "vendor_error_unknown", false)),
        (error(429, "api/too_many_requests"), (503, "vendor_busy", "too_many_requests", true)),
        (Play::Text(429, ""), (503, "vendor_busy", "vendor_rate_limited", true)),
        (Play::Text(503, "<html>"), (502, "vendor_busy", "vendor_unavailable", true)),
        (Play::Text(307, ""), (502, "vendor_failed", "vendor_refused", false)),
        (Play::Silence, (504, "vendor_busy", "vendor_timeout", true)),
        (Play::Text(200, "<html>"), (502, "vendor_failed", "vendor_answer_unreadable", false)),
        (
            Play::Status(200, json!({ "url": "https://auth.unipile.com" })),
            (502, "vendor_failed", "vendor_answer_unreadable", false),
        ),
        (
            Play::Status(200, json!({ "link": "http://auth.unipile.com" })),
            (502, "vendor_failed", "vendor_answer_unreadable", false),
        ),
    ] {
        rig.vendor.always("POST /auth/link", play.clone());
        let reply = rig.post("anna", "/link", Value::Null).await;
        let (status, code, reason, retryable) = row;
        assert_eq!(reply.row(), (status, code.to_owned(), reason.to_owned(), retryable), "{play:?}");
        assert!(!reply.body.contains("hush"), "{}", reply.body);
    }
    assert_eq!(rig.number("SELECT count(*) FROM unipile_hosted"), 0);
}

#[tokio::test]
async fn what_passes_is_tried_again_where_that_is_harmless() {
    for (play, calls) in [
        (error(503, "api/service_unavailable"), 2),
        (error(502, "provider/proxy_error"), 2),
        (Play::Text(503, ""), 2),
        (error(429, "api/too_many_requests"), 1),
        (error(429, "api/service_unavailable"), 1),
        (error(504, "api/request_timeout"), 1),
        (error(403, "api/insufficient_permissions"), 1),
    ] {
        let rig = Rig::start("passing", &[]).await;
        rig.vendor.plays("POST /auth/link", [play.clone()]);
        let reply = rig.post("anna", "/link", Value::Null).await;
        assert_eq!((reply.status == 200, rig.vendor.lines().len()), (calls == 2, calls), "{play:?}");
    }
}

#[tokio::test]
async fn what_a_page_sends_is_checked() {
    let rig = Rig::start("bodies", &[]).await;
    for (path, body) in [
        ("/link", json!({ "accountId": "../x" })),
        ("/link", json!({ "accountId": 7 })),
        ("/link", json!({ "products": "classic" })),
        ("/link", json!({ "products": ["a b"] })),
        ("/link", json!({ "methods": ["magic"] })),
        ("/link", json!([])),
        ("/confirm", json!({})),
        ("/confirm", json!({ "accountId": "../x" })),
        ("/confirm", json!(null)),
    ] {
        let reply = rig.post("anna", path, body.clone()).await;
        assert_eq!(reply.row(), (400, "token_failed".into(), "body_invalid".into(), false), "{path} {body}");
    }
    assert_eq!(rig.vendor.asked().len(), 0);
    let url = format!("{}/linkdock/unipile/link", rig.base);
    for origin in [None, Some("https://evil.test"), Some("null")] {
        let bearer = bearer("anna");
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin)));
        assert_eq!(send("POST", &url, &headers).await.reason(), "origin_not_allowed", "{origin:?}");
    }
    let headers = [("authorization", bearer("anna")), ("content-type", "text/plain".to_owned())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let url = format!("{}/linkdock/unipile/confirm", rig.base);
    assert_eq!(
        send_body("POST", &url, &headers, "{}").await.reason(),
        "body_invalid",
        "a form of another site's"
    );
}

#[tokio::test]
async fn every_route_wants_a_caller_and_a_configuration() {
    let rig = Rig::start("callers", &[]).await;
    let bare = broker("http://127.0.0.1:9", &[]).await;
    for (method, path) in [
        ("POST", "/link"),
        ("POST", "/confirm"),
        ("POST", "/intent"),
        ("POST", "/checkpoint"),
        ("POST", "/checkpoint/request"),
        ("POST", "/checkpoint/resend"),
        ("POST", "/checkpoint/wait"),
        ("GET", "/accounts"),
        ("POST", "/session"),
        ("DELETE", "/session"),
    ] {
        let url = format!("{}/linkdock/unipile{path}", rig.base);
        let reply = send(method, &url, &[("origin", &rig.base), ("content-type", "application/json")]).await;
        assert_eq!((reply.status, reply.reason().as_str()), (401, "caller_unauthenticated"), "{path}");
        let bearer = format!("Bearer {}", caller_token());
        let headers =
            [("authorization", bearer.as_str()), ("origin", &bare), ("content-type", "application/json")];
        let reply = send(method, &format!("{bare}/linkdock/unipile{path}"), &headers).await;
        assert_eq!((reply.status, reply.reason().as_str()), (500, "not_configured"), "{path}");
        assert!(reply.message().contains("UNIPILE_API_KEY"));
    }
    let reply = send("GET", &format!("{bare}/linkdock/unipile/return?state={}", "s".repeat(43)), &[]).await;
    assert!(reply.header("location").unwrap().contains("reason=not_configured"), "{:?}", reply.headers);
}
