//! Caller tokens, signed as a host's backend signs them for its users.

use anyhow::{Context as _, Result};
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};

/// The secret that host and broker share.
pub(crate) const KEY: &str = "a-secret-of-these-tests-and-of-nothing-else";

/// A token for a user who may update `accounts`.
pub(crate) fn token(accounts: &[&str]) -> Result<String> {
    token_of("user-1", accounts)
}

/// A token for a user of this name.
pub(crate) fn token_of(user: &str, accounts: &[&str]) -> Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let claims = json!({ "sub": user, "aud": "linkdock", "exp": now + 600, "accounts": accounts });
    encode(&Header::default(), &claims, &EncodingKey::from_secret(KEY.as_bytes()))
        .context("cannot sign a caller token")
}
