//! Everything that can go wrong with a request, as one table: HTTP status, the widget's error code, a reason
//! of its own, whether a retry makes sense, and a message with the next step.
//!
//! A message never holds a credential or what a vendor said; the little that varies in it (a status, the
//! names of JSON fields) is bounded where the fault is made.

mod message;
mod refusal;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

pub(crate) use refusal::{Refusal, RefusalKind};

/// Whom the broker asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    Salesflow,
    LinkedIn,
    Unipile,
}

/// Why a request got not what it asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Holds the sentence that says what was wrong with the caller's credential.
    CallerUnauthenticated(&'static str),
    /// Holds the sentence that says which pages may ask.
    OriginNotAllowed(&'static str),
    AccountNotAllowed,
    AccountIdInvalid,
    BodyInvalid,
    /// Holds the sentence that says what the body must be.
    RequestInvalid(&'static str),
    /// The webhook came without the secret.
    WebhookUnauthenticated,
    /// A hosted sign-in that this caller can't confirm.
    ConfirmRefused,
    /// A hosted sign-in whose account nothing but the page itself has named.
    ConfirmUnproven,
    /// An intent that isn't this caller's, or is over.
    IntentUnknown,
    NotFound,
    MethodNotAllowed,
    /// Holds the sentence that names the variable to set.
    NotConfigured(&'static str),
    StateUnknown,
    LinkRefused,
    StoreFailed,
    StoreDamaged,
    Interrupted,
    VendorClientRefused,
    VendorCodeRefused,
    VendorScopeRefused,
    VendorKeyRefused(Vendor),
    VendorKeyForbidden,
    VendorAccountUnknown(Vendor),
    /// Unipile's answer to a sign-in.
    Refused(Refusal),
    VendorRateLimited(Vendor),
    /// Holds the vendor's HTTP status.
    VendorRefused(Vendor, u16),
    /// Holds the vendor's HTTP status.
    VendorUnavailable(Vendor, u16),
    VendorUnreachable(Vendor),
    VendorTimeout(Vendor),
    VendorAnswerEmpty(Vendor),
    /// Holds what was seen instead of a token: a shape or field names, never values.
    VendorAnswerUnreadable(Vendor, String),
}

/// The reason of a fault, kept on its response for the request log.
#[derive(Clone, Copy)]
pub(crate) struct Reason(pub(crate) &'static str);

impl Fault {
    /// The name of the fault, for the log and the return page.
    pub(crate) fn reason(&self) -> &'static str {
        self.row().1
    }

    /// HTTP status, reason, and whether the same request may succeed later without anybody's doing.
    fn row(&self) -> (StatusCode, &'static str, bool) {
        match self {
            Self::CallerUnauthenticated(_) => (StatusCode::UNAUTHORIZED, "caller_unauthenticated", false),
            Self::OriginNotAllowed(_) => (StatusCode::FORBIDDEN, "origin_not_allowed", false),
            Self::AccountNotAllowed => (StatusCode::FORBIDDEN, "account_not_allowed", false),
            Self::AccountIdInvalid => (StatusCode::BAD_REQUEST, "account_id_invalid", false),
            Self::BodyInvalid => (StatusCode::BAD_REQUEST, "body_invalid", false),
            Self::RequestInvalid(_) => (StatusCode::BAD_REQUEST, "body_invalid", false),
            Self::WebhookUnauthenticated => (StatusCode::UNAUTHORIZED, "webhook_unauthenticated", false),
            Self::ConfirmRefused => (StatusCode::FORBIDDEN, "link_refused", false),
            // The vendor's webhook may still be on its way.
            Self::ConfirmUnproven => (StatusCode::FORBIDDEN, "account_unproven", true),
            Self::IntentUnknown => (StatusCode::GONE, "intent_unknown", false),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", false),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", false),
            Self::NotConfigured(_) => (StatusCode::INTERNAL_SERVER_ERROR, "not_configured", false),
            Self::StateUnknown => (StatusCode::GONE, "state_unknown", true),
            Self::LinkRefused => (StatusCode::FORBIDDEN, "link_refused", true),
            Self::StoreFailed => (StatusCode::INTERNAL_SERVER_ERROR, "store_failed", true),
            Self::StoreDamaged => (StatusCode::INTERNAL_SERVER_ERROR, "store_damaged", false),
            Self::Interrupted => (StatusCode::SERVICE_UNAVAILABLE, "interrupted", true),
            Self::VendorClientRefused => (StatusCode::BAD_GATEWAY, "vendor_client_refused", false),
            Self::VendorCodeRefused => (StatusCode::BAD_GATEWAY, "vendor_code_refused", true),
            Self::VendorScopeRefused => (StatusCode::BAD_GATEWAY, "vendor_scope_refused", false),
            Self::VendorKeyRefused(_) => (StatusCode::BAD_GATEWAY, "vendor_key_refused", false),
            Self::VendorKeyForbidden => (StatusCode::BAD_GATEWAY, "vendor_key_forbidden", false),
            Self::VendorAccountUnknown(_) => (StatusCode::BAD_GATEWAY, "vendor_account_unknown", false),
            Self::Refused(refusal) => {
                let (status, retryable) = refusal.kind.row();
                (status, refusal.reason, retryable)
            }
            Self::VendorRateLimited(_) => (StatusCode::SERVICE_UNAVAILABLE, "vendor_rate_limited", true),
            Self::VendorRefused(..) => (StatusCode::BAD_GATEWAY, "vendor_refused", false),
            Self::VendorUnavailable(..) => (StatusCode::BAD_GATEWAY, "vendor_unavailable", true),
            Self::VendorUnreachable(_) => (StatusCode::BAD_GATEWAY, "vendor_unreachable", true),
            Self::VendorTimeout(_) => (StatusCode::GATEWAY_TIMEOUT, "vendor_timeout", true),
            Self::VendorAnswerEmpty(_) => (StatusCode::BAD_GATEWAY, "vendor_answer_empty", false),
            Self::VendorAnswerUnreadable(..) => (StatusCode::BAD_GATEWAY, "vendor_answer_unreadable", false),
        }
    }

    /// The widget's error code.
    fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.kind.code(),
            Self::IntentUnknown => RefusalKind::Expired.code(),
            Self::VendorRateLimited(Vendor::Unipile)
            | Self::VendorUnavailable(Vendor::Unipile, _)
            | Self::VendorUnreachable(Vendor::Unipile)
            | Self::VendorTimeout(Vendor::Unipile) => RefusalKind::Busy.code(),
            Self::VendorRefused(Vendor::Unipile, _)
            | Self::VendorAnswerEmpty(Vendor::Unipile)
            | Self::VendorAnswerUnreadable(Vendor::Unipile, _) => RefusalKind::Other.code(),
            Self::VendorTimeout(_) => "token_timeout",
            Self::VendorAnswerEmpty(_) | Self::VendorAnswerUnreadable(..) => "token_invalid",
            Self::StateUnknown | Self::LinkRefused | Self::BodyInvalid | Self::VendorCodeRefused => {
                "authorize_failed"
            }
            Self::CallerUnauthenticated(_)
            | Self::OriginNotAllowed(_)
            | Self::AccountNotAllowed
            | Self::AccountIdInvalid
            | Self::RequestInvalid(_)
            | Self::WebhookUnauthenticated
            | Self::ConfirmRefused
            | Self::ConfirmUnproven
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::NotConfigured(_)
            | Self::StoreFailed
            | Self::StoreDamaged
            | Self::Interrupted
            | Self::VendorClientRefused
            | Self::VendorScopeRefused
            | Self::VendorKeyRefused(_)
            | Self::VendorKeyForbidden
            | Self::VendorAccountUnknown(_)
            | Self::VendorRateLimited(_)
            | Self::VendorRefused(..)
            | Self::VendorUnavailable(..)
            | Self::VendorUnreachable(_) => "token_failed",
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, reason, retryable) = self.row();
        let mut error =
            json!({"code": self.code(), "reason": reason, "message": self.message(), "retryable": retryable});
        if let (Self::Refused(Refusal { account: Some(account), .. }), Some(error)) =
            (&self, error.as_object_mut())
        {
            error.insert("accountId".to_owned(), account.as_str().into());
        }
        let mut response = (status, Json(json!({ "error": error }))).into_response();
        if matches!(self, Self::CallerUnauthenticated(_)) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Reason(reason));
        response
    }
}
