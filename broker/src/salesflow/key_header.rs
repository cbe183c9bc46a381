//! The request header that carries the API key.
//!
//! Salesflow's samples use `Authorization: Bearer`, its page about API keys says `x-api-key`, so the host
//! chooses. The value is marked sensitive: the HTTP client must never show it.

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use crate::secret::Secret;

/// Headers that belong to the request itself; a key put there would break every call.
const TAKEN: [&str; 8] = [
    "accept",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-accountid",
];

/// How the API key travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyHeader {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// `name: KEY`.
    Named(HeaderName),
}

impl KeyHeader {
    /// Reads `bearer` or a header name.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("bearer") {
            return Some(Self::Bearer);
        }
        let name = HeaderName::from_bytes(text.as_bytes()).ok()?;
        (!TAKEN.contains(&name.as_str())).then_some(Self::Named(name))
    }

    /// The header that carries `key`. `None` cannot happen: a [`Secret`] is visible ASCII.
    pub(super) fn carry(&self, key: &Secret) -> Option<(HeaderName, HeaderValue)> {
        let (name, scheme) = match self {
            Self::Bearer => (AUTHORIZATION, "Bearer "),
            Self::Named(name) => (name.clone(), ""),
        };
        let mut value = HeaderValue::from_str(&[scheme, key.expose()].concat()).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    }
}
