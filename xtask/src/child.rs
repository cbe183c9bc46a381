//! A running process as a value: dropping it ends the process and everything it started, so that no server, driver or
//! browser outlives the command that needed it.
//!
//! It must never end a process that is not its own: it signals the process groups it made, by id.

use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

const POLL: Duration = Duration::from_millis(20);

/// From here on Ctrl-C (and SIGTERM, SIGHUP) ends every child; whoever waits for one then sees it ended and unwinds.
pub(crate) fn end_with_us() -> Result<()> {
    ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(130); // asked twice: no more tidying
        }
        let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.iter().copied().for_each(end_group);
    })
    .context("cannot listen for Ctrl-C")
}

pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

#[must_use = "dropping it ends the process"]
pub(crate) struct Running {
    child: Child,
    name: String,
}

impl Running {
    /// Starts the command in a process group of its own, with nothing to read on standard input.
    pub(crate) fn spawn(name: &str, command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).insert(child.id());
        let running = Self { child, name: name.to_owned() };
        if interrupted() {
            bail!("interrupted");
        }
        Ok(running)
    }

    /// The pipe of its standard output, when the command asked for one; once.
    pub(crate) fn stdout(&mut self) -> Result<std::process::ChildStdout> {
        self.child.stdout.take().with_context(|| format!("{} has no output to read", self.name))
    }

    /// How it ended, or nothing while it runs.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("cannot ask after {}", self.name))
    }

    /// Waits for its end; past the limit it is ended and that is an error.
    pub(crate) fn wait(&mut self, limit: Option<Duration>) -> Result<ExitStatus> {
        let start = Instant::now();
        loop {
            let status = self.ended()?;
            if interrupted() {
                bail!("interrupted");
            }
            if let Some(status) = status {
                return Ok(status);
            }
            if limit.is_some_and(|limit| start.elapsed() > limit) {
                bail!("{} was ended: it ran for more than {} s", self.name, start.elapsed().as_secs());
            }
            std::thread::sleep(POLL);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let id = self.child.id();
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        // Also after it has ended: what it started may still run.
        end_group(id);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn end_group(id: u32) {
    let group = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

/// Windows has no groups; `Drop` ends the child itself, and Ctrl-C reaches the whole console.
#[cfg(not(unix))]
fn end_group(_id: u32) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader};

    #[test]
    fn dropping_a_child_ends_what_it_started() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & echo $!; wait"]).stdout(Stdio::piped());
        let mut child = Running::spawn("sh", &mut command).unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout().unwrap()).read_line(&mut line).unwrap();
        let grandchild = rustix::process::Pid::from_raw(line.trim().parse().unwrap()).unwrap();
        drop(child);
        // The orphan is reaped by init, which may take a moment.
        let gone = (0..100).any(|_| {
            std::thread::sleep(POLL);
            rustix::process::test_kill_process(grandchild).is_err() || is_zombie(grandchild)
        });
        assert!(gone, "the grandchild still runs");
    }

    fn is_zombie(pid: rustix::process::Pid) -> bool {
        std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()))
            .is_ok_and(|stat| stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z')))
    }

    #[test]
    fn a_child_past_its_limit_is_an_error() {
        let mut child = Running::spawn("sleep", Command::new("sleep").arg("60")).unwrap();
        let error = child.wait(Some(Duration::from_millis(50))).unwrap_err();
        assert!(error.to_string().contains("sleep was ended"), "{error}");
    }
}
