//! Reconnections under way: how many attempts were made, and whether the last one's end is known.
//!
//! An attempt is written down before it is made, by a change that only one can make, so that none is made twice whatever stops
//! the broker in between.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::{Hash, Store};
use super::{seconds, time};
use crate::fault::Fault;

/// Tells a reconnection from an earlier or later one of the same account.
pub(crate) type Run = i64;

/// A reconnection that isn't over.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) run: Run,
    pub(crate) account: Hash,
    /// The attempts begun so far.
    pub(crate) attempts: u32,
    /// The last of them was begun and its end isn't known.
    pub(crate) open: bool,
    /// When it was begun, or before the first one that of an earlier run, in seconds since 1970. 0: nothing is waited for.
    pub(crate) last: u64,
}

/// When the first attempt of a run is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// As the next one after the last attempt of the run before: a vendor that takes a session and drops it again isn't asked more
    /// often than one that refuses it.
    AfterTheLast,
    /// With a session that the vendor hasn't seen yet.
    AtOnce,
}

impl Store {
    pub(crate) async fn reconnections(&self) -> Result<Vec<Pending>, Fault> {
        self.run(|connection, _| {
            let mut statement =
                connection.prepare("SELECT run, account, attempts, open, last FROM unipile_reconnections")?;
            let read = |row: &Row<'_>| {
                Ok(Pending {
                    run: row.get(0)?,
                    account: row.get(1)?,
                    attempts: row.get(2)?,
                    open: row.get(3)?,
                    last: time(row, 4)?,
                })
            };
            Ok(statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Writes down that the attempt after these many is being made. `false` when it was already, or the run is over.
    pub(crate) async fn begin_attempt(&self, run: Run, attempts: u32, now: u64) -> Result<bool, Fault> {
        self.run(move |connection, _| {
            let transaction = connection.transaction()?;
            let begun = transaction.execute(
                "UPDATE unipile_reconnections SET attempts = attempts + 1, open = 1, last = ?3
                 WHERE run = ?1 AND attempts = ?2 AND open = 0",
                params![run, attempts, seconds(now)],
            )? == 1;
            if begun {
                transaction.execute(
                    "UPDATE unipile_accounts SET tried = ?2
                     WHERE account = (SELECT account FROM unipile_reconnections WHERE run = ?1)",
                    params![run, seconds(now)],
                )?;
            }
            transaction.commit()?;
            Ok(begun)
        })
        .await
    }

    /// Writes down that the last of these many attempts has failed.
    pub(crate) async fn close_attempt(&self, run: Run, attempts: u32) -> Result<(), Fault> {
        self.run(move |connection, _| {
            connection.execute(
                "UPDATE unipile_reconnections SET open = 0 WHERE run = ?1 AND attempts = ?2",
                params![run, attempts],
            )?;
            Ok(())
        })
        .await
    }

    /// Ends the run, and leaves the account to its user where it needs him.
    pub(crate) async fn end_run(&self, run: Run, needs_user: bool) -> Result<(), Fault> {
        self.run(move |connection, _| {
            let transaction = connection.transaction()?;
            let account: Option<Hash> = transaction
                .query_row("SELECT account FROM unipile_reconnections WHERE run = ?1", params![run], |row| {
                    row.get(0)
                })
                .optional()?;
            if let Some(account) = account {
                end(&transaction, account, needs_user)?;
            }
            Ok(transaction.commit()?)
        })
        .await
    }
}

/// Begins a run, unless one is under way or the account waits for its user already. Without a session there is nothing to try.
pub(super) fn begin(connection: &Connection, account: Hash, pace: Pace) -> rusqlite::Result<bool> {
    let begun = connection.execute(
        "INSERT INTO unipile_reconnections (account, caller, attempts, open, last)
         SELECT account, caller, 0, 0, CASE WHEN ?2 THEN 0 ELSE tried END FROM unipile_accounts
         WHERE account = ?1 AND needs_user = 0
            AND EXISTS (SELECT 1 FROM unipile_sessions WHERE caller = unipile_accounts.caller)
         ON CONFLICT (account) DO NOTHING",
        params![account, pace == Pace::AtOnce],
    )?;
    if begun == 1 {
        return Ok(true);
    }
    connection.execute(
        "UPDATE unipile_accounts SET needs_user = 1 WHERE account = ?1
         AND NOT EXISTS (SELECT 1 FROM unipile_reconnections WHERE account = ?1)",
        params![account],
    )?;
    Ok(false)
}

pub(super) fn end(connection: &Connection, account: Hash, needs_user: bool) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM unipile_reconnections WHERE account = ?1", params![account])?;
    connection.execute(
        "UPDATE unipile_accounts SET needs_user = ?2 WHERE account = ?1",
        params![account, needs_user],
    )?;
    Ok(())
}
