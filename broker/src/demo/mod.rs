//! The demo: static files and callers without a login, on one machine.
//!
//! It exists so that the widget can be tried minutes after a clone. Its callers may update any account, which
//! is right for a sandbox, whose accounts belong to nobody, and for nothing else: it must never serve another
//! machine, another site's page, or a name that was pointed at loopback from outside (DNS rebinding).

mod files;
mod sessions;

use std::path::PathBuf;

use axum::http::{HeaderMap, header, uri::Authority};

use crate::caller::{Accounts, Caller};
use crate::fault::Fault;
use crate::origin::{Origin, is_loopback};
pub(crate) use files::routes;
use sessions::Sessions;

const COOKIE: &str = "linkdock_demo";
/// The example in examples/extension, whose manifest fixes its id, and all that it may ask for.
const EXTENSION: &str = "chrome-extension://kjafmkehcmpendbkbblieoblikielhgi";
const SESSION: &str = "/linkdock/unipile/session";

/// The demo's files, the vendor pages it embeds, and who has opened it.
pub(crate) struct Demo {
    dir: PathBuf,
    salesflow_host: Origin,
    linkedin_host: Option<Origin>,
    unipile_host: Option<Origin>,
    sessions: Sessions,
}

impl Demo {
    pub(crate) fn new(
        dir: PathBuf,
        salesflow_host: Origin,
        linkedin_host: Option<Origin>,
        unipile_host: Option<Origin>,
    ) -> Self {
        Self { dir, salesflow_host, linkedin_host, unipile_host, sessions: Sessions::default() }
    }

    /// The caller is whoever carries the cookie that the demo's page was served with.
    pub(crate) fn identify(&self, path: &str, headers: &HeaderMap) -> Result<Caller, Fault> {
        if !comes_from_own_page(headers) && !comes_from_extension(path, headers) {
            return Err(Fault::OriginNotAllowed(
                "This demo only answers its own page. Open the demo at the broker's own loopback address.",
            ));
        }
        let session = cookie(headers).filter(|id| self.sessions.knows(id)).ok_or(
            Fault::CallerUnauthenticated("This demo does not know your session. Load the page again."),
        )?;
        Ok(Caller { id: session.to_owned(), accounts: Accounts::Any })
    }
}

/// The host asked for is a loopback one and the page that asks, if a browser named it, is of that very host.
fn comes_from_own_page(headers: &HeaderMap) -> bool {
    let origin = |host| ["http://", host].concat();
    loopback_host(headers)
        .is_some_and(|host| headers.get_all(header::ORIGIN).iter().all(|it| *it == *origin(host)))
}

fn comes_from_extension(path: &str, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    path == SESSION && loopback_host(headers).is_some() && origins.all(|origin| origin == EXTENSION)
}

fn loopback_host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    host.parse::<Authority>().is_ok_and(|authority| is_loopback(authority.host())).then_some(host)
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::{EXTENSION, SESSION, comes_from_extension, comes_from_own_page};
    use axum::http::{HeaderMap, HeaderValue, header};

    #[test]
    fn the_example_extension_may_bring_a_session_and_nothing_else() {
        for (path, host, origin, allowed) in [
            (SESSION, "127.0.0.1:8787", EXTENSION, true),
            ("/linkdock/salesflow/token", "127.0.0.1:8787", EXTENSION, false),
            (SESSION, "evil.test:8787", EXTENSION, false),
            (SESSION, "127.0.0.1:8787", "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            assert_eq!(comes_from_extension(path, &headers), allowed, "{path} {host} {origin}");
        }
    }

    #[test]
    fn only_the_demos_own_loopback_page_may_ask() {
        for (host, origin, allowed) in [
            (Some("127.0.0.1:8787"), None, true),
            (Some("127.0.0.1:8787"), Some("http://127.0.0.1:8787"), true),
            (Some("localhost:8787"), Some("http://localhost:8787"), true),
            (Some("[::1]:8787"), Some("http://[::1]:8787"), true),
            (Some("127.0.0.1:8787"), Some("http://127.0.0.1:9000"), false),
            (Some("127.0.0.1:8787"), Some("http://localhost:8787"), false),
            (Some("127.0.0.1:8787"), Some("https://127.0.0.1:8787"), false),
            (Some("127.0.0.1:8787"), Some("https://evil.test"), false),
            (Some("127.0.0.1:8787"), Some("null"), false),
            // A name of the attacker's that was pointed at loopback: host and origin agree.
            (Some("evil.test:8787"), Some("http://evil.test:8787"), false),
            (Some("localhost.evil.test"), Some("http://localhost.evil.test"), false),
            (Some("evil.test:8787"), None, false),
            (None, None, false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [(header::HOST, host), (header::ORIGIN, origin)] {
                if let Some(value) = value {
                    headers.insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(comes_from_own_page(&headers), allowed, "host {host:?}, origin {origin:?}");
        }
    }
}
