//! The broker as a process: environment in, one listener, a graceful stop.
//!
//! Output goes out here and nowhere else: the ready line on stdout, the log and start-up faults on stderr.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use linkdock_broker::{Config, router};
use tokio::net::TcpListener;

/// The configuration can't be used: starting again without changing it makes no sense.
const EXIT_CONFIG: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    // The level is fixed: at debug level the HTTP crates log what must not be logged.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => return fail(&error.to_string(), EXIT_CONFIG),
    };
    match serve(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error, 1),
    }
}

async fn serve(config: Config) -> Result<(), String> {
    let addr = config.addr();
    let bound = TcpListener::bind(addr).await;
    let listener =
        bound.map_err(|error| format!("cannot listen on {addr} (LINKDOCK_BROKER_ADDR): {error}"))?;
    let addr = listener.local_addr().map_err(|error| error.to_string())?;
    let stop = stop_signal().map_err(|error| format!("cannot listen for stop signals: {error}"))?;
    // Whoever starts the broker may have closed stdout; that is no reason to stop.
    let _closed = writeln!(io::stdout(), "linkdock-broker listening on http://{addr}");
    let served = axum::serve(listener, router(config)).with_graceful_shutdown(stop).await;
    served.map_err(|error| format!("stopped serving: {error}"))
}

/// Ends when the process is asked to stop. The handlers are in place as soon as this returns.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler Ctrl-C ends the process by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}

fn fail(message: &str, code: u8) -> ExitCode {
    let _closed = writeln!(io::stderr(), "linkdock-broker: {message}");
    ExitCode::from(code)
}
