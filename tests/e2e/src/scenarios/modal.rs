//! The dock as a dialog over the page, and the page it leaves behind.

use crate::browser::within;
use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    let mut all: Vec<_> = WAYS_OUT
        .into_iter()
        .map(|(name, way)| {
            Scenario::new(format!("{name} closes the dialog, and reload() opens it again"), move |world| {
                closed_and_opened(world, way)
            })
        })
        .collect();
    all.extend(OPENERS.into_iter().map(|(name, code)| {
        Scenario::new(format!("the focus goes into the dialog and back to {name}"), move |world| {
            focus_returns(world, code)
        })
    }));
    all.extend([
        Scenario::new("a dialog lies over the page's highest element and has a name", over_everything),
        Scenario::new("Tab and Shift+Tab stay in the dialog", focus_stays),
        Scenario::new("while a dialog is open the page stands still, and then it is as before", scroll),
        Scenario::new("of two dialogs the last one lets the page go, whichever it is", two_dialogs),
        Scenario::new("a dialog opens over the host's own and leaves that one open", over_a_dialog),
        Scenario::new("a dialog can be used over a page that is closed to the pointer", over_a_closed_page),
        Scenario::new("in a narrow window the dialog fills it, with the way out in reach", narrow),
        Scenario::new("in a narrow window the bar beside a silent frame is in reach", narrow_hint),
        Scenario::new("after success the dialog goes by itself", success),
        Scenario::new("without a place a popup has a dialog that says where it went", beside_a_popup),
        Scenario::new("unmount closes the dialog and leaves the page as before", unmounted),
        Scenario::new("a dialog doesn't move where the user wants no motion", motion),
    ]);
    all
}

/// What the page shows of the lock, and what of it would be ours to leave behind.
const PAGE: &str = "((root) => [getComputedStyle(root).overflowY, root.getAttribute('style'), scrollY,
    document.adoptedStyleSheets.length, document.adoptedStyleSheets[0] === T.sheet, document.body.getAttribute('style')])
    (document.documentElement)";

/// A page that is longer than its window, with a style of its own in every place where a lock could put one.
const LONG: &str = "document.documentElement.setAttribute('style', 'overflow: auto; color: red');
    document.body.setAttribute('style', 'min-height: 4000px');
    T.sheet = new CSSStyleSheet();
    T.sheet.replaceSync('#nothing { color: red }');
    document.adoptedStyleSheets = [T.sheet];
    scrollTo(0, 120)";

/// A dialog is open and shows the vendor's page; the page's button had the focus.
fn open(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("document.querySelector('#go').focus(); T.connect({ presentation: 'modal' })")?;
    is_open(world)
}

fn is_open(world: &World) -> Result<()> {
    world.until_state("waiting")?;
    world.until("T.dialog().matches(':modal')")?;
    world.until("T.view() === 'frame'")
}

/// The user does it with what has the focus in the page, never in the frame: from a frame of another site the browser tells
/// nobody of an Escape (trap 25).
fn press_escape(world: &World) -> Result<()> {
    world.run("T.button('Close').focus()")?;
    world.browser()?.keys("Escape")
}

fn over_everything(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(
        "const cover = document.createElement('div');
         cover.id = 'cover';
         for (const [name, value] of [['position', 'fixed'], ['inset', '0'], ['z-index', '2147483647']]) {
           cover.style.setProperty(name, value);
         }
         document.body.append(cover);
         T.middle = () => document.elementFromPoint(innerWidth / 2, innerHeight / 2);
         T.covered = T.middle();
         T.connect({ target: null })",
    )?;
    is_open(world)?;
    same("what covered the page", &world.get("T.covered.id")?, &json!("cover"))?;
    same("in the middle is the dock", &world.get("T.middle() === T.dock.element")?, &json!(true))?;
    let name = "T.shadow().getElementById(T.dialog().getAttribute('aria-labelledby'))?.textContent";
    same("the dialog's name", &world.get(name)?, &json!("Connect your LinkedIn account"))?;
    same("the frame's name", &world.get("T.frames()[0].title")?, &json!("Connect your LinkedIn account"))?;
    press_escape(world)?;
    world.until("T.middle().id === 'cover'")?;
    world.untroubled()
}

/// How the user leaves.
type Way = fn(&World) -> Result<()>;

const WAYS_OUT: [(&str, Way); 3] = [
    ("Escape", press_escape),
    ("the close button", |world| world.press_button("Close")),
    ("dock.close()", |world| world.run("T.dock.close()").map(drop)),
];

fn closed_and_opened(world: &World, way: Way) -> Result<()> {
    open(world)?;
    way(world)?;
    world.until_told("reject aborted")?;
    world.told(&["onClose user", "reject aborted"])?;
    same("onClose", &world.one_value("onClose")?, &json!({ "completed": false, "reason": "user" }))?;
    same("state", &world.get("T.dock.state")?, &json!("closed"))?;
    same("open", &world.get("T.dialog().open")?, &json!(false))?;
    same("frames", &world.get("T.frames().length")?, &json!(0))?;
    world.until_active("button#go")?;
    world.run("T.dock.reload()")?;
    is_open(world)?;
    world.sign_in_frame("active")?;
    world.until_told("onActive 1001 ACCOUNT_ACTIVE")?;
    world.untroubled()
}

/// What had the focus before.
const OPENERS: [(&str, &str); 3] = [
    ("the page's button", "T.opener = document.querySelector('#go')"),
    (
        "a button in a shadow root",
        "const root = document.querySelector('#other').attachShadow({ mode: 'open' });
         T.opener = root.appendChild(document.createElement('button'))",
    ),
    (
        "a button in a closed shadow root",
        "const root = document.querySelector('#other').attachShadow({ mode: 'closed' });
         T.opener = root.appendChild(document.createElement('button'))",
    ),
];

fn focus_returns(world: &World, code: &str) -> Result<()> {
    world.open_host()?;
    world.run(&format!(
        "{code}; T.has = () => T.opener.matches(':focus'); T.opener.focus(); T.connect({{ presentation: 'modal' }})"
    ))?;
    is_open(world)?;
    world.until_active("iframe")?;
    same("the opener has the focus", &world.get("T.has()")?, &json!(false))?;
    world.run("T.dock.close()")?;
    world.until_told("reject aborted")?;
    world.until("T.has()")?;
    world.untroubled()
}

/// Firefox's driver sends what is pressed to the document that is being looked at: there the sentinels on both sides of the
/// frame are all that can be tried.
fn focus_stays(world: &World) -> Result<()> {
    open(world)?;
    world.run(
        "T.strays = [];
         document.documentElement.addEventListener('focusin', ({ target }) => {
           if (target !== T.dock.element) T.strays.push(target.outerHTML);
         })",
    )?;
    world.to_frame()?;
    world.browser()?.find("#email")?;
    world.to_main()?;
    world.until_active("iframe")?;
    let out = "button.out";
    if world.setup.engine == Engine::Firefox {
        world.run("T.button('Close').focus()")?;
        world.browser()?.keys("Shift+Tab")?;
        world.until_active("iframe")?;
        world.run("[...T.shadow().querySelectorAll('.edge')].at(-1).focus()")?;
        world.until_active(out)?;
    } else {
        for keys in ["Tab", "Shift+Tab"] {
            let mut rounds = 0;
            for _ in 0..24 {
                world.browser()?.keys(keys)?;
                let active = world.browser()?.active()?;
                ensure!(
                    !active.contains("span"),
                    "{keys} came to rest on {active}, which is nothing to press"
                );
                rounds += usize::from(active.contains(out));
            }
            // The vendor's form has fewer than ten stops.
            ensure!(rounds >= 2, "{keys} came to the way out {rounds} times");
        }
    }
    same("what got the focus outside", &world.get("T.strays")?, &json!([]))?;
    world.untroubled()
}

fn scroll(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(LONG)?;
    let before = world.get(PAGE)?;
    same(
        "the page at first",
        &before,
        &json!(["auto", "overflow: auto; color: red", 120, 1, true, "min-height: 4000px"]),
    )?;
    // What the scrollbar leaves: a page that gets wider moves all that is in it.
    let width = "document.documentElement.getBoundingClientRect().width";
    let wide = world.get(width)?;
    world.run("T.connect({ presentation: 'modal' })")?;
    is_open(world)?;
    let mut locked = before.clone();
    locked[0] = json!("hidden");
    locked[3] = json!(2);
    same("the page behind", &world.get(PAGE)?, &locked)?;
    same("its width", &world.get(width)?, &wide)?;
    world.press_button("Close")?;
    world.until_told("reject aborted")?;
    same("the page afterwards", &world.get(PAGE)?, &before)?;
    world.untroubled()
}

fn two_dialogs(world: &World) -> Result<()> {
    for (first, last) in [("left", "dock"), ("dock", "left")] {
        world.open_host()?;
        world.run(LONG)?;
        let before = world.get(PAGE)?;
        world.run("T.connect({ name: 'left', presentation: 'modal' })")?;
        world.until("T.dialog('left').open && T.view('left') === 'frame'")?;
        world.run("T.connect({ target: '#other', presentation: 'modal' })")?;
        is_open(world)?;
        world.run(&format!("T.docks.{first}.close()"))?;
        world.until(&format!("!T.dialog({first:?}).open"))?;
        same("the other one is open", &world.get(&format!("T.dialog({last:?}).open"))?, &json!(true))?;
        same("overflow", &world.get(PAGE)?[0], &json!("hidden"))?;
        world.run(&format!("T.docks.{last}.close()"))?;
        world.until(&format!("!T.dialog({last:?}).open"))?;
        same("the page afterwards", &world.get(PAGE)?, &before)?;
    }
    world.untroubled()
}

/// Dialogs of scripts close the page around them to the pointer, and go when something outside of them is pressed.
fn over_a_closed_page(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(
        "document.body.style.pointerEvents = 'none';
         T.pressed = 0;
         document.addEventListener('pointerdown', () => T.pressed += 1);
         T.asked = 0;
         const token = () => { T.asked += 1; return Promise.reject(new Error('no')); };
         T.connect({ target: null, token, deaf: true })",
    )?;
    world.until("T.view() === 'notice'")?;
    world.press_button("Try again")?;
    world.until("T.asked === 2")?;
    same("presses that the page has heard of", &world.get("T.pressed")?, &json!(0))
}

fn over_a_dialog(world: &World) -> Result<()> {
    for target in ["'#inside'", "null"] {
        world.open_host()?;
        world.run(
            "const own = document.createElement('dialog');
             own.id = 'own';
             for (const [tag, id] of [['button', 'mine'], ['div', 'inside']]) {
               own.append(Object.assign(document.createElement(tag), { id, textContent: id }));
             }
             document.body.append(own);
             own.showModal();
             document.querySelector('#mine').focus()",
        )?;
        world.run(&format!("T.connect({{ target: {target}, presentation: 'modal' }})"))?;
        is_open(world)?;
        same(
            "in the middle is the dock",
            &world.get("document.elementFromPoint(innerWidth / 2, innerHeight / 2) === T.dock.element")?,
            &json!(true),
        )?;
        world.to_frame()?;
        world.browser()?.type_into("#email", "somebody")?;
        world.to_main()?;
        press_escape(world)?;
        world.until_told("reject aborted")?;
        same("the host's dialog is open", &world.get("document.querySelector('#own').open")?, &json!(true))?;
        world.until_active("button#mine")?;
    }
    world.untroubled()
}

fn narrow(world: &World) -> Result<()> {
    open(world)?;
    world.browser()?.resize(500, 600)?;
    within("a dialog as large as its window", || {
        let rect =
            "((rect) => [rect.x, rect.y, rect.width, rect.height])(T.dialog().getBoundingClientRect())";
        same("the dialog", &world.get(rect)?, &json!([0, 0, 500, 600]))
    })?;
    // As far down as it goes, and the way out is still there, as large as a thumb.
    world.run("T.dialog().scrollTo(0, 1e6)")?;
    let out = world.get(
        "((rect) => [rect.width >= 44, rect.height >= 44, rect.top >= 0, rect.right <= innerWidth,
            T.shadow().elementFromPoint(rect.x + 22, rect.y + 22).className])(T.button('Close').getBoundingClientRect())",
    )?;
    same("the way out", &out, &json!([true, true, true, true, "out"]))?;
    let sideways = "T.dialog().scrollWidth - T.dialog().clientWidth";
    same("nothing to scroll sideways", &world.get(sideways)?, &json!(0))?;
    // What a failure says stands in the middle of it.
    world.post_from_frame(
        "setTimeout(() => parent.postMessage({ type: 'handleResponse', data: { action: '0' } }, '*'), 50)",
    )?;
    world.until("T.view() === 'notice'")?;
    let middle = "((rect) => Math.abs(rect.top + rect.bottom - 600 - T.dialog().querySelector('.bar').offsetHeight) < 3)
        (T.shadow().querySelector('.note').getBoundingClientRect())";
    same("the note is in the middle", &world.get(middle)?, &json!(true))?;
    world.press_button("Close")?;
    world.until_told("reject aborted")
}

/// The bar beside a silent frame is in the window of a phone, too, with nothing to scroll.
fn narrow_hint(world: &World) -> Result<()> {
    world.open_host()?;
    world.browser()?.resize(500, 600)?;
    world.run("T.connect({ presentation: 'modal', timeouts: { load: 1000 } })")?;
    world.until("T.view() === 'frame' && T.button('Open in a new window') !== null")?;
    let sizes = "[T.dialog().scrollHeight - T.dialog().clientHeight,
        T.button('Open in a new window').getBoundingClientRect().bottom <= 600, T.frames()[0].offsetHeight > 400]";
    same("overflow, the button, the frame", &world.get(sizes)?, &json!([0, true, true]))
}

fn success(world: &World) -> Result<()> {
    open(world)?;
    world.run("T.dock.result.then(() => (T.then = [T.view(), T.status(), T.dialog().open]))")?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")?;
    let then = world.get("T.then")?;
    same("the dialog stays to say so", &then, &json!(["done", "Your account is connected.", true]))?;
    world.until("!T.dialog().open")?;
    world.until_active("button#go")?;
    world.told(&["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"])?;
    world.run("T.dock.unmount()")?;
    world.empty()?;
    world.untroubled()
}

fn beside_a_popup(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("T.connect({ target: null, mode: 'popup' })")?;
    world.until("T.dialog().open")?;
    same("status", &world.get("T.status()")?, &json!("Continue in the other window."))?;
    same("buttons", &world.get("T.buttons()")?, &json!(["Close", "Show the window", "Cancel"]))?;
    world.to_popup()?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.until("!T.dialog().open")?;
    world.windows(1)?;
    world.untroubled()
}

fn unmounted(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(LONG)?;
    let before = world.get(PAGE)?;
    world.run("document.querySelector('#go').focus({ preventScroll: true }); T.connect({ target: null, deaf: true })")?;
    is_open(world)?;
    world.run("T.dock.unmount()")?;
    same("the page afterwards", &world.get(PAGE)?, &before)?;
    world.until_active("button#go")?;
    world.empty()?;
    world.untroubled()
}

fn motion(world: &World) -> Result<()> {
    let moves = "[getComputedStyle(T.dialog()).animationName, getComputedStyle(T.shadow().querySelector('.note'), '::before').animationName]";
    for (wish, expected) in [("no-preference", ["rise", "wait"]), ("reduce", ["none", "none"])] {
        world.open_host()?;
        if !world.emulate(&[("prefers-reduced-motion", wish)])? {
            return Ok(());
        }
        world.run("T.connect({ presentation: 'modal', token: () => new Promise(() => {}) })")?;
        world.until("T.view() === 'busy'")?;
        same(wish, &world.get(moves)?, &json!(expected))?;
    }
    Ok(())
}
