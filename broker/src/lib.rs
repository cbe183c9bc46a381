//! The token backend a linkdock host runs.
//!
//! A vendor's API key must not reach a browser, yet the widget needs the short-lived tokens that only the key
//! can buy. The broker stands between: it authenticates the host's user, decides which accounts that user
//! may touch, buys the token and hands out nothing else. It must never print, log or answer with an API key,
//! a caller's credential or a vendor's raw answer, and a token leaves it in one place only: the body of a
//! successful answer. What it must remember, LinkedIn's OAuth tokens and collected sessions, it keeps encrypted in one file.
//!
//! Run the binary `linkdock-broker`, or nest [`router`] in an axum application of your own:
//!
//! ```
//! use axum::Router;
//! use linkdock_broker::{Config, ConfigError};
//!
//! # fn main() -> Result<(), ConfigError> {
//! # let variables = |name: &str| (name == "LINKDOCK_CALLER_KEY").then(|| "k".repeat(32).into());
//! let config = Config::read(variables)?; // or `Config::from_env()`
//! let app: Router = Router::new().merge(linkdock_broker::router(config));
//! # Ok(())
//! # }
//! ```

mod account;
mod caller;
mod clock;
mod config;
mod demo;
mod fault;
mod http_client;
mod linkedin;
mod origin;
mod request_log;
mod retry;
mod routes;
mod salesflow;
mod secret;
mod sign_in;
mod store;
mod unipile;

pub use account::AccountId;
pub use caller::{Accounts, Caller};
pub use clock::{Clock, SystemClock};
pub use config::{Config, ConfigError};
pub use routes::router;
