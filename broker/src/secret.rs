//! Text that must never be printed: API keys and the tokens bought with them.
//!
//! No `Display`, no `Serialize`, and `Debug` prints `[redacted]`, so that a secret cannot slip into a log or
//! an answer by way of a derive. The one way to the text is [`Secret::expose`], which is easy to search for.

use std::fmt;

/// The longest secret taken, in bytes. Tokens end up in a frame's URL, and servers commonly refuse request
/// lines beyond 8 KiB.
const MAX_BYTES: usize = 8 * 1024;

/// An API key or a vendor's token: visible ASCII, between 1 byte and 8 KiB.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// Takes `text` when it can travel in a header and in a URL as it is.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let fits = !text.is_empty() && text.len() <= MAX_BYTES;
        (fits && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| Self(text.to_owned()))
    }

    /// The text itself: for the vendor's request header and the caller's answer, nothing else.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn only_visible_ascii_of_bounded_length_is_a_secret() {
        let longest = "x".repeat(8 * 1024);
        let too_long = "x".repeat(8 * 1024 + 1);
        for (text, taken) in [
            ("x", true),
            ("eyJ.a-b_c~+/=", true),
            (longest.as_str(), true),
            (too_long.as_str(), false),
            ("", false),
            ("two words", false),
            ("line\nbreak", false),
            ("tök", false),
            ("nul\0", false),
            ("del\x7f", false),
        ] {
            assert_eq!(Secret::parse(text).is_some(), taken, "{} bytes: {text:.20}", text.len());
        }
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", Secret::parse("hush").unwrap()), "[redacted]");
    }
}
