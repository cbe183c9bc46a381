//! Sessions that the host's browser extension collects with its user's consent: the newest is kept, sealed, to connect the
//! user's account and to connect it again.

use linkdock::core::account::AccountStatus;
use serde::{Deserialize, Serialize};

use super::Unipile;
use super::accounts::Seen;
use super::api::{Answer, Credentials, Intent};
use super::request::SessionRequest;
use super::text::{Typed, UnipileId};
use crate::caller::Caller;
use crate::fault::{Fault, Refusal, RefusalKind};
use crate::sign_in::seen_through;
use crate::store::Hash;

/// How long one try to connect a first account keeps others from it.
const TRY_SECONDS: u64 = 10 * 60;
/// After a passing fault.
const AGAIN_SECONDS: u64 = 60;

/// As the store seals it.
#[derive(Serialize, Deserialize)]
struct Sealed<'a> {
    access_token: &'a str,
    premium_access_token: Option<&'a str>,
    user_agent: &'a str,
}

/// What is told of a session that was kept.
pub(super) struct Collected {
    /// The caller's first account that isn't deleted; it needs its user if any of them does.
    pub(super) account: Option<Seen>,
    /// Why it has connected no first account, when the user must act.
    pub(super) refused: Option<String>,
}

impl Unipile {
    /// Keeps the session, and connects a first account with it.
    pub(super) async fn collect(&self, caller: &Caller, session: SessionRequest) -> Result<Collected, Fault> {
        let (unipile, caller) = (self.clone(), self.caller_hash(caller)?);
        seen_through(async move {
            let sealed = Sealed {
                access_token: session.access_token.expose(),
                premium_access_token: session.premium_access_token.as_ref().map(Typed::expose),
                user_agent: &session.user_agent,
            };
            let text = serde_json::to_string(&sealed).map_err(|_| Fault::StoreFailed)?;
            let digest = unipile.store.hash("unipile session", &text)?;
            let now = unipile.now();
            let kept = unipile
                .store
                .keep_session(caller, text, digest, now, now.saturating_add(TRY_SECONDS))
                .await?;
            if kept.begun {
                unipile.begun.notify_one();
            }
            let refused = if kept.first {
                unipile.connect_first(caller, digest, session).await?.map(str::to_owned)
            } else {
                kept.refused
            };
            let accounts = unipile.store.accounts_of(caller).await?.into_iter().map(Seen::from);
            let live: Vec<Seen> = accounts.filter(|seen| seen.status != AccountStatus::Deleted).collect();
            let needs_user = live.iter().any(|seen| seen.needs_user);
            let account = live.into_iter().next().map(|seen| Seen { needs_user, ..seen });
            let refused = refused.filter(|_| account.is_none());
            Ok(Collected { account, refused })
        })
        .await
    }

    /// Connects a first account. Gives the reason when the user must act; other failures are a line in the log.
    async fn connect_first(
        &self,
        caller: Hash,
        digest: Hash,
        session: SessionRequest,
    ) -> Result<Option<&'static str>, Fault> {
        let products = self.session_products.clone();
        let mut intent = Intent { credentials: session.into(), products, account: None, timezone: None };
        let mut answer = self.run_intent(caller, &intent).await;
        // It was made before, and nobody was there to hear it: the same cookies prove as much for it.
        if let Some(account) = existing(&answer) {
            intent.account = Some(account);
            // The earlier choice stays.
            intent.products.clear();
            answer = self.run_intent(caller, &intent).await;
        }
        let (from, refused) = match answer {
            Ok(Answer::Account(_)) => return Ok(None),
            Ok(Answer::Checkpoint { .. } | Answer::QrCode { .. } | Answer::Oauth { .. }) => {
                tracing::warn!("a collected session needs its user to connect an account");
                (u64::MAX, Some("checkpoint"))
            }
            Err(fault) => {
                let reason = fault.reason();
                tracing::warn!(reason, "a collected session connected no account");
                if is_passing(&fault) {
                    (self.now().saturating_add(AGAIN_SECONDS), None)
                } else {
                    (u64::MAX, matches!(fault, Fault::Refused(_)).then_some(reason))
                }
            }
        };
        self.store.try_session_from(caller, digest, from, refused).await?;
        Ok(refused)
    }

    /// What connects the account again with the caller's newest session, if there is one.
    pub(super) async fn with_newest_session(
        &self,
        caller: Hash,
        account: UnipileId,
    ) -> Result<Option<Intent>, Fault> {
        let Some(text) = self.store.session(caller).await? else {
            return Ok(None);
        };
        let session: OwnedSession = serde_json::from_str(&text).map_err(|_| Fault::StoreDamaged)?;
        let credentials = Credentials::Cookies {
            access_token: session.access_token,
            premium_access_token: session.premium_access_token,
            user_agent: Some(session.user_agent),
        };
        Ok(Some(Intent { credentials, products: Vec::new(), account: Some(account), timezone: None }))
    }

    /// Deletes the session.
    pub(super) async fn forget_session(&self, caller: &Caller) -> Result<(), Fault> {
        self.store.drop_session(self.caller_hash(caller)?).await
    }
}

#[derive(Deserialize)]
struct OwnedSession {
    access_token: Typed,
    premium_access_token: Option<Typed>,
    user_agent: String,
}

/// The account that was there already, where the caller may know it.
fn existing(answer: &Result<Answer, Fault>) -> Option<UnipileId> {
    match answer {
        Err(Fault::Refused(Refusal { kind: RefusalKind::AccountExists, account: Some(account), .. })) => {
            UnipileId::parse(account)
        }
        Ok(_) | Err(_) => None,
    }
}

/// Faults after which the same session may connect the account.
fn is_passing(fault: &Fault) -> bool {
    let busy = matches!(fault, Fault::Refused(refusal) if refusal.kind == RefusalKind::Busy);
    busy || matches!(
        fault,
        Fault::VendorRateLimited(_)
            | Fault::VendorUnavailable(..)
            | Fault::VendorUnreachable(_)
            | Fault::VendorTimeout(_)
            | Fault::VendorKeyRefused(_)
    )
}
