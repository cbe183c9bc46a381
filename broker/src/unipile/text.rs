//! The texts that travel between pages and Unipile, each made by one parser: ids, what a user types, words.
//!
//! What a user types has no way into a log, an answer or the store: no `Display`, no `Serialize`, and `Debug` shows nothing.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

const MAX_ID_BYTES: usize = 128;
const MAX_INTENT_BYTES: usize = 512;

/// Longer than any password, code or token of a captcha.
const MAX_TYPED_BYTES: usize = 8 * 1024;

/// The id of an account: it goes into paths, so it is letters, digits, `_` and `-` alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct UnipileId(String);

impl UnipileId {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fits = (1..=MAX_ID_BYTES).contains(&text.len());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        (fits && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id of an intent, which the vendor makes as it likes: visible ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IntentId(String);

impl IntentId {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fits = (1..=MAX_INTENT_BYTES).contains(&text.len());
        (fits && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a user has typed, or a browser holds for him: a password, a code, a cookie.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Typed(String);

impl Typed {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fits = (1..=MAX_TYPED_BYTES).contains(&text.len());
        (fits && !text.contains('\0')).then(|| Self(text.to_owned()))
    }

    /// The text itself: for the vendor's request and the sealed session, nothing else.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[redacted]")
    }
}

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("a text is empty or too long"))
    }
}

/// A name of an enum that the vendor may add to: letters, digits, `_`, `-` and `.`, at most 64.
pub(super) fn word(text: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    ((1..=64).contains(&text.len()) && text.bytes().all(plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{IntentId, Typed, UnipileId, word};

    #[test]
    fn an_account_id_is_fit_for_a_path_and_an_intent_id_is_visible() {
        for (text, account, intent) in [
            ("acc_01jx", true, true),
            ("t5XY4yQzR9WVrlNFyzPMhw", true, true),
            ("int/7==", false, true),
            ("", false, false),
            ("../x", false, true),
            ("a b", false, false),
            ("ä", false, false),
        ] {
            assert_eq!(UnipileId::parse(text).is_some(), account, "{text}");
            assert_eq!(IntentId::parse(text).is_some(), intent, "{text}");
        }
        assert!(UnipileId::parse(&"x".repeat(129)).is_none() && IntentId::parse(&"x".repeat(513)).is_none());
    }

    #[test]
    fn what_a_user_types_is_bounded_and_never_shown() {
        for (text, taken) in [("pass wörd", true), ("", false), ("nul\0", false)] {
            assert_eq!(Typed::parse(text).is_some(), taken, "{text}");
        }
        assert!(Typed::parse(&"x".repeat(8 * 1024 + 1)).is_none());
        assert_eq!(format!("{:?}", Typed::parse("hush")), "Some([redacted])");
    }

    #[test]
    fn a_word_is_short_and_plain() {
        for (text, taken) in
            [("OK", true), ("account.status.running", true), ("2FA", true), ("", false), ("a b", false)]
        {
            assert_eq!(word(text).is_some(), taken, "{text}");
        }
    }
}
