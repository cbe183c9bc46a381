//! The id of an account at the vendor.
//!
//! It comes from a caller and goes into a request header, so it is made by one parser and nothing else may
//! reach that header.

/// A Salesflow account id: 1 to 32 ASCII digits. Compared as text, so `7` and `07` are different ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(String);

impl AccountId {
    /// The id in `text`, or `None` when it isn't 1 to 32 ASCII digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=32).contains(&text.len());
        (fits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::AccountId;

    #[test]
    fn an_account_id_is_one_to_thirty_two_ascii_digits() {
        let longest = "9".repeat(32);
        let too_long = "9".repeat(33);
        for (text, taken) in [
            ("7", true),
            ("0", true),
            ("1234567890", true),
            (longest.as_str(), true),
            (too_long.as_str(), false),
            ("", false),
            ("-7", false),
            ("7.0", false),
            (" 7", false),
            ("7\r\nX-Other: 1", false),
            ("٧", false), // a digit, but not an ASCII one
            ("acc_7", false),
        ] {
            assert_eq!(AccountId::parse(text).is_some(), taken, "{text:?}");
        }
    }
}
