//! An account that comes back paused, blocked or deleted: the dock moves on to the update flow by itself.

use crate::page::same;
use crate::run::Scenario;
use crate::vendor::CODE;
use crate::world::World;
use anyhow::Result;
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    let mut all: Vec<_> = [("paused", "ACCOUNT_PAUSED"), ("blocked", "ACCOUNT_BLOCKED")]
        .into_iter()
        .flat_map(|(user, status)| {
            [
                Scenario::new(
                    format!("a {user} account moves on to its update page in the same dock and turns active"),
                    move |world| in_frame(world, user, status),
                ),
                Scenario::new(
                    format!(
                        "a {user} account moves on to its update page in the same popup and turns active"
                    ),
                    move |world| in_popup(world, user, status),
                ),
            ]
        })
        .collect();
    for (user, seconds) in [("slow", 1), ("slower", 8)] {
        for (place, run) in [("frame", in_frame as Run), ("popup", in_popup)] {
            all.push(Scenario::new(
                format!(
                    "an answer {seconds} s after the click moves on to the update page in the same {place}"
                ),
                move |world| run(world, user, "ACCOUNT_PAUSED"),
            ));
        }
    }
    all.extend([
        Scenario::new("mountUpdate docks a known account with a JWT of the broker", known_account),
        Scenario::new("mountUpdate docks a known account in a popup", known_account_in_popup),
        Scenario::new("updateToken is asked for the account and its token is the one used", update_token),
        Scenario::new("with autoUpdate false nothing moves until the host calls update()", by_hand),
        Scenario::new("update() takes a token of the host's", by_hand_with_token),
        Scenario::new("a wrong code leaves the user in the form", wrong_code),
        Scenario::new("an account that is deleted during its update ends the flow", deleted_later),
        Scenario::new("an account that never turns active ends in reload_exhausted", locked),
        Scenario::new("a paused answer posted twice moves the popup on once", paused_twice),
    ]);
    all
}

type Run = fn(&World, &str, &str) -> Result<()>;

const UPDATE_TOKEN: &str = "T.values('onUpdate')[0].token";

fn in_frame(world: &World, user: &str, status: &str) -> Result<()> {
    let update = format!("onUpdate 1001 {status}");
    world.open_host()?;
    world.run("T.connect(); T.element = T.dock.element")?;
    world.sign_in_frame(user)?;
    world.until_told(&update)?;
    world.until_update_frame("1001", UPDATE_TOKEN)?;
    same("one frame", &world.get("T.frames().length")?, &json!(1))?;
    same(
        "the same dock",
        &world.get("T.dock.element === T.element && T.element.isConnected")?,
        &json!(true),
    )?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1001")?;
    world.told(&[&update, "onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"])?;
    same("frames", &world.get("T.frames().length")?, &json!(0))?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &1)?;
    same("JWTs, besides the one in the message", &world.stat("jwts")?, &0)?;
    world.untroubled()
}

fn in_popup(world: &World, user: &str, status: &str) -> Result<()> {
    let update = format!("onUpdate 1001 {status}");
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    let popup = world.to_popup()?;
    world.sign_in(user)?;
    let path = world.until_update_popup()?;
    same("windows", &world.browser()?.windows()?.len(), &2)?;
    same("the window of the update", &world.browser()?.current_window()?, &popup)?;
    world.enter_code(CODE)?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[&update, "onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"])?;
    same("the update page", &json!(path), &world.get(&format!("`/embedded/${{{UPDATE_TOKEN}}}/1001`"))?)?;
    world.windows(1)?;
    same(
        "popups ever opened",
        &world.get("T.values('onEvent').filter(({ type }) => type === 'surface_opened').length")?,
        &json!(2),
    )?;
    world.untroubled()
}

fn known_account(world: &World) -> Result<()> {
    let id = world.control.account(&world.runtime, "ACCOUNT_PAUSED")?;
    world.open_host()?;
    world.be_allowed(&[&id])?;
    world.run(&format!("T.update({{ accountId: '{id}' }})"))?;
    world.until_state("waiting")?;
    world.until_update_frame(&id, "[...T.tokens][0]")?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1001")?;
    world.told(&["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"])?;
    same("JWTs", &world.stat("jwts")?, &1)?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &0)?;
    world.untroubled()
}

fn known_account_in_popup(world: &World) -> Result<()> {
    let id = world.control.account(&world.runtime, "ACCOUNT_BLOCKED")?;
    world.open_host()?;
    world.be_allowed(&[&id])?;
    world.press_go(&format!("T.update({{ accountId: {id}, mode: 'popup' }})"))?;
    world.to_popup()?;
    world.enter_code(CODE)?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.windows(1)?;
    world.untroubled()
}

fn update_token(world: &World) -> Result<()> {
    world.open_host()?;
    world.be_allowed(&["1001"])?;
    world.run(
        "T.connect({ updateToken: ({ signal, ...context }) => {
           T.context = { ...context, signal: signal instanceof AbortSignal };
           return T.accountToken({ signal, ...context }).then((token) => ({ token: T.fresh = token }));
         } })",
    )?;
    world.sign_in_frame("paused")?;
    world.until_told("onUpdate 1001 ACCOUNT_PAUSED")?;
    world.until_update_frame("1001", "T.fresh")?;
    same(
        "what updateToken was told",
        &world.get("T.context")?,
        &json!({ "vendor": "salesflow", "flow": "update", "accountId": "1001", "attempt": 0, "signal": true }),
    )?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1001")?;
    same("JWTs", &world.stat("jwts")?, &1)?;
    world.untroubled()
}

fn stays_put(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect({ autoUpdate: false })")?;
    world.sign_in_frame("paused")?;
    world.until_told("onUpdate 1001 ACCOUNT_PAUSED")?;
    world.sentinel()?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    same("update pages shown", &world.stat("updatePages")?, &0)?;
    same("the frame still shows the connect page", &world.get("T.path().split('/').length")?, &json!(3))
}

fn by_hand(world: &World) -> Result<()> {
    stays_put(world)?;
    world.run("T.dock.update()")?;
    world.until_update_frame("1001", UPDATE_TOKEN)?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1001")?;
    world.untroubled()
}

fn by_hand_with_token(world: &World) -> Result<()> {
    stays_put(world)?;
    world.be_allowed(&["1001"])?;
    world.run(
        "const { signal } = new AbortController();
         T.accountToken({ accountId: '1001', signal }).then((token) => T.dock.update({ token: T.fresh = token }))",
    )?;
    world.until_update_frame("1001", "T.fresh")?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1001")?;
    world.untroubled()
}

fn wrong_code(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.sign_in_frame("paused")?;
    world.until_update_frame("1001", UPDATE_TOKEN)?;
    world.to_frame()?;
    world.enter_code("000000")?;
    crate::browser::within("the vendor's complaint", || {
        anyhow::ensure!(!world.browser()?.text("#code-error")?.is_empty(), "none yet");
        Ok(())
    })?;
    world.to_main()?;
    world.told(&["onUpdate 1001 ACCOUNT_PAUSED"])?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1001")?;
    world.untroubled()
}

fn deleted_later(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.sign_in_frame("deleted-later")?;
    world.until_update_frame("1001", UPDATE_TOKEN)?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("reject account_deleted")?;
    world.told(&["onUpdate 1001 ACCOUNT_PAUSED", "onError account_deleted", "reject account_deleted"])?;
    same("a button that can't help", &world.get("T.retry() === null")?, &json!(true))?;
    world.untroubled()
}

fn locked(world: &World) -> Result<()> {
    const UPDATE: &str = "onUpdate 1001 ACCOUNT_PAUSED";
    world.open_host()?;
    world.run("T.connect()")?;
    world.sign_in_frame("locked")?;
    for round in 1..=5 {
        world.until(&format!("T.values('onUpdate').length === {round}"))?;
        world.until_update_frame("1001", &format!("T.values('onUpdate')[{}].token", round - 1))?;
        world.enter_code_in_frame(CODE)?;
    }
    world.until_state("failed")?;
    world.told(&[UPDATE, UPDATE, UPDATE, UPDATE, UPDATE, UPDATE, "onError reload_exhausted retryable"])?;
    world.untroubled()
}

fn paused_twice(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_popup()?;
    world.sign_in("twice-paused")?;
    world.until_update_popup()?;
    world.enter_code(CODE)?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[
        "onUpdate 1001 ACCOUNT_PAUSED",
        "onActive 1001 ACCOUNT_ACTIVE",
        "onClose completed",
        "resolve 1001",
    ])?;
    same("refused messages", &world.refused()?, &vec!["duplicate".to_owned()])?;
    same("update pages shown", &world.stat("updatePages")?, &1)?;
    world.windows(1)?;
    world.untroubled()
}
