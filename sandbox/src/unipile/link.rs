//! Links to hosted pages: what one of them allows, where it leads back to, and how long it lasts. Both generations make
//! them, each from a request of its own.

use std::time::SystemTime;

use serde::Deserialize;

use super::Version;
use super::failure::Failure;
use super::intent::Goal;
use super::store::Store;
use crate::loopback;
use crate::random::random;

/// An absolute address that web pages can have.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Url(pub(crate) url::Url);

impl TryFrom<String> for Url {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let url = url::Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        url.map(Self).ok_or("addresses must be absolute, with http or https")
    }
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Method {
    Credentials,
    Cookies,
}

pub(crate) struct Link {
    pub(crate) version: Version,
    pub(crate) methods: Vec<Method>,
    pub(crate) goal: Goal,
    /// Where the user goes afterwards; None stays on the page.
    pub(crate) success: Option<Url>,
    pub(crate) failure: Option<Url>,
    pub(crate) state: Option<String>,
    /// What the name field says from the start.
    pub(crate) login_hint: Option<String>,
    pub(crate) expires: SystemTime,
    /// It has led to its end.
    pub(crate) spent: bool,
    /// The sign-in under way.
    pub(crate) intent: Option<String>,
    /// What the last sign-in failed with.
    pub(crate) last: Option<Failure>,
}

/// Why a link shows nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Dead {
    Unknown,
    /// Too old, or used.
    Over,
}

impl Store {
    /// Keeps a link; the result is its token.
    pub(crate) fn keep_link(&mut self, mut link: Link, now: SystemTime) -> String {
        if let Some(life) = self.settings.link_life {
            link.expires = link.expires.min(now + life);
        }
        let token = random();
        self.links.insert(token.clone(), link);
        token
    }

    pub(crate) fn link(&mut self, version: Version, token: &str, now: SystemTime) -> Result<&mut Link, Dead> {
        let found = self.links.get_mut(token).filter(|link| link.version == version);
        let link = found.ok_or(Dead::Unknown)?;
        if link.spent || link.expires <= now { Err(Dead::Over) } else { Ok(link) }
    }

    pub(crate) fn expire_links(&mut self) {
        self.links.values_mut().for_each(|link| link.expires = SystemTime::UNIX_EPOCH);
    }
}

/// The address of a hosted page. A custom domain takes the place of the vendor's own; one on this machine has no TLS.
pub(crate) fn address(version: Version, host: &str, domain: Option<&str>, token: &str) -> String {
    let host = domain.unwrap_or(host);
    let scheme = if loopback::is_here(host) || domain.is_none() { "http" } else { "https" };
    format!("{scheme}://{host}{}?token={token}", path(version))
}

pub(crate) const fn path(version: Version) -> &'static str {
    match version {
        Version::V1 => "/unipile/account",
        Version::V2 => "/unipile/auth",
    }
}
