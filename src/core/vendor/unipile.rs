//! Unipile: where its hosted pages are, what a redirect from them brings, and its words for accounts and failures.
//!
//! Source: Unipile's pages "Link accounts", "Hosted Auth" and "Credentials flow". A hosted page posts no message: it ends in
//! a redirect to a page of the host's, where `linkdock/return` tells the dock what came with it. Version 1 and 2 of the API
//! have words of their own; none means two things.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::VendorName;
use crate::core::account::{Account, AccountId, AccountStatus, Confirmed};
use crate::core::error::{ErrorCode, Fault};
use crate::core::message::{Answer, Node, Refusal, Shape, property};
use crate::core::origin::{Origin, origin_of};
use crate::core::plan::SurfaceKind;
use crate::core::secret::{Secret, SurfaceUrl};

/// Where hosted pages are, unless the host says otherwise.
const HOSTS: [&str; 2] = ["auth.unipile.com", "account.unipile.com"];
/// The longest word of a return that is read, in UTF-16 code units.
const MAX_WORD: usize = 512;

/// Unipile as configured by the host.
#[derive(Clone, Debug)]
pub struct Unipile {
    form: bool,
    hosts: Vec<Origin>,
    /// The first of them is the host's own.
    origins: Vec<Origin>,
    /// Where the last link's redirect leads to, if the link function has said so.
    link_origin: RefCell<Option<Origin>>,
}

/// What a redirect from a hosted page has brought, with what the host's server has made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// The state that the link was made with.
    pub state: Option<String>,
    /// What the host's server wants to see again.
    pub receipt: Option<Secret>,
    /// The account.
    pub account: Option<AccountId>,
    /// The vendor's word for what went wrong.
    pub failure: Option<String>,
}

impl Unipile {
    /// Hosted pages, or with `form` the form of ours in their place.
    #[must_use]
    pub fn new(form: bool) -> Self {
        Self { form, hosts: Vec::new(), origins: Vec::new(), link_origin: RefCell::default() }
    }

    /// Adds an origin where hosted pages may be.
    pub fn also_at(&mut self, origin: Origin) {
        self.hosts.push(origin);
    }

    /// Adds an origin that a return may be told from.
    pub fn also_from(&mut self, origin: Origin) {
        self.origins.push(origin);
    }

    /// Adds the documented hosts, when the host names none.
    pub fn finish(&mut self) {
        if self.hosts.is_empty() {
            self.hosts.extend(HOSTS.iter().filter_map(|host| Origin::parse(host).ok()));
        }
    }

    /// Says where the redirect of the link at hand leads to, or that it leads where the others do.
    pub fn returns_to(&self, origin: Option<Origin>) {
        self.link_origin.replace(origin);
    }

    pub(super) fn takes_from(&self, origin: &str) -> bool {
        self.link_origin.borrow().iter().chain(&self.origins).any(|allowed| allowed.is(origin))
    }

    pub(super) fn hosts(&self) -> &[Origin] {
        &self.hosts
    }

    pub(super) fn origins(&self) -> &[Origin] {
        &self.origins
    }

    pub(super) fn surface(&self) -> SurfaceKind {
        if self.form { SurfaceKind::Form } else { SurfaceKind::Popup }
    }

    /// A link that leads elsewhere would show the user a page that only looks like the vendor's.
    pub(super) fn check(&self, link: &Secret) -> Result<(), Fault> {
        let origin = origin_of(link.expose());
        if origin.is_some_and(|origin| self.hosts.contains(&origin)) {
            return Ok(());
        }
        let problem = "The link must be an https address at one of the option `hosts`: the hosted page's, as Unipile gave it.";
        Err(Fault::new(ErrorCode::TokenInvalid, problem))
    }
}

/// The hosted page's address is the credential.
pub(super) fn url(link: Option<&Secret>) -> SurfaceUrl {
    SurfaceUrl::new(link.map_or_else(String::new, |link| link.expose().into()))
}

/// An account that is linked.
#[must_use]
pub fn account(id: AccountId, vendor_status: String, confirmed: Option<Confirmed>) -> Rc<Account> {
    // Without a word for it, it is active as far as anybody knows.
    let status = if vendor_status.is_empty() { AccountStatus::Active } else { status(&vendor_status) };
    Rc::new(Account { vendor: VendorName::Unipile, id, status, vendor_status, confirmed, token: None })
}

/// Reads what `linkdock/return` tells: `{"linkdock":"return","state","receipt","accountId","error","reason"}`.
pub(super) fn read<N: Node>(message: &N) -> Result<Answer, Refusal> {
    if text(message, "linkdock")?.as_deref() != Some("return") {
        return Err(Refusal::UnknownType);
    }
    let mut returned = Returned { state: text(message, "state")?, ..Returned::default() };
    if let Some(id) = text(message, "accountId")? {
        returned.account = Some(AccountId::from_word(&id).ok_or(Refusal::InvalidAccountId)?);
    }
    if let Some(receipt) = text(message, "receipt")? {
        returned.receipt = Some(Secret::parse(&receipt).map_err(|_| Refusal::InvalidToken)?);
    }
    returned.failure = text(message, "reason")?;
    if returned.failure.is_none() && text(message, "error")?.is_some() {
        returned.failure = Some(String::new());
    }
    Ok(Answer::Returned(Rc::new(returned)))
}

/// Five of them: the code for one is long.
#[inline(never)]
fn text<N: Node>(message: &N, key: &str) -> Result<Option<String>, Refusal> {
    property(message, key, MAX_WORD).map(Shape::text)
}

/// What the vendor's word for an account's state means, in either version.
#[must_use]
pub fn status(word: &str) -> AccountStatus {
    match word {
        // Degraded and partial accounts work, in part.
        "running" | "degraded" | "partial" | "OK" => AccountStatus::Active,
        "disconnected" | "CREDENTIALS" | "PERMISSIONS" => AccountStatus::Disconnected,
        "deleted" => AccountStatus::Deleted,
        // errored, paused, ERROR, STOPPED, CONNECTING: signing in again cures none of them.
        _ => AccountStatus::Unknown,
    }
}

/// Whether the vendor has yet to find out what will become of the account.
#[must_use]
pub fn is_connecting(word: &str) -> bool {
    word == "CONNECTING"
}

/// What the vendor's type of an error means, without what stands before its last slash.
#[must_use]
pub fn failure(word: &str) -> ErrorCode {
    match word {
        "invalid_credentials" => ErrorCode::CredentialsInvalid,
        "invalid_checkpoint_code" | "invalid_code" | "invalid_checkpoint_solution" => {
            ErrorCode::CheckpointInvalid
        }
        "expired_link" | "authentication_intent_error" | "expired_intent" | "checkpoint_expired" => {
            ErrorCode::ExpiredLink
        }
        "account_mismatch" | "wrong_account" => ErrorCode::AccountMismatch,
        "already_exists" | "account_already_exists" => ErrorCode::AccountExists,
        "too_many_requests"
        | "proxy_error"
        | "request_timeout"
        | "service_unavailable"
        | "provider_unreachable"
        | "provider_error"
        | "network_down"
        | "gateway_timeout"
        | "bad_gateway"
        | "internal_server_error"
        | "unexpected_error" => ErrorCode::VendorBusy,
        _ => ErrorCode::VendorFailed,
    }
}
