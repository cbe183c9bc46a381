//! Unipile's sign-in form in the page: each checkpoint alone and in chains, and everything that can go wrong on the way. What
//! the user types is searched for after each of them.

mod focus;

use crate::browser::within;
use crate::engine::Engine;
use crate::page::same;
use crate::run::Scenario;
use crate::servers::Server;
use crate::unipile::At::Popup;
use crate::unipile::{CODE, COOKIE, PASSWORD, PREMIUM_COOKIE, SPACED_CODE, WRONG_CODE};
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use thirtyfour::WebElement;

/// A test user, the step that is asked of them, and what they do about it.
type Row = (&'static str, &'static str, fn(&World) -> Result<()>);

const ALONE: [Row; 16] = [
    ("active", "", |_| Ok(())),
    ("otp", "OTP", code),
    ("otp-sms", "OTP", code),
    ("2fa", "2FA", code),
    ("2fa-app", "2FA", code),
    ("app", "IN_APP_VALIDATION", approve),
    ("otp-or-app", "OTP_OR_IN_APP_VALIDATION", code),
    ("phone", "PHONE_REGISTER", phone),
    ("captcha", "CAPTCHA", |_| Ok(())),
    ("contract", "CONTRACT_SELECTION", second_choice),
    ("challenge", "CHALLENGE_SELECTION", second_choice),
    ("ways", "CHALLENGE_SELECTION", |world| {
        second_choice(world)?;
        at(world, "OTP")?;
        code(world)
    }),
    ("loading", "LOADING", |_| Ok(())),
    ("qr", "QR_CODE", approve),
    ("oauth", "OAUTH", allow),
    ("unknown", "FACE_SCAN", code),
];

pub(super) fn all() -> Vec<Scenario> {
    let mut all: Vec<Scenario> = ALONE
        .into_iter()
        .map(|(user, step, answer)| {
            let name = if step.is_empty() { "nothing" } else { step };
            Scenario::new(format!("form: LinkedIn asks {user} for {name}"), move |world| {
                alone(world, user, step, answer)
            })
        })
        .collect();
    all.extend([
        Scenario::new("form: three checkpoints in a row", chain),
        Scenario::new("form: with version 1 of the API", version_1),
        Scenario::new("form: cookies, with the one for premium products", cookies),
        Scenario::new("form: a wrong password goes back to the form", wrong_password),
        Scenario::new("form: a wrong code stays at the code, twice, and the right one goes on", wrong_code),
        Scenario::new("form: a code is sent again", resend),
        Scenario::new("form: another way to verify", other_way),
        Scenario::new("form: approval in the app that comes after five seconds", approved_late),
        Scenario::new("form: approval in the app that never comes", never_approved),
        Scenario::new("form: approval while the user could type a code", approved_instead),
        Scenario::new("form: a session that expires in the middle starts again", expired),
        Scenario::new("form: a network that is lost in the middle and comes back", offline),
        Scenario::new("form: an account that is linked already is reconnected", linked_already),
        Scenario::new("form: an update signs in to the account again", update),
        Scenario::new("form: an update with another account is refused", wrong_account),
        Scenario::new(
            "form: who reconnects an account at a checkpoint is at the form for the dock, too",
            linked_late,
        ),
        Scenario::new("form: LinkedIn that can't answer is told", busy),
        Scenario::new("form: an error is told with what was thrown for it alone", own_cause),
        Scenario::new("form: nothing typed is left when the time is over", time_over),
        Scenario::new("form: a QR code that is an image is named by its step", qr_image),
        Scenario::new("form: Cancel gives up, and Try again begins anew", cancelled),
        Scenario::new("form: unmounting in the middle leaves nothing", unmounted),
        Scenario::new("form: under a strict policy", under_a_policy),
        Scenario::new("form: in a dialog", in_a_dialog),
        Scenario::new("form: the keyboard alone is enough", by_keyboard),
        Scenario::new("form: password managers and browsers recognise the fields", recognised),
        Scenario::new("form: without the wizard the option is named", without_wizard),
    ]);
    all.extend(focus::all());
    all.extend(["light", "dark"].map(|theme| {
        Scenario::new(format!("form: axe finds nothing in any step, {theme}"), move |world| {
            accessible(world, theme)
        })
    }));
    all
}

fn mount(world: &World, options: &str) -> Result<()> {
    world.open_as_somebody("host.html")?;
    mount_here(world, options)
}

/// Asks for approval as often as a test likes to wait.
fn mount_here(world: &World, options: &str) -> Result<()> {
    world.run(&format!(
        "const {{ timeouts, ...options }} = {{ {options} }};
         T.form({{ timeouts: {{ poll: 200, ...timeouts }}, renderCaptcha: async () => 'captcha-ok', ...options }})"
    ))?;
    at(world, "credentials")
}

/// Waits until the form is at this step and lets the user do something.
fn at(world: &World, step: &str) -> Result<()> {
    within(&format!("the step {step}"), || {
        let found = world.get(
            "((form) => form && [form.dataset.step, form.getAttribute('aria-busy') === 'true'])(T.shadow()?.querySelector('form'))",
        )?;
        ensure!(found[0] == step && found[1] == false, "the form is at {found}");
        Ok(())
    })
}

fn part(world: &World, selector: &str) -> Result<WebElement> {
    world.until(&format!("!!T.shadow().querySelector({selector:?})"))?;
    world.browser()?.element(&format!("return T.shadow().querySelector({selector:?})"))
}

fn press(world: &World, selector: &str) -> Result<()> {
    world.until(&format!("T.shadow().querySelector({selector:?})?.checkVisibility() === true"))?;
    let element = part(world, selector)?;
    world.browser()?.click(&element)
}

fn fill(world: &World, field: &str, text: &str) -> Result<()> {
    let element = part(world, &format!("#wizard-{field}"))?;
    world.browser()?.write(&element, text)
}

fn submit(world: &World) -> Result<()> {
    press(world, "[data-action=submit]")
}

fn sign_in(world: &World, user: &str) -> Result<()> {
    fill(world, "username", &format!("{user}@sandbox.test"))?;
    fill(world, "password", PASSWORD)?;
    submit(world)
}

fn code(world: &World) -> Result<()> {
    fill(world, "code", CODE)?;
    submit(world)
}

fn phone(world: &World) -> Result<()> {
    fill(world, "country", "+33")?;
    fill(world, "number", "06 12 34 56 78")?;
    submit(world)
}

fn second_choice(world: &World) -> Result<()> {
    press(world, "#wizard-choice-1")?;
    submit(world)
}

fn approve(world: &World) -> Result<()> {
    let approved = world.control_unipile(Method::POST, "approve", &json!({}))?;
    same("sign-ins that waited", &approved["approved"], &json!(1))
}

fn allow(world: &World) -> Result<()> {
    press(world, "[data-action=open]")?;
    world.press_hosted(Popup, "#allow")?;
    world.to_main()
}

/// The account is linked, and the window of its consent is gone.
fn linked(world: &World) -> Result<()> {
    world.until_state("active")?;
    let account = world.one_value("onActive")?;
    same("its status", &account["status"], &json!("active"))?;
    same("who says so", &account["confirmedBy"], &json!("answer"))?;
    world.windows(1)?;
    world.run("T.dock.unmount()")?;
    world.empty()
}

/// Why something failed, in order; each is told to the host.
fn failures(world: &World, expected: &[&str]) -> Result<()> {
    same(
        "what the host was told",
        &world.get("T.values('onError').map(({ code }) => code)")?,
        &json!(expected),
    )
}

/// What the form says of it.
fn says(world: &World, words: &str) -> Result<()> {
    within(words, || {
        let said = world.get(
            "['#wizard-note', '#wizard-status'].map((part) => T.shadow().querySelector(part)?.textContent)",
        )?;
        ensure!(said.to_string().contains(words), "it says {said}");
        Ok(())
    })
}

fn alone(world: &World, user: &str, step: &str, answer: fn(&World) -> Result<()>) -> Result<()> {
    mount(world, "")?;
    sign_in(world, user)?;
    if !step.is_empty() {
        // Some go on by themselves.
        let shown = format!(
            "T.values('onEvent').some(({{ type, vendorStatus }}) => type === 'step_shown' && vendorStatus === '{step}')"
        );
        world.until(&shown)?;
    }
    answer(world)?;
    world.until_state("active")?;
    failures(world, &[])?;
    world.untroubled()?;
    linked(world)
}

fn chain(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "chain")?;
    at(world, "2FA")?;
    same("state", &world.get("T.dock.state")?, &json!("checkpoint"))?;
    code(world)?;
    at(world, "CONTRACT_SELECTION")?;
    second_choice(world)?;
    at(world, "IN_APP_VALIDATION")?;
    approve(world)?;
    world.until_state("active")?;
    let steps = "T.values('onEvent').filter(({ type }) => type === 'step_shown').map(({ vendorStatus }) => vendorStatus)";
    same(
        "steps",
        &world.get(steps)?,
        &json!(["credentials", "2FA", "CONTRACT_SELECTION", "IN_APP_VALIDATION"]),
    )?;
    linked(world)
}

fn version_1(world: &World) -> Result<()> {
    let api = format!("{}/unipile/api/v1", world.sandbox.url);
    let variables = [("UNIPILE_API_VERSION", "v1"), ("UNIPILE_API_URL", api.as_str())];
    let broker = Server::broker(&world.setup.broker, &world.sandbox, &world.origin, &variables)?;
    for (user, step, answer) in [ALONE[1], ALONE[3], ALONE[5], ALONE[9], ALONE[12]] {
        let caller = world.open_as_somebody("host.html")?;
        world.run(&format!("T.caller({caller:?}, {:?})", broker.url))?;
        mount_here(world, "")?;
        sign_in(world, user)?;
        if user != "loading" {
            at(world, step)?;
        }
        answer(world)?;
        linked(world)?;
    }
    Ok(())
}

fn cookies(world: &World) -> Result<()> {
    mount(world, "methods: ['cookies', 'credentials'], products: ['classic', 'sales_navigator']")?;
    world.until("!!T.shadow().querySelector('#wizard-li_a')")?;
    fill(world, "li_at", COOKIE)?;
    submit(world)?;
    // The premium one is needed for what is asked for.
    world.until("T.shadow().querySelector('#wizard-li_a').getAttribute('aria-invalid') === 'true'")?;
    fill(world, "li_a", PREMIUM_COOKIE)?;
    submit(world)?;
    world.until_state("active")?;
    let asked = world.asked_unipile("/auth/intent")?;
    let agent = world.get("navigator.userAgent")?;
    let credentials =
        json!({ "access_token": "[given]", "premium_access_token": "[given]", "user_agent": agent });
    same("the credentials", &asked["credentials"], &credentials)?;
    same("the products", &asked["config"]["products"], &json!(["classic", "sales_navigator"]))?;
    linked(world)
}

fn wrong_password(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "wrong")?;
    says(world, "LinkedIn doesn’t accept these details. Check them and try again.")?;
    at(world, "credentials")?;
    failures(world, &["credentials_invalid"])?;
    same("the password", &world.get("T.shadow().querySelector('#wizard-password').value")?, &json!(""))?;
    sign_in(world, "active")?;
    linked(world)
}

fn wrong_code(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    for count in 1..=2 {
        fill(world, "code", WRONG_CODE)?;
        submit(world)?;
        world.until(&format!("T.values('onError').length === {count}"))?;
        at(world, "OTP")?;
        says(world, "That code isn’t right. Check it and try again.")?;
        same("the code", &world.get("T.shadow().querySelector('#wizard-code').value")?, &json!(""))?;
        same("state", &world.get("T.dock.state")?, &json!("checkpoint"))?;
    }
    // As it is copied from a message.
    fill(world, "code", SPACED_CODE)?;
    submit(world)?;
    world.until_state("active")?;
    failures(world, &["checkpoint_invalid", "checkpoint_invalid"])?;
    linked(world)
}

fn resend(world: &World) -> Result<()> {
    mount(world, "timeouts: { resend: 1000 }")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    let disabled = "T.shadow().querySelector('[data-action=resend]').getAttribute('aria-disabled')";
    same("at once", &world.get(disabled)?, &json!("true"))?;
    world.until(&format!("{disabled} === 'false'"))?;
    press(world, "[data-action=resend]")?;
    says(world, "A new code is on its way.")?;
    world.asked_unipile("/auth/checkpoint/resend")?;
    at(world, "OTP")?;
    code(world)?;
    linked(world)
}

fn other_way(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "ways")?;
    at(world, "CHALLENGE_SELECTION")?;
    press(world, "#wizard-choice-0")?;
    submit(world)?;
    at(world, "IN_APP_VALIDATION")?;
    let ways = world.get(
        "[...T.shadow().querySelectorAll('[data-challenge]')].map(({ firstChild }) => firstChild.data)",
    )?;
    same("other ways", &ways, &json!(["E-mail"]))?;
    press(world, "[data-challenge]")?;
    at(world, "OTP")?;
    code(world)?;
    linked(world)
}

fn approved_late(world: &World) -> Result<()> {
    world.unipile(&json!({ "inAppAfterMs": 5000 }))?;
    mount(world, "")?;
    sign_in(world, "app")?;
    at(world, "IN_APP_VALIDATION")?;
    ensure!(
        world.get("T.shadow().querySelector('.clock').textContent")?.to_string().contains("Time left"),
        "no deadline is shown"
    );
    linked(world)
}

fn never_approved(world: &World) -> Result<()> {
    world.unipile(&json!({ "inAppNever": true }))?;
    mount(world, "timeouts: { checkpoint: 2000 }")?;
    sign_in(world, "app")?;
    at(world, "IN_APP_VALIDATION")?;
    says(world, "The time for this step is over. Please start again.")?;
    // Nothing is asked any more.
    let asked = || {
        world.get("performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/checkpoint/wait')).length")
    };
    let before = asked()?;
    ensure!(before.as_u64() > Some(0), "nothing was ever asked");
    std::thread::sleep(Duration::from_millis(800));
    same("questions", &asked()?, &before)?;
    press(world, "[data-action=restart]")?;
    at(world, "credentials")?;
    sign_in(world, "active")?;
    linked(world)
}

fn approved_instead(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "otp-or-app")?;
    at(world, "OTP_OR_IN_APP_VALIDATION")?;
    fill(world, "code", "12")?;
    approve(world)?;
    linked(world)
}

fn expired(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    world.control_unipile(Method::POST, "expire", &json!({}))?;
    code(world)?;
    says(world, "This sign-in has expired. Please sign in again.")?;
    at(world, "credentials")?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    failures(world, &["expired_link"])?;
    sign_in(world, "active")?;
    linked(world)
}

fn offline(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    world.run("T.fetch = fetch; window.fetch = () => Promise.reject(new TypeError('no network'))")?;
    code(world)?;
    says(world, "That didn’t get through. Check your connection and try again.")?;
    at(world, "OTP")?;
    failures(world, &["token_failed"])?;
    world.run("window.fetch = T.fetch")?;
    code(world)?;
    linked(world)
}

fn linked_already(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "exists")?;
    says(world, "This account is already connected.")?;
    press(world, "[data-action=reconnect]")?;
    at(world, "credentials")?;
    sign_in(world, "exists")?;
    world.until_state("active")?;
    failures(world, &["account_exists"])?;
    linked(world)
}

fn linked_late(world: &World) -> Result<()> {
    let exists = "{ object: 'Error', type: 'api/account_already_exists', status: 409, account_id: 'acc_1' }";
    mount(world, &format!("solveCheckpoint: async () => ({exists})"))?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    same("state", &world.get("T.dock.state")?, &json!("checkpoint"))?;
    code(world)?;
    says(world, "This account is already connected.")?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    press(world, "[data-action=reconnect]")?;
    at(world, "credentials")?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    failures(world, &["account_exists"])
}

/// A question that failed, and that nobody was told of, is no cause of what fails afterwards.
fn own_cause(world: &World) -> Result<()> {
    mount(
        world,
        "waitCheckpoint: async () => {
           if (T.failed) return new Promise(() => {});
           T.failed = true;
           throw new T.linkdock.DockError('vendor_busy', 'Not now.');
         },
         solveCheckpoint: async () => ({ object: 'Error', type: 'errors/invalid_checkpoint_code', status: 400 })",
    )?;
    sign_in(world, "otp-or-app")?;
    at(world, "OTP_OR_IN_APP_VALIDATION")?;
    world.until("T.failed === true")?;
    code(world)?;
    says(world, "That code isn’t right. Check it and try again.")?;
    failures(world, &["checkpoint_invalid"])
}

fn time_over(world: &World) -> Result<()> {
    mount(world, "timeouts: { checkpoint: 5000 }")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    fill(world, "code", CODE)?;
    says(world, "The time for this step is over. Please start again.")?;
    same("the code", &world.get("T.shadow().querySelector('#wizard-code').value")?, &json!(""))?;
    world.run("T.dock.unmount()")?;
    // A puzzle that nobody waits for any more hears of it.
    mount(
        world,
        "timeouts: { checkpoint: 2000 }, renderCaptcha: ({ signal }) => new Promise(() => (T.puzzle = signal))",
    )?;
    sign_in(world, "captcha")?;
    at(world, "CAPTCHA")?;
    same("the puzzle is given up", &world.get("T.puzzle.aborted")?, &json!(false))?;
    says(world, "The time for this step is over. Please start again.")?;
    same("the puzzle is given up", &world.get("T.puzzle.aborted")?, &json!(true))?;
    failures(world, &["expired_link"])
}

fn qr_image(world: &World) -> Result<()> {
    // One black pixel, without an address.
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";
    mount(
        world,
        &format!(
            "startIntent: async () => ({{ object: 'QrCode', intent_id: 'int_1', qr_code: '{png}' }}), waitCheckpoint: () => new Promise(() => {{}})"
        ),
    )?;
    sign_in(world, "qr")?;
    at(world, "QR_CODE")?;
    world.until("T.shadow().querySelector('img.qr').naturalWidth === 1")?;
    let name = "((image) => [image.alt, T.shadow().getElementById(image.getAttribute('aria-labelledby')).textContent])(T.shadow().querySelector('img.qr'))";
    same("its name", &world.get(name)?, &json!(["", "Scan the QR code"]))?;
    clean(world, "the image")
}

/// Links an account of the user that is there, and answers with its id.
fn has_account(world: &World) -> Result<Value> {
    mount(world, "")?;
    sign_in(world, "active")?;
    world.until_state("active")?;
    let id = world.one_value("onActive")?["id"].clone();
    world.run("T.dock.unmount(); T.calls.length = 0")?;
    Ok(id)
}

fn update(world: &World) -> Result<()> {
    let id = has_account(world)?;
    mount_here(world, &format!("call: 'mountUpdate', accountId: {id}"))?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    code(world)?;
    world.until_state("active")?;
    same("the account", &world.one_value("onActive")?["id"], &id)?;
    linked(world)
}

fn wrong_account(world: &World) -> Result<()> {
    let id = has_account(world)?;
    mount_here(world, &format!("call: 'mountUpdate', accountId: {id}"))?;
    sign_in(world, "mismatch")?;
    says(world, "That is another LinkedIn account. Sign in with the one that was linked.")?;
    at(world, "credentials")?;
    failures(world, &["account_mismatch"])?;
    sign_in(world, "active")?;
    linked(world)
}

fn busy(world: &World) -> Result<()> {
    mount(world, "")?;
    for (count, user) in ["busy", "proxy"].into_iter().enumerate() {
        sign_in(world, user)?;
        world.until(&format!("T.values('onError').length === {}", count + 1))?;
        says(world, "LinkedIn can’t be reached right now. Try again in a few minutes.")?;
        at(world, "credentials")?;
    }
    failures(world, &["vendor_busy", "vendor_busy"])?;
    sign_in(world, "active")?;
    linked(world)
}

fn cancelled(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "app")?;
    at(world, "IN_APP_VALIDATION")?;
    press(world, "[data-action=cancel]")?;
    world.until_state("closed")?;
    world.told(&["onClose user"])?;
    world.says("The connection was cancelled.")?;
    world.press_try_again()?;
    at(world, "credentials")?;
    sign_in(world, "active")?;
    linked(world)
}

fn unmounted(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "app")?;
    at(world, "IN_APP_VALIDATION")?;
    world.run("T.dock.unmount()")?;
    world.empty()?;
    world.untroubled()
}

fn under_a_policy(world: &World) -> Result<()> {
    world.open("strict.html?policy=strict&do=form")?;
    let form = "T.dock?.element?.shadowRoot.querySelector('#wizard-password')?.checkVisibility() ?? false";
    within("the form", || {
        ensure!(world.ask(&format!("return {form}"))? == true, "it isn't there");
        Ok(())
    })?;
    let height =
        world.ask("return T.shadow().querySelector('#wizard-password').getBoundingClientRect().height")?;
    ensure!(
        height.as_f64().is_some_and(|height| height >= 36.0),
        "the field is {height} high: the sheet is missing"
    );
    same("what the policy forbade", &world.ask("return T.violations")?, &json!([]))?;
    world.ask("T.dock.unmount()").map(drop)
}

fn in_a_dialog(world: &World) -> Result<()> {
    mount(world, "presentation: 'modal'")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    same("the dialog", &world.get("T.dialog().open")?, &json!(true))?;
    code(world)?;
    linked(world)
}

fn by_keyboard(world: &World) -> Result<()> {
    mount(world, "")?;
    world.run("T.dock.focus()")?;
    world.until_active("wizard-username")?;
    let browser = world.browser()?;
    let letters = |text: &str| text.chars().map(|letter| format!("{letter} ")).collect::<String>();
    browser.keys(&letters("otp@sandbox.test"))?;
    browser.keys("Tab")?;
    world.until_active("wizard-password")?;
    browser.keys(&letters(PASSWORD))?;
    browser.keys("Enter")?;
    at(world, "OTP")?;
    // Whoever was in the form is at the code now.
    world.until_active("wizard-code")?;
    browser.keys(&letters(WRONG_CODE))?;
    browser.keys("Enter")?;
    world.until("T.values('onError').length === 1")?;
    at(world, "OTP")?;
    world.until_active("wizard-code")?;
    browser.keys(&letters(CODE))?;
    browser.keys("Enter")?;
    world.until_state("active")?;
    linked(world)
}

fn recognised(world: &World) -> Result<()> {
    mount(world, "")?;
    let fields = |names: &str| {
        world.get(&format!(
            "{names}.map((name) => {{
               const field = T.shadow().querySelector('#wizard-' + name);
               const {{ type, form, name: own, labels }} = field;
               return [own, type, field.getAttribute('autocomplete'), form?.method, labels.length > 0, form?.querySelector('[type=submit]') !== null];
             }})"
        ))
    };
    same(
        "the sign-in",
        &fields("['username', 'password']")?,
        &json!([
            ["username", "text", "username", "post", true, true],
            ["password", "password", "current-password", "post", true, true],
        ]),
    )?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    same("the code", &fields("['code']")?, &json!([["code", "text", "one-time-code", "post", true, true]]))
}

fn without_wizard(world: &World) -> Result<()> {
    world.open_host()?;
    let error = world.run(
        "try { T.form({ wizard: undefined }) } catch (error) { return [error.code, error.detail.field] }",
    )?;
    same("the error", &error, &json!(["options_invalid", "wizard"]))?;
    let error = world.run(
        "try { T.form({ startIntent: undefined }) } catch (error) { return [error.code, error.detail.field, error instanceof T.linkdock.DockError] }",
    )?;
    same("the form's own", &error, &json!(["options_invalid", "startIntent", true]))?;
    world.empty()
}

fn accessible(world: &World, theme: &str) -> Result<()> {
    let languages: &[&str] =
        if world.setup.engine == Engine::Chromium { &["en", "fr", "de", "es", "pt", "ar"] } else { &["en"] };
    for language in languages {
        for (user, step, _) in ALONE {
            // What differs between languages shows where there is most to read.
            let telling = if *language == "en" { step } else { "OTP_OR_IN_APP_VALIDATION OTP" };
            if !telling.contains(step) || ["active", "loading", "captcha", "otp-sms", "2fa"].contains(&user) {
                continue;
            }
            let options = format!(
                "theme: '{theme}', locale: '{language}', methods: ['credentials', 'cookies'], products: ['recruiter']"
            );
            mount(world, &options)?;
            if user == "otp" {
                clean(world, "the form")?;
                press(world, "input[value=cookies]")?;
                world.until("!!T.shadow().querySelector('#wizard-li_at')")?;
                clean(world, "the form for cookies")?;
                press(world, "input[value=credentials]")?;
                submit(world)?;
                world.until(
                    "T.shadow().querySelector('#wizard-username')?.getAttribute('aria-invalid') === 'true'",
                )?;
                clean(world, "the form with something missing")?;
            }
            sign_in(world, user)?;
            at(world, step)?;
            clean(world, step)?;
            world.run("T.dock.unmount()")?;
        }
    }
    Ok(())
}

fn clean(world: &World, what: &str) -> Result<()> {
    same(what, &world.axe("T.dock.element")?, &Vec::new()).context("axe")
}
