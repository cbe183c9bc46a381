//! Runs scenarios one after another in one browser and says of a failed one what there is to see.

use crate::engine::Setup;
use crate::world::World;
use crate::{pictures, scenarios};
use anyhow::{Result, ensure};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

type Run = Box<dyn Fn(&World) -> Result<()> + Send>;

/// One thing that must hold; its name is a sentence.
pub(crate) struct Scenario {
    name: String,
    run: Run,
    /// Where something secret stands afterwards: how the places' names begin, in order.
    leaves: Vec<&'static str>,
}

impl Scenario {
    pub(crate) fn new(name: impl Into<String>, run: impl Fn(&World) -> Result<()> + Send + 'static) -> Self {
        Self { name: name.into(), run: Box::new(run), leaves: Vec::new() }
    }

    /// One that puts something secret into these places, for the search that follows it to find.
    pub(crate) fn leaving(mut self, places: impl IntoIterator<Item = &'static str>) -> Self {
        self.leaves = places.into_iter().collect();
        self.leaves.sort_unstable();
        self
    }
}

pub(crate) fn all(mut arguments: Arguments, setup: Setup) -> ExitCode {
    // One browser, one page at a time.
    arguments.test_threads = Some(1);
    let world = match World::start(setup) {
        Ok(world) => Arc::new(Mutex::new(world)),
        Err(error) => {
            println!("{error:#}");
            return ExitCode::FAILURE;
        }
    };
    let scenarios = match std::env::var_os("LINKDOCK_E2E_PICTURES") {
        Some(folder) => pictures::all(folder.as_ref()),
        None => scenarios::all(),
    };
    let trials = scenarios.into_iter().map(|scenario| trial(scenario, Arc::clone(&world))).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    world.lock().unwrap_or_else(PoisonError::into_inner).end_session();
    conclusion.exit_code()
}

fn trial(scenario: Scenario, world: Arc<Mutex<World>>) -> Trial {
    let Scenario { name, run, leaves } = scenario;
    Trial::test(name, move || {
        let world = world.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = world.fresh().and_then(|()| run(&world)).and_then(|()| search(&world, &leaves));
        match outcome {
            Ok(()) => {
                // What was put into the browser's stores must not be there for the next one.
                if !leaves.is_empty() {
                    world.end_session();
                }
                Ok(())
            }
            Err(error) => {
                let report = format!("{error:#}\n{}", evidence(&world));
                // Whatever state the browser is in, the next scenario has nothing to do with it.
                world.end_session();
                Err(Failed::from(report))
            }
        }
    })
}

/// Nothing that a user typed stands anywhere else.
fn search(world: &World, leaves: &[&str]) -> Result<()> {
    let found = world.spoken()?;
    let expected = found.len() == leaves.len()
        && found.iter().zip(leaves).all(|(place, beginning)| place.starts_with(beginning));
    ensure!(
        expected,
        "places with something that a user typed\n     found: {found:?}\n  expected: {leaves:?}"
    );
    Ok(())
}

/// What the page and the broker have to say.
fn evidence(world: &World) -> String {
    let page = world.to_main().and_then(|()| world.ask("return globalThis.T?.dump() ?? location.href"));
    let page = match page {
        Ok(page) => pretty(&page),
        Err(error) => format!("the page does not answer: {error:#}"),
    };
    format!("{page}\nbroker:\n{}", world.broker.log())
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
