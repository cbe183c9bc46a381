//! The vendor's memory: who asks for consent, credentials, sessions, counters and what the control API has set. Time comes
//! in as an argument; nothing in here waits, draws a page or speaks HTTP.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use serde::Serialize;

use super::credential::{Credentials, Dead, Grant, Live};
use super::request::Request;
use super::settings::Settings;
use crate::random::random;
use crate::stage::FaultPlan;

/// How long an authorization code can be exchanged.
const CODE_LIFE: Duration = Duration::from_secs(30 * 60);

#[derive(Default)]
pub(crate) struct Store {
    /// Requests for consent that nobody has answered, by the ticket in their page.
    requests: HashMap<String, Request>,
    codes: HashMap<String, Code>,
    pub(crate) access_tokens: Credentials,
    pub(crate) refresh_tokens: Credentials,
    pub(crate) sats: Credentials,
    /// The Sales Access Token behind each widget page that shows a profile.
    sessions: HashMap<String, String>,
    members: u64,
    pub(crate) settings: Settings,
    pub(crate) counts: Counts,
    pub(crate) token_faults: FaultPlan,
    pub(crate) sales_token_faults: FaultPlan,
}

struct Code {
    grant: Grant,
    redirect_uri: String,
    expires: SystemTime,
}

/// How many requests arrived since the last reset, whatever came of them.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Counts {
    /// Authorize pages.
    pub(crate) authorization: u64,
    /// Code exchanges.
    pub(crate) access_token: u64,
    /// Uses of a refresh token.
    pub(crate) refresh: u64,
    pub(crate) sales_access_tokens: u64,
    /// Widget pages.
    pub(crate) widget: u64,
}

impl Store {
    /// Keeps a request until it is answered; the result is the ticket to it.
    pub(crate) fn keep(&mut self, request: Request) -> String {
        let ticket = random();
        self.requests.insert(ticket.clone(), request);
        ticket
    }

    pub(crate) fn request(&self, ticket: &str) -> Option<&Request> {
        self.requests.get(ticket)
    }

    /// The request of a ticket, which is spent.
    pub(crate) fn take_request(&mut self, ticket: &str) -> Option<Request> {
        self.requests.remove(ticket)
    }

    /// A new member consents: the code to exchange.
    pub(crate) fn consent(&mut self, request: &Request, now: SystemTime) -> String {
        self.members += 1;
        let grant = Grant { member: self.members, scope: request.scope.clone() };
        let redirect_uri = request.redirect_uri.clone();
        let code = format!("AQT{}", random());
        self.codes.insert(code.clone(), Code { grant, redirect_uri, expires: now + CODE_LIFE });
        code
    }

    /// What a code stands for. Codes work once, and only with the address they were sent to.
    pub(crate) fn spend_code(&mut self, code: &str, redirect_uri: &str, now: SystemTime) -> Option<Grant> {
        let found = self.codes.get(code)?;
        if found.redirect_uri != redirect_uri || found.expires <= now {
            return None;
        }
        self.codes.remove(code).map(|code| code.grant)
    }

    pub(crate) fn issue_access_token(&mut self, grant: Grant, now: SystemTime) -> String {
        self.access_tokens.issue("AQX", grant, now + self.settings.access_token_life)
    }

    pub(crate) fn issue_refresh_token(&mut self, grant: Grant, now: SystemTime) -> String {
        self.refresh_tokens.issue("AQY", grant, now + self.settings.refresh_token_life)
    }

    /// A Sales Access Token and when it ends.
    pub(crate) fn issue_sat(&mut self, grant: Grant, now: SystemTime) -> (String, SystemTime) {
        let expires = now + self.settings.sat_life;
        (self.sats.issue("AIAAQB_", grant, expires), expires)
    }

    /// Makes a session from a Sales Access Token: its key and what it stands for.
    pub(crate) fn open_session(&mut self, sat: &str, now: SystemTime) -> Result<(String, Live), Dead> {
        let live = self.sats.check(sat, now)?;
        let session = random();
        self.sessions.insert(session.clone(), sat.to_owned());
        Ok((session, live))
    }

    /// How long a session lasts; None when it is over. It has the life of its Sales Access Token.
    pub(crate) fn session_left(&self, session: &str, now: SystemTime) -> Option<Duration> {
        let sat = self.sessions.get(session)?;
        self.sats.check(sat, now).ok().map(|live| live.left)
    }
}
