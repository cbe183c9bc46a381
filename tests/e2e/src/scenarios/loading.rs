//! The ways the package gets into a page: script tag, import, strict policies.

use crate::browser::within;
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new(
            "the script tag gives one global, past an element of that id, and the flow completes",
            script_tag,
        ),
        Scenario::new("importing the package touches nothing", import),
        Scenario::new("without 'wasm-unsafe-eval' the mounting call throws wasm_blocked", wasm_blocked),
        Scenario::new(
            "under a strict policy with Trusted Types the flow completes without a violation",
            strict,
        ),
        Scenario::new("under a strict policy a dialog opens and the flow completes", strict_modal),
        Scenario::new("under a strict policy a click opens the popup and the flow completes", strict_popup),
    ]
}

fn script_tag(world: &World) -> Result<()> {
    world.open("script.html")?;
    same(
        "the global",
        &world.get(
            "[Object.hasOwn(window, 'linkdock'), T.first === T.second, typeof linkdock.mountConnect,
              Object.keys(linkdock).sort().join()]",
        )?,
        &json!([true, true, "function", "DockError,brokerClient,mountConnect,mountUpdate,tokenSource"]),
    )?;
    same(
        "held before the first call",
        &world.get("T.before")?,
        &json!({ "listeners": 0, "channels": 0, "timers": 0, "frames": 0, "popups": 0, "elements": 0 }),
    )?;
    world.run("T.connect({ target: document.querySelector('#linkdock') })")?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")?;
    world.untroubled()
}

fn import(world: &World) -> Result<()> {
    world.open("bare.html")?;
    world.run(
        "const globals = Object.getOwnPropertyNames(window).sort().join();
         const page = document.documentElement.outerHTML;
         import('/pkg/index.js').then(
           (linkdock) => {
             T.use(linkdock);
             T.same = [Object.getOwnPropertyNames(window).sort().join() === globals,
                       document.documentElement.outerHTML === page];
           },
           (error) => { T.same = String(error); },
         )",
    )?;
    world.until("T.same !== undefined")?;
    same("globals and document as before", &world.get("T.same")?, &json!([true, true]))?;
    world.empty()?;
    world.untroubled()?;
    world.run("T.connect()")?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")
}

fn wasm_blocked(world: &World) -> Result<()> {
    world.open("strict.html?policy=no-wasm")?;
    let thrown = world.ask("return T.thrown ?? null")?;
    let message = thrown["message"].as_str().unwrap_or_default();
    ensure!(
        thrown["code"] == "wasm_blocked"
            && thrown["isDockError"] == true
            && message.contains("'wasm-unsafe-eval'"),
        "it threw {thrown}"
    );
    same("elements", &world.ask("return T.holdings().elements")?, &json!(0))
}

fn strict(world: &World) -> Result<()> {
    in_frame(world, "strict.html?policy=strict")
}

fn strict_modal(world: &World) -> Result<()> {
    for page in [
        "strict.html?policy=strict&target=none",
        "strict.html?policy=strict&presentation=modal&title=Of%20its%20own",
    ] {
        world.fresh()?;
        in_frame(world, page)?;
    }
    Ok(())
}

fn in_frame(world: &World, page: &str) -> Result<()> {
    world.open(page)?;
    within("the frame", || {
        same("state", &world.ask("return T.dock?.state ?? String(T.thrown?.message)")?, &json!("waiting"))
    })?;
    let modal = page.contains("modal") || page.contains("none");
    same("a dialog", &world.ask("return T.dialog()?.matches(':modal') ?? false")?, &json!(modal))?;
    let browser = world.browser()?;
    browser.enter_frame(browser.element("return T.frames()[0]")?)?;
    world.sign_in("active")?;
    world.to_main()?;
    completed(world)
}

fn strict_popup(world: &World) -> Result<()> {
    world.open("strict.html?policy=strict&on=click&target=none&mode=popup")?;
    let browser = world.browser()?;
    same("docks before the click", &world.ask("return Object.keys(T.docks).length")?, &json!(0))?;
    browser.click(&browser.find("#go")?)?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    completed(world)
}

/// The flow has ended well, and the policy was kept. Nothing here may be code of the page's own.
fn completed(world: &World) -> Result<()> {
    within("the result", || {
        same(
            "what the host was told",
            &world.ask("return T.words()")?,
            &json!(["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"]),
        )
    })?;
    same("violations", &world.ask("return T.violations")?, &json!([]))?;
    same("errors and warnings", &world.ask("return T.troubles()")?, &json!([]))
}
