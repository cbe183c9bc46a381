//! The sandbox and the broker as running servers, for the demo: built, started on loopback ports, and asked for their
//! addresses through the first line they print.
//!
//! It must never hand a real key to the broker: the sandbox is the only vendor it talks to here.

use crate::child::Running;
use crate::command::Cmd;
use crate::repo::Repo;
use crate::say;
use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;

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
    /// Where a sandbox plays LinkedIn, likewise; empty for a broker.
    pub(crate) linkedin: String,
    process: Running,
    /// Where a broker keeps its store; after the process, which writes to it until its end.
    _folder: Option<TempDir>,
}

impl Server {
    /// Port 0 is any free one.
    pub(crate) fn sandbox(repo: &Repo) -> Result<Self> {
        let mut command = Command::new(repo.binary(SANDBOX));
        command
            .env("LINKDOCK_SANDBOX_ADDR", "127.0.0.1:0")
            .env("LINKDOCK_SANDBOX_LINKEDIN_ADDR", "127.0.0.1:0");
        Self::start(SANDBOX, repo, command, None)
    }

    pub(crate) fn broker(repo: &Repo, sandbox: &Self, port: u16) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder for the broker's store")?;
        let (key, webhook_secret) = (random()?, random()?);
        let mut command = Command::new(repo.binary(BROKER));
        command
            .env("LINKDOCK_BROKER_ADDR", format!("127.0.0.1:{port}"))
            .env("SALESFLOW_API_KEY", "sandbox-key")
            .env("SALESFLOW_API_URL", format!("{}/public/api/v1", sandbox.url))
            .env("LINKDOCK_DEMO_DIR", repo.path("www/dist"))
            .env("LINKDOCK_DEMO_SALESFLOW_HOST", &sandbox.url)
            .env("LINKEDIN_CLIENT_ID", "sandbox-client")
            .env("LINKEDIN_CLIENT_SECRET", "sandbox-secret")
            .env("LINKEDIN_URL", &sandbox.linkedin)
            .env("LINKEDIN_API_URL", &sandbox.linkedin)
            .env("LINKDOCK_DEMO_LINKEDIN_HOST", &sandbox.linkedin)
            .env("UNIPILE_API_KEY", "sandbox-key")
            .env("UNIPILE_API_URL", format!("{}/unipile/v2", sandbox.url))
            .env("UNIPILE_WEBHOOK_SECRET", &webhook_secret)
            .env("LINKDOCK_DEMO_UNIPILE_HOST", &sandbox.url)
            .env("LINKDOCK_STORE", folder.path().join("store.sqlite"))
            .env("LINKDOCK_STORE_KEY", key);
        let broker = Self::start(BROKER, repo, command, Some(folder))?;
        // A broker with a secret believes what webhooks last said, so the sandbox has to send them.
        let webhook_url = format!("{}/linkdock/unipile/webhook", broker.url);
        sandbox.control(
            "/control/unipile/settings",
            &json!({ "webhookUrl": webhook_url, "webhookSecret": webhook_secret }),
        )?;
        Ok(broker)
    }

    /// Has a sandbox behave otherwise.
    fn control(&self, path: &str, change: &Value) -> Result<()> {
        let said = || format!("{}{path} was not told", self.url);
        let host = self.url.trim_start_matches("http://");
        let body = change.to_string();
        let mut answer = String::new();
        let mut stream = TcpStream::connect(host).with_context(said)?;
        stream.set_read_timeout(Some(START))?;
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        )
        .and_then(|()| stream.read_to_string(&mut answer))
        .with_context(said)?;
        let first = answer.lines().next().unwrap_or_default();
        ensure!(first.starts_with("HTTP/1.1 2"), "{}: `{first}`", said());
        Ok(())
    }

    fn start(name: &'static str, repo: &Repo, mut command: Command, folder: Option<TempDir>) -> Result<Self> {
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
        let (url, linkedin) =
            listening(name, &first).with_context(|| format!("{name} does not listen: `{first}`"))?;
        Ok(Self { name, url: url.to_owned(), linkedin: linkedin.to_owned(), process, _folder: folder })
    }

    pub(crate) fn check(&mut self) -> Result<()> {
        match self.process.ended()? {
            Some(status) => bail!("{} ended ({status})", self.name),
            None => Ok(()),
        }
    }
}

/// 256 random bits, as the broker reads the key of its store.
fn random() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("no random bytes for the broker's secrets")?;
    Ok(STANDARD.encode(bytes))
}

/// The address in a server's first line, and the one where it plays LinkedIn: a sandbox's line has both, a broker's has one.
fn listening<'a>(name: &str, line: &'a str) -> Option<(&'a str, &'a str)> {
    let urls = line.trim().strip_prefix(name)?.strip_prefix(" listening on ")?;
    let two = urls.split_once(" and, as LinkedIn, on ");
    let (url, linkedin) = match name {
        SANDBOX => two?,
        _ => (urls, ""),
    };
    let good = |url: &str| {
        let port = url.strip_prefix("http://127.0.0.1:").and_then(|port| port.parse::<u16>().ok());
        port.is_some_and(|port| port != 0)
    };
    (good(url) && (name != SANDBOX || good(linkedin))).then_some((url, linkedin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_where_a_server_listens() {
        let both =
            "linkdock-sandbox listening on http://127.0.0.1:4310 and, as LinkedIn, on http://127.0.0.1:4311";
        let table = [
            (
                BROKER,
                "linkdock-broker listening on http://127.0.0.1:4310\n",
                Some(("http://127.0.0.1:4310", "")),
            ),
            (BROKER, "linkdock-broker listening on http://127.0.0.1:0", None),
            (BROKER, "linkdock-broker listening on http://127.0.0.1:99999", None),
            (BROKER, "linkdock-broker listening on http://0.0.0.0:4310", None),
            (BROKER, both, None),
            (BROKER, "error: address in use", None),
            (SANDBOX, both, Some(("http://127.0.0.1:4310", "http://127.0.0.1:4311"))),
            (SANDBOX, "linkdock-sandbox listening on http://127.0.0.1:4310", None),
            (SANDBOX, &both.replace("4311", "0"), None),
            (SANDBOX, &both.replace("4310", "0"), None),
            (SANDBOX, &both.replace("4311", "x"), None),
        ];
        for (name, line, expected) in table {
            assert_eq!(listening(name, line), expected, "{name}: {line}");
        }
    }
}
