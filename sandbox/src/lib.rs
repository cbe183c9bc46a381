//! The vendors of linkdock, simulated, so that anyone can run and test the widget without an account. It must never
//! be taken for the vendor: it talks to nobody, keeps nothing on disk and listens on loopback only.
//!
//! Each vendor is a folder with the same rooms: the server API, the pages, the test users and the control API that
//! tests steer it with. README.md is the manual.

mod assets;
mod clock;
mod control;
mod html;
mod index;
mod json;
mod loopback;
mod salesflow;
mod server;
mod stop;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;

pub use crate::clock::{Clock, SystemClock};
pub use crate::loopback::bind;
pub use crate::server::serve;
pub use crate::stop::Stop;

/// The API key that is accepted when none is configured.
pub const DEFAULT_API_KEY: &str = "sandbox-key";

/// What a sandbox is made of.
#[derive(Clone)]
pub struct Config {
    /// The key that the vendor API accepts.
    pub api_key: String,
    /// Tells the time that credentials expire by.
    pub clock: Arc<dyn Clock>,
    /// Ends the server and every request that hangs.
    pub stop: Stop,
}

impl Default for Config {
    /// [`DEFAULT_API_KEY`], the system's clock and a stop that nobody has called.
    fn default() -> Self {
        Self { api_key: DEFAULT_API_KEY.to_owned(), clock: Arc::new(SystemClock), stop: Stop::new() }
    }
}

/// Every route of the sandbox, with state of its own: two routers share nothing.
pub fn router(config: Config) -> Router {
    let app = App { salesflow: Arc::new(salesflow::Salesflow::new(config)) };
    Router::new()
        .merge(index::routes())
        .merge(assets::routes())
        .merge(salesflow::routes())
        .nest("/control", control::routes())
        .with_state(app)
}

/// What the handlers share: one value a vendor.
#[derive(Clone)]
struct App {
    salesflow: Arc<salesflow::Salesflow>,
}

impl FromRef<App> for Arc<salesflow::Salesflow> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.salesflow)
    }
}
