//! What can go wrong, as stable codes with a sentence for the engineer and one for the person at the page.
//!
//! A message names what happened, the option or step it happened in and what to do next. It is never put
//! together from a credential, a URL or a foreign message.

use super::messages::Text;
use super::text::word;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::ops::Deref;

/// The stable code of a failure; hosts branch on it, so a code never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// An option is missing or has the wrong type or value; the message names it.
    OptionsInvalid,
    /// The place to dock in isn't there.
    TargetMissing,
    /// The token function threw, rejected, or the token backend refused.
    TokenFailed,
    /// No token arrived in time.
    TokenTimeout,
    /// What the token function returned can't be used as a token.
    TokenInvalid,
    /// A token given as a string has been used; it can't serve a second load.
    TokenSpent,
    /// The browser refused to open the popup.
    PopupBlocked,
    /// The page's content security policy forbids the frame.
    FrameBlocked,
    /// The frame couldn't be loaded.
    FrameUnreachable,
    /// The vendor's page didn't load in time.
    LoadTimeout,
    /// The vendor's page is too old to be used.
    ExpiredLink,
    /// The vendor reported that connecting didn't work.
    VendorFailed,
    /// The account no longer exists at the vendor.
    AccountDeleted,
    /// The user's consent couldn't be had.
    AuthorizeFailed,
    /// The user refused consent, or closed the window.
    AuthorizeCancelled,
    /// The flow went round too often without getting anywhere.
    ReloadExhausted,
    /// LinkedIn didn't take what the user signed in with.
    CredentialsInvalid,
    /// LinkedIn didn't take the code.
    CheckpointInvalid,
    /// The user signed in with another account than the one to update.
    AccountMismatch,
    /// The account is linked already.
    AccountExists,
    /// The vendor, or LinkedIn behind it, can't answer now.
    VendorBusy,
    /// The host's `AbortSignal` fired, or the user cancelled and the dock has nothing to press.
    Aborted,
    /// The host called `unmount()`.
    Unmounted,
}

impl ErrorCode {
    /// Those that the vendor is the cause of, as a function of the host's may be told.
    const OF_VENDOR: [Self; 7] = [
        Self::ExpiredLink,
        Self::VendorFailed,
        Self::CredentialsInvalid,
        Self::CheckpointInvalid,
        Self::AccountMismatch,
        Self::AccountExists,
        Self::VendorBusy,
    ];

    /// The code as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(
            "options_invalid target_missing token_failed token_timeout token_invalid token_spent popup_blocked frame_blocked frame_unreachable load_timeout expired_link vendor_failed account_deleted authorize_failed authorize_cancelled reload_exhausted credentials_invalid checkpoint_invalid account_mismatch account_exists vendor_busy aborted unmounted",
            self as usize,
        )
    }

    /// Whether trying again can help when nothing is known but the code.
    #[must_use]
    pub fn retryable(self) -> bool {
        match self {
            Self::TokenFailed
            | Self::TokenTimeout
            | Self::TokenInvalid
            | Self::PopupBlocked
            | Self::FrameUnreachable
            | Self::LoadTimeout
            | Self::ExpiredLink
            | Self::VendorFailed
            | Self::AuthorizeFailed
            | Self::AuthorizeCancelled
            | Self::ReloadExhausted
            | Self::CredentialsInvalid
            | Self::CheckpointInvalid
            | Self::AccountMismatch
            | Self::AccountExists
            | Self::VendorBusy => true,
            Self::OptionsInvalid
            | Self::TargetMissing
            | Self::TokenSpent
            | Self::FrameBlocked
            | Self::AccountDeleted
            | Self::Aborted
            | Self::Unmounted => false,
        }
    }

    /// Whether a token function can be its cause.
    #[must_use]
    pub fn is_about_token(self) -> bool {
        matches!(self, Self::TokenFailed | Self::TokenTimeout | Self::TokenInvalid)
    }

    /// Whether what a function of the host's threw can be its cause.
    #[must_use]
    pub fn has_cause(self) -> bool {
        self.is_about_token()
            || matches!(self, Self::AuthorizeFailed | Self::AuthorizeCancelled)
            || Self::OF_VENDOR.contains(&self)
    }

    /// Whether it ends a sign-in at the vendor's, and another one may end otherwise.
    fn is_about_sign_in(self) -> bool {
        Self::OF_VENDOR.contains(&self) && !matches!(self, Self::VendorFailed | Self::VendorBusy)
    }

    /// Whether it is the surface that failed, so that another one may do better with the same credential.
    #[must_use]
    pub fn is_about_surface(self) -> bool {
        matches!(self, Self::FrameBlocked | Self::FrameUnreachable | Self::LoadTimeout | Self::PopupBlocked)
    }

    /// The sentence that the person at the page reads.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::TokenFailed | Self::TokenInvalid | Self::OptionsInvalid | Self::TargetMissing => {
                Text::NotStarted
            }
            Self::TokenTimeout | Self::LoadTimeout => Text::TooSlow,
            Self::TokenSpent => Text::LinkUsed,
            Self::ExpiredLink => Text::LinkExpired,
            Self::PopupBlocked => Text::PopupBlocked,
            Self::FrameBlocked | Self::FrameUnreachable => Text::FrameRefused,
            Self::VendorFailed
            | Self::AuthorizeFailed
            | Self::CredentialsInvalid
            | Self::CheckpointInvalid => Text::NotConnected,
            Self::AccountMismatch => Text::OtherAccount,
            Self::AccountExists => Text::AlreadyLinked,
            Self::VendorBusy => Text::Busy,
            Self::AccountDeleted => Text::AccountDeleted,
            Self::ReloadExhausted => Text::Exhausted,
            Self::AuthorizeCancelled | Self::Aborted | Self::Unmounted => Text::Cancelled,
        }
    }
}

/// A failure, on its way to becoming a `DockError`. It is passed around a lot and so is only a pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(Box<Failure>);

/// What is known of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which failure it is.
    pub code: ErrorCode,
    /// What happened and what to do, in English, for the engineer.
    pub message: Cow<'static, str>,
    /// Whether "Try again" makes sense.
    pub retryable: bool,
}

impl Deref for Fault {
    type Target = Failure;

    fn deref(&self) -> &Failure {
        &self.0
    }
}

impl Fault {
    /// A failure whose code says whether trying again can help.
    #[must_use]
    #[inline(never)]
    pub fn new(code: ErrorCode, message: &'static str) -> Self {
        Self::with(code, message.into())
    }

    /// The same with a message that was put together.
    #[must_use]
    pub fn with(code: ErrorCode, message: Cow<'static, str>) -> Self {
        Self(Box::new(Failure { code, message, retryable: code.retryable() }))
    }

    /// What a function of the host's threw. A `DockError` of a kind that it can be the cause of, such as
    /// `brokerClient` throws, is passed on as it is, so only its `code` and `retryable` matter here; anything else is
    /// a `usual` one with what was thrown as its cause. Nothing of its text is repeated, because a host's message may
    /// hold a token.
    #[must_use]
    pub fn thrown(usual: ErrorCode, code: Option<&str>, retryable: Option<bool>) -> Self {
        let code = match (code, usual) {
            (Some("token_timeout"), ErrorCode::TokenFailed) => ErrorCode::TokenTimeout,
            (Some("token_invalid"), ErrorCode::TokenFailed) => ErrorCode::TokenInvalid,
            (Some("authorize_cancelled"), ErrorCode::AuthorizeFailed) => ErrorCode::AuthorizeCancelled,
            (Some(word), ErrorCode::TokenFailed) => Self::of_vendor(word).unwrap_or(usual),
            (Some(_) | None, usual) => usual,
        };
        let message = if usual == ErrorCode::AuthorizeFailed {
            "`authorize` failed: `cause` is what it threw."
        } else {
            "Your function failed: `cause` is what it threw."
        };
        let fault = Self::new(code, message);
        // The same request again may make no sense where another sign-in does.
        let anew = code.is_about_sign_in();
        fault.retryable_if(anew || retryable.unwrap_or(code.retryable()))
    }

    /// A failure at the vendor's that a function of the host's has heard of.
    fn of_vendor(code: &str) -> Option<ErrorCode> {
        ErrorCode::OF_VENDOR.into_iter().find(|own| own.as_str() == code)
    }

    /// The same, and whether trying again makes sense.
    #[must_use]
    pub fn retryable_if(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }
}
