//! The user at the form.

use crate::browser::within;
use crate::page::same;
use crate::unipile::At::Popup;
use crate::unipile::{CODE, PASSWORD};
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use serde_json::json;
use thirtyfour::WebElement;

pub(super) fn mount(world: &World, options: &str) -> Result<()> {
    world.open_as_somebody("host.html")?;
    mount_here(world, options)
}

/// Asks for approval as often as a test likes to wait.
pub(super) fn mount_here(world: &World, options: &str) -> Result<()> {
    world.run(&format!(
        "const {{ timeouts, ...options }} = {{ {options} }};
         T.form({{ timeouts: {{ poll: 200, ...timeouts }}, renderCaptcha: async () => 'captcha-ok', ...options }})"
    ))?;
    at(world, "credentials")
}

/// Waits until the form is at this step and lets the user do something.
pub(super) fn at(world: &World, step: &str) -> Result<()> {
    within(&format!("the step {step}"), || {
        let found = world.get(
            "((form) => form && [form.dataset.step, form.getAttribute('aria-busy') === 'true'])(T.shadow()?.querySelector('form'))",
        )?;
        ensure!(found[0] == step && found[1] == false, "the form is at {found}");
        Ok(())
    })
}

pub(super) fn part(world: &World, selector: &str) -> Result<WebElement> {
    world.until(&format!("!!T.shadow().querySelector({selector:?})"))?;
    world.browser()?.element(&format!("return T.shadow().querySelector({selector:?})"))
}

pub(super) fn press(world: &World, selector: &str) -> Result<()> {
    world.until(&format!("T.shadow().querySelector({selector:?})?.checkVisibility() === true"))?;
    let element = part(world, selector)?;
    world.browser()?.click(&element)
}

pub(super) fn fill(world: &World, field: &str, text: &str) -> Result<()> {
    let element = part(world, &format!("#wizard-{field}"))?;
    world.browser()?.write(&element, text)
}

pub(super) fn submit(world: &World) -> Result<()> {
    press(world, "[data-action=submit]")
}

pub(super) fn sign_in(world: &World, user: &str) -> Result<()> {
    fill(world, "username", &format!("{user}@sandbox.test"))?;
    fill(world, "password", PASSWORD)?;
    submit(world)
}

pub(super) fn code(world: &World) -> Result<()> {
    fill(world, "code", CODE)?;
    submit(world)
}

pub(super) fn phone(world: &World) -> Result<()> {
    fill(world, "country", "+33")?;
    fill(world, "number", "06 12 34 56 78")?;
    submit(world)
}

pub(super) fn second_choice(world: &World) -> Result<()> {
    press(world, "#wizard-choice-1")?;
    submit(world)
}

pub(super) fn approve(world: &World) -> Result<()> {
    let approved = world.control_unipile(Method::POST, "approve", &json!({}))?;
    same("sign-ins that waited", &approved["approved"], &json!(1))
}

pub(super) fn allow(world: &World) -> Result<()> {
    press(world, "[data-action=open]")?;
    world.press_hosted(Popup, "#allow")?;
    world.to_main()
}

/// The account is linked, and the window of its consent is gone.
pub(super) fn linked(world: &World) -> Result<()> {
    world.until_state("active")?;
    let account = world.one_value("onActive")?;
    same("its status", &account["status"], &json!("active"))?;
    same("who says so", &account["confirmedBy"], &json!("answer"))?;
    world.windows(1)?;
    world.run("T.dock.unmount()")?;
    world.empty()
}

/// Why something failed, in order; each is told to the host.
pub(super) fn failures(world: &World, expected: &[&str]) -> Result<()> {
    same(
        "what the host was told",
        &world.get("T.values('onError').map(({ code }) => code)")?,
        &json!(expected),
    )
}

/// What the form says of it.
pub(super) fn says(world: &World, words: &str) -> Result<()> {
    within(words, || {
        let said = world.get(
            "['#wizard-note', '#wizard-status'].map((part) => T.shadow().querySelector(part)?.textContent)",
        )?;
        ensure!(said.to_string().contains(words), "it says {said}");
        Ok(())
    })
}

/// Axe has nothing to say.
pub(super) fn clean(world: &World, what: &str) -> Result<()> {
    same(what, &world.axe("T.dock.element")?, &Vec::new()).context("axe")
}
