//! The demo's two pages with LinkedIn in them, as a visitor uses them.

use super::demo;
use crate::browser::within;
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("the demo shows twelve profiles after one sign-in and one consent", list),
        Scenario::new("the demo's record is linked, and unlinked again", record),
    ]
}

/// A frame with a profile has this, one without a token has the other.
const PROFILE: &str = "#profile";
const SIGN_IN: &str = "#sign-in";

fn list(world: &World) -> Result<()> {
    let demo = demo::open(world, "leads.html")?;
    let places =
        world.ask("return [...document.querySelectorAll('[data-lead]')].map((lead) => lead.dataset.lead)")?;
    let places: Vec<String> = serde_json::from_value(places)?;
    let places: Vec<_> = places.iter().map(|lead| format!("[data-lead='{lead}']")).collect();
    same("the number of people", &places.len(), &12)?;
    for place in &places {
        shows(world, place, SIGN_IN)?;
    }
    let linked = link(world, &places[0])
        .and_then(|()| places.iter().try_for_each(|place| shows(world, place, PROFILE)));
    linked.with_context(|| format!("the demo's broker says:\n{}", demo.log()))?;
    says(world, "#badge", "Linked")?;
    let asked = world.control.linkedin_count(&world.runtime, "salesAccessTokens")?;
    same("the requests for a Sales Access Token", &asked, &1)
}

fn record(world: &World) -> Result<()> {
    let demo = demo::open(world, "record.html?lead=jose-nunez")?;
    let both = |what| ["#top-card", "#related-leads"].iter().try_for_each(|place| shows(world, place, what));
    both(SIGN_IN)?;
    let linked = link(world, "#related-leads").and_then(|()| both(PROFILE));
    linked.with_context(|| format!("the demo's broker says:\n{}", demo.log()))?;
    says(world, "#badge", "Linked")?;
    let browser = world.browser()?;
    browser.click(&browser.find("#unlink")?)?;
    both(SIGN_IN)?;
    says(world, "#badge", "Not linked")?;
    same(
        "whether there is something to unlink",
        &world.ask("return !document.querySelector('#unlink').hidden")?,
        &json!(false),
    )
}

/// One click in the frame and one in the window that LinkedIn's consent is asked in.
fn link(world: &World, place: &str) -> Result<()> {
    shows(world, place, "#sign-in:enabled")?;
    enter(world, place)?;
    let browser = world.browser()?;
    browser.click(&browser.find(SIGN_IN)?)?;
    world.press_in_popup("#allow")?;
    world.windows(1)
}

/// Waits until the frame in this place has this.
fn shows(world: &World, place: &str, what: &str) -> Result<()> {
    within(&format!("{what} in {place}"), || {
        enter(world, place)?;
        let has = world.browser()?.has(what);
        world.to_main()?;
        ensure!(has?, "it isn't there");
        Ok(())
    })
}

fn enter(world: &World, place: &str) -> Result<()> {
    world.to_main()?;
    let browser = world.browser()?;
    // In sight, because WebKit's driver clicks beside what it has to scroll to in a frame.
    let script = "const dock = document.querySelector(PLACE + ' [data-linkdock]');
                  dock.scrollIntoView({ block: 'center' });
                  return dock.shadowRoot.querySelector('iframe');";
    let script = script.replace("PLACE", &Value::from(place).to_string());
    browser.enter_frame(browser.element(&script)?)
}

fn says(world: &World, place: &str, expected: &str) -> Result<()> {
    within(place, || same("what it says", world.browser()?.text(place)?.as_str(), expected))
}
