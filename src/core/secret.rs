//! Values that must never be printed: credentials, and the URLs that carry them.
//!
//! Neither type implements `Display` or `Serialize`, and `Debug` prints `[redacted]`; the only way to the
//! text is [`Secret::expose`] or [`SurfaceUrl::expose`], which are easy to search for (trap 23).

use alloc::borrow::ToOwned;
use alloc::string::String;

use core::fmt;

use super::error::{ErrorCode, Fault};
use super::text::{join, percent_encode};

/// The longest credential that is put in a URL, in bytes. Servers commonly refuse request lines beyond
/// 8 KiB, which would show up as a blank frame instead of an error.
pub const MAX_CREDENTIAL_BYTES: usize = 8 * 1024;

/// A short-lived credential: an onboarding token, an account JWT, a Sales Access Token.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a credential as the host or the vendor handed it over.
    ///
    /// # Errors
    /// `token_invalid` when it is empty, too long, not visible ASCII, or a dot segment (`.` or `..`), which
    /// a URL parser would resolve away instead of sending.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let problem = if text.is_empty() {
            "is empty"
        } else if text.len() > MAX_CREDENTIAL_BYTES {
            return Err(Self::too_long());
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            "holds a space, a line break or a character outside ASCII"
        } else if text == "." || text == ".." {
            "is a dot segment"
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(Self::unusable(problem))
    }

    /// The error for a credential that is too long, for whoever measures before copying.
    #[must_use]
    pub fn too_long() -> Fault {
        Self::unusable("is longer than 8 KiB")
    }

    fn unusable(problem: &str) -> Fault {
        let message = ["The token ", problem, ". Return the token alone, as the vendor's API gave it."];
        Fault::with(ErrorCode::TokenInvalid, join(&message).into())
    }

    /// The credential itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The credential as one path segment or one value of a query.
    #[must_use]
    pub fn percent_encoded(&self) -> String {
        let mut out = String::with_capacity(self.0.len());
        percent_encode(&self.0, &mut out);
        out
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The address of a vendor's page; it carries a credential.
#[derive(Clone, PartialEq, Eq)]
pub struct SurfaceUrl(String);

impl SurfaceUrl {
    /// Wraps an address that a vendor's module has put together.
    #[must_use]
    pub fn new(url: String) -> Self {
        Self(url)
    }

    /// The address itself, for a frame's `src` or a popup's `location.replace` and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SurfaceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::prelude::rust_2024::*;

    use super::*;

    #[test]
    fn credentials_that_cannot_be_sent_are_refused() {
        let long = "a".repeat(MAX_CREDENTIAL_BYTES + 1);
        for text in ["", " ", "a b", "a\nb", "\u{0}", "é", ".", "..", long.as_str()] {
            let fault = Secret::parse(text).unwrap_err();
            assert_eq!(fault.code, ErrorCode::TokenInvalid, "{text:?}");
            assert!(text.trim().len() < 3 || !fault.message.contains(text), "the message repeats {text:?}");
        }
        assert!(Secret::parse(&"a".repeat(MAX_CREDENTIAL_BYTES)).is_ok());
    }

    #[test]
    fn a_credential_is_one_path_segment() {
        for (text, segment) in [
            ("abc-._~9", "abc-._~9"),
            ("a/b", "a%2Fb"),
            ("a?b#c", "a%3Fb%23c"),
            ("%2e%2e", "%252e%252e"),
            ("...", "..."),
            ("a\\b", "a%5Cb"),
            ("eyJ.eyJ.sig+/=", "eyJ.eyJ.sig%2B%2F%3D"),
        ] {
            assert_eq!(Secret::parse(text).unwrap().percent_encoded(), segment);
        }
    }

    #[test]
    fn debug_prints_neither() {
        let secret = Secret::parse("hunter2").unwrap();
        let url = SurfaceUrl::new("https://vendor.test/embedded/hunter2".to_owned());
        assert_eq!(format!("{secret:?} {url:?}"), "[redacted] [redacted]");
    }
}
