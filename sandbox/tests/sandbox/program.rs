//! The program: its first line, what it refuses and how it stops.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

fn program(address: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkdock-sandbox"));
    command.env("LINKDOCK_SANDBOX_ADDR", address).env("LINKDOCK_SANDBOX_LINKEDIN_ADDR", "127.0.0.1:0");
    for name in ["SANDBOX_API_KEY", "SANDBOX_LINKEDIN_CLIENT_ID", "SANDBOX_LINKEDIN_CLIENT_SECRET"] {
        command.env_remove(name);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Ends the program when a test fails before it does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn it_says_where_it_listens_and_stops_on_a_signal() {
    for signal in ["-TERM", "-INT"] {
        let mut running = Running(program("127.0.0.1:0").spawn().unwrap());
        let mut line = String::new();
        BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ports = line.strip_prefix("linkdock-sandbox listening on http://127.0.0.1:").expect(&line);
        let (salesflow, linkedin) = ports.split_once(" and, as LinkedIn, on http://127.0.0.1:").expect(&line);
        let port = |text: &str| text.trim_end().parse::<u16>().unwrap();
        assert!(port(salesflow) != 0 && port(linkedin) != 0 && port(salesflow) != port(linkedin), "{line}");
        let killed = Command::new("kill").args([signal, &running.0.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert!(running.0.wait().unwrap().success(), "{signal}");
    }
}

#[test]
fn it_refuses_what_it_cannot_serve_safely() {
    let refused = |command: &mut Command| -> String {
        let Output { status, stdout, stderr } = command.output().unwrap();
        assert!(!status.success());
        assert!(stdout.is_empty());
        String::from_utf8(stderr).unwrap()
    };
    for (address, expected) in [
        ("0.0.0.0:0", "not a loopback address"),
        ("[::]:0", "not a loopback address"),
        ("192.0.2.1:0", "not a loopback address"),
        ("localhost", "must look like 127.0.0.1:8788"),
    ] {
        let message = refused(&mut program(address));
        assert!(message.contains(expected), "{address}: {message}");
    }
    for name in ["SANDBOX_API_KEY", "SANDBOX_LINKEDIN_CLIENT_ID", "SANDBOX_LINKEDIN_CLIENT_SECRET"] {
        let message = refused(program("127.0.0.1:0").env(name, ""));
        assert!(message.contains(&format!("{name} is set but empty")), "{message}");
    }
    for (address, expected) in
        [("0.0.0.0:0", "not a loopback address"), ("localhost", "must look like 127.0.0.1:8789")]
    {
        let message = refused(program("127.0.0.1:0").env("LINKDOCK_SANDBOX_LINKEDIN_ADDR", address));
        assert!(
            message.contains("LINKDOCK_SANDBOX_LINKEDIN_ADDR") && message.contains(expected),
            "{message}"
        );
    }
}
