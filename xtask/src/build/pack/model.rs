//! How likely the next bit of a module is a 1, given all before it.
//!
//! A context is a choice of what is known of the past: the last byte and the last two opcodes, say. Each context keeps, for
//! every such past it has met, how likely the bits of the next byte were: a slot for each, which learns the faster the less it
//! has seen. What the contexts say is mixed: their chances as logits, times weights, summed, and squashed to one chance. The
//! weights learn too, from how wrong that was, and so a context is heard where it tends to be right. That is logistic mixing,
//! as PAQ does it: <https://mattmahoney.net/dc/dce.html#Section_432>.
//!
//! unpack.wat does the same, operation for operation: whole numbers of 32 bits that wrap. It must never use a float, and no
//! change here is right without the same one there; the build would notice.

use std::ops::Range;

/// What is known, as bits of a context: the bytes of [`Model::past`] that it takes. What none takes has no name.
mod known {
    /// Bytes before, from the eighth to the last.
    pub(super) const BYTE_8: u32 = 1 << 0;
    pub(super) const BYTE_7: u32 = 1 << 1;
    pub(super) const BYTE_6: u32 = 1 << 2;
    pub(super) const BYTE_5: u32 = 1 << 3;
    pub(super) const BYTE_4: u32 = 1 << 4;
    pub(super) const BYTE_2: u32 = 1 << 6;
    pub(super) const BYTE: u32 = 1 << 7;
    /// The last opcodes. Where there are no instructions, every byte counts as one.
    pub(super) const OP: u32 = 1 << 8;
    pub(super) const OP_2: u32 = 1 << 9;
    pub(super) const OP_3: u32 = 1 << 10;
    pub(super) const OP_4: u32 = 1 << 11;
    /// What the next byte is: an opcode, or the first or a later byte of an operand.
    pub(super) const PLACE: u32 = 1 << 12;
    /// The byte that comes if what came before comes again, and how sure that is.
    pub(super) const SAME: u32 = 1 << 13;
    pub(super) const SURE: u32 = 1 << 14;
    /// What followed the last two bytes, last time.
    pub(super) const NEXT: u32 = 1 << 15;
    /// The word so far, hashed.
    pub(super) const WORD: u32 = 3 << 16;
    pub(super) const ALL: usize = 18;
}
use known::*;

/// Found by trying: thousands of changes to this list, each kept if the widget got smaller.
const CONTEXTS: [u32; 12] = [
    PLACE,
    NEXT,
    PLACE | BYTE,
    OP | SAME,
    PLACE | OP_2 | BYTE_4,
    PLACE | OP | OP_2,
    PLACE | BYTE_2 | SAME | SURE,
    PLACE | OP | WORD,
    PLACE | OP | OP_2 | OP_3 | BYTE_2,
    PLACE | OP | OP_3 | OP_4 | BYTE_5,
    PLACE | OP | BYTE | WORD,
    PLACE | OP | OP_2 | OP_3 | BYTE_6 | BYTE_7 | BYTE_8,
];

/// A slot for each beginning of half a byte; the first place in the row tells whose row it is.
type Row = [i16; 16];
/// Two to this: 8 MiB.
const ROWS_BITS: u32 = 18;
/// How far a slot moves, in 256ths of the way, that has seen 0, 1, 2… bits.
const STEPS: [i32; 10] = [232, 137, 99, 79, 72, 68, 65, 60, 50, 30];

/// Weights are in 65536ths, and two sets of them are added.
const FIRST_WEIGHT: i32 = 8000;
/// For each place and what the run says of the bit; then for each opcode, for operands of each opcode, for all else.
const SETS: usize = RUNS + 768;
const RUNS: usize = 512;

/// An error, of 65536, that has nothing to teach: a third of all are less, and not to learn from them even makes the module smaller.
const ENOUGH: i32 = 512;

/// Of a hash of three bytes.
const SEEN_BITS: u32 = 16;
const LONGEST: u32 = 15;
/// Zeros before the module, for those who look back from its start.
const BEFORE: usize = 32;
/// Before each function stands this for an opcode, with two operands, its length and the number of its groups of locals;
/// after it the opcode before this, with the groups.
const FUNCTION: u32 = 0xff;
const BR_TABLE: u32 = 0x0e;
/// The place of a byte that is no part of an instruction.
const NO_CODE: u32 = 3;

const MIX: u32 = 0x9e37_79b1;

pub(super) struct Model {
    /// From -2048 to 2047 the chance of a 1, and in the lowest four bits how many bits the slot has seen.
    slots: Vec<Row>,
    weights: Vec<[i32; CONTEXTS.len()]>,
    squash: Vec<i32>,
    stretch: Vec<i32>,

    /// See [`known`].
    past: [u8; ALL],
    /// The past of each context, hashed, and its row.
    keys: [u32; CONTEXTS.len()],
    rows: [usize; CONTEXTS.len()],

    /// The module so far, after [`BEFORE`] zeros.
    bytes: Vec<u8>,
    /// Where the functions are, and whether this is one; where it ends.
    functions: Range<usize>,
    inside: bool,
    function_end: usize,
    /// The last four opcodes, how many operands the last one lacks, and bytes of them it has.
    ops: u32,
    lacks: u32,
    has: u32,
    word: u32,
    /// Where the same bytes came before and how many of them.
    matched: usize,
    run: u32,
    /// Behind which three bytes, hashed, was which place; 0 for none.
    seen: Vec<usize>,
    /// What followed which two bytes.
    next: Vec<u8>,
}

impl Model {
    /// For a module with functions there.
    pub(super) fn new(functions: &Range<usize>) -> Self {
        let functions = functions.start + BEFORE..functions.end + BEFORE;
        Self {
            slots: vec![Row::default(); 1 << ROWS_BITS],
            weights: vec![[FIRST_WEIGHT; CONTEXTS.len()]; SETS],
            squash: squash(),
            stretch: stretch(),
            past: [0; ALL],
            keys: [0; CONTEXTS.len()],
            rows: [0; CONTEXTS.len()],
            bytes: vec![0; BEFORE],
            inside: false,
            function_end: functions.start,
            functions,
            ops: 0,
            lacks: 0,
            has: NO_CODE,
            word: 0,
            matched: 0,
            run: 0,
            seen: vec![0; 1 << SEEN_BITS],
            next: vec![0; 1 << 16],
        }
    }

    /// Tells `code` each bit of the next byte, with the chance of 65536 that it is 1, and learns from it.
    pub(super) fn byte(&mut self, byte: u8, code: &mut impl FnMut(bool, u32)) {
        let same = if self.run > 0 { self.back(self.bytes.len() - self.matched) } else { 0 };
        self.remember(same);
        self.find_keys();
        // The bits so far, after a 1.
        let mut place = 1;
        for half in [byte >> 4, byte & 15] {
            self.find_rows(place);
            let mut node = 1;
            for shift in (0..4).rev() {
                let bit = u32::from(half >> shift & 1);
                self.bit(place, node, bit, code);
                place = place << 1 | bit;
                node = node << 1 | bit as usize;
            }
        }
        let before = self.pair();
        if let Some(next) = self.next.get_mut(before) {
            *next = byte;
        }
        self.bytes.push(byte);
        self.follow_run(u32::from(byte) == same);
        self.follow_word(u32::from(byte));
        self.follow_instructions(u32::from(byte));
    }

    /// The byte `distance` before the next one.
    fn back(&self, distance: usize) -> u32 {
        let at = self.bytes.len().checked_sub(distance);
        at.and_then(|at| self.bytes.get(at)).copied().map_or(0, u32::from)
    }

    /// The last two bytes.
    fn pair(&self) -> usize {
        (self.back(1) << 8 | self.back(2)) as usize
    }

    fn place(&self) -> u32 {
        self.lacks << 2 | self.has
    }

    fn sure(&self) -> u32 {
        u32::BITS - self.run.leading_zeros()
    }

    /// Everything that contexts may take.
    fn remember(&mut self, same: u32) {
        let bytes = (1..=8).rev().map(|distance| self.back(distance));
        let ops = self.ops.to_le_bytes().map(u32::from);
        let next = self.next.get(self.pair()).copied().map_or(0, u32::from);
        let all = bytes.chain(ops).chain([self.place(), same, self.sure(), next, self.word, self.word >> 8]);
        let all: Vec<u8> = all.map(|known| known as u8).collect();
        self.past.copy_from_slice(&all);
    }

    fn find_keys(&mut self) {
        for (key, context) in self.keys.iter_mut().zip(CONTEXTS) {
            *key = context;
            for (i, known) in self.past.iter().enumerate() {
                if context >> i & 1 == 1 {
                    *key = key.wrapping_add(u32::from(*known)).wrapping_mul(MIX);
                    *key ^= *key >> 15;
                }
            }
        }
    }

    /// The rows for half a byte, of which the bits before are `place`. A row that another past had is begun anew.
    fn find_rows(&mut self, place: u32) {
        for (row, key) in self.rows.iter_mut().zip(self.keys) {
            let hash = key.wrapping_add(place).wrapping_mul(MIX);
            *row = (hash >> (u32::BITS - ROWS_BITS)) as usize;
            if let Some(slots) = self.slots.get_mut(*row)
                && slots.first() != Some(&(hash as i16))
            {
                *slots = Row::default();
                if let Some(owner) = slots.first_mut() {
                    *owner = hash as i16;
                }
            }
        }
    }

    /// The sets of weights for the next bit: one for what the run expects, one for the instruction.
    fn sets(&self, place: u32) -> [usize; 2] {
        // The bits so far and the next one, if the run goes on.
        let expected =
            if self.run > 0 { (0x100 | self.known(SAME)) >> (place.leading_zeros() - 24) } else { 0 };
        let run = if expected >> 1 == place { self.sure() << 1 | expected & 1 } else { 0 };
        let instruction =
            if self.inside { self.ops & 0xff | u32::from(self.lacks > 0) << 8 } else { 512 + place };
        [((self.place() & 31) << 4 | run) as usize, RUNS + instruction as usize]
    }

    fn known(&self, what: u32) -> u32 {
        self.past.get(what.trailing_zeros() as usize).copied().map_or(0, u32::from)
    }

    fn bit(&mut self, place: u32, node: usize, bit: u32, code: &mut impl FnMut(bool, u32)) {
        let sets = self.sets(place);
        let mut inputs = [0; CONTEXTS.len()];
        for (input, row) in inputs.iter_mut().zip(self.rows) {
            let slot = self.slots.get(row).and_then(|slots| slots.get(node)).copied().map_or(0, i32::from);
            *input = at(&self.stretch, (slot >> 4) + 2048);
        }
        let mut sum = 0_i32;
        for set in sets {
            for (weight, input) in self.weights.get(set).into_iter().flatten().zip(inputs) {
                sum = sum.wrapping_add(weight.wrapping_mul(input));
            }
        }
        let chance = at(&self.squash, (sum >> 17).clamp(-2047, 2047) + 2048);
        code(bit == 1, chance as u32);

        let error = ((bit as i32) << 16) - chance;
        if error.abs() < ENOUGH {
            return;
        }
        for set in sets {
            for (weight, input) in self.weights.get_mut(set).into_iter().flatten().zip(inputs) {
                *weight = weight.wrapping_add((error * input) >> 16);
            }
        }
        for row in self.rows {
            // Read anew: two contexts may share a row.
            if let Some(slot) = self.slots.get_mut(row).and_then(|slots| slots.get_mut(node)) {
                *slot = learn(i32::from(*slot), bit);
            }
        }
    }

    fn follow_run(&mut self, goes_on: bool) {
        let end = self.bytes.len();
        let three = self.back(1) << 16 | self.back(2) << 8 | self.back(3);
        let seen = self.seen.get_mut((three.wrapping_mul(MIX) >> (32 - SEEN_BITS)) as usize);
        let before = seen.map(|seen| std::mem::replace(seen, end)).unwrap_or_default();
        if goes_on && self.run > 0 {
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

    /// Letters, and what of other alphabets than ours is in UTF-8.
    fn follow_word(&mut self, byte: u32) {
        let letter = byte >= 128 || (u32::from(b'a')..=u32::from(b'z')).contains(&(byte | 32));
        self.word = if letter && !self.inside { hashed(self.word.wrapping_add(byte | 32)) } else { 0 };
    }

    fn follow_instructions(&mut self, byte: u32) {
        let op = self.ops & 0xff;
        if !self.inside {
            self.ops = self.ops << 8 | byte;
        } else if self.lacks == 0 {
            self.ops = self.ops << 8 | byte;
            self.has = 0;
            self.lacks = operands(byte);
        } else {
            if op == FUNCTION && self.lacks == 2 {
                // A function ends its length after the length itself.
                self.function_end += 1 + ((byte as usize & 127) << (7 * self.has));
            }
            self.has = 3.min(self.has + 1);
            self.lacks -= u32::from(byte < 128);
            if self.lacks == 0 && (op == FUNCTION || op == BR_TABLE) {
                // The last operand says how many more there are: two for each group of locals, and labels.
                self.lacks = if op == FUNCTION { byte << 1 } else { byte + 1 };
                self.ops -= 1;
            }
        }
        // Within a length, with more of it to come, this is no end yet.
        if self.bytes.len() == self.function_end && self.lacks != 2 {
            self.inside = self.function_end < self.functions.end;
            if self.inside {
                self.ops = self.ops << 8 | FUNCTION;
                (self.lacks, self.has) = (2, 0);
            } else {
                (self.lacks, self.has) = (0, NO_CODE);
            }
        }
    }
}

fn hashed(key: u32) -> u32 {
    let hash = key.wrapping_mul(MIX);
    hash ^ hash >> 15
}

/// Towards the bit: the less a slot has seen, the further.
fn learn(slot: i32, bit: u32) -> i16 {
    let count = slot & 15;
    let goal = if bit == 1 { 0x7fff } else { -0x8000 };
    let step = (((goal - slot) * at(&STEPS, count) + 2048) >> 8) & -16;
    (slot + step + i32::from(count < 9)) as i16
}

/// How many numbers follow an opcode, as far as it matters here: floats are rare.
/// <https://webassembly.github.io/spec/core/binary/instructions.html>
fn operands(opcode: u32) -> u32 {
    match opcode {
        0x11 | 0x28..=0x3e => 2,
        0x02..=0x04 | 0x0c..=0x0e | 0x10 | 0x20..=0x26 | 0x3f..=0x42 => 1,
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

/// Its inverse, from a chance of 4096, which solves l' = 1 / (p (1 - p)).
fn stretch() -> Vec<i32> {
    let mut table = vec![0; 4096];
    let mut logit = 0_u32;
    for i in 0..2048 {
        let rounded = (logit >> 11) as i32;
        if let Some(entry) = table.get_mut(2048 + i) {
            *entry = rounded;
        }
        if let Some(entry) = table.get_mut(2047 - i) {
            *entry = -rounded;
        }
        logit += (1 << 31) / ((1 << 22) - (i * i) as u32);
    }
    table
}

fn at(table: &[i32], index: i32) -> i32 {
    usize::try_from(index).ok().and_then(|index| table.get(index)).copied().unwrap_or_default()
}
