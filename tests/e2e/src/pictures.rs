//! A picture of every state of a dock, in a host's settings page, light and dark, on a desk and on a phone.
//!
//! They are made as scenarios are run and prove nothing: they are there to be looked at. Each waits for what it shows, and
//! nothing in it moves, so that the same code makes the same picture.

use crate::browser::within;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use std::path::Path;

/// What a picture is called, what the host's button does, what the user does then, and what has to be true at last.
struct Shot {
    name: &'static str,
    code: &'static str,
    then: fn(&World) -> Result<()>,
    shown: &'static str,
}

const WIDTHS: [u64; 2] = [390, 1280];
const SCHEMES: [&str; 2] = ["light", "dark"];

fn nothing(_world: &World) -> Result<()> {
    Ok(())
}

fn fails(world: &World) -> Result<()> {
    world.sign_in_frame("failed")
}

fn succeeds(world: &World) -> Result<()> {
    world.sign_in_frame("active")
}

fn gives_up(world: &World) -> Result<()> {
    world.until_state("waiting")?;
    world.run("T.dock.close()").map(drop)
}

fn closes_popup(world: &World) -> Result<()> {
    world.until("T.popups.length === 1")?;
    world.run("T.popups.pop().remove()").map(drop)
}

fn loses_popup(world: &World) -> Result<()> {
    world.until_state("waiting")?;
    world.run("document.hasFocus = () => false; T.popups.pop().remove()").map(drop)
}

fn refuses_consent(world: &World) -> Result<()> {
    world.sign_in_at_linkedin("dock")?;
    world.press_in_popup("#deny")
}

fn links(world: &World) -> Result<()> {
    world.until_state("waiting")?;
    world.link(&world.broker, &crate::caller::token(&[])?)?;
    world.run("T.dock.reload()")?;
    world.linkedin_text("dock", "#profile").map(drop)
}

#[rustfmt::skip]
const SHOTS: [Shot; 21] = [
    Shot { name: "busy", code: "T.connect({ token: () => new Promise(() => {}) })", then: nothing, shown: "T.view() === 'busy'" },
    Shot { name: "frame", code: "T.connect()", then: nothing, shown: "T.view() === 'frame'" },
    Shot { name: "hint", code: "T.connect({ timeouts: { load: 1500 } })", then: nothing, shown: "T.view() === 'frame' && T.buttons().length === 1" },
    Shot { name: "popup", code: "T.framePopups(); T.connect({ mode: 'popup' })", then: nothing, shown: "T.dock.state === 'waiting'" },
    Shot { name: "maybe-closed", code: "T.framePopups(); T.connect({ mode: 'popup' })", then: loses_popup, shown: "T.words().includes('onClose popup_maybe_closed')" },
    Shot { name: "popup-blocked", code: "window.open = () => null; T.connect({ mode: 'popup' })", then: nothing, shown: "T.view() === 'notice'" },
    Shot { name: "failure", code: "T.connect()", then: fails, shown: "T.view() === 'notice'" },
    Shot { name: "load-timeout", code: "T.connect({ timeouts: { load: 200 } })", then: nothing, shown: "T.view() === 'notice'" },
    Shot { name: "expired", code: "const after = window.setTimeout; window.setTimeout = (work, millis) => after(work, millis > 1e6 ? 1000 : millis); T.connect()", then: nothing, shown: "T.view() === 'notice'" },
    Shot { name: "cancelled", code: "T.connect()", then: gives_up, shown: "T.view() === 'notice'" },
    Shot { name: "closed", code: "T.framePopups(); T.connect({ mode: 'popup', token: () => new Promise(() => {}) })", then: closes_popup, shown: "T.view() === 'notice'" },
    Shot { name: "done", code: "T.connect()", then: succeeds, shown: "T.view() === 'done'" },
    Shot { name: "arabic", code: "T.connect({ locale: 'ar' })", then: fails, shown: "T.view() === 'notice'" },
    Shot { name: "dialog", code: "T.connect({ presentation: 'modal' })", then: nothing, shown: "T.view() === 'frame'" },
    Shot { name: "dialog-busy", code: "T.connect({ presentation: 'modal', token: () => new Promise(() => {}) })", then: nothing, shown: "T.view() === 'busy'" },
    Shot { name: "dialog-hint", code: "T.connect({ presentation: 'modal', timeouts: { load: 1500 } })", then: nothing, shown: "T.view() === 'frame' && T.buttons().length === 2" },
    Shot { name: "dialog-failure", code: "T.connect({ presentation: 'modal' })", then: fails, shown: "T.view() === 'notice'" },
    Shot { name: "linkedin-launch", code: "T.show()", then: nothing, shown: "T.dock.state === 'waiting'" },
    Shot { name: "linkedin-refused", code: "T.show()", then: refuses_consent, shown: "T.view() === 'notice'" },
    Shot { name: "linkedin-profile", code: "T.show()", then: links, shown: "T.dock.state === 'active'" },
    Shot { name: "dialog-arabic", code: "T.connect({ presentation: 'modal', locale: 'ar' })", then: fails, shown: "T.view() === 'notice'" },
];

pub(crate) fn all(folder: &Path) -> Vec<Scenario> {
    let shot = |shot: &'static Shot| {
        let folder = folder.to_path_buf();
        Scenario::new(shot.name, move |world| take(world, shot, &folder))
    };
    SHOTS.iter().map(shot).collect()
}

fn take(world: &World, shot: &Shot, folder: &Path) -> Result<()> {
    world.open("studio.html")?;
    world.pages(&json!({ "hang": shot.name == "load-timeout" }))?;
    let looks = SCHEMES.into_iter().flat_map(|scheme| WIDTHS.map(|width| (scheme, width)));
    // With a real click, as a user does it: what the keyboard would show of the focus is not there then.
    world.press_go(shot.code)?;
    (shot.then)(world)?;
    world.until(shot.shown)?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (scheme, width) in looks {
        ensure!(
            world.emulate(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")])?,
            "only Chromium makes pictures"
        );
        frame(world, width, shot.name.starts_with("dialog"))?;
        let file = folder.join(format!("{}-{scheme}-{width}.png", shot.name));
        std::fs::write(&file, world.browser()?.picture()?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// As much of the page as there is to see: a screen with a dialog over it, or the page down to its end.
fn frame(world: &World, width: u64, is_dialog: bool) -> Result<()> {
    let screen = if width < 500 { 844 } else { 800 };
    world.browser()?.viewport(width, screen)?;
    let height = if is_dialog { screen } else { drawn(world, "document.body.offsetHeight")? };
    world.browser()?.viewport(width, height)?;
    within("the viewport", || {
        let found = (drawn(world, "innerWidth")?, drawn(world, "innerHeight")?);
        ensure!(found == (width, height), "it is {found:?}");
        Ok(())
    })
}

/// A size in the page, once it has been drawn twice.
fn drawn(world: &World, size: &str) -> Result<u64> {
    world.run(
        "T.drawn = false; requestAnimationFrame(() => requestAnimationFrame(() => { T.drawn = true; }))",
    )?;
    world.until("T.drawn")?;
    world.get(size)?.as_u64().with_context(|| format!("no {size}"))
}
