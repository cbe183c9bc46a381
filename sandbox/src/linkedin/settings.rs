//! What tests can set about LinkedIn: how long things live and what is refused. It changes nothing by itself.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use crate::json::present;

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

/// How the vendor behaves.
pub(crate) struct Settings {
    pub(crate) sat_life: Duration,
    pub(crate) access_token_life: Duration,
    pub(crate) refresh_token_life: Duration,
    /// May the application use refresh tokens?
    pub(crate) refresh_tokens: bool,
    /// Every Sales Access Token is denied.
    pub(crate) refuse_sats: bool,
    /// Members sign in before they are asked.
    pub(crate) login: bool,
    /// The origins whose pages may show a widget; None is any.
    pub(crate) referrers: Option<Vec<Origin>>,
}

impl Default for Settings {
    /// The lifetimes are the documented ones.
    fn default() -> Self {
        Self {
            sat_life: Duration::from_secs(45 * MINUTE),
            access_token_life: Duration::from_secs(60 * DAY),
            refresh_token_life: Duration::from_secs(365 * DAY),
            refresh_tokens: true,
            refuse_sats: false,
            login: false,
            referrers: None,
        }
    }
}

/// An origin of web pages, as browsers write it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Origin(String);

impl Origin {
    /// The origin of a page's address.
    pub(crate) fn of(address: &str) -> Option<Self> {
        let origin = Url::parse(address).ok().filter(is_web)?.origin();
        Some(Self(origin.ascii_serialization()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Is it an address that web pages can have?
pub(crate) fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::of(&text)
            .filter(|origin| origin.0 == text)
            .ok_or_else(|| format!("referrers are origins such as https://app.example.com, not {text:?}"))
    }
}

/// A change of [`Settings`]: what is absent stays.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SettingsChange {
    sat_seconds: Option<NonZeroU32>,
    access_token_seconds: Option<NonZeroU32>,
    refresh_token_seconds: Option<NonZeroU32>,
    refresh_tokens: Option<bool>,
    refuse_sats: Option<bool>,
    login: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    referrers: Option<Option<Vec<Origin>>>,
}

impl SettingsChange {
    pub(crate) fn apply(self, settings: &mut Settings) {
        let Self {
            sat_seconds,
            access_token_seconds,
            refresh_token_seconds,
            refresh_tokens,
            refuse_sats,
            login,
            referrers,
        } = self;
        let seconds = |given: Option<NonZeroU32>, kept| {
            given.map_or(kept, |seconds| Duration::from_secs(seconds.get().into()))
        };
        settings.sat_life = seconds(sat_seconds, settings.sat_life);
        settings.access_token_life = seconds(access_token_seconds, settings.access_token_life);
        settings.refresh_token_life = seconds(refresh_token_seconds, settings.refresh_token_life);
        settings.refresh_tokens = refresh_tokens.unwrap_or(settings.refresh_tokens);
        settings.refuse_sats = refuse_sats.unwrap_or(settings.refuse_sats);
        settings.login = login.unwrap_or(settings.login);
        if let Some(referrers) = referrers {
            settings.referrers = referrers;
        }
    }
}
