//! Origins of web pages, made by one parser and compared as exact strings.
//!
//! A prefix, a suffix or "any localhost" is how others let `https://app.example.com.evil.test` in, so
//! there is no such match here.

use std::net::IpAddr;

use axum::http::HeaderValue;
use reqwest::Url;

/// `scheme://host[:port]` in the form in which browsers write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin(String);

impl Origin {
    /// Reads an origin: https, or http on a loopback host.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        (bare && has_no_credentials(&url) && is_https_or_loopback(&url))
            .then(|| Self(url.origin().ascii_serialization()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The origin as the value of a header; `None` cannot happen, since the parser made it ASCII.
    pub(crate) fn to_header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

/// Whether what is sent to `url` stays secret on its way: https, or a host that is this machine.
pub(crate) fn is_https_or_loopback(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => url.host_str().is_some_and(is_loopback),
        _ => false,
    }
}

pub(crate) fn has_no_credentials(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

/// Whether `host` (a name, an IPv4 address, or an IPv6 address in brackets) is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn an_origin_is_https_or_loopback_http_and_nothing_more() {
        for (text, origin) in [
            ("https://crm.example.com", Some("https://crm.example.com")),
            ("https://CRM.example.com/", Some("https://crm.example.com")),
            ("https://crm.example.com:443", Some("https://crm.example.com")),
            ("https://crm.example.com:8443", Some("https://crm.example.com:8443")),
            ("https://bücher.example", Some("https://xn--bcher-kva.example")),
            ("http://127.0.0.1:8787", Some("http://127.0.0.1:8787")),
            ("http://localhost", Some("http://localhost")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("http://crm.example.com", None),
            ("http://localhost.example.com", None),
            ("crm.example.com", None),
            ("*", None),
            ("null", None),
            ("https://*.example.com/x", None),
            ("https://crm.example.com/path", None),
            ("https://crm.example.com?query", None),
            ("https://crm.example.com#fragment", None),
            ("https://user@crm.example.com", None),
            ("ftp://crm.example.com", None),
            ("", None),
        ] {
            assert_eq!(Origin::parse(text).as_ref().map(Origin::as_str), origin, "{text}");
        }
    }
}
