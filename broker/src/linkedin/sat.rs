//! Sales Access Tokens: reused while they are good, fetched ahead of their end, with OAuth tokens that are renewed on the way.
//!
//! A link is given up only when LinkedIn says that its tokens are worth nothing. Neither a fault on the way nor this machine's
//! clock is a reason.

use super::LinkedIn;
use super::api::Verdict;
use super::flights::{Landed, Outcome};
use crate::caller::Caller;
use crate::fault::Fault;
use crate::store::{Credential, Hash, Link};

/// How often a link may change under a request before it gives up.
const ROUNDS: u32 = 4;

/// What a call with a link's tokens came to.
enum Fetched {
    Sat(Credential),
    /// LinkedIn takes none of the link's tokens any more.
    Refused,
    /// The link was removed or replaced in the meantime.
    LinkChanged,
}

/// What came of the refresh token.
enum Refreshed {
    Access(Credential),
    /// There is none, or LinkedIn doesn't take it.
    Useless,
    LinkChanged,
}

impl LinkedIn {
    /// The caller's token, or `None` without a link. `renews` is the end of the token that the caller no longer wants.
    pub(super) async fn sat(
        &self,
        caller: &Caller,
        renews: Option<u64>,
    ) -> Result<Option<Credential>, Fault> {
        let caller = self.caller_hash(caller)?;
        for _ in 0..ROUNDS {
            let linkedin = self.clone();
            let work = || async move { linkedin.land(caller, renews).await };
            match self.flights.join_or_start(caller, work).await? {
                Landed::NotLinked => return Ok(None),
                Landed::Fetched(sat) => return Ok(Some(sat)),
                // A flight that another request began may bring the very token that this one doesn't want.
                Landed::Kept(sat) if Some(sat.expires) == renews => {}
                Landed::Kept(sat) => return Ok(Some(sat)),
            }
        }
        Err(Fault::Interrupted)
    }

    async fn land(&self, caller: Hash, renews: Option<u64>) -> Outcome {
        for _ in 0..ROUNDS {
            let Some(link) = self.store.link(caller).await? else {
                return Ok(Landed::NotLinked);
            };
            let now = self.now();
            let kept = link.sat.clone().filter(|sat| Some(sat.expires) != renews && !sat.is_over(now));
            if let Some(sat) = kept.clone().filter(|sat| !sat.is_due(now)) {
                return Ok(Landed::Kept(sat));
            }
            match (self.fetch(caller, &link).await, kept) {
                (Ok(Fetched::Sat(sat)), _) => {
                    if self.store.keep_sat(caller, link.id, sat.clone()).await? {
                        return Ok(Landed::Fetched(sat));
                    }
                }
                // In both cases the store says what is true now.
                (Ok(Fetched::Refused), _) => self.store.drop_link(caller, link.id).await?,
                (Ok(Fetched::LinkChanged), _) => {}
                // It was asked for ahead of time, so there is time left to ask again.
                (Err(fault), Some(kept)) if is_passing(&fault) && self.still_has(caller, &link).await? => {
                    tracing::warn!(?fault, "renewal ahead of time failed, the kept token serves on");
                    return Ok(Landed::Kept(kept));
                }
                (Err(fault), _) => return Err(fault),
            }
        }
        Err(Fault::Interrupted)
    }

    async fn still_has(&self, caller: Hash, link: &Link) -> Result<bool, Fault> {
        Ok(self.store.link(caller).await?.is_some_and(|now| now.id == link.id))
    }

    async fn fetch(&self, caller: Hash, link: &Link) -> Result<Fetched, Fault> {
        let mut tried = false;
        if link.access.is_due(self.now()) {
            match self.refresh(caller, link).await {
                Ok(Refreshed::Access(access)) => return self.fetch_with(&access).await,
                Ok(Refreshed::LinkChanged) => return Ok(Fetched::LinkChanged),
                // The clock may be wrong: LinkedIn says below whether the access token is really over.
                Ok(Refreshed::Useless) => tried = true,
                Err(fault) if link.access.is_over(self.now()) => return Err(fault),
                Err(fault) => tracing::warn!(?fault, "the OAuth token could not be renewed ahead of time"),
            }
        }
        match self.fetch_with(&link.access).await? {
            Fetched::Refused if !tried => {}
            fetched @ (Fetched::Sat(_) | Fetched::Refused | Fetched::LinkChanged) => return Ok(fetched),
        }
        match self.refresh(caller, link).await? {
            Refreshed::Access(access) => self.fetch_with(&access).await,
            Refreshed::Useless => Ok(Fetched::Refused),
            Refreshed::LinkChanged => Ok(Fetched::LinkChanged),
        }
    }

    async fn fetch_with(&self, access: &Credential) -> Result<Fetched, Fault> {
        match self.api.sales_access_token(&access.token, self.now()).await? {
            Verdict::Taken(sat) => Ok(Fetched::Sat(sat)),
            Verdict::Refused => Ok(Fetched::Refused),
        }
    }

    async fn refresh(&self, caller: Hash, link: &Link) -> Result<Refreshed, Fault> {
        let Some(refresh) = &link.refresh else {
            return Ok(Refreshed::Useless);
        };
        let tokens = match self.api.refresh(&refresh.token, self.now()).await? {
            Verdict::Taken(tokens) => tokens,
            Verdict::Refused => return Ok(Refreshed::Useless),
        };
        // LinkedIn's refresh token usually stays as it is; where a new one comes, the old one is spent.
        let refresh = tokens.refresh.or_else(|| link.refresh.clone());
        let kept = self.store.keep_oauth(caller, link.id, tokens.access.clone(), refresh).await?;
        Ok(if kept { Refreshed::Access(tokens.access) } else { Refreshed::LinkChanged })
    }
}

/// Faults after which the same call may succeed.
fn is_passing(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::VendorRateLimited(_)
            | Fault::VendorUnavailable(..)
            | Fault::VendorUnreachable(_)
            | Fault::VendorTimeout(_)
    )
}
