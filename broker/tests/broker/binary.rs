//! The process: its first line, its exit codes, its graceful stop.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::support::{CALLER_KEY, Variables, send};

/// A running broker; it does not outlive its test.
pub(crate) struct Process {
    child: Child,
    pub(crate) base: String,
}

pub(crate) fn command(variables: Variables<'_>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkdock-broker"));
    command.env_clear().envs(variables.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Process {
    pub(crate) fn start(variables: Variables<'_>) -> Self {
        let mut child = command(variables).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let base = line.strip_prefix("linkdock-broker listening on ").unwrap_or_else(|| panic!("{line:?}"));
        Self { base: base.trim_end_matches('\n').to_owned(), child }
    }

    /// Ends the process as a crash does.
    pub(crate) fn crash(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }

    /// Asks the process to stop and gives what it wrote to stderr; it must end by itself, with success.
    pub(crate) fn stop(mut self, signal: &str) -> String {
        let killed = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert!(self.child.wait().unwrap().success(), "{signal}");
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails when the test has stopped the process already.
        let _stopped = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[tokio::test]
async fn it_says_where_it_listens_and_stops_when_asked() {
    for signal in ["-TERM", "-INT"] {
        let broker =
            Process::start(&[("LINKDOCK_BROKER_ADDR", "127.0.0.1:0"), ("LINKDOCK_CALLER_KEY", CALLER_KEY)]);
        let port: u16 = broker.base.strip_prefix("http://127.0.0.1:").unwrap().parse().unwrap();
        assert_ne!(port, 0);
        // A connection that a browser opened ahead of use must not hold the process.
        let _idle = TcpStream::connect(("127.0.0.1", port)).unwrap();
        assert_eq!(send("GET", &format!("{}/linkdock/health", broker.base), &[]).await.status, 200);
        let log = broker.stop(signal);
        assert!(
            log.contains("method=GET") && log.contains("/linkdock/health") && log.contains("status=200"),
            "{log}"
        );
    }
}

#[test]
fn a_bad_environment_exits_with_two_and_a_taken_port_with_one() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let rows: [(Variables<'_>, i32, &str); 3] = [
        (&[], 2, "linkdock-broker: LINKDOCK_CALLER_KEY: "),
        (&[("LINKDOCK_BROKER_ADDR", "here")], 2, "linkdock-broker: LINKDOCK_BROKER_ADDR: "),
        (
            &[("LINKDOCK_BROKER_ADDR", &addr), ("LINKDOCK_CALLER_KEY", CALLER_KEY)],
            1,
            "linkdock-broker: cannot listen on ",
        ),
    ];
    for (variables, code, words) in rows {
        let output = command(variables).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(code), 0), "{stderr}");
        assert!(stderr.lines().last().unwrap().starts_with(words), "{stderr}");
    }
}
