//! The demo: its files, its headers, its cookie, and whom it lets in.

use std::fs;
use std::path::PathBuf;

use linkdock_broker::router;
use serde_json::json;

use crate::linkedin::{CLIENT_ID, STORE_KEY};
use crate::support::{
    API_KEY, Answer, CONNECT, Reply, Scratch, UPDATE, Vendor, caller_token, config, send, send_body, serve,
};

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("linkdock-broker-{}-{test}", std::process::id()));
        fs::create_dir_all(path.join("sub")).unwrap();
        for (name, text) in [
            ("index.html", "<!doctype html>"),
            ("play.html", "<!doctype html>"),
            ("sub/index.html", "<!doctype html>"),
            ("app.js", "//"),
            ("app.css", "/**/"),
            ("linkdock.wasm", "\0asm"),
        ] {
            fs::write(path.join(name), text).unwrap();
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _best_effort = fs::remove_dir_all(&self.0);
    }
}

async fn demo(test: &str, vendor_url: &str) -> (Folder, String) {
    let folder = Folder::new(test);
    let config = config(&[
        ("SALESFLOW_API_KEY", API_KEY),
        ("SALESFLOW_API_URL", vendor_url),
        ("LINKDOCK_DEMO_DIR", folder.0.to_str().unwrap()),
        ("LINKDOCK_DEMO_SALESFLOW_HOST", "http://127.0.0.1:9001/"),
    ]);
    let base = serve(router(config.unwrap())).await;
    (folder, base)
}

/// `name=value` of the cookie that a reply sets.
fn cookie(reply: &Reply) -> Option<String> {
    reply.header("set-cookie").map(|line| line.split(';').next().unwrap().to_owned())
}

#[tokio::test]
async fn files_come_with_their_type_and_the_headers_the_widget_must_live_with() {
    let (_folder, base) = demo("files", "http://127.0.0.1:9").await;
    for (path, kind, document) in [
        ("/", "text/html", true),
        ("/index.html", "text/html", true),
        ("/play.html", "text/html", true),
        ("/sub/", "text/html", true),
        ("/app.js", "text/javascript", false),
        ("/app.css", "text/css", false),
        ("/linkdock.wasm", "application/wasm", false),
    ] {
        let reply = send("GET", &format!("{base}{path}"), &[]).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)), "{path}");
        assert_eq!(cookie(&reply).is_some(), document, "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-cache"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("referrer-policy"), Some("strict-origin-when-cross-origin"));
        assert_eq!(
            reply.header("content-security-policy"),
            Some(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' \
                 data:; connect-src 'self'; font-src 'self'; frame-src http://127.0.0.1:9001; base-uri \
                 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
            ),
            "{path}"
        );
    }
    for path in ["/absent.js", "/..%2f..%2fetc/passwd", "/sub/../../Cargo.toml"] {
        assert_eq!(send("GET", &format!("{base}{path}"), &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_page_learns_which_vendor_pages_to_embed() {
    let (_folder, base) = demo("config", "http://127.0.0.1:9").await;
    let reply = send("GET", &format!("{base}/linkdock/demo/config"), &[]).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"salesflowHost":"http://127.0.0.1:9001"}"#));
    assert_eq!(send("GET", &format!("{base}/linkdock/absent"), &[]).await.reason(), "not_found");
}

#[tokio::test]
async fn the_page_learns_of_linkedin_where_an_application_is_configured() {
    let folder = Folder::new("linkedin");
    let store = Scratch::new("demo");
    let usual = [
        ("LINKDOCK_DEMO_DIR", folder.0.to_str().unwrap()),
        ("LINKDOCK_DEMO_SALESFLOW_HOST", "http://127.0.0.1:9001"),
        ("LINKEDIN_CLIENT_ID", CLIENT_ID),
        ("LINKEDIN_CLIENT_SECRET", "secret"),
        ("LINKDOCK_STORE", store.as_str()),
        ("LINKDOCK_STORE_KEY", STORE_KEY),
    ];
    let salesflow = json!({ "salesflowHost": "http://127.0.0.1:9001" });
    let both = json!({
        "salesflowHost": "http://127.0.0.1:9001",
        "linkedinHost": "https://www.linkedin.com",
        "linkedinApiKey": CLIENT_ID
    });
    for (more, config_seen, frames) in [
        (&[][..], salesflow, "frame-src http://127.0.0.1:9001;"),
        (
            &[("LINKDOCK_DEMO_LINKEDIN_HOST", "www.linkedin.com")],
            both,
            "frame-src http://127.0.0.1:9001 https://www.linkedin.com;",
        ),
    ] {
        let base = serve(router(config(&[&usual, more].concat()).unwrap())).await;
        assert_eq!(send("GET", &format!("{base}/linkdock/demo/config"), &[]).await.json(), config_seen);
        let page = send("GET", &base, &[]).await;
        assert!(page.header("content-security-policy").unwrap().contains(frames), "{:?}", page.headers);
        // A visitor of the page is a caller who can link.
        let own = cookie(&page).unwrap();
        let headers = [("cookie", own.as_str()), ("origin", &base)];
        let reply = send("POST", &format!("{base}/linkdock/linkedin/authorize"), &headers).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

#[tokio::test]
async fn the_page_learns_of_unipile_and_its_visitor_can_connect() {
    let folder = Folder::new("unipile");
    let vendor = crate::unipile::Vendor::start().await;
    let store = Scratch::new("demo-unipile");
    let base = serve(router(
        config(&[
            ("LINKDOCK_DEMO_DIR", folder.0.to_str().unwrap()),
            ("LINKDOCK_DEMO_SALESFLOW_HOST", "http://127.0.0.1:9001"),
            ("LINKDOCK_DEMO_UNIPILE_HOST", "http://127.0.0.1:9001"),
            ("UNIPILE_API_KEY", "key"),
            ("UNIPILE_API_URL", &format!("{}/v2", vendor.root)),
            ("LINKDOCK_STORE", store.as_str()),
            ("LINKDOCK_STORE_KEY", STORE_KEY),
        ])
        .unwrap(),
    ))
    .await;
    let seen = send("GET", &format!("{base}/linkdock/demo/config"), &[]).await.json();
    let told = json!({ "salesflowHost": "http://127.0.0.1:9001", "unipileHost": "http://127.0.0.1:9001" });
    assert_eq!(seen, told);
    let page = send("GET", &base, &[]).await;
    assert!(
        page.header("content-security-policy").unwrap().contains("frame-src http://127.0.0.1:9001 'self'; ")
    );
    let own = cookie(&page).unwrap();
    let headers = [("cookie", own.as_str()), ("origin", &base), ("content-type", "application/json")];
    let link = send("POST", &format!("{base}/linkdock/unipile/link"), &headers).await.json();
    let state = link["state"].as_str().unwrap();
    // Without webhooks.
    vendor.account("acc_1", json!({ "status": "running" }));
    let back =
        send("GET", &format!("{base}/linkdock/unipile/return?account_id=acc_1&state={state}"), &[]).await;
    let fragment = back.header("location").unwrap().strip_prefix("../return#").unwrap();
    let receipt = form_urlencoded::parse(fragment.as_bytes()).find(|(name, _)| name == "receipt").unwrap().1;
    let claim = json!({ "state": state, "receipt": receipt }).to_string();
    let reply = send_body("POST", &format!("{base}/linkdock/unipile/confirm"), &headers, &claim).await;
    let told = json!({ "id": "acc_1", "vendorStatus": "running", "status": "active", "confirmedBy": "poll" });
    assert_eq!((reply.status, reply.json()), (200, told));
}

#[tokio::test]
async fn the_cookie_of_the_page_makes_a_caller() {
    let vendor = Vendor::start(vec![Answer::token()]).await;
    let (_folder, base) = demo("cookie", &vendor.url()).await;
    let page = send("GET", &base, &[]).await;
    let line = page.header("set-cookie").unwrap().to_owned();
    let own = cookie(&page).unwrap();
    assert!(
        line.starts_with("linkdock_demo=") && line.ends_with("; HttpOnly; SameSite=Strict; Path=/"),
        "{line}"
    );

    let among_others = format!("theme=dark; {own}; lang=de");
    let forged = format!("linkdock_demo={}", "0".repeat(32));
    let signed = format!("Bearer {}", caller_token());
    for (scenario, headers, status, reason) in [
        ("the page's cookie", &[("cookie", own.as_str())][..], 200, "-"),
        ("among other cookies", &[("cookie", among_others.as_str())], 200, "-"),
        ("own origin", &[("cookie", own.as_str()), ("origin", base.as_str())], 200, "-"),
        ("no cookie", &[], 401, "caller_unauthenticated"),
        ("a forged cookie", &[("cookie", forged.as_str())], 401, "caller_unauthenticated"),
        ("an empty cookie", &[("cookie", "linkdock_demo=")], 401, "caller_unauthenticated"),
        ("a signed token", &[("authorization", signed.as_str())], 401, "caller_unauthenticated"),
        ("another origin", &[("cookie", &own), ("origin", "https://evil.test")], 403, "origin_not_allowed"),
        ("another port", &[("cookie", &own), ("origin", "http://127.0.0.1:1")], 403, "origin_not_allowed"),
        ("no origin at all", &[("cookie", &own), ("origin", "null")], 403, "origin_not_allowed"),
        ("a rebound name", &[("cookie", &own), ("host", "evil.test")], 403, "origin_not_allowed"),
    ] {
        for path in [CONNECT, UPDATE] {
            let reply = send("POST", &format!("{base}{path}"), headers).await;
            assert_eq!((reply.status, reply.reason().as_str()), (status, reason), "{scenario}");
            assert_eq!(vendor.asked().len(), usize::from(status == 200), "{scenario}");
        }
    }
}

#[tokio::test]
async fn a_known_session_is_kept_and_an_unknown_one_replaced() {
    let (_folder, base) = demo("sessions", "http://127.0.0.1:9").await;
    let own = cookie(&send("GET", &base, &[]).await).unwrap();
    assert_eq!(cookie(&send("GET", &base, &[("cookie", &own)]).await), None);
    let fresh = cookie(&send("GET", &base, &[("cookie", "linkdock_demo=of-an-earlier-run")]).await).unwrap();
    assert_ne!(fresh, own);
}
