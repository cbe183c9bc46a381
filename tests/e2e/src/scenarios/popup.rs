//! The popup as a surface: it opens in the tick of a click, and whoever closes it, the host hears what happened.

use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("a popup opens in the click, though its token takes three seconds", slow_token),
        Scenario::new("without a place in the page the flow runs in a popup", no_place),
        Scenario::new(
            "a popup that the user closes is reported once, and Try again opens another",
            closed_by_user,
        ),
        Scenario::new(
            "a popup that the user closes before its token is there is reported once",
            closed_early,
        ),
        Scenario::new("without a place a closed popup rejects the result", closed_without_place),
        Scenario::new("a page that answers and closes its window at once has succeeded", answers_and_closes),
        Scenario::new("a blocked popup says so, and one click on Try again completes the flow", blocked),
        Scenario::new("without a place a blocked popup rejects the result", blocked_without_place),
        Scenario::new("a popup whose token can't be had is closed again", no_token),
        Scenario::new("two docks in popups have windows of their own", two_popups),
    ]
}

const CLOSED: &str = "onClose popup_closed";

fn slow_token(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go(
        "T.connect({ mode: 'popup', token: async (context) => { await T.wait(3000); return T.token(context); } });
         T.opened = T.holdings().popups",
    )?;
    same("popups when the call had returned", &world.get("T.opened")?, &json!(1))?;
    world.to_popup()?;
    ensure!(!world.browser()?.has("#email")?, "the token was there already");
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.windows(1)?;
    world.untroubled()
}

fn no_place(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ target: null })")?;
    same("dock.element", &world.get("T.dock.element")?, &json!(null))?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.windows(1)?;
    world.untroubled()
}

fn close_popup(world: &World) -> Result<()> {
    world.to_popup()?;
    world.browser()?.close_window()?;
    world.to_main()
}

fn closed_by_user(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_popup()?;
    world.browser()?.find("#email")?;
    close_popup(world)?;
    world.until_told(CLOSED)?;
    same("onClose", &world.one_value("onClose")?, &json!({ "completed": false, "reason": "popup_closed" }))?;
    same("state", &world.get("T.dock.state")?, &json!("closed"))?;
    world.told(&[CLOSED])?;
    world.press_try_again()?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[
        CLOSED,
        "onReload manual 1",
        "onActive 1001 ACCOUNT_ACTIVE",
        "onClose completed",
        "resolve 1001",
    ])?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &2)?;
    world.untroubled()
}

fn closed_early(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go(
        "T.connect({ mode: 'popup', token: ({ signal }) => { T.signal = signal; return new Promise(() => {}); } })",
    )?;
    close_popup(world)?;
    world.until_told(CLOSED)?;
    same("the token function's signal", &world.get("T.signal.aborted")?, &json!(true))?;
    world.sentinel()?;
    world.told(&[CLOSED])?;
    world.untroubled()
}

fn closed_without_place(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ target: null })")?;
    world.to_popup()?;
    world.browser()?.find("#email")?;
    close_popup(world)?;
    world.until_told("reject aborted")?;
    world.told(&[CLOSED, "reject aborted"])?;
    world.untroubled()
}

fn answers_and_closes(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_popup()?;
    world.browser()?.find("#email")?;
    // In a task of its own, or the driver would miss the answer of its script.
    world.ask(
        "setTimeout(() => {
           const data = { action: '1', linkedinId: 7688, token: 'last-words', status: 'ACCOUNT_ACTIVE' };
           opener.postMessage({ type: 'handleResponse', data }, '*');
           close();
         })",
    )?;
    world.to_main()?;
    world.until_told("resolve 7688")?;
    world.told(&["onActive 7688 ACCOUNT_ACTIVE", "onClose completed", "resolve 7688"])?;
    world.windows(1)?;
    world.untroubled()
}

fn blocked(world: &World) -> Result<()> {
    world.open_host_running("T.connect({ mode: 'popup' })")?;
    world.until_state("failed")?;
    world.told(&["onError popup_blocked retryable"])?;
    same("windows", &world.browser()?.windows()?.len(), &1)?;
    same("tokens asked for", &world.stat("onboardingTokens")?, &0)?;
    world.press_try_again()?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[
        "onError popup_blocked retryable",
        "onReload manual 1",
        "onActive 1001 ACCOUNT_ACTIVE",
        "onClose completed",
        "resolve 1001",
    ])?;
    world.windows(1)?;
    world.untroubled()
}

fn blocked_without_place(world: &World) -> Result<()> {
    world.open_host_running("T.connect({ target: null })")?;
    world.until_told("reject popup_blocked")?;
    world.told(&["onError popup_blocked retryable", "reject popup_blocked"])?;
    world.untroubled()
}

fn no_token(world: &World) -> Result<()> {
    world.open_host()?;
    world.tokens(&json!({ "fault": { "kind": "status", "status": 401 } }))?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.until_state("failed")?;
    world.windows(1)?;
    world.untroubled()
}

fn two_popups(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup', name: 'first' })")?;
    let first = world.to_popup()?;
    world.browser()?.find("#email")?;
    world.to_main()?;
    world.press_go("T.connect({ mode: 'popup', target: '#other' })")?;
    world.windows(3)?;
    world.browser()?.switch(&first)?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until("T.docks.first.state === 'active'")?;
    world.windows(2)?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1002")?;
    world.windows(1)?;
    world.untroubled()
}
