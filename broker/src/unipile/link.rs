//! Links to the hosted page: bound to the caller, to the page that asked, and to the account that is to be connected again.

use reqwest::Url;

use super::request::LinkRequest;
use super::routes::RETURN;
use super::text::UnipileId;
use super::{SIGN_IN_SECONDS, Unipile, api};
use crate::caller::Caller;
use crate::fault::Fault;
use crate::origin::Origin;
use crate::secret::Secret;
use crate::store::{HostedStart, random_token};

/// How long a link is known after its end, in seconds: a user who was in time may come back, and his account be ready, later.
const GRACE_SECONDS: u64 = 10 * 60;

/// A sign-in on its way to the browser.
pub(super) struct Link {
    pub(super) url: Url,
    pub(super) state: Secret,
}

impl Unipile {
    pub(super) async fn link(
        &self,
        caller: &Caller,
        origin: &Origin,
        redirect_uri: &Url,
        request: LinkRequest,
    ) -> Result<Link, Fault> {
        let LinkRequest { account, products, methods } = request;
        if let Some(account) = &account {
            // An offer is no leave for a link: its end brings no proof that somebody has signed in.
            if !self.may_have(caller, account).await? {
                return Err(Fault::AccountNotAllowed);
            }
        }
        let secret = || random_token().ok_or(Fault::StoreFailed);
        let state = secret()?;
        let own_return = redirect_uri.path().ends_with(RETURN);
        // A page of the host's own would see it.
        let ticket = if own_return && self.api.redirects_plainly() { Some(secret()?) } else { None };
        let began = self.now();
        let expires = began.saturating_add(SIGN_IN_SECONDS);
        let wanted = api::WantedLink {
            state: &state,
            ticket: ticket.as_ref(),
            redirect_uri,
            expires,
            account: account.as_ref(),
            products: &products,
            methods: &methods,
        };
        let made = self.api.link(&wanted).await?;
        let start = HostedStart {
            state: self.state_hash(&state)?,
            caller: self.caller_hash(caller)?,
            origin: origin.as_str().to_owned(),
            own_return,
            wanted: account.map(|account| account.as_str().to_owned()),
            products: joined(&products).filter(|_| self.api.has_products()),
            ticket: ticket.as_ref().map(|ticket| self.ticket_hash(ticket)).transpose()?,
            made: made.made.unwrap_or(began),
            began,
            ends: expires.saturating_add(GRACE_SECONDS),
        };
        self.store.start_hosted(start).await?;
        Ok(Link { url: made.url, state })
    }

    /// An account is connected again by its owner; one that nobody here owns, by a caller for whom the host lists it.
    async fn may_have(&self, caller: &Caller, account: &UnipileId) -> Result<bool, Fault> {
        Ok(match self.store.account(self.account_hash(account)?).await? {
            Some(kept) => kept.caller == self.caller_hash(caller)?,
            None => caller.accounts.names(account.as_str()),
        })
    }

    /// With credentials also one that the vendor has just named to the caller as the one of his credentials: its answer to them
    /// is the proof.
    pub(super) async fn may_sign_in_again(&self, caller: &Caller, account: &UnipileId) -> Result<(), Fault> {
        if self.may_have(caller, account).await? {
            return Ok(());
        }
        // An offer stands only while nobody owns the account.
        let owned = self.store.account(self.account_hash(account)?).await?.is_some();
        let (offer, caller) = (self.offer_hash(account)?, self.caller_hash(caller)?);
        let offered = !owned && self.store.intent(offer, caller, self.now()).await?.is_some();
        if offered { Ok(()) } else { Err(Fault::AccountNotAllowed) }
    }
}

/// As the store keeps them.
pub(super) fn joined(products: &[String]) -> Option<String> {
    (!products.is_empty()).then(|| products.join(","))
}
