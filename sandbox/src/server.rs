//! A running sandbox: the router on a listener, ended by the configured stop. It decides nothing about vendors.

use std::io;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::Config;

/// How long open connections may take to finish once the server stops.
const DRAIN: Duration = Duration::from_secs(3);

/// Serves until the stop in `config` is called; then answers what is under way, for three seconds at most.
///
/// # Errors
///
/// What the listener says.
pub async fn serve(listener: TcpListener, config: Config) -> io::Result<()> {
    let stop = config.stop.clone();
    let drain = stop.clone();
    let server = axum::serve(listener, crate::router(config))
        .with_graceful_shutdown(async move { stop.stopped().await });
    tokio::select! {
        ended = server => ended,
        () = async { drain.stopped().await; tokio::time::sleep(DRAIN).await } => Ok(()),
    }
}
