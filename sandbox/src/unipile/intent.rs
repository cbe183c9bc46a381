//! Sign-ins under way: who signs in for what, how far they are, and what becomes of it. Hosted pages and the API act through
//! these few functions and no others.

use std::time::SystemTime;

use super::Version;
use super::account::Product;
use super::attempt::{Answer, Attempt, Credentials, Purpose};
use super::failure::Failure;
use super::link::Url;
use super::step::Step;
use super::store::{Store, account_id};
use crate::random::random;

/// What a sign-in is to lead to.
#[derive(Clone, Default)]
pub(crate) struct Goal {
    /// None keeps what the account had.
    pub(crate) products: Option<Vec<Product>>,
    /// The account to connect again; None makes a new one.
    pub(crate) reconnects: Option<String>,
    /// What v1 calls the account, and what it tells `notify`.
    pub(crate) name: Option<String>,
    pub(crate) notify: Option<Url>,
}

pub(crate) struct Intent {
    pub(crate) version: Version,
    pub(crate) attempt: Attempt,
    /// Who signs in, as pages and accounts may show it.
    pub(crate) who: String,
    goal: Goal,
    pub(crate) started: SystemTime,
    /// The token of its link, if it belongs to a hosted page: it lives as long as that.
    pub(crate) link: Option<String>,
    /// It came to its end with this account.
    account: Option<String>,
}

/// How far a sign-in is.
#[derive(Debug)]
pub(crate) enum Progress {
    /// It waits for this step.
    Asks {
        intent: String,
        step: Step,
    },
    Connected {
        account: String,
    },
}

impl Intent {
    pub(crate) const fn is_over(&self) -> bool {
        self.account.is_some()
    }

    pub(crate) const fn reconnects(&self) -> bool {
        self.goal.reconnects.is_some()
    }
}

impl Store {
    /// Somebody signs in.
    pub(crate) fn sign_in(
        &mut self,
        version: Version,
        credentials: &Credentials,
        goal: Goal,
        link: Option<String>,
        now: SystemTime,
    ) -> Result<Progress, Failure> {
        let kept = match &goal.reconnects {
            Some(id) => self.account(version, id)?.products.clone(),
            None => Vec::new(),
        };
        let premium = goal.products.as_ref().unwrap_or(&kept).iter().any(|product| product.is_premium());
        let begin = |existing: &str| {
            let purpose = Purpose { premium, reconnects: goal.reconnects.is_some(), existing };
            Attempt::begin(credentials, purpose, now)
        };
        let attempt = match begin("") {
            // Only now is it needed, and only now may it come to be.
            Err(Failure::Exists(_)) => begin(&self.existing(version, now))?,
            other => other?,
        };
        let id = match (version, &goal.reconnects) {
            // v1 knows a sign-in by the account it is for.
            (Version::V1, Some(account)) => account.clone(),
            (Version::V1, None) => account_id(version),
            (Version::V2, _) => format!("int_{}", random()),
        };
        let who = match credentials {
            Credentials::Password { username, .. } => username.trim().to_owned(),
            Credentials::Cookies { .. } => "LinkedIn member".to_owned(),
        };
        let intent = Intent { version, attempt, who, goal, started: now, link, account: None };
        self.intents.insert(id.clone(), intent);
        self.progress(&id, now)
    }

    /// Somebody answers a step or looks how it is.
    pub(crate) fn answer(
        &mut self,
        version: Version,
        id: &str,
        answer: &Answer<'_>,
        now: SystemTime,
    ) -> Result<Progress, Failure> {
        let rules = self.settings.rules;
        let intent = self.intent(version, id, now)?;
        if let Some(account) = &intent.account {
            // Whoever looks again may have missed the answer; a second code is one too many.
            return match answer {
                Answer::Look => Ok(Progress::Connected { account: account.clone() }),
                Answer::Code(_) => Err(Failure::NoIntent),
            };
        }
        intent.attempt.answer(answer, rules, now)?;
        self.progress(id, now)
    }

    pub(crate) fn resend(&mut self, version: Version, id: &str, now: SystemTime) -> Result<(), Failure> {
        self.intent(version, id, now)?.attempt.resend(now)
    }

    /// A sign-in that is not too old.
    pub(crate) fn intent(
        &mut self,
        version: Version,
        id: &str,
        now: SystemTime,
    ) -> Result<&mut Intent, Failure> {
        let life = self.settings.intent_life;
        let found = self.intents.get_mut(id).filter(|intent| intent.version == version);
        let intent = found.ok_or(Failure::NoIntent)?;
        let too_old = now.duration_since(intent.started).is_ok_and(|age| age >= life);
        if intent.link.is_none() && too_old {
            return Err(Failure::IntentExpired);
        }
        Ok(intent)
    }

    /// Every sign-in of the API ends; those of hosted pages end with their links.
    pub(crate) fn expire_intents(&mut self) {
        self.intents.values_mut().for_each(|intent| intent.started = SystemTime::UNIX_EPOCH);
    }

    fn progress(&mut self, id: &str, now: SystemTime) -> Result<Progress, Failure> {
        let intent = self.intents.get_mut(id).ok_or(Failure::NoIntent)?;
        if let Some(step) = intent.attempt.step() {
            return Ok(Progress::Asks { intent: id.to_owned(), step });
        }
        let version = intent.version;
        let account = match (version, &intent.goal.reconnects) {
            (_, Some(account)) => account.clone(),
            (Version::V1, None) => id.to_owned(),
            (Version::V2, None) => account_id(version),
        };
        intent.account = Some(account.clone());
        let goal = intent.goal.clone();
        let name = goal.name.clone().unwrap_or_else(|| intent.who.clone());
        self.connect(&account, version, name, &goal, now);
        Ok(Progress::Connected { account })
    }
}
