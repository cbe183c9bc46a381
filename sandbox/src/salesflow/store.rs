//! The vendor's memory: credentials, accounts, counters and what the control API has set. Time comes in as an argument;
//! nothing in here waits, draws a page or knows a test user.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::answer::Answer;
use super::control::TokenSettings;
use crate::random::random;

/// The first account of a fresh sandbox.
const FIRST_ACCOUNT: u64 = 1001;

#[derive(Default)]
pub(crate) struct Store {
    onboarding: HashMap<String, OnboardingToken>,
    jwts: HashMap<String, Jwt>,
    accounts: BTreeMap<u64, Account>,
    /// Answers waiting to be posted from the other origin.
    parked: HashMap<String, Answer>,
    /// Has the user who fails once failed already?
    pub(crate) failed_once: bool,
    pub(crate) tokens: TokenSettings,
    pub(crate) stats: Stats,
}

struct OnboardingToken {
    expires: SystemTime,
    spent: bool,
}

struct Jwt {
    account: u64,
    expires: SystemTime,
}

/// A LinkedIn account as the vendor sees it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Account {
    pub(crate) id: u64,
    /// None for an account that the control API made without one.
    pub(crate) email: Option<String>,
    pub(crate) status: String,
}

/// How often each thing happened since the last reset.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stats {
    /// Onboarding tokens handed out by the API.
    pub(crate) onboarding_tokens: u64,
    /// JWTs handed out by the API; those inside messages are not counted.
    pub(crate) jwts: u64,
    /// Connect forms shown.
    pub(crate) connect_pages: u64,
    /// Update forms shown.
    pub(crate) update_pages: u64,
    /// Forms submitted through a live link, whatever came of it.
    pub(crate) submits: u64,
}

/// Why a link does not open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum DeadLink {
    /// Never handed out, or not for this account.
    Unknown,
    /// Too old, or spent.
    Expired,
}

impl Store {
    /// A one-time token for the connect form.
    pub(crate) fn issue_onboarding(&mut self, now: SystemTime) -> String {
        let token = random();
        let expires = now + self.tokens.lifetime;
        self.onboarding.insert(token.clone(), OnboardingToken { expires, spent: false });
        token
    }

    /// A token for the update form of one account. It reads like a JWT, signed with noise.
    pub(crate) fn issue_jwt(&mut self, account: u64, now: SystemTime) -> String {
        let expires = now + self.tokens.lifetime;
        let seconds = expires.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
        let payload = URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"{account}","exp":{seconds}}}"#));
        let token = format!("{header}.{payload}.{}", random());
        self.jwts.insert(token.clone(), Jwt { account, expires });
        token
    }

    /// Does the connect link still open?
    pub(crate) fn check_onboarding(&self, token: &str, now: SystemTime) -> Result<(), DeadLink> {
        let token = self.onboarding.get(token).ok_or(DeadLink::Unknown)?;
        if token.spent || token.expires <= now { Err(DeadLink::Expired) } else { Ok(()) }
    }

    /// The connect link opens no more.
    pub(crate) fn spend_onboarding(&mut self, token: &str) {
        if let Some(token) = self.onboarding.get_mut(token) {
            token.spent = true;
        }
    }

    /// The account whose update link this is.
    pub(crate) fn check_jwt(&self, jwt: &str, account: u64, now: SystemTime) -> Result<&Account, DeadLink> {
        let jwt = self.jwts.get(jwt).filter(|jwt| jwt.account == account).ok_or(DeadLink::Unknown)?;
        if jwt.expires <= now {
            return Err(DeadLink::Expired);
        }
        self.account(account).ok_or(DeadLink::Unknown)
    }

    pub(crate) fn create_account(&mut self, email: Option<String>, status: String) -> u64 {
        let id = self.accounts.last_key_value().map_or(FIRST_ACCOUNT, |(last, _)| last + 1);
        self.accounts.insert(id, Account { id, email, status });
        id
    }

    pub(crate) fn account(&self, id: u64) -> Option<&Account> {
        self.accounts.get(&id)
    }

    pub(crate) fn set_status(&mut self, id: u64, status: &str) {
        if let Some(account) = self.accounts.get_mut(&id) {
            account.status = status.to_owned();
        }
    }

    /// Every account, oldest first.
    pub(crate) fn accounts(&self) -> Vec<Account> {
        self.accounts.values().cloned().collect()
    }

    /// Keeps an answer for another page; the result is the key to it.
    pub(crate) fn park(&mut self, answer: Answer) -> String {
        let key = random();
        self.parked.insert(key.clone(), answer);
        key
    }

    /// A parked answer, once.
    pub(crate) fn unpark(&mut self, key: &str) -> Option<Answer> {
        self.parked.remove(key)
    }
}
