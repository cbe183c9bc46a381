//! From a page with no token to a profile: LinkedIn's sign-in, the user's consent in a popup, a token, and all that can get in
//! the way.

use crate::browser::within;
use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::servers::Server;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("launch: one click to sign in and one to consent lead to the profile", from_nothing),
        Scenario::new("launch: under a strict policy too", under_a_policy),
        Scenario::new(
            "launch: where scripts write into listeners' options and channels are blocked",
            patched,
        ),
        Scenario::new("launch: a linked account shows its profile at once", linked),
        Scenario::new("launch: after everything was revoked it begins again", revoked),
        Scenario::new("launch: consent that is refused can be asked for again", |world| {
            refused(world, false)
        }),
        Scenario::new("launch: a sign-in that is cancelled can be started again", |world| {
            refused(world, true)
        }),
        Scenario::new("launch: a popup that the user closes is a refusal", closed),
        Scenario::new("launch: Cancel in the dock closes the popup and can be taken back", given_up),
        Scenario::new("launch: a blocked popup waits for a button", blocked),
        Scenario::new("launch: a consent page under COOP comes back through the host's own page", cut_off),
        Scenario::new("launch: a broker that fails is told and tried again", faulty),
        Scenario::new("launch: in a dialog", in_a_dialog),
        Scenario::new("launch: unmounting while consent is asked for leaves nothing", unmounted),
        Scenario::new("launch: what is said of a person arrives letter for letter", letter_for_letter),
        Scenario::new("launch: LinkedIn's true origin is LinkedIn without a word about it", true_origin),
    ]
}

const LINKED: [&str; 2] = ["onActive  ", "resolve "];

/// From the sign-in in the dock's frame to the profile.
fn launch(world: &World) -> Result<()> {
    world.sign_in_at_linkedin("dock")?;
    world.press_in_popup("#allow")?;
    shows_profile(world)
}

fn shows_profile(world: &World) -> Result<()> {
    world.linkedin_text("dock", "#profile")?;
    world.until_state("active")?;
    world.windows(1)
}

fn from_nothing(world: &World) -> Result<()> {
    world.open("bare.html")?;
    world.open_as_somebody("host.html")?;
    let before = world.browser()?.history_length()?;
    world.run("T.show()")?;
    same("the heading", &world.linkedin_text("dock", "#sign-in")?.is_empty(), &false)?;
    world.until_state("waiting")?;
    launch(world)?;
    same("the name", &world.linkedin_text("dock", "#name")?, &"Abraham Lincoln".to_owned())?;
    same("the member", &world.linkedin_text("dock", "#member")?.contains("Member 1"), &true)?;
    world.told(&LINKED)?;
    for (count, times) in [("authorization", 1), ("accessToken", 1), ("salesAccessTokens", 1), ("widget", 2)]
    {
        same(count, &world.control.linkedin_count(&world.runtime, count)?, &times)?;
    }
    world.asked_broker(2)?;
    same("entries", &world.browser()?.history_length()?, &before)?;
    let leaks = world.get("T.leaks()")?;
    same("places with a token", &leaks["found"], &json!([]))?;
    ensure!(leaks["tokens"] == 1, "tokens seen: {leaks}");
    world.run("T.dock.unmount()")?;
    world.empty()?;
    world.untroubled()
}

fn under_a_policy(world: &World) -> Result<()> {
    // Its own script shows the frame, for the first user of all, whom nobody links.
    world.open("strict.html?policy=strict&do=show")?;
    world.sign_in_at_linkedin("dock")?;
    world.press_in_popup("#allow")?;
    world.linkedin_text("dock", "#profile")?;
    same("what the policy forbade", &world.ask("return T.violations")?, &json!([]))?;
    world.ask("T.dock.unmount()").map(drop)
}

/// What zone.js does to the options of listeners, and what a browser does that blocks storage.
fn patched(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.run(
        "'use strict';
         const add = EventTarget.prototype.addEventListener;
         EventTarget.prototype.addEventListener = function (type, listener, options) {
           if (options?.signal) options.signal = undefined;
           return add.call(this, type, listener, options);
         };
         window.BroadcastChannel = function () { throw new DOMException('no storage', 'SecurityError'); };
         T.show()",
    )?;
    launch(world)
}

fn linked(world: &World) -> Result<()> {
    world.open_as_linked("host.html")?;
    world.run("T.show()")?;
    shows_profile(world)?;
    world.told(&LINKED)?;
    world.asked_linkedin(1)?;
    world.untroubled()
}

fn revoked(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.run("T.show()")?;
    launch(world)?;
    world.revoke("all")?;
    world.linkedin_text("dock", "#sign-in")?;
    same("the account", &world.get("T.dock.account")?, &json!(null))?;
    launch(world)?;
    same("the member", &world.linkedin_text("dock", "#member")?.contains("Member 2"), &true)?;
    world.told(&["onActive  ", "resolve ", "onActive  "])
}

fn refused(world: &World, at_sign_in: bool) -> Result<()> {
    world.linkedin(&json!({ "login": at_sign_in }))?;
    world.open_as_somebody("host.html")?;
    world.run("T.show()")?;
    world.sign_in_at_linkedin("dock")?;
    world.press_in_popup(if at_sign_in { "#cancel" } else { "#deny" })?;
    world.until_told("onError authorize_cancelled retryable")?;
    world.windows(1)?;
    world.says("The connection was cancelled.")?;
    let reason = world.get("T.values('onError')[0].detail.reason")?;
    let cancelled = if at_sign_in { "user_cancelled_login" } else { "user_cancelled_authorize" };
    same("the reason", &reason, &json!(cancelled))?;
    // With one press the popup is there again, without another sign-in in the frame.
    world.press_try_again()?;
    if at_sign_in {
        world.press_in_popup("#sign-in")?;
    }
    world.press_in_popup("#allow")?;
    shows_profile(world)?;
    world.told(&["onError authorize_cancelled retryable", "onActive  ", "resolve "])?;
    world.untroubled()
}

fn closed(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.run("T.show()")?;
    world.sign_in_at_linkedin("dock")?;
    // Long enough for the dock to see that the page hasn't cut it off.
    world.until(
        "T.values('onEvent').some(({ type, surface }) => type === 'surface_loaded' && surface === 'popup')",
    )?;
    world.close_popup()?;
    world.until_told("onError authorize_cancelled retryable")?;
    world.press_try_again()?;
    world.press_in_popup("#allow")?;
    shows_profile(world)
}

fn given_up(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.run("T.show()")?;
    world.sign_in_at_linkedin("dock")?;
    world.until_state("authorizing")?;
    world.windows(2)?;
    world.press_button("Cancel")?;
    world.until_told("onError authorize_cancelled retryable")?;
    world.windows(1)?;
    world.press_try_again()?;
    world.press_in_popup("#allow")?;
    shows_profile(world)
}

fn blocked(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.run("T.open = window.open; window.open = () => null; T.show()")?;
    world.sign_in_at_linkedin("dock")?;
    world.until_told("onError popup_blocked retryable")?;
    world.offers(&["Open in a new window"])?;
    world.run("window.open = T.open")?;
    world.press_button("Open in a new window")?;
    world.press_in_popup("#allow")?;
    shows_profile(world)?;
    world.told(&["onError popup_blocked retryable", "onActive  ", "resolve "])
}

/// The popup is cut off and the broker is of another origin than the page: only a page of the host's own can tell.
fn cut_off(world: &World) -> Result<()> {
    let page = format!("{}/pages/return.html", world.origin);
    let broker = Server::broker(
        &world.setup.broker,
        &world.sandbox,
        &world.origin,
        &[("LINKDOCK_RETURN_URL", &page)],
    )?;
    world.control.linkedin_pages(&world.runtime, &json!({ "coop": "same-origin" }))?;
    let caller = world.open_as_somebody("host.html")?;
    world.run(&format!("T.caller({caller:?}, {:?}); T.show()", broker.url))?;
    world.sign_in_at_linkedin("dock")?;
    within("the consent page", || {
        world.to_main()?;
        world.to_popup()?;
        ensure!(world.browser()?.has("#allow")?, "it isn't there");
        Ok(())
    })?;
    // What the dock says of a popup that it can't see any more.
    world.to_main()?;
    world.says("The sign-in window may be closed. If it is still open, finish there.")?;
    world.press_in_popup("#allow")?;
    world.linkedin_text("dock", "#profile")?;
    world.until_state("active")?;
    // A window that was cut off may not close itself everywhere: then it says that it can be closed. It may do so while it is
    // looked at.
    let look = || -> Result<(String, String)> {
        world.to_popup()?;
        let browser = world.browser()?;
        let seen = (browser.text("#linkdock-return")?, browser.url()?);
        browser.close_window()?;
        Ok(seen)
    };
    if world.browser()?.windows()?.len() > 1
        && let Ok((text, url)) = look()
    {
        ensure!(text.starts_with("You can close this window"), "it says: {text}");
        same("the address", &url, &page)?;
    }
    world.to_main()?;
    world.windows(1)?;
    world.told(&LINKED)
}

fn faulty(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.control.linkedin_fault(
        &world.runtime,
        "accessToken",
        &json!({ "kind": "status", "status": 500 }),
        3,
    )?;
    world.run("T.show()")?;
    world.sign_in_at_linkedin("dock")?;
    world.press_in_popup("#allow")?;
    world.until_told("onError authorize_failed retryable")?;
    world.windows(1)?;
    // A code is used up by the try: the user is asked once more.
    world.control.reset(&world.runtime)?;
    world.press_try_again()?;
    world.press_in_popup("#allow")?;
    shows_profile(world)
}

fn in_a_dialog(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.run("T.show({ target: null })")?;
    launch(world)?;
    same("the dialog", &world.get("T.dialog().open")?, &json!(true))?;
    world.press_button("Close")?;
    world.until_state("closed")?;
    world.run("T.dock.unmount()")?;
    world.empty()?;
    world.told(&["onActive  ", "resolve ", "onClose user"])
}

fn unmounted(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.run("T.show()")?;
    world.sign_in_at_linkedin("dock")?;
    world.windows(2)?;
    world.until("T.values('onEvent').some(({ type }) => type === 'authorize_started')")?;
    world.run("T.dock.unmount()")?;
    world.windows(1)?;
    world.empty()?;
    world.told(&["onClose unmounted", "reject unmounted"])
}

fn letter_for_letter(world: &World) -> Result<()> {
    world.open_as_linked("host.html")?;
    let (first, last, company) = ("Zoë \"Z\" 李", "O'Brien & <Söhne> +1%#?=/\\", "شركة 👩‍💻 C++");
    let options = json!({
        "subject": { "firstName": first, "lastName": last, "companyName": company, "email": "", "companyWebsite": null },
        "crm": { "recordId": "0/1 2+3", "orgId": "HV1OX56I8B" },
        "parameters": { "aNewOne": "passed&through" },
        "modules": ["TopCard2", "RelatedLeads"],
    });
    world.run(&format!("T.show({options})"))?;
    world.to_linkedin("dock", "#profile")?;
    for (parameter, value) in [
        ("firstName", first),
        ("lastName", last),
        ("companyName", company),
        ("crmRecordId", "0/1 2+3"),
        ("crmOrgId", "HV1OX56I8B"),
        ("aNewOne", "passed&through"),
        ("modules", "TopCard2,RelatedLeads"),
        ("isInlineMode", "true"),
        ("profile", "lead"),
        ("version", "2.1"),
    ] {
        let found = world.ask(&format!(
            "return document.querySelector('[data-parameter=\"{parameter}\"]')?.textContent ?? null"
        ))?;
        same(parameter, &found, &json!(value))?;
    }
    for missing in ["email", "companyWebsite", "sat"] {
        ensure!(!world.browser()?.has(&format!("[data-parameter=\"{missing}\"]"))?, "{missing} was sent");
    }
    Ok(())
}

fn true_origin(world: &World) -> Result<()> {
    // Only there can the name be mapped to this machine.
    if world.setup.engine != Engine::Chromium {
        return Ok(());
    }
    world.open_as_somebody("host.html")?;
    world.run("T.show({ host: undefined })")?;
    launch(world)?;
    let source = world.get("new URL(T.frames()[0].src).origin")?;
    same("the frame's origin", &source, &json!("https://www.linkedin.com"))?;
    world.told(&LINKED)?;
    // A message of that origin is heard as well as its pages are.
    world.revoke("sats")?;
    world.until_told("onReload tokenError 1")?;
    world.linkedin_text("dock", "#profile")?;
    world.untroubled()
}
