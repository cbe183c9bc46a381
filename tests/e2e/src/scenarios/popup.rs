//! The popup as a surface: it opens in the tick of a click, and whoever closes it, the host hears what happened.

use crate::browser::within;
use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    let mut all: Vec<_> = [0, 3, 8]
        .into_iter()
        .map(|seconds| {
            Scenario::new(
                format!("a popup opens in the click, though its token takes {seconds} seconds"),
                move |world| slow_token(world, seconds),
            )
        })
        .collect();
    all.extend([
        Scenario::new("without a place a popup has a dialog that says where to go on", no_place),
        Scenario::new(
            "a popup that the user closes is reported once and soon, and Try again opens another",
            closed_by_user,
        ),
        Scenario::new(
            "a popup that the user closes before its token is there is reported once",
            closed_early,
        ),
        Scenario::new(
            "a popup that the user closes before its page is there may be closed, and Cancel gives it up",
            closed_unsettled,
        ),
        Scenario::new("without a place a popup is done with when its dialog is closed", closed_without_place),
        Scenario::new("a page that answers and closes its window at once has succeeded", answers_and_closes),
        Scenario::new(
            "a blocked popup says so, and one click on the dock's button completes the flow",
            blocked,
        ),
        Scenario::new(
            "without a place a blocked popup leaves the way on in the dialog",
            blocked_without_place,
        ),
        Scenario::new("a popup whose token can't be had is closed again", no_token),
        Scenario::new("two docks in popups have windows of their own", two_popups),
        Scenario::new("a popup is asked for in its size, centred over the window that opens it", centred),
    ]);
    for (what, cancel) in GIVE_UP {
        all.push(Scenario::new(
            format!(
                "{what} closes the popup and is told as the user's wish, and Try again completes the flow"
            ),
            move |world| given_up(world, cancel),
        ));
    }
    for (what, show) in SHOW {
        all.push(Scenario::new(format!("{what} brings the popup back to the user"), move |world| {
            shown(world, show)
        }));
    }
    all.extend([
        Scenario::new("a popup goes with the page that opened it", left),
        Scenario::new("a page that comes back has a dock that is alive, though its popup is gone", came_back),
        Scenario::new("a popup that went with a page is reported when the page is back", kept),
    ]);
    all
}

const CLOSED: &str = "onClose popup_closed";
const MAYBE: &str = "onClose popup_maybe_closed";
const CANCELLED: &str = "onClose user";

type Deed = fn(&World) -> Result<()>;
const GIVE_UP: [(&str, Deed); 2] = [
    ("Cancel", |world| world.press_button("Cancel")),
    ("dock.close()", |world| world.run("T.dock.close()").map(drop)),
];
const SHOW: [(&str, Deed); 2] = [
    ("Show the window", |world| world.press_button("Show the window")),
    ("dock.focus()", |world| world.press_go("T.dock.focus()")),
];

fn slow_token(world: &World, seconds: u64) -> Result<()> {
    world.open_host()?;
    world.press_go(&format!(
        "T.connect({{ mode: 'popup', token: async (context) => {{ await T.wait({seconds}000); return T.token(context); }} }});
         T.opened = T.holdings().popups"
    ))?;
    same("popups when the call had returned", &world.get("T.opened")?, &json!(1))?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&ACTIVE)?;
    world.windows(1)?;
    world.untroubled()
}

const ACTIVE: [&str; 3] = ["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"];

fn no_place(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ target: null, mode: 'popup' })")?;
    world.says("Continue in the other window.")?;
    world.offers(&["Close", "Show the window", "Cancel"])?;
    same("a dialog", &world.get("T.dialog().matches(':modal')")?, &json!(true))?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.windows(1)?;
    world.until("T.dialog().open === false")?;
    world.untroubled()
}

fn closed_by_user(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.until_settled(1)?;
    world.run("T.watchPopups()")?;
    world.close_popup()?;
    world.until_told(CLOSED)?;
    // The last message of a page that closes its window may be a second behind it; the page's own look at the window, too,
    // is late at times.
    let after = world.get(&format!("T.when('{CLOSED}') - T.closedAt"))?;
    ensure!(after.as_f64().is_some_and(|after| after > 700.0), "it was told after {after} ms");
    same("onClose", &world.one_value("onClose")?, &json!({ "completed": false, "reason": "popup_closed" }))?;
    same("state", &world.get("T.dock.state")?, &json!("closed"))?;
    world.says("The sign-in window was closed.")?;
    world.told(&[CLOSED])?;
    world.press_try_again()?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[&[CLOSED, "onReload manual 1"], &ACTIVE[..]].concat())?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &2)?;
    world.untroubled()
}

fn closed_early(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go(
        "T.connect({ mode: 'popup', token: ({ signal }) => { T.signal = signal; return new Promise(() => {}); } })",
    )?;
    world.close_popup()?;
    world.until_told(CLOSED)?;
    same("the token function's signal", &world.get("T.signal.aborted")?, &json!(true))?;
    world.sentinel()?;
    world.told(&[CLOSED])?;
    world.untroubled()
}

/// The popup was sent to a page that might have cut it off: nobody can know.
fn closed_unsettled(world: &World) -> Result<()> {
    world.open_host()?;
    world.pages(&json!({ "hang": true }))?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.until_state("waiting")?;
    world.close_popup()?;
    world.until_told(MAYBE)?;
    same(
        "onClose",
        &world.one_value("onClose")?,
        &json!({ "completed": false, "reason": "popup_maybe_closed" }),
    )?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.says("The sign-in window may be closed. If it is still open, finish there.")?;
    world.offers(&["Open in a new window", "Cancel"])?;
    world.press_button("Cancel")?;
    world.until_state("closed")?;
    world.says("The connection was cancelled.")?;
    world.sentinel()?;
    world.told(&[MAYBE])?;
    world.pages(&json!({ "hang": false }))?;
    world.press_try_again()?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[&[MAYBE, "onReload manual 1"], &ACTIVE[..]].concat())?;
    world.untroubled()
}

fn closed_without_place(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ target: null, mode: 'popup' })")?;
    world.until_settled(1)?;
    world.close_popup()?;
    world.until_told(CLOSED)?;
    world.offers(&["Close", "Try again"])?;
    world.told(&[CLOSED])?;
    world.press_button("Close")?;
    world.until_told("reject aborted")?;
    world.told(&[CLOSED, "reject aborted"])?;
    same("the dialog", &world.get("T.dialog().open")?, &json!(false))?;
    world.untroubled()
}

fn answers_and_closes(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_popup()?;
    world.sign_in("closes")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&ACTIVE)?;
    world.windows(1)?;
    world.untroubled()
}

const BLOCKED: &str = "onError popup_blocked retryable";

fn blocked(world: &World) -> Result<()> {
    world.open_host_running("T.connect({ mode: 'popup' })")?;
    world.until_state("failed")?;
    world.told(&[BLOCKED])?;
    same("windows", &world.browser()?.windows()?.len(), &1)?;
    same("tokens asked for", &world.stat("onboardingTokens")?, &0)?;
    world.offers(&["Open in a new window"])?;
    world.press_button("Open in a new window")?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[&[BLOCKED, "onReload manual 1"], &ACTIVE[..]].concat())?;
    world.windows(1)?;
    world.untroubled()
}

fn blocked_without_place(world: &World) -> Result<()> {
    world.open_host_running("T.connect({ target: null, mode: 'popup' })")?;
    world.until_state("failed")?;
    world.offers(&["Close", "Open in a new window"])?;
    world.told(&[BLOCKED])?;
    world.press_button("Close")?;
    world.until_told("reject aborted")?;
    world.told(&[BLOCKED, CANCELLED, "reject aborted"])?;
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

/// Screens left of the first have negative coordinates, and no window is wider than its popup by a negative length.
fn centred(world: &World) -> Result<()> {
    world.open_host()?;
    for (window, popup, place) in [
        ([0, 0, 1200, 800], [800, 600], [200, 100]),
        ([-1920, 40, 1920, 1000], [800, 600], [-1360, 240]),
        ([10, 20, 400, 300], [800, 600], [10, 20]),
        ([0, 0, 1000, 1000], [400, 301], [300, 349]),
    ] {
        world.run(&format!(
            "['screenX', 'screenY', 'outerWidth', 'outerHeight'].forEach((name, place) =>
               Object.defineProperty(window, name, {{ value: {window:?}[place], configurable: true }}));
             T.connect({{ mode: 'popup', popup: {{ width: {}, height: {} }} }}).unmount()",
            popup[0], popup[1]
        ))?;
        let features = format!(
            "popup=yes,resizable=yes,scrollbars=yes,width={},height={},left={},top={}",
            popup[0], popup[1], place[0], place[1]
        );
        same("the popup's features", &world.get("T.opened[2]")?, &json!(features))?;
    }
    Ok(())
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

fn given_up(world: &World, cancel: Deed) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_form_in_popup()?;
    world.to_main()?;
    cancel(world)?;
    world.windows(1)?;
    same("state", &world.get("T.dock.state")?, &json!("closed"))?;
    world.says("The connection was cancelled.")?;
    world.offers(&["Try again"])?;
    world.told(&[CANCELLED])?;
    same("onClose", &world.one_value("onClose")?, &json!({ "completed": false, "reason": "user" }))?;
    world.press_try_again()?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[&[CANCELLED, "onReload manual 1"], &ACTIVE[..]].concat())?;
    world.untroubled()
}

fn shown(world: &World, show: Deed) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_form_in_popup()?;
    world.to_main()?;
    let focused = || world.get("document.hasFocus()");
    let before = focused()?;
    show(world)?;
    match world.setup.engine {
        Engine::Firefox => {
            same("focus of a page that is looked at", &before, &json!(true))?;
            within("the focus in the popup", || same("focus of the page", &focused()?, &json!(false)))?;
        }
        // Driven, every page of the one has the focus and no page of the other: that nothing else happens is all there is to see.
        Engine::Chromium | Engine::Webkit => same("focus", &focused()?, &before)?,
    }
    world.told(&[])?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.untroubled()
}

fn left(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.to_form_in_popup()?;
    world.to_main()?;
    world.open("bare.html")?;
    world.windows(1)
}

/// Firefox and Chromium keep no page that has opened windows; WebKit keeps it, and that is the page that must go on.
fn came_back(world: &World) -> Result<()> {
    world.open("host.html?cache")?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.until_settled(1)?;
    world.run("addEventListener('pageshow', ({ persisted }) => { T.persisted = persisted; })")?;
    world.open("bare.html")?;
    world.windows(1)?;
    let browser = world.browser()?;
    browser.back()?;
    within("the page", || {
        ensure!(browser.url()?.ends_with("?cache"), "it is {}", browser.url()?);
        ensure!(world.ask("return globalThis.T?.ready ?? false")? == true, "it is not ready");
        Ok(())
    })?;
    match world.setup.engine {
        Engine::Chromium | Engine::Firefox => same(
            "docks of a page that was loaded anew",
            &world.get("Object.keys(T.docks).length")?,
            &json!(0),
        ),
        Engine::Webkit => {
            same("a page as it was", &world.get("T.persisted")?, &json!(true))?;
            goes_on(world)
        }
    }
}

/// What the browser says of a page that it keeps, said to one that is still there.
fn kept(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ mode: 'popup' })")?;
    world.until_settled(1)?;
    world.run("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")?;
    world.windows(1)?;
    world.run("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")?;
    goes_on(world)
}

/// The dock has noticed that its popup is gone and takes the user on.
fn goes_on(world: &World) -> Result<()> {
    world.until_told(CLOSED)?;
    world.told(&[CLOSED])?;
    world.press_try_again()?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.told(&[&[CLOSED, "onReload manual 1"], &ACTIVE[..]].concat())?;
    world.untroubled()
}
