//! Putting texts together without the formatting machinery, which would be a tenth of the widget.

use alloc::string::String;

/// The parts, one after the other.
#[must_use]
pub fn join(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// The word at a place of a line of words: the name of an enum's variant, when they stand in the order of the variants.
///
/// A table of texts, which is what a `match` becomes, costs eight bytes for every one.
#[must_use]
pub fn word(words: &'static str, place: usize) -> &'static str {
    // Byte by byte: `split` is a kilobyte of code.
    let (mut start, mut place) = (0, place);
    for (index, byte) in words.bytes().enumerate() {
        if byte == b' ' {
            if place == 0 {
                return words.get(start..index).unwrap_or_default();
            }
            place -= 1;
            start = index + 1;
        }
    }
    words.get(start..).unwrap_or_default()
}

/// Adds `value` percent-encoded, whole: everything but RFC 3986's unreserved characters.
pub fn percent_encode(value: &str, out: &mut String) {
    let hex = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'A' - 10 + nibble };
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            add(byte, out);
        } else {
            add(b'%', out);
            add(hex(byte >> 4), out);
            add(hex(byte & 15), out);
        }
    }
}

/// Adds an ASCII character. `String::push` knows all others too, and its code would stand wherever one is added.
#[inline(never)]
pub fn add(byte: u8, out: &mut String) {
    out.push(char::from(byte & 127));
}

/// A number as decimal text.
#[must_use]
pub fn decimal(number: i64) -> String {
    let mut out = String::new();
    if number < 0 {
        add(b'-', &mut out);
    }
    add_digits(number.unsigned_abs(), &mut out);
    out
}

fn add_digits(number: u64, out: &mut String) {
    if number > 9 {
        add_digits(number / 10, out);
    }
    add(b'0' + (number % 10) as u8, out);
}

/// A whole number from 0 on, in decimal; none that JavaScript doesn't count exactly, as it does up to 2^53 − 1.
#[must_use]
pub fn whole(number: f64) -> Option<String> {
    let whole = (0.0..=9_007_199_254_740_991.0).contains(&number) && number % 1.0 == 0.0;
    // The range was checked: the cast is exact.
    #[expect(clippy::cast_possible_truncation, reason = "checked one line above")]
    whole.then(|| decimal(number as i64))
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn numbers_are_written_as_everyone_writes_them() {
        for number in [0, 1, 9, 10, -1, -99, 100, 443, 65_535, 9_007_199_254_740_991, i64::MAX, i64::MIN] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}
