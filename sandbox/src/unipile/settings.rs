//! What tests can set about Unipile: how long things live, how the phone behaves, how redirects look and where webhooks go.
//! It changes nothing by itself.

use std::time::Duration;

use serde::Deserialize;

use super::attempt::Rules;
use super::redirect::Kind;
use super::webhook::{Form, Here, Secret, Subscription};
use crate::json::present;

/// How long an intent lives: the vendor is said to give about that.
const INTENT_LIFE: Duration = Duration::from_secs(5 * 60);

/// How the vendor behaves.
pub(crate) struct Settings {
    pub(crate) redirect: Kind,
    pub(crate) rules: Rules,
    pub(crate) intent_life: Duration,
    /// Links die after so long at the latest.
    pub(crate) link_life: Option<Duration>,
    /// How long v1's accounts say `CONNECTING`.
    pub(crate) connecting: Duration,
    /// v1's accounts say what they said before, and not `CONNECTING`, while they are being connected again.
    pub(crate) keeps_status: bool,
    pub(crate) webhook: Subscription,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            redirect: Kind::default(),
            rules: Rules::default(),
            intent_life: INTENT_LIFE,
            link_life: None,
            connecting: Duration::ZERO,
            keeps_status: false,
            webhook: Subscription::default(),
        }
    }
}

/// A change of [`Settings`]: what is absent stays.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SettingsChange {
    redirect: Option<Kind>,
    #[serde(default, deserialize_with = "present")]
    in_app_after_ms: Option<Option<u32>>,
    in_app_never: Option<bool>,
    intent_lifetime_ms: Option<u32>,
    #[serde(default, deserialize_with = "present")]
    link_lifetime_ms: Option<Option<u32>>,
    #[serde(default, deserialize_with = "present")]
    checkpoint_lifetime_ms: Option<Option<u32>>,
    connecting_ms: Option<u32>,
    reconnect_keeps_status: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    webhook_url: Option<Option<Here>>,
    #[serde(default, deserialize_with = "present")]
    webhook_secret: Option<Option<Secret>>,
    webhook_form: Option<Form>,
}

impl SettingsChange {
    pub(crate) fn apply(self, settings: &mut Settings) {
        let Self {
            redirect,
            in_app_after_ms,
            in_app_never,
            intent_lifetime_ms,
            link_lifetime_ms,
            checkpoint_lifetime_ms,
            connecting_ms,
            reconnect_keeps_status,
            webhook_url,
            webhook_secret,
            webhook_form,
        } = self;
        let millis = |millis: u32| Duration::from_millis(millis.into());
        let rules = &mut settings.rules;
        rules.in_app_after = in_app_after_ms.map_or(rules.in_app_after, |given| given.map(millis));
        rules.in_app_never = in_app_never.unwrap_or(rules.in_app_never);
        rules.checkpoint_life =
            checkpoint_lifetime_ms.map_or(rules.checkpoint_life, |given| given.map(millis));
        settings.redirect = redirect.unwrap_or(settings.redirect);
        settings.intent_life = intent_lifetime_ms.map_or(settings.intent_life, millis);
        settings.link_life = link_lifetime_ms.map_or(settings.link_life, |given| given.map(millis));
        settings.keeps_status = reconnect_keeps_status.unwrap_or(settings.keeps_status);
        settings.connecting = connecting_ms.map_or(settings.connecting, millis);
        let webhook = &mut settings.webhook;
        if let Some(url) = webhook_url {
            webhook.url = url;
        }
        if let Some(secret) = webhook_secret {
            webhook.secret = secret;
        }
        webhook.form = webhook_form.unwrap_or(webhook.form);
    }
}
