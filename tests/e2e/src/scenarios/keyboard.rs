//! The dock without a mouse.
//!
//! Firefox's driver presses keys in the document that is being looked at, so what follows a Tab into the frame is pressed
//! inside it. In all engines that is how it is done here; that Tab comes out of a dialog's frame is `modal`'s to say.

use crate::browser::within;
use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::unipile::PASSWORD;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

/// Where the dock is: what is mounted from the page's button, and how many Tabs it takes from there into the frame.
const PLACES: [(&str, &str, usize); 2] =
    [("in its place", "T.connect()", 1), ("in a dialog", "T.connect({ presentation: 'modal' })", 0)];

pub(super) fn all() -> Vec<Scenario> {
    let mut all: Vec<_> = PLACES
        .into_iter()
        .flat_map(|(place, code, tabs)| {
            [
                Scenario::new(
                    format!("{place} an account is connected with the keyboard alone"),
                    move |world| connected(world, code, tabs),
                ),
                Scenario::new(format!("{place} a failure is left with the keyboard alone"), move |world| {
                    failed(world, code, tabs)
                }),
            ]
        })
        .collect();
    all.extend([
        Scenario::new(
            "Tab goes from the page's button to Try again and back, and Enter presses it",
            try_again,
        ),
        Scenario::new("Tab goes from the page's button into the vendor's form", into_the_form),
        Scenario::new("Tab goes from the vendor's form to the window beside a silent frame", hint),
    ]);
    all
}

/// Mounts the dock as the page's button is pressed with `key`, and goes into its frame.
fn start(world: &World, code: &str, key: &str, tabs: usize) -> Result<()> {
    world.run(&format!("T.go = () => {{ {code} }}; document.querySelector('#go').focus()"))?;
    world.browser()?.keys(key)?;
    world.to_frame()?;
    world.browser()?.find("#email")?;
    world.to_main()?;
    for _ in 0..tabs {
        world.browser()?.keys("Tab")?;
    }
    world.until_active("iframe")
}

/// Fills the vendor's form in and sends it off with `key`.
fn sign_in(world: &World, user: &str, key: &str) -> Result<()> {
    let strokes = |text: &str| text.chars().map(|letter| format!("{letter} ")).collect::<String>();
    world.to_frame()?;
    if world.browser()?.active()? == "body" {
        // The frame that a dialog has focused, before anything in it is.
        world.browser()?.keys("Tab")?;
    }
    world.until_active("input#email")?;
    world.browser()?.keys(&strokes(&format!("{user}@sandbox.test")))?;
    world.browser()?.keys("Tab")?;
    world.until_active("input#password")?;
    world.browser()?.keys(&strokes(PASSWORD))?;
    within("the way to the form's button", || {
        world.browser()?.keys("Tab")?;
        ensure!(world.browser()?.active()?.starts_with("button#add"), "not there yet");
        Ok(())
    })?;
    world.browser()?.keys(key)?;
    world.to_main()
}

fn connected(world: &World, code: &str, tabs: usize) -> Result<()> {
    world.open_host()?;
    start(world, code, "Enter", tabs)?;
    sign_in(world, "active", "Enter")?;
    world.until_told("resolve 1001")?;
    world.untroubled()
}

fn failed(world: &World, code: &str, tabs: usize) -> Result<()> {
    world.open_host()?;
    start(world, code, "Space", tabs)?;
    sign_in(world, "failed-once", "Space")?;
    world.until_told("onError vendor_failed retryable")?;
    // The user was in the frame, and stays in the dock.
    world.until_active("\"Try again\"")?;
    world.browser()?.keys("Tab")?;
    world.until_active("\"Open in a new window\"")?;
    world.browser()?.keys("Shift+Tab Space")?;
    world.until_told("onReload manual 1")?;
    world.to_frame()?;
    world.browser()?.find("#email")?;
    world.to_main()?;
    world.until_active("iframe")?;
    sign_in(world, "failed-once", "Enter")?;
    world.until("T.words().some((words) => words.startsWith('resolve'))")?;
    world.untroubled()
}

fn try_again(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect({ mode: 'iframe' })")?;
    world.sign_in_frame("failed-once")?;
    world.until_state("failed")?;
    same("buttons", &world.get("T.buttons()")?, &json!(["Try again"]))?;
    world.run("document.querySelector('#go').focus()")?;
    world.until_active("button#go")?;
    for (keys, expected) in [("Tab", "\"Try again\""), ("Shift+Tab", "button#go"), ("Tab", "\"Try again\"")] {
        world.browser()?.keys(keys)?;
        world.until_active(expected)?;
    }
    world.browser()?.keys("Enter")?;
    world.until_told("onReload manual 1")?;
    world.sign_in_frame("failed-once")?;
    world.until_state("active")?;
    world.untroubled()
}

fn into_the_form(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.to_frame()?;
    world.browser()?.find("#email")?;
    world.to_main()?;
    world.run("document.querySelector('#go').focus()")?;
    world.browser()?.keys("Tab")?;
    world.until_active("iframe")?;
    world.to_frame()?;
    world.until_active("input#email")
}

/// What stands under the frame comes after it, forth and back, in place and in a dialog.
fn hint(world: &World) -> Result<()> {
    for presentation in ["inline", "modal"] {
        world.open_host()?;
        world.run(&format!(
            "document.querySelector('#go').focus();
             T.connect({{ presentation: '{presentation}', timeouts: {{ load: 1000 }} }})"
        ))?;
        world.until("T.view() === 'frame' && T.button('Open in a new window') !== null")?;
        world.run("T.button('Open in a new window').focus()")?;
        world.browser()?.keys("Shift+Tab")?;
        world.until_active("iframe")?;
        if world.setup.engine != Engine::Firefox {
            for _ in 0..12 {
                world.browser()?.keys("Tab")?;
                if world.browser()?.active()?.contains("Open in a new window") {
                    break;
                }
            }
            world.until_active("Open in a new window")?;
        }
    }
    world.untroubled()
}
