//! linkdock end to end: the package as it is published, the real broker and the real sandbox on another site, driven through
//! WebDriver in Chromium, Firefox or WebKitGTK, one engine a run.
//!
//! `cargo xtask test e2e` starts a driver for each engine and runs this once for each; `cargo xtask screenshots` runs it for
//! its pictures alone.

#![allow(clippy::print_stdout, reason = "a test runner talks to its terminal")]
#![allow(
    clippy::indexing_slicing,
    reason = "indexing JSON answers null for what is not there, and the comparison that follows says so"
)]

mod axe;
mod browser;
mod caller;
mod control;
mod engine;
mod extension;
mod host;
mod linkedin;
mod page;
mod pictures;
mod receiver;
mod run;
mod scenarios;
mod servers;
mod tls;
mod traces;
mod unipile;
mod unspoken;
mod vendor;
mod world;

use libtest_mimic::Arguments;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match engine::Setup::read() {
        Ok(Some(setup)) => run::all(arguments, setup),
        Ok(None) => {
            println!("these tests need browsers and servers: run them with `cargo xtask test e2e`");
            libtest_mimic::run(&arguments, Vec::new()).exit_code()
        }
        Err(error) => {
            println!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
