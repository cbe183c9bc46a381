//! Sign-ins under way: from the authorize page until the page that started them claims the link.
//!
//! A row counts for 10 minutes, and is dropped when the next sign-in comes after that. Its state is taken once, before the code
//! is exchanged, so that a state that comes a second time is never worth anything, whatever happened to the first.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::links::{self, column};
use super::seal::SealError;
use super::{Credential, Hash, Store};
use crate::fault::Fault;

/// More sign-ins at once than anybody needs; the oldest are forgotten.
const MOST_OF_A_CALLER: u32 = 16;

/// A sign-in as it is started.
pub(crate) struct Started {
    pub(crate) state: Hash,
    pub(crate) caller: Hash,
    pub(crate) origin: String,
    pub(crate) redirect_uri: String,
    /// Seconds since 1970.
    pub(crate) ends: u64,
}

/// A sign-in whose state has come back.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) origin: String,
    pub(crate) redirect_uri: String,
}

impl Store {
    pub(crate) async fn start_grant(&self, grant: Started, now: u64) -> Result<(), Fault> {
        self.run(move |connection, _| {
            let transaction = connection.transaction()?;
            forget_ended(&transaction, now)?;
            transaction.execute(
                "DELETE FROM grants WHERE state IN (
                    SELECT state FROM grants WHERE caller = ?1 ORDER BY ends DESC LIMIT -1 OFFSET ?2)",
                params![grant.caller, MOST_OF_A_CALLER - 1],
            )?;
            transaction.execute(
                "INSERT INTO grants (state, caller, origin, redirect_uri, ends) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![grant.state, grant.caller, grant.origin, grant.redirect_uri, seconds(grant.ends)],
            )?;
            Ok(transaction.commit()?)
        })
        .await
    }

    /// Takes the state, once. `None` when it is unknown, taken or over.
    pub(crate) async fn take_grant(&self, state: Hash, now: u64) -> Result<Option<Grant>, Fault> {
        self.run(move |connection, _| {
            forget_ended(connection, now)?;
            let read = |row: &Row<'_>| Ok(Grant { origin: row.get(0)?, redirect_uri: row.get(1)? });
            let taken = connection.query_row(
                "UPDATE grants SET taken = 1 WHERE state = ?1 AND taken = 0 RETURNING origin, redirect_uri",
                params![state],
                read,
            );
            Ok(taken.optional()?)
        })
        .await
    }

    /// Keeps the tokens until they are claimed with the receipt. `false` when the sign-in has been dropped since.
    pub(crate) async fn keep_pending(
        &self,
        state: Hash,
        receipt: Hash,
        access: Credential,
        refresh: Option<Credential>,
    ) -> Result<bool, Fault> {
        self.run(move |connection, sealer| {
            let row: &[&[u8]] = &[&state];
            let access = links::seal(sealer, "grants.access", row, Some(&access))?;
            let refresh = links::seal(sealer, "grants.refresh", row, refresh.as_ref())?;
            let kept = connection.execute(
                "UPDATE grants SET receipt = ?2, access_sealed = ?3, refresh_sealed = ?4
                 WHERE state = ?1 AND taken = 1 AND receipt IS NULL",
                params![state, receipt, access, refresh],
            )?;
            Ok(kept == 1)
        })
        .await
    }

    /// Drops a sign-in that came to nothing.
    pub(crate) async fn drop_grant(&self, state: Hash) -> Result<(), Fault> {
        self.run(move |connection, _| {
            connection.execute("DELETE FROM grants WHERE state = ?1", params![state])?;
            Ok(())
        })
        .await
    }

    /// Makes the pending tokens the caller's link, once, in the place of an older one. `false` when there are none for this
    /// caller, state and receipt. A request that names its page's origin must name the one that started the sign-in.
    pub(crate) async fn claim(
        &self,
        caller: Hash,
        state: Hash,
        receipt: Hash,
        origin: Option<String>,
        now: u64,
    ) -> Result<bool, Fault> {
        self.run(move |connection, sealer| {
            let transaction = connection.transaction()?;
            forget_ended(&transaction, now)?;
            let row: &[&[u8]] = &[&state];
            let read = |found: &Row<'_>| {
                let access: Option<Vec<u8>> = found.get(0)?;
                let refresh: Option<Vec<u8>> = found.get(1)?;
                Ok((access, refresh))
            };
            let found = transaction.query_row(
                "DELETE FROM grants WHERE state = ?1 AND caller = ?2 AND receipt = ?3
                    AND (?4 IS NULL OR origin = ?4)
                 RETURNING access_sealed, refresh_sealed",
                params![state, caller, receipt, origin],
                read,
            );
            let Some((access, refresh)) = found.optional()? else {
                return Ok(false);
            };
            let access = column(sealer, "grants.access", row, access)?.ok_or(SealError::Damaged)?;
            let refresh = column(sealer, "grants.refresh", row, refresh)?;
            links::insert(&transaction, sealer, caller, &access, refresh.as_ref())?;
            transaction.commit()?;
            Ok(true)
        })
        .await
    }
}

/// Drops the sign-ins that are over, with the tokens that nobody claimed.
pub(super) fn forget_ended(connection: &Connection, now: u64) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM grants WHERE ends <= ?1", params![seconds(now)])?;
    Ok(())
}

fn seconds(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
