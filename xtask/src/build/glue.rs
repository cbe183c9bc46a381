//! The glue without what wasm-bindgen writes for browsers that we don't support and callers that we don't have.
//!
//! It must never edit by guess: a piece that is not found is an error, and to be looked at when wasm-bindgen is updated.

use anyhow::{Context, Result, ensure};

/// A piece of glue, where it begins and where it ends, and what stands there instead.
struct Edit {
    from: &'static str,
    to: &'static str,
    with: &'static str,
}

const EDITS: [Edit; 11] = [
    // For browsers without FinalizationRegistry.
    Edit {
        from: "const CLOSURE_DTORS = ",
        to: ";\n",
        with: "const CLOSURE_DTORS = new FinalizationRegistry(
            (closure) => wasm.__wbindgen_destroy_closure(...closure));\n",
    },
    // For closures that Rust drops: all of ours are left to the garbage collector.
    Edit {
        from: "function makeClosure(",
        to: "\n}\n",
        with: "function makeClosure(a, b, call) {
            const closure = (...args) => call(a, b, ...args);
            CLOSURE_DTORS.register(closure, [a, b]);
            return closure;
        }\n",
    },
    // A view of the memory costs less than to know whether the last one is still good.
    Edit {
        from: "let cachedDataViewMemory0",
        to: "\n}\n",
        with: "function getDataViewMemory0() { return new DataView(wasm.memory.buffer); }\n",
    },
    Edit {
        from: "function getStringFromWasm0(",
        to: "\n}\n",
        with: "function getStringFromWasm0(ptr, len) {
            return cachedTextDecoder.decode(new Uint8Array(wasm.memory.buffer, ptr, len));
        }\n",
    },
    // Faster for short texts that are ASCII.
    Edit {
        from: "function passStringToWasm0(",
        to: "\n}\n",
        with: "function passStringToWasm0(text) {
            const bytes = cachedTextEncoder.encode(text);
            const ptr = wasm.__wbindgen_malloc(WASM_VECTOR_LEN = bytes.length, 1);
            new Uint8Array(wasm.memory.buffer, ptr).set(bytes);
            return ptr;
        }\n",
    },
    // For a Safari that has decoded two gigabytes.
    Edit { from: "cachedTextDecoder.decode();\n", to: "\n}\n", with: "" },
    // For browsers whose TextEncoder has no encodeInto.
    Edit { from: "\nif (!('encodeInto' in cachedTextEncoder))", to: "\n}\n", with: "" },
    Edit { from: "return x === undefined || x === null", to: ";", with: "return x == null;" },
    // For callers that have bytes or options where ours has a module, and for those who ask twice.
    Edit {
        from: "function initSync(",
        to: "\n}\n",
        with: "function initSync(module) {
            wasm = new WebAssembly.Instance(module, __wbg_get_imports()).exports;
            wasm.__wbindgen_start();
        }\n",
    },
    // For imports that have no name of their own.
    Edit { from: "        __proto__: null,", to: "\n", with: "" },
    Edit { from: "        __proto__: null,", to: "\n", with: "" },
];

/// What goes wherever it is.
const NEEDLESS: [&str; 2] = [
    // Makes numbers that are not negative of those from 2³¹ on: no address and no number of ours is as large.
    " >>> 0",
    // Passed to `passStringToWasm0`.
    ", wasm.__wbindgen_malloc, wasm.__wbindgen_realloc",
];
/// What is called on a closure that Rust drops.
const DROP: &str = "._wbg_cb_unref(";

/// The glue with these edits.
pub(super) fn trim(glue: &str) -> Result<String> {
    let glue = EDITS.iter().try_fold(glue.to_owned(), |glue, edit| -> Result<String> {
        let missing = || format!("the glue has no `{}`: look at src/build/glue.rs", edit.from.trim());
        let (before, rest) = glue.split_once(edit.from).with_context(missing)?;
        let (_, after) = rest.split_once(edit.to).with_context(missing)?;
        Ok(format!("{before}{}{after}", edit.with))
    })?;
    ensure!(!glue.contains(DROP), "Rust drops a closure now: look at src/build/glue.rs");
    let glue = glue.split_inclusive('\n').map(arrow).collect();
    Ok(NEEDLESS.iter().fold(glue, |glue: String, needless| glue.replace(needless, "")))
}

/// A line that begins a function of the imports, as that of an arrow function: none of them looks at `this`.
fn arrow(line: &str) -> String {
    match line.split_once(": function(") {
        Some((name, arguments)) => format!("{name}: ({}", arguments.replacen(") {", ") => {", 1)),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_goes_and_the_rest_stays() {
        let piece = |edit: &Edit| format!("keep;\n{} gone {}", edit.from, edit.to);
        let kept = |edit: &Edit| format!("keep;\n{}", edit.with);
        let glue: String = EDITS.iter().map(piece).collect();
        assert_eq!(trim(&glue).unwrap(), EDITS.iter().map(kept).collect::<String>());
    }

    #[test]
    fn a_piece_that_is_not_there_is_an_error() {
        assert!(trim("").is_err());
    }

    #[test]
    fn imports_become_arrow_functions() {
        assert_eq!(arrow("    b: function(arg0, arg1) {\n"), "    b: (arg0, arg1) => {\n");
    }
}
