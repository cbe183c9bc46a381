//! A text as a QR code, after ISO/IEC 18004: bytes, error correction of the lowest level, which is enough for a screen.
//!
//! One mask serves all: which one is best is a matter of how easily a code is found, and any of them can be read.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Codewords for error correction in each block, by version.
const CHECK: [u8; 41] = [
    0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28,
    30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
/// Blocks, by version.
const BLOCKS: [u8; 41] = [
    0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16,
    17, 18, 19, 19, 20, 21, 22, 24, 25,
];
/// The longest text that fits into a code, in bytes.
const MAX_TEXT: usize = 2_953;
/// The mask that is used: every third diagonal.
const MASK: usize = 3;

/// A square of modules.
struct Grid {
    size: usize,
    dark: Vec<bool>,
    /// Modules that no data goes to.
    fixed: Vec<bool>,
}

impl Grid {
    fn new(version: usize) -> Self {
        let size = version * 4 + 17;
        Self { size, dark: vec![false; size * size], fixed: vec![false; size * size] }
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark.get(y * self.size + x).copied().unwrap_or_default()
    }

    fn is_fixed(&self, x: usize, y: usize) -> bool {
        self.fixed.get(y * self.size + x).copied().unwrap_or(true)
    }

    fn set(&mut self, x: usize, y: usize, dark: bool) {
        if let Some(module) = self.dark.get_mut(y * self.size + x) {
            *module = dark;
        }
    }

    fn fix(&mut self, x: usize, y: usize, dark: bool) {
        if x < self.size && y < self.size {
            self.set(x, y, dark);
            if let Some(module) = self.fixed.get_mut(y * self.size + x) {
                *module = true;
            }
        }
    }

    /// Rings around a centre: dark where `rings` says so. What lies outside is left out.
    fn rings(&mut self, x: usize, y: usize, reach: usize, light: &[usize]) {
        for down in 0..=reach * 2 {
            for right in 0..=reach * 2 {
                let ring = down.abs_diff(reach).max(right.abs_diff(reach));
                let (x, y) = ((x + right).wrapping_sub(reach), (y + down).wrapping_sub(reach));
                self.fix(x, y, !light.contains(&ring));
            }
        }
    }

    fn patterns(&mut self, version: usize) {
        let last = self.size - 1;
        for place in 0..self.size {
            self.fix(6, place, place % 2 == 0);
            self.fix(place, 6, place % 2 == 0);
        }
        for (x, y) in [(3, 3), (last - 3, 3), (3, last - 3)] {
            self.rings(x, y, 4, &[2, 4]);
        }
        let marks = marks(version, self.size);
        for (row, &y) in marks.iter().enumerate() {
            for (column, &x) in marks.iter().enumerate() {
                let end = marks.len() - 1;
                // Three corners have the large ones.
                if !matches!((row, column), (0, 0)) && (row, column) != (0, end) && (row, column) != (end, 0)
                {
                    self.rings(x, y, 2, &[1]);
                }
            }
        }
        self.format();
        if version >= 7 {
            let mut rest = version;
            for _ in 0..12 {
                rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
            }
            let bits = (version << 12) | rest;
            for bit in 0..18 {
                let dark = (bits >> bit) & 1 == 1;
                let (far, near) = (self.size - 11 + bit % 3, bit / 3);
                self.fix(far, near, dark);
                self.fix(near, far, dark);
            }
        }
    }

    fn format(&mut self) {
        let dark = |bit: usize| (format_bits() >> bit) & 1 == 1;
        for bit in 0..6 {
            self.fix(8, bit, dark(bit));
        }
        self.fix(8, 7, dark(6));
        self.fix(8, 8, dark(7));
        self.fix(7, 8, dark(8));
        for bit in 9..15 {
            self.fix(14 - bit, 8, dark(bit));
        }
        for bit in 0..8 {
            self.fix(self.size - 1 - bit, 8, dark(bit));
        }
        for bit in 8..15 {
            self.fix(8, self.size - 15 + bit, dark(bit));
        }
        self.fix(8, self.size - 8, true);
    }

    /// Two columns at a time, from the right, up and down in turn.
    fn fill(&mut self, codewords: &[u8]) {
        let mut bit = 0;
        let mut right = self.size - 1;
        while right >= 1 {
            if right == 6 {
                right = 5;
            }
            let upwards = (right + 1) & 2 == 0;
            for step in 0..self.size {
                let y = if upwards { self.size - 1 - step } else { step };
                for x in [right, right - 1] {
                    if !self.is_fixed(x, y) {
                        let byte = codewords.get(bit >> 3).copied().unwrap_or_default();
                        let dark = (byte >> (7 - (bit & 7))) & 1 == 1;
                        self.set(x, y, dark != ((x + y) % MASK == 0));
                        bit += 1;
                    }
                }
            }
            right = right.saturating_sub(2);
        }
    }
}

/// Level L is 1, then the mask, then ten bits that check both, all of it masked.
fn format_bits() -> usize {
    let data = (1 << 3) | MASK;
    let mut rest = data;
    for _ in 0..10 {
        rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    }
    ((data << 10) | rest) ^ 0x5412
}

/// Where the small marks are, in both directions.
fn marks(version: usize, size: usize) -> Vec<usize> {
    if version == 1 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = (version * 8 + count * 3 + 5) / (count * 4 - 4) * 2;
    let mut marks: Vec<usize> = (0..count - 1).map(|place| size - 7 - place * step).collect();
    marks.push(6);
    marks.reverse();
    marks
}

/// How many codewords a version has room for, those for error correction included.
fn room(version: usize) -> usize {
    let mut modules = (16 * version + 128) * version + 64;
    if version >= 2 {
        let count = version / 7 + 2;
        modules -= (25 * count - 10) * count - 55;
    }
    if version >= 7 {
        modules -= 36;
    }
    modules / 8
}

/// Multiplication in GF(2⁸) modulo x⁸ + x⁴ + x³ + x² + 1.
fn multiply(x: u8, y: u8) -> u8 {
    let mut product: u8 = 0;
    for bit in (0..8).rev() {
        let carry = product >> 7;
        product = (product << 1) ^ (carry * 0x1D);
        product ^= ((y >> bit) & 1) * x;
    }
    product
}

/// The coefficients of the polynomial whose roots are the first powers of 2, without the leading one.
fn divisor(degree: usize) -> Vec<u8> {
    let mut divisor = vec![0; degree];
    if let Some(last) = divisor.last_mut() {
        *last = 1;
    }
    let mut root = 1;
    for _ in 0..degree {
        let next: Vec<u8> = divisor.iter().skip(1).copied().chain([0]).collect();
        for (coefficient, next) in divisor.iter_mut().zip(next) {
            *coefficient = multiply(*coefficient, root) ^ next;
        }
        root = multiply(root, 2);
    }
    divisor
}

fn remainder(data: &[u8], divisor: &[u8]) -> Vec<u8> {
    let mut rest: Vec<u8> = vec![0; divisor.len()];
    for byte in data {
        let factor = byte ^ rest.remove(0);
        rest.push(0);
        for (place, coefficient) in rest.iter_mut().zip(divisor) {
            *place ^= multiply(*coefficient, factor);
        }
    }
    rest
}

/// The data as codewords: mode, length, bytes, filling.
fn codewords(text: &[u8], version: usize, room: usize) -> Vec<u8> {
    let mut bits: Vec<u8> = Vec::with_capacity(room);
    let long = version > 9;
    // The mode, 4, takes half a byte, and so everything after it is half a byte late.
    let length = text.len();
    let mut halves: Vec<u8> = vec![4];
    if long {
        halves.extend([(length >> 12) as u8 & 15, (length >> 8) as u8 & 15]);
    }
    halves.extend([(length >> 4) as u8 & 15, length as u8 & 15]);
    for byte in text {
        halves.extend([byte >> 4, byte & 15]);
    }
    halves.push(0);
    for pair in halves.chunks(2) {
        let half = |place: usize| pair.get(place).copied().unwrap_or_default();
        bits.push(half(0) << 4 | half(1));
    }
    let mut filling = [0xEC, 0x11].into_iter().cycle();
    while bits.len() < room {
        bits.extend(filling.next());
    }
    bits
}

/// Blocks with their error correction, a codeword of each in turn.
fn interleaved(data: &[u8], blocks: usize, check: usize) -> Vec<u8> {
    let divisor = divisor(check);
    let short = data.len() / blocks;
    let shorts = blocks - data.len() % blocks;
    let mut rest = data;
    let mut parts: Vec<(&[u8], Vec<u8>)> = Vec::new();
    for block in 0..blocks {
        let (part, after) = rest.split_at_checked(short + usize::from(block >= shorts)).unwrap_or_default();
        rest = after;
        parts.push((part, remainder(part, &divisor)));
    }
    let mut out = Vec::new();
    for place in 0..=short {
        out.extend(parts.iter().filter_map(|(part, _)| part.get(place)));
    }
    for place in 0..check {
        out.extend(parts.iter().filter_map(|(_, check)| check.get(place)));
    }
    out
}

/// Whether this is an image of a code already.
#[must_use]
pub fn is_image(text: &str) -> bool {
    text.starts_with("data:image/")
}

/// Whether there is a code to be seen for it: an image, or a text that [`draw`] takes and that says something.
#[must_use]
pub fn can_be_shown(text: &str) -> bool {
    is_image(text) || (1..=MAX_TEXT).contains(&text.len())
}

/// The modules of the code, a line of `1` and `0` for each row; `None` when the text is too long for one.
#[must_use]
pub fn draw(text: &str) -> Option<String> {
    let text = text.as_bytes();
    let fits = |version: usize| {
        let (check, blocks) = (usize::from(*CHECK.get(version)?), usize::from(*BLOCKS.get(version)?));
        let data = room(version) - check * blocks;
        // Half a byte for the mode, one or two for the length, and half a byte to fill it up.
        (text.len() + if version > 9 { 3 } else { 2 } <= data).then_some((version, data, blocks, check))
    };
    let (version, data, blocks, check) = (1..=40).find_map(fits)?;
    let mut grid = Grid::new(version);
    grid.patterns(version);
    grid.fill(&interleaved(&codewords(text, version, data), blocks, check));
    let mut out = String::with_capacity(grid.size * (grid.size + 1));
    for y in 0..grid.size {
        for x in 0..grid.size {
            out.push(if grid.is_dark(x, y) { '1' } else { '0' });
        }
        out.push('\n');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use super::*;

    #[test]
    fn a_code_is_as_readers_read_it() {
        // Read back by jsQR, as were codes of versions 1 to 40.
        let rows = [
            "111111101100001111111",
            "100000100010001000001",
            "101110101111001011101",
            "101110101111101011101",
            "101110101010101011101",
            "100000100111001000001",
            "111111101010101111111",
            "000000000001100000000",
            "111100101011110011101",
            "001001001010001010001",
            "101100110110001101011",
            "010100001011100111000",
            "100000110101101100000",
            "000000001001111110100",
            "111111100011000111100",
            "100000100000010111110",
            "101110100101100010101",
            "101110101101101001000",
            "101110101011100000000",
            "100000101000111110001",
            "111111101100001010100",
        ];
        assert_eq!(draw("ahovcjqxelszgnubi").unwrap().lines().collect::<Vec<_>>(), rows);
    }

    #[test]
    fn the_longest_text_fits_and_a_longer_one_does_not() {
        assert_eq!(draw(&"a".repeat(MAX_TEXT)).unwrap().lines().count(), 177);
        assert_eq!(draw(&"a".repeat(MAX_TEXT + 1)), None);
    }
}
