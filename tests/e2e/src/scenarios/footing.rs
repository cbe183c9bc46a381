//! What everything else here stands on: the host's pages and the sandbox's, as a browser sees them.

use crate::browser::within;
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("the slow users' pages say that they work, then answer", slow),
        Scenario::new("the closing user's page closes its window by itself", closes),
        Scenario::new("a page under COOP same-origin has no opener, one without has", coop),
        Scenario::new("a page that hops is the form under COOP same-origin", hop),
        Scenario::new("a page that may not be framed is not there", framing),
        Scenario::new("what a scenario did to the window is undone for the next", undone),
        Scenario::new("a host's page comes with the policies its address asks for", policies),
    ]
}

/// Eight seconds are enough to look at the page, one is not too long to wait for the answer.
fn slow(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.to_frame()?;
    world.sign_in("slower")?;
    same("the button", &world.browser()?.text("#add")?, &"Working…".to_owned())?;
    world.to_main()?;
    world.run("T.dock.unmount(); T.connect({ name: 'other', target: '#other', autoUpdate: false })")?;
    world.to_frame_of("other")?;
    world.sign_in("slow")?;
    world.to_main()?;
    world.until("T.words('other').includes('onUpdate 1002 ACCOUNT_PAUSED')")
}

/// Without a dock: that closes the popup too.
fn closes(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(
        "T.token(new AbortController()).then((token) => { T.link = `${ENV.sandbox}/embedded/${token}`; })",
    )?;
    world.until("T.link !== undefined")?;
    world.run("addEventListener('message', ({ data }) => { T.heard = data.data.status; })")?;
    world.press_go("window.open(T.link)")?;
    world.to_popup()?;
    world.sign_in("closes")?;
    world.to_main()?;
    world.until("T.heard === 'ACCOUNT_ACTIVE'")?;
    world.windows(1)
}

/// Whether the page in the popup still has whoever opened it, once its form is there.
fn opener(world: &World) -> Result<bool> {
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_form_in_popup()?;
    Ok(world.ask("return window.opener !== null")? == true)
}

fn coop(world: &World) -> Result<()> {
    for (policy, kept) in [(json!(null), true), (json!("same-origin"), false)] {
        world.fresh()?;
        world.open_host()?;
        world.pages(&json!({ "coop": policy }))?;
        same(&format!("an opener under {policy}"), &opener(world)?, &kept)?;
    }
    Ok(())
}

fn hop(world: &World) -> Result<()> {
    world.open_host()?;
    world.pages(&json!({ "hopTo": "coop" }))?;
    same("an opener", &opener(world)?, &false)?;
    let url = world.browser()?.url()?;
    ensure!(url.ends_with("?hopped"), "the form is at {url}");
    same("connect forms", &world.stat("connectPages")?, &1)
}

fn framing(world: &World) -> Result<()> {
    for refusal in [
        json!({ "xFrameOptions": "DENY" }),
        json!({ "frameAncestors": "'none'" }),
        json!({ "frameAncestors": "https://elsewhere.example" }),
    ] {
        world.fresh()?;
        world.open_host()?;
        world.pages(&refusal)?;
        world.run("T.connect()")?;
        world.until_stat("connectPages", 1)?;
        // Before that there is no form in any frame.
        world.until("T.values('onEvent').some(({ type }) => type === 'surface_loaded')")?;
        let browser = world.browser()?;
        browser.enter_frame(browser.element("return T.frames()[0]")?)?;
        same(&format!("a form in spite of {refusal}"), &browser.has("#email")?, &false)?;
        world.to_main()?;
    }
    Ok(())
}

fn policies(world: &World) -> Result<()> {
    let asked = |query: &str, header: &str| -> Result<serde_json::Value> {
        world.open(&format!("host.html{query}"))?;
        world.run(&format!(
            "fetch(location.href).then(({{ headers }}) => {{ T.asked = headers.get('{header}') ?? '' }})"
        ))?;
        world.until("T.asked !== undefined")?;
        world.get("T.asked")
    };
    for (query, header, expected) in [
        ("", "cross-origin-opener-policy", ""),
        ("?coop=same-origin", "cross-origin-opener-policy", "same-origin"),
        ("?coop=same-origin-allow-popups", "cross-origin-opener-policy", "same-origin-allow-popups"),
        ("?coop=unsafe-none", "cross-origin-opener-policy", "unsafe-none"),
        ("?coop=other", "cross-origin-opener-policy", ""),
        ("?policy=other", "content-security-policy", ""),
        ("?policy=no-frames", "content-security-policy", "frame-src 'none'"),
    ] {
        same(query, &asked(query, header)?, &json!(expected))?;
    }
    world.untroubled()
}

fn undone(world: &World) -> Result<()> {
    let window = || -> Result<serde_json::Value> {
        world.open_host()?;
        world.get("[innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches]")
    };
    let before = window()?;
    world.browser()?.resize(500, 600)?;
    let can = world.emulate(&[("prefers-color-scheme", "dark")])?;
    same("the window", &window()?, &json!([500, 600, can]))?;
    world.fresh()?;
    within("the window as before", || same("it", &window()?, &before))
}
