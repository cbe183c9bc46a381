//! The sign-in form in the browser, a module of its own: everything that touches an element or a JavaScript value.
//!
//! It carries out what `core::wizard` decided and reports what it saw. What the user types never comes into this module's
//! memory: form.js hands it to the host's functions.

mod dom;
pub mod exports;
#[path = "../shell/node.rs"]
mod node;
mod open;
mod options;
