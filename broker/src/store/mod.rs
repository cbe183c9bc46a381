//! What the broker keeps: links of users to vendors, and sign-ins under way, in one SQLite file.
//!
//! Tokens are sealed before they reach SQLite, and callers, states and receipts are there as keyed hashes only, so neither the
//! file nor its write-ahead log holds one in plain text. SQLite blocks, so every access runs on a thread for blocking work and
//! no task is held up; what was begun there ends there, even when nobody waits any more.

mod credential;
mod grants;
mod links;
mod schema;
mod seal;
mod unipile;

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::fault::Fault;
pub(crate) use credential::Credential;
pub(crate) use grants::Started;
pub(crate) use links::Link;
use seal::SealError;
pub(crate) use seal::{Hash, Sealer, StoreKey, random_token};
pub(crate) use unipile::{
    Adopted, Hosted, HostedStart, KeptAccount, KeptIntent, NewIntent, Pending, Redirect, Run, Standing,
};

/// How long a write waits for another process that holds the file.
const BUSY: Duration = Duration::from_secs(5);

/// The open store. Clones share it.
#[derive(Clone)]
pub(crate) struct Store(Arc<Shared>);

struct Shared {
    connection: Mutex<Connection>,
    sealer: Sealer,
}

/// Why the store can't be opened.
#[derive(Debug)]
pub(crate) enum OpenError {
    WrongKey,
    /// Written by a newer version of the broker.
    Newer,
    NoRandomness,
    Io(io::ErrorKind),
    Sqlite(rusqlite::ErrorCode),
    Other,
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        error.sqlite_error_code().map_or(Self::Other, Self::Sqlite)
    }
}

/// Why an access failed.
#[derive(Debug)]
enum StoreError {
    Sqlite(rusqlite::Error),
    Seal(SealError),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<SealError> for StoreError {
    fn from(error: SealError) -> Self {
        Self::Seal(error)
    }
}

impl Store {
    /// Opens the file at `path` and makes it when there is none. Blocks.
    pub(crate) fn open(path: &Path, key: &StoreKey, now: u64) -> Result<Self, OpenError> {
        let sealer = Sealer::new(key).ok_or(OpenError::Other)?;
        make_private(path).map_err(|error| OpenError::Io(error.kind()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A link that was confirmed outlives a power cut.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "secure_delete", true)?;
        schema::prepare(&mut connection, &sealer)?;
        // What was under way when the broker stopped may be over by now.
        grants::forget_ended(&connection, now)?;
        unipile::forget_ended(&connection, now)?;
        Ok(Self(Arc::new(Shared { connection: Mutex::new(connection), sealer })))
    }

    /// The keyed hash by which `value` is stored.
    pub(crate) fn hash(&self, kind: &'static str, value: &str) -> Result<Hash, Fault> {
        self.0.sealer.hash(kind, value).ok_or(Fault::StoreFailed)
    }

    /// Runs `access` where it may block.
    async fn run<T: Send + 'static>(
        &self,
        access: impl FnOnce(&mut Connection, &Sealer) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Fault> {
        let shared = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            // A panic elsewhere rolled its transaction back, so a poisoned lock is as good as any.
            let mut connection = shared.connection.lock().unwrap_or_else(PoisonError::into_inner);
            access(&mut connection, &shared.sealer)
        });
        match done.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(fault(&error)),
            Err(_) => Err(Fault::Interrupted),
        }
    }
}

/// Only codes are logged: SQLite's words may quote what was stored.
fn fault(error: &StoreError) -> Fault {
    match error {
        StoreError::Sqlite(error) => {
            if is_damage(error) {
                tracing::error!(code = ?error.sqlite_error_code(), "a row of the store is damaged");
                return Fault::StoreDamaged;
            }
            tracing::error!(code = ?error.sqlite_error_code(), "the store failed");
            Fault::StoreFailed
        }
        StoreError::Seal(SealError::NoRandomness) => {
            tracing::error!("the system gives no randomness");
            Fault::StoreFailed
        }
        StoreError::Seal(SealError::Damaged) => {
            tracing::error!("a value of the store does not open: it was changed or damaged");
            Fault::StoreDamaged
        }
    }
}

fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};

    let shape = matches!(
        error,
        FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..)
    );
    shape || error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt)
}

/// SQLite gives its other files the permissions of this one.
fn make_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
