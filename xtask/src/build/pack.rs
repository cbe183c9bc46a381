//! The wasm module as a JavaScript string that gzip still understands.
//!
//! Base64 puts three bytes into four characters, so repetition that began at another byte no longer looks the same, and the
//! gzip of it is a quarter larger than that of the module. Here every byte is one or two characters of its own, one for the
//! 89 bytes that the module uses most: compressed it costs 2 % over the module, and raw it is smaller than base64.
//!
//! It must never use a character that is not plain ASCII (a page may name another charset) or that a string literal escapes.

/// Bytes that one character stands for.
const PAGE: usize = 89;
/// The character of 0 in a page; the last page mark is `~`.
const FIRST: u8 = b'#';
/// The first page mark: the byte after it lies a page further on, after the second one two.
const MARK: u8 = b'|';
/// Stands in for the backslash, which lies in the middle of the range.
const BACKSLASH: u8 = b'!';

/// The source of a module whose default export is a function that answers the bytes.
pub(super) fn module(bytes: &[u8]) -> String {
    let common = common(bytes);
    let table = table(&common);
    format!(
        r#"const text = "{text}", common = "{common}";
export default function bytes() {{
  const isCommon = (byte) => (parseInt(common[byte >> 2], 16) >> (byte & 3)) & 1;
  const all = [...Array(256).keys()];
  const table = [...all.filter(isCommon), ...all.filter((byte) => !isCommon(byte))];
  const bytes = new Uint8Array({length});
  let page = 0, length = 0;
  for (let i = 0; i < text.length; i++) {{
    let code = text.charCodeAt(i);
    if (code === {BACKSLASH}) code = {backslash};
    if (code >= {MARK}) page = (code - {before_mark}) * {PAGE};
    else bytes[length++] = table[page + code - {FIRST}], page = 0;
  }}
  return bytes;
}}
"#,
        text = text(bytes, &table),
        common = bitmap(&common),
        length = bytes.len(),
        backslash = b'\\',
        before_mark = MARK - 1,
    )
}

/// Which bytes are among the [`PAGE`] most frequent.
fn common(bytes: &[u8]) -> [bool; 256] {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let mut ranking: Vec<(u32, usize)> = counts.iter().copied().zip(0..).collect();
    ranking.sort_by_key(|&(count, byte)| (std::cmp::Reverse(count), byte));
    let mut common = [false; 256];
    for (_count, byte) in ranking.into_iter().take(PAGE) {
        if let Some(is_common) = common.get_mut(byte) {
            *is_common = true;
        }
    }
    common
}

/// The bytes in the order of their codes: the common ones, then the others, each by value.
fn table(common: &[bool; 256]) -> Vec<u8> {
    let with = |wanted: bool| {
        let bytes = common.iter().zip(0_u8..=255);
        bytes.filter_map(move |(is_common, byte)| (*is_common == wanted).then_some(byte))
    };
    with(true).chain(with(false)).collect()
}

/// Four bytes a hexadecimal digit, the first of them in its lowest bit.
fn bitmap(common: &[bool; 256]) -> String {
    let digit = |four: &[bool]| four.iter().rev().fold(0, |digit, bit| digit * 2 + u32::from(*bit));
    common.chunks(4).filter_map(|four| char::from_digit(digit(four), 16)).collect()
}

fn text(bytes: &[u8], table: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 9 / 8);
    for byte in bytes {
        let code = table.iter().position(|other| other == byte).unwrap_or_default();
        // There are 256 codes: two marks and a character below `|` say them all.
        let (page, code) = ((code / PAGE) as u8, (code % PAGE) as u8);
        if let Some(page) = page.checked_sub(1) {
            text.push(char::from(MARK + page));
        }
        text.push(match FIRST + code {
            b'\\' => char::from(BACKSLASH),
            code => char::from(code),
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        (0..=255).chain((0..=255).rev()).chain([7; 9]).chain(60..200).collect()
    }

    /// What the JavaScript in `module` does.
    fn decode(text: &str, table: &[u8]) -> Vec<u8> {
        let mut page = 0;
        let mut bytes = Vec::new();
        for code in text.bytes() {
            let code = if code == BACKSLASH { b'\\' } else { code };
            if code >= MARK {
                page = usize::from(code - MARK + 1) * PAGE;
            } else {
                bytes.push(table[std::mem::take(&mut page) + usize::from(code - FIRST)]);
            }
        }
        bytes
    }

    #[test]
    fn every_byte_comes_back() {
        let bytes = sample();
        let table = table(&common(&bytes));
        assert_eq!(decode(&text(&bytes, &table), &table), bytes);
    }

    #[test]
    fn the_text_needs_no_escape() {
        let bytes = sample();
        let text = text(&bytes, &table(&common(&bytes)));
        assert!(text.bytes().all(|code| code.is_ascii_graphic() && code != b'"' && code != b'\\'));
    }

    #[test]
    fn the_bytes_used_most_are_one_character() {
        let bytes: Vec<u8> = (0..=255).chain([250; 5]).collect();
        let common = common(&bytes);
        assert!(common[250] && common.iter().filter(|is_common| **is_common).count() == PAGE);
        assert_eq!(text(&[250], &table(&common)).len(), 1);
        assert_eq!(bitmap(&common).len(), 64);
        assert_eq!(bitmap(&common).as_bytes()[250 / 4], b'4', "250 is the third of its four");
    }
}
