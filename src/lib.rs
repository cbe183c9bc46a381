//! linkdock docks a vendor's "connect your LinkedIn account" flow in any web page.
//!
//! [`core`] decides and is pure; `shell` acts and is the only room that knows a browser. A line that
//! needs both is two lines. `form` is the sign-in form's own shell, in a module of its own.
//!
//! The crate does without `std`, because the published widget does: `std`'s way of reporting a panic is a
//! quarter of its bytes. See `bare`, which only the build of the package turns on.

#![no_std]

extern crate alloc;
#[cfg(not(feature = "bare"))]
extern crate std;

#[cfg(feature = "bare")]
mod bare;
pub mod core;
#[cfg(all(target_arch = "wasm32", feature = "wizard"))]
pub mod form;
#[cfg(all(target_arch = "wasm32", not(feature = "wizard")))]
pub mod shell;
