//! An account becomes a caller's: here, after the caller's own page has named the sign-in and the vendor the account.
//!
//! Whoever sends a victim his own link gets the victim's account only if he learns the receipt, which reaches no page but the one
//! that started the sign-in; and where the vendor's redirect names no account there is a receipt for its ticket alone, which whoever
//! has signed in brings along. Whoever names an account that is not of the sign-in, by a redirect of his own making too, is stopped by
//! its owner, or because the vendor says by no name, time or webhook that the account came of it.

use std::time::Duration;

use super::accounts::Seen;
use super::api::VendorAccount;
use super::text::UnipileId;
use super::{Unipile, VENDOR};
use crate::caller::Caller;
use crate::fault::{Fault, Refusal, RefusalKind};
use crate::secret::Secret;
use crate::sign_in::{one_time_secret, seen_through};
use crate::store::{Adopted, Hash, Hosted};

/// How long a webhook is waited for that is later than the browser: 3 seconds.
const LATE_LOOKS: u32 = 12;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// What the page says.
pub(super) struct Claim {
    pub(super) state: Option<Secret>,
    pub(super) receipt: Option<Secret>,
    pub(super) account: Option<UnipileId>,
}

/// What is told of the account.
pub(super) struct Confirmed {
    pub(super) seen: Seen,
    /// A webhook has told of a sign-in to it since the link was made.
    pub(super) by_webhook: bool,
}

impl Unipile {
    pub(super) async fn confirm(
        &self,
        caller: &Caller,
        claim: Claim,
        origin: Option<String>,
    ) -> Result<Confirmed, Fault> {
        let (unipile, caller) = (self.clone(), caller.clone());
        seen_through(async move {
            match (claim.state, claim.account) {
                (Some(state), account) => {
                    unipile.confirm_sign_in(&caller, &state, claim.receipt, account, origin).await
                }
                (None, Some(account)) => unipile.confirm_own(&caller, &account).await,
                (None, None) => Err(Fault::RequestInvalid(
                    "The body must be JSON with `state` and what the return page told the dock, or with the `accountId` of \
                     an account of the caller's.",
                )),
            }
        })
        .await
    }

    async fn confirm_own(&self, caller: &Caller, id: &UnipileId) -> Result<Confirmed, Fault> {
        let kept = self.store.account(self.account_hash(id)?).await?;
        let own = self.caller_hash(caller)?;
        let kept = kept.filter(|kept| kept.caller == own).ok_or(Fault::AccountNotAllowed)?;
        let account = self.api.account(id).await?.ok_or(Fault::VendorAccountUnknown(VENDOR))?;
        self.note_asked(kept.hash, &account.word, kept.revision).await?;
        Ok(Confirmed { seen: self.seen(kept.hash).await?, by_webhook: false })
    }

    async fn confirm_sign_in(
        &self,
        caller: &Caller,
        state: &Secret,
        receipt: Option<Secret>,
        named: Option<UnipileId>,
        origin: Option<String>,
    ) -> Result<Confirmed, Fault> {
        let own = self.caller_hash(caller)?;
        let hosted = self.store.hosted(self.state_hash(state)?, own, self.now()).await?;
        let hosted = hosted.ok_or(Fault::ConfirmRefused)?;
        if origin.is_some_and(|origin| origin != hosted.origin) {
            return Err(Fault::ConfirmRefused);
        }
        let id = self.claimed(state, receipt, named, &hosted).await?;
        if hosted.wanted.as_deref().is_some_and(|wanted| wanted != id.as_str()) {
            return Err(Fault::Refused(Refusal::new(RefusalKind::AccountMismatch, "account_mismatch")));
        }
        let hash = self.account_hash(&id)?;
        let kept = self.store.account(hash).await?;
        if kept.as_ref().is_some_and(|kept| kept.caller != own) {
            return Err(Fault::ConfirmRefused);
        }
        let account = self.api.account(&id).await?.ok_or(Fault::VendorAccountUnknown(VENDOR))?;
        let proven = match (&kept, &hosted.wanted) {
            (Some(_own), _) => true,
            // The link says nothing of a sign-in: whoever asked for it named the account.
            (None, Some(_)) => {
                caller.accounts.names(id.as_str()) || self.heard_sign_in(hash, &hosted).await?
            }
            (None, None) => self.is_of_the_link(state, &id, &account, &hosted).await?,
        };
        if !proven {
            return Err(Fault::ConfirmUnproven);
        }
        let adopted =
            self.store.adopt(hash, own, id.as_str().to_owned(), hosted.products.clone(), self.now()).await?;
        match adopted {
            Adopted::Own => {
                let revision = kept.map_or(0, |kept| kept.revision);
                self.note_asked(hash, &account.word, revision).await?;
            }
            Adopted::Foreign => return Err(Fault::ConfirmRefused),
        }
        let by_webhook = self.store.signed_in_since(hash, hosted.began).await?;
        Ok(Confirmed { seen: self.seen(hash).await?, by_webhook })
    }

    /// The account that this page may speak of.
    async fn claimed(
        &self,
        state: &Secret,
        receipt: Option<Secret>,
        named: Option<UnipileId>,
        hosted: &Hosted,
    ) -> Result<UnipileId, Fault> {
        let brought = match (receipt, hosted.came_back) {
            (Some(receipt), true) if hosted.receipt == Some(self.receipt_hash(&receipt)?) => {
                hosted.brought.as_deref().and_then(UnipileId::parse)
            }
            // The redirect came to a page of the host's own, which knows the account from it.
            (None, false) if named.is_some() && !hosted.own_return => None,
            (Some(_) | None, _) => return Err(Fault::ConfirmRefused),
        };
        match (brought, named) {
            (Some(brought), Some(named)) if brought != named => Err(Fault::ConfirmRefused),
            (Some(id), _) => Ok(id),
            // Without the ticket never from a webhook: it would name what another has signed in with this link.
            (None, named) if hosted.wanted.is_none() && hosted.ticketed => {
                let heard = self.heard_account(state).await?;
                if named.is_none_or(|named| named == heard) { Ok(heard) } else { Err(Fault::ConfirmRefused) }
            }
            (None, Some(id)) => Ok(id),
            (None, None) => hosted.wanted.as_deref().and_then(UnipileId::parse).ok_or(Fault::ConfirmRefused),
        }
    }

    /// The one account of which a webhook says that it came of this link. It may come later than the redirect.
    async fn heard_account(&self, state: &Secret) -> Result<UnipileId, Fault> {
        let link = self.state_hash(state)?;
        for look in 0..=LATE_LOOKS {
            match &self.store.heard_of_link(link).await?[..] {
                [] => {}
                [id] => return UnipileId::parse(id).ok_or(Fault::ConfirmRefused),
                // A link works once, so something is wrong.
                [_, ..] => return Err(Fault::ConfirmRefused),
            }
            if self.webhook_secret.is_none() || look == LATE_LOOKS {
                break;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Err(Fault::ConfirmUnproven)
    }

    /// Whether an account that nobody has yet came of this link, by the vendor's own word: the redirect may be anybody's, and so
    /// may be the account that it names.
    async fn is_of_the_link(
        &self,
        state: &Secret,
        id: &UnipileId,
        account: &VendorAccount,
        hosted: &Hosted,
    ) -> Result<bool, Fault> {
        if account.name.as_deref() == Some(state.expose()) {
            return Ok(true);
        }
        let heard = self.store.heard_of_link(self.state_hash(state)?).await?;
        if !heard.is_empty() {
            let is_it = heard.iter().any(|heard| heard == id.as_str());
            return if is_it { Ok(true) } else { Err(Fault::ConfirmRefused) };
        }
        // Named by another link.
        if account.name.as_deref().and_then(one_time_secret).is_some() {
            return Err(Fault::ConfirmRefused);
        }
        match account.created {
            // By the vendor's clock alone.
            Some(created) if created >= hosted.made => Ok(true),
            // One that was there before may have been signed in to with this link.
            Some(_) | None => self.heard_sign_in(self.account_hash(id)?, hosted).await,
        }
    }

    /// Whether a webhook tells of a sign-in to the account since the link began. It may come later than the redirect.
    async fn heard_sign_in(&self, account: Hash, hosted: &Hosted) -> Result<bool, Fault> {
        for _ in 0..LATE_LOOKS {
            if self.store.signed_in_since(account, hosted.began).await? {
                return Ok(true);
            }
            if self.webhook_secret.is_none() {
                return Ok(false);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        self.store.signed_in_since(account, hosted.began).await
    }
}
