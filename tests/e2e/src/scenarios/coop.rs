//! Cross-Origin-Opener-Policy: a popup that the browser cuts off looks closed while it is open (trap 9), and no message comes
//! from it. The dock must say no more than it knows.
//!
//! That a late success is taken after `popup_maybe_closed` is for the native tests to say: no page that looks closed can post.

use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::Result;
use serde_json::json;
use std::time::Duration;

/// Those that keep windows together, keep the page's own popups, and keep none.
const POLICIES: [&str; 3] = ["unsafe-none", "same-origin-allow-popups", "same-origin"];

pub(super) fn all() -> Vec<Scenario> {
    let mut all = Vec::new();
    for host in POLICIES {
        for popup in POLICIES {
            all.push(Scenario::new(
                format!("COOP: {host} on the page and {popup} in the popup is told as what it is"),
                move |world| cell(world, host, popup),
            ));
        }
    }
    all.extend([
        Scenario::new("COOP: a new window that isn't cut off takes the flow over and completes it", replaced),
        Scenario::new("COOP: a popup that hops to a page under COOP isn't said to be closed", hop),
        Scenario::new("COOP: of a popup that is cut off long after it had loaded, the focus tells", later),
    ]);
    all
}

const MAYBE: &str = "onClose popup_maybe_closed";
const ACTIVE: [&str; 3] = ["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"];
/// Longer than a dock takes to notice that a popup is gone and to wait for its last message.
const NOTICED: Duration = Duration::from_millis(1_750);

/// Whether the popup keeps its opener.
fn is_kept(engine: Engine, host: &str, popup: &str) -> bool {
    match (host, popup) {
        ("unsafe-none", "unsafe-none") => true,
        // The policy is there for this very case, and WebKit cuts the popup off all the same.
        ("same-origin-allow-popups", "unsafe-none") => engine != Engine::Webkit,
        _ => false,
    }
}

fn cell(world: &World, host: &str, popup: &str) -> Result<()> {
    world.open(&format!("host.html?coop={host}"))?;
    world.pages(&json!({ "coop": popup }))?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_form_in_popup()?;
    if is_kept(world.setup.engine, host, popup) {
        world.to_main()?;
        world.until_settled(1)?;
        world.to_popup()?;
        world.sign_in("active")?;
        world.to_main()?;
        world.until_told("resolve 1001")?;
        world.told(&ACTIVE)?;
        world.windows(1)?;
    } else {
        world.sign_in("active")?;
        world.browser()?.find("#done")?;
        cut_off(world)?;
        same("windows", &world.browser()?.windows()?.len(), &2)?;
        world.close_popup()?;
        std::thread::sleep(NOTICED);
        cut_off(world)?;
        world.press_button("Cancel")?;
        world.until_state("closed")?;
        world.told(&[MAYBE])?;
    }
    world.untroubled()
}

/// The dock has said that the popup may be closed, and nothing else.
fn cut_off(world: &World) -> Result<()> {
    world.to_main()?;
    world.until_told(MAYBE)?;
    world.sentinel()?;
    world.told(&[MAYBE])?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.says("The sign-in window may be closed. If it is still open, finish there.")?;
    world.offers(&["Open in a new window", "Cancel"])
}

fn replaced(world: &World) -> Result<()> {
    world.open_host()?;
    world.pages(&json!({ "coop": "same-origin" }))?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_form_in_popup()?;
    cut_off(world)?;
    world.close_popup()?;
    world.pages(&json!({ "coop": null }))?;
    world.press_button("Open in a new window")?;
    world.to_form_in_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[&[MAYBE, "onReload manual 1"], &ACTIVE[..]].concat())?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &2)?;
    world.windows(1)?;
    world.untroubled()
}

fn hop(world: &World) -> Result<()> {
    world.open_host()?;
    world.pages(&json!({ "hopTo": "coop" }))?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_form_in_popup()?;
    cut_off(world)?;
    same("windows", &world.browser()?.windows()?.len(), &2)?;
    world.untroubled()
}

/// Only the focus tells this popup from one that the user has closed.
fn later(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_form_in_popup()?;
    world.to_main()?;
    world.until_settled(1)?;
    // The popup is to keep the focus, and a driver that looks at the host page takes it there: the page says by a request that
    // it has noticed.
    world.run("T.inside.onClose = () => T.token(new AbortController())")?;
    world.pages(&json!({ "coop": "same-origin" }))?;
    world.to_popup()?;
    let browser = world.browser()?;
    browser.open(&browser.url()?)?;
    world.until_stat("onboardingTokens", 2)?;
    world.to_main()?;
    match world.setup.engine {
        Engine::Firefox | Engine::Webkit => cut_off(world)?,
        // Without a screen every window of it has the focus.
        Engine::Chromium => {
            world.until_told("onClose popup_closed")?;
            same("has the focus", &world.get("document.hasFocus()")?, &json!(true))?;
        }
    }
    same("windows", &world.browser()?.windows()?.len(), &2)?;
    world.untroubled()
}
