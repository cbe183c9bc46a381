//! The variables of LinkedIn.

use super::ConfigError;
use super::variables::Variables;
use crate::linkedin::{LinkedIn, Settings};
use crate::store::Store;

const ID: &str = "LINKEDIN_CLIENT_ID";
const SECRET: &str = "LINKEDIN_CLIENT_SECRET";

/// LinkedIn as configured; `None` without an application.
pub(super) fn read(
    variables: &Variables<'_>,
    store: Option<&Store>,
) -> Result<Option<LinkedIn>, ConfigError> {
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
        super::store::STORE,
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
        return_url: variables.return_url()?,
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
    let linkedin = LinkedIn::new(settings, store.clone()).ok_or_else(|| {
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

fn client_id(text: &str) -> Option<String> {
    text.bytes().all(|byte| byte.is_ascii_graphic()).then(|| text.to_owned())
}
