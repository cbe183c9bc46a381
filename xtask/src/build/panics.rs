//! The module without what its panics would say: nobody reads it (src/bare.rs).
//!
//! LLVM keeps what a panic passes to its handler, and the code that would write the numbers in it, two kilobytes.
//!
//! It must never let a panic go on: each of these functions traps, as before, only earlier.

use walrus::{Function, Module};

/// In the names of functions that never return, mangled as they are. One that is not there costs bytes and nothing else.
const PANICS: [&str; 3] = ["4core9panicking", "alloc_error_handler", "assert_failed"];

/// Makes these functions do nothing but trap.
pub(super) fn silence(module: &mut Module) {
    let panics = |name: &str| PANICS.iter().any(|panic| name.contains(panic));
    let named = module.funcs.iter().filter(|function| function.name.as_deref().is_some_and(panics));
    let silent: Vec<_> = named.map(Function::id).collect();
    for (id, function) in module.funcs.iter_local_mut() {
        if silent.contains(&id) {
            let mut body = function.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::FunctionBuilder;
    use walrus::ir::Instr;

    #[test]
    fn panics_trap_and_the_rest_stays() {
        let cases = [
            ("_RNvNtCsgXGp5Oqx2Ny_4core9panicking9panic_fmt", true),
            ("_RNvCsfLfy6EI15iL_7___rustc25___rdl_alloc_error_handler", true),
            ("_ZN8linkdock4core4flow4step17h45b7d09a115455acE", false),
        ];
        for (name, traps) in cases {
            let mut module = Module::default();
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
            builder.name(name.to_owned());
            builder.func_body().i32_const(1).drop();
            let id = builder.finish(Vec::new(), &mut module.funcs);
            silence(&mut module);
            let function = module.funcs.get(id).kind.unwrap_local();
            let body = function.block(function.entry_block());
            assert_eq!(matches!(&body.instrs[..], [(Instr::Unreachable(_), _)]), traps, "{name}");
        }
    }
}
