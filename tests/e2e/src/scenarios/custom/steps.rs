//! Each checkpoint alone and in chains, and what can go wrong on the way.

use super::user::{
    allow, approve, at, clean, code, failures, fill, linked, mount, mount_here, phone, press, says,
    second_choice, sign_in, submit,
};
use crate::page::same;
use crate::run::Scenario;
use crate::servers::Server;
use crate::unipile::{CODE, COOKIE, PREMIUM_COOKIE, SPACED_CODE, WRONG_CODE};
use crate::world::World;
use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

/// A test user, the step that is asked of them, and what they do about it.
pub(super) type Row = (&'static str, &'static str, fn(&World) -> Result<()>);

pub(super) const ALONE: [Row; 16] = [
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
        Scenario::new("form: nothing typed is left when the time is over", time_over),
        Scenario::new("form: a QR code that is an image is named by its step", qr_image),
    ]);
    all
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
    mount(world, "timeouts: { resend: 5000 }")?;
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

fn time_over(world: &World) -> Result<()> {
    mount(world, "timeouts: { checkpoint: 8000 }")?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    fill(world, "code", CODE)?;
    says(world, "The time for this step is over. Please start again.")?;
    same("the code", &world.get("T.shadow().querySelector('#wizard-code').value")?, &json!(""))?;
    world.run("T.dock.unmount()")?;
    // A puzzle that nobody waits for any more hears of it.
    mount(
        world,
        "timeouts: { checkpoint: 2000 },
         renderCaptcha: ({ signal }) => new Promise(() => { T.puzzle = signal; T.before = signal.aborted; })",
    )?;
    sign_in(world, "captcha")?;
    at(world, "CAPTCHA")?;
    same("the puzzle is given up before", &world.get("T.before")?, &json!(false))?;
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
