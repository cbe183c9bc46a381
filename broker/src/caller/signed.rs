//! Callers named by a token that the host signs for its signed-in user (JWT, HS256).
//!
//! The broker shares one secret with the host and keeps no session. It must never accept a token that does
//! not expire, is meant for another audience, or uses another algorithm than the one agreed on
//! ([RFC 8725](https://www.rfc-editor.org/rfc/rfc8725)).

use axum::http::{HeaderMap, header};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, crypto, decode};
use serde::Deserialize;
use serde_json::Value;

use super::{Accounts, Caller};
use crate::account::AccountId;
use crate::fault::Fault;

/// RFC 7518 asks for a key no shorter than the hash.
const MIN_KEY_BYTES: usize = 32;

/// How far the host's clock may be off, in seconds.
const LEEWAY: u64 = 30;

/// Checks the tokens of one host.
pub(crate) struct SignedCallers {
    key: DecodingKey,
    validation: Validation,
}

#[derive(Deserialize)]
struct Claims {
    /// Absent is empty here and refused by the validation.
    #[serde(default)]
    sub: String,
    /// Read apart from the rest, so that a mistake in it gets a message of its own.
    accounts: Option<Value>,
}

impl SignedCallers {
    /// `None` when the key is too short.
    pub(crate) fn new(key: &[u8]) -> Option<Self> {
        if key.len() < MIN_KEY_BYTES {
            return None;
        }
        // A host that builds jsonwebtoken with both of its crypto features must say which one counts, or the
        // first decode panics. A choice that the host has made already stays.
        let _already_chosen = crypto::rust_crypto::DEFAULT_PROVIDER.install_default();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_audience(&["linkdock"]);
        validation.set_required_spec_claims(&["exp", "aud", "sub"]);
        Some(Self { key: DecodingKey::from_secret(key), validation })
    }

    pub(crate) fn identify(&self, headers: &HeaderMap) -> Result<Caller, Fault> {
        let token = bearer(headers).ok_or(Fault::CallerUnauthenticated(
            "No caller token. Send `Authorization: Bearer TOKEN` with a token that your host signed for this \
             user.",
        ))?;
        let claims = decode::<Claims>(token, &self.key, &self.validation)
            .map_err(|error| Fault::CallerUnauthenticated(complaint(error.kind())))?
            .claims;
        if claims.sub.trim().is_empty() {
            return Err(Fault::CallerUnauthenticated(
                "The caller token names nobody: put the user's id in `sub`.",
            ));
        }
        Ok(Caller { id: claims.sub, accounts: accounts(claims.accounts)? })
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Absent or null is no account at all: a right is granted, never assumed.
fn accounts(claim: Option<Value>) -> Result<Accounts, Fault> {
    match claim {
        None | Some(Value::Null) => Some(Accounts::Listed([].into())),
        Some(Value::String(every)) if every == "*" => Some(Accounts::Any),
        Some(Value::Array(ids)) if ids.iter().any(|id| id == "*") => Some(Accounts::Any),
        Some(Value::Array(ids)) => ids.iter().map(listed).collect::<Option<_>>().map(Accounts::Listed),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => None,
    }
    .ok_or(Fault::CallerUnauthenticated(
        "The caller token's `accounts` claim is unusable: write a list of account ids as strings, each of 1 to 128 \
         letters, digits, `_` and `-`, or \"*\".",
    ))
}

/// Salesflow's ids are numbers, so they may be written as such.
fn listed(id: &Value) -> Option<AccountId> {
    match id {
        Value::String(id) => AccountId::parse(id),
        Value::Number(id) => AccountId::parse_digits(&id.as_u64()?.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enum is the library's and grows; what is not named here is malformed"
)]
fn complaint(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::ExpiredSignature => "The caller token has expired. Sign a new one.",
        ErrorKind::ImmatureSignature => {
            "The caller token is not valid yet (`nbf`). Check the clocks of host and broker."
        }
        ErrorKind::InvalidAudience => "The caller token is for somebody else: set `aud` to \"linkdock\".",
        ErrorKind::MissingRequiredClaim(_) => {
            "The caller token lacks a claim: it needs `sub` (text), `exp` (seconds) and `aud` \"linkdock\"."
        }
        ErrorKind::InvalidSignature => {
            "The caller token's signature does not fit. Sign it with the broker's LINKDOCK_CALLER_KEY."
        }
        ErrorKind::InvalidAlgorithm => "The caller token must be signed with HS256.",
        _ => "The caller token cannot be read: it must be a JWT signed with HS256.",
    }
}
