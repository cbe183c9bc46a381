//! Everything that can go wrong, in the words of either generation. A failure holds no secret: it is shown in pages, sent
//! in redirects and kept.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Version;
use crate::json::Json;
use crate::random::random;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    /// No API key, or a wrong one.
    Key,
    /// What a request lacks or has wrong.
    Parameters(&'static str),
    NoAccount,
    Credentials,
    /// Cookies of a paid product come in twos.
    PremiumCookie,
    /// The LinkedIn account is connected already, as this one.
    Exists(String),
    /// Another LinkedIn account than the one that is reconnected.
    Mismatch,
    Busy,
    Proxy,
    Code,
    /// No intent has this id, or it has come to its end.
    NoIntent,
    IntentExpired,
    CheckpointExpired,
    LinkExpired,
    /// The user went back.
    Cancelled,
}

/// How the vendor puts it.
pub(crate) struct Words {
    family: &'static str,
    word: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) title: &'static str,
    pub(crate) detail: &'static str,
}

impl Words {
    /// v2's `type`.
    pub(crate) fn kind(&self) -> String {
        format!("{}/{}", self.family, self.word)
    }
}

impl Failure {
    pub(crate) fn words(&self) -> Words {
        let words = |family, word, status, title, detail| Words { family, word, status, title, detail };
        match self {
            Self::Key => words(
                "api",
                "unauthorized",
                StatusCode::UNAUTHORIZED,
                "Unauthorized",
                "The header X-API-KEY is missing or its key is wrong.",
            ),
            Self::Parameters(detail) => {
                words("api", "invalid_parameters", StatusCode::BAD_REQUEST, "Invalid parameters", detail)
            }
            Self::NoAccount => words(
                "api",
                "resource_not_found",
                StatusCode::NOT_FOUND,
                "Resource not found",
                "There is no account with this id.",
            ),
            Self::Credentials => words(
                "provider",
                "invalid_credentials",
                StatusCode::UNAUTHORIZED,
                "Invalid credentials",
                "LinkedIn did not accept these credentials.",
            ),
            Self::PremiumCookie => words(
                "provider",
                "invalid_credentials",
                StatusCode::UNAUTHORIZED,
                "Invalid credentials",
                "Recruiter and Sales Navigator need the li_a cookie as well.",
            ),
            Self::Exists(_) => words(
                "api",
                "already_exists",
                StatusCode::CONFLICT,
                "Already exists",
                "This LinkedIn account is connected already.",
            ),
            Self::Mismatch => words(
                "provider",
                "account_mismatch",
                StatusCode::CONFLICT,
                "Account mismatch",
                "These are the credentials of another LinkedIn account.",
            ),
            Self::Busy => words(
                "provider",
                "too_many_requests",
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
                "LinkedIn is busy. Try again later.",
            ),
            Self::Proxy => words(
                "provider",
                "proxy_error",
                StatusCode::BAD_GATEWAY,
                "Proxy error",
                "The proxy did not reach LinkedIn.",
            ),
            Self::Code => words(
                "provider",
                "invalid_checkpoint_code",
                StatusCode::UNAUTHORIZED,
                "Invalid checkpoint code",
                "LinkedIn did not accept this answer.",
            ),
            Self::NoIntent => words(
                "api",
                "authentication_intent_error",
                StatusCode::NOT_FOUND,
                "Authentication intent error",
                "No sign-in with this id is under way.",
            ),
            Self::IntentExpired => words(
                "api",
                "expired_intent",
                StatusCode::GONE,
                "Expired intent",
                "The sign-in took too long. Start again.",
            ),
            Self::CheckpointExpired => words(
                "api",
                "checkpoint_expired",
                StatusCode::GONE,
                "Checkpoint expired",
                "This step took too long. Ask for a new code.",
            ),
            Self::LinkExpired => words(
                "api",
                "expired_link",
                StatusCode::GONE,
                "Expired link",
                "The link has been used or is too old.",
            ),
            Self::Cancelled => words(
                "api",
                "user_cancelled",
                StatusCode::BAD_REQUEST,
                "User cancelled",
                "The user went back before the account was connected.",
            ),
        }
    }

    /// The account that the failure is about, where it names one.
    pub(crate) fn account(&self) -> Option<&str> {
        if let Self::Exists(id) = self { Some(id) } else { None }
    }

    pub(crate) fn respond(&self, version: Version) -> Response {
        let words = self.words();
        let (title, detail, status) = (words.title, words.detail, words.status);
        let mut body = match version {
            Version::V2 => json!({
                "object": "Error",
                "type": words.kind(),
                "status": status.as_u16(),
                "title": title,
                "detail": detail,
                "req_id": format!("req_{}", random()),
            }),
            Version::V1 => json!({
                "status": status.as_u16(),
                "type": format!("errors/{}", words.word),
                "title": title,
                "detail": detail,
            }),
        };
        if let (Some(id), Some(body)) = (self.account(), body.as_object_mut()) {
            body.insert("account_id".to_owned(), id.into());
        }
        (status, Json(body)).into_response()
    }
}
