//! What keeps the sandbox on this machine: where it may listen and which names mean "here". It must never let a public
//! address through: the sandbox hands out tokens and its control API asks for no key.

use std::io;
use std::net::SocketAddr;

use axum::http::{HeaderMap, header};
use tokio::net::TcpListener;

/// Listens on a loopback address.
///
/// # Errors
///
/// `InvalidInput` when the address is reachable from other machines, else what the system says.
pub async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    if !address.ip().is_loopback() {
        let message = format!("{address} is not a loopback address; use 127.0.0.1:{}", address.port());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    TcpListener::bind(address).await
}

/// The name and port the request was sent to, such as `127.0.0.1:8788`.
pub(crate) fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// Does this host mean the machine itself? A page that points a name of its own at 127.0.0.1 (DNS rebinding) does not.
pub(crate) fn is_here(host: &str) -> bool {
    name_here(host).is_some()
}

/// The host without its port, if it means the machine itself.
pub(crate) fn name_here(host: &str) -> Option<&str> {
    Some(name(host)).filter(|name| matches!(*name, "127.0.0.1" | "localhost" | "[::1]"))
}

/// The sandbox's other origin: the same server under the other name, which browsers keep apart.
pub(crate) fn other_origin(host: &str) -> String {
    let other = if name(host) == "localhost" { "127.0.0.1" } else { "localhost" };
    format!("http://{other}{}", host.strip_prefix(name(host)).unwrap_or_default())
}

/// The host without its port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_here, other_origin};

    #[test]
    fn only_loopback_names_mean_here() {
        for (host, expected) in [
            ("127.0.0.1:8788", true),
            ("localhost", true),
            ("[::1]:8788", true),
            ("[::1]", true),
            ("evil.test:8788", false),
            ("localhost.evil.test", false),
            ("127.0.0.1.evil.test:8788", false),
            ("", false),
        ] {
            assert_eq!(is_here(host), expected, "{host}");
        }
    }

    #[test]
    fn the_other_origin_swaps_the_name_and_keeps_the_port() {
        for (host, expected) in [
            ("127.0.0.1:8788", "http://localhost:8788"),
            ("localhost:8788", "http://127.0.0.1:8788"),
            ("[::1]:9", "http://localhost:9"),
            ("localhost", "http://127.0.0.1"),
        ] {
            assert_eq!(other_origin(host), expected, "{host}");
        }
    }
}
