//! The glue without what wasm-bindgen writes for browsers that we don't support and callers that we don't have.
//!
//! It must never cut by guess: a piece that is not found is an error, and to be looked at when wasm-bindgen is updated.

use anyhow::{Context, Result, ensure};

/// A piece of glue: where it begins and where it ends.
struct Cut {
    from: &'static str,
    to: &'static str,
}

const CUTS: [Cut; 13] = [
    // For browsers without FinalizationRegistry.
    Cut { from: "(typeof FinalizationRegistry === 'undefined')", to: "\n    : " },
    // For browsers whose TextEncoder has no encodeInto.
    Cut { from: "\nif (!('encodeInto' in cachedTextEncoder))", to: "\n}\n" },
    // For texts of wasm modules that cannot resize an allocation: ours can.
    Cut { from: "    if (realloc === undefined) {", to: "\n    }\n" },
    // For a Safari that has decoded two gigabytes.
    Cut { from: "    numBytesDecoded += bytes.length;", to: "\n    }\n" },
    // For callers that have bytes or options where ours has a module.
    Cut { from: "    if (module !== undefined) {", to: "\n    }\n" },
    Cut { from: "    if (!(module instanceof WebAssembly.Module))", to: "\n    }\n" },
    // Faster for short texts that are ASCII.
    Cut { from: "    for (; offset < len; offset++) {", to: "\n    }\n" },
    Cut { from: "        if (offset !== 0) {", to: "\n        }\n" },
    // For closures that Rust drops: all of ours are left to the garbage collector.
    Cut { from: "        state.cnt++;", to: "        try {\n" },
    Cut { from: "        } finally {\n            real._wbg_cb_unref();", to: "\n        }\n" },
    Cut { from: "    real._wbg_cb_unref = () => {", to: "\n    };\n" },
    // Kept for nobody.
    Cut { from: "    wasmInstance = instance;", to: "\n" },
    Cut { from: "    wasmModule = module;", to: "\n" },
];

/// What is called on a closure that Rust drops.
const DROP: &str = "._wbg_cb_unref(";

/// The glue without these pieces.
pub(super) fn trim(glue: &str) -> Result<String> {
    let glue = CUTS.iter().try_fold(glue.to_owned(), |glue, cut| -> Result<String> {
        let missing = || format!("the glue has no `{}`: look at src/build/glue.rs", cut.from.trim());
        let (before, rest) = glue.split_once(cut.from).with_context(missing)?;
        let (_, after) = rest.split_once(cut.to).with_context(missing)?;
        Ok(format!("{before}{after}"))
    })?;
    ensure!(!glue.contains(DROP), "Rust drops a closure now: look at src/build/glue.rs");
    Ok(glue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_goes_and_the_rest_stays() {
        let glue: String = CUTS.iter().map(|cut| format!("keep;\n{} gone {}", cut.from, cut.to)).collect();
        assert_eq!(trim(&glue).unwrap(), "keep;\n".repeat(CUTS.len()));
    }

    #[test]
    fn a_piece_that_is_not_there_is_an_error() {
        assert!(trim("").is_err());
    }
}
