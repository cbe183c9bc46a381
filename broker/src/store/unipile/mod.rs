//! What the broker keeps of Unipile: links under way, accounts with their owners, intents, collected sessions and reconnections.
//!
//! Ids at the vendor are looked up by keyed hash and kept sealed; cookies are kept sealed; a password or a code never gets here.

mod accounts;
mod hosted;
mod intents;
mod reconnections;
mod sessions;

use rusqlite::{Connection, Row};

use super::Hash;
use super::seal::{Place, SealError, Sealer};
pub(crate) use accounts::{Adopted, KeptAccount, Standing};
pub(crate) use hosted::{Hosted, HostedStart, Redirect};
pub(crate) use intents::{KeptIntent, NewIntent};
pub(crate) use reconnections::{Pending, Run};

/// Drops what is over.
pub(super) fn forget_ended(connection: &Connection, now: u64) -> rusqlite::Result<()> {
    for table in ["unipile_hosted", "unipile_intents", "unipile_heard"] {
        connection.execute(&["DELETE FROM ", table, " WHERE ends <= ?1"].concat(), [seconds(now)])?;
    }
    Ok(())
}

fn seconds(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A time before 1970 counts as 1970.
fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

fn seal(sealer: &Sealer, column: &'static str, row: &Hash, text: &str) -> Result<Vec<u8>, SealError> {
    sealer.seal(Place { column, row: &[row] }, text.as_bytes())
}

fn seal_some(
    sealer: &Sealer,
    column: &'static str,
    row: &Hash,
    text: Option<&str>,
) -> Result<Option<Vec<u8>>, SealError> {
    text.map(|text| seal(sealer, column, row, text)).transpose()
}

fn open(sealer: &Sealer, column: &'static str, row: &Hash, sealed: &[u8]) -> Result<String, SealError> {
    let bytes = sealer.open(Place { column, row: &[row] }, sealed)?;
    String::from_utf8(bytes).map_err(|_| SealError::Damaged)
}

fn open_some(
    sealer: &Sealer,
    column: &'static str,
    row: &Hash,
    sealed: Option<Vec<u8>>,
) -> Result<Option<String>, SealError> {
    sealed.map(|sealed| open(sealer, column, row, &sealed)).transpose()
}
