//! `cargo xtask`: every command of the README, so that a fresh clone with rustup and Node needs nothing else and CI runs
//! what a developer runs.
//!
//! It must never install anything outside the caches of cargo, npm, rustup and apt, never keep a child alive after it has
//! ended, and never let a step pass because a tool was missing.

mod browsers;
mod build;
mod child;
mod cli;
mod command;
mod demo;
mod lint;
mod repo;
mod say;
mod screenshots;
mod servers;
mod test;
mod tools;

use cli::Command;
use std::process::ExitCode;

fn main() -> ExitCode {
    let command = match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            say::error(&format!("{error:#}\n\n{}", cli::USAGE));
            return ExitCode::from(2);
        }
    };
    if let Err(error) = child::end_with_us() {
        say::error(&format!("{error:#}"));
        return ExitCode::FAILURE;
    }
    let is_demo = matches!(command, Command::Demo(_));
    let outcome = run(command);
    match outcome {
        // Ctrl-C is how a demo ends; everywhere else it cut something short.
        _ if child::interrupted() && is_demo => ExitCode::SUCCESS,
        _ if child::interrupted() => ExitCode::from(130),
        Ok(code) => code,
        Err(error) => {
            say::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Help => say::line(cli::USAGE),
        Command::Build(options) => build::run(&repo::Repo::find()?, &options)?,
        Command::Extension(options) => build::extension(&repo::Repo::find()?, &options)?,
        Command::Demo(options) => demo::run(&repo::Repo::find()?, &options)?,
        Command::Test(options) => return test::run(&repo::Repo::find()?, &options),
        Command::Lint => lint::run(&repo::Repo::find()?)?,
        Command::Screenshots(state) => screenshots::run(&repo::Repo::find()?, state.as_deref())?,
        Command::WasmTestRunner(args) => test::wasm::runner(args)?,
    }
    Ok(ExitCode::SUCCESS)
}
