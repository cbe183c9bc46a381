//! Reads what Unipile says when it refuses. The vendor's sentences stay here: only documented words leave.

use axum::http::StatusCode;
use linkdock::core::vendor::unipile::failure;
use serde_json::Value;

use super::super::VENDOR;
use super::super::text::UnipileId;
use crate::fault::{Fault, Refusal, RefusalKind};

/// The documented types without what stands before their last slash. What they come to, the widget knows as well.
const WORDS: [&str; 44] = [
    "invalid_credentials",
    "invalid_checkpoint_code",
    "invalid_code",
    "invalid_checkpoint_solution",
    "expired_link",
    "authentication_intent_error",
    "expired_intent",
    "checkpoint_expired",
    "account_mismatch",
    "wrong_account",
    "already_exists",
    "account_already_exists",
    "too_many_requests",
    "proxy_error",
    "request_timeout",
    "service_unavailable",
    "provider_unreachable",
    "network_down",
    "provider_error",
    "gateway_timeout",
    "bad_gateway",
    "internal_server_error",
    "unexpected_error",
    "insufficient_permissions",
    "insufficient_privileges",
    "subscription_required",
    "feature_not_subscribed",
    "account_restricted",
    "account_configuration_error",
    "checkpoint_error",
    "captcha_not_supported",
    "multiple_sessions",
    "session_mismatch",
    "expired_credentials",
    "disconnected_account",
    "disconnected_feature",
    "invalid_proxy_credentials",
    "invalid_parameters",
    "invalid_request",
    "malformed_request",
    "unprocessable_entity",
    "resource_not_found",
    "not_found",
    "forbidden",
];

/// A reason for a word that nobody documents: it may be anything, so it is not repeated.
const UNKNOWN: &str = "vendor_error_unknown";

/// What was asked, as far as a refusal depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Something about an intent under way: where there is none any more, it is over.
    Checkpoint,
    Account,
    Other,
}

/// What an answer that is no success comes to.
pub(super) fn read(status: StatusCode, body: &[u8], asked: Asked) -> Fault {
    let answer: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let kind = answer.get("type").and_then(Value::as_str).unwrap_or_default();
    let (family, word) = kind.rsplit_once('/').unwrap_or(("", kind));
    // `provider/invalid_credentials` is about the user's credentials, `api/…` about the broker's own.
    if status == StatusCode::UNAUTHORIZED
        && (family == "api" || word.is_empty() || word == "missing_credentials")
    {
        return Fault::VendorKeyRefused(VENDOR);
    }
    let known = WORDS.iter().find(|known| **known == word);
    let reason = known.copied().unwrap_or(UNKNOWN);
    let gone = matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE);
    if gone && asked == Asked::Account {
        return Fault::VendorAccountUnknown(VENDOR);
    }
    let over = gone && asked == Asked::Checkpoint;
    // In the widget's words, so that a sign-in fails alike with a broker and without one.
    match known.map(|word| RefusalKind::of(failure(word))) {
        Some(RefusalKind::Other) | None if over => Fault::Refused(Refusal::new(RefusalKind::Expired, reason)),
        // Whatever else it says: it isn't to be asked again at once.
        Some(RefusalKind::Busy) | None
            if status == StatusCode::TOO_MANY_REQUESTS && word != "too_many_requests" =>
        {
            Fault::VendorRateLimited(VENDOR)
        }
        None if status.is_server_error() => Fault::VendorUnavailable(VENDOR, status.as_u16()),
        // Not an answer of Unipile's API: a redirect, or a page of something in between.
        None if word.is_empty() => Fault::VendorRefused(VENDOR, status.as_u16()),
        None => Fault::Refused(Refusal::new(RefusalKind::Other, UNKNOWN)),
        Some(kind) => {
            let account = (kind == RefusalKind::AccountExists).then(|| named_account(&answer)).flatten();
            Fault::Refused(Refusal { account, ..Refusal::new(kind, reason) })
        }
    }
}

/// The account that exists already, wherever the answer names it.
fn named_account(answer: &Value) -> Option<String> {
    let places =
        ["/account_id", "/data/account_id", "/details/account_id", "/detail/account_id", "/account/id"];
    let id = places.iter().find_map(|place| answer.pointer(place)?.as_str())?;
    UnipileId::parse(id).map(|id| id.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Asked, StatusCode, UNKNOWN, VENDOR, read};
    use crate::fault::{Fault, Refusal, RefusalKind};

    #[test]
    fn every_refusal_comes_to_the_widgets_word() {
        let refused = |kind, reason| Fault::Refused(Refusal::new(kind, reason));
        for (status, kind, asked, fault) in [
            (
                401,
                "provider/invalid_credentials",
                Asked::Other,
                refused(RefusalKind::CredentialsInvalid, "invalid_credentials"),
            ),
            (
                401,
                "errors/invalid_credentials",
                Asked::Other,
                refused(RefusalKind::CredentialsInvalid, "invalid_credentials"),
            ),
            (401, "api/invalid_credentials", Asked::Other, Fault::VendorKeyRefused(VENDOR)),
            (401, "errors/missing_credentials", Asked::Other, Fault::VendorKeyRefused(VENDOR)),
            (401, "", Asked::Other, Fault::VendorKeyRefused(VENDOR)),
            (
                400,
                "provider/invalid_checkpoint_code",
                Asked::Checkpoint,
                refused(RefusalKind::CheckpointInvalid, "invalid_checkpoint_code"),
            ),
            (400, "invalid_code", Asked::Checkpoint, refused(RefusalKind::CheckpointInvalid, "invalid_code")),
            (400, "api/expired_link", Asked::Other, refused(RefusalKind::Expired, "expired_link")),
            (
                400,
                "api/authentication_intent_error",
                Asked::Checkpoint,
                refused(RefusalKind::Expired, "authentication_intent_error"),
            ),
            (
                404,
                "api/resource_not_found",
                Asked::Checkpoint,
                refused(RefusalKind::Expired, "resource_not_found"),
            ),
            (404, "", Asked::Checkpoint, refused(RefusalKind::Expired, UNKNOWN)),
            (410, "api/something_else", Asked::Checkpoint, refused(RefusalKind::Expired, UNKNOWN)),
            (404, "api/resource_not_found", Asked::Account, Fault::VendorAccountUnknown(VENDOR)),
            (404, "api/resource_not_found", Asked::Other, refused(RefusalKind::Other, "resource_not_found")),
            (
                409,
                "provider/account_mismatch",
                Asked::Other,
                refused(RefusalKind::AccountMismatch, "account_mismatch"),
            ),
            (
                401,
                "errors/wrong_account",
                Asked::Other,
                refused(RefusalKind::AccountMismatch, "wrong_account"),
            ),
            (409, "api/already_exists", Asked::Other, refused(RefusalKind::AccountExists, "already_exists")),
            (429, "api/too_many_requests", Asked::Other, refused(RefusalKind::Busy, "too_many_requests")),
            (429, "", Asked::Other, Fault::VendorRateLimited(VENDOR)),
            (429, "api/service_unavailable", Asked::Other, Fault::VendorRateLimited(VENDOR)),
            (503, "", Asked::Checkpoint, Fault::VendorUnavailable(VENDOR, 503)),
            (500, "api/never_heard", Asked::Other, Fault::VendorUnavailable(VENDOR, 500)),
            (502, "provider/proxy_error", Asked::Other, refused(RefusalKind::Busy, "proxy_error")),
            (504, "api/request_timeout", Asked::Other, refused(RefusalKind::Busy, "request_timeout")),
            (
                403,
                "provider/insufficient_permissions",
                Asked::Other,
                refused(RefusalKind::Other, "insufficient_permissions"),
            ),
            (400, "api/<script>", Asked::Other, refused(RefusalKind::Other, UNKNOWN)),
            (307, "", Asked::Other, Fault::VendorRefused(VENDOR, 307)),
        ] {
            let body = serde_json::json!({ "object": "Error", "type": kind, "title": "t", "detail": "d" })
                .to_string();
            assert_eq!(
                read(StatusCode::from_u16(status).unwrap(), body.as_bytes(), asked),
                fault,
                "{status} {kind}"
            );
        }
    }

    #[test]
    fn an_account_that_exists_is_named_where_the_vendor_names_it() {
        for (body, account) in [
            (r#"{"type":"api/already_exists","account_id":"acc_1"}"#, Some("acc_1")),
            (r#"{"type":"api/already_exists","data":{"account_id":"acc_1"}}"#, Some("acc_1")),
            (r#"{"type":"api/already_exists","account_id":"../x"}"#, None),
            (r#"{"type":"api/already_exists"}"#, None),
        ] {
            let Fault::Refused(refusal) = read(StatusCode::CONFLICT, body.as_bytes(), Asked::Other) else {
                panic!("{body}")
            };
            assert_eq!(refusal.account.as_deref(), account, "{body}");
        }
    }
}
