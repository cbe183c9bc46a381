//! A broker's configuration: read once, checked whole, and only then run.
//!
//! Whatever can be wrong with a variable is found here, at the start, with a message that names the variable
//! and what to write. A message never shows the value: it may be a secret.

mod linkedin;
mod store;
mod unipile;
mod variables;

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::HeaderValue;

use crate::caller::{CallerAuth, SignedCallers};
use crate::clock::Clock;
use crate::demo::Demo;
use crate::linkedin::LinkedIn;
use crate::salesflow::{KeyHeader, Salesflow, Settings};
use crate::unipile::{Job, Unipile};
use variables::Variables;

/// A checked configuration, ready for [`router`](crate::router).
pub struct Config {
    pub(crate) salesflow: Salesflow,
    /// `None` when no LinkedIn application is configured.
    pub(crate) linkedin: Option<LinkedIn>,
    /// `None` when no Unipile API key is configured.
    pub(crate) unipile: Option<Unipile>,
    /// The task that connects lost accounts again.
    pub(crate) job: Job,
    pub(crate) callers: CallerAuth,
    pub(crate) allowed_origins: Vec<HeaderValue>,
    addr: SocketAddr,
}

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// The first variable that is missing or unusable.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var_os(name))
    }

    /// Reads the same variables from `lookup`. A variable that is empty counts as absent.
    ///
    /// # Errors
    /// The first variable that is missing or unusable.
    pub fn read(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        let variables = Variables::new(&lookup);
        let addr = variables.addr()?;
        let callers = callers(&variables, addr)?;
        Self::with_callers(&variables, addr, callers)
    }

    /// As [`Config::read`], for a Rust host that authenticates its users itself: a layer of the host puts a
    /// [`Caller`](crate::Caller) in the request's extensions, and a request without one is refused.
    /// `LINKDOCK_CALLER_KEY` and the variables of the demo are not read.
    ///
    /// # Errors
    /// The first variable that is unusable.
    pub fn read_nested(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        let variables = Variables::new(&lookup);
        let addr = variables.addr()?;
        Self::with_callers(&variables, addr, CallerAuth::Host)
    }

    /// Where the binary listens. A host that nests the router decides that itself.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The same configuration with another clock than the machine's, to test how a host lives with expiry.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self {
            linkedin: self.linkedin.map(|linkedin| linkedin.with_clock(Arc::clone(&clock))),
            unipile: self.unipile.map(|unipile| unipile.with_clock(clock)),
            ..self
        }
    }

    fn with_callers(
        variables: &Variables<'_>,
        addr: SocketAddr,
        callers: CallerAuth,
    ) -> Result<Self, ConfigError> {
        let settings = Settings {
            key: variables.secret("SALESFLOW_API_KEY")?,
            key_header: variables
                .parsed(
                    "SALESFLOW_AUTH",
                    KeyHeader::parse,
                    "write `bearer`, `x-api-key` or the name of the header that carries the API key",
                )?
                .unwrap_or(KeyHeader::Bearer),
            base: variables.base_url(
                "SALESFLOW_API_URL",
                "https://api.salesflow.io/public/api/v1",
                "write the API's base URL, such as https://api.salesflow.io/public/api/v1: https (http only \
                 on loopback), without user name, query or fragment",
            )?,
            timeout: variables.timeout("SALESFLOW_TIMEOUT_MS")?,
        };
        if settings.key.is_none() {
            tracing::warn!("SALESFLOW_API_KEY is not set: token requests will fail with not_configured");
        }
        let salesflow = Salesflow::new(&settings).ok_or_else(|| {
            ConfigError::new(
                "SALESFLOW_API_URL",
                "this machine has no TLS root certificates to check the API with: install them (on Debian \
                 and Alpine: the package `ca-certificates`), or name a file of them in SSL_CERT_FILE",
            )
        })?;
        let store = store::read(variables)?;
        Ok(Self {
            salesflow,
            linkedin: linkedin::read(variables, store.as_ref())?,
            unipile: unipile::read(variables, store.as_ref())?,
            job: Job::default(),
            callers,
            allowed_origins: variables.allowed_origins()?,
            addr,
        })
    }
}

fn callers(variables: &Variables<'_>, addr: SocketAddr) -> Result<CallerAuth, ConfigError> {
    match (variables.text("LINKDOCK_CALLER_KEY")?, variables.demo_dir()?) {
        (Some(key), None) => match SignedCallers::new(key.as_bytes()) {
            Some(signed) => Ok(CallerAuth::Signed(Box::new(signed))),
            None => Err(ConfigError::new(
                "LINKDOCK_CALLER_KEY",
                "write the secret with which your host signs its caller tokens (HS256), at least 32 bytes, \
                 for example the output of `openssl rand -base64 32`",
            )),
        },
        (None, Some(_)) if !addr.ip().is_loopback() => Err(ConfigError::new(
            "LINKDOCK_BROKER_ADDR",
            "the demo (LINKDOCK_DEMO_DIR) lets anybody in, so it listens on a loopback address only: write \
             127.0.0.1:8787, or leave the demo off and set LINKDOCK_CALLER_KEY",
        )),
        (None, Some(dir)) => Ok(CallerAuth::Demo(Arc::new(Demo::new(
            dir,
            variables.demo_salesflow_host()?,
            variables.demo_linkedin_host()?,
            variables.demo_unipile_host()?,
        )))),
        (None, None) => Err(ConfigError::new(
            "LINKDOCK_CALLER_KEY",
            "the broker must know who may ask for tokens. Set LINKDOCK_CALLER_KEY to the secret (at least 32 \
             bytes) with which your host signs its caller tokens; or, to try linkdock on this machine alone, \
             set LINKDOCK_DEMO_DIR to the folder of the built demo",
        )),
        (Some(_), Some(_)) => Err(ConfigError::new(
            "LINKDOCK_DEMO_DIR",
            "the demo lets anybody in, so it excludes LINKDOCK_CALLER_KEY: unset one of them",
        )),
    }
}

/// A variable that keeps the broker from starting.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    variable: &'static str,
    advice: Cow<'static, str>,
}

impl ConfigError {
    fn new(variable: &'static str, advice: impl Into<Cow<'static, str>>) -> Self {
        Self { variable, advice: advice.into() }
    }

    /// The environment variable's name.
    #[must_use]
    pub fn variable(&self) -> &'static str {
        self.variable
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.variable, self.advice)
    }
}

impl std::error::Error for ConfigError {}
