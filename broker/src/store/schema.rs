//! The tables, their version, and the row that proves the key.
//!
//! Values that end in `_sealed` only open in their place (`seal.rs`); ids are keyed hashes. What is left in plain text is when
//! things happen and end, the host's own origin and its redirect URI, names of products, and words for an account's state.

use rusqlite::{Connection, OptionalExtension};

use super::OpenError;
use super::seal::{Place, Sealer};

/// One step a version; a step that was released is never changed, a new one is added.
const STEPS: [&str; 3] = [
    "
    CREATE TABLE canary (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        word_sealed BLOB NOT NULL
    ) STRICT;
    CREATE TABLE grants (
        state BLOB PRIMARY KEY,
        caller BLOB NOT NULL,
        origin TEXT NOT NULL,
        redirect_uri TEXT NOT NULL,
        ends INTEGER NOT NULL,
        taken INTEGER NOT NULL DEFAULT 0,
        receipt BLOB,
        access_sealed BLOB,
        refresh_sealed BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX grants_of_caller ON grants (caller);
    CREATE TABLE links (
        caller BLOB PRIMARY KEY,
        id BLOB NOT NULL,
        access_sealed BLOB NOT NULL,
        refresh_sealed BLOB,
        sat_sealed BLOB
    ) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE unipile_hosted (
        state BLOB PRIMARY KEY,
        caller BLOB NOT NULL,
        origin TEXT NOT NULL,
        own_return INTEGER NOT NULL,
        wanted_sealed BLOB,
        products TEXT,
        made INTEGER NOT NULL,
        began INTEGER NOT NULL,
        ends INTEGER NOT NULL,
        came_back INTEGER NOT NULL DEFAULT 0,
        receipt BLOB,
        brought_sealed BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX unipile_hosted_of_caller ON unipile_hosted (caller);
    CREATE TABLE unipile_intents (
        intent BLOB PRIMARY KEY,
        caller BLOB NOT NULL,
        wanted_sealed BLOB,
        products TEXT,
        checkpoint TEXT,
        ends INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE unipile_accounts (
        account BLOB PRIMARY KEY,
        caller BLOB NOT NULL,
        id_sealed BLOB NOT NULL,
        word TEXT NOT NULL,
        seen INTEGER NOT NULL,
        needs_user INTEGER NOT NULL DEFAULT 0,
        products TEXT
    ) STRICT;
    CREATE INDEX unipile_accounts_of_caller ON unipile_accounts (caller);
    CREATE TABLE unipile_heard (
        account BLOB PRIMARY KEY,
        link BLOB,
        id_sealed BLOB NOT NULL,
        heard INTEGER NOT NULL,
        signed_in INTEGER,
        ends INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX unipile_heard_of_link ON unipile_heard (link);
    CREATE TABLE unipile_sessions (
        caller BLOB PRIMARY KEY,
        session_sealed BLOB NOT NULL,
        digest BLOB NOT NULL,
        try_from INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE unipile_reconnections (
        run INTEGER PRIMARY KEY AUTOINCREMENT,
        account BLOB NOT NULL UNIQUE,
        caller BLOB NOT NULL,
        attempts INTEGER NOT NULL,
        open INTEGER NOT NULL,
        last INTEGER NOT NULL
    ) STRICT;
",
    // A run that hasn't begun waits for nothing: `last` is 0 until there was an attempt. A session that has made an account which
    // is deleted by now makes no other one.
    "
    ALTER TABLE unipile_hosted ADD COLUMN ticket BLOB;
    ALTER TABLE unipile_hosted ADD COLUMN ticketed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE unipile_intents ADD COLUMN began INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE unipile_intents ADD COLUMN was_down INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE unipile_accounts ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE unipile_accounts ADD COLUMN tried INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE unipile_sessions ADD COLUMN refused TEXT;
    UPDATE unipile_reconnections SET last = 0 WHERE attempts = 0;
    UPDATE unipile_sessions SET try_from = 9223372036854775807
        WHERE caller IN (SELECT caller FROM unipile_accounts WHERE word = 'deleted');
",
];

const CANARY: Place<'_> = Place { column: "canary.word", row: &[] };
const WORD: &[u8] = b"linkdock";

/// Brings the file to this version and checks that it was made with this key.
pub(super) fn prepare(connection: &mut Connection, sealer: &Sealer) -> Result<(), OpenError> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let missing = STEPS.get(version as usize..).ok_or(OpenError::Newer)?;
    for step in missing {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", STEPS.len() as u32)?;
    let sealed: Option<Vec<u8>> =
        transaction.query_row("SELECT word_sealed FROM canary", [], |row| row.get(0)).optional()?;
    match sealed {
        Some(sealed) if sealer.open(CANARY, &sealed).is_ok_and(|word| word == WORD) => {}
        Some(_) => return Err(OpenError::WrongKey),
        // A file whose canary was taken away may hold rows under any key.
        None if version > 0 => return Err(OpenError::WrongKey),
        None => {
            let sealed = sealer.seal(CANARY, WORD).map_err(|_| OpenError::NoRandomness)?;
            transaction.execute("INSERT INTO canary (id, word_sealed) VALUES (1, ?1)", [sealed])?;
        }
    }
    transaction.commit()?;
    Ok(())
}
