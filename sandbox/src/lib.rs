//! The vendors of linkdock, simulated, so that anyone can run and test the widget without an account. It must never
//! be taken for the vendor: it talks to nobody but this machine, keeps nothing on disk and listens on loopback only.
//!
//! Each vendor is a folder: its server API, its pages, and its part of the control API that tests steer it with. What all
//! of them need is beside the folders. README.md is the manual.

mod assets;
mod clock;
mod control;
mod hop;
mod html;
mod index;
mod json;
mod linkedin;
mod loopback;
mod random;
mod salesflow;
mod server;
mod stage;
mod stop;
mod unipile;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;

pub use crate::clock::{Clock, SystemClock};
pub use crate::loopback::bind;
pub use crate::server::{Listeners, serve};
pub use crate::stop::Stop;

/// The API key that Salesflow and Unipile accept when none is configured.
pub const DEFAULT_API_KEY: &str = "sandbox-key";

/// The application that LinkedIn knows when none is configured: its client id and its client secret.
pub const DEFAULT_CLIENT: (&str, &str) = ("sandbox-client", "sandbox-secret");

/// What a sandbox is made of.
#[derive(Clone)]
pub struct Config {
    /// The key that Salesflow's API and Unipile's accept.
    pub api_key: String,
    /// The one application that LinkedIn knows.
    pub client: Client,
    /// Tells the time that credentials expire by.
    pub clock: Arc<dyn Clock>,
    /// Ends the server and every request that hangs.
    pub stop: Stop,
}

/// An application at LinkedIn.
#[derive(Clone)]
pub struct Client {
    /// The client id, which is also the `apiKey` of a widget.
    pub id: String,
    /// The client secret.
    pub secret: String,
}

impl Default for Config {
    /// [`DEFAULT_API_KEY`], [`DEFAULT_CLIENT`], the system's clock and a stop that nobody has called.
    fn default() -> Self {
        let (id, secret) = DEFAULT_CLIENT;
        Self {
            api_key: DEFAULT_API_KEY.to_owned(),
            client: Client { id: id.to_owned(), secret: secret.to_owned() },
            clock: Arc::new(SystemClock),
            stop: Stop::new(),
        }
    }
}

/// A router for each listener. They share one state.
struct Routers {
    /// Salesflow and Unipile, and the control API of all vendors.
    salesflow: Router,
    linkedin: Router,
}

/// Every route of the sandbox, with a state of its own. The ports are for the front page to name.
fn routers(config: &Config, ports: Ports) -> Routers {
    let app = App {
        salesflow: Arc::new(salesflow::Salesflow::new(config)),
        linkedin: Arc::new(linkedin::LinkedIn::new(config)),
        unipile: Arc::new(unipile::Unipile::new(config)),
        ports,
    };
    let shared = || Router::new().merge(index::routes()).merge(assets::routes());
    let salesflow =
        shared().merge(salesflow::routes()).merge(unipile::routes()).nest("/control", control::routes());
    let linkedin = shared().merge(linkedin::routes());
    Routers { salesflow: salesflow.with_state(app.clone()), linkedin: linkedin.with_state(app) }
}

/// Where each vendor listens.
#[derive(Clone, Copy)]
struct Ports {
    salesflow: u16,
    linkedin: u16,
}

/// What the handlers share: one value a vendor.
#[derive(Clone)]
struct App {
    salesflow: Arc<salesflow::Salesflow>,
    linkedin: Arc<linkedin::LinkedIn>,
    unipile: Arc<unipile::Unipile>,
    ports: Ports,
}

impl FromRef<App> for Arc<salesflow::Salesflow> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.salesflow)
    }
}

impl FromRef<App> for Arc<linkedin::LinkedIn> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.linkedin)
    }
}

impl FromRef<App> for Arc<unipile::Unipile> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.unipile)
    }
}
