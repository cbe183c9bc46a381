//! Whose account it is and how it does: what webhooks, polls and sign-ins say about it comes together here.

use linkdock::core::account::AccountStatus;
use linkdock::core::vendor::unipile;

use super::text::UnipileId;
use super::{Unipile, standing};
use crate::caller::Caller;
use crate::fault::{Fault, Refusal, RefusalKind};
use crate::store::{Adopted, Hash, KeptAccount};

/// How long a webhook's word is good for. Without webhooks no word is.
const FRESH_SECONDS: u64 = 10 * 60;

/// The word for an account that the vendor doesn't know any more.
const DELETED: &str = "deleted";

/// An account as its owner is told.
pub(super) struct Seen {
    pub(super) id: String,
    pub(super) word: String,
    pub(super) status: AccountStatus,
    pub(super) needs_user: bool,
    pub(super) products: Vec<String>,
}

impl From<KeptAccount> for Seen {
    fn from(kept: KeptAccount) -> Self {
        Self {
            status: unipile::status(&kept.word),
            id: kept.id,
            word: kept.word,
            needs_user: kept.needs_user,
            products: kept
                .products
                .map_or_else(Vec::new, |names| names.split(',').map(str::to_owned).collect()),
        }
    }
}

impl Unipile {
    /// Keeps the vendor's word, and has the account connected again when it lost its session.
    pub(super) async fn note(&self, account: Hash, word: &str) -> Result<(), Fault> {
        self.note_since(account, word, None).await
    }

    /// Likewise for a word that was asked for when the account was at this revision: what was heard meanwhile is newer.
    pub(super) async fn note_asked(&self, account: Hash, word: &str, revision: u32) -> Result<(), Fault> {
        self.note_since(account, word, Some(revision)).await
    }

    async fn note_since(&self, account: Hash, word: &str, asked: Option<u32>) -> Result<(), Fault> {
        let (standing, now) = (standing(word), self.now());
        if self.store.keep_word(account, word.to_owned(), standing, asked, now).await? {
            self.begun.notify_one();
        }
        Ok(())
    }

    pub(super) async fn seen(&self, account: Hash) -> Result<Seen, Fault> {
        self.store.account(account).await?.map(Seen::from).ok_or(Fault::AccountNotAllowed)
    }

    /// Makes an account the caller's that the vendor has just connected for him.
    pub(super) async fn take_over(
        &self,
        caller: Hash,
        id: &UnipileId,
        wanted: Option<&str>,
        products: Option<String>,
    ) -> Result<(), Fault> {
        if wanted.is_some_and(|wanted| wanted != id.as_str()) {
            return Err(Fault::Refused(Refusal::new(RefusalKind::AccountMismatch, "account_mismatch")));
        }
        let hash = self.account_hash(id)?;
        match self.store.adopt(hash, caller, id.as_str().to_owned(), products, self.now()).await? {
            Adopted::Own => self.note(hash, self.api.good_word()).await,
            Adopted::Foreign => {
                Err(Fault::Refused(Refusal::new(RefusalKind::AccountExists, "already_exists")))
            }
        }
    }

    /// Asks the vendor how the account does. `false` when it can't say.
    pub(super) async fn ask_status(&self, account: &KeptAccount) -> Result<bool, Fault> {
        let Some(id) = UnipileId::parse(&account.id) else {
            return Ok(false);
        };
        let word = match self.api.account(&id).await {
            Ok(Some(account)) => account.word,
            Ok(None) => DELETED.to_owned(),
            Err(fault) => {
                tracing::warn!(?fault, "the state of an account could not be asked");
                return Ok(false);
            }
        };
        self.note_asked(account.hash, &word, account.revision).await?;
        Ok(true)
    }

    /// The caller's accounts. A vendor that can't be asked doesn't hide what is known.
    pub(super) async fn accounts(&self, caller: &Caller) -> Result<Vec<Seen>, Fault> {
        let caller = self.caller_hash(caller)?;
        let mut answers = true;
        for account in self.store.accounts_of(caller).await? {
            if answers && !self.is_fresh(&account) {
                answers = self.ask_status(&account).await?;
            }
        }
        Ok(self.store.accounts_of(caller).await?.into_iter().map(Seen::from).collect())
    }

    fn is_fresh(&self, account: &KeptAccount) -> bool {
        self.webhook_secret.is_some()
            && unipile::status(&account.word) == AccountStatus::Active
            && self.now().saturating_sub(account.seen) < FRESH_SECONDS
    }
}
