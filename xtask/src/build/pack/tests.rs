use super::*;
use std::sync::OnceLock;

/// The unpacker, assembled once for all tests; none without the npm packages, which a build installs, and which then checks
/// the very module anyway.
fn unpacker() -> Option<(&'static Repo, &'static [u8])> {
    static UNPACKER: OnceLock<Option<(Repo, Vec<u8>)>> = OnceLock::new();
    let unpacker = UNPACKER.get_or_init(|| {
        let repo = Repo::find().unwrap();
        if !repo.path("node_modules").is_dir() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let unpacker = unpacker::assemble(&repo, &folder.path().join("unpack.wasm")).unwrap();
        Some((repo, unpacker))
    });
    unpacker.as_ref().map(|(repo, unpacker)| (repo, unpacker.as_slice()))
}

fn round_trip(repo: &Repo, unpacker: &[u8], bytes: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bytes.js");
    std::fs::write(&file, source(bytes, unpacker).unwrap()).unwrap();
    unpack(repo, &file).unwrap()
}

/// Pseudo-random: Marsaglia's xorshift.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// Functions that read locals and fields, and a data section with words in it.
fn wasm_like() -> Vec<u8> {
    let code =
        |byte: u8| [0x20, byte & 7, 0x41, byte | 0x80, byte & 0x3f, 0x6a, 0x28, 2, byte, 0x21, 3, 0x0b];
    let code: Vec<u8> = noise(300).into_iter().flat_map(code).collect();
    let data = "a widget docks. ".repeat(40);
    let length = |bytes: usize| [(bytes & 127 | 128) as u8, (bytes >> 7) as u8];
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    for (id, content) in [(10, code.as_slice()), (DATA_SECTION, data.as_bytes())] {
        module.push(id);
        module.extend(length(content.len()));
        module.extend(content);
    }
    module
}

#[test]
fn every_byte_comes_back() {
    let Some((repo, unpacker)) = unpacker() else {
        eprintln!("not tested: the npm packages are missing; `cargo xtask build` installs them");
        return;
    };
    let all: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
    let samples = [
        ("nothing", vec![]),
        ("a zero", vec![0]),
        ("a byte", vec![0xff]),
        ("all bytes", all),
        ("a long repetition", vec![7; 10_000]),
        (
            "a repetition with faults",
            (0..10_000).map(|i| if i % 999 == 0 { 1 } else { (i % 40) as u8 }).collect(),
        ),
        ("noise", noise(1 << 14)),
        ("a module", wasm_like()),
    ];
    for (name, bytes) in samples {
        assert!(round_trip(repo, unpacker, &bytes) == bytes, "{name}");
    }
}

#[test]
fn a_module_too_large_for_the_unpacker_is_refused() {
    assert!(source(&vec![0; unpacker::ROOM + 1], &[]).unwrap_err().to_string().contains("room"));
}

#[test]
fn a_module_is_packed_better_than_gzip_does() {
    use std::io::Write as _;
    let module = wasm_like();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&module).unwrap();
    let (packed, gzip) = (coder::pack(&module, module.len()).len(), gzip.finish().unwrap().len());
    assert!(packed * 10 < gzip * 9, "{packed} against {gzip}");
}

#[test]
fn the_text_needs_no_escape_in_javascript_or_html() {
    let text = base64(&noise(5000));
    assert!(text.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'+' || letter == b'/'));
}

#[test]
fn base64_is_that_of_rfc_4648_without_padding() {
    for (bytes, text) in
        [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("foobar", "Zm9vYmFy")]
    {
        assert_eq!(base64(bytes.as_bytes()), text);
    }
}

#[test]
fn finds_the_data_section() {
    let module = wasm_like();
    assert!(module[data_section(&module).unwrap()..].starts_with(b"a widget docks"));
    for none in
        [&b""[..], b"\0asm", b"\0asm\x01\0\0\0", b"\0asm\x01\0\0\0\x0a\x85", b"other bytes, no module"]
    {
        assert_eq!(data_section(none), None);
    }
}
