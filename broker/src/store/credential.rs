//! A token with its life, as one value, so that an expiry is as protected as the token it belongs to.

use crate::secret::Secret;

/// Renewed this long before its end; a token that lives shorter than twice that, at half of its life.
const AHEAD_SECONDS: u64 = 5 * 60;

/// A token and when it was issued and ends, in seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credential {
    pub(crate) token: Secret,
    pub(crate) issued: u64,
    pub(crate) expires: u64,
}

impl Credential {
    /// Whether it should be renewed before it is used again.
    pub(crate) fn is_due(&self, now: u64) -> bool {
        let left = self.expires.saturating_sub(now);
        let life = self.expires.saturating_sub(self.issued);
        left == 0 || (left < AHEAD_SECONDS && left.saturating_mul(2) < life)
    }

    pub(crate) fn is_over(&self, now: u64) -> bool {
        self.expires <= now
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        format!("{} {} {}", self.issued, self.expires, self.token.expose()).into_bytes()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut parts = str::from_utf8(bytes).ok()?.splitn(3, ' ');
        let mut number = || parts.next()?.parse().ok();
        let (issued, expires) = (number()?, number()?);
        Some(Self { token: Secret::parse(parts.next()?)?, issued, expires })
    }
}

#[cfg(test)]
mod tests {
    use super::Credential;
    use crate::secret::Secret;

    fn lives(seconds: u64) -> Credential {
        Credential { token: Secret::parse("tok").unwrap(), issued: 1000, expires: 1000 + seconds }
    }

    #[test]
    fn it_is_due_five_minutes_before_its_end_or_at_half_of_a_short_life() {
        for (life, age, due) in [
            (2700, 0, false),
            (2700, 2400, false),
            (2700, 2401, true),
            (600, 300, false),
            (600, 301, true),
            (60, 30, false),
            (60, 31, true),
            (3, 1, false),
            (3, 2, true),
            (1, 0, false),
            (1, 1, true),
            (0, 0, true),
            (60, 5000, true),
        ] {
            assert_eq!(lives(life).is_due(1000 + age), due, "life {life}, age {age}");
        }
    }

    #[test]
    fn it_survives_being_written_and_garbage_is_none() {
        let credential = lives(9);
        assert_eq!(Credential::from_bytes(&credential.to_bytes()), Some(credential));
        for bytes in [&b""[..], b"1", b"1 2", b"1 2 ", b"x 2 tok", b"1 2 two words", b"-1 2 tok", b"\xff"] {
            assert_eq!(Credential::from_bytes(bytes), None, "{bytes:?}");
        }
    }
}
