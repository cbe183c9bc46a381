//! Collected sessions: the newest of each caller, sealed.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::{Hash, Store};
use super::{open_some, reconnections, seal, seconds};
use crate::fault::Fault;

/// What came of keeping a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The caller has no account, or deleted ones only, and nobody is making one with it: whoever is told this does.
    pub(crate) first: bool,
    /// An account that waited for its user is being connected again with it.
    pub(crate) begun: bool,
    /// Why this very session has connected nothing, when its user must act.
    pub(crate) refused: Option<String>,
}

impl Store {
    /// Keeps the session in the place of an older one. `digest` tells whether it is another session than that one; a first
    /// account isn't tried again before `retry`.
    pub(crate) async fn keep_session(
        &self,
        caller: Hash,
        session: String,
        digest: Hash,
        now: u64,
        retry: u64,
    ) -> Result<Kept, Fault> {
        self.run(move |connection, sealer| {
            let transaction = connection.transaction()?;
            let before: Option<Hash> = transaction
                .query_row("SELECT digest FROM unipile_sessions WHERE caller = ?1", params![caller], |row| row.get(0))
                .optional()?;
            let fresh = before != Some(digest);
            let sealed = seal(sealer, "unipile_sessions.session", &caller, &session)?;
            transaction.execute(
                "INSERT INTO unipile_sessions (caller, session_sealed, digest, try_from) VALUES (?1, ?2, ?3, 0)
                 ON CONFLICT (caller) DO UPDATE SET session_sealed = ?2, digest = ?3,
                    try_from = CASE WHEN ?4 THEN 0 ELSE try_from END, refused = CASE WHEN ?4 THEN NULL ELSE refused END",
                params![caller, sealed, digest, fresh],
            )?;
            // One of two that come at once is the first.
            let first = transaction.execute(
                "UPDATE unipile_sessions SET try_from = ?3 WHERE caller = ?1 AND try_from <= ?2
                 AND NOT EXISTS (SELECT 1 FROM unipile_accounts WHERE caller = ?1 AND word <> 'deleted')",
                params![caller, seconds(now), seconds(retry)],
            )? == 1;
            let begun = fresh && begin_waiting(&transaction, caller)?;
            let refused = transaction.query_row(
                "SELECT refused FROM unipile_sessions WHERE caller = ?1",
                params![caller],
                |row| row.get(0),
            )?;
            transaction.commit()?;
            Ok(Kept { first, begun, refused })
        })
        .await
    }

    /// When a first account may be tried again with this very session, and why its user must act, where he must.
    pub(crate) async fn try_session_from(
        &self,
        caller: Hash,
        digest: Hash,
        from: u64,
        refused: Option<&'static str>,
    ) -> Result<(), Fault> {
        self.run(move |connection, _| {
            connection.execute(
                "UPDATE unipile_sessions SET try_from = ?3, refused = ?4 WHERE caller = ?1 AND digest = ?2",
                params![caller, digest, seconds(from), refused],
            )?;
            Ok(())
        })
        .await
    }

    pub(crate) async fn session(&self, caller: Hash) -> Result<Option<String>, Fault> {
        self.run(move |connection, sealer| {
            let sealed: Option<Vec<u8>> = connection
                .query_row(
                    "SELECT session_sealed FROM unipile_sessions WHERE caller = ?1",
                    params![caller],
                    |row| row.get(0),
                )
                .optional()?;
            Ok(open_some(sealer, "unipile_sessions.session", &caller, sealed)?)
        })
        .await
    }

    /// Deletes the caller's session; the accounts that it was to connect again wait for their user.
    pub(crate) async fn drop_session(&self, caller: Hash) -> Result<(), Fault> {
        self.run(move |connection, _| {
            let transaction = connection.transaction()?;
            transaction.execute("DELETE FROM unipile_sessions WHERE caller = ?1", params![caller])?;
            transaction.execute(
                "UPDATE unipile_accounts SET needs_user = 1 WHERE account IN
                    (SELECT account FROM unipile_reconnections WHERE caller = ?1)",
                params![caller],
            )?;
            transaction.execute("DELETE FROM unipile_reconnections WHERE caller = ?1", params![caller])?;
            Ok(transaction.commit()?)
        })
        .await
    }
}

/// A session that the vendor hasn't seen yet is a new chance for accounts that were given up.
fn begin_waiting(connection: &Connection, caller: Hash) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare(
        "SELECT account FROM unipile_accounts WHERE caller = ?1 AND needs_user = 1 AND word <> 'deleted'",
    )?;
    let waiting: Vec<Hash> =
        statement.query_map(params![caller], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut begun = false;
    for account in waiting {
        connection
            .execute("UPDATE unipile_accounts SET needs_user = 0 WHERE account = ?1", params![account])?;
        begun |= reconnections::begin(connection, account, reconnections::Pace::AtOnce)?;
    }
    Ok(begun)
}
