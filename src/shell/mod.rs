//! The browser: everything that touches a window, an element or a JavaScript value.
//!
//! It carries out what `core` decided and reports what it saw; it decides nothing. Host code is called from
//! one place only (`dock`), with no borrow alive; the listeners that the host may have for focus and for a token's
//! `signal` run when an element goes or a fetch is abandoned, which is done with no borrow alive either.

mod decode;
mod dock;
mod dom;
mod encode;
pub mod exports;
mod node;
mod options;
mod source;
mod stage;
mod table;
