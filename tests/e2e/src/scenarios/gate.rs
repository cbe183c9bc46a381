//! Messages that are not the vendor's answer, from real frames and windows: each is one event with its reason, none is acted
//! upon, and the flow goes on.

use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::Result;
use serde_json::json;

/// The right answer, word for word, for scripts.
const ANSWER: &str = "{ type: 'handleResponse', data: \
                      { action: '1', linkedinId: 7688, token: 'look-alike', status: 'ACCOUNT_ACTIVE' } }";

pub(super) fn all() -> Vec<Scenario> {
    let mut all = vec![
        Scenario::new("the right answer from another origin is refused", wrong_origin),
        Scenario::new("an origin that the host lists in `origins` may answer", listed_origin),
        Scenario::new("another frame of the vendor's origin can't answer for the dock", other_frame),
        Scenario::new("the host page can't answer for the dock", host_page),
        Scenario::new(
            "a frame that was removed before its message arrived can't answer for the dock",
            removed_frame,
        ),
        Scenario::new("the dock's own former frame can't answer after the flow has moved on", former_frame),
        Scenario::new("a status that nobody documents is reported and waited through", unknown_status),
        Scenario::new("a vendor that never answers is waited for", silent),
        Scenario::new(
            "a thousand foreign messages of every shape are one event each and nothing else",
            storm,
        ),
    ];
    all.extend(
        [
            ("text that is no JSON", "'hello'", "not_json"),
            ("a JSON number", "'1'", "not_object"),
            ("null", "null", "not_object"),
            ("a number", "42", "not_object"),
            ("an array", "[]", "not_object"),
            ("text beyond the limit", "'x'.repeat(65537)", "too_large"),
            ("an unknown type", "{ type: 'resize', height: 600 }", "unknown_type"),
            ("no data", "{ type: 'handleResponse' }", "invalid_data"),
            ("an action of 2", "{ type: 'handleResponse', data: { action: '2' } }", "invalid_action"),
            (
                "an id that is a path",
                "{ type: 'handleResponse', data: { action: '1', linkedinId: '../1', status: 'ACCOUNT_ACTIVE' } }",
                "invalid_account_id",
            ),
            (
                "a status that is a number",
                "{ type: 'handleResponse', data: { action: '1', linkedinId: 1, status: 1 } }",
                "invalid_status",
            ),
            (
                "a token that is an object",
                "{ type: 'handleResponse', data: { action: '1', linkedinId: 1, status: 'ACCOUNT_ACTIVE', token: {} } }",
                "invalid_token",
            ),
        ]
        .map(|(what, data, reason)| {
            Scenario::new(
                format!("the vendor's own page posting {what} is refused as {reason}"),
                move |world| from_the_vendor(world, data, reason),
            )
        }),
    );
    all
}

fn waiting(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect()")?;
    world.until_state("waiting")
}

/// Nothing has come of what was posted, and the flow can still be finished.
fn still_works(world: &World) -> Result<()> {
    world.told(&[])?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1001")?;
    world.untroubled()
}

fn wrong_origin(world: &World) -> Result<()> {
    waiting(world)?;
    world.sign_in_frame("wrong-origin")?;
    world.until("T.refused().length === 1")?;
    world.sentinel()?;
    same("refusals", &world.refused()?, &vec!["wrong_origin".to_owned(), "unknown_source".to_owned()])?;
    same(
        "the origin in the event",
        &world.get("T.refused()[0].origin")?,
        &json!(world.sandbox.url.replace("127.0.0.1", "localhost")),
    )?;
    world.told(&[])?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.untroubled()
}

fn listed_origin(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.connect({ origins: [ENV.sandbox.replace('127.0.0.1', 'localhost')] })")?;
    world.sign_in_frame("wrong-origin")?;
    world.until_told("resolve 1001")?;
    world.untroubled()
}

fn other_frame(world: &World) -> Result<()> {
    waiting(world)?;
    world.run(
        "T.token(new AbortController()).then((token) => {
           const frame = document.createElement('iframe');
           frame.id = 'rival';
           frame.height = 700;
           frame.onload = () => { T.rival = true; };
           frame.src = `${ENV.sandbox}/embedded/${token}`;
           document.body.prepend(frame);
         })",
    )?;
    world.until("T.rival")?;
    let browser = world.browser()?;
    browser.enter_frame(browser.find("#rival")?)?;
    world.sign_in("active")?;
    world.to_main()?;
    world.until("T.refused().length === 1")?;
    same("refusals", &world.refused()?, &vec!["unknown_source".to_owned()])?;
    same("the origin in the event", &world.get("T.refused()[0].origin")?, &json!(world.sandbox.url))?;
    world.told(&[])?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.run("document.querySelector('#rival').remove()")?;
    world.sign_in_frame("active")?;
    world.until_told("resolve 1002")?;
    world.untroubled()
}

fn host_page(world: &World) -> Result<()> {
    waiting(world)?;
    world.run(&format!("postMessage({ANSWER}, '*')"))?;
    world.until("T.refused().length === 1")?;
    same("refusals", &world.refused()?, &vec!["unknown_source".to_owned()])?;
    still_works(world)
}

fn removed_frame(world: &World) -> Result<()> {
    waiting(world)?;
    world.run(&format!(
        "const frame = document.body.appendChild(document.createElement('iframe'));
         frame.contentWindow.eval(\"parent.postMessage({ANSWER_JSON}, '*')\");
         frame.remove()",
        ANSWER_JSON = ANSWER.replace('"', "\\\"")
    ))?;
    world.until("T.refused().length === 1")?;
    world.refused_source()?;
    still_works(world)
}

/// The first message replaces the frame while the second, from the same page, is already on its way (trap 1).
fn former_frame(world: &World) -> Result<()> {
    waiting(world)?;
    // In a task of its own: the frame is gone before the driver has its script's answer.
    world.post_from_frame(
        "setTimeout(() => {
           for (const [token, status] of [['first', 'ACCOUNT_PAUSED'], ['second', 'ACCOUNT_ACTIVE']]) {
             const data = { action: '1', linkedinId: 7688, token, status };
             parent.postMessage({ type: 'handleResponse', data }, '*');
           }
         }, 50)",
    )?;
    world.until("T.refused().length === 1")?;
    world.told(&["onUpdate 7688 ACCOUNT_PAUSED"])?;
    world.refused_source()?;
    world.until("T.path() === '/embedded/first/7688'")?;
    world.untroubled()
}

fn unknown_status(world: &World) -> Result<()> {
    waiting(world)?;
    world.sign_in_frame("unknown")?;
    world.until("T.refused().length === 1")?;
    let event = world.get("T.refused()[0]")?;
    same("reason", &event["reason"], &json!("unknown_status"))?;
    same("vendorStatus", &event["vendorStatus"], &json!("ACCOUNT_FROZEN"))?;
    world.told(&[])?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    same("frames", &world.get("T.frames().length")?, &json!(1))?;
    world.untroubled()
}

fn silent(world: &World) -> Result<()> {
    waiting(world)?;
    world.sign_in_frame("silent")?;
    world.until_stat("submits", 1)?;
    // From the same page, hence after anything else it has posted.
    world.post_from_frame("parent.postMessage({ type: 'sentinel' }, '*')")?;
    world.until("T.refused().length === 1")?;
    same("refusals", &world.refused()?, &vec!["unknown_type".to_owned()])?;
    world.told(&[])?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.untroubled()
}

fn storm(world: &World) -> Result<()> {
    waiting(world)?;
    world.run(&format!(
        "const deep = (levels) => {{
           let value = {{}};
           for (let level = 0; level < levels; level++) value = {{ value }};
           return value;
         }};
         const answer = {ANSWER};
         const shapes = [
           null, undefined, true, 0, -1, NaN, 1n, '', 'text', '{{', '[]', 'null', JSON.stringify(answer), 'x'.repeat(100_000),
           [], [answer], {{}}, answer, {{ ...answer, type: 'other' }}, {{ type: 'handleResponse', data: null }},
           deep(500), Object.fromEntries(Array.from({{ length: 2_000 }}, (_, at) => [`key${{at}}`, at])),
           new Map([['type', 'handleResponse']]), new Set([1]), new Date(), /x/g, new Error('foreign'),
           new ArrayBuffer(1024), new Uint8Array(8), new Blob(['x']), new Number(1), new String('text'), new Array(1_000),
         ];
         const frame = document.body.appendChild(document.createElement('iframe'));
         frame.contentWindow.shapes = shapes;
         frame.contentWindow.eval('for (let at = 0; at < 1000; at++) parent.postMessage(shapes[at % shapes.length], \"*\")')"
    ))?;
    world.until("T.refused().length >= 1000")?;
    world.sentinel()?;
    same("events", &world.refused()?.len(), &1001)?;
    same(
        "reasons",
        &world.get("[...new Set(T.refused().map(({ reason }) => reason))]")?,
        &json!(["unknown_source"]),
    )?;
    still_works(world)
}

fn from_the_vendor(world: &World, data: &str, reason: &str) -> Result<()> {
    waiting(world)?;
    world.post_from_frame(&format!("parent.postMessage({data}, '*')"))?;
    world.until("T.refused().length === 1")?;
    same("refusals", &world.refused()?, &vec![reason.to_owned()])?;
    same("the origin in the event", &world.get("T.refused()[0].origin")?, &json!(world.sandbox.url))?;
    world.told(&[])?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.untroubled()
}
