//! Broker and sandbox as running programs on free loopback ports; dropping one ends it.
//!
//! It must never hand a real key to the broker: the sandbox is the only vendor it talks to here.

use crate::caller;
use crate::traces::Traces;
use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;

const START: Duration = Duration::from_secs(20);
/// The name of a broker's store, in a folder of its own.
const STORE: &str = "store.sqlite";
/// How many lines of a log a failed test may print.
const PRINTED: usize = 40;
/// With which the vendor's webhooks come.
pub(crate) const WEBHOOK_SECRET: &str = "a-webhook-secret-of-these-tests";

#[must_use = "dropping it ends the server"]
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    /// Where a sandbox plays LinkedIn, likewise; empty for a broker.
    pub(crate) linkedin: String,
    traces: Traces,
    /// Of a sandbox: what the brokers leave that were started for it, also those that have ended.
    clients: Arc<Mutex<Vec<Traces>>>,
    readers: Vec<JoinHandle<()>>,
    process: Child,
}

impl Server {
    pub(crate) fn sandbox(program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .env("LINKDOCK_SANDBOX_ADDR", "127.0.0.1:0")
            .env("LINKDOCK_SANDBOX_LINKEDIN_ADDR", "127.0.0.1:0");
        Self::start(command, Traces::default())
    }

    /// As in production: callers show a token, and only pages of `origin` may call. Variables that are given go first.
    pub(crate) fn broker(
        program: &Path,
        sandbox: &Self,
        origin: &str,
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let (mut command, folder) = Self::any_broker(program, sandbox)?;
        command
            .env("LINKDOCK_CALLER_KEY", caller::KEY)
            .env("LINKDOCK_ALLOWED_ORIGINS", origin)
            // A hanging vendor costs a test no more than this, and a slow machine no test.
            .env("SALESFLOW_TIMEOUT_MS", "5000")
            .env("LINKEDIN_TIMEOUT_MS", "5000")
            .env("UNIPILE_TIMEOUT_MS", "5000")
            .envs(variables.iter().copied());
        sandbox.start_client(command, folder)
    }

    /// The demo in `folder`.
    pub(crate) fn demo(program: &Path, sandbox: &Self, folder: &Path) -> Result<Self> {
        let (mut command, store) = Self::any_broker(program, sandbox)?;
        command
            .env("LINKDOCK_DEMO_DIR", folder)
            .env("LINKDOCK_DEMO_SALESFLOW_HOST", &sandbox.url)
            .env("LINKDOCK_DEMO_LINKEDIN_HOST", &sandbox.linkedin)
            .env("LINKDOCK_DEMO_UNIPILE_HOST", &sandbox.url);
        sandbox.start_client(command, store)
    }

    /// The last lines of its log.
    pub(crate) fn log(&self) -> String {
        let lines = self.traces.log();
        let skipped = lines.len().saturating_sub(PRINTED);
        lines.iter().skip(skipped).map(|line| format!("  {line}\n")).collect()
    }

    /// Where one of the texts can be read that nobody may write down: the logs of all servers of this sandbox, itself included,
    /// as far as nobody has looked yet, and the files of their stores.
    pub(crate) fn new_traces(&self, texts: &[&str]) -> Result<Vec<String>> {
        let mut found = self.traces.unseen(texts)?;
        for client in self.clients.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            found.extend(client.unseen(texts)?);
        }
        Ok(found)
    }

    /// Brokers that have ended leave nothing any more.
    pub(crate) fn forget_ended(&self) {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).retain(Traces::is_in_use);
    }

    fn start_client(&self, command: Command, folder: TempDir) -> Result<Self> {
        let traces = Traces::with_store(folder);
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).push(traces.clone());
        Self::start(command, traces)
    }

    /// The folder of its store, besides: a fresh one for each.
    fn any_broker(program: &Path, sandbox: &Self) -> Result<(Command, TempDir)> {
        let folder = tempfile::tempdir().context("no temporary folder for the broker's store")?;
        let mut key = [0; 32];
        getrandom::fill(&mut key).context("no random bytes for the key of the broker's store")?;
        let mut command = Command::new(program);
        command
            .env("LINKDOCK_BROKER_ADDR", "127.0.0.1:0")
            .env("SALESFLOW_API_KEY", "sandbox-key")
            .env("SALESFLOW_API_URL", format!("{}/public/api/v1", sandbox.url))
            .env("LINKEDIN_CLIENT_ID", "sandbox-client")
            .env("LINKEDIN_CLIENT_SECRET", "sandbox-secret")
            .env("LINKEDIN_URL", &sandbox.linkedin)
            .env("LINKEDIN_API_URL", &sandbox.linkedin)
            .env("UNIPILE_API_KEY", "sandbox-key")
            .env("UNIPILE_API_URL", format!("{}/unipile/v2", sandbox.url))
            .env("UNIPILE_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .env("LINKDOCK_STORE", folder.path().join(STORE))
            .env("LINKDOCK_STORE_KEY", STANDARD.encode(key));
        Ok((command, folder))
    }

    fn start(mut command: Command, traces: Traces) -> Result<Self> {
        let program = command.get_program().display().to_string();
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        let (first, received) = mpsc::channel();
        let pipes = process.stdout.take().zip(process.stderr.take());
        // A guard from here on: whatever fails below ends the process.
        let (url, linkedin, clients, readers) = Default::default();
        let mut server = Self { url, linkedin, traces, clients, readers, process };
        let (stdout, stderr) = pipes.context("the server has no output")?;
        // The pipes are read to their end, or the server would stop at a full one.
        server.readers.push(follow(stderr, server.traces.clone(), None));
        server.readers.push(follow(stdout, server.traces.clone(), Some(first)));
        let Ok(line) = received.recv_timeout(START) else {
            bail!("{program} has not said where it listens:\n{}", server.log());
        };
        let (_, urls) = line
            .split_once(" listening on ")
            .with_context(|| format!("{program} does not listen: {line}"))?;
        let (url, linkedin) = urls.split_once(" and, as LinkedIn, on ").unwrap_or((urls, ""));
        (server.url, server.linkedin) = (url.trim().to_owned(), linkedin.trim().to_owned());
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _reaped = self.process.wait();
        // What it said last is searched, too.
        for reader in self.readers.drain(..) {
            let _read_to_the_end = reader.join();
        }
    }
}

fn follow(
    pipe: impl std::io::Read + Send + 'static,
    traces: Traces,
    mut first: Option<mpsc::Sender<String>>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if let Some(first) = first.take() {
                let _nobody_waits_any_more = first.send(line.clone());
            }
            traces.say(line);
        }
    })
}
