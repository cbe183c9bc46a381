//! Every test user: what the page is told to post and to show, and what becomes of the account.

use crate::support::{Sandbox, form};
use serde_json::{Value, json};

/// Takes the token out of a message, since it is random, and returns it.
fn take_token(message: &mut Value) -> String {
    let token = message["data"].as_object_mut().unwrap().remove("token").expect("a token");
    token.as_str().unwrap().to_owned()
}

fn message(id: u64, status: &str) -> Value {
    json!({"type": "handleResponse", "data": {"action": "1", "linkedinId": id, "status": status}})
}

#[tokio::test]
async fn the_message_is_the_documented_one_word_for_word() {
    let sandbox = Sandbox::start().await;
    let link = sandbox.connect_link().await;
    let answer = sandbox.post(&link, form("active@sandbox.test")).await;
    let token = answer.json()["posts"][0]["data"]["token"].as_str().unwrap().to_owned();
    let expected = format!(
        r#"{{"type":"handleResponse","data":{{"action":"1","linkedinId":1001,"token":"{token}","status":"ACCOUNT_ACTIVE"}}}}"#
    );
    assert!(answer.body.contains(&expected), "{}", answer.body);
    let link = sandbox.connect_link().await;
    let failed = sandbox.post(&link, form("failed@sandbox.test")).await;
    assert!(failed.body.contains(r#"[{"type":"handleResponse","data":{"action":"0"}}]"#), "{}", failed.body);
}

#[tokio::test]
async fn each_user_connects_as_documented() {
    for (user, statuses, heading) in [
        ("active", vec!["ACCOUNT_ACTIVE"], "Done"),
        ("paused", vec!["ACCOUNT_PAUSED"], "Check your e-mail for a code"),
        ("blocked", vec!["ACCOUNT_BLOCKED"], "Check your e-mail for a code"),
        ("locked", vec!["ACCOUNT_PAUSED"], "Check your e-mail for a code"),
        ("deleted-later", vec!["ACCOUNT_PAUSED"], "Check your e-mail for a code"),
        ("deleted", vec!["ACCOUNT_DELETED"], "This account was deleted"),
        ("unknown", vec!["ACCOUNT_FROZEN"], "Check your e-mail for a code"),
        ("twice", vec!["ACCOUNT_ACTIVE"; 2], "Done"),
        ("twice-paused", vec!["ACCOUNT_PAUSED"; 2], "Check your e-mail for a code"),
        ("slow", vec!["ACCOUNT_PAUSED"], "Check your e-mail for a code"),
        ("slower", vec!["ACCOUNT_PAUSED"], "Check your e-mail for a code"),
        ("closes", vec!["ACCOUNT_ACTIVE"], "Done"),
    ] {
        let sandbox = Sandbox::start().await;
        let mut answer = sandbox.connect(user).await;
        let posts = answer["posts"].as_array_mut().unwrap();
        let tokens: Vec<String> = posts.iter_mut().map(take_token).collect();
        let expected: Vec<Value> = statuses.iter().map(|status| message(1001, status)).collect();
        assert_eq!(*posts, expected, "{user}");
        assert_eq!(answer["next"]["heading"], heading, "{user}");
        // The token opens the account's own update form.
        assert_eq!(sandbox.get(&format!("/embedded/{}/1001", tokens[0])).await.status, 200, "{user}");
        let account = json!([{"id": 1001, "email": format!("{user}@sandbox.test"), "status": statuses[0]}]);
        assert_eq!(sandbox.get("/control/salesflow/accounts").await.json(), account, "{user}");
    }
}

#[tokio::test]
async fn failures_and_silence_create_no_account() {
    let sandbox = Sandbox::start().await;
    for user in ["failed", "failed-once"] {
        let answer = sandbox.connect(user).await;
        assert_eq!(answer["posts"], json!([{"type": "handleResponse", "data": {"action": "0"}}]), "{user}");
        assert_eq!(answer["next"]["tone"], "failure", "{user}");
    }
    let silent = sandbox.connect("silent").await;
    assert_eq!(silent, json!({"posts": [], "next": {"show": "waiting"}}));
    assert_eq!(sandbox.get("/control/salesflow/accounts").await.json(), json!([]));
}

#[tokio::test]
async fn failed_once_connects_on_the_next_try_and_failed_never_does() {
    let sandbox = Sandbox::start().await;
    for (user, actions) in [("failed-once", ["0", "1", "1"]), ("failed", ["0", "0", "0"])] {
        for action in actions {
            assert_eq!(sandbox.connect(user).await["posts"][0]["data"]["action"], action, "{user}");
        }
    }
}

#[tokio::test]
async fn only_some_users_make_the_page_wait_or_close() {
    let sandbox = Sandbox::start().await;
    for (user, after, closes) in [
        ("slow", json!(1000), Value::Null),
        ("slower", json!(8000), Value::Null),
        ("closes", Value::Null, json!(true)),
        ("paused", Value::Null, Value::Null),
        ("active", Value::Null, Value::Null),
    ] {
        let answer = sandbox.connect(user).await;
        assert_eq!((&answer["afterMs"], &answer["closes"]), (&after, &closes), "{user}");
        if user == "slow" {
            // The second step takes no time.
            let id = &answer["posts"][0]["data"]["linkedinId"];
            let link = sandbox.update_link(id.as_u64().unwrap()).await;
            let updated = sandbox.post(&link, json!({"code": "123456"})).await.json();
            assert_eq!(updated.get("afterMs"), None);
        }
    }
}

#[tokio::test]
async fn numeric_swaps_the_types_of_action_and_id() {
    let sandbox = Sandbox::start().await;
    let mut answer = sandbox.connect("numeric").await;
    take_token(&mut answer["posts"][0]);
    let data = json!({"action": 1, "linkedinId": "1001", "status": "ACCOUNT_ACTIVE"});
    assert_eq!(answer["posts"], json!([{"type": "handleResponse", "data": data}]));
}

#[tokio::test]
async fn json_posts_the_active_answer_as_a_string() {
    let sandbox = Sandbox::start().await;
    let answer = sandbox.connect("json").await;
    assert_eq!(answer["posts"].as_array().unwrap().len(), 1);
    let mut posted: Value = serde_json::from_str(answer["posts"][0].as_str().unwrap()).unwrap();
    take_token(&mut posted);
    assert_eq!(posted, message(1001, "ACCOUNT_ACTIVE"));
}

#[tokio::test]
async fn wrong_origin_hops_to_the_other_name_and_posts_there_once() {
    let sandbox = Sandbox::start().await;
    let port = sandbox.address.port();
    for (host, other) in [("127.0.0.1", "localhost"), ("localhost", "127.0.0.1")] {
        let link = sandbox.connect_link().await;
        let filled = form("wrong-origin@sandbox.test").to_string();
        let here = format!("{host}:{port}");
        let answer = sandbox.send("POST", &link, &[("host", &here)], &filled).await.unwrap().json();
        assert_eq!(answer["posts"], json!([]), "{host}");
        assert_eq!(answer["next"]["show"], "hop", "{host}");
        let url = answer["next"]["url"].as_str().unwrap();
        let path = url.strip_prefix(&format!("http://{other}:{port}")).expect(url).to_owned();
        let page = sandbox.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains("handleResponse") && page.body.contains("ACCOUNT_ACTIVE"),
            "{}",
            page.body
        );
        assert_eq!(sandbox.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn the_right_code_ends_or_goes_on_as_the_user_says() {
    for (user, expected, heading) in [
        ("paused", "ACCOUNT_ACTIVE", "Done"),
        ("blocked", "ACCOUNT_ACTIVE", "Done"),
        ("twice-paused", "ACCOUNT_ACTIVE", "Done"),
        ("unknown", "ACCOUNT_ACTIVE", "Done"),
        ("slow", "ACCOUNT_ACTIVE", "Done"),
        ("slower", "ACCOUNT_ACTIVE", "Done"),
        ("locked", "ACCOUNT_PAUSED", "Check your e-mail for a code"),
        ("deleted-later", "ACCOUNT_DELETED", "This account was deleted"),
        ("deleted", "ACCOUNT_DELETED", "This account was deleted"),
    ] {
        let sandbox = Sandbox::start().await;
        let mut token = take_token(&mut sandbox.connect(user).await["posts"][0]);
        // Two rounds: the token in each answer opens the next one.
        for _ in 0..2 {
            let link = format!("/embedded/{token}/1001");
            let mut answer = sandbox.post(&link, json!({"code": " 123 456 "})).await.json();
            token = take_token(&mut answer["posts"][0]);
            assert_eq!(answer["posts"], json!([message(1001, expected)]), "{user}");
            assert_eq!(answer["next"]["heading"], heading, "{user}");
            let accounts = sandbox.get("/control/salesflow/accounts").await.json();
            assert_eq!(accounts[0]["status"], expected, "{user}");
        }
    }
}

#[tokio::test]
async fn a_wrong_code_stays_on_the_form_and_posts_nothing() {
    let sandbox = Sandbox::start().await;
    let token = take_token(&mut sandbox.connect("paused").await["posts"][0]);
    let link = format!("/embedded/{token}/1001");
    for (code, message) in [
        ("654321", "That code is not right"),
        ("1234567", "That code is not right"),
        ("", "Enter the code that LinkedIn sent you."),
    ] {
        let answer = sandbox.post(&link, json!({ "code": code })).await.json();
        let errors = json!([{"field": "code", "message": message}]);
        assert_eq!(answer, json!({"posts": [], "next": {"show": "errors", "errors": errors}}));
    }
    assert_eq!(sandbox.get("/control/salesflow/accounts").await.json()[0]["status"], "ACCOUNT_PAUSED");
    assert_eq!(sandbox.get(&link).await.status, 200);
}

#[tokio::test]
async fn an_account_from_nowhere_is_updated_as_its_email_says() {
    for (account, expected) in [
        (json!({"status": "ACCOUNT_PAUSED"}), "ACCOUNT_ACTIVE"),
        (json!({"status": "ACCOUNT_DELETED"}), "ACCOUNT_DELETED"),
        (json!({"status": "ACCOUNT_PAUSED", "email": "deleted-later@sandbox.test"}), "ACCOUNT_DELETED"),
    ] {
        let sandbox = Sandbox::start().await;
        let id = sandbox.control("/salesflow/accounts", account.clone()).await["id"].as_u64().unwrap();
        let link = sandbox.update_link(id).await;
        let answer = sandbox.post(&link, json!({"code": "123456"})).await.json();
        assert_eq!(answer["posts"][0]["data"]["status"], expected, "{account}");
    }
}

#[tokio::test]
async fn the_index_page_and_the_readme_list_every_user() {
    let sandbox = Sandbox::start().await;
    let index = sandbox.get("/").await.body;
    let rows: Vec<&str> = index.split("<th scope=\"row\"><code>").skip(1).collect();
    assert_eq!(rows.len(), 18 + 22, "Salesflow's and Unipile's");
    for row in rows {
        let email = row.split('<').next().unwrap();
        assert!(include_str!("../../README.md").contains(&format!("| `{email}` |")), "{email}");
    }
}
