//! Intents under way: whose they are, and what they are for. Nothing that a user has typed is here.

use rusqlite::{OptionalExtension, Row, params};

use super::super::{Hash, Store};
use super::{forget_ended, open_some, seal_some, seconds, time};
use crate::fault::Fault;

/// An intent that a caller has started or gone on with.
pub(crate) struct NewIntent {
    pub(crate) intent: Hash,
    pub(crate) caller: Hash,
    /// The account that it is to connect again.
    pub(crate) wanted: Option<String>,
    pub(crate) products: Option<String>,
    /// The checkpoint that waits, without its values, for a vendor that can't be asked for it again.
    pub(crate) checkpoint: Option<String>,
    /// The wanted account was seen not to work since the intent began.
    pub(crate) was_down: bool,
    /// When it was started, in seconds since 1970, as `ends`.
    pub(crate) began: u64,
    pub(crate) ends: u64,
}

/// What is known of it.
pub(crate) struct KeptIntent {
    pub(crate) wanted: Option<String>,
    pub(crate) products: Option<String>,
    pub(crate) checkpoint: Option<String>,
    pub(crate) was_down: bool,
    pub(crate) began: u64,
}

impl Store {
    /// `false` when the intent is another caller's.
    pub(crate) async fn keep_intent(&self, new: NewIntent, now: u64) -> Result<bool, Fault> {
        self.run(move |connection, sealer| {
            let transaction = connection.transaction()?;
            forget_ended(&transaction, now)?;
            let wanted = seal_some(sealer, "unipile_intents.wanted", &new.intent, new.wanted.as_deref())?;
            let kept = transaction.execute(
                "INSERT INTO unipile_intents (intent, caller, wanted_sealed, products, checkpoint, ends, was_down, began)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (intent) DO UPDATE SET wanted_sealed = ?3, products = ?4, checkpoint = ?5, ends = ?6,
                    was_down = ?7, began = ?8
                 WHERE caller = ?2",
                params![
                    new.intent,
                    new.caller,
                    wanted,
                    new.products,
                    new.checkpoint,
                    seconds(new.ends),
                    new.was_down,
                    seconds(new.began)
                ],
            )?;
            transaction.commit()?;
            Ok(kept == 1)
        })
        .await
    }

    /// Remembers that the wanted account was seen not to work.
    pub(crate) async fn intent_was_down(&self, intent: Hash) -> Result<(), Fault> {
        self.run(move |connection, _| {
            connection
                .execute("UPDATE unipile_intents SET was_down = 1 WHERE intent = ?1", params![intent])?;
            Ok(())
        })
        .await
    }

    /// The intent of this caller and no other.
    pub(crate) async fn intent(
        &self,
        intent: Hash,
        caller: Hash,
        now: u64,
    ) -> Result<Option<KeptIntent>, Fault> {
        self.run(move |connection, sealer| {
            forget_ended(connection, now)?;
            let read = |row: &Row<'_>| {
                let wanted: Option<Vec<u8>> = row.get(0)?;
                let kept = KeptIntent {
                    wanted: None,
                    products: row.get(1)?,
                    checkpoint: row.get(2)?,
                    was_down: row.get(3)?,
                    began: time(row, 4)?,
                };
                Ok((kept, wanted))
            };
            let found = connection
                .query_row(
                    "SELECT wanted_sealed, products, checkpoint, was_down, began FROM unipile_intents
                     WHERE intent = ?1 AND caller = ?2",
                    params![intent, caller],
                    read,
                )
                .optional()?;
            let Some((kept, wanted)) = found else {
                return Ok(None);
            };
            let wanted = open_some(sealer, "unipile_intents.wanted", &intent, wanted)?;
            Ok(Some(KeptIntent { wanted, ..kept }))
        })
        .await
    }
}
