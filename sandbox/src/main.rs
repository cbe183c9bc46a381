//! The sandbox as a program: reads its environment, listens and stops on a signal. The vendors live in the library; no
//! other place in this crate reads the environment or writes to the terminal.

use std::env;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use linkdock_sandbox::{Client, Config, DEFAULT_API_KEY, DEFAULT_CLIENT, Listeners};
use tokio::net::TcpListener;

const ADDRESS: &str = "LINKDOCK_SANDBOX_ADDR";
const LINKEDIN_ADDRESS: &str = "LINKDOCK_SANDBOX_LINKEDIN_ADDR";
const API_KEY: &str = "SANDBOX_API_KEY";
const CLIENT_ID: &str = "SANDBOX_LINKEDIN_CLIENT_ID";
const CLIENT_SECRET: &str = "SANDBOX_LINKEDIN_CLIENT_SECRET";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // A terminal that is gone leaves nobody to tell.
            let _ = writeln!(io::stderr(), "linkdock-sandbox: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let (client_id, client_secret) = DEFAULT_CLIENT;
    let config = Config {
        api_key: setting(API_KEY, DEFAULT_API_KEY)?,
        client: Client { id: setting(CLIENT_ID, client_id)?, secret: setting(CLIENT_SECRET, client_secret)? },
        ..Config::default()
    };
    let (stop, signalled) = (config.stop.clone(), signalled());
    tokio::spawn(async move {
        signalled.await;
        stop.stop();
    });

    let (salesflow, salesflow_at) = listen(ADDRESS, "127.0.0.1:8788").await?;
    let (linkedin, linkedin_at) = listen(LINKEDIN_ADDRESS, "127.0.0.1:8789").await?;
    // The line that scripts wait for; the ports in it are the real ones when 0 was asked for.
    let mut stdout = io::stdout();
    writeln!(
        stdout,
        "linkdock-sandbox listening on http://{salesflow_at} and, as LinkedIn, on http://{linkedin_at}"
    )
    .and_then(|()| stdout.flush())
    .map_err(|error| error.to_string())?;
    let listeners = Listeners { salesflow, linkedin };
    linkdock_sandbox::serve(listeners, config).await.map_err(|error| error.to_string())
}

/// Listens where a variable says, and tells where that is.
async fn listen(name: &str, default: &str) -> Result<(TcpListener, SocketAddr), String> {
    let address = setting(name, default)?;
    let address: SocketAddr =
        address.parse().map_err(|_| format!("{name} must look like {default}, not {address:?}"))?;
    let listener = linkdock_sandbox::bind(address).await.map_err(|error| format!("{name}: {error}"))?;
    let bound = listener.local_addr().map_err(|error| error.to_string())?;
    Ok((listener, bound))
}

/// An environment variable, or its default when it is not set.
fn setting(name: &str, default: &str) -> Result<String, String> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Err(format!("{name} is set but empty; unset it for {default:?}")),
        Ok(value) => Ok(value),
        Err(env::VarError::NotPresent) => Ok(default.to_owned()),
        Err(env::VarError::NotUnicode(_)) => Err(format!("{name} is not valid Unicode")),
    }
}

/// Waits for a signal that ends the program. It hears them from the call on, not only once somebody waits: scripts may send
/// one as soon as they have read the first line.
#[cfg(unix)]
fn signalled() -> impl Future<Output = ()> + Send + 'static {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    async fn received(signal: io::Result<Signal>) {
        match signal {
            Ok(mut signal) => drop(signal.recv().await),
            // A handler that cannot be installed must not stop the server at once.
            Err(_) => std::future::pending().await,
        }
    }

    let (terminate, interrupt) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async {
        tokio::select! {
            () = received(terminate) => {}
            () = received(interrupt) => {}
        }
    }
}

#[cfg(not(unix))]
async fn signalled() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
