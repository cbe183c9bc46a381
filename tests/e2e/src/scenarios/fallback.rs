//! Frames that the vendor, the page or the network refuses: the user gets a way on in time, in the window or here.
//!
//! Browsers say little of such a frame, and each says something else (trap 21): who says what is in a table.

use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use std::net::TcpListener;

pub(super) fn all() -> Vec<Scenario> {
    let mut all = Vec::new();
    for refusal in REFUSALS {
        all.push(Scenario::new(
            format!("{} leads to the window, in which one click completes the flow", refusal.name),
            move |world| in_window(world, refusal),
        ));
        all.push(Scenario::new(
            format!("{} is told as what it is where the host wants a frame only", refusal.name),
            move |world| frame_only(world, refusal),
        ));
        if refusal.name != UNREACHABLE {
            all.push(Scenario::new(
                format!("{} leaves a token that is a text for the window", refusal.name),
                move |world| with_text(world, refusal),
            ));
        }
    }
    all.extend([
        Scenario::new("a frame that is late is shown when it comes, and the flow completes", late),
        Scenario::new("a frame that has failed at the vendor leads to the window as well", vendor_failed),
        Scenario::new("the events tell how a flow came from the frame to the window", events),
        Scenario::new("a window that is blocked after a refused frame leads back to the frame", blocked),
    ]);
    all
}

/// One way not to get a frame.
#[derive(Clone, Copy)]
struct Refusal {
    name: &'static str,
    /// How the vendor's pages are served, as JSON.
    pages: &'static str,
    /// What the host's page is asked for with.
    query: &'static str,
    /// What Chromium, Firefox and WebKit make of it.
    seen: [Seen; 3],
}

/// What the dock can know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// The frame has loaded and says nothing.
    Silent,
    Blocked,
    /// The frame has not loaded.
    Late,
}

const UNREACHABLE: &str = "a vendor that can't be reached";

const REFUSALS: [Refusal; 5] = [
    Refusal {
        name: "a frame under X-Frame-Options",
        pages: r#"{ "xFrameOptions": "DENY" }"#,
        query: "",
        seen: [Seen::Silent; 3],
    },
    Refusal {
        name: "a frame under frame-ancestors",
        pages: r#"{ "frameAncestors": "'none'" }"#,
        query: "",
        seen: [Seen::Silent; 3],
    },
    Refusal {
        name: "a frame that the page's policy forbids",
        pages: "{}",
        query: "?policy=no-frames",
        seen: [Seen::Blocked; 3],
    },
    Refusal {
        name: UNREACHABLE,
        pages: "{}",
        query: "",
        // Chromium shows a page of its own in the frame.
        seen: [Seen::Silent, Seen::Late, Seen::Late],
    },
    Refusal {
        name: "a vendor that never answers",
        pages: r#"{ "hang": true }"#,
        query: "",
        seen: [Seen::Late; 3],
    },
];

const ACTIVE: [&str; 3] = ["onActive 1001 ACCOUNT_ACTIVE", "onClose completed", "resolve 1001"];
const WINDOW: &str = "Open in a new window";
/// `timeouts.load`, in milliseconds.
const LOAD: u32 = 3_000;

impl Refusal {
    fn seen(&self, world: &World) -> Seen {
        let [chromium, firefox, webkit] = self.seen;
        match world.setup.engine {
            Engine::Chromium => chromium,
            Engine::Firefox => firefox,
            Engine::Webkit => webkit,
        }
    }

    /// Mounts a dock whose frame is refused.
    fn mount(&self, world: &World, options: &str) -> Result<()> {
        world.open(&format!("host.html{}", self.query))?;
        world.pages(&serde_json::from_str(self.pages)?)?;
        let host = if self.name == UNREACHABLE { format!("host: '{}',", nobody()?) } else { String::new() };
        world.run(&format!("T.connect({{ {host} timeouts: {{ load: {LOAD} }}, {options} }})")).map(drop)
    }

    /// Presses the way on, and what kept the vendor's page away is over.
    fn press(&self, world: &World) -> Result<()> {
        world.press_button(WINDOW)?;
        world.until("T.holdings().popups === 1")?;
        // Chromium's driver says nothing more of windows while one of them hangs.
        world.pages(&json!({ "hang": false }))?;
        world.to_popup().map(drop)
    }
}

impl Seen {
    fn error(self) -> &'static [&'static str] {
        match self {
            Self::Silent => &[],
            Self::Blocked => &["onError frame_blocked"],
            Self::Late => &["onError load_timeout retryable"],
        }
    }

    fn state(self) -> &'static str {
        if self == Self::Silent { "waiting" } else { "failed" }
    }

    fn says(self) -> &'static str {
        match self {
            Self::Silent => "Nothing to see here?",
            Self::Blocked => "The sign-in page can’t be shown here.",
            Self::Late => "This is taking too long.",
        }
    }

    fn offers(self) -> &'static [&'static str] {
        match self {
            Self::Silent | Self::Blocked => &[WINDOW],
            Self::Late => &["Try again", WINDOW],
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Blocked => "frame_blocked",
            Self::Late => "load_timeout",
        }
    }
}

/// An address at which nobody listens.
fn nobody() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no loopback port is free")?;
    Ok(format!("http://{}", listener.local_addr()?))
}

/// The dock has found out and shows the way on.
fn found(world: &World, seen: Seen) -> Result<()> {
    world.offers(seen.offers())?;
    world.says(seen.says())?;
    same("state", &world.get("T.dock.state")?, &json!(seen.state()))?;
    world.told(seen.error())?;
    if seen == Seen::Blocked {
        let after = world.get("T.when('event failed') - T.when('event surface_opened')")?;
        let is_at_once = after.as_f64().is_some_and(|after| after < LOAD.into());
        ensure!(is_at_once, "it was found out after {after} ms");
    }
    Ok(())
}

fn completes_in_popup(world: &World) -> Result<()> {
    world.sign_in("active")?;
    world.to_main()?;
    world.until_told("resolve 1001")?;
    world.windows(1)?;
    same("frames", &world.get("T.frames().length")?, &json!(0))
}

fn fallbacks(world: &World) -> Result<Value> {
    world.get("T.values('onEvent').filter(({ type }) => type === 'fallback_taken').map(({ reason, surface }) => [reason, surface])")
}

fn in_window(world: &World, refusal: Refusal) -> Result<()> {
    let seen = refusal.seen(world);
    refusal.mount(world, "")?;
    found(world, seen)?;
    refusal.press(world)?;
    if refusal.name != UNREACHABLE {
        completes_in_popup(world)?;
        world.told(&[seen.error(), &ACTIVE].concat())?;
        same("onboarding tokens", &world.stat("onboardingTokens")?, &2)?;
    }
    world.to_main()?;
    same("fallbacks", &fallbacks(world)?, &json!([[seen.reason(), "popup"]]))?;
    world.untroubled()
}

fn frame_only(world: &World, refusal: Refusal) -> Result<()> {
    let seen = refusal.seen(world);
    refusal.mount(world, "mode: 'iframe'")?;
    match seen {
        Seen::Silent => {
            world.until_state("waiting")?;
            std::thread::sleep(std::time::Duration::from_millis((LOAD + 500).into()));
            world.offers(&[])?;
            world.told(&[])?;
            same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
        }
        Seen::Blocked => {
            world.until_told("reject frame_blocked")?;
            world.told(&["onError frame_blocked", "reject frame_blocked"])?;
            world.offers(&[])?;
        }
        Seen::Late => {
            world.offers(&["Try again"])?;
            world.told(seen.error())?;
        }
    }
    world.untroubled()
}

/// No page has been seen yet: the one token is good for one.
fn with_text(world: &World, refusal: Refusal) -> Result<()> {
    let seen = refusal.seen(world);
    world.open_host()?;
    world.run("T.token(new AbortController()).then((token) => { T.text = token; })")?;
    world.until("typeof T.text === 'string'")?;
    let text = world.get("T.text")?;
    refusal.mount(world, &format!("token: {text}"))?;
    // The one token would be spent on nothing: there is only the window.
    world.until(&format!("T.button('{WINDOW}') !== null"))?;
    refusal.press(world)?;
    completes_in_popup(world)?;
    same("fallbacks", &fallbacks(world)?, &json!([[seen.reason(), "popup"]]))?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &1)?;
    world.untroubled()
}

fn late(world: &World) -> Result<()> {
    world.open_host()?;
    world.pages(&json!({ "hang": true }))?;
    world.run(&format!("T.connect({{ timeouts: {{ load: {LOAD} }} }})"))?;
    found(world, Seen::Late)?;
    world.pages(&json!({ "hang": false }))?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")?;
    world.told(&[Seen::Late.error(), &ACTIVE].concat())?;
    same("onboarding tokens", &world.stat("onboardingTokens")?, &1)?;
    world.untroubled()
}

fn vendor_failed(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.sign_in_frame("failed-once")?;
    world.until_state("failed")?;
    world.offers(&["Try again", WINDOW])?;
    world.press_button(WINDOW)?;
    world.to_popup()?;
    world.sign_in("failed-once")?;
    world.to_main()?;
    world.until_state("active")?;
    same("fallbacks", &fallbacks(world)?, &json!([["vendor_failed", "popup"]]))?;
    world.windows(1)?;
    world.untroubled()
}

fn events(world: &World) -> Result<()> {
    let refusal = REFUSALS[0];
    refusal.mount(world, "")?;
    found(world, Seen::Silent)?;
    refusal.press(world)?;
    world.to_main()?;
    world.until_settled(1)?;
    world.to_popup()?;
    completes_in_popup(world)?;
    same(
        "the events",
        &world.get(
            "T.values('onEvent').map(({ type, surface, reason, durationMs, vendorStatus }) =>
               [type, surface, reason ?? vendorStatus ?? '', typeof durationMs].join(' '))",
        )?,
        &json!([
            "credential_requested iframe  undefined",
            "credential_received iframe  number",
            "surface_opened iframe  undefined",
            "surface_loaded iframe  number",
            "surface_silent iframe  number",
            "fallback_taken popup silent undefined",
            "surface_closed iframe  number",
            "credential_requested popup  undefined",
            "credential_received popup  number",
            "surface_opened popup  undefined",
            "surface_loaded popup  number",
            "message_accepted popup ACCOUNT_ACTIVE number",
            "surface_closed popup  number",
        ]),
    )?;
    let durations = world.get("T.values('onEvent').flatMap(({ durationMs }) => durationMs ?? [])")?;
    ensure!(
        durations.as_array().is_some_and(|all| all
            .iter()
            .all(|millis| millis.as_f64().is_some_and(|millis| (0.0..30_000.0).contains(&millis)))),
        "durations: {durations}"
    );
    world.untroubled()
}

/// The page's `window.open` answers as a blocker makes it: a press is a gesture, and blocks nothing by itself.
fn blocked(world: &World) -> Result<()> {
    let refusal = REFUSALS[0];
    refusal.mount(world, "")?;
    found(world, Seen::Silent)?;
    world.run("window.open = () => null")?;
    world.press_button(WINDOW)?;
    world.until_state("failed")?;
    world.told(&["onError popup_blocked retryable"])?;
    world.offers(&[WINDOW, "Continue here"])?;
    world.pages(&json!({ "xFrameOptions": null }))?;
    world.press_button("Continue here")?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")?;
    same("fallbacks", &fallbacks(world)?, &json!([["silent", "popup"], ["popup_blocked", "iframe"]]))?;
    world.untroubled()
}
