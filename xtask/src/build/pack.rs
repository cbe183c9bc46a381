//! The wasm module as JavaScript: packed by a model of our own, with a tiny wasm module that unpacks it.
//!
//! Why: what counts is gzip, and gzip knows nothing of wasm. A model that predicts each bit from the instruction it belongs
//! to makes the module a sixth smaller than gzip does, and base64 costs next to nothing, because gzip takes the letters
//! apart again.
//!
//! What it costs: the first mount takes about four times the CPU of reading the module from base64 alone, and 2 MB of memory
//! for as long; the unpacker is most of 1 kB of the bundle; the build and whoever debugs it have one more thing to understand.
//! Against that base64 it saves about 10 kB of index.js with gzip; hosts that serve brotli gain about two thirds of that, as
//! brotli packs wasm better than gzip. `linkdock.wasm` in the package is the module as it is.
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
use std::path::Path;

/// The section of a wasm module that holds no instructions and comes last but for names.
const DATA_SECTION: u8 = 11;

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
    let data = data_section(bytes).unwrap_or(bytes.len());
    let packed = coder::pack(bytes, data);
    if packed.len() > unpacker::ROOM_PACKED {
        bail!("a module of {} bytes, packed, is more than unpack.wat has room for", packed.len());
    }
    Ok(format!(
        r#"const text = "{text}", unpacker = "{unpacker}";
const fill = (bytes, text) => {{
  text = atob(text);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}};
export default function bytes() {{
  const module = new WebAssembly.Module(fill(new Uint8Array({unpacker_length}), unpacker));
  const {{ m, u }} = new WebAssembly.Instance(module).exports;
  fill(new Uint8Array(m.buffer, {packed_at}), text);
  u({end}, {data});
  // A copy: the memory is large and can go.
  return new Uint8Array(m.buffer).slice({start}, {end});
}}
"#,
        text = base64(&packed),
        unpacker = base64(unpacker),
        unpacker_length = unpacker.len(),
        packed_at = unpacker::PACKED,
        start = unpacker::MODULE,
        end = unpacker::MODULE + bytes.len(),
        data = unpacker::MODULE + data,
    ))
}

/// Where the content of the data section begins; none if this is no module or has none.
fn data_section(bytes: &[u8]) -> Option<usize> {
    let mut at = bytes.starts_with(b"\0asm").then_some(8)?;
    loop {
        let id = *bytes.get(at)?;
        let mut length = 0_usize;
        for shift in (0..35).step_by(7) {
            at += 1;
            let byte = *bytes.get(at)?;
            length |= usize::from(byte & 127) << shift;
            if byte < 128 {
                break;
            }
        }
        at += 1;
        if id == DATA_SECTION {
            return Some(at);
        }
        at = at.checked_add(length)?;
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter =
        |three: u32, shift: u32| LETTERS.get((three >> shift & 63) as usize).copied().unwrap_or(b'=');
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let three = (0..3).fold(0, |three, i| three << 8 | u32::from(chunk.get(i).copied().unwrap_or(0)));
        // Without the `=` at the end, which atob doesn't need.
        text.extend(
            [18, 12, 6, 0].iter().take(chunk.len() + 1).map(|shift| char::from(letter(three, *shift))),
        );
    }
    text
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
