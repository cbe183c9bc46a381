//! Connects lost accounts again: the one task that acts on what `schedule` decides, over reconnections that the store keeps.
//!
//! It may be killed at any point. An attempt is written down before it is made, so the next start finds it, asks the vendor how it
//! ended, and goes on with the next one: none is lost, none is made twice.

use std::collections::HashSet;
use std::sync::OnceLock;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::{AbortHandle, JoinSet};

use super::api::Answer;
use super::schedule::{Progress, Step};
use super::text::UnipileId;
use super::{Unipile, standing};
use crate::fault::Fault;
use crate::store::{KeptAccount, Pending, Run, Standing};

/// The longest sleep: a machine that was suspended, or whose clock was set, is noticed after this.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// How long to wait after the store has failed.
const AFTER_FAULT: Duration = Duration::from_secs(5);
/// More attempts at once than a vendor likes.
const MOST_AT_ONCE: usize = 8;

/// The running task; dropping it ends the task.
#[derive(Default)]
pub(crate) struct Job(OnceLock<AbortHandle>);

impl Job {
    /// Starts the task, once, where there is a runtime to run it.
    pub(crate) fn start(&self, unipile: &Unipile) {
        if self.0.get().is_some() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            self.0.get_or_init(|| runtime.spawn(unipile.clone().reconnect()).abort_handle());
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if let Some(task) = self.0.get() {
            task.abort();
        }
    }
}

impl Unipile {
    async fn reconnect(self) {
        // Dropped with the task, as the attempts are.
        let mut sweep = JoinSet::new();
        sweep.spawn(self.clone().ask_all());
        let mut work = JoinSet::new();
        let mut under_way = HashSet::new();
        loop {
            let sleep = match self.begin_due(&mut work, &mut under_way).await {
                Ok(sleep) => sleep,
                Err(_logged) => AFTER_FAULT,
            };
            tokio::select! {
                () = self.begun.notified() => {}
                () = tokio::time::sleep(sleep) => {}
                Some(done) = work.join_next() => {
                    match done {
                        Ok((run, Ok(()))) => { under_way.remove(&run); }
                        Ok((run, Err(_logged))) => {
                            under_way.remove(&run);
                            tokio::time::sleep(AFTER_FAULT).await;
                        }
                        // A panic: which one it was, the store will say.
                        Err(_) => under_way.clear(),
                    }
                }
            }
        }
    }

    /// Asks once about every account that could be connected again: a webhook may have come while nobody was there to hear it.
    async fn ask_all(self) {
        let Ok(accounts) = self.store.accounts_with_session().await else { return };
        for hash in accounts {
            let asked = match self.store.account(hash).await {
                Ok(Some(account)) => self.ask_status(&account).await,
                Ok(None) => Ok(true),
                Err(fault) => Err(fault),
            };
            // A vendor that is in trouble isn't asked all at once.
            if !asked.unwrap_or(false) {
                tokio::time::sleep(AFTER_FAULT).await;
            }
        }
    }

    /// Begins what is due, and says how long nothing else is.
    async fn begin_due(
        &self,
        work: &mut JoinSet<(Run, Result<(), Fault>)>,
        under_way: &mut HashSet<Run>,
    ) -> Result<Duration, Fault> {
        let now = self.now();
        let mut sleep = LONGEST_SLEEP;
        for pending in self.store.reconnections().await? {
            if under_way.contains(&pending.run) || under_way.len() >= MOST_AT_ONCE {
                continue;
            }
            let Pending { attempts, open, last, .. } = pending;
            let step = self.policy.next(Progress { attempts, open, last }, now);
            match step {
                Step::WaitUntil(due) => sleep = sleep.min(Duration::from_secs(due.saturating_sub(now))),
                Step::NeedsUser => {
                    tracing::warn!(attempts, "an account could not be connected again and needs its user");
                    self.store.end_run(pending.run, true).await?;
                }
                Step::Attempt | Step::Ask => {
                    under_way.insert(pending.run);
                    let unipile = self.clone();
                    work.spawn(async move { (pending.run, unipile.act(&pending, step).await) });
                }
            }
        }
        Ok(sleep)
    }

    async fn act(&self, pending: &Pending, step: Step) -> Result<(), Fault> {
        let account = match self.store.account(pending.account).await {
            Ok(Some(account)) => account,
            // Nobody's any more, or damaged: trying again would not mend it.
            Ok(None) | Err(Fault::StoreDamaged) => return self.store.end_run(pending.run, true).await,
            Err(fault) => return Err(fault),
        };
        if step == Step::Ask {
            self.ask_status(&account).await?;
            return self.store.close_attempt(pending.run, pending.attempts).await;
        }
        // The word that began this may be an old one, and somebody may have connected it in the meantime.
        if !self.ask_status(&account).await? {
            return self.attempt(pending, &account).await;
        }
        let Some(account) = self.store.account(pending.account).await? else {
            return self.store.end_run(pending.run, true).await;
        };
        match standing(&account.word) {
            Standing::LostItsSession => self.attempt(pending, &account).await,
            // The word has ended the run.
            Standing::Works | Standing::Gone => Ok(()),
            // Its user is at it, or the host has paused it: a collected session must not take the place of his own. The next loss
            // begins another run.
            Standing::Other => self.store.end_run(pending.run, false).await,
        }
    }

    async fn attempt(&self, pending: &Pending, account: &KeptAccount) -> Result<(), Fault> {
        let intent = match UnipileId::parse(&account.id) {
            Some(id) => match self.with_newest_session(account.caller, id).await {
                Err(Fault::StoreDamaged) => None,
                read => read?,
            },
            None => None,
        };
        let Some(intent) = intent else {
            return self.store.end_run(pending.run, true).await;
        };
        if !self.store.begin_attempt(pending.run, pending.attempts, self.now()).await? {
            return Ok(());
        }
        let number = pending.attempts.saturating_add(1);
        match self.api.intent(&intent).await {
            Ok(Answer::Account(id)) if id.as_str() == account.id => {
                tracing::info!(number, "an account was connected again");
                // Ends the run.
                self.note(account.hash, self.api.good_word()).await
            }
            Ok(Answer::Account(_)) => self.failed(pending, number, "account_mismatch").await,
            Ok(Answer::Checkpoint { .. } | Answer::QrCode { .. } | Answer::Oauth { .. }) => {
                self.failed(pending, number, "checkpoint").await
            }
            Err(fault) => self.failed(pending, number, fault.reason()).await,
        }
    }

    async fn failed(&self, pending: &Pending, number: u32, reason: &'static str) -> Result<(), Fault> {
        tracing::warn!(number, reason, "an account was not connected again");
        self.store.close_attempt(pending.run, number).await
    }
}
