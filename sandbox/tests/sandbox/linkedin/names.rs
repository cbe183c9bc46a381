//! The names of the two origins: what each of them answers, and to whom.

use super::steps::{PAGE, authorize, widget};
use crate::support::Sandbox;
use serde_json::json;

#[tokio::test]
async fn linkedin_answers_under_its_own_name_too() {
    let sandbox = Sandbox::start().await;
    let sat = sandbox.sat().await;
    let here = sandbox.linkedin.to_string();
    let localhost = format!("localhost:{}", sandbox.linkedin.port());
    for host in [here.as_str(), &localhost, "www.linkedin.com", "api.linkedin.com", "www.linkedin.com:443"] {
        let ask = async |path: &str| {
            let headers = [("host", host), ("referer", PAGE)];
            sandbox.at_linkedin("GET", path, &headers, "").await.unwrap()
        };
        assert!(ask(&authorize(&[])).await.body.contains("id=\"allow\""), "{host}");
        assert!(ask(&widget(&[("sat", &sat)])).await.body.contains("id=\"profile\""), "{host}");
        assert_eq!(ask("/v2/salesAccessTokens").await.status, 401, "{host}");
        assert_eq!(ask("/assets/widget.js").await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn each_origin_keeps_to_its_own_vendor_and_only_one_can_steer() {
    let sandbox = Sandbox::start().await;
    for path in [authorize(&[]).as_str(), "/v2/salesAccessTokens", &widget(&[]), "/assets/widget.js"] {
        let found = sandbox.get(path).await.status != 404;
        assert_eq!(found, path.starts_with("/assets"), "{path}");
    }
    for path in ["/control/linkedin/counts", "/control/salesflow/stats", "/embedded/x"] {
        assert_eq!(sandbox.page(path).await.status, 404, "{path}");
    }
    for path in ["/control/reset", "/control/linkedin/revoke"] {
        let answer = sandbox.at_linkedin("POST", path, &[], "{}").await.unwrap();
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test]
async fn pages_of_other_origins_cannot_steer_it_and_linkedins_are_others() {
    let sandbox = Sandbox::start().await;
    let own = format!("http://{}", sandbox.linkedin);
    for (headers, expected) in [
        (vec![], 200),
        (vec![("origin", own.as_str())], 403),
        (vec![("origin", "https://www.linkedin.com")], 403),
        (vec![("host", "www.linkedin.com")], 403),
    ] {
        let body = json!({"what": "all"}).to_string();
        let answer = sandbox.send("POST", "/control/linkedin/revoke", &headers, &body).await.unwrap();
        assert_eq!(answer.status, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn both_front_pages_name_both_origins() {
    let sandbox = Sandbox::start().await;
    let [salesflow, linkedin] = [sandbox.address.port(), sandbox.linkedin.port()];
    for (host, name) in
        [("127.0.0.1:1", "127.0.0.1"), ("localhost:1", "localhost"), ("www.linkedin.com", "127.0.0.1")]
    {
        let headers = [("host", host)];
        let pages = [
            sandbox.send("GET", "/", &headers, "").await.unwrap(),
            sandbox.at_linkedin("GET", "/", &headers, "").await.unwrap(),
        ];
        for page in pages {
            assert_eq!(page.header("x-frame-options"), Some("DENY"));
            for address in [
                format!("http://{name}:{salesflow}/embedded/TOKEN"),
                format!("http://{name}:{linkedin}/oauth/v2/authorization?"),
            ] {
                assert!(page.body.contains(&address), "{host}: {address}");
            }
        }
    }
}
