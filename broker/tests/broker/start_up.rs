//! What can't be used is refused at the start, by name and with advice, and never quoted.

use crate::support::{CALLER_KEY, Variables, config};

const KEY: (&str, &str) = ("LINKDOCK_CALLER_KEY", CALLER_KEY);
const DEMO: (&str, &str) = ("LINKDOCK_DEMO_DIR", env!("CARGO_MANIFEST_DIR"));
const PAGES: (&str, &str) = ("LINKDOCK_DEMO_SALESFLOW_HOST", "http://127.0.0.1:9001");

#[test]
fn a_bad_value_is_named_with_what_to_write() {
    let short = "k".repeat(31);
    let long = "k".repeat(8 * 1024 + 1);
    let rows: &[(Variables<'_>, &str, &str)] = &[
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
