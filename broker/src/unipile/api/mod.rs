//! The calls to Unipile's API, version 1 or 2 as configured: one type, so that no other part knows which it is.
//!
//! The API key lives here and in no other part. What a user typed goes to the configured API and nowhere else, once: a call with
//! credentials or a code is never repeated by itself.

mod refusal;
mod union;
mod v1;
mod v2;

use std::time::{Duration, UNIX_EPOCH};

use axum::http::StatusCode;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderValue};
use reqwest::{Client, Method, Url};
use serde_json::Value;

use super::text::{IntentId, Typed, UnipileId};
use super::{Settings, VENDOR};
use crate::fault::Fault;
use crate::http_client::{bounded_body, client, connection_fault};
use crate::origin::is_https_or_loopback;
use crate::retry::with_retries;
use crate::secret::Secret;
use refusal::Asked;
pub(super) use union::Answer;

/// Which generation of the API answers at the configured address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    V2,
}

pub(super) struct Api {
    client: Client,
    base: String,
    key: HeaderValue,
    version: Version,
    domain: Option<String>,
    notify_url: Option<Url>,
    timeout: Duration,
    sign_in_timeout: Duration,
}

/// A link to the hosted page, as it is wanted.
pub(super) struct WantedLink<'a> {
    pub(super) state: &'a Secret,
    /// What its success is to bring back, where the version says nothing of a redirect's parameters.
    pub(super) ticket: Option<&'a Secret>,
    pub(super) redirect_uri: &'a Url,
    /// Seconds since 1970.
    pub(super) expires: u64,
    /// The account to connect again, instead of a new one.
    pub(super) account: Option<&'a UnipileId>,
    pub(super) products: &'a [String],
    pub(super) methods: &'a [&'static str],
}

/// The link as it was made.
pub(super) struct MadeLink {
    pub(super) url: Url,
    /// When, by the vendor's own clock, where it says so. Seconds since 1970.
    pub(super) made: Option<u64>,
}

/// How a user signs in without the hosted page.
#[derive(Debug)]
pub(super) enum Credentials {
    Password { username: Typed, password: Typed, user_agent: Option<String> },
    Cookies { access_token: Typed, premium_access_token: Option<Typed>, user_agent: Option<String> },
}

/// A sign-in without the hosted page.
#[derive(Debug)]
pub(super) struct Intent {
    pub(super) credentials: Credentials,
    pub(super) products: Vec<String>,
    pub(super) account: Option<UnipileId>,
    pub(super) timezone: Option<String>,
}

/// What has come of a checkpoint that is waited at.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Waited {
    /// The account doesn't work yet.
    NotYet,
    /// The account works, which says nothing of the intent if it did before.
    Works(UnipileId),
    /// The vendor's answer to the intent itself.
    Answered(Answer),
}

/// An account as the vendor knows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct VendorAccount {
    /// The vendor's word for its state.
    pub(super) word: String,
    /// What the link was named with, in version 1.
    pub(super) name: Option<String>,
    /// Seconds since 1970.
    pub(super) created: Option<u64>,
}

/// A request of one version.
struct Ask {
    method: Method,
    path: String,
    body: Option<Value>,
}

/// What came back with success.
struct Came {
    body: Value,
    date: Option<u64>,
}

impl Api {
    /// Fails when the machine offers no TLS root certificates.
    pub(super) fn new(settings: &Settings) -> Option<Self> {
        let mut key = HeaderValue::from_str(settings.key.expose()).ok()?;
        key.set_sensitive(true);
        Some(Self {
            client: client(&settings.api_url, settings.timeout)?,
            base: settings.api_url.clone(),
            key,
            version: settings.version,
            domain: settings.domain.clone(),
            notify_url: settings.notify_url.clone(),
            timeout: settings.timeout,
            sign_in_timeout: settings.sign_in_timeout,
        })
    }

    /// The vendor's word for an account that has just been connected.
    pub(super) fn good_word(&self) -> &'static str {
        match self.version {
            Version::V1 => "OK",
            Version::V2 => "running",
        }
    }

    /// Whether a redirect needn't say how it went, or which account it was.
    pub(super) fn redirects_plainly(&self) -> bool {
        self.version == Version::V1
    }

    /// Whether the account is looked at to see whether a checkpoint was approved, because the intent can't be asked about.
    pub(super) fn waits_by_account(&self) -> bool {
        self.version == Version::V1
    }

    /// Whether a sign-in may say what the account is for.
    pub(super) fn has_products(&self) -> bool {
        self.version == Version::V2
    }

    pub(super) async fn link(&self, wanted: &WantedLink<'_>) -> Result<MadeLink, Fault> {
        let came =
            with_retries(VENDOR, || self.call(self.ask_for_link(wanted), Asked::Other, self.timeout)).await?;
        let field = match self.version {
            Version::V1 => "url",
            Version::V2 => "link",
        };
        let url = came.body.get(field).and_then(Value::as_str).and_then(|text| Url::parse(text).ok());
        let url = url.filter(is_https_or_loopback).ok_or_else(|| {
            Fault::VendorAnswerUnreadable(VENDOR, format!("there is no https address in `{field}`"))
        })?;
        Ok(MadeLink { url, made: came.date })
    }

    fn ask_for_link(&self, wanted: &WantedLink<'_>) -> Ask {
        match self.version {
            Version::V1 => v1::link(wanted, &self.base, self.notify_url.as_ref()),
            Version::V2 => v2::link(wanted, self.domain.as_deref()),
        }
    }

    /// The account, or `None` when the vendor doesn't know it.
    pub(super) async fn account(&self, id: &UnipileId) -> Result<Option<VendorAccount>, Fault> {
        let ask = || Ask { method: Method::GET, path: ["/accounts/", id.as_str()].concat(), body: None };
        let came = match with_retries(VENDOR, || self.call(ask(), Asked::Account, self.timeout)).await {
            Ok(came) => came,
            Err(Fault::VendorAccountUnknown(_)) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let named = came.body.get("id").and_then(Value::as_str);
        if named != Some(id.as_str()) {
            return Err(unreadable("it is not the account that was asked for"));
        }
        Ok(Some(match self.version {
            Version::V1 => v1::account(&came.body),
            Version::V2 => v2::account(&came.body),
        }))
    }

    pub(super) async fn intent(&self, intent: &Intent) -> Result<Answer, Fault> {
        let ask = match self.version {
            Version::V1 => v1::intent(intent),
            Version::V2 => v2::intent(intent),
        };
        self.answer(ask, Asked::Other).await
    }

    /// Solves a checkpoint.
    pub(super) async fn solve(&self, intent: &IntentId, code: &Typed) -> Result<Answer, Fault> {
        let ask = match self.version {
            Version::V1 => v1::solve(intent, code),
            Version::V2 => v2::solve(intent, Some(code)),
        };
        self.answer(ask, Asked::Checkpoint).await
    }

    /// Has the vendor send another challenge.
    pub(super) async fn switch(&self, intent: &IntentId, challenge: &str) -> Result<Answer, Fault> {
        let ask = match self.version {
            Version::V1 => v1::switch(intent, challenge),
            Version::V2 => v2::switch(intent, challenge),
        };
        self.answer(ask, Asked::Checkpoint).await
    }

    pub(super) async fn resend(&self, intent: &IntentId) -> Result<(), Fault> {
        let ask = match self.version {
            Version::V1 => v1::resend(intent),
            Version::V2 => v2::resend(intent),
        };
        self.call(ask, Asked::Checkpoint, self.sign_in_timeout).await.map(drop)
    }

    /// What has come of a checkpoint that the user approves elsewhere, for an account that is new or that `reconnects`.
    pub(super) async fn wait(&self, intent: &IntentId, reconnects: bool) -> Result<Waited, Fault> {
        match self.version {
            Version::V2 => {
                self.answer(v2::solve(intent, None), Asked::Checkpoint).await.map(Waited::Answered)
            }
            Version::V1 => {
                let id = UnipileId::parse(intent.as_str()).ok_or(Fault::IntentUnknown)?;
                match self.account(&id).await? {
                    Some(account) => v1::waited(id, &account, reconnects),
                    // It may not be there before the user has approved.
                    None => Ok(Waited::NotYet),
                }
            }
        }
    }

    async fn answer(&self, ask: Ask, asked: Asked) -> Result<Answer, Fault> {
        let came = self.call(ask, asked, self.sign_in_timeout).await?;
        match self.version {
            Version::V1 => v1::answer(&came.body),
            Version::V2 => union::read(&came.body),
        }
    }

    async fn call(&self, ask: Ask, asked: Asked, timeout: Duration) -> Result<Came, Fault> {
        let Ok(url) = Url::parse(&[self.base.as_str(), &ask.path].concat()) else {
            return Err(Fault::VendorUnreachable(VENDOR)); // cannot happen: base and path are checked
        };
        let request = self.client.request(ask.method, url).timeout(timeout);
        let mut request = request.header("x-api-key", self.key.clone());
        if let Some(body) = ask.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let response = request.send().await.map_err(|error| connection_fault(&error, VENDOR))?;
        let status = response.status();
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok()).and_then(seconds);
        let body = bounded_body(response, VENDOR).await?;
        if !status.is_success() {
            return Err(refusal::read(status, &body, asked));
        }
        if status == StatusCode::NO_CONTENT || body.trim_ascii().is_empty() {
            return Ok(Came { body: Value::Null, date });
        }
        let body = serde_json::from_slice(&body).map_err(|_| unreadable("it is not JSON"))?;
        Ok(Came { body, date })
    }
}

fn seconds(date: &str) -> Option<u64> {
    Some(httpdate::parse_http_date(date).ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

fn unreadable(seen: &str) -> Fault {
    Fault::VendorAnswerUnreadable(VENDOR, seen.to_owned())
}
