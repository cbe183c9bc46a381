//! The bodies that pages send, read into types that hold nothing else.
//!
//! What is wrong with a body is said in a fixed sentence: a parser's own words would quote it, and it may hold a password.

use axum::body::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::api::{Credentials, Intent};
use super::confirm::Claim;
use super::intent::Turn;
use super::text::{IntentId, Typed, UnipileId, word};
use crate::fault::Fault;
use crate::secret::Secret;
use crate::sign_in::one_time_secret;

const METHODS: [&str; 2] = ["credentials", "cookies"];
const MOST_PRODUCTS: usize = 16;
const MAX_AGENT_CHARS: usize = 1024;

const LINK: Fault = Fault::RequestInvalid(
    "The body must be empty, or JSON with any of `accountId` (text), `products` (list of names) and `methods` (list of \
     \"credentials\" and \"cookies\").",
);
const CONFIRM: Fault = Fault::RequestInvalid(
    "The body must be JSON with `state`, `receipt` and `accountId` as the return page told the dock, or with the `accountId` of \
     an account of the caller's, and Content-Type application/json.",
);
const INTENT: Fault = Fault::RequestInvalid(
    "The body must be JSON with `provider` \"linkedin\" and `credentials`: either `username` and `password`, or `access_token` \
     (and `premium_access_token`), with `user_agent`; `config`, `account_id` and `user_timezone` may be there. Content-Type is \
     application/json.",
);
const CHECKPOINT: Fault = Fault::RequestInvalid(
    "The body must be JSON with the text `intent_id`, and `code` or `challenge` where the route takes one. Content-Type is \
     application/json.",
);
const SESSION: Fault = Fault::RequestInvalid(
    "The body must be JSON with the texts `access_token` (li_at) and `user_agent`, and `premium_access_token` (li_a) where there \
     is one. Content-Type is application/json.",
);

/// What a hosted sign-in is asked for with.
pub(super) struct LinkRequest {
    pub(super) account: Option<UnipileId>,
    pub(super) products: Vec<String>,
    pub(super) methods: Vec<&'static str>,
}

impl LinkRequest {
    pub(super) fn read(body: &Bytes) -> Result<Self, Fault> {
        #[derive(Default, Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Body {
            account_id: Option<String>,
            products: Option<Vec<String>>,
            methods: Option<Vec<String>>,
        }
        let given: Body = if body.trim_ascii().is_empty() { Body::default() } else { json(body, LINK)? };
        let method = |name: &String| METHODS.into_iter().find(|known| known == name).ok_or(LINK);
        Ok(Self {
            account: given.account_id.map(|id| UnipileId::parse(&id).ok_or(LINK)).transpose()?,
            products: products(given.products, LINK)?,
            methods: given.methods.unwrap_or_default().iter().map(method).collect::<Result<_, _>>()?,
        })
    }
}

impl Claim {
    pub(super) fn read(body: &Bytes) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Body {
            state: Option<String>,
            receipt: Option<String>,
            account_id: Option<String>,
        }
        let given: Body = json(body, CONFIRM)?;
        let secret = |text: Option<String>| -> Result<Option<Secret>, Fault> {
            text.map(|text| one_time_secret(&text).ok_or(Fault::ConfirmRefused)).transpose()
        };
        Ok(Self {
            state: secret(given.state)?,
            receipt: secret(given.receipt)?,
            account: given.account_id.map(|id| UnipileId::parse(&id).ok_or(CONFIRM)).transpose()?,
        })
    }
}

impl Intent {
    pub(super) fn read(body: &Bytes) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Body {
            provider: String,
            credentials: Given,
            config: Option<Config>,
            account_id: Option<String>,
            user_timezone: Option<String>,
        }
        #[derive(Deserialize)]
        struct Given {
            username: Option<Typed>,
            password: Option<Typed>,
            access_token: Option<Typed>,
            premium_access_token: Option<Typed>,
            user_agent: Option<String>,
        }
        #[derive(Deserialize)]
        struct Config {
            products: Option<Vec<String>>,
        }
        let given: Body = json(body, INTENT)?;
        if !given.provider.eq_ignore_ascii_case("linkedin") {
            return Err(INTENT);
        }
        let Given { username, password, access_token, premium_access_token, user_agent } = given.credentials;
        let user_agent = user_agent.map(|text| agent(text).ok_or(INTENT)).transpose()?;
        let credentials = match (username, password, access_token) {
            (Some(username), Some(password), None) => {
                Credentials::Password { username, password, user_agent }
            }
            (None, None, Some(access_token)) => {
                Credentials::Cookies { access_token, premium_access_token, user_agent }
            }
            (Some(_) | None, Some(_) | None, Some(_) | None) => return Err(INTENT),
        };
        let zone = |text: String| {
            let fits = text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_graphic());
            fits.then_some(text).ok_or(INTENT)
        };
        Ok(Self {
            credentials,
            products: products(given.config.and_then(|config| config.products), INTENT)?,
            account: given.account_id.map(|id| UnipileId::parse(&id).ok_or(INTENT)).transpose()?,
            timezone: given.user_timezone.map(zone).transpose()?,
        })
    }
}

/// Which of an intent's routes is asked.
#[derive(Clone, Copy)]
pub(super) enum TurnKind {
    Solve,
    Switch,
    Wait,
}

/// The intent and what is asked about it.
pub(super) fn turn(body: &Bytes, kind: TurnKind) -> Result<(IntentId, Turn), Fault> {
    #[derive(Deserialize)]
    struct Body {
        intent_id: String,
        code: Option<Typed>,
        challenge: Option<String>,
    }
    let given: Body = json(body, CHECKPOINT)?;
    let turn = match kind {
        TurnKind::Solve => Turn::Solve(given.code.ok_or(CHECKPOINT)?),
        TurnKind::Switch => {
            let challenge = given.challenge.filter(|text| (1..=512).contains(&text.len()));
            Turn::Switch(challenge.ok_or(CHECKPOINT)?)
        }
        TurnKind::Wait => Turn::Wait,
    };
    Ok((IntentId::parse(&given.intent_id).ok_or(CHECKPOINT)?, turn))
}

/// What the browser extension has collected.
pub(super) struct SessionRequest {
    pub(super) access_token: Typed,
    pub(super) premium_access_token: Option<Typed>,
    pub(super) user_agent: String,
}

impl SessionRequest {
    pub(super) fn read(body: &Bytes) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Body {
            access_token: Typed,
            premium_access_token: Option<Typed>,
            user_agent: String,
        }
        let given: Body = json(body, SESSION)?;
        Ok(Self {
            access_token: given.access_token,
            premium_access_token: given.premium_access_token,
            user_agent: agent(given.user_agent).ok_or(SESSION)?,
        })
    }
}

impl From<SessionRequest> for Credentials {
    fn from(session: SessionRequest) -> Self {
        Self::Cookies {
            access_token: session.access_token,
            premium_access_token: session.premium_access_token,
            user_agent: Some(session.user_agent),
        }
    }
}

fn json<T: DeserializeOwned>(body: &Bytes, wrong: Fault) -> Result<T, Fault> {
    serde_json::from_slice(body).map_err(|_| wrong)
}

/// An open set: any plain names, as the vendor spells them.
fn products(given: Option<Vec<String>>, wrong: Fault) -> Result<Vec<String>, Fault> {
    let given = given.unwrap_or_default();
    let fit = given.len() <= MOST_PRODUCTS && given.iter().all(|name| word(name).is_some());
    if fit { Ok(given) } else { Err(wrong) }
}

fn agent(text: String) -> Option<String> {
    let fits =
        !text.is_empty() && text.chars().count() <= MAX_AGENT_CHARS && !text.chars().any(char::is_control);
    fits.then_some(text)
}
