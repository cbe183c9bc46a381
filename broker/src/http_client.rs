//! The HTTP client that vendors are called with.
//!
//! A call carries a key or a token, so it must never follow a redirect to somewhere else, and what comes back is read to a
//! bound.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Response, redirect};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::fault::{Fault, Vendor};

const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// A client for the API at `base`; `timeout` is for each attempt, from connecting to the last byte. `None` when the machine
/// offers no TLS root certificates.
pub(crate) fn client(base: &str, timeout: Duration) -> Option<Client> {
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?;
    // A sandbox on loopback http runs on machines without certificates, where the platform's verifier fails.
    let plain = base.starts_with("http:");
    let tls = if plain {
        tls.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
    } else {
        tls.with_platform_verifier().ok()?.with_no_client_auth()
    };
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .timeout(timeout)
        .user_agent(concat!("linkdock-broker/", env!("CARGO_PKG_VERSION")));
    // A proxy is for the way out of the network, never for this machine.
    let client = if plain { client.no_proxy() } else { client };
    client.build().ok()
}

/// The body of `vendor`'s answer.
pub(crate) async fn bounded_body(mut response: Response, vendor: Vendor) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| connection_fault(&error, vendor))? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            let seen = "the answer is longer than 64 KiB".to_owned();
            return Err(Fault::VendorAnswerUnreadable(vendor, seen));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What a call that got no whole answer comes to.
pub(crate) fn connection_fault(error: &reqwest::Error, vendor: Vendor) -> Fault {
    if error.is_timeout() { Fault::VendorTimeout(vendor) } else { Fault::VendorUnreachable(vendor) }
}
