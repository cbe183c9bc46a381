//! How likely the next bit of a module is a 1, given all before it.
//!
//! A few contexts each keep, in a slot per place in the byte, how much the same past speaks for a 1; the chance is their sum,
//! squashed. Each bit moves all its slots alike, by how wrong the sum was. That is logistic regression, learned online, and
//! about the least work that joins several contexts: no weights, no multiplication but by the error.
//! <https://en.wikipedia.org/wiki/Logistic_regression>
//!
//! unpack.wat does the same, operation for operation: whole numbers of 32 bits that wrap. It must never use a float, and no
//! change here is right without the same one there; the build would notice.

/// Contexts, and slots in a row: one for each beginning of half a byte.
const CONTEXTS: usize = 3;
const ROW: usize = 16;
/// Few enough that a page need not touch much memory.
const ROWS: usize = 1 << 15;
/// Of a hash of three bytes.
const SEEN_BITS: u32 = 15;
const LONGEST: u32 = 15;
/// In place of a byte that is expected.
const NONE: u32 = 256;
/// Zeros before the module, for those who look back from its start.
const BEFORE: usize = 32;
/// How far a slot moves that has seen 0, 1, 2, or more bits.
const STEPS: [i32; 4] = [125, 100, 90, 43];

const MIX: u32 = 0x9e37_79b1;
const MIX_CONTEXT: u32 = 0x2545_f491;
const MIX_SALT: u32 = 0x5f35_6495;

pub(super) struct Model {
    /// In 8192nds what speaks for a 1; the lowest two bits count the bits it has seen, up to 3.
    slots: Vec<i16>,
    squash: Vec<i32>,
    /// Where the rows of the contexts begin.
    rows: [usize; CONTEXTS],

    /// The module so far, after [`BEFORE`] zeros.
    bytes: Vec<u8>,
    /// From here on there are no instructions.
    data: usize,
    /// The last four instructions, how many operands the last one lacks, and bytes of them it has.
    ops: u32,
    lacks: u32,
    has: u32,
    /// Where the same bytes came before and how many of them.
    matched: usize,
    run: u32,
    /// Behind which three bytes, hashed, was which place; 0 for none.
    seen: Vec<usize>,
}

impl Model {
    /// For a module without instructions from `data` on.
    pub(super) fn new(data: usize) -> Self {
        Self {
            slots: vec![0; ROWS * ROW],
            squash: squash(),
            rows: [0; CONTEXTS],
            bytes: vec![0; BEFORE],
            data: data + BEFORE,
            ops: 0,
            lacks: 0,
            has: 0,
            matched: 0,
            run: 0,
            seen: vec![0; 1 << SEEN_BITS],
        }
    }

    /// Tells `code` each bit that says the next byte, with the chance of 65536 that it is 1, and learns from it.
    pub(super) fn byte(&mut self, byte: u8, code: &mut impl FnMut(bool, u32)) {
        let same = if self.run > 0 { self.back(self.bytes.len() - self.matched) } else { NONE };
        let goes_on = u32::from(byte) == same;
        let contexts = self.contexts(same);
        if self.run > 0 {
            // Most bytes need but this one bit.
            self.set_rows(contexts, same + 512);
            self.bit(1, u32::from(goes_on), code);
        }
        if !goes_on {
            // The bits so far, after a 1.
            let mut place = 1;
            for half in [byte >> 4, byte & 15] {
                self.set_rows(contexts, place);
                let mut node = 1;
                for shift in (0..4).rev() {
                    let bit = u32::from(half >> shift & 1);
                    self.bit(node, bit, code);
                    node = node << 1 | bit as usize;
                }
                place = place << 4 | u32::from(half);
            }
        }
        self.bytes.push(byte);
        self.follow_run(goes_on);
        self.follow_instructions(u32::from(byte));
    }

    /// The byte `distance` before the next one.
    fn back(&self, distance: usize) -> u32 {
        let at = self.bytes.len().checked_sub(distance);
        at.and_then(|at| self.bytes.get(at)).copied().map_or(0, u32::from)
    }

    fn contexts(&self, same: u32) -> [u32; CONTEXTS] {
        // What the next byte is: an opcode, or the first or a later byte of an operand.
        let place = self.lacks << 2 | self.has;
        let sure = u32::BITS - self.run.leading_zeros();
        [place << 16 | self.ops & 0xff, (place << 3 | sure) << 9 | same, place << 16 | self.ops & 0xffff]
    }

    fn set_rows(&mut self, contexts: [u32; CONTEXTS], salt: u32) {
        for ((row, context), i) in self.rows.iter_mut().zip(contexts).zip(0_u32..) {
            let salt = (salt << 2 | i).wrapping_mul(MIX_SALT);
            let hash = context.wrapping_mul(MIX_CONTEXT).wrapping_add(salt);
            *row = ((hash ^ hash >> 15).wrapping_mul(MIX) >> 17) as usize * ROW;
        }
    }

    fn bit(&mut self, node: usize, bit: u32, code: &mut impl FnMut(bool, u32)) {
        let slots = self.rows.map(|row| self.slots.get(row + node).copied().map_or(0, i32::from));
        let sum = slots.iter().sum::<i32>() >> 5;
        let chance = at(&self.squash, sum.clamp(-2047, 2047) + 2048);
        code(bit == 1, chance as u32);

        let error = ((bit as i32) << 16) - chance;
        for row in self.rows {
            // Read anew: two contexts may share a row.
            if let Some(slot) = self.slots.get_mut(row + node) {
                *slot = learn(i32::from(*slot), error);
            }
        }
    }

    fn follow_run(&mut self, goes_on: bool) {
        let end = self.bytes.len();
        let three = self.back(1) << 16 | self.back(2) << 8 | self.back(3);
        let seen = self.seen.get_mut((three.wrapping_mul(MIX) >> (32 - SEEN_BITS)) as usize);
        let before = seen.map(|seen| std::mem::replace(seen, end)).unwrap_or_default();
        if goes_on {
            self.matched += 1;
            self.run = LONGEST.min(self.run + 1);
            return;
        }
        self.matched = before;
        self.run = 0;
        let Some((past, now)) = self.bytes.get(..before).zip(self.bytes.get(..end)) else { return };
        let same = past.iter().rev().zip(now.iter().rev()).take(LONGEST as usize);
        self.run = same.take_while(|(past, now)| past == now).count() as u32;
    }

    fn follow_instructions(&mut self, byte: u32) {
        if self.lacks > 0 {
            self.has = 3.min(self.has + 1);
            self.lacks -= u32::from(byte < 128);
        } else {
            self.ops = self.ops << 8 | byte;
            self.has = 0;
            self.lacks = if self.bytes.len() <= self.data { operands(byte) } else { 0 };
        }
    }
}

/// Against the error: the less a slot has seen, the further.
fn learn(slot: i32, error: i32) -> i16 {
    let count = slot & 3;
    let step = ((error * at(&STEPS, count)) >> 10) & -4;
    // It may wrap, in unpack.wat too.
    (slot + step + i32::from(count < 3)) as i16
}

/// How many numbers follow an opcode, as far as it matters here: floats are rare.
/// <https://webassembly.github.io/spec/core/binary/instructions.html>
fn operands(opcode: u32) -> u32 {
    match opcode {
        0x11 | 0x28..=0x3e => 2,
        0x02..=0x04 | 0x0c..=0x0e | 0x10 | 0x20..=0x26 | 0x41 | 0x42 => 1,
        _ => 0,
    }
}

/// The logistic function, from -8…8 in 256ths to a chance of 65536: it solves p' = p (1 - p).
fn squash() -> Vec<i32> {
    let mut table = vec![0; 4096];
    let mut chance = 1_u64 << 29;
    for i in 0..2048 {
        let rounded = (chance >> 14) as i32;
        if let Some(entry) = table.get_mut(2048 + i) {
            *entry = rounded;
        }
        if let Some(entry) = table.get_mut(2047 - i) {
            *entry = 0x1_0000 - rounded;
        }
        chance += (chance * ((1 << 30) - chance)) >> 38;
    }
    table
}

fn at(table: &[i32], index: i32) -> i32 {
    usize::try_from(index).ok().and_then(|index| table.get(index)).copied().unwrap_or_default()
}
