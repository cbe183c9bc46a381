//! Everything that can go wrong with a request, as one table: HTTP status, the widget's error code, a reason
//! of its own, whether a retry makes sense, and a message with the next step.
//!
//! A message never holds a credential or what a vendor said; the little that varies in it (a status, the
//! names of JSON fields) is bounded where the fault is made.

mod message;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Whom the broker asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    Salesflow,
    LinkedIn,
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
    VendorKeyRefused,
    VendorKeyForbidden,
    VendorAccountUnknown,
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
            Self::VendorKeyRefused => (StatusCode::BAD_GATEWAY, "vendor_key_refused", false),
            Self::VendorKeyForbidden => (StatusCode::BAD_GATEWAY, "vendor_key_forbidden", false),
            Self::VendorAccountUnknown => (StatusCode::BAD_GATEWAY, "vendor_account_unknown", false),
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
            Self::VendorTimeout(_) => "token_timeout",
            Self::VendorAnswerEmpty(_) | Self::VendorAnswerUnreadable(..) => "token_invalid",
            Self::StateUnknown | Self::LinkRefused | Self::BodyInvalid | Self::VendorCodeRefused => {
                "authorize_failed"
            }
            Self::CallerUnauthenticated(_)
            | Self::OriginNotAllowed(_)
            | Self::AccountNotAllowed
            | Self::AccountIdInvalid
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::NotConfigured(_)
            | Self::StoreFailed
            | Self::StoreDamaged
            | Self::Interrupted
            | Self::VendorClientRefused
            | Self::VendorScopeRefused
            | Self::VendorKeyRefused
            | Self::VendorKeyForbidden
            | Self::VendorAccountUnknown
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
        let error =
            json!({"code": self.code(), "reason": reason, "message": self.message(), "retryable": retryable});
        let mut response = (status, Json(json!({ "error": error }))).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Reason(reason));
        response
    }
}
