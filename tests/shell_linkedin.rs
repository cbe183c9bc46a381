//! LinkedIn frames and token sources in a real browser: options of every wrong kind, what a token function may answer, and
//! what many docks share. End-to-end flows are in `tests/e2e`.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

use js_sys::Reflect;
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
    #[wasm_bindgen(method)]
    fn linkedin(this: &Rig, options: &JsValue);
    #[wasm_bindgen(method, getter)]
    fn options(this: &Rig) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn place(this: &Rig) -> JsValue;
    #[wasm_bindgen(method, setter, js_name = source)]
    fn share(this: &Rig, source: &JsValue);
    #[wasm_bindgen(method)]
    fn take(this: &Rig) -> String;
    #[wasm_bindgen(method, catch)]
    fn run(this: &Rig, code: &str, dock: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn wait(this: &Rig, millis: u32) -> js_sys::Promise;
    #[wasm_bindgen(js_name = holdings)]
    fn holdings() -> String;
    #[wasm_bindgen(catch, js_name = source)]
    fn make_source(start: &Start, options: &JsValue) -> Result<JsValue, JsValue>;

    type Handle;
    #[wasm_bindgen(method)]
    fn state(this: &Handle) -> JsValue;
    #[wasm_bindgen(method)]
    fn unmount(this: &Handle);
    #[wasm_bindgen(method)]
    fn unlink(this: &Handle);
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

fn mount(rig: &Rig) -> Result<Handle, JsValue> {
    START.with(|start| mount_with(start, &rig.place(), &rig.options(), false, rig))
}

fn source(options: &JsValue) -> Result<JsValue, JsValue> {
    START.with(|start| make_source(start, options))
}

fn value(code: &str) -> JsValue {
    Rig::new().run(&format!("return {code}"), &JsValue::NULL).unwrap()
}

fn text(object: &JsValue, key: &str) -> String {
    Reflect::get(object, &key.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

fn code(error: &JsValue) -> String {
    let field = text(&Reflect::get(error, &"detail".into()).unwrap_or_default(), "field");
    [text(error, "code"), field].join(" ")
}

async fn settle(rig: &Rig) {
    wasm_bindgen_futures::JsFuture::from(rig.wait(20)).await.unwrap();
}

#[wasm_bindgen_test]
fn every_wrong_option_is_named_and_nothing_is_mounted() {
    let mut wrong = Vec::new();
    for (options, expected) in [
        ("{ apiKey: undefined }", "options_invalid apiKey"),
        ("{ apiKey: '' }", "options_invalid apiKey"),
        ("{ apiKey: 42 }", "options_invalid apiKey"),
        ("{ profile: 'person' }", "options_invalid profile"),
        ("{ profile: 1 }", "options_invalid profile"),
        ("{ subject: 'Abraham' }", "options_invalid subject"),
        ("{ subject: { firstName: 42 } }", "options_invalid subject"),
        ("{ subject: { get firstName() { throw 1 } } }", "options_invalid subject"),
        ("{ subject: { sat: 'mine' } }", "options_invalid subject"),
        ("{ crm: [1] }", "options_invalid crm"),
        ("{ crm: { recordId: {} } }", "options_invalid crm"),
        ("{ modules: 'TopCard2' }", "options_invalid modules"),
        ("{ modules: [42] }", "options_invalid modules"),
        ("{ inline: 'true' }", "options_invalid inline"),
        ("{ parameters: { version: '3' } }", "options_invalid parameters"),
        ("{ parameters: { sat: 'mine' } }", "options_invalid parameters"),
        ("{ parameters: { x: 1 } }", "options_invalid parameters"),
        ("{ host: 'http://vendor.test' }", "options_invalid host"),
        ("{ host: 42 }", "options_invalid host"),
        ("{ token: 'a-sat' }", "options_invalid token"),
        ("{ token: {} }", "options_invalid token"),
        ("{ token: Promise.resolve('t') }", "options_invalid token"),
        ("{ authorize: 'https://example.com' }", "options_invalid authorize"),
        ("{ policy: 5 }", "options_invalid policy"),
        ("{ mode: 'popup' }", "options_invalid mode"),
    ] {
        let rig = Rig::new();
        rig.linkedin(&JsValue::UNDEFINED);
        rig.run(
            &format!("Object.defineProperties(rig.options, Object.getOwnPropertyDescriptors({options}))"),
            &JsValue::NULL,
        )
        .unwrap();
        match mount(&rig) {
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
fn every_wrong_argument_of_a_source_is_named() {
    for (options, expected) in [
        ("{}", "options_invalid token"),
        ("{ token: 'a-sat' }", "options_invalid token"),
        ("{ token: () => null, policy: 1 }", "options_invalid policy"),
        ("{ token: () => null, policy: { skew: '5 min' } }", "options_invalid policy.skew"),
        ("{ token: () => null, policy: { skew: -1 } }", "options_invalid policy.skew"),
        ("{ token: () => null, policy: { lifetime: 999 } }", "options_invalid policy.lifetime"),
        ("{ token: () => null, policy: { lifetime: 1000.5 } }", "options_invalid policy.lifetime"),
        ("{ token: () => null, policy: { lifetime: 86400001 } }", "options_invalid policy.lifetime"),
    ] {
        let options_value = value(&format!("({options})"));
        assert_eq!(code(&source(&options_value).unwrap_err()), expected, "{options}");
    }
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn what_is_missing_or_empty_of_a_person_is_left_out() {
    let rig = Rig::new();
    rig.linkedin(&value(
        "({ subject: { firstName: 'A', lastName: '', email: null, companyName: undefined }, crm: null, modules: [] })",
    ));
    let dock = mount(&rig).unwrap();
    settle(&rig).await;
    let url = rig.run("return new URL(rig.frame.src).search", &JsValue::NULL).unwrap();
    assert_eq!(url.as_string().unwrap(), "?profile=lead&apiKey=app&firstName=A&version=2.1");
    dock.unmount();
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_token_function_may_answer_in_many_ways() {
    let mut wrong = Vec::new();
    // What it returns → the frame has a SAT, has none, or the error.
    for (returned, expected) in [
        ("null", "none"),
        ("undefined", "none"),
        ("({ token: null })", "none"),
        ("Promise.resolve(null)", "none"),
        ("'a-sat'", "sat"),
        ("({ token: 'a-sat' })", "sat"),
        ("Promise.resolve({ token: 'a-sat', expiresAt: undefined })", "sat"),
        ("({ token: 'a-sat', expiresAt: null })", "sat"),
        ("({ token: 'a-sat', expiresAt: Date.now() / 1000 + 60 })", "sat"),
        ("({ token: 'a-sat', expiresAt: Date.now() + 60000 })", "sat"),
        ("({ token: 'a-sat', expiresAt: new Date(Date.now() + 60000) })", "sat"),
        ("({ token: 'a-sat', expiresAt: new Date(Date.now() + 60000).toISOString() })", "sat"),
        ("({ token: 'a-sat', expiresAt: '2040-01-01T00:00:00+02:00' })", "sat"),
        // It has ended: as good as unknown.
        ("({ token: 'a-sat', expiresAt: 1535414193 })", "sat"),
        ("({ token: 'a-sat', expiresAt: '2040-01-01T00:00:00' })", "token_invalid"),
        ("({ token: 'a-sat', expiresAt: '1535414193' })", "token_invalid"),
        ("({ token: 'a-sat', expiresAt: 'soon' })", "token_invalid"),
        ("({ token: 'a-sat', expiresAt: NaN })", "token_invalid"),
        ("({ token: 'a-sat', expiresAt: -5 })", "token_invalid"),
        ("({ token: 'a-sat', expiresAt: new Date('never') })", "token_invalid"),
        ("({ token: 'a-sat', expiresAt: {} })", "token_invalid"),
        ("({ token: 'a-sat', expiresAt: new Proxy({}, { get() { throw 1 } }) })", "token_invalid"),
        ("({ token: 'a-sat', get expiresAt() { throw 1 } })", "sat"),
        ("({ token: '' })", "token_invalid"),
        ("({ token: 'a sat' })", "token_invalid"),
        ("42", "token_invalid"),
        ("({})", "none"),
        ("Promise.reject(new Error('s3cr3t'))", "token_failed"),
        ("(() => { throw 1 })()", "token_failed"),
    ] {
        let rig = Rig::new();
        rig.linkedin(&JsValue::UNDEFINED);
        rig.run(&format!("rig.options.token = () => {returned}"), &JsValue::NULL).unwrap();
        let dock = mount(&rig).unwrap();
        settle(&rig).await;
        let found = "if (rig.error) return rig.error.code;
            const { searchParams } = new URL(rig.frame.src);
            return searchParams.get('sat') ? 'sat' : 'none'";
        let found = rig.run(found, &JsValue::NULL).unwrap().as_string().unwrap();
        if found != expected {
            wrong.push(format!("{returned}: {found} instead of {expected}"));
        }
        dock.unmount();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn docks_that_share_a_source_share_one_request_and_let_go_of_it() {
    let options = value(
        "({ token(context) { this.asked = (this.asked ?? 0) + 1; this.context = context; return new Promise((done) => (this.done = done)); } })",
    );
    // The function is called without its object.
    let counted = value("(options) => { const box = {}; return { box, token: options.token.bind(box) }; }");
    let counted: js_sys::Function = counted.unchecked_into();
    let made = counted.call1(&JsValue::NULL, &options).unwrap();
    let shared = source(&made).unwrap();
    let rigs = [Rig::new(), Rig::new(), Rig::new()];
    let mut docks = Vec::new();
    for rig in &rigs {
        rig.linkedin(&value("({ token: {} })"));
        rig.share(&shared);
        docks.push(mount(rig).unwrap());
    }
    settle(&rigs[0]).await;
    let asked = rigs[0].run("return dock.box.asked", &made).unwrap();
    assert_eq!(asked, JsValue::from(1));
    rigs[0].run("dock.box.done({ token: 'a-sat', expiresAt: Date.now() + 60000 })", &made).unwrap();
    settle(&rigs[0]).await;
    for rig in &rigs {
        let sat = rig.run("return new URL(rig.frame.src).searchParams.get('sat')", &JsValue::NULL).unwrap();
        assert_eq!(sat, JsValue::from("a-sat"));
    }
    // One of them forgets it for all.
    docks[1].unlink();
    for rig in &rigs {
        let sat = "return new URL([...rig.place.querySelector('[data-linkdock]').shadowRoot.querySelectorAll('iframe')].at(-1).src).searchParams.get('sat')";
        assert_eq!(rig.run(sat, &JsValue::NULL).unwrap(), JsValue::NULL);
    }
    for dock in docks {
        dock.unmount();
    }
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_request_that_nobody_waits_for_any_more_is_aborted() {
    let rig = Rig::new();
    rig.linkedin(&JsValue::UNDEFINED);
    rig.run(
        "rig.options.token = (context) => { rig.context = context; return new Promise(() => {}) }",
        &JsValue::NULL,
    )
    .unwrap();
    let dock = mount(&rig).unwrap();
    settle(&rig).await;
    let told = "const { signal, ...rest } = rig.context; return JSON.stringify(rest) + signal.aborted";
    let expected = r#"{"vendor":"linkedin","flow":"connect","attempt":0}false"#;
    assert_eq!(rig.run(told, &JsValue::NULL).unwrap(), JsValue::from(expected));
    dock.unmount();
    assert_eq!(rig.run("return rig.context.signal.aborted", &JsValue::NULL).unwrap(), JsValue::TRUE);
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_host_that_unmounts_inside_its_token_function_finds_no_borrow() {
    let rig = Rig::new();
    rig.linkedin(&JsValue::UNDEFINED);
    rig.run("rig.options.token = () => { rig.dock?.unmount(); return 'a-sat' }", &JsValue::NULL).unwrap();
    let dock = mount(&rig).unwrap();
    rig.run("rig.dock = dock", &dock).unwrap();
    settle(&rig).await;
    assert_eq!(dock.state(), JsValue::from("closed"));
    assert_eq!(holdings(), NOTHING);
}
