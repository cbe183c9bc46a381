//! The variables of the store, which vendors share: a link that isn't kept is none.

use std::path::{Path, PathBuf};

use super::ConfigError;
use super::variables::Variables;
use crate::clock::{SystemClock, unix_seconds};
use crate::store::{OpenError, Store, StoreKey};

pub(super) const STORE: &str = "LINKDOCK_STORE";
const STORE_KEY: &str = "LINKDOCK_STORE_KEY";

const KEY_ADVICE: &str = "write the key that encrypts the store: base64 of 32 bytes, for example the output of \
                          `openssl rand -base64 32`; keep it apart from the store's backups";

/// The store, when one is configured.
pub(super) fn read(variables: &Variables<'_>) -> Result<Option<Store>, ConfigError> {
    let path = variables.parsed(STORE, |text| Some(PathBuf::from(text)), "write the path of a file")?;
    match (path, variables.parsed(STORE_KEY, StoreKey::parse, KEY_ADVICE)?) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(ConfigError::new(STORE_KEY, KEY_ADVICE)),
        (None, Some(_)) => Err(ConfigError::new(
            STORE,
            "write the path of the SQLite file that LINKDOCK_STORE_KEY belongs to (it is made if there is none)",
        )),
        (Some(path), Some(key)) => open(&path, &key).map(Some),
    }
}

fn open(path: &Path, key: &StoreKey) -> Result<Store, ConfigError> {
    let now = unix_seconds(&SystemClock);
    Store::open(path, key, now).map_err(|error| match error {
        OpenError::WrongKey => ConfigError::new(
            STORE_KEY,
            "this is not the key that the store was made with. Set the right key; if it is lost, move the file that \
             LINKDOCK_STORE names away: a new one is made, and every user links again",
        ),
        OpenError::Newer => ConfigError::new(
            STORE,
            "the file was written by a newer broker: run that version, or restore the backup made before it",
        ),
        OpenError::NoRandomness => ConfigError::new(STORE, "the system gives no randomness to encrypt with"),
        OpenError::Io(kind) => ConfigError::new(
            STORE,
            format!("the file can't be opened or made ({kind}): its folder must exist and be writable for the broker"),
        ),
        OpenError::Sqlite(code) => ConfigError::new(
            STORE,
            format!("SQLite can't use the file ({code:?}): it must be a linkdock store on a local, writable disk"),
        ),
        OpenError::Other => {
            ConfigError::new(STORE, "the file is not a linkdock store, or is damaged: restore a backup")
        }
    })
}
