//! The shell in a real browser: the gate's rows as message events, options of every wrong kind, and what
//! remains after a dock has gone. End-to-end flows are in `tests/e2e`.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

use js_sys::{Array, JSON, Reflect};
use linkdock::shell::exports::start;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/support/rig.js")]
extern "C" {
    type Rig;
    #[wasm_bindgen(constructor)]
    fn new() -> Rig;
    /// Replaces or removes options: `{key: value}`, undefined removes.
    #[wasm_bindgen(method)]
    fn set(this: &Rig, options: &JsValue);
    #[wasm_bindgen(method, getter)]
    fn options(this: &Rig) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn place(this: &Rig) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn resolve(this: &Rig) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn reject(this: &Rig) -> JsValue;
    /// The calls since the last time, as JSON.
    #[wasm_bindgen(method)]
    fn take(this: &Rig) -> String;
    /// Posts to the page as `surface`, `other` or `nobody`.
    #[wasm_bindgen(method)]
    fn post(this: &Rig, source: &str, origin: &str, data: &JsValue);
    /// Runs JavaScript with the rig as `rig` and the dock's handle as `dock`.
    #[wasm_bindgen(method, catch)]
    fn run(this: &Rig, code: &str, dock: &JsValue) -> Result<JsValue, JsValue>;
    /// Waits until the host may be called.
    #[wasm_bindgen(method)]
    fn tick(this: &Rig) -> js_sys::Promise;
    /// Waits for a time in milliseconds.
    #[wasm_bindgen(method)]
    fn wait(this: &Rig, millis: u32) -> js_sys::Promise;
    /// What linkdock holds in this page: listeners, timers, frames, popups, elements.
    #[wasm_bindgen(js_name = holdings)]
    fn holdings() -> String;

    /// A mounted flow, with the methods of a `Dock`.
    type Handle;
    #[wasm_bindgen(method)]
    fn state(this: &Handle) -> JsValue;
    #[wasm_bindgen(method)]
    fn unmount(this: &Handle);
    #[wasm_bindgen(catch, js_name = dock)]
    fn mount_with(
        start: &Start,
        target: &JsValue,
        options: &JsValue,
        update: bool,
        rig: &Rig,
    ) -> Result<Handle, JsValue>;
}

type Start = Closure<dyn Fn(JsValue) -> JsValue>;

const NOTHING: &str =
    r#"{"channels":0,"listeners":0,"timers":0,"frames":0,"popups":0,"elements":0,"troubles":[]}"#;

std::thread_local! {
    /// What the entry point imports.
    static START: Start = Start::new(start);
}

fn mount(target: &JsValue, options: &JsValue, update: bool, rig: &Rig) -> Result<Handle, JsValue> {
    START.with(|start| mount_with(start, target, options, update, rig))
}

fn dock(rig: &Rig, update: bool) -> Result<Handle, JsValue> {
    mount(&rig.place(), &rig.options(), update, rig)
}

async fn docked(rig: &Rig) -> Handle {
    let dock = dock(rig, false).expect("the options are good");
    wasm_bindgen_futures::JsFuture::from(rig.tick()).await.unwrap();
    rig.take();
    dock
}

fn text(object: &JsValue, key: &str) -> String {
    Reflect::get(object, &key.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

fn code(error: &JsValue) -> String {
    let field = text(&Reflect::get(error, &"detail".into()).unwrap_or_default(), "field");
    [text(error, "code"), field].join(" ")
}

/// What the table's word looks like to the host.
fn calls_for(expect: &str, origin: &str) -> Vec<String> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    match expect {
        "active" => {
            names(&["message_accepted", "surface_closed", "onState", "resolve", "onActive", "onClose"])
        }
        "incomplete" | "disconnected" => names(&["message_accepted", "onUpdate"]),
        "deleted" | "failed" => {
            names(&["message_accepted", "surface_closed", "onState", "reject", "failed", "onError"])
        }
        reason => vec![format!("message_refused {reason} {}", origin)],
    }
}

#[wasm_bindgen_test]
async fn every_row_of_the_gate_is_one_event_or_one_answer() {
    let rows = JSON::parse(include_str!("tables/gate.json")).unwrap();
    let mut wrong = Vec::new();
    for row in Array::from(&rows).iter() {
        let rig = Rig::new();
        rig.set(&JSON::parse(r#"{"autoUpdate":false}"#).unwrap());
        let dock = docked(&rig).await;
        let data = rig.run("return rig.data(dock)", &row).unwrap();
        let origin = text(&row, "origin");
        rig.post(&text(&row, "source"), &origin, &data);
        let calls = rig.take();
        let expected = calls_for(&text(&row, "expect"), &origin);
        let list: Array = expected.iter().map(JsValue::from).collect();
        if JSON::stringify(&list).unwrap() != calls {
            wrong.push(format!("{}: {calls} instead of {expected:?}", text(&row, "name")));
        }
        dock.unmount();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn values_that_only_a_browser_has_are_refused_without_running_their_code() {
    let mut wrong = Vec::new();
    for (value, reason) in [
        ("undefined", "not_object"),
        ("Symbol('x')", "not_object"),
        ("10n", "not_object"),
        ("NaN", "not_object"),
        ("new String('x')", "unknown_type"),
        ("() => 1", "not_object"),
        ("new Date()", "unknown_type"),
        ("new Map([['type', 'handleResponse']])", "unknown_type"),
        ("new Uint8Array(1e6)", "unknown_type"),
        ("Object.create(rig.answer)", "unknown_type"),
        ("Object.create(null)", "unknown_type"),
        ("document.body", "unknown_type"),
        ("window", "unknown_type"),
        ("({ get type() { rig.calls.push('ran'); throw 1 } })", "unreadable"),
        ("({ get type() { rig.calls.push('ran'); return 'handleResponse' } })", "unreadable"),
        ("({ set type(_) {} })", "unreadable"),
        ("({ type: 'handleResponse', get data() { rig.calls.push('ran'); throw 1 } })", "unreadable"),
        ("({ ...rig.answer, data: { ...rig.answer.data, get status() { throw 1 } } })", "unreadable"),
        ("({ ...rig.answer, data: Object.create(rig.answer.data) })", "invalid_action"),
        ("new Proxy({}, { getOwnPropertyDescriptor() { throw 1 } })", "unreadable"),
        ("new Proxy({}, { get() { throw 1 }, has() { throw 1 }, ownKeys() { throw 1 } })", "unknown_type"),
        ("rig.revoked()", "not_object"),
        ("({ ...rig.answer, data: rig.revoked() })", "invalid_data"),
        ("({ ...rig.answer, type: { toString: () => 'handleResponse' } })", "unknown_type"),
        ("({ ...rig.answer, type: new String('handleResponse') })", "unknown_type"),
        ("({ ...rig.answer, data: { ...rig.answer.data, linkedinId: 7688n } })", "invalid_account_id"),
        ("({ ...rig.answer, data: { ...rig.answer.data, linkedinId: NaN } })", "invalid_account_id"),
        ("({ ...rig.answer, data: { ...rig.answer.data, status: Symbol() } })", "invalid_status"),
        ("({ ...rig.answer, data: { ...rig.answer.data, status: 'ACCOUNT_\\ud800' } })", "unknown_status"),
        ("rig.deep(50000)", "unknown_type"),
        ("rig.huge()", "unknown_type"),
    ] {
        let rig = Rig::new();
        let dock = docked(&rig).await;
        let data = rig.run(&format!("return {value}"), &JsValue::NULL).unwrap();
        rig.post("surface", "https://vendor.test", &data);
        let calls = rig.take();
        if calls != format!(r#"["message_refused {reason} https://vendor.test"]"#) {
            wrong.push(format!("{value}: {calls} instead of {reason}"));
        }
        dock.unmount();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn an_event_with_properties_that_throw_is_refused_too() {
    let rig = Rig::new();
    let dock = docked(&rig).await;
    let code =
        "const event = new MessageEvent('message', { data: rig.answer, origin: 'https://vendor.test' });
        const thrower = { get() { throw 1 } };
        Object.defineProperties(event, { data: thrower, origin: thrower, source: thrower });
        window.dispatchEvent(event)";
    rig.run(code, &JsValue::NULL).unwrap();
    assert_eq!(rig.take(), r#"["message_refused no_source "]"#);
    dock.unmount();
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn foreign_code_that_runs_inside_the_gate_finds_no_borrow() {
    let rig = Rig::new();
    let dock = docked(&rig).await;
    let handle: JsValue = dock.into();
    let proxy = rig
        .run("return new Proxy({}, { getOwnPropertyDescriptor() { dock.unmount(); throw 1 } })", &handle)
        .unwrap();
    rig.post("surface", "https://vendor.test", &proxy);
    assert_eq!(rig.take(), r#"["surface_closed","onState","reject","onClose"]"#);
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn the_removed_frame_is_not_a_source_even_when_both_are_null() {
    let rig = Rig::new();
    let dock = docked(&rig).await;
    rig.run("rig.old = rig.frame.contentWindow; rig.frame.remove()", &JsValue::NULL).unwrap();
    rig.post("nobody", "https://vendor.test", &rig.run("return rig.answer", &JsValue::NULL).unwrap());
    // WebKit makes no event from a window that is gone; the others do.
    let _made = rig.run("rig.postFrom(rig.old, 'https://vendor.test', rig.answer)", &JsValue::NULL);
    let calls = rig.take();
    assert!(calls.starts_with(r#"["message_refused no_source https://vendor.test""#), "{calls}");
    assert!(!calls.contains("onActive"), "{calls}");
    dock.unmount();
}

#[wasm_bindgen_test]
fn every_wrong_option_is_named_and_nothing_is_mounted() {
    let mut wrong = Vec::new();
    for (options, expected) in [
        ("{ vendor: undefined }", "options_invalid vendor"),
        ("{ vendor: 'unheard-of' }", "options_invalid vendor"),
        ("{ vendor: 42 }", "options_invalid vendor"),
        ("{ vendor: {} }", "options_invalid vendor"),
        ("{ host: undefined }", "options_invalid host"),
        ("{ host: null }", "options_invalid host"),
        ("{ host: '' }", "options_invalid host"),
        ("{ host: '  ' }", "options_invalid host"),
        ("{ host: 42 }", "options_invalid host"),
        ("{ host: ['vendor.test'] }", "options_invalid host"),
        ("{ host: new URL('https://vendor.test') }", "options_invalid host"),
        ("{ host: 'http://vendor.test' }", "options_invalid host"),
        ("{ host: 'https://vendor.test/embedded' }", "options_invalid host"),
        ("{ host: 'vendor.test/' + 'embedded' }", "options_invalid host"),
        ("{ host: 'https://user@vendor.test' }", "options_invalid host"),
        ("{ host: 'javascript:alert(1)' }", "options_invalid host"),
        ("{ get host() { throw 1 } }", "options_invalid host"),
        ("{ origins: 'vendor.test' }", "options_invalid origins"),
        ("{ origins: [42] }", "options_invalid origins"),
        ("{ origins: ['*'] }", "options_invalid origins"),
        ("{ origins: ['null', 'http://vendor.test'] }", "options_invalid origins"),
        ("{ token: undefined }", "options_invalid token"),
        ("{ token: null }", "options_invalid token"),
        ("{ token: '' }", "options_invalid token"),
        ("{ token: 42 }", "options_invalid token"),
        ("{ token: {} }", "options_invalid token"),
        ("{ token: Promise.resolve('t') }", "options_invalid token"),
        ("{ token: 'a b' }", "options_invalid token"),
        ("{ token: '..' }", "options_invalid token"),
        ("{ token: 'a'.repeat(8193) }", "options_invalid token"),
        ("{ updateToken: 'jwt' }", "options_invalid updateToken"),
        ("{ autoUpdate: 'yes' }", "options_invalid autoUpdate"),
        ("{ autoUpdate: 1 }", "options_invalid autoUpdate"),
        ("{ mode: 'frame' }", "options_invalid mode"),
        ("{ mode: '' }", "options_invalid mode"),
        ("{ mode: 1 }", "options_invalid mode"),
        ("{ title: '' }", "options_invalid title"),
        ("{ title: 42 }", "options_invalid title"),
        ("{ popup: 800 }", "options_invalid popup"),
        ("{ popup: { width: '800' } }", "options_invalid popup.width"),
        ("{ popup: { width: 0 } }", "options_invalid popup.width"),
        ("{ popup: { height: 1e9 } }", "options_invalid popup.height"),
        ("{ popup: { height: NaN } }", "options_invalid popup.height"),
        ("{ presentation: 'dialog' }", "options_invalid presentation"),
        ("{ presentation: true }", "options_invalid presentation"),
        ("{ theme: 'night' }", "options_invalid theme"),
        ("{ theme: '' }", "options_invalid theme"),
        ("{ locale: '' }", "options_invalid locale"),
        ("{ locale: ['de'] }", "options_invalid locale"),
        ("{ messages: 'Try again' }", "options_invalid messages"),
        ("{ get messages() { throw 1 } }", "options_invalid messages"),
        ("{ timeouts: { load: 0 } }", "options_invalid timeouts.load"),
        ("{ timeouts: { load: 600001 } }", "options_invalid timeouts.load"),
        ("{ timeouts: { get load() { throw 1 } } }", "options_invalid timeouts.load"),
        ("{ get timeouts() { throw 1 } }", "options_invalid timeouts"),
        ("{ timeouts: 1000 }", "options_invalid timeouts"),
        ("{ timeouts: { token: 0 } }", "options_invalid timeouts.token"),
        ("{ timeouts: { token: '5s' } }", "options_invalid timeouts.token"),
        ("{ timeouts: { token: Infinity } }", "options_invalid timeouts.token"),
        ("{ signal: {} }", "options_invalid signal"),
        ("{ signal: new AbortController() }", "options_invalid signal"),
        ("{ signal: Object.create(AbortSignal.prototype) }", "options_invalid signal"),
        ("{ signal: new Proxy(new AbortController().signal, {}) }", "options_invalid signal"),
        ("{ signal: { aborted: false } }", "options_invalid signal"),
        ("{ origins: Object.defineProperty(['x'], 0, { get() { throw 1 } }) }", "options_invalid origins"),
        ("{ onActive: 'done' }", "options_invalid onActive"),
        ("{ onUpdate: {} }", "options_invalid onUpdate"),
        ("{ onReload: 1 }", "options_invalid onReload"),
        ("{ onClose: true }", "options_invalid onClose"),
        ("{ onError: [] }", "options_invalid onError"),
        ("{ onState: 'x' }", "options_invalid onState"),
        ("{ onEvent: 10n }", "options_invalid onEvent"),
    ] {
        let rig = Rig::new();
        rig.run(
            &format!("Object.defineProperties(rig.options, Object.getOwnPropertyDescriptors({options}))"),
            &JsValue::NULL,
        )
        .unwrap();
        match dock(&rig, false) {
            Ok(_) => wrong.push(format!("{options} was taken")),
            Err(error) if code(&error) == expected => {}
            Err(error) => wrong.push(format!("{options}: {}", code(&error))),
        }
        if holdings() != NOTHING {
            wrong.push(format!("{options} left {}", holdings()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[wasm_bindgen_test]
fn the_first_wrong_option_of_several_is_named_with_what_it_must_be() {
    for (options, message) in [
        (
            "{ vendor: 'other', host: 42 }",
            "Option `vendor` must be \"salesflow\", \"linkedin\" or \"unipile\".",
        ),
        ("{ host: 42, mode: 'window' }", "Option `host` must be a text that isn't empty."),
        ("{ host: 'a b', title: 42 }", OPTION_HOST),
        ("{ host: undefined, origins: 1 }", "Option `host` must be the host of Salesflow's embedded pages."),
        ("{ origins: 1, onActive: 1 }", "Option `origins` must be an array of texts."),
        ("{ onActive: 1, mode: 'window' }", "Option `onActive` must be a function."),
        (
            "{ mode: 'window', popup: 1 }",
            "Option `mode` must be \"auto\", \"iframe\", \"popup\" or \"redirect\".",
        ),
        (
            "{ popup: { width: 1 }, timeouts: 1 }",
            "Option `popup.width` must be a whole number from 200 to 4000.",
        ),
        ("{ popup: 800, signal: 1 }", "Option `popup` must be an object."),
        (
            "{ timeouts: { token: 0 }, autoUpdate: 1 }",
            "Option `timeouts.token` must be a whole number of milliseconds from 1 to 600000.",
        ),
        ("{ autoUpdate: 1, title: 42 }", "Option `autoUpdate` must be true or false."),
        ("{ get title() { throw 1 }, signal: 1 }", "Option `title` must be readable."),
        ("{ theme: 'night', signal: {} }", "Option `theme` must be \"auto\", \"light\" or \"dark\"."),
        ("{ signal: {} }", "Option `signal` must be an AbortSignal."),
    ] {
        let rig = Rig::new();
        rig.run(
            &format!("Object.defineProperties(rig.options, Object.getOwnPropertyDescriptors({options}))"),
            &JsValue::NULL,
        )
        .unwrap();
        let error = dock(&rig, false).err().unwrap();
        assert_eq!(text(&error, "message"), message, "{options}");
    }
}

const OPTION_HOST: &str =
    "Option `host` must be a host name or an https origin without path, such as \"app.vendor.com\".";

#[wasm_bindgen_test]
async fn an_update_that_is_wrong_throws_and_says_why() {
    let rig = Rig::new();
    let handle: JsValue = docked(&rig).await.into();
    for (options, expected) in [
        ("undefined", "options_invalid "),
        ("null", "options_invalid "),
        ("{}", "options_invalid "),
        ("42", "options_invalid options"),
        ("{ token: 42 }", "options_invalid token"),
        ("{ token: '' }", "options_invalid token"),
        ("{ token: 'a b' }", "token_invalid "),
    ] {
        let error = rig.run(&format!("dock.update({options})"), &handle).unwrap_err();
        assert_eq!(code(&error), expected, "{options}");
    }
    rig.run("dock.unmount()", &handle).unwrap();
}

#[wasm_bindgen_test]
fn options_that_are_no_object_and_account_ids_that_are_none_are_refused() {
    let rig = Rig::new();
    for options in ["undefined", "null", "42", "'salesflow'", "() => 1"] {
        let options = rig.run(&format!("return {options}"), &JsValue::NULL).unwrap();
        let error = mount(&rig.place(), &options, false, &rig).err().unwrap();
        assert_eq!(code(&error), "options_invalid options");
    }
    for id in ["undefined", "null", "''", "0", "-1", "1.5", "'../1'", "'abc'", "{}", "[1]", "1n"] {
        rig.run(&format!("rig.options.accountId = {id}"), &JsValue::NULL).unwrap();
        assert_eq!(code(&dock(&rig, true).err().unwrap()), "options_invalid accountId", "{id}");
    }
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
fn a_place_that_is_not_there_is_named() {
    let rig = Rig::new();
    for target in [
        "'#nowhere'",
        "'##'",
        "''",
        "undefined",
        "42",
        "{}",
        "document",
        "document.createTextNode('x')",
        "document.implementation.createHTMLDocument().body",
        "document.createElement('template').content.appendChild(document.createElement('div'))",
        "(() => {
           const frame = document.body.appendChild(document.createElement('iframe'));
           const { body } = frame.contentDocument;
           frame.remove();
           return body;
         })()",
        "new Proxy(document.body, {})",
        "Object.create(HTMLElement.prototype)",
    ] {
        let target = rig.run(&format!("return {target}"), &JsValue::NULL).unwrap();
        let error = mount(&target, &rig.options(), false, &rig).err().unwrap();
        assert_eq!(code(&error).trim(), "target_missing", "{target:?}");
    }
    rig.run("rig.options.presentation = 'inline'", &JsValue::NULL).unwrap();
    let error = mount(&JsValue::NULL, &rig.options(), false, &rig).err().unwrap();
    assert_eq!(code(&error).trim(), "target_missing");
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn the_host_is_not_called_before_the_mounting_call_has_returned() {
    let rig = Rig::new();
    let dock = dock(&rig, false).unwrap();
    assert_eq!(rig.take(), "[]");
    assert_eq!(dock.state(), JsValue::from("loading"), "a token at hand is used at once");
    wasm_bindgen_futures::JsFuture::from(rig.tick()).await.unwrap();
    assert_eq!(rig.take(), r#"["onState","onState","surface_opened"]"#);
    dock.unmount();
}

#[wasm_bindgen_test]
async fn unmount_before_the_first_tick_calls_no_token_function() {
    let rig = Rig::new();
    rig.run("rig.options.token = () => { rig.calls.push('token'); return 't' }", &JsValue::NULL).unwrap();
    let dock = dock(&rig, false).unwrap();
    dock.unmount();
    assert_eq!(rig.take(), r#"["onState","reject","onClose"]"#);
    assert_eq!(holdings(), NOTHING);
    wasm_bindgen_futures::JsFuture::from(rig.tick()).await.unwrap();
    dock.unmount();
    assert_eq!(rig.take(), "[]", "nothing comes after unmount");
}

#[wasm_bindgen_test]
async fn unmount_inside_every_callback_leaves_nothing() {
    for (callback, status) in [
        ("onState", "ACCOUNT_ACTIVE"),
        ("onEvent", "ACCOUNT_ACTIVE"),
        ("onActive", "ACCOUNT_ACTIVE"),
        ("onClose", "ACCOUNT_ACTIVE"),
        ("onUpdate", "ACCOUNT_PAUSED"),
        ("onError", "ACCOUNT_DELETED"),
        ("onReload", "reload"),
    ] {
        let rig = Rig::new();
        rig.run("rig.options.token = () => 't'", &JsValue::NULL).unwrap();
        let handle: JsValue = docked(&rig).await.into();
        rig.run(
            &format!("rig.inside = {{ {callback}: () => {{ dock.unmount(); dock.unmount(); }} }}"),
            &handle,
        )
        .unwrap();
        if status == "reload" {
            rig.run("dock.reload()", &handle).unwrap();
        } else {
            let code = format!(
                "rig.answer.data.status = '{status}'; rig.post('surface', 'https://vendor.test', rig.answer)"
            );
            rig.run(&code, &handle).unwrap();
        }
        let calls = rig.take();
        assert!(calls.contains(callback) || callback == "onEvent", "{callback} was not called: {calls}");
        assert_eq!(calls.matches("onClose").count(), 1, "after unmount inside {callback}: {calls}");
        assert_eq!(holdings(), NOTHING, "after unmount inside {callback}: {calls}");
    }
}

#[wasm_bindgen_test]
async fn a_host_that_unmounts_on_the_way_to_active_still_gets_its_account() {
    for (callback, condition) in
        [("onState", "value === 'active'"), ("onEvent", "value.type === 'message_accepted'")]
    {
        let rig = Rig::new();
        let handle: JsValue = docked(&rig).await.into();
        let code = format!(
            "rig.inside.{callback} = value => {{ if ({condition}) dock.unmount() }};
             rig.post('surface', 'https://vendor.test', rig.answer)"
        );
        rig.run(&code, &handle).unwrap();
        let calls = rig.take();
        for once in ["resolve", "onActive", "onClose"] {
            assert_eq!(calls.matches(once).count(), 1, "unmount in {callback}: {calls}");
        }
        assert!(!calls.starts_with(r#"["reject"#), "unmount in {callback}: {calls}");
        assert_eq!(holdings(), NOTHING);
    }
}

#[wasm_bindgen_test]
async fn a_host_that_unmounts_when_the_focus_leaves_finds_no_borrow() {
    // The button with the focus is hidden, and the frame with the focus is replaced.
    for (prepare, act) in [
        (
            "rig.answer.data = { action: '0' }; rig.post('surface', 'https://vendor.test', rig.answer)",
            "rig.retry.focus(); rig.retry.click()",
        ),
        (
            "rig.answer.data.status = 'ACCOUNT_PAUSED'",
            "rig.frame.focus(); rig.post('surface', 'https://vendor.test', rig.answer)",
        ),
    ] {
        let rig = Rig::new();
        rig.run("rig.options.token = () => 't'", &JsValue::NULL).unwrap();
        let handle: JsValue = docked(&rig).await.into();
        rig.run(prepare, &handle).unwrap();
        rig.run("rig.place.addEventListener('focusout', () => dock.unmount())", &handle).unwrap();
        rig.run(act, &handle).unwrap();
        // Engines differ in whether they tell of a focus that is lost to removal.
        rig.run("dock.unmount()", &handle).unwrap();
        assert_eq!(holdings(), NOTHING);
    }
}

#[wasm_bindgen_test]
async fn a_callback_that_throws_is_reported_and_stops_nothing() {
    let rig = Rig::new();
    rig.run(
        "for (const name of rig.names) rig.inside[name] = () => { throw new Error(name) }",
        &JsValue::NULL,
    )
    .unwrap();
    let dock = docked(&rig).await;
    rig.run("rig.reported.length = 0", &JsValue::NULL).unwrap();
    rig.run("rig.post('surface', 'https://vendor.test', rig.answer)", &JsValue::NULL).unwrap();
    assert_eq!(
        rig.take(),
        r#"["message_accepted","surface_closed","onState","resolve","onActive","onClose"]"#
    );
    let reported = rig.run("return rig.reported.join()", &JsValue::NULL).unwrap();
    assert_eq!(reported, JsValue::from("onEvent,onEvent,onState,onActive,onClose"));
    dock.unmount();
}

#[wasm_bindgen_test]
async fn two_docks_do_not_hear_each_other() {
    let (one, two) = (Rig::new(), Rig::new());
    let (first, second) = (docked(&one).await, docked(&two).await);
    one.run("rig.post('surface', 'https://vendor.test', rig.answer)", &JsValue::NULL).unwrap();
    assert!(one.take().contains("onActive"));
    assert_eq!(two.take(), "[]");
    assert_eq!(second.state(), JsValue::from("loading"));
    first.unmount();
    second.unmount();
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn two_hundred_rounds_leave_the_page_as_it_was() {
    for round in 0..200 {
        let rig = Rig::new();
        rig.run("rig.options.token = () => new Promise(() => {})", &JsValue::NULL).unwrap();
        let dock = dock(&rig, false).unwrap();
        if round % 2 == 0 {
            wasm_bindgen_futures::JsFuture::from(rig.tick()).await.unwrap();
        }
        dock.unmount();
    }
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_container_that_the_framework_has_removed_does_no_harm() {
    let rig = Rig::new();
    rig.run("rig.options.token = () => new Promise(done => rig.done = done)", &JsValue::NULL).unwrap();
    let dock = docked(&rig).await;
    rig.run("rig.place.remove(); rig.done('late')", &JsValue::NULL).unwrap();
    wasm_bindgen_futures::JsFuture::from(rig.wait(20)).await.unwrap();
    assert_eq!(dock.state(), JsValue::from("loading"));
    dock.unmount();
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_token_function_settles_in_many_ways() {
    for (function, expected) in [
        ("() => 't'", r#"["onState","credential_received","onState","surface_opened"]"#),
        (
            "() => ({ token: 't', expiresIn: 5 })",
            r#"["onState","credential_received","onState","surface_opened"]"#,
        ),
        ("async () => 't'", r#"["onState","credential_received","onState","surface_opened"]"#),
        (
            "() => ({ then: done => done('t') })",
            r#"["onState","credential_received","onState","surface_opened"]"#,
        ),
        ("() => {}", "token_invalid - true"),
        ("() => null", "token_invalid - true"),
        ("() => ''", "token_invalid - true"),
        ("() => 42", "token_invalid - true"),
        ("() => ({})", "token_invalid - true"),
        ("() => ({ get token() { throw 1 } })", "token_invalid - true"),
        ("() => 'a'.repeat(1e7)", "token_invalid - true"),
        ("() => { throw new Error('s3cr3t') }", "token_failed - true"),
        (
            "() => { throw { name: 'DockError', code: 'token_failed', message: 'm', retryable: false, detail: { reason: 'r' } } }",
            "token_failed r false",
        ),
        ("() => Object.assign(Promise.resolve('t'), { then() { throw 1 } })", "token_failed - true"),
        ("() => Promise.reject()", "token_failed - true"),
        ("() => Promise.reject(new TypeError('s3cr3t'))", "token_failed - true"),
        (
            "() => Promise.reject({ name: 'DockError', code: 'nonsense', message: 's3cr3t' })",
            "token_failed - true",
        ),
        (
            "() => Promise.reject({ name: 'DockError', code: 'token_invalid', message: 'm', retryable: false, detail: { reason: 'r', status: 502 } })",
            "token_invalid r false",
        ),
        ("() => { throw new Proxy({}, { get() { throw 1 } }) }", "token_failed - true"),
    ] {
        let rig = Rig::new();
        rig.run(&format!("rig.options.token = {function}"), &JsValue::NULL).unwrap();
        let dock = dock(&rig, false).unwrap();
        wasm_bindgen_futures::JsFuture::from(rig.wait(20)).await.unwrap();
        let calls = rig.take();
        if expected.starts_with('[') {
            assert!(
                calls.contains("credential_received") && calls.contains("surface_opened"),
                "{function}: {calls}"
            );
        } else {
            let error = rig.run(
                "const e = rig.error; return [e.code, e.detail?.reason ?? '-', e.retryable].join(' ')",
                &JsValue::NULL,
            );
            assert_eq!(error.unwrap(), JsValue::from(expected), "{function}: {calls}");
            let leak = rig.run("return rig.error.message.includes('s3cr3t')", &JsValue::NULL).unwrap();
            assert_eq!(leak, JsValue::FALSE, "{function}");
        }
        dock.unmount();
    }
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_token_function_is_told_what_for_and_when_to_stop() {
    let rig = Rig::new();
    rig.run(
        "rig.options.token = context => { rig.context = context; return new Promise(() => {}) }",
        &JsValue::NULL,
    )
    .unwrap();
    let dock = docked(&rig).await;
    let told = "const { signal, ...rest } = rig.context; return JSON.stringify(rest) + signal.aborted";
    let expected = r#"{"vendor":"salesflow","flow":"connect","attempt":0}false"#;
    assert_eq!(rig.run(told, &JsValue::NULL).unwrap(), JsValue::from(expected));
    dock.unmount();
    assert_eq!(rig.run("return rig.context.signal.aborted", &JsValue::NULL).unwrap(), JsValue::TRUE);
}

#[wasm_bindgen_test]
async fn a_token_that_never_comes_times_out() {
    let rig = Rig::new();
    rig.run(
        "rig.options.token = () => new Promise(() => {}); rig.options.timeouts = { token: 30 }",
        &JsValue::NULL,
    )
    .unwrap();
    let dock = docked(&rig).await;
    wasm_bindgen_futures::JsFuture::from(
        rig.run("return rig.until(() => rig.error)", &JsValue::NULL)
            .unwrap()
            .unchecked_into::<js_sys::Promise>(),
    )
    .await
    .unwrap();
    assert_eq!(rig.run("return rig.error.code", &JsValue::NULL).unwrap(), JsValue::from("token_timeout"));
    dock.unmount();
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn an_abort_signal_unmounts() {
    let rig = Rig::new();
    rig.run("rig.abort = new AbortController(); rig.options.signal = rig.abort.signal", &JsValue::NULL)
        .unwrap();
    let first = docked(&rig).await;
    rig.run("rig.abort.abort()", &JsValue::NULL).unwrap();
    assert_eq!(rig.take(), r#"["surface_closed","onState","reject","onClose"]"#);
    assert_eq!(rig.run("return rig.rejected.code", &JsValue::NULL).unwrap(), JsValue::from("aborted"));
    assert_eq!(holdings(), NOTHING);
    drop(first);
    // A signal that is aborted already mounts nothing.
    let second = dock(&rig, false).unwrap();
    assert_eq!(holdings(), NOTHING);
    assert_eq!(second.state(), JsValue::from("closed"));
}

#[wasm_bindgen_test]
async fn the_frame_lets_the_vendor_know_the_host_and_do_what_it_needs() {
    let rig = Rig::new();
    let dock = docked(&rig).await;
    let code = "const f = rig.frame; return [f.getAttribute('referrerpolicy'), f.getAttribute('allow'), f.title, f.hasAttribute('sandbox'), f.hasAttribute('style'), f.src.replace(location.port, 'PORT')].join('|')";
    assert_eq!(
        rig.run(code, &JsValue::NULL).unwrap().as_string().unwrap(),
        "strict-origin-when-cross-origin|clipboard-write; publickey-credentials-get|Connect your LinkedIn account|false|false|http://localhost:PORT/embedded/t"
    );
    dock.unmount();
}
