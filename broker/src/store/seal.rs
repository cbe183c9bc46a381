//! What the store's key does: it seals values and turns ids into keyed hashes.
//!
//! A sealed value opens in the place it was sealed for and nowhere else, so that nobody who can write the file can hand one
//! user the tokens of another by copying rows. Nothing that this module is given may reach an error or a log.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::secret::Secret;

/// A keyed hash of an id or a one-time secret: what the store keeps instead of it.
pub(crate) type Hash = [u8; 32];

const NONCE_BYTES: usize = 24;

/// 256 random bits, as text for a URL.
pub(crate) fn random_token() -> Option<Secret> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).ok()?;
    Secret::parse(&URL_SAFE_NO_PAD.encode(random))
}

/// The key from `LINKDOCK_STORE_KEY`.
#[derive(Clone)]
pub(crate) struct StoreKey([u8; 32]);

impl StoreKey {
    /// Reads base64 of 32 bytes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        STANDARD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// Where a value is kept: the column, and the ids of its row.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) column: &'static str,
    pub(super) row: &'a [&'a [u8]],
}

impl Place<'_> {
    /// Each part with its length, so that no two places write the same.
    fn bytes(self) -> Vec<u8> {
        let parts = [self.column.as_bytes()].into_iter().chain(self.row.iter().copied());
        parts.flat_map(|part| (part.len() as u64).to_le_bytes().into_iter().chain(part.to_vec())).collect()
    }
}

/// Why a value was not sealed or opened. Says nothing more on purpose.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SealError {
    NoRandomness,
    Damaged,
}

/// Seals and hashes under two keys derived from the store's.
pub(crate) struct Sealer {
    cipher: XChaCha20Poly1305,
    hashing: Hash,
}

impl Sealer {
    pub(crate) fn new(key: &StoreKey) -> Option<Self> {
        let encryption = mac(&key.0, &[b"linkdock store: encryption, 1"])?;
        let cipher = XChaCha20Poly1305::new_from_slice(&encryption).ok()?;
        Some(Self { cipher, hashing: mac(&key.0, &[b"linkdock store: hashing, 1"])? })
    }

    /// The keyed hash of `value`; `kind` keeps hashes of different things apart. `None` cannot happen: HMAC takes any key.
    pub(crate) fn hash(&self, kind: &'static str, value: &str) -> Option<Hash> {
        mac(&self.hashing, &[kind.as_bytes(), &[0], value.as_bytes()])
    }

    pub(super) fn seal(&self, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandomness)?;
        let payload = Payload { msg: plain, aad: &place.bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Damaged)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub(super) fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Damaged)?;
        let payload = Payload { msg: sealed, aad: &place.bytes() };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Damaged)
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Option<Hash> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::{Place, SealError, Sealer, StoreKey, random_token};

    fn sealer(byte: u8) -> Sealer {
        Sealer::new(&StoreKey([byte; 32])).unwrap()
    }

    const PLACE: Place<'_> = Place { column: "links.access", row: &[b"anna", b"1"] };

    #[test]
    fn a_sealed_value_opens_in_its_own_place_only() {
        let sealed = sealer(7).seal(PLACE, b"token").unwrap();
        assert_eq!(sealer(7).open(PLACE, &sealed).unwrap(), b"token");
        for (scenario, key, place) in [
            ("another key", 8, PLACE),
            ("another column", 7, Place { column: "links.refresh", ..PLACE }),
            ("another row", 7, Place { row: &[b"bert", b"1"], ..PLACE }),
            ("another link of the user", 7, Place { row: &[b"anna", b"2"], ..PLACE }),
            ("ids cut elsewhere", 7, Place { row: &[b"ann", b"a1"], ..PLACE }),
            ("ids run together", 7, Place { row: &[b"anna1"], ..PLACE }),
        ] {
            assert_eq!(sealer(key).open(place, &sealed), Err(SealError::Damaged), "{scenario}");
        }
    }

    #[test]
    fn a_value_with_any_bit_changed_does_not_open() {
        let sealed = sealer(7).seal(PLACE, b"token").unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(sealer(7).open(PLACE, &changed), Err(SealError::Damaged), "byte {index}");
            assert_eq!(sealer(7).open(PLACE, &sealed[..index]), Err(SealError::Damaged), "cut at {index}");
        }
    }

    #[test]
    fn the_same_value_never_looks_the_same() {
        assert_ne!(sealer(7).seal(PLACE, b"token").unwrap(), sealer(7).seal(PLACE, b"token").unwrap());
        assert_ne!(random_token().unwrap(), random_token().unwrap());
        assert_eq!(random_token().unwrap().expose().len(), 43);
    }

    #[test]
    fn a_hash_depends_on_key_kind_and_value() {
        let usual = sealer(7).hash("caller", "anna").unwrap();
        assert_eq!(sealer(7).hash("caller", "anna").unwrap(), usual);
        for other in [
            sealer(8).hash("caller", "anna"),
            sealer(7).hash("state", "anna"),
            sealer(7).hash("caller", "bert"),
        ] {
            assert_ne!(other.unwrap(), usual);
        }
    }

    #[test]
    fn a_store_key_is_base64_of_32_bytes() {
        for (text, taken) in [
            ("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=", true),
            ("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==", false),
            ("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH", false),
            ("not base64 at all", false),
            ("", false),
        ] {
            assert_eq!(StoreKey::parse(text).is_some(), taken, "{text}");
        }
    }
}
