//! `cargo xtask demo`: from a fresh clone to a page that connects an account, without an account anywhere.
//!
//! It must never listen on anything but loopback, and never leave a server behind.

use crate::cli::{BuildOptions, DemoOptions};
use crate::command::Cmd;
use crate::repo::Repo;
use crate::servers::{self, Server};
use crate::{build, child, say};
use anyhow::{Result, bail};
use std::time::Duration;

pub(crate) fn run(repo: &Repo, options: &DemoOptions) -> Result<()> {
    build::make(repo, &BuildOptions { dev: false })?;
    servers::build(repo)?;
    let mut sandbox = Server::sandbox(repo)?;
    let mut broker = Server::broker(repo, &sandbox, options.port)?;

    // By its name, so that page and vendor are two sites, as they are in real life.
    let page = broker.url.replace("//127.0.0.1:", "//localhost:");
    let (salesflow, linkedin) = (&sandbox.url, &sandbox.linkedin);
    say::line(&format!(
        "\n  demo page  {page}\n  sandbox    {salesflow}\n  LinkedIn   {linkedin}\n\nCtrl-C stops all of it."
    ));
    if options.open {
        open(repo, &page);
    }
    while !child::interrupted() {
        broker.check()?;
        sandbox.check()?;
        std::thread::sleep(Duration::from_millis(200));
    }
    bail!("interrupted")
}

/// A page that does not open is no error: its address is on the screen.
fn open(repo: &Repo, url: &str) {
    let desktop = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let command = if cfg!(target_os = "macos") {
        Cmd::new("open", &repo.root)
    } else if cfg!(windows) {
        Cmd::new("cmd", &repo.root).args(["/C", "start", ""])
    } else if desktop("DISPLAY") || desktop("WAYLAND_DISPLAY") {
        Cmd::new("xdg-open", &repo.root)
    } else {
        return;
    };
    if let Err(error) = command.arg(url).read() {
        say::line(&format!("the page was not opened: {error:#}"));
    }
}
