//! The vendor's memory: links, sign-ins under way, accounts, what arrived and what the control API has set. Time comes in
//! as an argument; nothing in here waits, draws a page or speaks HTTP.

use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

use super::Version;
use super::account::{Account, well};
use super::call::Faults;
use super::failure::Failure;
use super::intent::{Goal, Intent};
use super::link::Link;
use super::record::Recorded;
use super::settings::Settings;
use super::webhook::{self, Delivery, Event};
use crate::random::random;

#[derive(Default)]
pub(crate) struct Store {
    pub(crate) settings: Settings,
    /// By their token.
    pub(crate) links: HashMap<String, Link>,
    /// By their id.
    pub(crate) intents: BTreeMap<String, Intent>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) requests: Vec<Recorded>,
    pub(crate) faults: Faults,
    /// Webhooks to send, in their order; whoever holds the memory empties it.
    pub(crate) outbox: Vec<Delivery>,
}

impl Store {
    pub(crate) fn account(&self, version: Version, id: &str) -> Result<&Account, Failure> {
        let found = self.accounts.iter().find(|account| account.version == version && account.id == id);
        found.ok_or(Failure::NoAccount)
    }

    /// An account that works, under this id.
    pub(crate) fn open_account(&mut self, id: String, version: Version, name: String, now: SystemTime) {
        let status = well(version).to_owned();
        let connecting_until = now + self.settings.connecting;
        let (products, reconnects) = (Vec::new(), 0);
        self.accounts.push(Account {
            id,
            version,
            status,
            name,
            products,
            created: now,
            reconnects,
            connecting_until,
        });
    }

    /// The account that `exists@sandbox.test` has had all along.
    pub(crate) fn existing(&mut self, version: Version, now: SystemTime) -> String {
        const NAME: &str = "exists@sandbox.test";
        let found = self.accounts.iter().find(|account| account.version == version && account.name == NAME);
        if let Some(account) = found {
            return account.id.clone();
        }
        let id = account_id(version);
        self.open_account(id.clone(), version, NAME.to_owned(), now);
        id
    }

    /// LinkedIn is satisfied: a new account with this id, or an old one that works again.
    pub(crate) fn connect(&mut self, id: &str, version: Version, name: String, goal: &Goal, now: SystemTime) {
        let event = if goal.reconnects.is_some() { Event::Reconnected } else { Event::Created };
        if goal.reconnects.is_none() {
            self.open_account(id.to_owned(), version, name, now);
        }
        let Some(account) = self.accounts.iter_mut().find(|account| account.id == id) else { return };
        if let Some(products) = &goal.products {
            account.products.clone_from(products);
        }
        if goal.reconnects.is_some() {
            account.reconnects += 1;
            account.status = well(version).to_owned();
            account.connecting_until = now + self.settings.connecting;
        }
        let account = account.clone();
        if let Some(url) = &goal.notify {
            self.outbox.push(webhook::notification(url, &account, event));
        }
        self.tell(&account, event);
        self.tell(&account, Event::Status);
    }

    /// Another status, on command.
    pub(crate) fn set_status(&mut self, id: &str, status: &str) -> Result<(), Failure> {
        let account = self.accounts.iter_mut().find(|account| account.id == id);
        let account = account.ok_or(Failure::NoAccount)?;
        status.clone_into(&mut account.status);
        account.connecting_until = SystemTime::UNIX_EPOCH;
        let account = account.clone();
        self.tell(&account, Event::Status);
        Ok(())
    }

    fn tell(&mut self, account: &Account, event: Event) {
        self.outbox.extend(webhook::event(&self.settings.webhook, account, event));
    }
}

/// A fresh one.
pub(crate) fn account_id(version: Version) -> String {
    match version {
        Version::V1 => random(),
        Version::V2 => format!("acc_{}", random()),
    }
}
