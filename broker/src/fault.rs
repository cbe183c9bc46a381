//! Everything that can go wrong with a request, as one table: HTTP status, the widget's error code, a reason
//! of its own, whether a retry makes sense, and a message with the next step.
//!
//! A message never holds a credential or what a vendor said; the little that varies in it (a status, the
//! names of JSON fields) is bounded where the fault is made.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::salesflow::ATTEMPTS;

/// Why a request got no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Holds the sentence that says what was wrong with the caller's credential.
    CallerUnauthenticated(&'static str),
    OriginNotAllowed,
    AccountNotAllowed,
    AccountIdInvalid,
    NotFound,
    MethodNotAllowed,
    NotConfigured,
    VendorKeyRefused,
    VendorKeyForbidden,
    VendorAccountUnknown,
    VendorRateLimited,
    /// Holds the vendor's HTTP status.
    VendorRefused(u16),
    /// Holds the vendor's HTTP status.
    VendorUnavailable(u16),
    VendorUnreachable,
    VendorTimeout,
    VendorAnswerEmpty,
    /// Holds what was seen instead of a token: a shape or field names, never values.
    VendorAnswerUnreadable(String),
}

/// The reason of a fault, kept on its response for the request log.
#[derive(Clone, Copy)]
pub(crate) struct Reason(pub(crate) &'static str);

impl Fault {
    /// HTTP status, reason, and whether the same request may succeed later without anybody's doing.
    fn row(&self) -> (StatusCode, &'static str, bool) {
        match self {
            Self::CallerUnauthenticated(_) => (StatusCode::UNAUTHORIZED, "caller_unauthenticated", false),
            Self::OriginNotAllowed => (StatusCode::FORBIDDEN, "origin_not_allowed", false),
            Self::AccountNotAllowed => (StatusCode::FORBIDDEN, "account_not_allowed", false),
            Self::AccountIdInvalid => (StatusCode::BAD_REQUEST, "account_id_invalid", false),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", false),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", false),
            Self::NotConfigured => (StatusCode::INTERNAL_SERVER_ERROR, "not_configured", false),
            Self::VendorKeyRefused => (StatusCode::BAD_GATEWAY, "vendor_key_refused", false),
            Self::VendorKeyForbidden => (StatusCode::BAD_GATEWAY, "vendor_key_forbidden", false),
            Self::VendorAccountUnknown => (StatusCode::BAD_GATEWAY, "vendor_account_unknown", false),
            Self::VendorRateLimited => (StatusCode::SERVICE_UNAVAILABLE, "vendor_rate_limited", true),
            Self::VendorRefused(_) => (StatusCode::BAD_GATEWAY, "vendor_refused", false),
            Self::VendorUnavailable(_) => (StatusCode::BAD_GATEWAY, "vendor_unavailable", true),
            Self::VendorUnreachable => (StatusCode::BAD_GATEWAY, "vendor_unreachable", true),
            Self::VendorTimeout => (StatusCode::GATEWAY_TIMEOUT, "vendor_timeout", true),
            Self::VendorAnswerEmpty => (StatusCode::BAD_GATEWAY, "vendor_answer_empty", false),
            Self::VendorAnswerUnreadable(_) => (StatusCode::BAD_GATEWAY, "vendor_answer_unreadable", false),
        }
    }

    /// The widget's error code.
    fn code(&self) -> &'static str {
        match self {
            Self::VendorTimeout => "token_timeout",
            Self::VendorAnswerEmpty | Self::VendorAnswerUnreadable(_) => "token_invalid",
            Self::CallerUnauthenticated(_)
            | Self::OriginNotAllowed
            | Self::AccountNotAllowed
            | Self::AccountIdInvalid
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::NotConfigured
            | Self::VendorKeyRefused
            | Self::VendorKeyForbidden
            | Self::VendorAccountUnknown
            | Self::VendorRateLimited
            | Self::VendorRefused(_)
            | Self::VendorUnavailable(_)
            | Self::VendorUnreachable => "token_failed",
        }
    }

    /// What happened and the next step.
    fn message(&self) -> String {
        let fixed = match self {
            Self::VendorRefused(status) => {
                return format!(
                    "Salesflow refused the request ({status}). Check SALESFLOW_API_URL and SALESFLOW_AUTH."
                );
            }
            Self::VendorUnavailable(status) => {
                return format!(
                    "Salesflow failed {ATTEMPTS} times, the last time with {status}. Try again in a while."
                );
            }
            Self::VendorUnreachable => {
                return format!(
                    "Salesflow could not be reached in {ATTEMPTS} attempts. Check SALESFLOW_API_URL, and \
                     this machine's name resolution, firewall and CA certificates."
                );
            }
            Self::VendorAnswerUnreadable(seen) => {
                return format!(
                    "Salesflow answered with success, but there is no token where one was expected: {seen}. \
                     Check SALESFLOW_API_URL; if it is right, report this message to the linkdock project."
                );
            }
            Self::CallerUnauthenticated(why) => why,
            Self::OriginNotAllowed => {
                "This demo only answers its own page. Open the demo at the broker's own loopback address."
            }
            Self::AccountNotAllowed => {
                "The caller may not update this account. If it should, list the account id in the `accounts` \
                 claim of the caller token."
            }
            Self::AccountIdInvalid => "The account id in the path must be 1 to 32 digits.",
            Self::NotFound => "No such broker route. Check the base URL given to brokerClient().",
            Self::MethodNotAllowed => {
                "This broker route does not take this HTTP method. Tokens are asked for with POST."
            }
            Self::NotConfigured => {
                "The broker has no Salesflow API key. Set SALESFLOW_API_KEY and start it again."
            }
            Self::VendorKeyRefused => {
                "Salesflow refused the API key (401). Salesflow keys expire after 30 days or 1 year: issue a \
                 new one in its dashboard and set SALESFLOW_API_KEY. If the key is new, try another \
                 SALESFLOW_AUTH."
            }
            Self::VendorKeyForbidden => {
                "Salesflow knows the API key but does not let it do this (403). Check in its dashboard that \
                 the key is active and may issue tokens."
            }
            Self::VendorAccountUnknown => {
                "Salesflow does not know this account (404). It may have been deleted: connect it anew. If \
                 every account is unknown, check SALESFLOW_API_URL."
            }
            Self::VendorRateLimited => "Salesflow limits the rate of calls (429). Try again in a while.",
            Self::VendorTimeout => {
                "Salesflow did not answer in time. Try again, or raise SALESFLOW_TIMEOUT_MS."
            }
            Self::VendorAnswerEmpty => {
                "Salesflow answered with success but without a token. Ask Salesflow whether the API key's \
                 plan includes the embedded flow."
            }
        };
        fixed.to_owned()
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
