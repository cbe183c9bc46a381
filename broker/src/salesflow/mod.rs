//! The calls to Salesflow that buy tokens.
//!
//! The API key lives here and in no other part. It must never be sent anywhere but to the configured API,
//! so redirects are not followed, and nothing of the vendor's answer leaves except a token.

mod answer;
mod key_header;
mod retry;

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Response, Url, redirect};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::account::AccountId;
use crate::fault::Fault;
use crate::secret::Secret;
pub(crate) use key_header::KeyHeader;
pub(crate) use retry::ATTEMPTS;

const MAX_ANSWER_BYTES: usize = 64 * 1024;

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
            client: client(settings)?,
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
        let mut attempt = 1;
        loop {
            let fault = match self.attempt(url, account).await {
                Ok(token) => return Ok(token),
                Err(fault) => fault,
            };
            let Some(pause) = retry::pause_after(&fault, attempt, jitter()) else {
                return Err(fault);
            };
            tracing::warn!(attempt, ?fault, "Salesflow call failed, trying again");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, url: &Url, account: Option<&AccountId>) -> Result<Secret, Fault> {
        let (name, key) = self.key.as_ref().ok_or(Fault::NotConfigured)?;
        let request = self.client.post(url.clone()).header(name, key);
        let request = match account {
            Some(account) => request
                .header("x-accountid", account.as_str())
                .header(CONTENT_TYPE, "application/json")
                .body("{}"),
            // Some servers answer 411 to a POST that says nothing about its length.
            None => request.header(CONTENT_LENGTH, 0),
        };
        let response = request.send().await.map_err(connection_fault)?;
        match response.status() {
            status if status.is_success() => answer::read_token(&bounded_body(response).await?),
            StatusCode::UNAUTHORIZED => Err(Fault::VendorKeyRefused),
            StatusCode::FORBIDDEN => Err(Fault::VendorKeyForbidden),
            StatusCode::NOT_FOUND if account.is_some() => Err(Fault::VendorAccountUnknown),
            StatusCode::TOO_MANY_REQUESTS => Err(Fault::VendorRateLimited),
            status if status.is_server_error() => Err(Fault::VendorUnavailable(status.as_u16())),
            status => Err(Fault::VendorRefused(status.as_u16())),
        }
    }
}

fn client(settings: &Settings) -> Option<Client> {
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?;
    // A sandbox on loopback http runs on machines without certificates, where the platform's verifier fails.
    let plain = settings.base.starts_with("http:");
    let tls = if plain {
        tls.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
    } else {
        tls.with_platform_verifier().ok()?.with_no_client_auth()
    };
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .timeout(settings.timeout)
        .user_agent(concat!("linkdock-broker/", env!("CARGO_PKG_VERSION")));
    // A proxy is for the way out of the network, never for this machine.
    let client = if plain { client.no_proxy() } else { client };
    client.build().ok()
}

async fn bounded_body(mut response: Response) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(connection_fault)? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(answer::unreadable("the answer is longer than 64 KiB"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn connection_fault(error: reqwest::Error) -> Fault {
    if error.is_timeout() { Fault::VendorTimeout } else { Fault::VendorUnreachable }
}

/// Without randomness the pause is the shortest, which is no worse than none.
fn jitter() -> u8 {
    getrandom::u32().map_or(0, |random| random.to_le_bytes()[0])
}
