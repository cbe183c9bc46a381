//! Whoever the user is and wherever the form stands: by keyboard, with a password manager, under a policy, in a dialog, and axe.

use super::steps::ALONE;
use super::user::{at, clean, code, linked, mount, press, sign_in, submit};
use crate::browser::within;
use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::unipile::{CODE, PASSWORD, WRONG_CODE};
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    let mut all = vec![
        Scenario::new("form: under a strict policy", under_a_policy),
        Scenario::new("form: in a dialog", in_a_dialog),
        Scenario::new("form: the keyboard alone is enough", by_keyboard),
        Scenario::new("form: what is typed is no shortcut of the page's", shortcuts),
        Scenario::new("form: password managers and browsers recognise the fields", recognised),
        Scenario::new("form: without the wizard the option is named", without_wizard),
    ];
    all.extend(["light", "dark"].map(|theme| {
        Scenario::new(format!("form: axe finds nothing in any step, {theme}"), move |world| {
            accessible(world, theme)
        })
    }));
    all
}

fn under_a_policy(world: &World) -> Result<()> {
    world.open("strict.html?policy=strict&do=form")?;
    let form = "T.dock?.element?.shadowRoot.querySelector('#wizard-password')?.checkVisibility() ?? false";
    within("the form", || {
        ensure!(world.ask(&format!("return {form}"))? == true, "it isn't there");
        Ok(())
    })?;
    let height =
        world.ask("return T.shadow().querySelector('#wizard-password').getBoundingClientRect().height")?;
    ensure!(
        height.as_f64().is_some_and(|height| height >= 36.0),
        "the field is {height} high: the sheet is missing"
    );
    same("what the policy forbade", &world.ask("return T.violations")?, &json!([]))?;
    world.ask("T.dock.unmount()").map(drop)
}

fn in_a_dialog(world: &World) -> Result<()> {
    mount(world, "presentation: 'modal'")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    same("the dialog", &world.get("T.dialog().open")?, &json!(true))?;
    code(world)?;
    linked(world)
}

fn by_keyboard(world: &World) -> Result<()> {
    mount(world, "")?;
    world.run("T.dock.focus()")?;
    world.until_active("wizard-username")?;
    let browser = world.browser()?;
    let letters = |text: &str| text.chars().map(|letter| format!("{letter} ")).collect::<String>();
    browser.keys(&letters("otp@sandbox.test"))?;
    browser.keys("Tab")?;
    world.until_active("wizard-password")?;
    browser.keys(&letters(PASSWORD))?;
    browser.keys("Enter")?;
    at(world, "OTP")?;
    // Whoever was in the form is at the code now.
    world.until_active("wizard-code")?;
    browser.keys(&letters(WRONG_CODE))?;
    browser.keys("Enter")?;
    world.until("T.values('onError').length === 1")?;
    at(world, "OTP")?;
    world.until_active("wizard-code")?;
    browser.keys(&letters(CODE))?;
    browser.keys("Enter")?;
    world.until_state("active")?;
    linked(world)
}

/// Pages take keys that aren't pressed in a field of theirs.
fn shortcuts(world: &World) -> Result<()> {
    mount(world, "")?;
    world.run(
        "T.shortcuts = [];
         for (const type of ['keydown', 'keypress', 'keyup']) {
           document.addEventListener(type, (event) => {
             if (/INPUT|TEXTAREA/.test(event.target.tagName)) return;
             T.shortcuts.push(event.key);
             if (event.key.length === 1) event.preventDefault();
           });
         }
         T.dock.focus()",
    )?;
    world.until_active("wizard-username")?;
    world.browser()?.keys("a / b Tab")?;
    world.until_active("wizard-password")?;
    same("typed", &world.get("T.shadow().querySelector('#wizard-username').value")?, &json!("a/b"))?;
    let heard = world.get("[...new Set(T.shortcuts)]")?;
    same("what the page hears of, for traps of the focus", &heard, &json!(["Tab"]))
}

fn recognised(world: &World) -> Result<()> {
    mount(world, "")?;
    let fields = |names: &str| {
        world.get(&format!(
            "{names}.map((name) => {{
               const field = T.shadow().querySelector('#wizard-' + name);
               const {{ type, form, name: own, labels }} = field;
               return [own, type, field.getAttribute('autocomplete'), form?.method, labels.length > 0, form?.querySelector('[type=submit]') !== null];
             }})"
        ))
    };
    same(
        "the sign-in",
        &fields("['username', 'password']")?,
        &json!([
            ["username", "text", "username", "post", true, true],
            ["password", "password", "current-password", "post", true, true],
        ]),
    )?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    same("the code", &fields("['code']")?, &json!([["code", "text", "one-time-code", "post", true, true]]))
}

fn without_wizard(world: &World) -> Result<()> {
    world.open_host()?;
    let error = world.run(
        "try { T.form({ wizard: undefined }) } catch (error) { return [error.code, error.detail.field] }",
    )?;
    same("the error", &error, &json!(["options_invalid", "wizard"]))?;
    let error = world.run(
        "try { T.form({ startIntent: undefined }) } catch (error) { return [error.code, error.detail.field, error instanceof T.linkdock.DockError] }",
    )?;
    same("the form's own", &error, &json!(["options_invalid", "startIntent", true]))?;
    world.empty()
}

fn accessible(world: &World, theme: &str) -> Result<()> {
    let languages: &[&str] =
        if world.setup.engine == Engine::Chromium { &["en", "fr", "de", "es", "pt", "ar"] } else { &["en"] };
    for language in languages {
        for (user, step, _) in ALONE {
            // What differs between languages shows where there is most to read.
            let telling = if *language == "en" { step } else { "OTP_OR_IN_APP_VALIDATION OTP" };
            if !telling.contains(step) || ["active", "loading", "captcha", "otp-sms", "2fa"].contains(&user) {
                continue;
            }
            let options = format!(
                "theme: '{theme}', locale: '{language}', methods: ['credentials', 'cookies'], products: ['recruiter']"
            );
            mount(world, &options)?;
            if user == "otp" {
                clean(world, "the form")?;
                press(world, "input[value=cookies]")?;
                world.until("!!T.shadow().querySelector('#wizard-li_at')")?;
                clean(world, "the form for cookies")?;
                press(world, "input[value=credentials]")?;
                submit(world)?;
                world.until(
                    "T.shadow().querySelector('#wizard-username')?.getAttribute('aria-invalid') === 'true'",
                )?;
                clean(world, "the form with something missing")?;
            }
            sign_in(world, user)?;
            at(world, step)?;
            clean(world, step)?;
            world.run("T.dock.unmount()")?;
        }
    }
    Ok(())
}
