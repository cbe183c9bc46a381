//! Sign-ins without the hosted page: what the user typed is forwarded once, and what comes back is bound to the caller who asked.

use serde_json::{Value, json};

use super::api::{Answer, Intent, Waited};
use super::link::joined;
use super::text::{IntentId, Typed, UnipileId};
use super::{SIGN_IN_SECONDS, Unipile};
use crate::caller::Caller;
use crate::fault::{Fault, Refusal, RefusalKind};
use crate::sign_in::seen_through;
use crate::store::{Hash, KeptIntent, NewIntent};

/// What is asked about an intent under way.
pub(super) enum Turn {
    Solve(Typed),
    Switch(String),
    Wait,
}

impl Unipile {
    /// Starts a sign-in with what the user typed.
    pub(super) async fn start_intent(&self, caller: &Caller, intent: Intent) -> Result<Value, Fault> {
        if let Some(account) = &intent.account {
            self.may_sign_in_again(caller, account).await?;
        }
        let (unipile, caller) = (self.clone(), self.caller_hash(caller)?);
        seen_through(async move { unipile.run_intent(caller, &intent).await.map(|answer| answer.to_json()) })
            .await
    }

    /// Forwards the intent and keeps what came of it.
    pub(super) async fn run_intent(&self, caller: Hash, intent: &Intent) -> Result<Answer, Fault> {
        let kept = KeptIntent {
            wanted: intent.account.as_ref().map(|account| account.as_str().to_owned()),
            products: joined(&intent.products).filter(|_| self.api.has_products()),
            checkpoint: None,
            was_down: false,
            began: self.now(),
        };
        match self.api.intent(intent).await {
            Ok(answer) => {
                self.keep_answer(caller, &answer, kept).await?;
                Ok(answer)
            }
            Err(fault) => Err(self.offered(caller, fault).await),
        }
    }

    /// Goes on with an intent of the caller's.
    pub(super) async fn turn(&self, caller: &Caller, intent: IntentId, turn: Turn) -> Result<Value, Fault> {
        let (unipile, caller) = (self.clone(), self.caller_hash(caller)?);
        seen_through(async move {
            let kept = unipile.own_intent(caller, &intent).await?;
            let answer = match &turn {
                Turn::Solve(code) => unipile.api.solve(&intent, code).await,
                Turn::Switch(challenge) => unipile.api.switch(&intent, challenge).await,
                Turn::Wait => match unipile.waited(caller, &intent, &kept).await {
                    Ok(None) => return Ok(waiting(&intent, kept.checkpoint.as_deref())),
                    Ok(Some(answer)) => Ok(answer),
                    Err(fault) => Err(fault),
                },
            };
            match answer {
                Ok(answer) => {
                    unipile.keep_answer(caller, &answer, kept).await?;
                    Ok(answer.to_json())
                }
                Err(fault) => Err(unipile.offered(caller, fault).await),
            }
        })
        .await
    }

    /// What has come of a checkpoint. `None`: it still waits.
    ///
    /// In version 1 an account that is connected again is all there is to look at, and it may have worked all along: then that it
    /// works says nothing. A sign-in that a webhook tells of counts for everybody; that it didn't work since the intent began, and
    /// does now, for its owner alone. It isn't known what the account says meanwhile: if it goes on saying `OK`, and there is no
    /// webhook, the page waits until its deadline, although the user may have approved.
    async fn waited(
        &self,
        caller: Hash,
        intent: &IntentId,
        kept: &KeptIntent,
    ) -> Result<Option<Answer>, Fault> {
        let id = match self.api.wait(intent, kept.wanted.is_some()).await? {
            Waited::Answered(answer) => return Ok(Some(answer)),
            Waited::NotYet => {
                self.store.intent_was_down(self.intent_hash(intent)?).await?;
                return Ok(None);
            }
            Waited::Works(id) => id,
        };
        let account = self.account_hash(&id)?;
        if self.store.signed_in_since(account, kept.began).await? {
            return Ok(Some(Answer::Account(id)));
        }
        let is_own = self.store.account(account).await?.is_some_and(|account| account.caller == caller);
        Ok((is_own && kept.was_down).then_some(Answer::Account(id)))
    }

    /// Whether the account that an intent is to connect again is seen not to work. What can't be asked isn't seen.
    async fn is_down(&self, intent: &IntentId) -> bool {
        match self.api.wait(intent, true).await {
            Ok(Waited::NotYet) => true,
            Ok(Waited::Works(_) | Waited::Answered(_)) | Err(_) => false,
        }
    }

    pub(super) async fn resend(&self, caller: &Caller, intent: &IntentId) -> Result<(), Fault> {
        self.own_intent(self.caller_hash(caller)?, intent).await?;
        self.api.resend(intent).await
    }

    async fn own_intent(&self, caller: Hash, intent: &IntentId) -> Result<KeptIntent, Fault> {
        let kept = self.store.intent(self.intent_hash(intent)?, caller, self.now()).await?;
        kept.ok_or(Fault::IntentUnknown)
    }

    /// Binds an intent to its caller, and makes an account his.
    async fn keep_answer(&self, caller: Hash, answer: &Answer, kept: KeptIntent) -> Result<(), Fault> {
        if let Answer::Account(id) = answer {
            return self.take_over(caller, id, kept.wanted.as_deref(), kept.products).await;
        }
        let Some(intent) = answer.intent() else {
            return Ok(());
        };
        let checkpoint = match answer {
            Answer::Checkpoint { checkpoint, .. } => Some(without_values(checkpoint)),
            Answer::Account(_) | Answer::QrCode { .. } | Answer::Oauth { .. } => None,
        };
        let looks = kept.wanted.is_some() && !kept.was_down && self.api.waits_by_account();
        let was_down = kept.was_down || (looks && self.is_down(intent).await);
        let kept = KeptIntent { checkpoint, was_down, ..kept };
        let own = self.keep_for(caller, self.intent_hash(intent)?, kept).await?;
        if own { Ok(()) } else { Err(Fault::IntentUnknown) }
    }

    async fn keep_for(&self, caller: Hash, intent: Hash, kept: KeptIntent) -> Result<bool, Fault> {
        let now = self.now();
        let KeptIntent { wanted, products, checkpoint, was_down, began } = kept;
        let ends = now.saturating_add(SIGN_IN_SECONDS);
        let new = NewIntent { intent, caller, wanted, products, checkpoint, was_down, began, ends };
        self.store.keep_intent(new, now).await
    }

    /// A caller with the credentials of an account that exists already, and that nobody here owns, may connect it again.
    async fn offered(&self, caller: Hash, fault: Fault) -> Fault {
        let Fault::Refused(Refusal { kind: RefusalKind::AccountExists, account: Some(account), reason }) =
            fault
        else {
            return fault;
        };
        let named = self.offer(caller, &account).await.unwrap_or(false);
        let account = named.then_some(account);
        Fault::Refused(Refusal { kind: RefusalKind::AccountExists, account, reason })
    }

    /// Whether the account may be named to the caller.
    async fn offer(&self, caller: Hash, account: &str) -> Result<bool, Fault> {
        let Some(id) = UnipileId::parse(account) else {
            return Ok(false);
        };
        if let Some(kept) = self.store.account(self.account_hash(&id)?).await? {
            return Ok(kept.caller == caller);
        }
        let began = self.now();
        let nothing = KeptIntent { wanted: None, products: None, checkpoint: None, was_down: false, began };
        self.keep_for(caller, self.offer_hash(&id)?, nothing).await
    }

    fn intent_hash(&self, intent: &IntentId) -> Result<Hash, Fault> {
        self.store.hash("unipile intent", intent.as_str())
    }

    pub(super) fn offer_hash(&self, account: &UnipileId) -> Result<Hash, Fault> {
        self.store.hash("unipile offer", account.as_str())
    }
}

/// What a page needs to show the same checkpoint again. No data of a captcha, no names.
fn without_values(checkpoint: &Value) -> String {
    let mut plain = json!({});
    for name in ["type", "channel", "platform"] {
        if let (Some(value), Some(plain)) = (checkpoint.get(name), plain.as_object_mut()) {
            plain.insert(name.to_owned(), value.clone());
        }
    }
    plain.to_string()
}

fn waiting(intent: &IntentId, checkpoint: Option<&str>) -> Value {
    let checkpoint: Option<Value> = checkpoint.and_then(|text| serde_json::from_str(text).ok());
    let checkpoint = checkpoint.unwrap_or_else(|| json!({ "type": "LOADING" }));
    json!({ "object": "AuthenticationCheckpoint", "intent_id": intent.as_str(), "checkpoint": checkpoint })
}
