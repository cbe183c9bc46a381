//! A command that is run to its end: what it is called, where it runs, what it printed. One way to run a tool, so that all
//! of them fail with the line that was run and end on Ctrl-C.
//!
//! It must never go through a shell: arguments are passed as they are.

use crate::child::Running;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

pub(crate) struct Cmd {
    command: Command,
    /// What errors call it: program and arguments, without the environment.
    line: String,
    limit: Option<Duration>,
}

/// How a command that may fail ended, and what it printed.
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    pub(crate) output: String,
}

impl Cmd {
    pub(crate) fn new(program: impl AsRef<OsStr>, folder: &Path) -> Self {
        let line = Path::new(program.as_ref()).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut command = Command::new(program);
        command.current_dir(folder);
        Self { command, line, limit: None }
    }

    /// The cargo that runs us, so that the toolchain is the same.
    pub(crate) fn cargo(folder: &Path) -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), folder)
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.line.push(' ');
        self.line.push_str(&arg.as_ref().to_string_lossy());
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(self, args: impl IntoIterator<Item = A>) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Ends the command when it takes longer.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Runs it; its output is the user's to read.
    pub(crate) fn run(mut self) -> Result<()> {
        let status = Running::spawn(&self.line, &mut self.command)?.wait(self.limit)?;
        succeeded(&self.line, status)
    }

    /// Runs it and answers what it printed; nothing is shown unless it fails.
    pub(crate) fn read(mut self) -> Result<String> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = self
            .command
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot start {}", self.line))?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        succeeded(&self.line, output.status).with_context(|| stderr.trim().to_owned())?;
        String::from_utf8(output.stdout)
            .with_context(|| format!("{} printed something that is not text", self.line))
    }

    /// Runs it, shows its output as it comes and answers a copy of it, with the way it ended.
    pub(crate) fn tee(mut self) -> Result<Finished> {
        let mut child = Running::spawn(&self.line, self.command.stdout(Stdio::piped()))?;
        let stdout = child.stdout()?;
        let reader = std::thread::spawn(move || show_lines(stdout));
        let status = child.wait(self.limit);
        // Ends what it left behind, which could hold the pipe open for ever.
        drop(child);
        let output = reader.join().unwrap_or_default();
        Ok(Finished { status: status?, output })
    }
}

fn succeeded(line: &str, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Lines are shown whole and bytes that are no text are replaced: browsers print what they like.
fn show_lines(stdout: impl std::io::Read) -> String {
    let mut copy = String::new();
    let mut bytes = Vec::new();
    let mut reader = BufReader::new(stdout);
    while reader.by_ref().read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end_matches(['\r', '\n']);
        crate::say::line(text);
        copy.push_str(text);
        copy.push('\n');
        bytes.clear();
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_no_text_do_not_stop_the_copy() {
        assert_eq!(show_lines(&b"a\r\n\xff\nlast"[..]), "a\n\u{fffd}\nlast\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_failure_names_the_command_and_what_it_said() {
        let error =
            Cmd::new("sh", Path::new(".")).args(["-c", "echo because >&2; exit 3"]).read().unwrap_err();
        let error = format!("{error:#}");
        assert!(error.contains("because") && error.contains("sh -c") && error.contains('3'), "{error}");
    }
}
