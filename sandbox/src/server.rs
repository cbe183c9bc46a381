//! A running sandbox: a router on each listener, ended by the configured stop. It decides nothing about vendors.

use std::io;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;

use crate::{Config, Ports, Stop, routers};

/// How long open connections may take to finish once the server stops.
const DRAIN: Duration = Duration::from_secs(3);

/// Where a sandbox listens. [`bind`](crate::bind) makes them.
#[derive(Debug)]
pub struct Listeners {
    /// Salesflow's and Unipile's, with the control API.
    pub salesflow: TcpListener,
    /// LinkedIn's: www.linkedin.com and api.linkedin.com at once.
    pub linkedin: TcpListener,
}

/// Serves until the stop in `config` is called; then answers what is under way, for three seconds at most.
///
/// # Errors
///
/// What the listeners say.
pub async fn serve(listeners: Listeners, config: Config) -> io::Result<()> {
    let Listeners { salesflow, linkedin } = listeners;
    let ports = Ports { salesflow: salesflow.local_addr()?.port(), linkedin: linkedin.local_addr()?.port() };
    let routers = routers(&config, ports);
    let stop = config.stop;
    let both = async {
        tokio::try_join!(
            listen(salesflow, routers.salesflow, stop.clone()),
            listen(linkedin, routers.linkedin, stop.clone()),
        )
    };
    tokio::select! {
        ended = both => ended.map(|_| ()),
        () = async { stop.stopped().await; tokio::time::sleep(DRAIN).await } => Ok(()),
    }
}

async fn listen(listener: TcpListener, router: Router, stop: Stop) -> io::Result<()> {
    axum::serve(listener, router).with_graceful_shutdown(async move { stop.stopped().await }).await
}
