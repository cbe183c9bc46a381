//! How a dock looks in the page around it.

use crate::browser::within;
use crate::page::same;
use crate::run::Scenario;
use crate::vendor::CODE;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("a dock is light or dark as the system is", dark),
        Scenario::new("in a narrow window the dock is no wider than it", narrow),
        Scenario::new("a dock is as high while it loads as it is with its frame, whatever its height", still),
        Scenario::new("a host that observes its own sizes hears of no loop", observers),
        Scenario::new("a flow leaves the page's history as long as it was", history),
    ]
}

const BACKGROUND: &str = "getComputedStyle(T.shadow().querySelector('.dock')).backgroundColor";

fn dark(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.until_state("waiting")?;
    for (scheme, background) in [("dark", "rgb(22, 27, 34)"), ("light", "rgb(255, 255, 255)")] {
        if !world.emulate(&[("prefers-color-scheme", scheme)])? {
            return Ok(());
        }
        same(scheme, &world.get(BACKGROUND)?, &json!(background))?;
    }
    Ok(())
}

fn narrow(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.until_state("waiting")?;
    world.browser()?.resize(500, 600)?;
    within("a page as wide as its window", || {
        let widths = world.get("((page) => [innerWidth, page.scrollWidth - page.clientWidth, T.frames()[0].offsetWidth])(document.documentElement)")?;
        ensure!(
            widths[0] == 500
                && widths[1] == 0
                && widths[2].as_u64().is_some_and(|frame| (1..500).contains(&frame)),
            "widths: {widths}"
        );
        Ok(())
    })
}

/// What stands under a dock stays where it is until there is something to tell.
fn still(world: &World) -> Result<()> {
    for (height, expected) in [("", 602), ("480px", 482)] {
        world.open_host()?;
        world.pages(&json!({ "delayMs": 300 }))?;
        world.run(&format!(
            "document.body.style.setProperty('--linkdock-height', '{height}');
             const top = (element) => element.getBoundingClientRect().top;
             const measure = () => top(document.querySelector('#other')) - top(document.querySelector('#place'));
             T.heights = [];
             T.inside.onState = (state) => T.heights.push([state, T.view(), measure()]);
             T.connect();
             T.seen = new Set([measure()]);
             new ResizeObserver(() => T.seen.add(measure())).observe(T.dock.element)"
        ))?;
        world.until("T.view() === 'frame'")?;
        let states = [("fetching", "busy"), ("loading", "busy"), ("waiting", "frame")];
        same(
            "by state",
            &world.get("T.heights")?,
            &json!(states.map(|(state, view)| json!([state, view, expected]))),
        )?;
        same("heights there were", &world.get("[...T.seen]")?, &json!([expected]))?;
    }
    world.untroubled()
}

/// Observers of one page are told in rounds, ever deeper in it. A change that one of them makes higher up than it looks, where
/// another looks too, is an error of the page's.
fn observers(world: &World) -> Result<()> {
    for presentation in ["inline", "modal"] {
        world.open_host()?;
        world.run(&format!(
            "T.deepest = document.querySelector('#other');
             for (let depth = 0; depth < 9; depth += 1) T.deepest = T.deepest.appendChild(document.createElement('div'));
             T.widths = 0;
             new ResizeObserver(() => {{
               T.widths += 1;
               document.querySelector('#place').style.width = `${{300 + T.widths}}px`;
             }}).observe(T.deepest);
             T.connect({{ presentation: '{presentation}' }})"
        ))?;
        world.until_state("waiting")?;
        world.run("T.deepest.style.width = '200px'")?;
        world.until("T.widths > 1 && T.frames()[0].offsetWidth > 0")?;
        // What the host does when its dock's place is gone counts as well.
        world.run(
            "new ResizeObserver(() => T.outer = document.body.offsetWidth).observe(document.body);
             T.inside.onClose = () => document.body.style.width = '400px';
             document.querySelector('#place').remove()",
        )?;
        world.until_told("onClose unmounted")?;
        world.until("T.outer === 400")?;
        world.untroubled()?;
    }
    Ok(())
}

fn history(world: &World) -> Result<()> {
    world.open_host()?;
    let before = world.browser()?.history_length()?;
    world.run("T.connect()")?;
    world.sign_in_frame("paused")?;
    world.until("T.path().endsWith('/1001')")?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1001")?;
    same("entries", &world.browser()?.history_length()?, &before)
}
