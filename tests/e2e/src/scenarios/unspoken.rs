//! The search that follows every scenario finds what it is for: something secret is put into each place on purpose, and the
//! search has to name them all.

use crate::browser::within;
use crate::caller;
use crate::page::same;
use crate::run::Scenario;
use crate::servers::Server;
use crate::unipile::{CODE, PASSWORD, WRONG_CODE};
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, Method};
use serde_json::Value;

pub(super) fn all() -> Vec<Scenario> {
    let in_page = PLACES.into_iter().flat_map(|(_, places)| places.iter().copied());
    vec![
        Scenario::new("what is left in a page is found, wherever it is", page).leaving(in_page),
        Scenario::new("what is left in a window without the harness is found", window).leaving(["<s>"]),
        Scenario::new("what a broker of a scenario's own leaves is found though it has ended", broker)
            .leaving(["log INFO linkdock_broker::request_log", "store store.sqlite-wal"]),
        Scenario::new("what the sandbox writes down is found", sandbox).leaving(["request {"]),
        Scenario::new("what only one scenario calls secret is found", declared).leaving(["<title>"]),
        Scenario::new("what one scenario calls secret isn't for the next one", |world| {
            same("secrets of the last one", &*world.declared.borrow(), &Vec::new())
        }),
    ]
}

/// Code that puts `secret` somewhere, and what the search calls the place.
const PLACES: [(&str, &[&str]); 19] = [
    ("console.info(secret)", &["console.info "]),
    (
        "T.linkdock = { mountConnect: (_, { onEvent }) => { onEvent({ type: secret }); return { result: new Promise(() => {}) }; } };
         T.connect()",
        &["onEvent", "onEvent {"],
    ),
    ("localStorage.setItem('planted', secret)", &["localStorage"]),
    ("sessionStorage.setItem(secret, 'planted')", &["sessionStorage"]),
    ("document.cookie = `planted=${secret}`", &["cookie"]),
    (
        "T.opening = indexedDB.open('planted');
         T.opening.onupgradeneeded = () => T.opening.result.createObjectStore('planted').put({ secret }, 1);
         T.opening.onsuccess = () => { T.opening.result.close(); T.stored = true; }",
        &["indexedDB"],
    ),
    ("document.title = secret", &["<title>"]),
    (
        "T.tokens.add('a-token-as-long-as-those-of-brokers'); document.body.lang = 'a-token-as-long-as-those-of-brokers'",
        &["<body lang>"],
    ),
    ("window.name = secret", &["window.name"]),
    ("location.hash = secret", &["location"]),
    // After the hash, which makes an entry of its own: not every engine lets the others be read.
    ("history.replaceState({ secret }, '')", &["history"]),
    ("fetch(`/${secret}`).finally(() => { T.fetched = true; })", &["request"]),
    ("inner.append(Object.assign(document.createElement('b'), { title: secret }))", &["<b title>"]),
    ("inner.append(document.createElement('i')); inner.querySelector('i').append(secret)", &["<i>"]),
    ("inner.append(document.createComment(secret))", &["comment"]),
    ("inner.append(Object.assign(document.createElement('input'), { value: secret }))", &["<input>.value"]),
    ("inner.append(Object.assign(document.createElement('textarea'), { value: secret }))", &["<textarea>.value"]),
    ("inner.append(Object.assign(document.createElement('template'), { innerHTML: `<em>${secret}</em>` }))", &["<em>"]),
    (
        "const frame = document.body.appendChild(document.createElement('iframe'));
         frame.contentDocument.body.append(frame.contentDocument.createElement('u'));
         frame.contentDocument.querySelector('u').append(secret)",
        &["<u>"],
    ),
];

fn page(world: &World) -> Result<()> {
    world.open_host()?;
    for (index, (code, _)) in PLACES.into_iter().enumerate() {
        let secret = [PASSWORD, CODE, WRONG_CODE][index % 3];
        world.run(&format!(
            "const secret = {secret:?};
             // One shadow root in another.
             const root = (host) => host.shadowRoot ?? host.attachShadow({{ mode: 'open' }});
             const outer = root(document.querySelector('#other'));
             const inner = root(outer.querySelector('p') ?? outer.appendChild(document.createElement('p')));
             {code}"
        ))?;
    }
    world.until("T.stored && T.fetched")
}

/// What a page shows that only the driver reads.
fn window(world: &World) -> Result<()> {
    world.open_host()?;
    world.press_go("window.open('/pages/return.html')")?;
    world.to_popup()?;
    within("the other page", || {
        ensure!(world.ask("return document.title")? == "Back from LinkedIn", "it isn't there");
        Ok(())
    })?;
    world.ask(&format!("document.body.replaceChildren(document.createElement('s')); document.querySelector('s').append({PASSWORD:?})")).map(drop)
}

/// The log has a request's method in it and the store an allowed page's origin: nobody types those, and here somebody has.
fn broker(world: &World) -> Result<()> {
    let origin = format!("https://{PASSWORD}.test");
    let broker = Server::broker(&world.setup.broker, &world.sandbox, &origin, &[])?;
    let client = Client::new();
    world.runtime.block_on(async {
        let address = format!("{}/linkdock/linkedin/authorize", broker.url);
        let method = Method::from_bytes(CODE.as_bytes())?;
        client.request(method, &address).send().await.context("no answer")?;
        let authorize = client.post(address).bearer_auth(caller::token(&[])?).header("origin", &origin);
        authorize.send().await?.error_for_status()?;
        Ok(())
    })
}

/// Without a key it is refused, and written down all the same.
fn sandbox(world: &World) -> Result<()> {
    let refused = world.control.call(
        &world.runtime,
        Method::POST,
        &format!("/unipile/v2/auth/link?note={CODE}"),
        &Value::Null,
    );
    ensure!(refused.is_err(), "the sandbox asks for no key");
    Ok(())
}

fn declared(world: &World) -> Result<()> {
    world.secret("only-of-this-scenario");
    world.open_host()?;
    world.run("document.title = 'only-of-this-scenario'; T.connect()")?;
    // The page is searched, not the frame that was looked at last.
    world.to_frame()
}
