//! The variables of Unipile.

use std::time::Duration;

use reqwest::Url;

use super::ConfigError;
use super::variables::{DEFAULT_TIMEOUT, Variables};
use crate::origin::Origin;
use crate::store::Store;
use crate::unipile::{Policy, Settings, Unipile, Version};

const KEY: &str = "UNIPILE_API_KEY";
const URL: &str = "UNIPILE_API_URL";
const URL_ADVICE: &str = "write the base URL of the API: for version 2 https://api.unipile.com/v2, for version 1 your DSN, such as \
                          https://api1.unipile.com:13111/api/v1; https (http only on loopback), without user name, query or \
                          fragment";
/// Shorter than the widget waits (30 seconds): Unipile signs in at LinkedIn through a proxy before it answers.
const SIGN_IN_TIMEOUT: Duration = Duration::from_secs(25);
const PRODUCTS: [&str; 4] = ["classic", "recruiter", "sales_navigator", "company"];
const SESSION_PRODUCTS: &str = "UNIPILE_SESSION_PRODUCTS";
const WEBHOOK_SECRET: &str = "UNIPILE_WEBHOOK_SECRET";

/// Unipile as configured; `None` without an API key.
pub(super) fn read(variables: &Variables<'_>, store: Option<&Store>) -> Result<Option<Unipile>, ConfigError> {
    let Some(key) = variables.secret(KEY)? else {
        return match variables.demo_unipile_host()? {
            None => Ok(None),
            Some(_) => Err(ConfigError::new(
                KEY,
                "the demo is to show Unipile (LINKDOCK_DEMO_UNIPILE_HOST): write the API key, and set LINKDOCK_STORE and \
                 LINKDOCK_STORE_KEY",
            )),
        };
    };
    let store = store.ok_or(ConfigError::new(
        super::store::STORE,
        "Unipile needs a place for its accounts: write the path of the SQLite file to keep them in (it is made if there is \
         none), and set LINKDOCK_STORE_KEY",
    ))?;
    let version = variables.parsed("UNIPILE_API_VERSION", version, "write v1 or v2")?.unwrap_or(Version::V2);
    let api_url = match version {
        Version::V2 => Some(variables.base_url(URL, "https://api.unipile.com/v2", URL_ADVICE)?),
        Version::V1 => variables.given_base_url(URL, URL_ADVICE)?,
    };
    let api_url = api_url.ok_or(ConfigError::new(URL, URL_ADVICE))?;
    let webhook_secret = variables.secret(WEBHOOK_SECRET)?;
    let webhook_url = variables.page_url(
        "UNIPILE_WEBHOOK_URL",
        "write the address of the broker's /linkdock/unipile/webhook as Unipile reaches it: https (http only on loopback), \
         without user name or fragment",
    )?;
    let notify_url = match (webhook_url, &webhook_secret) {
        (None, _) => None,
        (Some(url), Some(secret)) => Some(with_secret(url, secret.expose())),
        (Some(_), None) => {
            return Err(ConfigError::new(
                WEBHOOK_SECRET,
                "write the secret that webhooks to UNIPILE_WEBHOOK_URL bring, for example the output of `openssl rand -hex 32`",
            ));
        }
    };
    let (timeout, sign_in_timeout) = timeouts(variables.given_timeout("UNIPILE_TIMEOUT_MS")?);
    let session_products = variables.parsed(
        SESSION_PRODUCTS,
        products,
        "write what an account is for that a collected session connects: any of classic, recruiter, sales_navigator and company, \
         with commas between",
    )?;
    if version == Version::V1 && session_products.is_some() {
        return Err(ConfigError::new(
            SESSION_PRODUCTS,
            "version 1 of the API has no products: leave it unset",
        ));
    }
    let settings = Settings {
        key,
        version,
        api_url,
        timeout,
        sign_in_timeout,
        domain: variables.parsed(
            "UNIPILE_DOMAIN",
            domain,
            "write the name of your verified domain for the hosted pages alone, such as connect.example.com",
        )?,
        redirect_uri: variables.page_url(
            "UNIPILE_REDIRECT_URI",
            "write the address of the broker's /linkdock/unipile/return as your users' browsers reach it, or of a page of yours \
             that loads `linkdock/return`: https (http only on loopback), without user name or fragment",
        )?,
        return_url: variables.return_url()?,
        webhook_secret,
        notify_url,
        policy: Policy {
            interval: variables
                .parsed(
                    "UNIPILE_RECONNECT_INTERVAL_S",
                    |text| text.parse().ok().filter(|seconds| (1..=604_800).contains(seconds)),
                    "write the seconds between two attempts to connect a lost account again, from 1 to 604800",
                )?
                .unwrap_or(3600),
            times: variables
                .parsed(
                    "UNIPILE_RECONNECT_TIMES",
                    |text| text.parse().ok().filter(|times| *times <= 100),
                    "write how many attempts follow the first one, from 0 to 100",
                )?
                .unwrap_or(4),
        },
        session_products: session_products.unwrap_or_default(),
    };
    let unipile = Unipile::new(settings, store.clone()).ok_or_else(|| {
        ConfigError::new(
            URL,
            "this machine has no TLS root certificates to check Unipile with: install them (on Debian and Alpine: the package \
             `ca-certificates`), or name a file of them in SSL_CERT_FILE",
        )
    })?;
    Ok(Some(unipile))
}

fn version(text: &str) -> Option<Version> {
    match text.to_ascii_lowercase().as_str() {
        "v1" => Some(Version::V1),
        "v2" => Some(Version::V2),
        _ => None,
    }
}

/// For any call, and for one with which somebody signs in.
fn timeouts(given: Option<Duration>) -> (Duration, Duration) {
    (given.unwrap_or(DEFAULT_TIMEOUT), given.unwrap_or(SIGN_IN_TIMEOUT))
}

fn products(text: &str) -> Option<Vec<String>> {
    let known = |name: &str| PRODUCTS.into_iter().find(|known| *known == name).map(str::to_owned);
    text.split(',').map(|name| known(name.trim())).collect()
}

/// A host name, with a port where there is one.
fn domain(text: &str) -> Option<String> {
    Origin::parse(&["https://", text].concat()).filter(|_| !text.contains('/')).map(|_| text.to_owned())
}

fn with_secret(mut url: Url, secret: &str) -> Url {
    url.query_pairs_mut().append_pair("secret", secret);
    url
}

#[cfg(test)]
mod tests {
    use super::timeouts;
    use std::time::Duration;

    #[test]
    fn a_sign_in_may_take_longer_unless_the_host_says_how_long() {
        let seconds = |seconds: (u64, u64)| (Duration::from_secs(seconds.0), Duration::from_secs(seconds.1));
        assert_eq!(timeouts(None), seconds((8, 25)));
        assert_eq!(timeouts(Some(Duration::from_secs(2))), seconds((2, 2)));
    }
}
