//! The wasm module as JavaScript: packed by a model of our own, with a tiny wasm module that unpacks it.
//!
//! Why: what counts is gzip, and gzip knows nothing of wasm. A model that predicts each bit from the instruction it belongs
//! to makes the module a third smaller than gzip does, and gzip takes the letters that it becomes apart again.
//!
//! What it costs: the first mount takes some 40 ms of CPU more than if it read the module from base64 alone, and 10 MB of
//! memory for as long; the unpacker is 1.5 kB of the bundle; the build and whoever debugs it have one more thing to
//! understand. Against that base64 it saves about 13 kB of index.js with gzip; hosts that serve brotli gain about two thirds
//! of that, as brotli packs wasm better than gzip. `linkdock.wasm` in the package is the module as it is.
//!
//! It must never publish a text that does not unpack to the very module: each build unpacks it in node and compares.

mod coder;
mod model;
mod unpacker;

#[cfg(test)]
mod tests;

use crate::command::Cmd;
use crate::repo::Repo;
use anyhow::{Context, Result, bail};
use std::ops::Range;
use std::path::Path;

/// The section of a wasm module that holds its functions.
const CODE_SECTION: u8 = 10;

/// Writes JavaScript to `output` whose default export answers the bytes of `module`.
pub(super) fn write(repo: &Repo, module: &Path, output: &Path) -> Result<()> {
    let bytes = std::fs::read(module).context("cannot read the module")?;
    let unpacker = unpacker::assemble(repo, &output.with_extension("unpack.wasm"))?;
    std::fs::write(output, source(&bytes, &unpacker)?).context("cannot write the packed module")?;
    if unpack(repo, output)? != bytes {
        bail!("{} does not unpack to {}", output.display(), module.display());
    }
    Ok(())
}

/// The packed text comes first, and the bundler puts it first (bundle.rs): gzip counts letters block by block, and a block
/// with code and base64 in it fits neither.
fn source(bytes: &[u8], unpacker: &[u8]) -> Result<String> {
    // First, as packing takes a while.
    if bytes.len() > unpacker::ROOM {
        bail!("a module of {} bytes is more than unpack.wat has room for", bytes.len());
    }
    let functions = functions(bytes).unwrap_or_default();
    let packed = coder::pack(bytes, &functions);
    if packed.len() > unpacker::ROOM_PACKED {
        bail!("a module of {} bytes, packed, is more than unpack.wat has room for", packed.len());
    }
    // Where the bundle becomes part of a page. It is a matter of chance, of one in ten thousand.
    if ["</script", "<!--"].iter().any(|end| packed.to_ascii_lowercase().contains(end)) {
        bail!("the packed module has letters that mean something in HTML: any change to it will do");
    }
    Ok(format!(
        r#"const text = "{text}", unpacker = {unpacker};
const fill = (bytes, text) => {{
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i) - {first};
  return bytes;
}};
export default function bytes() {{
  const module = new WebAssembly.Module(fill(new Uint8Array({unpacker_length}), unpacker));
  const {{ m, u }} = new WebAssembly.Instance(module).exports;
  fill(new Uint8Array(m.buffer, {packed_at}), text);
  u({end}, {functions_start}, {functions_end});
  // A copy: the memory is large and can go.
  return new Uint8Array(m.buffer).slice({start}, {end});
}}
"#,
        text = packed,
        unpacker = letters(unpacker),
        first = coder::FIRST,
        unpacker_length = unpacker.len(),
        packed_at = unpacker::PACKED,
        start = unpacker::MODULE,
        end = unpacker::MODULE + bytes.len(),
        functions_start = unpacker::MODULE + functions.start,
        functions_end = unpacker::MODULE + functions.end,
    ))
}

/// Where the functions are, each with its length before it; none if this is no module or has none.
fn functions(bytes: &[u8]) -> Option<Range<usize>> {
    let mut at = bytes.starts_with(b"\0asm").then_some(8)?;
    loop {
        let id = *bytes.get(at)?;
        let (length, content) = number(bytes, at + 1)?;
        at = content.checked_add(length)?;
        if id == CODE_SECTION {
            let (_how_many, first) = number(bytes, content)?;
            return Some(first..at);
        }
    }
}

/// The number at `at`, in LEB128, and where it ends. <https://webassembly.github.io/spec/core/binary/values.html>
fn number(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut number = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(at)?;
        number |= usize::from(byte & 127) << shift;
        at += 1;
        if byte < 128 {
            break;
        }
    }
    Some((number, at))
}

/// Bytes as a string of JavaScript, a letter each, so that gzip sees what comes again. From the first letter of the packed
/// text on, as the same code reads both: small numbers are the most frequent, and those are letters that need no escape.
fn letters(bytes: &[u8]) -> String {
    let letters: String = bytes.iter().map(|byte| char::from(byte.wrapping_add(coder::FIRST))).collect();
    serde_json::json!(letters).to_string()
}

/// What the written module answers in node.
fn unpack(repo: &Repo, source: &Path) -> Result<Vec<u8>> {
    // As an address with the source in it: node takes a file named .js for CommonJS.
    const UNPACK: &str = "const source = require('node:fs').readFileSync(process.argv[1], 'utf8');
        import('data:text/javascript,' + encodeURIComponent(source)).then((module) =>
            process.stdout.write(Buffer.from(module.default()).toString('hex')));";
    let hex = Cmd::new("node", &repo.root).args(["-e", UNPACK]).arg(source).read()?;
    let digits = hex.as_bytes().chunks(2).map(|two| u8::from_str_radix(&String::from_utf8_lossy(two), 16));
    digits.collect::<Result<_, _>>().context("the unpacked module is not hexadecimal")
}
