//! The id of an account at the vendor.
//!
//! It comes from a caller and goes into a request header or a path, so it is made by one parser and nothing else may
//! reach them.

/// An account id: 1 to 128 ASCII letters, digits, `_` and `-`. Salesflow's are 1 to 32 digits, Unipile's any of these.
/// Compared as text, so `7` and `07` are different ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(String);

impl AccountId {
    /// The id in `text`, or `None` when it isn't 1 to 128 ASCII letters, digits, `_` and `-`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=128).contains(&text.len());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        (fits && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }

    /// The id of a Salesflow account: 1 to 32 digits.
    pub(crate) fn parse_digits(text: &str) -> Option<Self> {
        let fits = text.len() <= 32 && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Self::parse(text) } else { None }
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::AccountId;

    #[test]
    fn an_account_id_is_short_and_plain_and_salesflows_is_digits() {
        let [digits, more_digits] = [32, 33].map(|count| "9".repeat(count));
        let [longest, too_long] = [128, 129].map(|count| "x".repeat(count));
        for (text, taken, salesflow) in [
            ("7", true, true),
            ("0", true, true),
            ("1234567890", true, true),
            (digits.as_str(), true, true),
            (more_digits.as_str(), true, false),
            ("acc_7", true, false),
            ("t5XY4yQzR9WVrlNFyzPMhw", true, false),
            ("-7", true, false),
            (longest.as_str(), true, false),
            (too_long.as_str(), false, false),
            ("", false, false),
            ("7.0", false, false),
            (" 7", false, false),
            ("7\r\nX-Other: 1", false, false),
            ("../7", false, false),
            ("٧", false, false), // a digit, but not an ASCII one
        ] {
            assert_eq!(AccountId::parse(text).is_some(), taken, "{text:?}");
            assert_eq!(AccountId::parse_digits(text).is_some(), salesflow, "{text:?}");
        }
    }
}
