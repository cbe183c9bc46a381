//! Accounts, each with its one owner, and what webhooks have said of accounts before they had one.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::seal::Sealer;
use super::super::{Hash, Store, StoreError};
use super::reconnections::{self, Pace};
use super::{forget_ended, open, seal, seconds, time};
use crate::fault::Fault;

/// How long what a webhook said counts for a link under way.
const HEARD_SECONDS: u64 = 60 * 60;

/// An account of a caller.
#[derive(Clone, Debug)]
pub(crate) struct KeptAccount {
    pub(crate) hash: Hash,
    pub(crate) caller: Hash,
    pub(crate) id: String,
    /// The vendor's word, as it was last heard.
    pub(crate) word: String,
    /// When that was, in seconds since 1970.
    pub(crate) seen: u64,
    pub(crate) needs_user: bool,
    pub(crate) products: Option<String>,
    /// How many words were heard so far.
    pub(crate) revision: u32,
}

/// Whether an account could be made the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adopted {
    Own,
    /// It is another caller's.
    Foreign,
}

/// What a vendor's word means for an account's reconnection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Works,
    LostItsSession,
    Gone,
    /// Nothing to do but to tell.
    Other,
}

impl Store {
    /// Makes the account the caller's, unless it is another's.
    pub(crate) async fn adopt(
        &self,
        account: Hash,
        caller: Hash,
        id: String,
        products: Option<String>,
        now: u64,
    ) -> Result<Adopted, Fault> {
        self.run(move |connection, sealer| {
            let sealed = seal(sealer, "unipile_accounts.id", &account, &id)?;
            let kept = connection.execute(
                "INSERT INTO unipile_accounts (account, caller, id_sealed, word, seen, products)
                 VALUES (?1, ?2, ?3, '', ?5, ?4)
                 ON CONFLICT (account) DO UPDATE SET products = coalesce(?4, products) WHERE caller = ?2",
                params![account, caller, sealed, products, seconds(now)],
            )?;
            Ok(if kept == 1 { Adopted::Own } else { Adopted::Foreign })
        })
        .await
    }

    pub(crate) async fn account(&self, account: Hash) -> Result<Option<KeptAccount>, Fault> {
        self.run(move |connection, sealer| Ok(select(connection, sealer, "account", account)?.pop())).await
    }

    /// The caller's accounts, the first connected first.
    pub(crate) async fn accounts_of(&self, caller: Hash) -> Result<Vec<KeptAccount>, Fault> {
        self.run(move |connection, sealer| select(connection, sealer, "caller", caller)).await
    }

    /// Keeps the vendor's word for an account, and begins, ends or leaves its reconnection. `true` when one was begun. A word that
    /// was `asked` for at a revision is older than what was heard since, and is dropped then.
    pub(crate) async fn keep_word(
        &self,
        account: Hash,
        word: String,
        standing: Standing,
        asked: Option<u32>,
        now: u64,
    ) -> Result<bool, Fault> {
        self.run(move |connection, _| {
            let transaction = connection.transaction()?;
            if standing == Standing::Gone {
                // The session that has made it makes no other one.
                transaction.execute(
                    "UPDATE unipile_sessions SET try_from = ?2 WHERE caller =
                        (SELECT caller FROM unipile_accounts WHERE account = ?1 AND word <> ?3 AND revision = coalesce(?4, revision))",
                    params![account, i64::MAX, word, asked],
                )?;
            }
            let taken = transaction.execute(
                "UPDATE unipile_accounts SET word = ?2, seen = ?3, revision = revision + 1
                 WHERE account = ?1 AND revision = coalesce(?4, revision)",
                params![account, word, seconds(now), asked],
            )?;
            let begun = match standing {
                _ if taken == 0 => false,
                Standing::Works | Standing::Gone => {
                    reconnections::end(&transaction, account, false)?;
                    false
                }
                Standing::LostItsSession => reconnections::begin(&transaction, account, Pace::AfterTheLast)?,
                Standing::Other => false,
            };
            transaction.commit()?;
            Ok(begun)
        })
        .await
    }

    /// The accounts whose callers have collected a session, but for deleted ones.
    pub(crate) async fn accounts_with_session(&self) -> Result<Vec<Hash>, Fault> {
        self.run(|connection, _| {
            let mut statement = connection.prepare(
                "SELECT account FROM unipile_accounts WHERE word <> 'deleted'
                 AND caller IN (SELECT caller FROM unipile_sessions) ORDER BY rowid",
            )?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Remembers that a webhook has spoken of the account, of which link, and whether it told of a sign-in.
    pub(crate) async fn hear(
        &self,
        account: Hash,
        id: String,
        link: Option<Hash>,
        signed_in: bool,
        now: u64,
    ) -> Result<(), Fault> {
        self.run(move |connection, sealer| {
            forget_ended(connection, now)?;
            let sealed = seal(sealer, "unipile_heard.id", &account, &id)?;
            connection.execute(
                "INSERT INTO unipile_heard (account, link, id_sealed, heard, signed_in, ends)
                 VALUES (?1, ?2, ?3, ?4, ?6, ?5)
                 ON CONFLICT (account) DO UPDATE SET link = coalesce(?2, link), heard = ?4, ends = ?5,
                    signed_in = coalesce(?6, signed_in)",
                params![
                    account,
                    link,
                    sealed,
                    seconds(now),
                    seconds(now.saturating_add(HEARD_SECONDS)),
                    signed_in.then(|| seconds(now))
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// The accounts of which a webhook has said that they came of this link: one, unless something is wrong.
    pub(crate) async fn heard_of_link(&self, link: Hash) -> Result<Vec<String>, Fault> {
        self.run(move |connection, sealer| {
            let mut statement =
                connection.prepare("SELECT account, id_sealed FROM unipile_heard WHERE link = ?1")?;
            let read = |row: &Row<'_>| Ok((row.get::<_, Hash>(0)?, row.get::<_, Vec<u8>>(1)?));
            let mut ids = Vec::new();
            for found in statement.query_map(params![link], read)? {
                let (account, id) = found?;
                ids.push(open(sealer, "unipile_heard.id", &account, &id)?);
            }
            Ok(ids)
        })
        .await
    }

    /// Whether a webhook has told of a sign-in to the account since.
    pub(crate) async fn signed_in_since(&self, account: Hash, since: u64) -> Result<bool, Fault> {
        self.run(move |connection, _| {
            let found = connection.query_row(
                "SELECT 1 FROM unipile_heard WHERE account = ?1 AND signed_in >= ?2",
                params![account, seconds(since)],
                |_| Ok(()),
            );
            Ok(found.optional()?.is_some())
        })
        .await
    }
}

/// The accounts with this hash in `column`, which is one of the table's own.
fn select(
    connection: &Connection,
    sealer: &Sealer,
    column: &'static str,
    hash: Hash,
) -> Result<Vec<KeptAccount>, StoreError> {
    let sql = [
        "SELECT account, caller, id_sealed, word, seen, needs_user, products, revision FROM unipile_accounts WHERE ",
        column,
        " = ?1 ORDER BY rowid",
    ]
    .concat();
    let mut statement = connection.prepare(&sql)?;
    let read = |row: &Row<'_>| {
        let sealed: Vec<u8> = row.get(2)?;
        let account = KeptAccount {
            hash: row.get(0)?,
            caller: row.get(1)?,
            id: String::new(),
            word: row.get(3)?,
            seen: time(row, 4)?,
            needs_user: row.get(5)?,
            products: row.get(6)?,
            revision: row.get(7)?,
        };
        Ok((account, sealed))
    };
    let mut accounts = Vec::new();
    for found in statement.query_map(params![hash], read)? {
        let (account, sealed) = found?;
        let id = open(sealer, "unipile_accounts.id", &account.hash, &sealed)?;
        accounts.push(KeptAccount { id, ..account });
    }
    Ok(accounts)
}
