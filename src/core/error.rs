//! What can go wrong, as stable codes with a sentence for the engineer and one for the person at the page.
//!
//! A message names what happened, the option or step it happened in and what to do next. It is never put
//! together from a credential, a URL or a foreign message.

use super::messages::Text;
use super::text::join;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::ops::Deref;

/// The stable code of a failure; hosts branch on it, so a code never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// An option is missing or has the wrong type or value; the fault's `field` names it.
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
    /// The flow went round too often without getting anywhere.
    ReloadExhausted,
    /// The host's `AbortSignal` fired, or the user cancelled and the dock has nothing to press.
    Aborted,
    /// The host called `unmount()`.
    Unmounted,
}

impl ErrorCode {
    /// The code as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OptionsInvalid => "options_invalid",
            Self::TargetMissing => "target_missing",
            Self::TokenFailed => "token_failed",
            Self::TokenTimeout => "token_timeout",
            Self::TokenInvalid => "token_invalid",
            Self::TokenSpent => "token_spent",
            Self::PopupBlocked => "popup_blocked",
            Self::FrameBlocked => "frame_blocked",
            Self::FrameUnreachable => "frame_unreachable",
            Self::LoadTimeout => "load_timeout",
            Self::ExpiredLink => "expired_link",
            Self::VendorFailed => "vendor_failed",
            Self::AccountDeleted => "account_deleted",
            Self::ReloadExhausted => "reload_exhausted",
            Self::Aborted => "aborted",
            Self::Unmounted => "unmounted",
        }
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
            | Self::ReloadExhausted => true,
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
            Self::VendorFailed => Text::NotConnected,
            Self::AccountDeleted => Text::AccountDeleted,
            Self::ReloadExhausted => Text::StillInactive,
            Self::Aborted | Self::Unmounted => Text::Cancelled,
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
    /// The option that is wrong, as a path: `popup.width`.
    pub field: Option<String>,
}

impl Deref for Fault {
    type Target = Failure;

    fn deref(&self) -> &Failure {
        &self.0
    }
}

impl Fault {
    /// A failure whose code says whether trying again can help.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self::with(code, message.into(), None)
    }

    /// An option that is wrong: `field` is its path, `expected` completes "must be …".
    #[must_use]
    pub fn option(field: String, expected: &str) -> Self {
        let message = join(&["Option `", &field, "` must be ", expected, "."]);
        Self::with(ErrorCode::OptionsInvalid, message.into(), Some(field))
    }

    /// What a token function threw. A `DockError` about a token, such as `brokerClient` throws, is passed on as
    /// it is, so only its `code` and `retryable` matter here; anything else is a `token_failed` with what was
    /// thrown as its cause. Nothing of its text is repeated, because a host's message may hold a token.
    #[must_use]
    pub fn thrown(code: Option<&str>, retryable: Option<bool>) -> Self {
        let code = match code {
            Some("token_timeout") => ErrorCode::TokenTimeout,
            Some("token_invalid") => ErrorCode::TokenInvalid,
            Some(_) | None => ErrorCode::TokenFailed,
        };
        let fault = Self::new(code, "The token function failed: `cause` is what it threw.");
        fault.retryable_if(retryable.unwrap_or(code.retryable()))
    }

    /// The same, and whether trying again makes sense.
    #[must_use]
    pub fn retryable_if(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    fn with(code: ErrorCode, message: Cow<'static, str>, field: Option<String>) -> Self {
        Self(Box::new(Failure { code, message, retryable: code.retryable(), field }))
    }
}
