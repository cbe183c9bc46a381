//! What Unipile says to a sign-in that it doesn't take, in the widget's words.

use axum::http::StatusCode;
use linkdock::core::error::ErrorCode;

/// Why Unipile refused, and what it named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) kind: RefusalKind,
    /// The vendor's own word where it is a documented one.
    pub(crate) reason: &'static str,
    /// The account that exists already, where the vendor names it and the caller may know it.
    pub(crate) account: Option<String>,
}

/// What the widget does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusalKind {
    CredentialsInvalid,
    CheckpointInvalid,
    Expired,
    AccountMismatch,
    AccountExists,
    Busy,
    Other,
}

impl Refusal {
    pub(crate) fn new(kind: RefusalKind, reason: &'static str) -> Self {
        Self { kind, reason, account: None }
    }
}

impl RefusalKind {
    const NAMED: [Self; 6] = [
        Self::CredentialsInvalid,
        Self::CheckpointInvalid,
        Self::Expired,
        Self::AccountMismatch,
        Self::AccountExists,
        Self::Busy,
    ];

    /// What the widget calls so.
    pub(crate) fn of(code: ErrorCode) -> Self {
        Self::NAMED.into_iter().find(|kind| kind.code() == code.as_str()).unwrap_or(Self::Other)
    }

    /// HTTP status and whether the same request may succeed later. Never 401, which is about the caller.
    pub(super) fn row(self) -> (StatusCode, bool) {
        match self {
            Self::CredentialsInvalid | Self::CheckpointInvalid => (StatusCode::UNPROCESSABLE_ENTITY, false),
            Self::Expired => (StatusCode::GONE, false),
            Self::AccountMismatch | Self::AccountExists => (StatusCode::CONFLICT, false),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, true),
            Self::Other => (StatusCode::BAD_GATEWAY, false),
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::CredentialsInvalid => "credentials_invalid",
            Self::CheckpointInvalid => "checkpoint_invalid",
            Self::Expired => "expired_link",
            Self::AccountMismatch => "account_mismatch",
            Self::AccountExists => "account_exists",
            Self::Busy => "vendor_busy",
            Self::Other => "vendor_failed",
        }
    }

    pub(super) fn message(self) -> &'static str {
        match self {
            Self::CredentialsInvalid => {
                "LinkedIn does not take these credentials. Check e-mail address and password, or collect the cookies anew \
                 from a browser that is signed in."
            }
            Self::CheckpointInvalid => {
                "This is not the code that LinkedIn asked for. Try again, or have a new one sent."
            }
            Self::Expired => "The sign-in at Unipile is over or was never there. Start it again.",
            Self::AccountMismatch => {
                "The sign-in was with another LinkedIn account than the one to connect again. Sign in with that one, or \
                 connect this one as a new account."
            }
            Self::AccountExists => {
                "This LinkedIn account is connected already. Connect it again instead of anew."
            }
            Self::Busy => {
                "Unipile or LinkedIn is busy or can't be reached at the moment. Try again in a while."
            }
            Self::Other => {
                "Unipile refused the sign-in; `reason` is its own word where that is a documented one. Look it up in \
                 Unipile's documentation, and check the application in Unipile's dashboard."
            }
        }
    }
}
