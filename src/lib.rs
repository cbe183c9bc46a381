//! linkdock docks a vendor's "connect your LinkedIn account" flow in any web page.
//!
//! [`core`] decides and is pure; `shell` acts and is the only room that knows a browser. A line that
//! needs both is two lines.
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
#[cfg(target_arch = "wasm32")]
pub mod shell;
