//! What a visitor of a host's page downloads, and the limit of it.
//!
//! It must never round in our favour: a byte over the budget fails the build.

use crate::repo::Repo;
use crate::say;
use anyhow::{Context, Result, bail};
use std::io::Write as _;

struct Limit {
    file: &'static str,
    /// In bytes of gzip; a kB is 1000 bytes, as bundlers and browsers count.
    budget: Option<usize>,
}

/// 28 kB were meant for everything; the second vendor, with its consent and its renewal of many frames, is 5 kB, of which all
/// but one were won back from the first one and from the packing, and the third one 4.5 kB, without the form, which is a file of its
/// own. What could go next is a matter of what a host gets without asking: five of the six languages are 1.8 kB, the ready-made
/// functions for the broker 1 kB.
const LIMITS: [Limit; 5] = [
    Limit { file: "index.js", budget: Some(34_000) },
    Limit { file: "linkdock.iife.js", budget: Some(34_000) },
    Limit { file: "linkdock.wasm", budget: None },
    // For those who want the form in the page, beside one of the first two. Of it some 6 kB are its words in six languages, 8
    // what its elements look like and do, and 4 the unpacker, the glue and the reading of options, which index.js has too.
    Limit { file: "wizard.js", budget: Some(31_000) },
    Limit { file: "linkdock.wizard.iife.js", budget: Some(31_000) },
];
/// Where a bundle should be; past it the build still succeeds.
const AIM: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints the sizes and fails when one is over its budget.
pub(super) fn report(repo: &Repo) -> Result<()> {
    let mut rows = vec![["file", "raw", "gzip", "brotli", "budget", ""].map(str::to_owned).to_vec()];
    let mut over = Vec::new();
    for limit in &LIMITS {
        let bytes = std::fs::read(repo.pkg().join(limit.file))
            .with_context(|| format!("pkg/{} is missing", limit.file))?;
        let sizes = measure(&bytes)?;
        rows.push(row(limit, sizes));
        over.extend(complaint(limit, sizes));
    }
    say::line(&format!("\n{}", say::table(&rows)));
    if !over.is_empty() {
        bail!("over budget: {}", over.join("; "));
    }
    Ok(())
}

fn measure(bytes: &[u8]) -> Result<Sizes> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut small, &brotli::enc::BrotliEncoderParams::default())?;
    Ok(Sizes { raw: bytes.len(), gzip: gzip.finish()?.len(), brotli: small.len() })
}

fn row(limit: &Limit, sizes: Sizes) -> Vec<String> {
    let budget = limit.budget.map(|budget| format!("{} (aim {})", kb(budget), kb(AIM)));
    let verdict = match limit.budget {
        Some(budget) if sizes.gzip > budget => "over budget",
        Some(_) if sizes.gzip > AIM => "over the aim",
        Some(_) => "ok",
        None => "",
    };
    vec![
        limit.file.to_owned(),
        kb(sizes.raw),
        kb(sizes.gzip),
        kb(sizes.brotli),
        budget.unwrap_or_default(),
        verdict.to_owned(),
    ]
}

fn complaint(limit: &Limit, sizes: Sizes) -> Option<String> {
    let budget = limit.budget?;
    let over = sizes.gzip.checked_sub(budget).filter(|over| *over > 0)?;
    Some(format!("{} is {over} bytes of gzip past its {budget}", limit.file))
}

fn kb(bytes: usize) -> String {
    format!("{}.{} kB", bytes.div_ceil(100) / 10, bytes.div_ceil(100) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUNDLE: Limit = Limit { file: "index.js", budget: Some(28_000) };

    fn gzip(gzip: usize) -> Sizes {
        Sizes { raw: 60_000, gzip, brotli: 1 }
    }

    #[test]
    fn a_byte_over_the_budget_is_too_much() {
        assert_eq!(complaint(&BUNDLE, gzip(28_000)), None);
        assert_eq!(complaint(&BUNDLE, gzip(28_001)).unwrap(), "index.js is 1 bytes of gzip past its 28000");
        assert_eq!(complaint(&Limit { file: "linkdock.wasm", budget: None }, gzip(99_999)), None);
    }

    #[test]
    fn the_verdict_names_budget_and_aim() {
        for (size, verdict) in [(20_000, "ok"), (20_001, "over the aim"), (28_001, "over budget")] {
            assert_eq!(row(&BUNDLE, gzip(size)).last().unwrap(), verdict, "{size}");
        }
    }

    #[test]
    fn sizes_are_rounded_up() {
        for (bytes, text) in
            [(0, "0.0 kB"), (1, "0.1 kB"), (27_999, "28.0 kB"), (28_000, "28.0 kB"), (28_001, "28.1 kB")]
        {
            assert_eq!(kb(bytes), text);
        }
    }

    #[test]
    fn measures_what_a_server_would_send() {
        let sizes = measure(&[b'a'; 10_000]).unwrap();
        assert_eq!(sizes.raw, 10_000);
        assert!(sizes.gzip < 100 && sizes.brotli < sizes.gzip, "{sizes:?}");
    }
}
