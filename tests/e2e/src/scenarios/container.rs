//! The element that a dock is in: whatever the host does to it, and whatever it stands in.

use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    let mut all: Vec<_> = REMOVED
        .into_iter()
        .map(|(name, code, ready)| {
            Scenario::new(format!("a container that is removed {name} leaves nothing"), move |world| {
                removed(world, code, ready)
            })
        })
        .collect();
    all.extend(ROOMS.into_iter().map(|(name, code)| {
        Scenario::new(format!("in {name} the flow completes"), move |world| room(world, code))
    }));
    all.extend([
        Scenario::new("a container that is emptied by its framework is one that is removed", emptied),
        Scenario::new("a container that is moved in one task loads its frame again and completes", moved),
        Scenario::new("a hidden container loads its frame, and shown it completes", hidden),
        Scenario::new("twenty docks on a page complete each by itself, and all are listed", twenty),
        Scenario::new("the page's styles stay out of the dock, and the dock's out of the page", styles),
        Scenario::new("a colour and a size that an ancestor sets reach the dock", theming),
        Scenario::new("the host's own words and the closest language are what the dock says", words),
    ]);
    all
}

/// When the host takes the container away.
const REMOVED: [(&str, &str, &str); 7] = [
    ("while a token is fetched", "T.connect({ token: () => new Promise(() => {}) })", "T.view() === 'busy'"),
    ("while the page loads", "T.hang = true; T.connect()", "T.dock.state === 'loading'"),
    ("while the user is in the frame", "T.connect()", "T.view() === 'frame'"),
    (
        "while the popup is open",
        "T.connect({ mode: 'popup' })",
        "T.values('onEvent').some(({ type }) => type === 'surface_loaded')",
    ),
    (
        "after a failure",
        "T.connect({ token: () => Promise.reject(new Error('no')) })",
        "T.view() === 'notice'",
    ),
    (
        "while its dialog waits",
        "T.connect({ presentation: 'modal' })",
        "T.view() === 'frame' && T.dialog().open",
    ),
    (
        "while its dialog tells of a failure",
        "T.connect({ presentation: 'modal', token: () => Promise.reject(new Error('no')) })",
        "T.view() === 'notice' && T.dialog().open",
    ),
];

/// One that the resize observer sees: a page that isn't drawn has no sizes.
const LAID_OUT: &str =
    "T.laidOut = false; requestAnimationFrame(() => requestAnimationFrame(() => { T.laidOut = true; }))";

fn removed(world: &World, code: &str, ready: &str) -> Result<()> {
    world.open_host()?;
    world.pages(&json!({ "hang": code.contains("T.hang") }))?;
    world.run("document.documentElement.setAttribute('style', 'overflow: scroll')")?;
    world.press_go(code)?;
    if code.contains("popup") {
        world.to_popup()?;
        world.browser()?.find("#email")?;
        world.to_main()?;
    }
    world.until(ready)?;
    world.run(LAID_OUT)?;
    world.until("T.laidOut")?;
    world.run("document.querySelector('#place').remove()")?;
    gone(world)?;
    same(
        "the page's overflow",
        &world.get("getComputedStyle(document.documentElement).overflowY")?,
        &json!("scroll"),
    )?;
    same("sheets", &world.get("document.adoptedStyleSheets.length")?, &json!(0))?;
    world.windows(1)
}

/// Nobody called `unmount()`, and it is as if.
fn gone(world: &World) -> Result<()> {
    world.until_told("reject unmounted")?;
    same("onClose", &world.one_value("onClose")?, &json!({ "completed": false, "reason": "unmounted" }))?;
    world.empty()?;
    same("dock.element", &world.get("T.dock.element")?, &json!(null))?;
    let told = world.get("T.calls.length")?;
    world.run("T.dock.unmount()")?;
    world.run(LAID_OUT)?;
    world.until("T.laidOut")?;
    same("calls after it", &world.get("T.calls.length")?, &told)?;
    world.untroubled()
}

fn emptied(world: &World) -> Result<()> {
    for code in ["document.querySelector('#place').replaceChildren()", "T.dock.element.remove()"] {
        world.open_host()?;
        world.run("T.connect()")?;
        world.until("T.view() === 'frame'")?;
        world.run(code)?;
        gone(world)?;
    }
    Ok(())
}

fn moved(world: &World) -> Result<()> {
    for container in ["T.dock.element", "document.querySelector('#place')"] {
        world.open_host()?;
        world.run("T.connect()")?;
        world.to_frame()?;
        world.browser()?.type_into("#email", "half-written")?;
        world.to_main()?;
        world.run(&format!("document.querySelector('#other').append({container})"))?;
        world.sign_in_frame("active")?;
        world.until_told("resolve 1001")?;
        world.told(&["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"])?;
        world.control.reset(&world.runtime)?;
    }
    world.untroubled()
}

fn hidden(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("document.querySelector('#place').style.display = 'none'; T.connect()")?;
    world.until_state("waiting")?;
    world.run("document.querySelector('#place').style.display = ''")?;
    world.until("T.frames()[0].offsetHeight === 600")?;
    world.run(LAID_OUT)?;
    world.until("T.laidOut")?;
    world.run("document.querySelector('#place').style.display = 'none'")?;
    world.run(LAID_OUT)?;
    world.until("T.laidOut")?;
    same("state of a dock that is hidden again", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.run("document.querySelector('#place').style.display = ''")?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")?;
    world.untroubled()
}

/// What a container may stand in: code that makes `T.room`.
const ROOMS: [(&str, &str); 4] = [
    (
        "an open shadow root",
        "T.room = document.querySelector('#other').attachShadow({ mode: 'open' })
           .appendChild(document.createElement('div'))",
    ),
    (
        "a closed shadow root",
        "T.room = document.querySelector('#other').attachShadow({ mode: 'closed' })
           .appendChild(document.createElement('div'))",
    ),
    (
        "the host's own dialog",
        "const own = document.body.appendChild(document.createElement('dialog'));
         T.room = own.appendChild(document.createElement('div'));
         own.showModal()",
    ),
    (
        "a grid cell that is as narrow as it may be",
        "T.room = document.querySelector('#other');
         T.room.style.display = 'grid';
         T.room.style.gridTemplateColumns = '320px 1fr';
         T.room = T.room.appendChild(document.createElement('div'))",
    ),
];

fn room(world: &World, code: &str) -> Result<()> {
    world.open_host()?;
    world.run(code)?;
    world.run("T.connect({ target: T.room })")?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")?;
    world.told(&["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"])?;
    world.run("T.dock.unmount()")?;
    same("what is left in it", &world.get("T.room.childNodes.length")?, &json!(0))?;
    world.empty()?;
    world.untroubled()
}

fn twenty(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(
        "for (let number = 0; number < 20; number++) {
           const place = document.querySelector('#other').appendChild(document.createElement('div'));
           T.connect({ name: `dock${number}`, target: place });
         }",
    )?;
    world.until("Object.values(T.docks).every(({ state }) => state === 'waiting')")?;
    same("docks in the page", &world.get("T.holdings().elements")?, &json!(20))?;
    same("frames", &world.get("T.holdings().frames")?, &json!(20))?;
    same(
        "docks, as the elements say",
        &world.get("[...document.querySelectorAll('[data-linkdock]')].every((element, place) => element === T.docks[`dock${place}`].element)")?,
        &json!(true),
    )?;
    same("tokens", &world.get("T.tokens.size")?, &json!(20))?;
    for (place, number) in [13, 0, 19, 7].into_iter().enumerate() {
        let (name, account) = (format!("dock{number}"), 1001 + place);
        // WebKit's driver doesn't bring a frame into view.
        world.run(&format!("T.docks[{name:?}].element.scrollIntoView()"))?;
        world.to_frame_of(&name)?;
        world.sign_in("active")?;
        world.to_main()?;
        world.until(&format!("T.words({name:?}).includes('resolve {account}')"))?;
    }
    let others = world.get(
        "Object.keys(T.docks).filter((name) => T.words(name).length || T.docks[name].state !== 'waiting').sort()",
    )?;
    same("docks that were told something", &others, &json!(["dock0", "dock13", "dock19", "dock7"]))?;
    world.run("Object.values(T.docks).forEach((dock) => dock.unmount())")?;
    world.empty()?;
    world.untroubled()
}

/// What a page's own rules, and their opposite, would change.
const HOSTILE: &str = "const sheet = new CSSStyleSheet();
    document.body.style = 'white-space: nowrap; text-transform: uppercase; letter-spacing: 9px';
    sheet.replaceSync(`* { box-sizing: content-box } div, div:empty { display: none } button { color: red !important; letter-spacing: 9px !important; padding: 40px !important }
      iframe { width: 1px !important; height: 1px !important } p { font-size: 50px !important } dialog { display: none !important }
      #other, #place, [data-linkdock] { display: block }`);
    document.adoptedStyleSheets = [sheet]";

fn styles(world: &World) -> Result<()> {
    let looks = "(() => {
       const own = T.shadow().querySelector('.dock, dialog');
       const part = (name) => T.shadow().querySelector(name);
       return [getComputedStyle(own).display, getComputedStyle(part('button.first')).color, getComputedStyle(part('button.first')).padding,
         getComputedStyle(part('.text')).fontSize, own.offsetWidth, own.offsetHeight,
         ...['whiteSpace', 'textTransform', 'letterSpacing'].map((name) => getComputedStyle(part('.text'))[name])];
     })()";
    let outside = "['button', 'p', 'h2', 'dialog', 'iframe'].map((name) => {
       const { color, font, margin, padding, border, width, borderRadius } = getComputedStyle(T.probes[name]);
       return [name, color, font, margin, padding, border, width, borderRadius];
     })";
    for presentation in ["inline", "modal"] {
        let mut seen = Vec::new();
        for code in ["", HOSTILE] {
            world.open_host()?;
            world.run(
                "T.probes = {};
                 for (const name of ['button', 'p', 'h2', 'dialog', 'iframe']) {
                   T.probes[name] = document.body.appendChild(document.createElement(name));
                   T.probes[name].className = 'dock note text first out';
                 }",
            )?;
            world.run(code)?;
            let before = world.get(outside)?;
            world.run(&format!(
                "T.connect({{ presentation: '{presentation}', token: () => Promise.reject(new Error('no')) }})"
            ))?;
            world.until("T.view() === 'notice'")?;
            same("the page's own elements", &world.get(outside)?, &before)?;
            seen.push(world.get(looks)?);
        }
        ensure!(seen[0] == seen[1], "{presentation}: {} became {}", seen[0], seen[1]);
    }
    world.open_host()?;
    world.run(HOSTILE)?;
    world.run("T.connect()")?;
    world.until("T.view() === 'frame'")?;
    let frame = "[T.frames()[0].offsetWidth > 400, T.frames()[0].offsetHeight]";
    same("the frame", &world.get(frame)?, &json!([true, 600]))
}

fn theming(world: &World) -> Result<()> {
    for presentation in ["inline", "modal"] {
        world.open_host()?;
        world.run(&format!(
            "const {{ style }} = document.body;
             for (const [name, value] of [['accent', 'rgb(1, 2, 3)'], ['accent-text', 'rgb(4, 5, 6)'], ['background', 'rgb(7, 8, 9)'],
               ['text', 'rgb(250, 251, 252)'], ['radius', '3px'], ['height', '321px'], ['font', '17px monospace']]) {{
               style.setProperty(`--linkdock-${{name}}`, value);
             }}
             window.open = () => null;
             T.connect({{ mode: 'popup', presentation: '{presentation}' }})"
        ))?;
        world.until("T.view() === 'notice'")?;
        let look = world.get(
            "(() => {
               const own = getComputedStyle(T.shadow().querySelector('.dock'));
               const button = getComputedStyle(T.shadow().querySelector('.first'));
               return [own.backgroundColor, own.color, own.fontSize, own.fontFamily, button.backgroundColor, button.color];
             })()",
        )?;
        let expected = json!([
            "rgb(7, 8, 9)",
            "rgb(250, 251, 252)",
            "17px",
            "monospace",
            "rgb(1, 2, 3)",
            "rgb(4, 5, 6)"
        ]);
        same(presentation, &look, &expected)?;
        let radius = "getComputedStyle(T.shadow().querySelector('dialog, .dock')).borderTopLeftRadius";
        same("radius", &world.get(radius)?, &json!("3px"))?;
    }
    world.run("T.connect({ name: 'frame', target: '#other' })")?;
    world.until("T.view('frame') === 'frame'")?;
    same("the frame's height", &world.get("T.frames('frame')[0].offsetHeight")?, &json!(321))
}

fn words(world: &World) -> Result<()> {
    let refused = "token: () => Promise.reject(new Error('no'))";
    for (before, options, status, button, lang) in [
        ("", "", "The connection could not be started.", "Try again", "en"),
        ("place.lang = 'de'", "", "Die Verbindung konnte nicht gestartet werden.", "Erneut versuchen", "de"),
        (
            "place.lang = 'de'",
            "locale: 'pt-BR'",
            "Não foi possível iniciar a conexão.",
            "Tentar novamente",
            "pt-BR",
        ),
        (
            "document.documentElement.lang = 'fr-CA'",
            "messages: { tryAgain: 'Encore !' }",
            "La connexion n’a pas pu démarrer.",
            "Encore !",
            "fr-CA",
        ),
        (
            "",
            "locale: 'nl', messages: { notStarted: 'Het is niet gelukt.', tryAgain: '<b>Opnieuw</b>' }",
            "Het is niet gelukt.",
            "<b>Opnieuw</b>",
            "nl",
        ),
    ] {
        world.open_host()?;
        world.run(&format!(
            "const place = document.querySelector('#place'); {before}; T.connect({{ {refused}, {options} }})"
        ))?;
        world.until("T.view() === 'notice'")?;
        let said = "[T.status(), T.buttons()[0], T.shadow().querySelector('[lang]').lang]";
        same(options, &world.get(said)?, &json!([status, button, lang]))?;
    }
    Ok(())
}
