//! The sandbox and the broker as running servers, for the demo: built, started on loopback ports, and asked for their
//! address through the first line they print.
//!
//! It must never hand a real key to the broker: the sandbox is the only vendor it talks to here.

use crate::child::Running;
use crate::command::Cmd;
use crate::repo::Repo;
use crate::say;
use anyhow::{Context, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

pub(crate) const BROKER: &str = "linkdock-broker";
pub(crate) const SANDBOX: &str = "linkdock-sandbox";

const START: Duration = Duration::from_secs(20);

pub(crate) fn build(repo: &Repo) -> Result<()> {
    say::task("building broker and sandbox", || {
        Cmd::cargo(&repo.root).args(["build", "-p", BROKER, "-p", SANDBOX, "--bins"]).run()
    })
}

#[must_use = "dropping it stops the server"]
pub(crate) struct Server {
    name: &'static str,
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    process: Running,
}

impl Server {
    /// Port 0 is any free one.
    pub(crate) fn sandbox(repo: &Repo) -> Result<Self> {
        let mut command = Command::new(repo.binary(SANDBOX));
        command.env("LINKDOCK_SANDBOX_ADDR", "127.0.0.1:0");
        Self::start(SANDBOX, repo, command)
    }

    pub(crate) fn broker(repo: &Repo, sandbox: &Self, port: u16) -> Result<Self> {
        let mut command = Command::new(repo.binary(BROKER));
        command
            .env("LINKDOCK_BROKER_ADDR", format!("127.0.0.1:{port}"))
            .env("SALESFLOW_API_KEY", "sandbox-key")
            .env("SALESFLOW_API_URL", format!("{}/public/api/v1", sandbox.url))
            .env("LINKDOCK_DEMO_DIR", repo.path("www/dist"))
            .env("LINKDOCK_DEMO_SALESFLOW_HOST", &sandbox.url);
        Self::start(BROKER, repo, command)
    }

    fn start(name: &'static str, repo: &Repo, mut command: Command) -> Result<Self> {
        let mut process = Running::spawn(name, command.current_dir(&repo.root).stdout(Stdio::piped()))?;
        let mut lines = BufReader::new(process.stdout()?).lines();
        let (first, received) = mpsc::channel();
        // The pipe is read to its end, or the server would stop at a full one.
        std::thread::spawn(move || {
            let _ = first.send(lines.next());
            for line in lines.map_while(Result::ok) {
                say::line(&format!("[{name}] {line}"));
            }
        });
        let Ok(first) = received.recv_timeout(START) else {
            bail!("{name} has not said where it listens after {} s", START.as_secs());
        };
        let first = first.with_context(|| format!("{name} ended before it listened"))??;
        let url =
            listening_url(name, &first).with_context(|| format!("{name} does not listen: `{first}`"))?;
        Ok(Self { name, url: url.to_owned(), process })
    }

    pub(crate) fn check(&mut self) -> Result<()> {
        match self.process.ended()? {
            Some(status) => bail!("{} ended ({status})", self.name),
            None => Ok(()),
        }
    }
}

fn listening_url<'a>(name: &str, line: &'a str) -> Option<&'a str> {
    let url = line.trim().strip_prefix(name)?.strip_prefix(" listening on ")?;
    let port = url.strip_prefix("http://127.0.0.1:")?;
    port.parse::<u16>().is_ok_and(|port| port != 0).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_where_a_server_listens() {
        let table = [
            ("linkdock-broker listening on http://127.0.0.1:4310\n", Some("http://127.0.0.1:4310")),
            ("linkdock-broker listening on http://127.0.0.1:0", None),
            ("linkdock-broker listening on http://127.0.0.1:99999", None),
            ("linkdock-broker listening on http://0.0.0.0:4310", None),
            ("linkdock-sandbox listening on http://127.0.0.1:4310", None),
            ("error: address in use", None),
        ];
        for (line, expected) in table {
            assert_eq!(listening_url(BROKER, line), expected, "{line}");
        }
    }
}
