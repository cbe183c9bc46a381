//! The command line, read once into types, so that no command looks at raw arguments.
//!
//! It must never guess: a word it does not know is an error, except the one filter `test` takes.

use crate::browsers::Engine;
use crate::test::Suite;
use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};
use std::ffi::OsString;
use std::path::PathBuf;

pub(crate) const USAGE: &str = "\
usage: cargo xtask <command>

  demo [--port N] [--no-open]      build everything, start sandbox, broker and demo page, open it
  test [suite…] [--engine E] [filter]
                                   suites: native, package, wasm, e2e (default: all of them)
                                   engines: chromium, firefox, webkit (default: all of them)
  build [--dev]                    make pkg/ and the demo page; --dev: quick, not optimised, no budgets
  extension [--broker URL] [--caller URL] [--name NAME] [--every MINUTES] [--out FOLDER]
                                   the browser extension example for a broker of your own
  screenshots [state]              pictures of every state of a dock, into docs/images/states/ (Chromium)
  lint                             formatting, clippy, types, docs, licences";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Build(BuildOptions),
    Extension(ExtensionOptions),
    Demo(DemoOptions),
    Test(TestOptions),
    Lint,
    /// Of one state, or of all.
    Screenshots(Option<String>),
    /// Called by `cargo test` for the wasm target, never by a person.
    WasmTestRunner(Vec<OsString>),
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct BuildOptions {
    pub(crate) dev: bool,
}

/// What is absent is as examples/extension/src/config.ts says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ExtensionOptions {
    pub(crate) broker: Option<String>,
    pub(crate) caller: Option<String>,
    pub(crate) name: Option<String>,
    /// In minutes.
    pub(crate) every: Option<u32>,
    /// Absent: examples/extension/dist.
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DemoOptions {
    pub(crate) port: u16,
    pub(crate) open: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TestOptions {
    /// Empty: all of them.
    pub(crate) suites: Vec<Suite>,
    /// Empty: all of them.
    pub(crate) engines: Vec<Engine>,
    pub(crate) filter: Option<String>,
}

pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut parser = Parser::from_args(args);
    let Some(first) = parser.next()? else {
        return Ok(Command::Help);
    };
    let word = match first {
        Arg::Value(word) => word.string()?,
        Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
        other @ (Arg::Long(_) | Arg::Short(_)) => return Err(other.unexpected().into()),
    };
    match word.as_str() {
        "help" => Ok(Command::Help),
        "build" => parse_build(&mut parser),
        "extension" => parse_extension(&mut parser),
        "demo" => parse_demo(&mut parser),
        "test" => parse_test(&mut parser),
        "lint" => match parser.next()? {
            None => Ok(Command::Lint),
            Some(arg) => Err(arg.unexpected().into()),
        },
        "screenshots" => parse_screenshots(&mut parser),
        "wasm-test-runner" => Ok(Command::WasmTestRunner(parser.raw_args()?.collect())),
        other => bail!("there is no command `{other}`"),
    }
}

fn parse_build(parser: &mut Parser) -> Result<Command> {
    let mut options = BuildOptions::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("dev") => options.dev = true,
            other @ (Arg::Long(_) | Arg::Short(_) | Arg::Value(_)) => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Build(options))
}

fn parse_extension(parser: &mut Parser) -> Result<Command> {
    let mut options = ExtensionOptions::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("broker") => options.broker = Some(parser.value()?.string()?),
            Arg::Long("caller") => options.caller = Some(parser.value()?.string()?),
            Arg::Long("name") => options.name = Some(parser.value()?.string()?),
            Arg::Long("every") => options.every = Some(parser.value()?.parse()?),
            Arg::Long("out") => options.out = Some(parser.value()?.into()),
            other @ (Arg::Long(_) | Arg::Short(_) | Arg::Value(_)) => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Extension(options))
}

fn parse_demo(parser: &mut Parser) -> Result<Command> {
    let mut options = DemoOptions { port: 0, open: true };
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("port") => options.port = parser.value()?.parse()?,
            Arg::Long("no-open") => options.open = false,
            other @ (Arg::Long(_) | Arg::Short(_) | Arg::Value(_)) => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Demo(options))
}

fn parse_test(parser: &mut Parser) -> Result<Command> {
    let mut options = TestOptions::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("engine") => {
                let name = parser.value()?.string()?;
                match Engine::from_name(&name) {
                    Some(engine) => options.engines.push(engine),
                    None => bail!("there is no engine `{name}`: chromium, firefox or webkit"),
                }
            }
            Arg::Value(word) => {
                let word = word.string()?;
                match Suite::from_name(&word) {
                    Some(suite) => options.suites.push(suite),
                    None if options.filter.is_none() => options.filter = Some(word),
                    None => bail!("one filter at most, and `{word}` is a second"),
                }
            }
            other @ (Arg::Long(_) | Arg::Short(_)) => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Test(options))
}

fn parse_screenshots(parser: &mut Parser) -> Result<Command> {
    let mut state = None;
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Value(word) if state.is_none() => state = Some(word.string()?),
            other @ (Arg::Long(_) | Arg::Short(_) | Arg::Value(_)) => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Screenshots(state))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn reads_every_command() {
        let test = |suites: &[Suite], engines: &[Engine], filter: Option<&str>| {
            Command::Test(TestOptions {
                suites: suites.to_vec(),
                engines: engines.to_vec(),
                filter: filter.map(str::to_owned),
            })
        };
        let table = [
            ("", Command::Help),
            ("--help", Command::Help),
            ("build", Command::Build(BuildOptions { dev: false })),
            ("build --dev", Command::Build(BuildOptions { dev: true })),
            ("extension", Command::Extension(ExtensionOptions::default())),
            (
                "extension --broker https://b.example/linkdock --every 30 --out there",
                Command::Extension(ExtensionOptions {
                    broker: Some("https://b.example/linkdock".to_owned()),
                    every: Some(30),
                    out: Some("there".into()),
                    ..ExtensionOptions::default()
                }),
            ),
            ("demo", Command::Demo(DemoOptions { port: 0, open: true })),
            ("demo --no-open --port 8080", Command::Demo(DemoOptions { port: 8080, open: false })),
            ("test", test(&[], &[], None)),
            ("test e2e --engine firefox popup", test(&[Suite::E2e], &[Engine::Firefox], Some("popup"))),
            ("test native wasm", test(&[Suite::Native, Suite::Wasm], &[], None)),
            ("lint", Command::Lint),
            ("screenshots", Command::Screenshots(None)),
            ("screenshots dialog", Command::Screenshots(Some("dialog".to_owned()))),
            (
                "wasm-test-runner a.wasm --exact",
                Command::WasmTestRunner(vec!["a.wasm".into(), "--exact".into()]),
            ),
        ];
        for (line, expected) in table {
            assert_eq!(read(line).unwrap(), expected, "{line}");
        }
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for line in [
            "bild",
            "build --fast",
            "extension --every hour",
            "demo --port http",
            "test --engine ie",
            "test a b",
            "lint all",
            "screenshots a b",
            "--dev",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
