//! The page's history is the page's: a flow leaves no entry in it, and Back goes where it would have gone (trap 19).

use crate::browser::within;
use crate::page::same;
use crate::run::Scenario;
use crate::vendor::CODE;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("history: connect, reload and update in a frame leave it as it was", in_frame),
        Scenario::new("history: connect, reload and update in a popup leave it as it was", in_popup),
        Scenario::new("history: a refused frame and the window after it leave it as it was", refused),
    ]
}

/// Runs a flow on a page with one before it, to which Back must still lead.
fn unchanged(world: &World, flow: impl Fn() -> Result<()>) -> Result<()> {
    world.open("bare.html")?;
    world.open_host()?;
    let browser = world.browser()?;
    let before = browser.history_length()?;
    flow()?;
    world.until_state("active")?;
    same("entries", &browser.history_length()?, &before)?;
    browser.back()?;
    within("the page before", || {
        let url = browser.url()?;
        ensure!(url.ends_with("/bare.html"), "it is {url}");
        Ok(())
    })
}

fn in_frame(world: &World) -> Result<()> {
    unchanged(world, || {
        world.run("T.connect()")?;
        world.until_state("waiting")?;
        world.run("T.dock.reload()")?;
        world.until_told("onReload manual 1")?;
        world.sign_in_frame("paused")?;
        world.until("T.path().endsWith('/1001')")?;
        world.enter_code_in_frame(CODE)
    })
}

fn in_popup(world: &World) -> Result<()> {
    unchanged(world, || {
        world.press_go("T.connect({ mode: 'popup' })")?;
        world.to_form_in_popup()?;
        let popup = world.browser()?.history_length()?;
        world.ask("document.documentElement.dataset.old = ''")?;
        world.to_main()?;
        world.run("T.dock.reload()")?;
        world.until_told("onReload manual 1")?;
        world.until_stat("connectPages", 2)?;
        within("the new page", || {
            world.to_form_in_popup()?;
            ensure!(!world.browser()?.has("[data-old]")?, "it is the old one still");
            Ok(())
        })?;
        world.sign_in("paused")?;
        world.until_update_popup()?;
        same("entries of the popup", &world.browser()?.history_length()?, &popup)?;
        world.enter_code(CODE)?;
        world.to_main()
    })
}

fn refused(world: &World) -> Result<()> {
    unchanged(world, || {
        world.pages(&json!({ "xFrameOptions": "DENY" }))?;
        world.run("T.connect({ timeouts: { load: 500 } })")?;
        world.press_button("Open in a new window")?;
        world.to_popup()?;
        world.sign_in("active")?;
        world.to_main()
    })
}
