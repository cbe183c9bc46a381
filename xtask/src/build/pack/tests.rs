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

/// Functions that have locals, read fields and branch by a table, and a data section with words in it.
fn wasm_like() -> Vec<u8> {
    let length = |bytes: usize| [(bytes & 127 | 128) as u8, (bytes >> 7) as u8];
    let code =
        |byte: u8| [0x20, byte & 7, 0x41, byte | 0x80, byte & 0x3f, 0x6a, 0x28, 2, byte & 127, 0x21, 3, 0x0b];
    let mut functions = vec![10];
    for noise in noise(300).chunks(30) {
        let mut function = vec![1, 2, 0x7f, 0x0e, 2, 0, 1, 0];
        function.extend(noise.iter().copied().flat_map(code));
        functions.extend(length(function.len()));
        functions.extend(function);
    }
    let data = "a widget docks. ".repeat(40);
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    for (id, content) in [(CODE_SECTION, functions.as_slice()), (11, data.as_bytes())] {
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
        ("a module that is cut off", wasm_like()[..1000].to_vec()),
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
    let (packed, gzip) =
        (coder::pack(&module, &functions(&module).unwrap()).len(), gzip.finish().unwrap().len());
    assert!(packed * 10 < gzip * 9, "{packed} against {gzip}");
}

#[test]
fn the_text_needs_no_escape_in_javascript() {
    let text = coder::pack(&noise(5000), &(0..0));
    assert!(text.bytes().all(|letter| letter.is_ascii_graphic() && !b"\"\\".contains(&letter)), "{text}");
}

#[test]
fn bytes_are_letters_that_javascript_reads() {
    for (bytes, text) in [(&b""[..], r#""""#), (&[0, 1, 0x39], r##""#$\\""##), (&[0xff], r#""\"""#)] {
        assert_eq!(letters(bytes), text);
    }
}

#[test]
fn finds_the_functions() {
    let module = wasm_like();
    let functions = functions(&module).unwrap();
    assert!(module[functions.start + 2..].starts_with(&[1, 2, 0x7f]));
    assert_eq!(module[functions.end], 11);
    for none in
        [&b""[..], b"\0asm", b"\0asm\x01\0\0\0", b"\0asm\x01\0\0\0\x0a\x85", b"other bytes, no module"]
    {
        assert_eq!(super::functions(none), None);
    }
}
