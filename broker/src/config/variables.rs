//! The environment variables, each with its parser and the advice for a value that can't be used.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderValue;
use reqwest::Url;

use super::ConfigError;
use crate::origin::{Origin, has_no_credentials, is_https_or_loopback};
use crate::secret::Secret;

const DEFAULT_ADDR: &str = "127.0.0.1:8787";
pub(super) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(8);

/// Where the variables come from.
pub(super) struct Variables<'a> {
    lookup: &'a dyn Fn(&str) -> Option<OsString>,
}

impl<'a> Variables<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Self { lookup }
    }

    /// The variable's text. Empty is absent: compose files write `NAME=` for "not set".
    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        let Some(value) = (self.lookup)(name) else {
            return Ok(None);
        };
        let text = value.into_string().map_err(|_| ConfigError::new(name, "the value must be UTF-8 text"))?;
        Ok(Some(text).filter(|text| !text.trim().is_empty()))
    }

    pub(super) fn parsed<T>(
        &self,
        name: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        advice: &'static str,
    ) -> Result<Option<T>, ConfigError> {
        self.text(name)?.map(|text| parse(text.trim()).ok_or(ConfigError::new(name, advice))).transpose()
    }

    pub(super) fn addr(&self) -> Result<SocketAddr, ConfigError> {
        let parse = |text: &str| text.parse().ok();
        let advice = "write an IP address and a port, such as 127.0.0.1:8787 or [::1]:8787";
        let given = self.parsed("LINKDOCK_BROKER_ADDR", parse, advice)?;
        given.or_else(|| parse(DEFAULT_ADDR)).ok_or(ConfigError::new("LINKDOCK_BROKER_ADDR", advice))
    }

    pub(super) fn secret(&self, name: &'static str) -> Result<Option<Secret>, ConfigError> {
        self.parsed(name, Secret::parse, "write the key alone: visible ASCII, no spaces, at most 8 KiB")
    }

    /// A vendor's base URL without a slash at its end.
    pub(super) fn base_url(
        &self,
        name: &'static str,
        default: &'static str,
        advice: &'static str,
    ) -> Result<String, ConfigError> {
        Ok(self.given_base_url(name, advice)?.unwrap_or_else(|| default.to_owned()))
    }

    /// As [`base_url`](Self::base_url), where there is no default.
    pub(super) fn given_base_url(
        &self,
        name: &'static str,
        advice: &'static str,
    ) -> Result<Option<String>, ConfigError> {
        self.parsed(name, api_base, advice)
    }

    /// The time that one call to a vendor may take.
    pub(super) fn timeout(&self, name: &'static str) -> Result<Duration, ConfigError> {
        Ok(self.given_timeout(name)?.unwrap_or(DEFAULT_TIMEOUT))
    }

    /// As [`timeout`](Self::timeout), where there are several defaults.
    pub(super) fn given_timeout(&self, name: &'static str) -> Result<Option<Duration>, ConfigError> {
        self.parsed(name, timeout, "write the milliseconds that one call may take, from 100 to 120000")
    }

    /// The address of a page or route, to which something is appended.
    pub(super) fn page_url(
        &self,
        name: &'static str,
        advice: &'static str,
    ) -> Result<Option<Url>, ConfigError> {
        self.parsed(name, page, advice)
    }

    /// The host's own return page, instead of the broker's.
    pub(super) fn return_url(&self) -> Result<Option<Url>, ConfigError> {
        self.page_url(
            "LINKDOCK_RETURN_URL",
            "write the address of the page of yours that loads `linkdock/return`: https (http only on loopback), without \
             user name or fragment",
        )
    }

    pub(super) fn allowed_origins(&self) -> Result<Vec<HeaderValue>, ConfigError> {
        let parse =
            |text: &str| text.split(',').map(|item| Origin::parse(item.trim())?.to_header()).collect();
        let given = self.parsed(
            "LINKDOCK_ALLOWED_ORIGINS",
            parse,
            "write exact origins with commas between, such as \
             https://crm.example.com,https://app.example.com: \
             https (http only on loopback), no path, no wildcard",
        )?;
        Ok(given.unwrap_or_default())
    }

    pub(super) fn demo_dir(&self) -> Result<Option<PathBuf>, ConfigError> {
        let parse = |text: &str| Some(PathBuf::from(text)).filter(|dir| dir.is_dir());
        self.parsed("LINKDOCK_DEMO_DIR", parse, "there is no such folder: write the path of the built demo")
    }

    pub(super) fn demo_salesflow_host(&self) -> Result<Origin, ConfigError> {
        let name = "LINKDOCK_DEMO_SALESFLOW_HOST";
        let advice = "the demo needs the host of the Salesflow pages it embeds: write its name, such as \
                      app.vendor.com, or its origin, such as http://127.0.0.1:8788";
        self.parsed(name, host_or_origin, advice)?.ok_or(ConfigError::new(name, advice))
    }

    pub(super) fn demo_linkedin_host(&self) -> Result<Option<Origin>, ConfigError> {
        self.parsed(
            "LINKDOCK_DEMO_LINKEDIN_HOST",
            host_or_origin,
            "write the host of the LinkedIn pages that the demo embeds, such as www.linkedin.com, or its \
             origin, such as http://127.0.0.1:8789",
        )
    }

    pub(super) fn demo_unipile_host(&self) -> Result<Option<Origin>, ConfigError> {
        self.parsed(
            "LINKDOCK_DEMO_UNIPILE_HOST",
            host_or_origin,
            "write the host of Unipile's hosted pages, such as auth.unipile.com, or its origin, such as \
             http://127.0.0.1:8788",
        )
    }
}

fn timeout(text: &str) -> Option<Duration> {
    let ms = text.parse().ok()?;
    (100..=120_000).contains(&ms).then(|| Duration::from_millis(ms))
}

fn page(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (url.fragment().is_none() && has_no_credentials(&url) && is_https_or_loopback(&url)).then_some(url)
}

fn api_base(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let bare = url.query().is_none() && url.fragment().is_none();
    (bare && has_no_credentials(&url) && is_https_or_loopback(&url))
        .then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// A bare host name means https, as in the widget's `host` option.
fn host_or_origin(text: &str) -> Option<Origin> {
    if text.contains("://") { Origin::parse(text) } else { Origin::parse(&["https://", text].concat()) }
}
