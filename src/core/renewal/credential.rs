//! A credential that ends, the clocks it ends by, and how long before its end it is renewed.

use crate::core::plan::Millis;
use crate::core::secret::Secret;

/// How long before its expiry a credential is renewed, unless the host says otherwise.
pub const SKEW: Millis = Millis(5 * 60 * 1_000);
/// How long a credential is good whose expiry isn't known; that is what LinkedIn says of its own.
pub const LIFETIME: Millis = Millis(45 * 60 * 1_000);
/// A number of seconds since 1970 is below this for three thousand years, one of milliseconds is above it since 1973.
const SECONDS_END: f64 = 1e11;

/// A moment on both clocks: the wall's goes on while a laptop sleeps but may be set, the page's is never set but sleeps.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Milliseconds since 1970.
    pub wall: f64,
    /// On the page's monotonic clock.
    pub page: Millis,
}

impl Moment {
    /// How long ago `earlier` was, in milliseconds: what the clock says that saw more of it.
    pub(super) fn since(self, earlier: Self) -> f64 {
        (self.wall - earlier.wall).max(f64::from(self.page.since(earlier.page).0))
    }
}

/// When a credential ends, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expiry(f64);

impl Expiry {
    /// From seconds or milliseconds since 1970, whichever can be meant.
    #[must_use]
    pub fn from_number(number: f64) -> Option<Self> {
        let millis = if number < SECONDS_END { number * 1_000.0 } else { number };
        (number > 0.0 && number.is_finite()).then_some(Self(millis))
    }

    /// Whether an ISO 8601 text says which moment it means: one without a time zone doesn't.
    #[must_use]
    pub fn is_certain(text: &str) -> bool {
        let mut time = text.bytes().skip_while(|byte| *byte != b'T');
        time.any(|byte| matches!(byte, b'Z' | b'+' | b'-'))
    }

    /// In milliseconds since 1970.
    #[must_use]
    pub fn millis(self) -> f64 {
        self.0
    }
}

/// A credential and when it ends, where that is known.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The credential.
    pub secret: Secret,
    /// Its end.
    pub expiry: Option<Expiry>,
}

/// How a source renews.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// How long before its expiry a credential is renewed.
    pub skew: Millis,
    /// How long a credential is good whose expiry isn't known.
    pub lifetime: Millis,
    /// How long a request may take.
    pub timeout: Millis,
}
