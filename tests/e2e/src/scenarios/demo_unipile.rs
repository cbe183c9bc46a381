//! The demo's page of sending accounts, as a visitor uses it.

use super::demo;
use crate::browser::within;
use crate::page::same;
use crate::run::Scenario;
use crate::servers::{Server, WEBHOOK_SECRET};
use crate::unipile::{At, CODE, PASSWORD};
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::WebElement;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("the demo links a sending account on Unipile's page", hosted),
        Scenario::new("the demo links a sending account in its own form, with a code", form),
        Scenario::new("the demo reconnects a sending account that was signed out", reconnect),
        Scenario::new("the demo offers to reconnect what that brings back, and nothing else", not_working),
        Scenario::new("the demo's page goes to Unipile and comes back with an account", whole_page),
        Scenario::new("the demo links a sending account in a frame", frame),
        Scenario::new("the demo tells of products that exclude each other", conflict),
    ]
}

/// The page, whose broker hears of accounts as it does in life.
fn open(world: &World) -> Result<Server> {
    let demo = demo::open(world, "accounts.html")?;
    let hook = format!("{}/linkdock/unipile/webhook", demo.url);
    world.unipile(&json!({ "webhookUrl": hook, "webhookSecret": WEBHOOK_SECRET }))?;
    world.browser()?.find("#connect:enabled")?;
    Ok(demo)
}

fn hosted(world: &World) -> Result<()> {
    let demo = open(world)?;
    press(world, "#product-sales-navigator")?;
    press(world, "#connect")?;
    world.sign_in_hosted(At::Popup, "active")?;
    world.windows(1)?;
    let _id = linked(world, &demo, "Active")?;
    contains(world, "#outcome", "The account is connected")?;
    contains(world, "#accounts .account-help", "Classic, Sales Navigator.")
}

fn form(world: &World) -> Result<()> {
    let demo = open(world)?;
    press(world, "#way-custom")?;
    press(world, "#connect")?;
    sign_in(world, "otp")?;
    type_into(world, "code", CODE)?;
    submit(world)?;
    let _id = linked(world, &demo, "Active")?;
    contains(world, "#accounts small", "confirmed by Unipile’s answer")
}

fn reconnect(world: &World) -> Result<()> {
    let demo = open(world)?;
    press(world, "#way-custom")?;
    press(world, "#connect")?;
    sign_in(world, "active")?;
    let id = linked(world, &demo, "Active")?;
    world.control_unipile(Method::POST, "status", &json!({ "id": id, "status": "disconnected" }))?;
    within("what the list says", || {
        press(world, "#refresh")?;
        same("the badge", world.browser()?.text("#accounts .badge")?.as_str(), "Disconnected")
    })?;
    press(world, "#accounts .account > .button")?;
    sign_in(world, "active")?;
    same("the account", &linked(world, &demo, "Active")?, &id)?;
    contains(world, "#outcome", "The account works again")?;
    same(
        "the number of accounts",
        &world.ask("return document.querySelectorAll('.account').length")?,
        &json!(1),
    )
}

fn not_working(world: &World) -> Result<()> {
    let demo = open(world)?;
    press(world, "#way-custom")?;
    press(world, "#connect")?;
    sign_in(world, "active")?;
    let id = linked(world, &demo, "Active")?;
    contains(world, "#accounts .account-help", "Sales Navigator is off: Aldermoor can’t use it yet")?;
    contains(world, "#log", "api/insufficient_permissions")?;
    let row = "[document.querySelector('#badge').textContent,
                document.querySelectorAll('.account > .button').length,
                document.querySelector('.account-help')?.textContent ?? '']";
    let table = [
        ("running", json!(["1 ready to send", 0]), "Switch it on"),
        ("errored", json!(["1 not working", 0]), "Signing in again would not help"),
        ("disconnected", json!(["1 to reconnect", 1]), "LinkedIn has signed it out"),
        ("deleted", json!(["1 not working", 0]), ""),
    ];
    for (status, expected, help) in table {
        world.control_unipile(Method::POST, "status", &json!({ "id": id, "status": status }))?;
        within(status, || {
            press(world, "#refresh")?;
            let found = world.ask(&format!("return {row}"))?;
            same("badge and buttons", &json!([found[0], found[1]]), &expected)?;
            let text = found[2].as_str().unwrap_or_default();
            let is_fitting = if help.is_empty() { text.is_empty() } else { text.contains(help) };
            ensure!(is_fitting && !text.contains("insufficient_permissions"), "the row says: {text}");
            Ok(())
        })?;
    }
    Ok(())
}

fn whole_page(world: &World) -> Result<()> {
    let demo = open(world)?;
    press(world, "#mode-redirect")?;
    press(world, "#product-company")?;
    press(world, "#connect")?;
    world.sign_in_hosted(At::Page, "active")?;
    let _id = linked(world, &demo, "Active")?;
    contains(world, "#accounts .account-help", "Classic, Pages.")?;
    let address = world.browser()?.url()?;
    ensure!(address.ends_with("/accounts.html"), "the address is {address}");
    same("what is kept", &world.ask("return Object.keys(sessionStorage)")?, &json!([]))
}

/// The broker's return page is of the demo's own origin, so it may be framed.
fn frame(world: &World) -> Result<()> {
    let demo = open(world)?;
    press(world, "#mode-iframe")?;
    press(world, "#connect")?;
    within("the hosted page in the frame", || {
        world.to_main()?;
        let browser = world.browser()?;
        browser.enter_frame(inside(world, "iframe")?)?;
        ensure!(browser.has("#continue:enabled")?, "it isn't there");
        Ok(())
    })?;
    let browser = world.browser()?;
    browser.type_into("#username", "active@sandbox.test")?;
    browser.type_into("#password", PASSWORD)?;
    browser.keys("Enter")?;
    linked(world, &demo, "Active").map(drop)
}

fn conflict(world: &World) -> Result<()> {
    let _demo = open(world)?;
    let told = |expected: bool| {
        let shown = world.ask("return !document.querySelector('#conflict').hidden")?;
        same("whether a conflict is told", &shown, &json!(expected))
    };
    press(world, "#product-sales-navigator")?;
    told(false)?;
    press(world, "#product-recruiter")?;
    told(true)
}

/// Waits for the only account of the list to have this badge, and answers its id.
fn linked(world: &World, demo: &Server, badge: &str) -> Result<String> {
    let found = within("the account in the list", || {
        world.to_main()?;
        same("its badge", world.browser()?.text("#accounts .badge")?.as_str(), badge)?;
        let shown = world.ask("return document.querySelector('#choices').hidden")?;
        same("whether a dock is still shown", &shown, &json!(false))?;
        let id = world.ask("return document.querySelector('.account').dataset.account")?;
        id.as_str().map(str::to_owned).context("no id")
    });
    found.with_context(|| format!("the demo's broker says:\n{}", demo.log()))
}

fn sign_in(world: &World, user: &str) -> Result<()> {
    type_into(world, "username", &format!("{user}@sandbox.test"))?;
    type_into(world, "password", PASSWORD)?;
    submit(world)
}

fn type_into(world: &World, name: &str, text: &str) -> Result<()> {
    // Without a click: WebKit's driver finds no field that is in a shadow under its pointer.
    let field = within(name, || inside(world, &format!("[name={name}]:enabled")))?;
    world.browser()?.write(&field, text)
}

fn submit(world: &World) -> Result<()> {
    world.browser()?.click(&inside(world, "[data-action=submit]")?)
}

/// Something of the form, which is in the dock's shadow.
fn inside(world: &World, selector: &str) -> Result<WebElement> {
    // In sight, because WebKit's driver clicks beside what it has to scroll to.
    let script = "const found = document.querySelector('[data-linkdock]').shadowRoot.querySelector(SELECTOR);
                  found?.scrollIntoView({ block: 'center' });
                  return found;";
    world.browser()?.element(&script.replace("SELECTOR", &Value::from(selector).to_string()))
}

fn press(world: &World, selector: &str) -> Result<()> {
    let browser = world.browser()?;
    browser.click(&browser.find(selector)?)
}

fn contains(world: &World, place: &str, expected: &str) -> Result<()> {
    within(place, || {
        let text = world.browser()?.text(place)?;
        ensure!(text.contains(expected), "it says: {text}");
        Ok(())
    })
}
