//! The account that a flow hands back.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::message::Shape;
use super::secret::Secret;
use super::text::word;
use super::vendor::VendorName;

/// A vendor's identifier of an account, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountId(String);

impl AccountId {
    /// The longest identifier that is one, in digits.
    pub const MAX_LENGTH: usize = 19;
    /// The longest in a vendor's own form.
    pub const MAX_WORD: usize = 128;

    /// A numeric identifier: decimal digits without sign or leading zero.
    #[must_use]
    pub fn from_digits(text: &str) -> Option<Self> {
        let digits =
            (1..=Self::MAX_LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits && !text.starts_with('0')).then(|| Self(text.to_owned()))
    }

    /// A numeric identifier sent as a number: a whole one that JavaScript counts exactly.
    #[must_use]
    pub fn from_number(number: f64) -> Option<Self> {
        Self::read(Shape::Number(number))
    }

    /// A numeric identifier in either form.
    #[must_use]
    pub fn read(shape: Shape) -> Option<Self> {
        Self::from_digits(&shape.spelled()?)
    }

    /// An identifier in the vendor's own form: visible ASCII.
    #[must_use]
    pub fn from_word(text: &str) -> Option<Self> {
        let fits =
            (1..=Self::MAX_WORD).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// For a vendor that doesn't tell whose account it is: empty.
    #[must_use]
    pub fn untold() -> Self {
        Self(String::new())
    }

    /// The identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an account's state means for the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    /// Ready to be used.
    Active,
    /// A verification step is missing: the update flow finishes it.
    Incomplete,
    /// The vendor lost its session: the update flow signs in again.
    Disconnected,
    /// Gone at the vendor.
    Deleted,
    /// None of these, or not known.
    Unknown,
}

impl AccountStatus {
    /// The status as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word("active incomplete disconnected deleted unknown", self as usize)
    }
}

/// Who says that an account is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The vendor, to the host's server, unasked.
    Webhook,
    /// The vendor, asked by the host's server.
    Poll,
    /// The address that the vendor sent the user back to.
    Redirect,
    /// The vendor's answer to the form.
    Answer,
}

impl Confirmed {
    const ALL: [Self; 4] = [Self::Webhook, Self::Poll, Self::Redirect, Self::Answer];

    /// The word as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word("webhook poll redirect answer", self as usize)
    }

    /// What the word means.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|confirmed| confirmed.as_str() == text)
    }
}

/// An account as the vendor reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who reported it.
    pub vendor: VendorName,
    /// The vendor's identifier.
    pub id: AccountId,
    /// The meaning of [`vendor_status`](Self::vendor_status).
    pub status: AccountStatus,
    /// The vendor's own word.
    pub vendor_status: String,
    /// Who says so, where that isn't the vendor's page itself.
    pub confirmed: Option<Confirmed>,
    /// The token for the account's update flow, when the vendor sent one.
    pub token: Option<Secret>,
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use super::*;

    #[test]
    fn identifiers_are_whole_positive_numbers() {
        for (number, id) in [(1.0, "1"), (7688.0, "7688"), (9_007_199_254_740_991.0, "9007199254740991")] {
            assert_eq!(AccountId::from_number(number).unwrap().as_str(), id);
        }
        for number in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY, 1e300, 9_007_199_254_740_992.0] {
            assert_eq!(AccountId::from_number(number), None, "{number}");
        }
        for text in ["1", "7688", "9223372036854775807"] {
            assert_eq!(AccountId::from_digits(text).unwrap().as_str(), text);
        }
        for text in ["", "0", "01", "-1", "+1", "1.0", "1e3", " 1", "1 ", "../2", "١", "12345678901234567890"]
        {
            assert_eq!(AccountId::from_digits(text), None, "{text:?}");
        }
    }
}
