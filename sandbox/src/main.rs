//! The sandbox as a program: reads its environment, listens and stops on a signal. The vendors live in the library; no
//! other place in this crate reads the environment or writes to the terminal.

use std::env;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use linkdock_sandbox::{Client, Config, DEFAULT_API_KEY, DEFAULT_CLIENT, Listeners, Stop};
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
    tokio::spawn(stop_on_signal(config.stop.clone()));

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

async fn stop_on_signal(stop: Stop) {
    tokio::select! {
        // A handler that cannot be installed must not stop the server at once.
        Ok(()) = tokio::signal::ctrl_c() => stop.stop(),
        () = terminated() => stop.stop(),
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
