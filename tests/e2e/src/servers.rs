//! Broker and sandbox as running programs on free loopback ports; dropping one ends it.
//!
//! It must never hand a real key to the broker: the sandbox is the only vendor it talks to here.

use crate::caller;
use anyhow::{Context as _, Result, bail};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

const START: Duration = Duration::from_secs(20);
/// How many lines of a log a failed test may print.
const KEPT: usize = 12;

#[must_use = "dropping it ends the server"]
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    log: Arc<Mutex<VecDeque<String>>>,
    process: Child,
}

impl Server {
    pub(crate) fn sandbox(program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.env("LINKDOCK_SANDBOX_ADDR", "127.0.0.1:0");
        Self::start(command)
    }

    /// As in production: callers show a token, and only pages of `origin` may call.
    pub(crate) fn broker(program: &Path, sandbox: &Self, origin: &str) -> Result<Self> {
        let mut command = Self::any_broker(program, sandbox);
        command
            .env("LINKDOCK_CALLER_KEY", caller::KEY)
            .env("LINKDOCK_ALLOWED_ORIGINS", origin)
            // A hanging vendor costs a test no more than this.
            .env("SALESFLOW_TIMEOUT_MS", "1500");
        Self::start(command)
    }

    /// The demo in `folder`.
    pub(crate) fn demo(program: &Path, sandbox: &Self, folder: &Path) -> Result<Self> {
        let mut command = Self::any_broker(program, sandbox);
        command.env("LINKDOCK_DEMO_DIR", folder).env("LINKDOCK_DEMO_SALESFLOW_HOST", &sandbox.url);
        Self::start(command)
    }

    /// The last lines of its log.
    pub(crate) fn log(&self) -> String {
        let lines = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(|line| format!("  {line}\n")).collect()
    }

    fn any_broker(program: &Path, sandbox: &Self) -> Command {
        let mut command = Command::new(program);
        command
            .env("LINKDOCK_BROKER_ADDR", "127.0.0.1:0")
            .env("SALESFLOW_API_KEY", "sandbox-key")
            .env("SALESFLOW_API_URL", format!("{}/public/api/v1", sandbox.url));
        command
    }

    fn start(mut command: Command) -> Result<Self> {
        let program = command.get_program().display().to_string();
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        let log = Arc::default();
        let (first, received) = mpsc::channel();
        let pipes = process.stdout.take().zip(process.stderr.take());
        // A guard from here on: whatever fails below ends the process.
        let mut server = Self { url: String::new(), log: Arc::clone(&log), process };
        let (stdout, stderr) = pipes.context("the server has no output")?;
        // The pipes are read to their end, or the server would stop at a full one.
        follow(stderr, Arc::clone(&log), None);
        follow(stdout, log, Some(first));
        let Ok(line) = received.recv_timeout(START) else {
            bail!("{program} has not said where it listens:\n{}", server.log());
        };
        let (_, url) = line
            .split_once(" listening on ")
            .with_context(|| format!("{program} does not listen: {line}"))?;
        server.url = url.trim().to_owned();
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _reaped = self.process.wait();
    }
}

fn follow(
    pipe: impl std::io::Read + Send + 'static,
    log: Arc<Mutex<VecDeque<String>>>,
    mut first: Option<mpsc::Sender<String>>,
) {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if let Some(first) = first.take() {
                let _nobody_waits_any_more = first.send(line.clone());
            }
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            if log.len() == KEPT {
                log.pop_front();
            }
            log.push_back(line);
        }
    });
}
