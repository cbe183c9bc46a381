//! Hosts with habits: callbacks that throw, components that mount twice.

use crate::page::same;
use crate::run::Scenario;
use crate::vendor::CODE;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("callbacks that throw are reported and stop nothing", throwing),
        Scenario::new("mount, unmount and mount in one tick leave one working dock", strict_mode),
        Scenario::new("wrong options throw and mount nothing", wrong_options),
    ]
}

fn throwing(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(
        "for (const name of ['onState', 'onEvent', 'onUpdate', 'onActive', 'onClose']) {
           T.inside[name] = () => { throw new Error(`bug in ${name}`); };
         }
         T.connect()",
    )?;
    world.sign_in_frame("paused")?;
    world.until_told("onUpdate 1001 ACCOUNT_PAUSED")?;
    world.until("T.path().endsWith('/1001')")?;
    world.enter_code_in_frame(CODE)?;
    world.until_told("resolve 1001")?;
    world.told(&[
        "onUpdate 1001 ACCOUNT_PAUSED",
        "onActive 1001 ACCOUNT_ACTIVE",
        "onClose completed",
        "resolve 1001",
    ])?;
    for name in ["onState", "onEvent", "onUpdate", "onActive", "onClose"] {
        ensure!(
            world.get(&format!(
                "T.troubles().some((text) => text.startsWith('error') && text.includes('bug in {name}'))"
            ))? == true,
            "no error event tells of the bug in {name}"
        );
    }
    same(
        "everything else that was reported",
        &world.get("T.troubles().filter((text) => !text.includes('bug in on'))")?,
        &json!([]),
    )?;
    same("frames", &world.get("T.frames().length")?, &json!(0))
}

fn strict_mode(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect({ name: 'first' }).unmount(); T.connect()")?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &1)?;
    same(
        "what the first one was told",
        &world.get("T.words('first')")?,
        &json!(["onClose unmounted", "reject unmounted"]),
    )?;
    world.run("T.dock.unmount()")?;
    world.empty()?;
    world.untroubled()
}

fn wrong_options(world: &World) -> Result<()> {
    world.open_host()?;
    let rows = [
        ("{ vendor: 'other' }", "options_invalid", "vendor"),
        ("{ host: '' }", "options_invalid", "host"),
        ("{ host: 'http://example.com' }", "options_invalid", "host"),
        ("{ host: 'example.com/path' }", "options_invalid", "host"),
        ("{ origins: 'https://example.com' }", "options_invalid", "origins"),
        ("{ token: '' }", "options_invalid", "token"),
        ("{ token: 42 }", "options_invalid", "token"),
        ("{ mode: 'window' }", "options_invalid", "mode"),
        ("{ presentation: 'sheet' }", "options_invalid", "presentation"),
        ("{ presentation: true }", "options_invalid", "presentation"),
        ("{ theme: 'sepia' }", "options_invalid", "theme"),
        ("{ locale: 42 }", "options_invalid", "locale"),
        ("{ locale: '' }", "options_invalid", "locale"),
        ("{ messages: 'Try again' }", "options_invalid", "messages"),
        ("{ title: ' ' }", "options_invalid", "title"),
        ("{ popup: { width: 'wide' } }", "options_invalid", "popup.width"),
        ("{ timeouts: { token: -1 } }", "options_invalid", "timeouts.token"),
        ("{ timeouts: { load: 0 } }", "options_invalid", "timeouts.load"),
        ("{ timeouts: { load: '1500' } }", "options_invalid", "timeouts.load"),
        ("{ timeouts: { load: 600_001 } }", "options_invalid", "timeouts.load"),
        ("{ signal: {} }", "options_invalid", "signal"),
        ("{ autoUpdate: 'no' }", "options_invalid", "autoUpdate"),
        ("{ onActive: true }", "options_invalid", "onActive"),
        ("{ target: '#nowhere' }", "target_missing", ""),
        ("{ target: null, presentation: 'inline' }", "target_missing", ""),
    ];
    for (options, code, field) in rows {
        let thrown = world.run(&format!(
            "try {{ T.connect({options}); }} catch (error) {{
               return [error instanceof T.linkdock.DockError, error.code, error.detail?.field ?? '', error.message];
             }}"
        ))?;
        ensure!(thrown[0] == true && thrown[1] == code && thrown[2] == field, "{options} threw {thrown}");
        world.empty()?;
    }
    world.untroubled()
}
