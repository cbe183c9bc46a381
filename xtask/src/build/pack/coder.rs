//! From bits and their chances to letters: a range coder. <https://en.wikipedia.org/wiki/Range_coding>
//!
//! It writes digits to the base of all letters that a JavaScript string holds as they are. Bytes, made letters by base64,
//! would be a sixth more symbols, and gzip, which gives symbols of text and code around it one length each, pays for that.
//!
//! It must never disagree with `$bits` of unpack.wat on where the range is split and when it is refilled.

use super::model::Model;
use std::ops::Range;

/// The letters: from this one on, without the backslash. Quotes come before it.
pub(super) const FIRST: u8 = b'#';
const BACKSLASH: u8 = b'\\';
const LETTERS: u64 = 91;
/// A range below this is refilled: the first digit of `low` is settled.
const REFILL: u64 = LETTERS.pow(4);
/// `low` stays below this, and so does `range`.
const WHOLE: u64 = LETTERS.pow(5);

/// Packs `bytes`, which have `functions` there.
pub(super) fn pack(bytes: &[u8], functions: &Range<usize>) -> String {
    let mut model = Model::new(functions);
    let mut coder = Coder::default();
    for byte in bytes {
        model.byte(*byte, &mut |bit, chance| coder.bit(bit, chance));
    }
    coder.end()
}

struct Coder {
    /// The range that is left begins here, after the digits that are written.
    low: u64,
    range: u64,
    digits: Vec<u8>,
}

impl Default for Coder {
    fn default() -> Self {
        Self { low: 0, range: REFILL, digits: Vec::new() }
    }
}

impl Coder {
    /// `chance`, of 65536, is that of a 1, which has the lower part of the range.
    fn bit(&mut self, bit: bool, chance: u32) {
        while self.range < REFILL {
            self.range *= LETTERS;
            self.shift();
        }
        let bound = (self.range * u64::from(chance)) >> 16;
        if bit {
            self.range = bound;
        } else {
            self.range -= bound;
            self.low += bound;
            if self.low >= WHOLE {
                self.low -= WHOLE;
                self.carry();
            }
        }
    }

    fn shift(&mut self) {
        self.digits.push((self.low / REFILL) as u8);
        self.low = self.low % REFILL * LETTERS;
    }

    fn carry(&mut self) {
        for digit in self.digits.iter_mut().rev() {
            *digit += 1;
            if u64::from(*digit) < LETTERS {
                break;
            }
            *digit = 0;
        }
    }

    fn end(mut self) -> String {
        for _digit in 0..5 {
            self.shift();
        }
        // The first digit is 0: the range begins at less than the whole, so that the unpacker need not begin in a way of its own.
        self.digits.iter().skip(1).map(|digit| letter(*digit)).collect()
    }
}

fn letter(digit: u8) -> char {
    let letter = FIRST + digit;
    char::from(letter + u8::from(letter >= BACKSLASH))
}
