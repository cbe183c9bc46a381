//! An account that is active at once.

use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    let mut all = vec![
        Scenario::new("an active account ends the flow, once, with exactly the documented fields", fields),
        Scenario::new("an active account ends the flow that mountUpdate began", through_update),
    ];
    all.extend(
        [
            ("json", "posted as JSON text", 0),
            ("numeric", "with its numbers and texts swapped", 0),
            ("twice", "posted twice", 1),
        ]
        .map(|(user, how, refused)| {
            Scenario::new(format!("an active answer {how} counts once"), move |world| {
                counts_once(world, user, refused)
            })
        }),
    );
    all
}

const ONCE: [&str; 3] = ["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"];

fn fields(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")?;
    world.told(&ONCE)?;
    let mut account = world.one_value("onActive")?;
    let token = account.as_object_mut().and_then(|fields| fields.remove("token"));
    ensure!(
        token.as_ref().and_then(|token| token.as_str()).is_some_and(|token| !token.is_empty()),
        "onActive brought the token {token:?}"
    );
    let expected =
        json!({ "vendor": "salesflow", "id": "1001", "status": "active", "vendorStatus": "ACCOUNT_ACTIVE" });
    same("onActive's account, its token aside", &account, &expected)?;
    same("the result", &world.one_value("resolve")?, &expected)?;
    same("dock.account", &world.get("T.dock.account")?, &expected)?;
    same("onClose", &world.one_value("onClose")?, &json!({ "completed": true, "reason": "completed" }))?;
    same("states", &world.get("T.values('onState')")?, &json!(["fetching", "loading", "waiting", "active"]))?;
    same("frames", &world.get("T.frames().length")?, &json!(0))?;
    same("tokens asked for", &world.stat("onboardingTokens")?, &1)?;
    world.untroubled()
}

fn counts_once(world: &World, user: &str, refused: usize) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.sign_in_frame(user)?;
    world.until_told("resolve 1001")?;
    world.sentinel()?;
    world.told(&ONCE)?;
    same("messages refused, the sentinel aside", &(world.refused()?.len() - 1), &refused)?;
    same("frames", &world.get("T.frames().length")?, &json!(0))?;
    world.untroubled()
}

fn through_update(world: &World) -> Result<()> {
    let id = world.control.account(&world.runtime, "ACCOUNT_ACTIVE")?;
    world.open_host()?;
    world.be_allowed(&[&id])?;
    world.run(&format!("T.update({{ accountId: {id} }})"))?;
    world.enter_code_in_frame(crate::vendor::CODE)?;
    world.until_told("resolve 1001")?;
    world.told(&ONCE)?;
    world.untroubled()
}
