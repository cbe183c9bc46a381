//! What can't be used is refused at the start, by name and with advice, and never quoted.

use crate::support::{CALLER_KEY, Scratch, Variables, config};

const KEY: (&str, &str) = ("LINKDOCK_CALLER_KEY", CALLER_KEY);
const DEMO: (&str, &str) = ("LINKDOCK_DEMO_DIR", env!("CARGO_MANIFEST_DIR"));
const PAGES: (&str, &str) = ("LINKDOCK_DEMO_SALESFLOW_HOST", "http://127.0.0.1:9001");
const ID: (&str, &str) = ("LINKEDIN_CLIENT_ID", "client-id");
const SECRET: (&str, &str) = ("LINKEDIN_CLIENT_SECRET", "client-secret");
const STORE: (&str, &str) = ("LINKDOCK_STORE", "/no/such/folder/linkdock.sqlite");
const STORE_KEY: (&str, &str) = ("LINKDOCK_STORE_KEY", crate::linkedin::STORE_KEY);
const UNIPILE: (&str, &str) = ("UNIPILE_API_KEY", "unipile-key");
const UNIPILE_PAGES: (&str, &str) = ("LINKDOCK_DEMO_UNIPILE_HOST", "http://127.0.0.1:9003");
const LINKEDIN_PAGES: (&str, &str) = ("LINKDOCK_DEMO_LINKEDIN_HOST", "http://127.0.0.1:9002");

#[test]
fn a_bad_value_is_named_with_what_to_write() {
    let short = "k".repeat(31);
    let long = "k".repeat(8 * 1024 + 1);
    let store = Scratch::new("start-up");
    let linkedin = |name, value| [KEY, ID, SECRET, (STORE.0, store.as_str()), STORE_KEY, (name, value)];
    let unipile = |name, value| [KEY, UNIPILE, (STORE.0, store.as_str()), STORE_KEY, (name, value)];
    let products = ("UNIPILE_SESSION_PRODUCTS", "classic");
    let dsn = ("UNIPILE_API_URL", "https://api1.unipile.com:13111/api/v1");
    let v1_products = [&unipile("UNIPILE_API_VERSION", "v1")[..], &[products, dsn]].concat();
    let rows: &[(Variables<'_>, &str, &str)] = &[
        (&[KEY, UNIPILE], "LINKDOCK_STORE", "SQLite file"),
        (&[KEY, (UNIPILE.0, "two words")], "UNIPILE_API_KEY", "visible ASCII"),
        (&[DEMO, PAGES, UNIPILE_PAGES], "UNIPILE_API_KEY", "LINKDOCK_DEMO_UNIPILE_HOST"),
        (&[DEMO, PAGES, (UNIPILE_PAGES.0, "a/b")], "LINKDOCK_DEMO_UNIPILE_HOST", "origin"),
        (&unipile("UNIPILE_API_VERSION", "3"), "UNIPILE_API_VERSION", "v1 or v2"),
        (&unipile("UNIPILE_API_VERSION", "v1"), "UNIPILE_API_URL", "DSN"),
        (&unipile("UNIPILE_API_URL", "http://api.unipile.com/v2"), "UNIPILE_API_URL", "https"),
        (&unipile("UNIPILE_TIMEOUT_MS", "99"), "UNIPILE_TIMEOUT_MS", "from 100"),
        (&unipile("UNIPILE_DOMAIN", "https://connect.example.com"), "UNIPILE_DOMAIN", "alone"),
        (&unipile("UNIPILE_DOMAIN", "connect.example.com/x"), "UNIPILE_DOMAIN", "alone"),
        (&unipile("UNIPILE_REDIRECT_URI", "http://b.test/r"), "UNIPILE_REDIRECT_URI", "https"),
        (&unipile("UNIPILE_WEBHOOK_URL", "/webhook"), "UNIPILE_WEBHOOK_URL", "https"),
        (&unipile("UNIPILE_WEBHOOK_URL", "https://b.test/webhook"), "UNIPILE_WEBHOOK_SECRET", "openssl"),
        (&unipile("UNIPILE_WEBHOOK_SECRET", "two words"), "UNIPILE_WEBHOOK_SECRET", "visible ASCII"),
        (&unipile("UNIPILE_RECONNECT_INTERVAL_S", "0"), "UNIPILE_RECONNECT_INTERVAL_S", "from 1"),
        (&unipile("UNIPILE_RECONNECT_TIMES", "101"), "UNIPILE_RECONNECT_TIMES", "to 100"),
        (
            &unipile("UNIPILE_SESSION_PRODUCTS", "classic,premium"),
            "UNIPILE_SESSION_PRODUCTS",
            "sales_navigator",
        ),
        (&unipile("UNIPILE_SESSION_PRODUCTS", "Classic"), "UNIPILE_SESSION_PRODUCTS", "sales_navigator"),
        (&unipile("UNIPILE_SESSION_PRODUCTS", "classic,"), "UNIPILE_SESSION_PRODUCTS", "sales_navigator"),
        (&v1_products, "UNIPILE_SESSION_PRODUCTS", "no products"),
        (&unipile("LINKDOCK_RETURN_URL", "/done"), "LINKDOCK_RETURN_URL", "https"),
        (&[], "LINKDOCK_CALLER_KEY", "LINKDOCK_DEMO_DIR"),
        (&[("LINKDOCK_CALLER_KEY", "")], "LINKDOCK_CALLER_KEY", "LINKDOCK_DEMO_DIR"),
        (&[("LINKDOCK_CALLER_KEY", &short)], "LINKDOCK_CALLER_KEY", "at least 32 bytes"),
        (&[KEY, DEMO, PAGES], "LINKDOCK_DEMO_DIR", "unset one"),
        (&[("LINKDOCK_DEMO_DIR", "/no/such/folder"), PAGES], "LINKDOCK_DEMO_DIR", "no such folder"),
        (&[DEMO], "LINKDOCK_DEMO_SALESFLOW_HOST", "app.vendor.com"),
        (&[DEMO, (PAGES.0, "http://app.vendor.com")], "LINKDOCK_DEMO_SALESFLOW_HOST", "origin"),
        (&[DEMO, (PAGES.0, "app.vendor.com/x")], "LINKDOCK_DEMO_SALESFLOW_HOST", "origin"),
        (&[DEMO, PAGES, ("LINKDOCK_BROKER_ADDR", "0.0.0.0:8787")], "LINKDOCK_BROKER_ADDR", "loopback"),
        (&[DEMO, PAGES, ("LINKDOCK_BROKER_ADDR", "[::]:8787")], "LINKDOCK_BROKER_ADDR", "loopback"),
        (&[DEMO, PAGES, ("LINKDOCK_BROKER_ADDR", "192.168.0.7:1")], "LINKDOCK_BROKER_ADDR", "loopback"),
        (&[KEY, ("LINKDOCK_BROKER_ADDR", "8787")], "LINKDOCK_BROKER_ADDR", "127.0.0.1:8787"),
        (&[KEY, ("LINKDOCK_BROKER_ADDR", "127.0.0.1")], "LINKDOCK_BROKER_ADDR", "127.0.0.1:8787"),
        (&[KEY, ("LINKDOCK_BROKER_ADDR", "127.0.0.1:99999")], "LINKDOCK_BROKER_ADDR", "127.0.0.1:8787"),
        (&[KEY, ("SALESFLOW_API_KEY", "two words")], "SALESFLOW_API_KEY", "visible ASCII"),
        (&[KEY, ("SALESFLOW_API_KEY", &long)], "SALESFLOW_API_KEY", "8 KiB"),
        (&[KEY, ("SALESFLOW_API_URL", "api.salesflow.io")], "SALESFLOW_API_URL", "https"),
        (&[KEY, ("SALESFLOW_API_URL", "http://api.salesflow.io/v1")], "SALESFLOW_API_URL", "https"),
        (&[KEY, ("SALESFLOW_API_URL", "https://u:p@api.salesflow.io")], "SALESFLOW_API_URL", "user name"),
        (&[KEY, ("SALESFLOW_API_URL", "https://api.salesflow.io/?a=b")], "SALESFLOW_API_URL", "query"),
        (&[KEY, ("SALESFLOW_AUTH", "two words")], "SALESFLOW_AUTH", "x-api-key"),
        (&[KEY, ("SALESFLOW_AUTH", "Content-Length")], "SALESFLOW_AUTH", "x-api-key"),
        (&[KEY, ("SALESFLOW_AUTH", "X-AccountId")], "SALESFLOW_AUTH", "x-api-key"),
        (&[KEY, ("SALESFLOW_TIMEOUT_MS", "8s")], "SALESFLOW_TIMEOUT_MS", "milliseconds"),
        (&[KEY, ("SALESFLOW_TIMEOUT_MS", "0")], "SALESFLOW_TIMEOUT_MS", "from 100"),
        (&[KEY, ("SALESFLOW_TIMEOUT_MS", "99")], "SALESFLOW_TIMEOUT_MS", "from 100"),
        (&[KEY, ("SALESFLOW_TIMEOUT_MS", "120001")], "SALESFLOW_TIMEOUT_MS", "to 120000"),
        (&[KEY, ID], "LINKEDIN_CLIENT_SECRET", "Auth page"),
        (&[KEY, SECRET], "LINKEDIN_CLIENT_ID", "Auth page"),
        (&[KEY, ID, SECRET], "LINKDOCK_STORE", "SQLite file"),
        (&[KEY, STORE], "LINKDOCK_STORE_KEY", "openssl rand"),
        (&[KEY, STORE_KEY], "LINKDOCK_STORE", "path"),
        (&[KEY, STORE, (STORE_KEY.0, "too short")], "LINKDOCK_STORE_KEY", "base64 of 32 bytes"),
        (&[KEY, STORE, (STORE_KEY.0, "BwcH")], "LINKDOCK_STORE_KEY", "base64 of 32 bytes"),
        (&[KEY, (ID.0, "two words")], "LINKEDIN_CLIENT_ID", "visible ASCII"),
        (&[KEY, ID, (SECRET.0, "two words")], "LINKEDIN_CLIENT_SECRET", "visible ASCII"),
        (&linkedin("LINKEDIN_REDIRECT_URI", "http://broker.example.com/r"), "LINKEDIN_REDIRECT_URI", "https"),
        (&linkedin("LINKEDIN_REDIRECT_URI", "https://b.test/r#f"), "LINKEDIN_REDIRECT_URI", "fragment"),
        (&linkedin("LINKDOCK_RETURN_URL", "/done"), "LINKDOCK_RETURN_URL", "https"),
        (&linkedin("LINKEDIN_URL", "http://www.linkedin.com"), "LINKEDIN_URL", "https"),
        (&linkedin("LINKEDIN_API_URL", "https://u:p@api.linkedin.com"), "LINKEDIN_API_URL", "user name"),
        (&linkedin("LINKEDIN_TIMEOUT_MS", "99"), "LINKEDIN_TIMEOUT_MS", "from 100"),
        (&[DEMO, PAGES, LINKEDIN_PAGES], "LINKEDIN_CLIENT_ID", "LINKDOCK_DEMO_LINKEDIN_HOST"),
        (&[DEMO, PAGES, (LINKEDIN_PAGES.0, "a/b")], "LINKDOCK_DEMO_LINKEDIN_HOST", "origin"),
        (&[KEY, ("LINKDOCK_ALLOWED_ORIGINS", "*")], "LINKDOCK_ALLOWED_ORIGINS", "no wildcard"),
        (&[KEY, ("LINKDOCK_ALLOWED_ORIGINS", "crm.example.com")], "LINKDOCK_ALLOWED_ORIGINS", "https"),
        (&[KEY, ("LINKDOCK_ALLOWED_ORIGINS", "https://a.test,")], "LINKDOCK_ALLOWED_ORIGINS", "commas"),
    ];
    for (variables, variable, words) in rows {
        let Err(error) = config(variables) else { panic!("accepted: {variables:?}") };
        let message = error.to_string();
        assert_eq!(error.variable(), *variable, "{variables:?}");
        assert!(message.starts_with(variable) && message.contains(words), "{variables:?}: {message}");
    }
}

#[test]
fn a_start_up_message_never_quotes_a_secret() {
    for variables in [
        &[("LINKDOCK_CALLER_KEY", "hush-hush")][..],
        &[KEY, ("SALESFLOW_API_KEY", "hush hush")],
        &[KEY, ("SALESFLOW_API_URL", "https://hush:hush@api.salesflow.io")],
        &[KEY, ("SALESFLOW_AUTH", "Bearer hush")],
        &[KEY, ID, (SECRET.0, "hush hush")],
        &[KEY, STORE, (STORE_KEY.0, "hush")],
        &[KEY, (UNIPILE.0, "hush hush")],
        &[KEY, (STORE.0, "/no/such/hush/linkdock.sqlite"), STORE_KEY],
    ] {
        let Err(error) = config(variables) else { panic!("accepted: {variables:?}") };
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    }
}

#[test]
fn usable_values_are_taken_and_the_defaults_stand() {
    let rows: &[(Variables<'_>, &str)] = &[
        (&[KEY], "127.0.0.1:8787"),
        (&[KEY, ("LINKDOCK_BROKER_ADDR", "0.0.0.0:80")], "0.0.0.0:80"),
        (&[KEY, ("LINKDOCK_BROKER_ADDR", " [::1]:0 ")], "[::1]:0"),
        (&[DEMO, PAGES], "127.0.0.1:8787"),
        (&[DEMO, (PAGES.0, "app.vendor.com"), ("LINKDOCK_BROKER_ADDR", "[::1]:1")], "[::1]:1"),
        (&[KEY, ("SALESFLOW_API_URL", "http://[::1]:9001/v1/")], "127.0.0.1:8787"),
        (&[KEY, ("SALESFLOW_TIMEOUT_MS", "120000"), ("SALESFLOW_AUTH", "x-api-key")], "127.0.0.1:8787"),
        (&[KEY, ("LINKDOCK_ALLOWED_ORIGINS", "https://a.test, http://localhost:3000")], "127.0.0.1:8787"),
    ];
    for (variables, addr) in rows {
        let config = config(variables).unwrap_or_else(|error| panic!("{variables:?}: {error}"));
        assert_eq!(config.addr().to_string(), *addr, "{variables:?}");
    }
}
