//! Unipile's hosted sign-in and the form in its place in a real browser: options of every wrong kind, what a link function and
//! a function that confirms may answer, and what a form may do. End-to-end flows are in `tests/e2e`.
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
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/support/rig.js")]
extern "C" {
    type Rig;
    #[wasm_bindgen(constructor)]
    fn new() -> Rig;
    #[wasm_bindgen(method)]
    fn unipile(this: &Rig);
    #[wasm_bindgen(method, getter)]
    fn options(this: &Rig) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn place(this: &Rig) -> JsValue;
    #[wasm_bindgen(method, catch)]
    fn run(this: &Rig, code: &str, dock: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn wait(this: &Rig, millis: u32) -> js_sys::Promise;
    #[wasm_bindgen(js_name = holdings)]
    fn holdings() -> String;

    type Handle;
    #[wasm_bindgen(method)]
    fn state(this: &Handle) -> JsValue;
    #[wasm_bindgen(method)]
    fn reload(this: &Handle);
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

fn mount(rig: &Rig, update: bool) -> Result<Handle, JsValue> {
    START.with(|start| mount_with(start, &rig.place(), &rig.options(), update, rig))
}

/// A host with these options besides.
fn host(options: &str) -> Rig {
    let rig = Rig::new();
    rig.unipile();
    let set = format!("Object.defineProperties(rig.options, Object.getOwnPropertyDescriptors({options}))");
    rig.run(&set, &JsValue::NULL).unwrap();
    rig
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

fn found(rig: &Rig, code: &str) -> String {
    rig.run(code, &JsValue::NULL).unwrap().as_string().unwrap_or_default()
}

#[wasm_bindgen_test]
fn every_wrong_option_is_named_and_nothing_is_mounted() {
    let mut wrong = Vec::new();
    let form = "method: 'custom', wizard: () => ({ open: () => ({ focus() {}, remove() {} }) })";
    for (options, update, expected) in [
        ("{ method: 'popup' }", false, "options_invalid method"),
        ("{ method: 1 }", false, "options_invalid method"),
        ("{ link: undefined }", false, "options_invalid link"),
        ("{ link: 42 }", false, "options_invalid link"),
        ("{ link: '' }", false, "options_invalid link"),
        ("{ link: Promise.resolve('https://auth.unipile.com') }", false, "options_invalid link"),
        ("{ confirm: 'https://example.com' }", false, "options_invalid confirm"),
        ("{ hosts: 'auth.unipile.com' }", false, "options_invalid hosts"),
        ("{ hosts: ['http://auth.unipile.com'] }", false, "options_invalid hosts"),
        ("{ hosts: ['auth.unipile.com/x'] }", false, "options_invalid hosts"),
        ("{ origins: ['https://app.test/return'] }", false, "options_invalid origins"),
        ("{ products: 'recruiter' }", false, "options_invalid products"),
        ("{ products: [1] }", false, "options_invalid products"),
        ("{ methods: { credentials: true } }", false, "options_invalid methods"),
        ("{ mode: 'window' }", false, "options_invalid mode"),
        ("{ method: 'custom' }", false, "options_invalid wizard"),
        ("{ method: 'custom', wizard: {} }", false, "options_invalid wizard"),
        ("{ method: 'custom', wizard: () => {} }", false, "options_invalid wizard"),
        ("{ method: 'custom', wizard: () => ({ open: true }) }", false, "options_invalid wizard"),
        ("{}", true, "options_invalid accountId"),
        ("{ accountId: 7688 }", true, "options_invalid accountId"),
        ("{ accountId: '' }", true, "options_invalid accountId"),
        ("{ accountId: 'acc 1' }", true, "options_invalid accountId"),
        (&format!("{{ {form} }}"), true, "options_invalid accountId"),
        // The form's own word about its own options.
        (
            "{ method: 'custom', wizard: (options, error) => { throw error('options_invalid', 'No.', false, 'unipile', { field: 'startIntent' }) } }",
            false,
            "options_invalid startIntent",
        ),
        // What the dock finds wrong goes first.
        (
            "{ title: 7, method: 'custom', wizard: (options, error) => { throw error('options_invalid', 'No.', false) } }",
            false,
            "options_invalid title",
        ),
    ] {
        let rig = host(options);
        match mount(&rig, update) {
            Ok(_) => wrong.push(format!("{options} was taken")),
            Err(error) if code(&error) == expected => {}
            Err(error) => wrong.push(format!("{options}: {}", code(&error))),
        }
        if holdings() != NOTHING {
            wrong.push(format!("{options} left {}", holdings()));
        }
    }
    for vendor in ["salesflow', token: 't', host: 'vendor.test", "linkedin', apiKey: 'app"] {
        let rig = host(&format!("{{ vendor: '{vendor}', mode: 'redirect' }}"));
        match mount(&rig, false) {
            Err(error) if code(&error) == "options_invalid mode" => {}
            _ => wrong.push(format!("{vendor} goes away")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[wasm_bindgen_test]
async fn a_link_function_may_answer_in_many_ways() {
    let mut wrong = Vec::new();
    for (returned, expected) in [
        ("`${rig.options.hosts[0]}/a`", "/a"),
        ("({ url: `${rig.options.hosts[0]}/b` })", "/b"),
        ("Promise.resolve({ url: `${rig.options.hosts[0]}/c`, state: 'st' })", "/c"),
        ("({ url: `${rig.options.hosts[0]}/d`, state: null, origin: null })", "/d"),
        // With a state that can't come back anybody's redirect would do, or nobody's.
        ("({ url: `${rig.options.hosts[0]}/e`, state: 42 })", "token_invalid"),
        ("({ url: `${rig.options.hosts[0]}/e`, state: '' })", "token_invalid"),
        ("({ url: 'https://auth.unipile.com/' })", "token_invalid"),
        ("'javascript:alert(1)'", "token_invalid"),
        ("({ url: 42 })", "token_invalid"),
        ("({})", "token_invalid"),
        ("null", "token_invalid"),
        ("'not an address'", "token_invalid"),
        ("(() => { throw 1 })()", "token_failed"),
        (
            "Promise.reject(Object.assign(new Error('x'), { name: 'DockError', code: 'vendor_busy', retryable: true }))",
            "vendor_busy",
        ),
        (
            "Promise.reject(Object.assign(new Error('x'), { name: 'DockError', code: 'unmounted' }))",
            "token_failed",
        ),
    ] {
        let rig = host("{}");
        rig.run(&format!("rig.options.link = () => {returned}"), &JsValue::NULL).unwrap();
        let dock = mount(&rig, false).unwrap();
        settle(&rig).await;
        let shown = found(&rig, "return rig.error ? rig.error.code : new URL(rig.frame.src).pathname");
        if shown != expected {
            wrong.push(format!("{returned}: {shown} instead of {expected}"));
        }
        dock.unmount();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn functions_are_told_what_for() {
    let rig = host("{ accountId: 'acc_1', products: ['classic', 'recruiter'], methods: ['cookies'] }");
    rig.run(
        "const { link } = rig.options;
         rig.options.link = (context) => ((rig.asked = context), { url: link(), state: 'st' });
         rig.options.confirm = (context) => ((rig.confirming = context), new Promise(() => {}));",
        &JsValue::NULL,
    )
    .unwrap();
    let dock = mount(&rig, true).unwrap();
    settle(&rig).await;
    let told = "const { signal, ...rest } = rig.asked; return JSON.stringify(rest) + signal.aborted";
    assert_eq!(
        found(&rig, told),
        r#"{"vendor":"unipile","flow":"update","accountId":"acc_1","attempt":0,"products":["classic","recruiter"],"methods":["cookies"]}false"#
    );
    rig.run(
        "rig.postFrom(rig.frame.contentWindow, location.origin,
            { linkdock: 'return', state: 'st', accountId: 'acc_1', receipt: 'proof' })",
        &JsValue::NULL,
    )
    .unwrap();
    settle(&rig).await;
    let told = "const { signal, products, methods, ...rest } = rig.confirming; return JSON.stringify(rest) + signal.aborted";
    assert_eq!(
        found(&rig, told),
        r#"{"vendor":"unipile","flow":"update","accountId":"acc_1","state":"st","receipt":"proof","attempt":0}false"#
    );
    dock.unmount();
    assert_eq!(rig.run("return rig.confirming.signal.aborted", &JsValue::NULL).unwrap(), JsValue::TRUE);
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_function_that_confirms_may_answer_in_many_ways() {
    let mut wrong = Vec::new();
    for (returned, expected) in [
        (
            "({ id: 'acc_1', vendorStatus: 'running', confirmedBy: 'webhook' })",
            "active acc_1 running webhook",
        ),
        (
            "Promise.resolve({ id: 'acc_1', vendorStatus: 'OK', confirmedBy: 'guess' })",
            "active acc_1 OK undefined",
        ),
        // The redirect has said which.
        ("({ vendorStatus: 'partial' })", "active acc_1 partial undefined"),
        ("({ id: 'acc_1', vendorStatus: 'paused' })", "vendor_failed"),
        ("({ id: 'acc_1' })", "token_invalid"),
        ("({ id: 'acc_1', vendorStatus: '' })", "token_invalid"),
        ("({ id: 'acc_1', vendorStatus: 7 })", "token_invalid"),
        ("null", "token_invalid"),
        ("'running'", "token_invalid"),
        ("({ get id() { throw 1 }, vendorStatus: 'running' })", "active acc_1 running undefined"),
        ("(() => { throw 1 })()", "token_failed"),
        (
            "Promise.reject(Object.assign(new Error('x'), { name: 'DockError', code: 'account_mismatch' }))",
            "account_mismatch",
        ),
    ] {
        let rig = host("{}");
        rig.run(&format!("rig.options.confirm = () => {returned}"), &JsValue::NULL).unwrap();
        rig.run("rig.inside.onActive = (account) => (rig.account = account)", &JsValue::NULL).unwrap();
        let dock = mount(&rig, false).unwrap();
        settle(&rig).await;
        rig.run(
            "rig.postFrom(rig.frame.contentWindow, location.origin, { linkdock: 'return', accountId: 'acc_1' })",
            &JsValue::NULL,
        )
        .unwrap();
        settle(&rig).await;
        let outcome = "const { account, error } = rig;
            return error ? error.code : `${account.status} ${account.id} ${account.vendorStatus} ${account.confirmedBy}`";
        let outcome = found(&rig, outcome);
        if outcome != expected {
            wrong.push(format!("{returned}: {outcome} instead of {expected}"));
        }
        dock.unmount();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_return_is_heard_from_where_the_link_leads_to() {
    let mut wrong = Vec::new();
    for (origin, from, expected) in [
        ("'https://broker.test'", "https://broker.test", "active"),
        ("'https://broker.test:443/'", "https://broker.test", "active"),
        ("'https://broker.test'", "https://other.test", "waiting"),
        ("'http://broker.test'", "http://broker.test", "waiting"),
        ("'null'", "null", "waiting"),
        ("undefined", "https://broker.test", "waiting"),
    ] {
        let rig = host("{ confirm: () => ({ vendorStatus: 'OK' }) }");
        let link = format!(
            "const {{ link }} = rig.options; rig.options.link = () => ({{ url: link(), origin: {origin} }})"
        );
        rig.run(&link, &JsValue::NULL).unwrap();
        let dock = mount(&rig, false).unwrap();
        settle(&rig).await;
        let message = "{ linkdock: 'return', accountId: 'acc_1' }";
        rig.run(&format!("rig.postFrom(rig.frame.contentWindow, '{from}', {message})"), &JsValue::NULL)
            .unwrap();
        settle(&rig).await;
        let state = dock.state().as_string().unwrap().replace("loading", "waiting");
        if state != expected {
            wrong.push(format!("{origin} and {from}: {state}"));
        }
        dock.unmount();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_link_that_comes_too_late_changes_nothing_for_the_one_at_hand() {
    let rig = host("{ timeouts: { token: 30 }, confirm: () => ({ vendorStatus: 'OK' }) }");
    rig.run(
        "const { link } = rig.options;
         rig.asked = [];
         rig.options.link = () => new Promise((answer) => rig.asked.push((origin) => answer({ url: link(), origin })));",
        &JsValue::NULL,
    )
    .unwrap();
    let dock = mount(&rig, false).unwrap();
    let until = async |code: &str| {
        let done = rig.run(&format!("return rig.until(() => {code})"), &dock).unwrap();
        wasm_bindgen_futures::JsFuture::from(js_sys::Promise::from(done)).await.unwrap();
    };
    until("dock.state() === 'failed'").await;
    dock.reload();
    rig.run("rig.asked[1]('https://broker.test')", &JsValue::NULL).unwrap();
    until("rig.frame").await;
    rig.run("rig.asked[0]('https://other.test')", &JsValue::NULL).unwrap();
    settle(&rig).await;
    let message = "{ linkdock: 'return', accountId: 'acc_1' }";
    rig.run(
        &format!("rig.postFrom(rig.frame.contentWindow, 'https://broker.test', {message})"),
        &JsValue::NULL,
    )
    .unwrap();
    until("dock.state() === 'active'").await;
    dock.unmount();
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_return_over_the_channel_of_its_state_is_heard() {
    let rig = host("{ confirm: () => ({ vendorStatus: 'OK' }) }");
    rig.run(
        "const { link } = rig.options; rig.options.link = () => ({ url: link(), state: 'st' })",
        &JsValue::NULL,
    )
    .unwrap();
    let dock = mount(&rig, false).unwrap();
    settle(&rig).await;
    let post = |key: &str, state: &str| {
        let message = format!("{{ linkdock: 'return', accountId: 'acc_1', state: {state} }}");
        let code = format!(
            "const channel = new BroadcastChannel('linkdock:{key}'); channel.postMessage({message}); channel.close()"
        );
        rig.run(&code, &JsValue::NULL).unwrap();
    };
    // Not of this link; and without a state, while the frame is there to say it itself.
    post("other", "'other'");
    post("", "undefined");
    settle(&rig).await;
    let state = dock.state().as_string().unwrap();
    assert!(["loading", "waiting"].contains(&state.as_str()), "{state}");
    post("st", "'st'");
    // As long as it takes: the test's own time limit is the deadline.
    let active = rig.run("return rig.until(() => dock.state() === 'active')", &dock).unwrap();
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::from(active)).await.unwrap();
    dock.unmount();
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_form_that_throws_leaves_the_user_a_way_on() {
    let rig = host("{ method: 'custom', wizard: () => ({ open() { throw new Error('no form') } }) }");
    let dock = mount(&rig, false).unwrap();
    settle(&rig).await;
    assert_eq!(found(&rig, "return `${rig.error.code} ${rig.error.cause.message}`"), "token_failed no form");
    assert_eq!(dock.state(), JsValue::from("closed"));
    assert_eq!(found(&rig, "return rig.retry.textContent"), "Try again");
    dock.unmount();
    assert_eq!(holdings(), NOTHING);
}

#[wasm_bindgen_test]
async fn a_form_is_put_in_place_heard_and_taken_away() {
    let rig = host("{ method: 'custom', accountId: 'acc_1', locale: 'de' }");
    rig.run(
        "rig.forms = [];
         rig.options.wizard = (options) => ({
           open(place, { report, ...context }) {
             const form = place.appendChild(document.createElement('form'));
             rig.forms.push({ form, report, context, same: options === rig.options });
             return { focus: () => (rig.focused = true), remove: () => form.remove() };
           },
         });",
        &JsValue::NULL,
    )
    .unwrap();
    let dock = mount(&rig, true).unwrap();
    settle(&rig).await;
    let told = "const [{ context, same, form }] = rig.forms; return JSON.stringify([context, same, form.isConnected])";
    assert_eq!(
        found(&rig, told),
        r#"[{"vendor":"unipile","flow":"update","accountId":"acc_1","attempt":0,"locale":"de","speaks":false},true,true]"#
    );
    rig.run("rig.forms[0].report(0, 'OTP')", &JsValue::NULL).unwrap();
    assert_eq!(dock.state(), JsValue::from("checkpoint"));
    rig.run(
        "rig.forms[0].report(1, Object.assign(new Error('no'), { name: 'DockError', code: 'checkpoint_invalid', retryable: true }))",
        &JsValue::NULL,
    )
    .unwrap();
    assert_eq!(found(&rig, "return rig.error.code"), "checkpoint_invalid");
    assert_eq!(dock.state(), JsValue::from("checkpoint"));
    rig.run("rig.forms[0].report(0, 'credentials')", &JsValue::NULL).unwrap();
    assert_eq!(dock.state(), JsValue::from("waiting"));
    // Another form: the one before has had its say.
    dock.reload();
    settle(&rig).await;
    rig.run("rig.forms[0].report(2, { id: 'acc_1' })", &JsValue::NULL).unwrap();
    assert_eq!(dock.state(), JsValue::from("waiting"));
    assert_eq!(
        found(&rig, "return JSON.stringify(rig.forms.map(({ form }) => form.isConnected))"),
        "[false,true]"
    );
    rig.run("rig.forms[1].report(2, { id: 'acc_1' })", &JsValue::NULL).unwrap();
    assert_eq!(dock.state(), JsValue::from("active"));
    assert_eq!(
        found(&rig, "return JSON.stringify(rig.forms.map(({ form }) => form.isConnected))"),
        "[false,false]"
    );
    dock.unmount();
    assert_eq!(holdings(), NOTHING);
}
