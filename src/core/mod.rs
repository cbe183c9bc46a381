//! Every decision of linkdock: what a message means, which state follows, what an error says.
//!
//! Pure by rule: no browser type, no clock, no I/O, so that all of it runs natively under tables and
//! properties. `tests/purity.rs` fails when a browser crate is named in here.

pub mod account;
pub mod agenda;
pub mod effect;
pub mod error;
pub mod event;
pub mod flow;
pub mod message;
pub mod messages;
pub mod origin;
pub mod plan;
pub mod popup;
pub mod renewal;
pub mod secret;
pub mod supply;
pub mod text;
pub mod vendor;
pub mod wizard;
