//! What a checker of accessibility, a screen reader and a system's own colours see of a dock.

use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// What a dock can show, how it gets there in a page of many, and when it has. `modal` ones are looked at one after another,
/// because the first dialog hides the others.
struct Shown {
    name: &'static str,
    /// Before anything is mounted.
    first: &'static str,
    options: &'static str,
    /// Once all are mounted, with each dock as `dock` and its name as `name`.
    then: &'static str,
    reached: &'static str,
    status: &'static str,
    modal: bool,
}

const NEVER: &str = "token: () => new Promise(() => {})";
const REFUSED: &str = "token: () => Promise.reject(new Error('no'))";
/// No browser opens twelve popups in one click.
const POPUPS: &str = "T.framePopups()";
/// As if the browser's focus were in one of them: what is closed then may as well be severed.
const UNSEEN_POPUPS: &str = "T.framePopups(); document.hasFocus = () => false";
const ANSWER: &str = "ANSWER";

#[rustfmt::skip]
const SHOWN: [Shown; 10] = [
    Shown { name: "a dock that waits for its token", first: "", options: NEVER, then: "", reached: "busy", status: "Loading…", modal: false },
    Shown { name: "a dock with its frame", first: "", options: "timeouts: { load: 60000 }", then: "", reached: "frame", status: "", modal: false },
    Shown { name: "a dock whose frame stays silent", first: "", options: "timeouts: { load: 3000 }", then: "", reached: "frame", status: "Nothing to see here?", modal: false },
    Shown { name: "a dock whose popup is open", first: POPUPS, options: "mode: 'popup'", then: "", reached: "popup", status: "Continue in the other window.", modal: false },
    Shown { name: "a dock whose popup may be closed", first: UNSEEN_POPUPS, options: "mode: 'popup'", then: "T.popups.pop().remove()", reached: "popup", status: "The sign-in window may be closed. If it is still open, finish there.", modal: false },
    Shown { name: "a dock whose popup was blocked", first: "window.open = () => null", options: "mode: 'popup'", then: "", reached: "notice", status: "Your browser blocked the sign-in window.", modal: false },
    Shown { name: "a dock that failed", first: "", options: REFUSED, then: "", reached: "notice", status: "The connection could not be started.", modal: false },
    Shown { name: "a dock whose account is active", first: "", options: "", then: ANSWER, reached: "done", status: "Your account is connected.", modal: false },
    Shown { name: "a dialog with its frame", first: "", options: "presentation: 'modal', timeouts: { load: 60000 }", then: "", reached: "frame", status: "", modal: true },
    Shown { name: "a dialog that failed", first: "", options: "presentation: 'modal', token: () => Promise.reject(new Error('no'))", then: "", reached: "notice", status: "The connection could not be started.", modal: true },
];

const LANGUAGES: [&str; 6] = ["en", "fr", "de", "es", "pt", "ar"];
const THEMES: [&str; 2] = ["light", "dark"];

pub(super) fn all() -> Vec<Scenario> {
    let mut all = vec![
        Scenario::new("axe finds what is planted in a dock", planted),
        Scenario::new("in the system's own colours buttons have borders", forced_colors),
        Scenario::new("a language that is written from the right turns the dock round", right_to_left),
    ];
    all.extend(SHOWN.iter().map(|shown| {
        Scenario::new(
            format!("axe finds nothing in {}, in any language and theme, and its status is told", shown.name),
            |world| checked(world, shown),
        )
    }));
    all
}

/// A check that finds nothing is worth what it would have found.
fn planted(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.until_state("waiting")?;
    same("found", &world.axe("document")?, &Vec::new())?;
    world.run("T.shadow().append(document.createElement('button'))")?;
    for context in ["document", "T.dock.element"] {
        let found = world.axe(context)?;
        ensure!(found.len() == 1 && found[0].starts_with("button-name: "), "found in {context}: {found:?}");
    }
    Ok(())
}

/// All of them in Chromium; what one engine's checker says of colours and languages, the others' would say again.
fn looks(world: &World) -> Vec<(&'static str, &'static str)> {
    match world.setup.engine {
        Engine::Chromium => {
            THEMES.into_iter().flat_map(|theme| LANGUAGES.map(|language| (theme, language))).collect()
        }
        Engine::Firefox | Engine::Webkit => vec![("light", "en")],
    }
}

fn checked(world: &World, shown: &Shown) -> Result<()> {
    world.open_host()?;
    world.run(shown.first)?;
    let looks = looks(world);
    let docks: Vec<String> = looks.iter().map(|(theme, language)| format!("{theme}-{language}")).collect();
    for ((theme, language), name) in looks.iter().zip(&docks) {
        if shown.modal
            && let Some(before) = docks.iter().take_while(|before| *before != name).last()
        {
            world.run(&format!("T.docks[{before:?}].unmount()"))?;
        }
        mount(world, shown, name, theme, language)?;
        if shown.modal {
            reached(world, shown, name)?;
            same(name, &world.axe("document")?, &Vec::new())?;
        }
    }
    if shown.modal {
        return Ok(());
    }
    for name in &docks {
        then(world, shown, name)?;
    }
    for name in &docks {
        reached(world, shown, name)?;
    }
    same(shown.name, &world.axe("document")?, &Vec::new())
}

fn mount(world: &World, shown: &Shown, name: &str, theme: &str, language: &str) -> Result<()> {
    world.run(&format!(
        "const place = document.createElement('div');
         document.querySelector('#other').append(place);
         T.connect({{ name: '{name}', target: place, theme: '{theme}', locale: '{language}', deaf: true, {} }})",
        shown.options
    ))?;
    Ok(())
}

fn then(world: &World, shown: &Shown, name: &str) -> Result<()> {
    match shown.then {
        "" => Ok(()),
        ANSWER => {
            // Later: a driver likes the frame to be there when its script returns.
            world.post_from_frame_of(
                name,
                "const data = { action: '1', linkedinId: 7, status: 'ACCOUNT_ACTIVE', token: 'a' };
                 setTimeout(() => parent.postMessage({ type: 'handleResponse', data }, '*'), 50)",
            )
        }
        code => {
            world.until(&format!("T.docks[{name:?}].state === 'waiting'"))?;
            world.run(code).map(drop)
        }
    }
}

/// It is there, and says so to those who don't see it: in its own words, or in another language's.
fn reached(world: &World, shown: &Shown, name: &str) -> Result<()> {
    let english = name.ends_with("-en");
    let words = if english {
        format!("=== {}", json!(shown.status))
    } else {
        format!("{}== ''", if shown.status.is_empty() { '=' } else { '!' })
    };
    world
        .until(&format!("T.view({name:?}) === {:?} && T.status({name:?}) {words}", shown.reached))
        .with_context(|| {
            format!("{name} says {}", world.get(&format!("T.status({name:?})")).unwrap_or_default())
        })
}

fn forced_colors(world: &World) -> Result<()> {
    world.open_host()?;
    if !world.emulate(&[("forced-colors", "active")])? {
        return Ok(());
    }
    world.run("window.open = () => null; T.connect({ mode: 'popup', presentation: 'modal' })")?;
    world.until_state("failed")?;
    let borders = world.get(
        "[...T.shadow().querySelectorAll('button')].filter((button) => button.checkVisibility()).map((button) => {
           const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(button);
           return [button.className, borderTopWidth, borderTopStyle, borderTopColor !== 'rgba(0, 0, 0, 0)'];
         })",
    )?;
    let expected = ["out", "first"].map(|name| json!([name, "1px", "solid", true]));
    same("borders", &borders, &Value::from(expected.to_vec()))
}

fn right_to_left(world: &World) -> Result<()> {
    for (code, lang, dir) in [
        ("T.connect({ locale: 'ar' })", "ar", "rtl"),
        ("T.connect({ locale: 'ar-EG', presentation: 'modal' })", "ar-EG", "rtl"),
        ("document.querySelector('#place').lang = 'ar'; T.connect()", "ar", "rtl"),
        ("document.documentElement.dir = 'rtl'; T.connect({ locale: 'de' })", "de", "ltr"),
    ] {
        world.open_host()?;
        world.run(code)?;
        let top = "((top) => [top.lang, top.dir, getComputedStyle(top).direction])(T.shadow().querySelector('[lang]'))";
        same(code, &world.get(top)?, &json!([lang, dir, dir]))?;
    }
    Ok(())
}
