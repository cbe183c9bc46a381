//! `https://www.linkedin.com` on a loopback port, for Chromium alone: the name is mapped to this port and the certificate,
//! made for this run, is trusted by its key. What comes in goes on to the sandbox in plain HTTP, byte for byte.
//!
//! It must never be reachable from another machine, and its key never leaves this process.

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertifiedKey, PublicKeyData as _};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;

const NAME: &str = "www.linkedin.com";

/// The origin as the world knows it.
pub(crate) struct Origin {
    port: u16,
    /// Base64 of the SHA-256 of the certificate's public key.
    key: String,
}

impl Origin {
    /// What makes Chromium find the origin here and trust it. It trusts keys only with a profile of its own, which the driver
    /// gives it.
    pub(crate) fn arguments(&self) -> [String; 2] {
        let Self { port, key } = self;
        [
            format!("--host-resolver-rules=MAP {NAME}:443 127.0.0.1:{port}"),
            format!("--ignore-certificate-errors-spki-list={key}"),
        ]
    }
}

/// Serves until the runtime ends. `sandbox` is where it plays LinkedIn.
pub(crate) async fn serve(sandbox: &str) -> Result<Origin> {
    let sandbox = sandbox.strip_prefix("http://").context("the sandbox has no http address")?.to_owned();
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed([NAME.to_owned()])?;
    let key = STANDARD.encode(Sha256::digest(signing_key.subject_public_key_info()));
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![cert.into()], signing_key.into())?;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.context("no loopback port is free")?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, sandbox) = (acceptor.clone(), sandbox.clone());
            tokio::spawn(async move {
                let _whoever_is_gone_needs_no_more = forward(&acceptor, stream, &sandbox).await;
            });
        }
    });
    Ok(Origin { port, key })
}

async fn forward(acceptor: &TlsAcceptor, stream: TcpStream, sandbox: &str) -> Result<()> {
    let mut inside = acceptor.accept(stream).await?;
    let mut outside = TcpStream::connect(sandbox).await?;
    tokio::io::copy_bidirectional(&mut inside, &mut outside).await?;
    Ok(())
}
