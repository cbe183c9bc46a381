//! The variables of LinkedIn and of the store, which belong together: a link that isn't kept is none.

use std::path::{Path, PathBuf};

use super::ConfigError;
use super::variables::Variables;
use crate::clock::{SystemClock, unix_seconds};
use crate::linkedin::{LinkedIn, Settings};
use crate::store::{OpenError, Store, StoreKey};

const ID: &str = "LINKEDIN_CLIENT_ID";
const SECRET: &str = "LINKEDIN_CLIENT_SECRET";
const STORE: &str = "LINKDOCK_STORE";
const STORE_KEY: &str = "LINKDOCK_STORE_KEY";

const KEY_ADVICE: &str = "write the key that encrypts the store: base64 of 32 bytes, for example the output of \
                          `openssl rand -base64 32`; keep it apart from the store's backups";

/// LinkedIn as configured; `None` without an application.
pub(super) fn read(variables: &Variables<'_>) -> Result<Option<LinkedIn>, ConfigError> {
    let store = open_store(variables)?;
    let client_id = variables.parsed(ID, client_id, "write the application's client id, visible ASCII")?;
    let (client_id, client_secret) = match (client_id, variables.secret(SECRET)?) {
        (Some(client_id), Some(client_secret)) => (client_id, client_secret),
        (None, None) => return demo_without_linkedin(variables),
        (Some(_), None) => {
            let advice = "write the client secret that belongs to LINKEDIN_CLIENT_ID, from the application's Auth page";
            return Err(ConfigError::new(SECRET, advice));
        }
        (None, Some(_)) => {
            let advice = "write the client id that LINKEDIN_CLIENT_SECRET belongs to, from the application's Auth page";
            return Err(ConfigError::new(ID, advice));
        }
    };
    let store = store.ok_or(ConfigError::new(
        STORE,
        "LinkedIn needs a place for its links: write the path of the SQLite file to keep them in (it is made if there is \
         none), and set LINKDOCK_STORE_KEY",
    ))?;
    let settings = Settings {
        client_id,
        client_secret,
        redirect_uri: variables
            .page_url(
                "LINKEDIN_REDIRECT_URI",
                "write the address of the broker's /linkdock/linkedin/return as your users' browsers reach it and as it is \
                 registered with the application: https (http only on loopback), without user name or fragment",
            )?
            .map(String::from),
        return_url: variables.page_url(
            "LINKDOCK_RETURN_URL",
            "write the address of the page of yours that loads `linkdock/return`: https (http only on loopback), without \
             user name or fragment",
        )?,
        url: variables.base_url(
            "LINKEDIN_URL",
            "https://www.linkedin.com",
            "write the base URL of LinkedIn's OAuth pages, such as https://www.linkedin.com: https (http only on loopback), \
             without user name, query or fragment",
        )?,
        api_url: variables.base_url(
            "LINKEDIN_API_URL",
            "https://api.linkedin.com",
            "write the base URL of LinkedIn's API, such as https://api.linkedin.com: https (http only on loopback), without \
             user name, query or fragment",
        )?,
        timeout: variables.timeout("LINKEDIN_TIMEOUT_MS")?,
    };
    let linkedin = LinkedIn::new(settings, store).ok_or_else(|| {
        ConfigError::new(
            "LINKEDIN_API_URL",
            "this machine has no TLS root certificates to check LinkedIn with: install them (on Debian and Alpine: the \
             package `ca-certificates`), or name a file of them in SSL_CERT_FILE",
        )
    })?;
    Ok(Some(linkedin))
}

fn demo_without_linkedin(variables: &Variables<'_>) -> Result<Option<LinkedIn>, ConfigError> {
    match variables.demo_linkedin_host()? {
        None => Ok(None),
        Some(_) => Err(ConfigError::new(
            ID,
            "the demo is to show LinkedIn (LINKDOCK_DEMO_LINKEDIN_HOST): write the application's client id, and set \
             LINKEDIN_CLIENT_SECRET, LINKDOCK_STORE and LINKDOCK_STORE_KEY",
        )),
    }
}

fn open_store(variables: &Variables<'_>) -> Result<Option<Store>, ConfigError> {
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

fn client_id(text: &str) -> Option<String> {
    text.bytes().all(|byte| byte.is_ascii_graphic()).then(|| text.to_owned())
}
