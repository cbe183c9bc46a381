//! Unmounting, whenever it happens: the page is as it was.

use crate::browser::within;
use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::vendor::CODE;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

/// How a dock gets into the state in which it is unmounted, in the page.
const STATES: [(&str, &str, &str); 5] = [
    ("fetching", "T.connect({ deaf: true, token: () => new Promise(() => {}) })", "fetching"),
    ("waiting", "T.connect({ deaf: true })", "waiting"),
    ("failed", "T.connect({ deaf: true, token: () => Promise.reject(new Error('no')) })", "failed"),
    (
        "fetching in a popup",
        "T.connect({ deaf: true, mode: 'popup', token: () => new Promise(() => {}) })",
        "fetching",
    ),
    ("waiting in a popup", "T.connect({ deaf: true, mode: 'popup' })", "waiting"),
];

/// What the host is told when it unmounts on its way from a paused account, and on its way from an active one.
const PAUSED: [&str; 3] = ["onUpdate 1001 ACCOUNT_PAUSED", "onClose unmounted", "reject unmounted"];
const ACTIVE: [&str; 3] = ["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"];

pub(super) fn all() -> Vec<Scenario> {
    let mut all: Vec<_> = STATES
        .into_iter()
        .map(|(name, code, state)| {
            Scenario::new(format!("unmount while {name} leaves nothing"), move |world| {
                in_state(world, code, state)
            })
        })
        .collect();
    all.extend(
        [
            ("onState", "T.connect()"),
            ("onEvent", "T.connect()"),
            ("onError", "T.connect({ token: () => Promise.reject(new Error('no')) })"),
        ]
        .map(|(callback, code)| {
            Scenario::new(format!("unmount inside {callback} leaves nothing"), move |world| {
                inside_at_once(world, callback, code)
            })
        }),
    );
    all.extend(
        [("onUpdate", "paused", &PAUSED), ("onActive", "active", &ACTIVE), ("onClose", "active", &ACTIVE)]
            .into_iter()
            .flat_map(|(callback, user, words)| {
                ["frame", "popup"].map(|surface| {
                    Scenario::new(
                        format!("unmount inside {callback} of a {surface} leaves nothing and takes no outcome back"),
                        move |world| inside_an_answer(world, callback, user, words, surface == "popup"),
                    )
                })
            }),
    );
    all.extend([
        Scenario::new("unmount while loading leaves nothing", loading),
        Scenario::new("unmount while active leaves nothing", active),
        Scenario::new("unmount inside onReload leaves nothing", inside_reload),
        Scenario::new("unmount before the first tick leaves nothing and asks for no token", first_tick),
        Scenario::new("unmount before the first tick closes the popup again", first_tick_in_popup),
        Scenario::new(
            "a container that the host has removed leaves nothing after unmount",
            removed_container,
        ),
        Scenario::new("unmount in a round of observers leaves nothing", observed),
        Scenario::new("an abort signal unmounts", aborted),
        Scenario::new("a signal that was aborted before unmounts at once", aborted_before),
        Scenario::new("connect, update and active leave the history as it was", history),
        Scenario::new("two hundred rounds of mount and unmount leave the page as it was", rounds),
        Scenario::new("two docks on a page don't hear each other", two_docks),
    ]);
    // No other driver can collect garbage.
    if Engine::is_chromium() {
        all.push(Scenario::new("what the host's callbacks hold is collected after unmount", collected));
    }
    all
}

/// Twice, because it must be idempotent; then nothing is left and nothing more is told.
fn unmounted(world: &World) -> Result<()> {
    world.run("T.dock.unmount(); T.dock.unmount()")?;
    world.empty()?;
    same("dock.element", &world.get("T.dock.element")?, &json!(null))?;
    world.windows(1)?;
    let told = world.get("T.calls.length")?;
    // Round trips of everything that could still come: a message and a task.
    world.run("T.late = false; addEventListener('message', () => setTimeout(() => { T.late = true; })); postMessage(1, '*')")?;
    world.until("T.late")?;
    same("calls after unmount", &world.get("T.calls.length")?, &told)?;
    world.untroubled()
}

fn in_state(world: &World, code: &str, state: &str) -> Result<()> {
    world.open_host()?;
    world.press_go(code)?;
    world.until_state(state)?;
    if state == "waiting" && code.contains("popup") {
        // Chromium's driver holds a window's new process until it has looked at it; closed before, the window stays.
        world.to_popup()?;
        world.browser()?.find("#email")?;
        world.to_main()?;
    }
    world.run("T.dock.unmount()")?;
    same("onClose", &world.one_value("onClose")?, &json!({ "completed": false, "reason": "unmounted" }))?;
    unmounted(world)
}

fn loading(world: &World) -> Result<()> {
    world.open_host()?;
    world.pages(&json!({ "hang": true }))?;
    world.run("T.connect({ deaf: true })")?;
    world.until_state("loading")?;
    world.run("T.dock.unmount()")?;
    unmounted(world)
}

fn active(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect({ deaf: true })")?;
    world.sign_in_frame("active")?;
    world.until_state("active")?;
    unmounted(world)?;
    same("calls of onClose", &world.get("T.values('onClose').length")?, &json!(1))
}

fn inside_at_once(world: &World, callback: &str, code: &str) -> Result<()> {
    world.open_host()?;
    world.run(&format!("T.inside.{callback} = () => {{ T.inside = {{}}; T.dock.unmount(); }}; {code}"))?;
    world.until_told("reject unmounted")?;
    unmounted(world)?;
    same("pages shown", &world.stat("connectPages")?, &0)
}

fn inside_an_answer(world: &World, callback: &str, user: &str, words: &[&str; 3], popup: bool) -> Result<()> {
    world.open_host()?;
    let mode = if popup { "popup" } else { "iframe" };
    world.press_go(&format!(
        "T.inside.{callback} = () => {{ T.inside = {{}}; T.dock.unmount(); T.held = T.holdings(); }};
         T.connect({{ mode: '{mode}' }})"
    ))?;
    if popup {
        world.to_popup()?;
        world.sign_in(user)?;
        world.to_main()?;
    } else {
        world.sign_in_frame(user)?;
    }
    world.until("T.words().some((words) => /^(resolve|reject)/.test(words))")?;
    world.told(words)?;
    let held = world.get("T.held")?;
    ensure!(
        held["frames"] == 0 && held["listeners"] == 0 && held["elements"] == 0,
        "when unmount() returned inside {callback}: {held}"
    );
    unmounted(world)?;
    same("update pages shown", &world.stat("updatePages")?, &0)
}

fn inside_reload(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.inside.onReload = () => T.dock.unmount(); T.connect()")?;
    world.until_state("waiting")?;
    world.run("T.dock.reload()")?;
    world.until_told("reject unmounted")?;
    world.told(&["onReload manual 1", "onClose unmounted", "reject unmounted"])?;
    unmounted(world)
}

fn first_tick(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect({ deaf: true }).unmount(); T.held = T.holdings()")?;
    ensure!(
        world.get("Object.values(T.held).every((count) => count === 0)")? == true,
        "held when unmount() returned: {}",
        world.get("T.held")?
    );
    unmounted(world)?;
    same("tokens asked for", &world.stat("onboardingTokens")?, &0)
}

fn first_tick_in_popup(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ deaf: true, mode: 'popup' }).unmount()")?;
    unmounted(world)?;
    same("tokens asked for", &world.stat("onboardingTokens")?, &0)
}

fn removed_container(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect({ deaf: true })")?;
    world.until_state("waiting")?;
    world.run("document.querySelector('#place').remove()")?;
    unmounted(world)
}

/// The dock has noticed in the same round that it is in the page.
fn observed(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(
        "T.connect({ deaf: true });
         new ResizeObserver(() => { T.dock.unmount(); T.left = T.holdings(); }).observe(document.querySelector('#go'))",
    )?;
    world.until("!!T.left")?;
    same("timers", &world.get("T.left.timers")?, &json!(0))?;
    unmounted(world)
}

fn aborted(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.abort = new AbortController(); T.connect({ signal: T.abort.signal })")?;
    world.until_state("waiting")?;
    world.run("T.abort.abort()")?;
    world.until_told("reject aborted")?;
    world.told(&["onClose unmounted", "reject aborted"])?;
    unmounted(world)
}

fn aborted_before(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect({ signal: AbortSignal.abort() })")?;
    world.until_told("reject aborted")?;
    unmounted(world)?;
    same("tokens asked for", &world.stat("onboardingTokens")?, &0)
}

fn history(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.entries = history.length; T.connect()")?;
    world.sign_in_frame("paused")?;
    world.until_told("onUpdate 1001 ACCOUNT_PAUSED")?;
    world.until("T.path().endsWith('/1001')")?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1001")?;
    same("entries added", &world.get("history.length - T.entries")?, &json!(0))?;
    unmounted(world)
}

fn rounds(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(
        "(async () => {
           for (let round = 0; round < 200; round++) {
             const token = round % 2 ? 'no-such-token' : () => new Promise(() => {});
             const dock = T.connect({ deaf: true, token });
             if (round % 3) await T.wait(0);
             dock.unmount();
           }
           T.held = T.holdings();
           T.done = true;
         })()",
    )?;
    world.until("T.done")?;
    ensure!(
        world.get("Object.values(T.held).every((count) => count === 0)")? == true,
        "held at the end: {}",
        world.get("T.held")?
    );
    same(
        "children of the place",
        &world.get("document.querySelector('#place').childNodes.length")?,
        &json!(0),
    )?;
    same("calls of onClose", &world.get("T.values('onClose').length")?, &json!(200))?;
    unmounted(world)
}

/// As hosts write it: callbacks, the dock and all that is around them in one scope.
fn collected(world: &World) -> Result<()> {
    world.open_host()?;
    for mount in ["mountConnect", "mountUpdate"] {
        world.run(&format!(
            "const scope = {{}};
             const {{ signal }} = new AbortController();
             signal.onabort = () => scope.aborted = true;
             const dock = T.linkdock.{mount}('#place', {{
               vendor: 'salesflow', host: ENV.sandbox, accountId: 1, signal,
               token: T.token, onState: () => scope.dock = dock, onClose: () => scope.closed = true,
             }});
             scope.dock = dock;
             dock.result.catch(() => scope.over = true);
             T.scope = new WeakRef(scope);
             T.end = () => {{ T.end = undefined; dock.unmount(); return scope.dock === dock; }}",
        ))?;
        let collect = || world.browser()?.devtools("HeapProfiler.collectGarbage", json!({}));
        collect()?;
        same("while it is mounted it is there", &world.get("T.end()")?, &json!(true))?;
        within("the scope", || {
            collect()?;
            same("it is gone", &world.get("T.scope.deref() === undefined")?, &json!(true))
        })?;
    }
    Ok(())
}

fn two_docks(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect({ name: 'left' }); T.connect({ target: '#other' })")?;
    world.until_state("waiting")?;
    world.to_frame_of("left")?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until("T.words('left').includes('resolve 1001')")?;
    world.told(&[])?;
    same("messages the other one refused", &world.refused()?.len(), &0)?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    same("frames", &world.get("T.frames().length")?, &json!(1))?;
    world.run("T.docks.left.unmount()")?;
    world.sign_in_frame("paused")?;
    world.until_told("onUpdate 1002 ACCOUNT_PAUSED")?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1002")?;
    same(
        "what the first one was told",
        &world.get("T.words('left')")?,
        &json!(["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"]),
    )?;
    unmounted(world)
}
