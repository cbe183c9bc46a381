//! The short names of imports and exports, put into the glue that wasm-bindgen wrote.
//!
//! It must never leave a name behind that the module no longer knows: a name that is not found in the glue is an error.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The module that the glue's own functions are imported from, and where it lists them.
const GLUE: &str = "./linkdock_bg.js";
const IMPORTS: &str = "const import0 = {";

/// The glue with the names that wasm-opt printed: `{"imports": [[module, name, short]], "exports": [[name, short]]}`.
pub(super) fn shorten(glue: &str, names: &str) -> Result<String> {
    let names: Value = serde_json::from_str(names).context("cannot read the names that wasm-opt printed")?;
    // wasm-opt makes one module of all that imports come from, and calls it so.
    let mut glue = replace(glue, &format!("\"{GLUE}\": import0"), "\"a\": import0")?;
    for import in list(&names, "imports") {
        let (module, name, short) = (text(import, 0), text(import, 1), text(import, 2));
        glue = if module == GLUE {
            replace(&glue, &format!("{name}: "), &format!("{short}: "))?
        } else {
            // What needs no glue comes straight from a file of ours.
            let file = namespace(&glue, module)?;
            let unlisted = without_lines(&glue, &format!("\"{module}\": import"));
            replace(&unlisted, IMPORTS, &format!("{IMPORTS} {short}: {file}.{name},"))?
        };
    }
    // The longest first: `a.handle` is the beginning of `a.handle_state`.
    let mut exports: Vec<_> = list(&names, "exports").iter().collect();
    exports.sort_by_key(|export| std::cmp::Reverse(text(export, 0).len()));
    for export in exports {
        let (name, short) = (text(export, 0), text(export, 1));
        glue = glue.replace(&format!("wasm.{name}"), &format!("wasm[{short:?}]"));
    }
    Ok(glue)
}

/// What the glue calls the functions of `module`: it says `import * as import1 from "module"`.
fn namespace(glue: &str, module: &str) -> Result<String> {
    let (before, _) = glue
        .split_once(&format!(" from \"{module}\""))
        .with_context(|| format!("the glue doesn't import `{module}`"))?;
    let (_, name) =
        before.rsplit_once("import * as ").context("the glue imports a file in a way of its own")?;
    Ok(name.to_owned())
}

/// `text` without the lines that begin with `start`: the module is no import of its own any more.
fn without_lines(text: &str, start: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with(start)).collect()
}

fn replace(text: &str, from: &str, to: &str) -> Result<String> {
    ensure!(text.contains(from), "the glue has no `{from}`");
    Ok(text.replacen(from, to, 1))
}

fn list<'a>(names: &'a Value, key: &str) -> &'a [Value] {
    names.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(row: &Value, index: usize) -> &str {
    row.get(index).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &str = r#"{"imports": [["./linkdock_bg.js", "__wbg_now_1f", "b"], ["./a/file.js", "find", "e"]],
        "exports": [["handle", "c"], ["handle_state", "d"]]}"#;

    #[test]
    fn glue_and_module_agree() {
        let glue = "import * as import1 from \"./a/file.js\"\n\
            const import0 = { __wbg_now_1f: function() {} };\n\
            return {\n\"./linkdock_bg.js\": import0,\n\"./a/file.js\": import1,\n};\nwasm.handle_state(wasm.handle());";
        let short = "import * as import1 from \"./a/file.js\"\n\
            const import0 = { e: import1.find, b: function() {} };\n\
            return {\n\"a\": import0,\n};\nwasm[\"d\"](wasm[\"c\"]());";
        assert_eq!(shorten(glue, NAMES).unwrap(), short);
    }

    #[test]
    fn a_name_that_the_glue_does_not_have_is_an_error() {
        assert!(shorten("const import0 = {};", NAMES).is_err());
    }
}
