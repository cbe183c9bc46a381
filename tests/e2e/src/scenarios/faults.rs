//! Tokens that can't be had: each cause is told apart, and its message names the next step.

use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// A fault at the vendor's token endpoints and what the host gets to see of it.
struct Fault {
    name: &'static str,
    fault: Value,
    code: &'static str,
    reason: &'static str,
    status: u16,
    retryable: bool,
    /// The next step, by a piece of the message.
    hint: &'static str,
}

fn faults() -> Vec<Fault> {
    let row = |name, fault, code, reason, status, retryable, hint| Fault {
        name,
        fault,
        code,
        reason,
        status,
        retryable,
        hint,
    };
    let status = |status: u16| json!({ "kind": "status", "status": status });
    let body = |body: &str| json!({ "kind": "body", "body": body });
    vec![
        row(
            "an API key that the vendor refuses (401)",
            status(401),
            "token_failed",
            "vendor_key_refused",
            502,
            false,
            "SALESFLOW_API_KEY",
        ),
        row(
            "an API key that may not issue tokens (403)",
            status(403),
            "token_failed",
            "vendor_key_forbidden",
            502,
            false,
            "dashboard",
        ),
        row(
            "a vendor that limits the rate (429)",
            status(429),
            "token_failed",
            "vendor_rate_limited",
            503,
            true,
            "Try again",
        ),
        row(
            "a vendor that is down (500)",
            status(500),
            "token_failed",
            "vendor_unavailable",
            502,
            true,
            "Try again",
        ),
        row(
            "a vendor that doesn't answer in time",
            json!({ "kind": "hang" }),
            "token_timeout",
            "vendor_timeout",
            504,
            true,
            "SALESFLOW_TIMEOUT_MS",
        ),
        row(
            "a vendor that drops the connection",
            json!({ "kind": "drop" }),
            "token_failed",
            "vendor_unreachable",
            502,
            true,
            "SALESFLOW_API_URL",
        ),
        row(
            "an answer without a token in it",
            body(r#"{"nope":1}"#),
            "token_invalid",
            "vendor_answer_unreadable",
            502,
            false,
            "SALESFLOW_API_URL",
        ),
        row(
            "an empty answer of the vendor's",
            body(""),
            "token_invalid",
            "vendor_answer_empty",
            502,
            false,
            "plan",
        ),
    ]
}

pub(super) fn all() -> Vec<Scenario> {
    let mut all: Vec<_> = faults()
        .into_iter()
        .map(|fault| {
            Scenario::new(
                format!("{} is {} with reason {}", fault.name, fault.code, fault.reason),
                move |world| vendor_fault(world, &fault),
            )
        })
        .collect();
    all.extend([
        Scenario::new("a caller that the broker doesn't know is caller_unauthenticated", unknown_caller),
        Scenario::new("an account that isn't the caller's is account_not_allowed", foreign_account),
        Scenario::new("a broker that can't be reached is broker_unreachable", no_broker),
        Scenario::new("a token function that never settles is token_timeout", never_settles),
        Scenario::new(
            "what a token function throws is the error's cause and stays out of its message",
            throws,
        ),
    ]);
    all
}

fn vendor_fault(world: &World, row: &Fault) -> Result<()> {
    world.open_host()?;
    world.tokens(&json!({ "fault": row.fault }))?;
    world.run("T.connect()")?;
    fails(world, row.code, row.reason, row.status, row.retryable, row.hint)?;
    if row.retryable {
        world.tokens(&json!({ "fault": null }))?;
        world.press_try_again()?;
        world.sign_in_frame("active")?;
        world.until_told("resolve 1001")?;
    }
    world.untroubled()
}

/// The dock has failed with this error, and offers "Try again" where that makes sense.
fn fails(world: &World, code: &str, reason: &str, status: u16, retryable: bool, hint: &str) -> Result<()> {
    world.until_state("failed")?;
    let error = world.one_value("onError")?;
    let detail =
        if status == 0 { json!({ "reason": reason }) } else { json!({ "reason": reason, "status": status }) };
    same("code", &error["code"], &json!(code))?;
    same("detail", &error["detail"], &detail)?;
    same("retryable", &error["retryable"], &json!(retryable))?;
    let message = error["message"].as_str().context("no message")?;
    ensure!(message.contains(hint), "`{message}` does not speak of {hint}");
    same("a button", &world.get("T.retry() !== null")?, &json!(retryable))?;
    same("frames", &world.get("T.frames().length")?, &json!(0))?;
    if !retryable {
        world.until_told(&format!("reject {code}"))?;
    }
    Ok(())
}

fn unknown_caller(world: &World) -> Result<()> {
    world.open_host()?;
    world.run("T.caller('nobody'); T.connect()")?;
    fails(world, "token_failed", "caller_unauthenticated", 401, false, "token")?;
    world.untroubled()
}

fn foreign_account(world: &World) -> Result<()> {
    world.open_host()?;
    world.be_allowed(&["1002"])?;
    world.run("T.update({ accountId: 1001 })")?;
    fails(world, "token_failed", "account_not_allowed", 403, false, "accounts")?;
    same("JWTs", &world.stat("jwts")?, &0)?;
    world.untroubled()
}

fn no_broker(world: &World) -> Result<()> {
    world.open_host()?;
    // Port 1 is never open.
    world.run("T.caller(ENV.caller, 'http://127.0.0.1:1'); T.connect()")?;
    fails(world, "token_failed", "broker_unreachable", 0, true, "base URL")?;
    world.untroubled()
}

fn never_settles(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(
        "T.connect({
           token: ({ signal }) => { T.signal = signal; return new Promise(() => {}); },
           timeouts: { token: 200 },
         })",
    )?;
    world.until_state("failed")?;
    world.told(&["onError token_timeout retryable"])?;
    same("the signal", &world.get("T.signal.aborted")?, &json!(true))?;
    let error = world.one_value("onError")?;
    let message = error["message"].as_str().context("no message")?;
    ensure!(message.contains("timeouts.token"), "{message}");
    world.untroubled()
}

fn throws(world: &World) -> Result<()> {
    world.open_host()?;
    world.run(
        "T.inside.onError = (error) => { T.cause = error.cause?.message; T.error = error; };
         T.connect({ token: () => Promise.reject(new Error('the host knows why')) })",
    )?;
    world.until_state("failed")?;
    world.until("T.cause === 'the host knows why'")?;
    same(
        "what the message repeats",
        &world.get("T.error.message.includes('the host knows')")?,
        &json!(false),
    )?;
    world.told(&["onError token_failed retryable"])?;
    world.untroubled()
}
