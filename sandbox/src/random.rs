//! The one source of tokens and keys. It must never hand out anything that can be guessed.

use rand::distr::{Alphanumeric, SampleString as _};

/// 43 letters and digits: about 256 bits, safe in a URL as they are.
pub(crate) fn random() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), 43)
}
