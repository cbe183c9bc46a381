//! The calls to Salesflow that buy tokens.
//!
//! The API key lives here and in no other part. It must never be sent anywhere but to the configured API,
//! so redirects are not followed, and nothing of the vendor's answer leaves except a token.

mod answer;
mod key_header;

use std::time::Duration;

use axum::http::StatusCode;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Url};

use crate::account::AccountId;
use crate::fault::{Fault, Vendor};
use crate::http_client::{bounded_body, client, connection_fault};
use crate::retry::with_retries;
use crate::secret::Secret;
pub(crate) use key_header::KeyHeader;

const VENDOR: Vendor = Vendor::Salesflow;

/// What a call needs, as read from the environment.
pub(crate) struct Settings {
    pub(crate) key: Option<Secret>,
    pub(crate) key_header: KeyHeader,
    /// Without a slash at its end.
    pub(crate) base: String,
    /// For each attempt, from connecting to the last byte.
    pub(crate) timeout: Duration,
}

/// The Salesflow API as one broker uses it.
pub(crate) struct Salesflow {
    client: Client,
    key: Option<(HeaderName, HeaderValue)>,
    onboarding: Url,
    jwt: Url,
}

impl Salesflow {
    /// Fails when the machine offers no TLS root certificates.
    pub(crate) fn new(settings: &Settings) -> Option<Self> {
        let endpoint = |path: &str| Url::parse(&[settings.base.as_str(), path].concat()).ok();
        let key = match &settings.key {
            Some(key) => Some(settings.key_header.carry(key)?),
            None => None,
        };
        Some(Self {
            client: client(&settings.base, settings.timeout)?,
            key,
            onboarding: endpoint("/tokens/onboarding")?,
            jwt: endpoint("/tokens/jwt")?,
        })
    }

    /// A one-time token for the page that connects a new account; it lives 30 minutes.
    pub(crate) async fn onboarding_token(&self) -> Result<Secret, Fault> {
        self.buy(&self.onboarding, None).await
    }

    /// The JWT for the page that updates `account`.
    pub(crate) async fn account_token(&self, account: &AccountId) -> Result<Secret, Fault> {
        self.buy(&self.jwt, Some(account)).await
    }

    async fn buy(&self, url: &Url, account: Option<&AccountId>) -> Result<Secret, Fault> {
        with_retries(VENDOR, || self.attempt(url, account)).await
    }

    async fn attempt(&self, url: &Url, account: Option<&AccountId>) -> Result<Secret, Fault> {
        let (name, key) = self.key.as_ref().ok_or(Fault::NotConfigured(
            "The broker has no Salesflow API key. Set SALESFLOW_API_KEY and start it again.",
        ))?;
        let request = self.client.post(url.clone()).header(name, key);
        let request = match account {
            Some(account) => request
                .header("x-accountid", account.as_str())
                .header(CONTENT_TYPE, "application/json")
                .body("{}"),
            // Some servers answer 411 to a POST that says nothing about its length.
            None => request.header(CONTENT_LENGTH, 0),
        };
        let response = request.send().await.map_err(|error| connection_fault(&error, VENDOR))?;
        match response.status() {
            status if status.is_success() => answer::read_token(&bounded_body(response, VENDOR).await?),
            StatusCode::UNAUTHORIZED => Err(Fault::VendorKeyRefused(VENDOR)),
            StatusCode::FORBIDDEN => Err(Fault::VendorKeyForbidden),
            StatusCode::NOT_FOUND if account.is_some() => Err(Fault::VendorAccountUnknown(VENDOR)),
            StatusCode::TOO_MANY_REQUESTS => Err(Fault::VendorRateLimited(VENDOR)),
            status if status.is_server_error() => Err(Fault::VendorUnavailable(VENDOR, status.as_u16())),
            status => Err(Fault::VendorRefused(VENDOR, status.as_u16())),
        }
    }
}
