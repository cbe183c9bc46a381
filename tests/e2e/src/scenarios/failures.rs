//! What the vendor reports as failed, and links that no longer work.

use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::Result;
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("a deleted account is account_deleted and final", deleted),
        Scenario::new(
            "a failure at the vendor is vendor_failed, and Try again gets a new token and completes",
            failed_once,
        ),
        Scenario::new(
            "a failure at the vendor in a popup closes it, and Try again opens a new one",
            failed_once_in_popup,
        ),
        Scenario::new("a token given as a string serves one load", string_token),
        Scenario::new("a spent link shows the vendor's own page and calls nobody", spent_link),
        Scenario::new("an expired link shows the vendor's own page and calls nobody", expired_link),
    ]
}

fn deleted(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.sign_in_frame("deleted")?;
    world.until_told("reject account_deleted")?;
    world.told(&["onError account_deleted", "reject account_deleted"])?;
    let error = world.one_value("onError")?;
    same("retryable", &error["retryable"], &json!(false))?;
    same("a DockError", &error["isDockError"], &json!(true))?;
    same("vendor", &error["vendor"], &json!("salesflow"))?;
    same("frames", &world.get("T.frames().length")?, &json!(0))?;
    same("no button", &world.get("T.retry() === null")?, &json!(true))?;
    world.untroubled()
}

fn failed_once(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.sign_in_frame("failed-once")?;
    world.until_state("failed")?;
    world.told(&["onError vendor_failed retryable"])?;
    same("frames", &world.get("T.frames().length")?, &json!(0))?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &1)?;
    world.press_try_again()?;
    world.until_told("onReload manual 1")?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &2)?;
    same("different tokens", &world.get("T.tokens.size")?, &json!(2))?;
    world.sign_in_frame("failed-once")?;
    world.until_state("active")?;
    world.until("T.words().some((words) => words.startsWith('resolve'))")?;
    same("calls of onActive", &world.get("T.values('onActive').length")?, &json!(1))?;
    world.untroubled()
}

fn failed_once_in_popup(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_popup()?;
    world.sign_in("failed-once")?;
    world.to_main()?;
    world.until_state("failed")?;
    world.windows(1)?;
    world.press_try_again()?;
    world.to_popup()?;
    world.sign_in("failed-once")?;
    world.to_main()?;
    world.until_state("active")?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &2)?;
    world.windows(1)?;
    world.untroubled()
}

/// Keeps a fresh onboarding token as `T.text`.
fn fetch_text(world: &World) -> Result<()> {
    world.run("T.token(new AbortController()).then((token) => { T.text = token; })")?;
    world.until("typeof T.text === 'string'")
}

fn string_token(world: &World) -> Result<()> {
    world.open_host()?;
    fetch_text(world)?;
    world.run("T.connect({ token: T.text })")?;
    world.sign_in_frame("failed")?;
    world.until_told("reject vendor_failed")?;
    world.told(&["onError vendor_failed", "reject vendor_failed"])?;
    same("a button that can't help", &world.get("T.retry() === null")?, &json!(true))?;
    world.run("T.dock.reload()")?;
    world.until_told("onError token_spent")?;
    world.sentinel()?;
    world.told(&["onError vendor_failed", "reject vendor_failed", "onError token_spent"])?;
    same("frames", &world.get("T.frames().length")?, &json!(0))?;
    world.untroubled()
}

fn spent_link(world: &World) -> Result<()> {
    world.open_host()?;
    fetch_text(world)?;
    world.run("T.connect({ token: T.text, name: 'first' })")?;
    world.to_frame_of("first")?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until("T.docks.first.state === 'active'")?;
    world.run("T.connect({ token: T.text })")?;
    shows_expired_page(world)
}

fn expired_link(world: &World) -> Result<()> {
    world.open_host()?;
    world.tokens(&json!({ "lifetimeSeconds": 0 }))?;
    world.run("T.connect()")?;
    shows_expired_page(world)
}

fn shows_expired_page(world: &World) -> Result<()> {
    world.to_frame()?;
    world.browser()?.find("#expired")?;
    world.to_main()?;
    world.sentinel()?;
    world.told(&[])?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.untroubled()
}
