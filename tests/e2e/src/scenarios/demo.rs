//! The demo application, as a visitor uses it.

use crate::browser::within;
use crate::run::Scenario;
use crate::servers::Server;
use crate::vendor::CODE;
use crate::world::World;
use anyhow::{Context as _, Result, ensure};

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("the demo connects an account and lists it", |world| visit(world, "page", "active")),
        Scenario::new("the demo connects an account in a dialog", |world| visit(world, "dialog", "active")),
        Scenario::new("the demo takes a paused account through its verification", |world| {
            visit(world, "page", "paused")
        }),
    ]
}

const FRAME: &str =
    "return document.querySelector('[data-linkdock]')?.shadowRoot.querySelector('iframe') ?? null";

fn visit(world: &World, place: &str, user: &str) -> Result<()> {
    let demo = open(world, "")?;
    let browser = world.browser()?;
    let connect = browser.find("#connect:enabled")?;
    browser.click(&browser.find(&format!("#where-{place}"))?)?;
    browser.click(&connect)?;
    enter(world, "#email")?;
    world.sign_in(user)?;
    if user == "paused" {
        enter(world, "#code")?;
        world.enter_code(CODE)?;
    }
    world.to_main()?;
    let listed = within("the account in the list", || {
        let text = browser.text("#accounts")?;
        ensure!(text.contains("1001"), "the list shows: {text}");
        Ok(text)
    });
    listed.with_context(|| format!("the demo's broker says:\n{}", demo.log()))?;
    ensure!(world.ask(FRAME)?.is_null(), "the frame is still there");
    Ok(())
}

/// A demo of its own, with this page of it opened.
pub(super) fn open(world: &World, page: &str) -> Result<Server> {
    let folder = world.setup.root.join("www/dist");
    ensure!(folder.join("index.html").is_file(), "the demo is not built: `cargo xtask build`");
    let demo = Server::demo(&world.setup.broker, &world.sandbox, &folder)?;
    world.browser()?.open(&format!("{}/{page}", demo.url.replace("127.0.0.1", "localhost")))?;
    Ok(demo)
}

/// Goes into the dock's frame once it shows the form with this field.
fn enter(world: &World, field: &str) -> Result<()> {
    let browser = world.browser()?;
    within("the vendor's form", || {
        world.to_main()?;
        browser.enter_frame(browser.element(FRAME)?)?;
        ensure!(browser.has(field)?, "no {field} there");
        Ok(())
    })
}
