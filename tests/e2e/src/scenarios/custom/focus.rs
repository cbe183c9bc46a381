//! Where the focus is while the form works and goes: never nowhere for whoever is in it, and never taken from whoever isn't.

use super::user::{at, clean, fill, mount, says, sign_in};
use crate::page::same;
use crate::run::Scenario;
use crate::unipile::CODE;
use crate::world::World;
use anyhow::Result;
use serde_json::{Value, json};

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("form: who is in it when it goes stays in the dock", removed),
        Scenario::new("form: an answer leaves the user where they have gone in the page", elsewhere),
        Scenario::new("form: who asks for a new code stays at its button", resent),
        Scenario::new("form: what hides a pressed button or a field takes the user to what is left", hidden),
    ]
}

/// Presses an action of the form's by keyboard.
fn enter(world: &World, action: &str) -> Result<()> {
    let button = format!("T.shadow().querySelector('[data-action={action}]')");
    world.until(&format!("{button}?.checkVisibility() === true"))?;
    world.run(&format!("{button}.focus()"))?;
    world.browser()?.keys("Enter")
}

/// The dock's element that has the focus, by its class.
fn inside(world: &World) -> Result<Value> {
    world.get("T.shadow().activeElement?.className")
}

fn removed(world: &World) -> Result<()> {
    mount(world, "")?;
    enter(world, "cancel")?;
    world.until_state("closed")?;
    world.until_active("Try again")?;
    world.browser()?.keys("Enter")?;
    at(world, "credentials")?;
    // The form became busy with the user in it, and then was gone.
    fill(world, "username", "active@sandbox.test")?;
    fill(world, "password", "secret")?;
    world.browser()?.keys("Enter")?;
    world.until_state("active")?;
    same("who has the focus after success", &inside(world)?, &json!("dock"))?;
    world.run("T.dock.unmount()")?;
    mount(world, "")?;
    world.run("T.dock.focus()")?;
    world.until_active("wizard-username")?;
    world.run("T.old = T.shadow().querySelector('form'); T.dock.reload()")?;
    world.until("T.shadow().querySelector('form') !== T.old && T.shadow().querySelector('form') !== null")?;
    at(world, "credentials")?;
    same("who has the focus in the form anew", &inside(world)?, &json!("dock"))
}

fn elsewhere(world: &World) -> Result<()> {
    mount(world, "solveCheckpoint: () => new Promise((answer) => (T.answer = answer))")?;
    world.run(
        "document.querySelector('#other').append(Object.assign(document.createElement('input'), { id: 'elsewhere' }))",
    )?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    let next = "{ object: 'Checkpoint', intent_id: 'i', checkpoint: { type: '2FA' } }";
    for (answer, then) in [
        ("{ object: 'Error', type: 'errors/invalid_checkpoint_code', status: 400 }", "OTP"),
        (next, "2FA"),
        ("{ object: 'Account', id: 'acc_1' }", ""),
    ] {
        fill(world, "code", CODE)?;
        world.browser()?.keys("Enter")?;
        world.until("T.shadow().querySelector('form').getAttribute('aria-busy') === 'true'")?;
        world.browser()?.type_into("#elsewhere", "hello")?;
        world.run(&format!("T.answer({answer})"))?;
        if then.is_empty() {
            world.until_state("active")?;
        } else {
            at(world, then)?;
        }
        same(answer, &world.browser()?.active()?, &"input#elsewhere".to_owned())?;
    }
    Ok(())
}

fn resent(world: &World) -> Result<()> {
    mount(world, "timeouts: { resend: 6000 }")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    let disabled = "T.shadow().querySelector('[data-action=resend]').getAttribute('aria-disabled')";
    world.until(&format!("{disabled} === 'false'"))?;
    enter(world, "resend")?;
    says(world, "A new code is on its way.")?;
    world.until_active("Send a new code")?;
    same("whether it can be pressed", &world.get(disabled)?, &json!("true"))?;
    clean(world, "a button that can't be pressed yet")?;
    world.browser()?.keys("Enter")?;
    world.asked_unipile("/auth/checkpoint/resend")?;
    world.until(&format!("{disabled} === 'false'"))?;
    world.until_active("Send a new code")
}

fn hidden(world: &World) -> Result<()> {
    // "Try again" goes when it is pressed, and the puzzle has no field of ours.
    let puzzle = "renderCaptcha: () => T.puzzled ? new Promise(() => {}) : (T.puzzled = true, Promise.reject(new Error('no')))";
    mount(world, puzzle)?;
    sign_in(world, "captcha")?;
    at(world, "CAPTCHA")?;
    enter(world, "retry")?;
    world.until_active("h3#wizard-title")?;
    world.run("T.dock.unmount()")?;
    // The fields go when the time is over.
    mount(world, "timeouts: { checkpoint: 8000 }")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    world.until_active("wizard-code")?;
    says(world, "The time for this step is over. Please start again.")?;
    world.until_active("h3#wizard-title")
}
