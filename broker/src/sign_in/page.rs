//! On whose page a sign-in starts, and where the vendor sends the browser back to.
//!
//! Both are read from what the request says of itself, so neither may let in what a browser would not say truthfully.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, header};

use crate::fault::Fault;
use crate::origin::{Origin, is_loopback};

/// The origin of the page that asks: one of the allowed, or the broker's own.
pub(crate) fn page_origin(headers: &HeaderMap, allowed: &[HeaderValue]) -> Result<Origin, Fault> {
    let refused = || {
        Fault::OriginNotAllowed(
            "A sign-in is started by a page (the Origin header) that is listed in LINKDOCK_ALLOWED_ORIGINS or \
             served under the broker's own name. List the page's origin, and call this from the browser.",
        )
    };
    let named = headers.get(header::ORIGIN).ok_or_else(refused)?;
    let origin = named.to_str().ok().and_then(Origin::parse).ok_or_else(refused)?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    // TLS ends in front of the broker, so the scheme isn't known here; an Origin is never http off loopback.
    let own = ["https://", "http://"]
        .iter()
        .any(|scheme| Origin::parse(&[scheme, host].concat()).is_some_and(|own| own == origin));
    // As the header came, too: a browser writes origins in one form only.
    if own || allowed.contains(named) { Ok(origin) } else { Err(refused()) }
}

/// The broker's own origins, as far as the request tells: TLS ends in front of the broker, so on loopback either scheme may be.
pub(crate) fn own_origins(headers: &HeaderMap) -> Vec<String> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let origins = ["https://", "http://"].map(|scheme| Origin::parse(&[scheme, host].concat()));
    origins.into_iter().flatten().map(|origin| origin.as_str().to_owned()).collect()
}

/// The origin that the request names, when it names one: it must be one that a sign-in may start on.
pub(crate) fn stated_origin(headers: &HeaderMap, allowed: &[HeaderValue]) -> Result<Option<String>, Fault> {
    match headers.get(header::ORIGIN) {
        Some(_) => Ok(Some(page_origin(headers, allowed)?.as_str().to_owned())),
        None => Ok(None),
    }
}

/// A route that a vendor's redirect comes to, and the one at which a sign-in is asked for.
pub(crate) struct RedirectUri {
    pub(crate) asked_at: &'static str,
    pub(crate) route: &'static str,
    /// What to set where the address can't be known.
    pub(crate) advice: &'static str,
}

/// The address of the route as a browser on this machine reaches it, wherever this router is nested.
pub(crate) fn own_redirect_uri(uri: &RedirectUri, headers: &HeaderMap, path: &str) -> Result<String, Fault> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let loopback = |host: &&str| host.parse::<Authority>().is_ok_and(|host| is_loopback(host.host()));
    let host = host.filter(loopback).ok_or(Fault::NotConfigured(uri.advice))?;
    let prefix = path.strip_suffix(uri.asked_at).unwrap_or_default();
    Ok(["http://", host, prefix, uri.route].concat())
}

#[cfg(test)]
mod tests {
    use super::{RedirectUri, own_redirect_uri, page_origin};
    use axum::http::{HeaderMap, HeaderValue, header};

    fn headers(host: &'static str, origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn a_sign_in_starts_on_an_allowed_page_or_the_brokers_own() {
        let allowed = [HeaderValue::from_static("https://crm.example.com")];
        for (host, origin, taken) in [
            ("broker.example.com", Some("https://crm.example.com"), true),
            ("broker.example.com", Some("https://broker.example.com"), true),
            ("127.0.0.1:8787", Some("http://127.0.0.1:8787"), true),
            ("localhost:8787", Some("http://localhost:8787"), true),
            ("broker.example.com", Some("http://broker.example.com"), false),
            ("broker.example.com", Some("https://broker.example.com:8443"), false),
            ("broker.example.com", Some("https://broker.example.com.evil.test"), false),
            ("broker.example.com", Some("https://crm.example.com.evil.test"), false),
            ("broker.example.com", Some("http://crm.example.com"), false),
            ("127.0.0.1:8787", Some("http://localhost:8787"), false),
            ("127.0.0.1:8787", Some("http://127.0.0.1:9000"), false),
            ("127.0.0.1:8787", Some("https://evil.test"), false),
            ("127.0.0.1:8787", Some("null"), false),
            ("127.0.0.1:8787", Some(""), false),
            ("127.0.0.1:8787", None, false),
        ] {
            assert_eq!(page_origin(&headers(host, origin), &allowed).is_ok(), taken, "{host} {origin:?}");
        }
    }

    #[test]
    fn only_a_broker_on_loopback_knows_its_own_redirect_uri() {
        for (host, path, uri) in [
            ("127.0.0.1:8787", "", Some("http://127.0.0.1:8787/linkdock/linkedin/return")),
            ("localhost:1", "", Some("http://localhost:1/linkdock/linkedin/return")),
            ("[::1]:1", "/api", Some("http://[::1]:1/api/linkdock/linkedin/return")),
            ("broker.example.com", "", None),
            ("localhost.evil.test", "", None),
            ("127.0.0.1@evil.test", "", None),
        ] {
            let route = "/linkdock/linkedin/return";
            let redirect = RedirectUri { asked_at: "/linkdock/linkedin/authorize", route, advice: "" };
            let path = [path, redirect.asked_at].concat();
            assert_eq!(
                own_redirect_uri(&redirect, &headers(host, None), &path).ok().as_deref(),
                uri,
                "{host}"
            );
        }
    }
}
