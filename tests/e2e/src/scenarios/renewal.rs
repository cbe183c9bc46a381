//! One token for many frames: renewed ahead of its end and when LinkedIn refuses it, once for all of them, and nobody sees it.

use crate::browser::within;
use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::{Value, json};

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new(
            "renewal: twelve frames whose token is revoked cost one request and nobody notices",
            together,
        ),
        Scenario::new("renewal: twelve frames are renewed ahead of the end of their token", ahead),
        Scenario::new("renewal: whoever is in a frame stays in it", in_it),
        Scenario::new("renewal: a page out of sight renews nothing, and at once when it is seen", hidden),
        Scenario::new(
            "renewal: a token that is refused every time ends in a button that begins anew",
            exhausted,
        ),
        Scenario::new("renewal: one sign-in links all frames that share a source", one_for_all),
        Scenario::new("renewal: a frame that comes later shares what is there", latecomer),
        Scenario::new("renewal: an update begins with a new token, and so does reload()", fresh),
        Scenario::new("renewal: two users' frames on one page never share", apart),
        Scenario::new("renewal: a broker that is away for a while is asked again", broker_away),
        Scenario::new(
            "renewal, unlink: all frames go back to the sign-in, and the broker has forgotten",
            unlinked,
        ),
        Scenario::new("renewal, unlink: of one dock, without a source of the host's", one_unlinked),
        Scenario::new("renewal: docks that are unmounted leave neither timer nor listener", left),
    ]
}

/// Waits until all twelve show a profile.
fn twelve_shown(world: &World) -> Result<()> {
    world.until("T.inState('active') === 12")?;
    for index in 0..12 {
        world.linkedin_text(&format!("dock{index}"), "#profile")?;
    }
    Ok(())
}

fn reloads(reason: &str, attempt: u32) -> String {
    let told = format!("onReload {reason} {attempt}");
    format!("Object.keys(T.docks).filter((name) => T.words(name).includes({told:?})).length === 12")
}

/// Whatever else frames say meanwhile.
fn nothing_but_frames(world: &World) -> Result<()> {
    same("what the docks showed", &world.get("[...T.views]")?, &json!(["frame"]))?;
    same(
        "frames in a dock at most: the one in sight and the one behind it",
        &world.get("T.mostFrames")?,
        &json!(2),
    )
}

fn together(world: &World) -> Result<()> {
    world.open("bare.html")?;
    world.open_as_linked("host.html")?;
    world.run("T.showMany(12)")?;
    twelve_shown(world)?;
    world.asked_broker(1)?;
    world.asked_linkedin(1)?;
    let before = world.browser()?.history_length()?;
    world.run(
        "const field = document.createElement('input');
         field.id = 'field';
         document.body.prepend(field);
         field.focus();
         T.watchViews();",
    )?;
    // The frames must have been there for longer than a token that never worked.
    world.until("performance.now() - Math.max(...Object.keys(T.docks).map((name) => T.when('state active', name))) > 5500")?;
    world.revoke("sats")?;
    world.until(&reloads("tokenError", 1))?;
    twelve_shown(world)?;
    world.asked_broker(2)?;
    world.asked_linkedin(2)?;
    nothing_but_frames(world)?;
    same("entries", &world.browser()?.history_length()?, &before)?;
    same("the focus", &world.get("document.activeElement.id")?, &json!("field"))?;
    for index in 0..12 {
        let told = world.get(&format!("T.words('dock{index}')"))?;
        same("what the host was told", &told, &json!(["onActive  ", "resolve ", "onReload tokenError 1"]))?;
        same("frames", &world.get(&format!("T.frames('dock{index}').length"))?, &json!(1))?;
    }
    world.untroubled()
}

fn ahead(world: &World) -> Result<()> {
    // Half of it is left when it is renewed.
    world.linkedin(&json!({ "satSeconds": 24 }))?;
    world.open_as_linked("host.html")?;
    world.run("T.watchViews(); T.showMany(12)")?;
    twelve_shown(world)?;
    world.run("T.views.clear()")?;
    // The next one lasts: the scenario is over before it ends.
    world.linkedin(&json!({ "satSeconds": 2700 }))?;
    world.until(&reloads("expiring", 1))?;
    twelve_shown(world)?;
    world.asked_broker(2)?;
    world.asked_linkedin(2)?;
    nothing_but_frames(world)?;
    let refusals = "Object.keys(T.docks).flatMap((name) => T.values('onReload', name)).filter(({ reason }) => reason !== 'expiring').length";
    same("other reloads", &world.get(refusals)?, &json!(0))
}

fn in_it(world: &World) -> Result<()> {
    world.open_as_linked("host.html")?;
    world.run("T.show()")?;
    world.until_state("active")?;
    world.linkedin_text("dock", "#profile")?;
    world.run("T.dock.focus()")?;
    world.until("T.shadow().activeElement === T.frames()[0]")?;
    world.run("T.first = T.frames()[0]")?;
    world.run("T.dock.reload()")?;
    world.until("T.words().includes('onReload manual 1') && T.dock.state === 'active'")?;
    same(
        "the focus",
        &world.get("T.frames()[0] !== T.first && T.shadow().activeElement === T.frames()[0]")?,
        &json!(true),
    )
}

fn hidden(world: &World) -> Result<()> {
    world.linkedin(&json!({ "satSeconds": 12 }))?;
    world.open_as_linked("host.html")?;
    world.run("T.showMany(2)")?;
    world.until("T.inState('active') === 2")?;
    seen(world, false)?;
    // Past its renewal, and past its end: the frames say so, and nobody sees it.
    within("the end of the token", || {
        world.to_linkedin("dock0", "#denied")?;
        world.to_linkedin("dock1", "#denied")?;
        world.to_main()
    })?;
    world.sentinel_of("dock0")?;
    world.asked_broker(1)?;
    world.linkedin(&json!({ "satSeconds": 2700 }))?;
    seen(world, true)?;
    world.until("T.inState('active') === 2")?;
    world.linkedin_text("dock0", "#profile")?;
    world.asked_broker(2)?;
    world.asked_linkedin(2)
}

/// Hides the page, or shows it again.
fn seen(world: &World, visible: bool) -> Result<()> {
    let state = if visible { "visible" } else { "hidden" };
    match world.setup.engine {
        Engine::Chromium | Engine::Firefox if visible => world.browser()?.bring_back()?,
        Engine::Chromium | Engine::Firefox => world.browser()?.hide()?,
        // Its driver can't: the page is told as the browser would tell it.
        Engine::Webkit => world
            .run(&format!(
                "Object.defineProperty(document, 'visibilityState', {{ configurable: true, value: '{state}' }});
                 document.dispatchEvent(new Event('visibilitychange'));"
            ))
            .map(drop)?,
    }
    world.until(&format!("document.visibilityState === '{state}'"))
}

fn exhausted(world: &World) -> Result<()> {
    world.linkedin(&json!({ "refuseSats": true }))?;
    world.open_as_linked("host.html")?;
    // The pauses are those of the core's tests, twenty times as fast.
    world.run(
        "const after = window.setTimeout;
         window.setTimeout = (work, millis) => after(work, [1000, 2000, 4000, 8000, 16000].includes(millis) ? millis / 20 : millis);
         T.pauses = [];
         const counted = window.setTimeout;
         window.setTimeout = (work, millis) => {
           if ([1000, 2000, 4000, 8000, 16000].includes(millis)) T.pauses.push(millis);
           return counted(work, millis);
         };
         T.showMany(3)",
    )?;
    let failed =
        "Object.keys(T.docks).every((name) => T.words(name).includes('onError reload_exhausted retryable'))";
    world.until(failed)?;
    world.asked_broker(6)?;
    world.asked_linkedin(6)?;
    same("the pauses", &world.get("T.pauses")?, &json!([1000, 2000, 4000, 8000, 16000]))?;
    world.linkedin(&json!({ "refuseSats": false }))?;
    for index in 0..3 {
        same("buttons", &world.get(&format!("T.buttons('dock{index}')"))?, &json!(["Try again"]))?;
    }
    let browser = world.browser()?;
    browser.click(&browser.element("return T.retry('dock1')")?)?;
    // All of them, by one press.
    world.until("T.inState('active') === 3")?;
    world.asked_broker(7)
}

fn one_for_all(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.run("T.showMany(4)")?;
    world.until("T.inState('waiting') === 4")?;
    world.sign_in_at_linkedin("dock0")?;
    world.press_in_popup("#allow")?;
    world.until("T.inState('active') === 4")?;
    for index in 0..4 {
        world.linkedin_text(&format!("dock{index}"), "#profile")?;
    }
    world.asked_broker(2)?;
    world.asked_linkedin(1)
}

fn latecomer(world: &World) -> Result<()> {
    world.open_as_linked("host.html")?;
    world.run("T.showMany(2)")?;
    world.until("T.inState('active') === 2")?;
    world.run("T.show({ name: 'late', token: T.source })")?;
    world.linkedin_text("late", "#profile")?;
    world.asked_broker(1)
}

fn fresh(world: &World) -> Result<()> {
    world.open_as_linked("host.html")?;
    world.run("T.showMany(1)")?;
    world.until("T.inState('active') === 1")?;
    world.run(
        "T.mount('mountUpdate', { name: 'update', vendor: 'linkedin', host: ENV.linkedin, apiKey: 'sandbox-client', token: T.source })",
    )?;
    world.until("T.inState('active') === 2 && T.words('dock0').includes('onReload manual 1')")?;
    // The broker was told which one is not wanted any more.
    ensure!(
        world.get("T.sats[1].renews")?.as_f64().is_some_and(|end| end > 1e12),
        "no end of the one before"
    );
    world.asked_linkedin(2)?;
    world.run("T.docks.update.reload()")?;
    world.until("T.words('dock0').includes('onReload manual 2')")?;
    world.asked_linkedin(3)
}

fn apart(world: &World) -> Result<()> {
    world.open_as_linked("host.html")?;
    world.run("T.show({ name: 'one' })")?;
    let second = crate::caller::token_of("another-linkedin-user", &[])?;
    world.link(&world.broker, &second)?;
    world.run(&format!("T.caller({second:?}); T.show({{ name: 'two', target: '#other' }})"))?;
    let (one, two) = (world.linkedin_text("one", "#member")?, world.linkedin_text("two", "#member")?);
    ensure!(one != two && one.contains("Member") && two.contains("Member"), "{one} and {two}");
    world.asked_linkedin(2)
}

fn broker_away(world: &World) -> Result<()> {
    world.open_as_linked("host.html")?;
    world.run("T.showMany(2)")?;
    world.until("T.inState('active') === 2")?;
    world.until("performance.now() - T.when('state active', 'dock1') > 5500")?;
    world.run("T.fetch = window.fetch; window.fetch = () => Promise.reject(new TypeError('no network'))")?;
    world.revoke("sats")?;
    world.until("T.inState('fetching') === 2 && T.sats.length >= 2")?;
    world.run("window.fetch = T.fetch")?;
    world.until("T.inState('active') === 2")?;
    let told = world.get("T.words('dock0')")?;
    same("what the host was told", &told, &json!(["onActive  ", "resolve ", "onReload tokenError 1"]))
}

fn unlinked(world: &World) -> Result<()> {
    let caller = world.open_as_linked("host.html")?;
    world.run("T.showMany(3)")?;
    world.until("T.inState('active') === 3")?;
    world.run("T.broker.linkedin.unlink().then(() => T.source.unlink())")?;
    for index in 0..3 {
        world.linkedin_text(&format!("dock{index}"), "#sign-in")?;
        same("the account", &world.get(&format!("T.docks.dock{index}.account"))?, &json!(null))?;
    }
    let answer: Value = world.runtime.block_on(async {
        let sat = format!("{}/linkdock/linkedin/sat", world.broker.url);
        let response = reqwest::Client::new().get(sat).bearer_auth(&caller).send().await?;
        anyhow::Ok(response.json().await?)
    })?;
    same("the broker's answer", &answer, &json!({ "token": null, "reason": "not_linked" }))?;
    world.sign_in_at_linkedin("dock0")?;
    world.press_in_popup("#allow")?;
    world.until("T.inState('active') === 3")
}

fn one_unlinked(world: &World) -> Result<()> {
    world.open_as_linked("host.html")?;
    world.run("T.show()")?;
    world.until_state("active")?;
    world.run("T.broker.linkedin.unlink().then(() => T.dock.unlink())")?;
    world.linkedin_text("dock", "#sign-in")?;
    same("the state", &world.get("T.dock.state")?, &json!("waiting"))
}

fn left(world: &World) -> Result<()> {
    world.open_as_linked("host.html")?;
    world.run("T.showMany(12)")?;
    world.until("T.inState('active') === 12")?;
    world.run("for (const dock of Object.values(T.docks)) dock.unmount()")?;
    world.empty()?;
    // The credential is kept for whoever comes next.
    world.run("T.show({ name: 'again', token: T.source })")?;
    world.until("T.docks.again.state === 'active'")?;
    world.asked_broker(1)?;
    world.run("T.docks.again.unmount()")?;
    world.empty()?;
    world.untroubled()
}
