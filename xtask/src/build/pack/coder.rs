//! From bits and their chances to bytes: a range coder. <https://en.wikipedia.org/wiki/Range_coding>
//!
//! It must never disagree with `$bit` of unpack.wat on where the range is split.

use super::model::Model;

/// Packs `bytes`, which hold no instructions from `data` on.
pub(super) fn pack(bytes: &[u8], data: usize) -> Vec<u8> {
    let mut model = Model::new(data);
    let mut coder = Coder::default();
    for byte in bytes {
        model.byte(*byte, &mut |bit, chance| coder.bit(bit, chance));
    }
    coder.end()
}

struct Coder {
    /// The range that is left begins here, after the bytes that are written.
    low: u32,
    range: u32,
    bytes: Vec<u8>,
}

impl Default for Coder {
    fn default() -> Self {
        Self { low: 0, range: u32::MAX, bytes: Vec::new() }
    }
}

impl Coder {
    /// `chance`, of 65536, is that of a 1, which has the lower part of the range.
    fn bit(&mut self, bit: bool, chance: u32) {
        let bound = ((u64::from(self.range) * u64::from(chance)) >> 16) as u32;
        if bit {
            self.range = bound;
        } else {
            self.range -= bound;
            let (low, carry) = self.low.overflowing_add(bound);
            self.low = low;
            if carry {
                self.carry();
            }
        }
        while self.range < 1 << 24 {
            self.range <<= 8;
            self.shift();
        }
    }

    fn shift(&mut self) {
        self.bytes.push((self.low >> 24) as u8);
        self.low <<= 8;
    }

    fn carry(&mut self) {
        for byte in self.bytes.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
    }

    fn end(mut self) -> Vec<u8> {
        for _byte in 0..4 {
            self.shift();
        }
        // The unpacker reads zeros past the end.
        let length = self.bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        self.bytes.truncate(length);
        self.bytes
    }
}
