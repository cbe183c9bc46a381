//! How a vendor's pages are served: what tests can set about it and the headers that follow. It never knows what is on
//! a page, and it waits for nothing.

use std::time::Duration;

use axum::http::header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

use crate::json::present;

const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// How the pages behave.
#[derive(Clone, Default)]
pub(crate) struct PageSettings {
    coop: Option<Coop>,
    frame_options: Option<FrameOptions>,
    frame_ancestors: Option<FrameAncestors>,
    /// Pages do not arrive for as long as this is set.
    pub(crate) hang: bool,
    /// How much later pages arrive.
    pub(crate) delay: Delay,
    /// Connections close without an answer.
    pub(crate) drop: bool,
    hop_to: Option<HopTo>,
    /// How many milliseconds a page that has arrived stays blank.
    blank_ms: u64,
}

impl PageSettings {
    /// What a page's script reads to stay blank, if it has to.
    pub(crate) fn blank(&self) -> Vec<(&'static str, String)> {
        (self.blank_ms > 0).then(|| ("blank-ms", self.blank_ms.to_string())).into_iter().collect()
    }

    /// Puts the vendor's policies on a page, except for those that the page brings itself.
    pub(crate) fn mark(&self, headers: &mut HeaderMap) {
        if let Some(coop) = self.coop
            && !headers.contains_key(CROSS_ORIGIN_OPENER_POLICY)
        {
            coop.mark(headers);
        }
        if let Some(policy) = self.frame_options {
            headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static(policy.as_str()));
        }
        if let Some(FrameAncestors(policy)) = &self.frame_ancestors {
            // A second policy only ever forbids more: the page's own holds on.
            headers.append(CONTENT_SECURITY_POLICY, policy.clone());
        }
    }

    /// Does a page move on by itself before it shows anything? Not where it has moved to.
    pub(crate) const fn hops(&self, hopped: bool) -> bool {
        self.hop_to.is_some() && !hopped
    }

    /// Puts on a page what only the page at the end of a hop has.
    pub(crate) fn mark_end_of_hop(&self, headers: &mut HeaderMap) {
        if let Some(HopTo::Coop) = self.hop_to {
            Coop::SameOrigin.mark(headers);
        }
    }
}

/// `Cross-Origin-Opener-Policy`.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Coop {
    UnsafeNone,
    SameOriginAllowPopups,
    SameOrigin,
}

impl Coop {
    fn mark(self, headers: &mut HeaderMap) {
        let value = match self {
            Self::UnsafeNone => "unsafe-none",
            Self::SameOriginAllowPopups => "same-origin-allow-popups",
            Self::SameOrigin => "same-origin",
        };
        headers.insert(CROSS_ORIGIN_OPENER_POLICY, HeaderValue::from_static(value));
    }
}

/// `X-Frame-Options`.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum FrameOptions {
    Deny,
    SameOrigin,
}

impl FrameOptions {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Deny => "DENY",
            Self::SameOrigin => "SAMEORIGIN",
        }
    }
}

/// The sources of a `frame-ancestors` directive, as a policy of its own.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
struct FrameAncestors(HeaderValue);

impl TryFrom<String> for FrameAncestors {
    type Error = &'static str;

    fn try_from(sources: String) -> Result<Self, Self::Error> {
        // Either would begin something else than a source.
        if sources.contains([';', ',']) {
            return Err("frameAncestors takes the sources of one directive, without ; and ,");
        }
        let policy = format!("frame-ancestors {sources}");
        policy.try_into().map(Self).map_err(|_| "frameAncestors holds what no header may")
    }
}

/// How much later a page arrives: a minute at most, since whoever waits has long given up by then.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(try_from = "u64")]
pub(crate) struct Delay(pub(crate) Duration);

impl TryFrom<u64> for Delay {
    type Error = &'static str;

    fn try_from(millis: u64) -> Result<Self, Self::Error> {
        match millis {
            0..=60_000 => Ok(Self(Duration::from_millis(millis))),
            _ => Err("delayMs must be from 0 to 60000"),
        }
    }
}

/// What a page moves on to by itself before it shows its form.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum HopTo {
    /// The form, served with `Cross-Origin-Opener-Policy: same-origin`.
    Coop,
}

/// A change of [`PageSettings`]: what is absent stays.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PageChange {
    #[serde(default, deserialize_with = "present")]
    coop: Option<Option<Coop>>,
    #[serde(default, deserialize_with = "present")]
    x_frame_options: Option<Option<FrameOptions>>,
    #[serde(default, deserialize_with = "present")]
    frame_ancestors: Option<Option<FrameAncestors>>,
    hang: Option<bool>,
    delay_ms: Option<Delay>,
    drop: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    hop_to: Option<Option<HopTo>>,
    blank_ms: Option<u64>,
}

impl PageChange {
    pub(crate) fn apply(self, settings: &mut PageSettings) {
        let Self { coop, x_frame_options, frame_ancestors, hang, delay_ms, drop, hop_to, blank_ms } = self;
        settings.coop = coop.unwrap_or(settings.coop);
        settings.frame_options = x_frame_options.unwrap_or(settings.frame_options);
        if let Some(frame_ancestors) = frame_ancestors {
            settings.frame_ancestors = frame_ancestors;
        }
        settings.hang = hang.unwrap_or(settings.hang);
        settings.delay = delay_ms.unwrap_or(settings.delay);
        settings.drop = drop.unwrap_or(settings.drop);
        settings.hop_to = hop_to.unwrap_or(settings.hop_to);
        settings.blank_ms = blank_ms.unwrap_or(settings.blank_ms);
    }
}
