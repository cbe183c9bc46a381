//! Tokens stay where they belong: after each step of a long flow, everything that anyone could read is searched for them.

use crate::page::same;
use crate::run::Scenario;
use crate::vendor::CODE;
use crate::world::World;
use anyhow::Result;
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("no token can be read anywhere but in the frame's address", |world| {
            stay_secret(world, "iframe")
        }),
        Scenario::new("no token can be read anywhere when the flow runs in a popup", |world| {
            stay_secret(world, "popup")
        }),
    ]
}

fn stay_secret(world: &World, mode: &str) -> Result<()> {
    let to_vendor = || match mode {
        "popup" => world.to_popup().map(drop),
        _ => world.to_frame(),
    };
    world.open_host()?;
    world.be_allowed(&["1001"])?;
    world.press_go(&format!(
        "T.inside.onError = (error) => console.log(error, String(error), JSON.stringify(error));
         T.connect({{ mode: '{mode}', updateToken: T.accountToken }})"
    ))?;
    // The first onboarding token.
    to_vendor()?;
    world.sign_in("failed-once")?;
    world.to_main()?;
    world.until_state("failed")?;
    no_leak(world, 1)?;
    // The second one.
    world.press_try_again()?;
    to_vendor()?;
    world.browser()?.find("#email")?;
    no_leak(world, 2)?;
    // The one in the message and the JWT for the update.
    to_vendor()?;
    world.sign_in("paused")?;
    world.to_main()?;
    world.until_told("onUpdate 1001 ACCOUNT_PAUSED")?;
    world.until("T.tokens.size === 4")?;
    to_vendor()?;
    world.browser()?.find("#code")?;
    no_leak(world, 4)?;
    // The one in the last message.
    to_vendor()?;
    world.enter_code(CODE)?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    no_leak(world, 5)?;
    world.run("T.dock.unmount()")?;
    no_leak(world, 5)?;
    world.untroubled()
}

/// So many tokens were seen so far, and none of them stands where someone could read it.
fn no_leak(world: &World, tokens: u64) -> Result<()> {
    world.to_main()?;
    let leaks = world.get("T.leaks()")?;
    same("tokens seen", &leaks["tokens"], &json!(tokens))?;
    same("places with a token", &leaks["found"], &json!([]))
}
