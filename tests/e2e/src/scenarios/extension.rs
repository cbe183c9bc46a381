//! The browser extension example: what it reads and sends, and when, seen from its receiver and by the browser's own log.

use crate::browser::within;
use crate::engine::Engine;
use crate::extension::Extension;
use crate::page::same;
use crate::receiver::{Answer, CALLER, Receiver, Request};
use crate::run::Scenario;
use crate::servers::WEBHOOK_SECRET;
use crate::world::World;
use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

type Run = fn(&World) -> Result<()>;

pub(super) fn all() -> Vec<Scenario> {
    let rows: [(&str, Run); 16] = [
        ("the extension reads and sends nothing before the user agrees", before_consent),
        ("the extension sends what it says, and keeps nothing of it", after_consent),
        ("the extension sends a changed cookie, and nothing when the user has signed out", changes),
        ("the extension says when the host needs its user", needs_user),
        ("the extension sends at its interval", interval),
        ("the extension wakes up for a change and for its interval", wakes),
        ("the extension has its interval again when the browser has dropped it", dropped),
        ("the extension wakes up with the browser, and sends what has become due", restarted),
        ("the extension's switch stops it, and starts it again", switch),
        ("the extension stops and has the session deleted, however often it takes", stop),
        ("the extension has deleted what was on its way when it was stopped", stop_while_sending),
        ("the extension's popup is accessible", accessible),
        ("the extension names the user by a caller token, or sends nothing", caller),
        ("the extension sends nothing for another user than the one who agreed", another_user),
        (
            "the extension's first session links an account, and the broker reconnects it with the newest",
            with_a_broker,
        ),
        ("the extension talks to nobody else, not even when it is sent on", nobody_else),
    ];
    // Nobody loads an unpacked extension through the other drivers.
    if !Engine::is_chromium() {
        return Vec::new();
    }
    rows.into_iter().map(|(name, run)| Scenario::new(name, run)).collect()
}

const POST: &str = "POST /linkdock/unipile/session";
const DELETE: &str = "DELETE /linkdock/unipile/session";
/// Longer than the extension waits until cookies have settled.
const A_WHILE: Duration = Duration::from_millis(1_600);

/// An extension whose broker is played here, in a browser that is signed in to LinkedIn and to the host.
fn load(world: &World) -> Result<(Receiver, Extension)> {
    let receiver = Receiver::start(&world.runtime)?;
    let extension = Extension::load(world, &receiver.broker(), None)?;
    sign_in(&receiver, &extension)?;
    Ok((receiver, extension))
}

fn sign_in(receiver: &Receiver, extension: &Extension) -> Result<()> {
    extension.set_cookie("li_at", "AQED-first")?;
    extension.set_cookie("li_a", "AQED-premium")?;
    extension.set_cookie("JSESSIONID", "ajax:secret")?;
    // As strict as that of linkdock's demo.
    extension.set_cookie_at(&json!({
        "url": receiver.origin, "name": "host", "value": "somebody", "httpOnly": true, "sameSite": "Strict",
    }))
}

fn lines(receiver: &Receiver) -> Vec<String> {
    receiver.requests().into_iter().map(|request| request.line).collect()
}

/// Waits for as many requests, and a while for one too many; answers with the last one.
fn arrived(receiver: &Receiver, count: usize) -> Result<Request> {
    within("what is sent", || {
        ensure!(receiver.requests().len() >= count, "{:?} arrived", lines(receiver));
        Ok(())
    })?;
    std::thread::sleep(A_WHILE);
    let requests = receiver.requests();
    ensure!(requests.len() == count, "{:?} arrived", lines(receiver));
    requests.into_iter().next_back().ok_or_else(|| anyhow::anyhow!("nothing arrived"))
}

fn agree(receiver: &Receiver, extension: &Extension) -> Result<Request> {
    extension.click("#agree")?;
    arrived(receiver, 1)
}

fn shows(extension: &Extension, words: &str) -> Result<()> {
    within(words, || {
        let text = extension.text()?;
        ensure!(text.contains(words), "the popup says: {text}");
        Ok(())
    })
}

/// Neither can it read a cookie, nor does it remember anything, nor will it wake up.
fn is_idle(extension: &Extension) -> Result<()> {
    within("an idle extension", || {
        let found = extension.get(
            "Promise.all([chrome.permissions.contains({ permissions: ['cookies'] }), chrome.storage.local.get(),
               chrome.alarms.getAll()])",
        )?;
        same("permission, storage and alarms", &found, &json!([false, {}, []]))
    })
}

fn session(extension: &Extension, session: &str, premium: Option<&str>) -> Result<Value> {
    let mut body = json!({ "access_token": session, "user_agent": extension.get("navigator.userAgent")? });
    if let Some(premium) = premium {
        body["premium_access_token"] = json!(premium);
    }
    Ok(body)
}

fn before_consent(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    extension.open()?;
    let text = extension.text()?;
    for word in ["Aldermoor", "Unipile", "act as you", "User agent", &receiver.origin, "every hour", "stop"] {
        ensure!(text.contains(word), "{word:?} is not in: {text}");
    }
    let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    for cookie in ["li_at", "li_a"] {
        ensure!(words.contains(&cookie), "{cookie:?} is not in: {text}");
    }
    same("the API for cookies", &extension.get("typeof chrome.cookies")?, &json!("undefined"))?;
    extension.set_cookie("li_at", "AQED-second")?;
    std::thread::sleep(A_WHILE);
    is_idle(&extension)?;
    same("what was sent", &lines(&receiver), &Vec::new())?;
    same("who was asked", &extension.end()?, &Vec::new())
}

fn after_consent(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    let request = agree(&receiver, &extension)?;
    same("the body", &request.body, &session(&extension, "AQED-first", Some("AQED-premium"))?)?;
    same(
        "the rest of the request",
        &(request.line.as_str(), request.cookie.as_str(), request.authorization.as_str(), &request.origin),
        &(POST, "host=somebody", "", &extension.origin),
    )?;
    shows(&extension, "Sent at")?;
    let kept = extension.get("chrome.storage.local.get()")?.to_string();
    let agent = extension.get("navigator.userAgent")?;
    ensure!(!kept.contains("AQED") && !kept.contains(agent.as_str().unwrap_or("")), "it has kept {kept}");
    let text = extension.text()?;
    ensure!(!text.contains("AQED") && !text.contains("access_token"), "the popup says: {text}");
    // What it doesn't end, beside the button that ends the rest.
    for words in [
        "Your sign-in (li_at)",
        "Unipile stays signed in to LinkedIn until you sign out there",
        "Removing this extension deletes nothing",
    ] {
        ensure!(text.contains(words), "{words:?} is not in: {text}");
    }
    Ok(())
}

fn needs_user(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    receiver
        .answer(POST, Answer::Json(json!({ "account": null, "needsUser": true, "reason": "checkpoint" })));
    agree(&receiver, &extension)?;
    shows(&extension, "needs you: open it and connect your LinkedIn account.")
}

fn changes(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    agree(&receiver, &extension)?;
    // Both at once, as when the user signs in: that is one change.
    extension.set_cookie("li_at", "AQED-second")?;
    extension.set_cookie("li_a", "AQED-other")?;
    let request = arrived(&receiver, 2)?;
    same("the body", &request.body, &session(&extension, "AQED-second", Some("AQED-other"))?)?;
    extension.remove_cookie("li_a")?;
    let request = arrived(&receiver, 3)?;
    same("the body without li_a", &request.body, &session(&extension, "AQED-second", None)?)?;
    extension.set_cookie("JSESSIONID", "ajax:another")?;
    extension.remove_cookie("li_at")?;
    shows(&extension, "You are signed out of LinkedIn")?;
    arrived(&receiver, 3)?;
    extension.set_cookie("li_at", "AQED-third")?;
    arrived(&receiver, 4)?;
    shows(&extension, "Sent at")
}

fn interval(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    receiver.answer(POST, Answer::Status(503));
    agree(&receiver, &extension)?;
    shows(&extension, "did not accept it")?;
    has_its_interval(&extension)?;
    receiver.answer(POST, Answer::Usual);
    // Time is made to pass.
    extension.get("chrome.alarms.create('session', { when: Date.now(), periodInMinutes: 60 })")?;
    arrived(&receiver, 2)?;
    shows(&extension, "Sent at")
}

fn wakes(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    agree(&receiver, &extension)?;
    extension.put_worker_to_sleep()?;
    extension.set_cookie("li_at", "AQED-second")?;
    arrived(&receiver, 2)?;
    extension.put_worker_to_sleep()?;
    extension.get("chrome.alarms.create('session', { when: Date.now(), periodInMinutes: 60 })")?;
    arrived(&receiver, 3).map(drop)
}

/// How often it is due, in minutes.
fn has_its_interval(extension: &Extension) -> Result<()> {
    within("the alarm", || {
        let minutes = "chrome.alarms.getAll().then((all) => all.map((one) => one.periodInMinutes))";
        same("alarms", &extension.get(minutes)?, &json!([60]))
    })
}

fn dropped(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    agree(&receiver, &extension)?;
    shows(&extension, "Sent at")?;
    extension.put_worker_to_sleep()?;
    extension.get("chrome.alarms.clearAll()")?;
    // Whatever wakes the worker: here it is the popup.
    extension.open()?;
    has_its_interval(&extension)?;
    // The interval goes on from what was sent last.
    arrived(&receiver, 1)?;
    extension.put_worker_to_sleep()?;
    extension.get(
        "Promise.all([chrome.alarms.clearAll(), chrome.storage.local.set({ last: { at: 0, outcome: 'sent' } })])",
    )?;
    extension.open()?;
    arrived(&receiver, 2)?;
    has_its_interval(&extension)
}

fn restarted(world: &World) -> Result<()> {
    let (receiver, mut extension) = load(world)?;
    agree(&receiver, &extension)?;
    shows(&extension, "Sent at")?;
    extension.put_worker_to_sleep()?;
    extension.get(
        "Promise.all([chrome.alarms.clearAll(), chrome.storage.local.set({ last: { at: 0, outcome: 'sent' } })])",
    )?;
    // Nobody opens the popup.
    extension.restart(world)?;
    let request = arrived(&receiver, 2)?;
    same("what was sent", &request.line.as_str(), &POST)?;
    // An unpacked extension's worker is started to load it; that of an installed one, for what it listens to.
    within("what wakes it", || {
        let events = extension.wakes_for()?;
        let has = |event: &str| events.as_array().is_some_and(|events| events.contains(&json!(event)));
        ensure!(has("runtime.onStartup") && has("runtime.onInstalled") && has("alarms.onAlarm"), "{events}");
        Ok(())
    })?;
    extension.open()?;
    has_its_interval(&extension)
}

fn switch(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    agree(&receiver, &extension)?;
    extension.click("#switch")?;
    shows(&extension, "Paused")?;
    within("no permission and no alarm", || {
        let found = extension.get(
            "Promise.all([chrome.permissions.contains({ permissions: ['cookies'] }), chrome.alarms.getAll()])",
        )?;
        same("permission and alarms", &found, &json!([false, []]))
    })?;
    extension.set_cookie("li_at", "AQED-second")?;
    arrived(&receiver, 1)?;
    extension.open()?;
    extension.click("#switch")?;
    let request = arrived(&receiver, 2)?;
    same("the body", &request.body, &session(&extension, "AQED-second", Some("AQED-premium"))?)?;
    // What it listens to is still there.
    extension.set_cookie("li_at", "AQED-third")?;
    arrived(&receiver, 3).map(drop)
}

fn stop(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    agree(&receiver, &extension)?;
    receiver.answer(DELETE, Answer::Status(503));
    extension.click("#delete")?;
    shows(&extension, "still holds your session")?;
    extension.set_cookie("li_at", "AQED-second")?;
    arrived(&receiver, 2)?;
    receiver.answer(DELETE, Answer::Usual);
    extension.click("#again")?;
    let request = arrived(&receiver, 3)?;
    same("the last request", &(request.line.as_str(), &request.body), &(DELETE, &Value::Null))?;
    is_idle(&extension)?;
    shows(&extension, "Your session is deleted")?;
    shows(&extension, "Unipile stays signed in")?;
    extension.open()?;
    shows(&extension, "Sharing is off: nothing is read or sent")?;
    extension.set_cookie("li_at", "AQED-third")?;
    arrived(&receiver, 3)?;
    is_idle(&extension)
}

fn stop_while_sending(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    receiver.answer(POST, Answer::Slow);
    extension.click("#agree")?;
    within("what is sent", || same("requests", &lines(&receiver), &vec![POST.to_owned()]))?;
    extension.click("#delete")?;
    let request = arrived(&receiver, 2)?;
    same("the last request", &(request.line.as_str(), request.under_way), &(DELETE, 0))?;
    is_idle(&extension)
}

fn accessible(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    receiver.answer(POST, Answer::Status(503));
    receiver.answer(DELETE, Answer::Status(503));
    for (press, words) in [
        ("body", "Agree and share"),
        ("#agree", "did not accept it"),
        ("#switch", "Paused"),
        ("#delete", "still holds your session"),
    ] {
        extension.click(press)?;
        shows(&extension, words)?;
        for scheme in ["light", "dark"] {
            extension.browser()?.emulate(&[("prefers-color-scheme", scheme)])?;
            same(words, &world.axe_in(extension.browser()?, "document")?, &Vec::new())?;
        }
    }
    Ok(())
}

fn caller(world: &World) -> Result<()> {
    let (broker, host) = (Receiver::start(&world.runtime)?, Receiver::start(&world.runtime)?);
    let page = format!("{}{CALLER}", host.origin);
    let extension = Extension::load(world, &broker.broker(), Some(&page))?;
    // The two differ in their port alone, and cookies go by the host.
    sign_in(&host, &extension)?;
    same(
        "what the browser lets it talk to",
        &extension.manifest["host_permissions"],
        &json!(["https://*.linkedin.com/*", format!("{}/*", broker.origin), format!("{}/*", host.origin)]),
    )?;
    host.answer(&format!("GET {CALLER}"), Answer::Status(401));
    extension.click("#agree")?;
    shows(&extension, "You are signed out of Aldermoor")?;
    same("what the broker was sent", &lines(&broker), &Vec::new())?;
    host.answer(&format!("GET {CALLER}"), Answer::Usual);
    extension.set_cookie("li_at", "AQED-second")?;
    let request = arrived(&broker, 1)?;
    same("the body", &request.body, &session(&extension, "AQED-second", Some("AQED-premium"))?)?;
    same(
        "who the broker is told it is",
        &(request.cookie.as_str(), request.authorization.as_str()),
        &("", "Bearer a-caller-token"),
    )?;
    extension.click("#delete")?;
    let request = arrived(&broker, 2)?;
    same(
        "who wants it deleted",
        &(request.line.as_str(), request.authorization.as_str()),
        &(DELETE, "Bearer a-caller-token"),
    )?;
    let asked = host.requests();
    ensure!(asked.len() == 3 && asked.iter().all(|one| one.cookie == "host=somebody"), "{asked:?}");
    is_idle(&extension)
}

fn another_user(world: &World) -> Result<()> {
    let (broker, host) = (Receiver::start(&world.runtime)?, Receiver::start(&world.runtime)?);
    let signed_in = |user: Value, token| {
        host.answer(&format!("GET {CALLER}"), Answer::Json(json!({ "token": token, "user": user })));
    };
    let extension = Extension::load(world, &broker.broker(), Some(&format!("{}{CALLER}", host.origin)))?;
    sign_in(&host, &extension)?;
    signed_in(json!(7), "of-anna");
    extension.click("#agree")?;
    same("who agreed", &arrived(&broker, 1)?.authorization.as_str(), &"Bearer of-anna")?;
    // The same one, however the page spells it.
    signed_in(json!("7"), "of-anna");
    extension.set_cookie("li_at", "AQED-second")?;
    arrived(&broker, 2)?;
    signed_in(json!("ben"), "of-ben");
    extension.set_cookie("li_at", "AQED-third")?;
    shows(&extension, "Someone else is signed in to Aldermoor")?;
    within("no permission and no alarm", || {
        let found = extension.get(
            "Promise.all([chrome.permissions.contains({ permissions: ['cookies'] }), chrome.alarms.getAll()])",
        )?;
        same("permission and alarms", &found, &json!([false, []]))
    })?;
    // The switch isn't enough: who is signed in now has to read what is asked.
    extension.open()?;
    extension.click("#switch")?;
    shows(&extension, "Agree and share")?;
    arrived(&broker, 2)?;
    extension.click("#agree")?;
    let request = arrived(&broker, 3)?;
    same("who agreed then", &request.authorization.as_str(), &"Bearer of-ben")?;
    same("the body", &request.body, &session(&extension, "AQED-third", Some("AQED-premium"))?)?;
    // What the broker holds of somebody else isn't deleted in place of it.
    signed_in(Value::Null, "of-nobody-named");
    extension.click("#delete")?;
    shows(&extension, "still holds your session")?;
    arrived(&broker, 3)?;
    signed_in(json!("ben"), "of-ben");
    extension.click("#again")?;
    let request = arrived(&broker, 4)?;
    same(
        "who wants it deleted",
        &(request.line.as_str(), request.authorization.as_str()),
        &(DELETE, "Bearer of-ben"),
    )?;
    is_idle(&extension)
}

/// The whole of it: the extension, the broker and the vendor, whose account is disconnected and comes back with nobody looking.
fn with_a_broker(world: &World) -> Result<()> {
    let hook = format!("{}/linkdock/unipile/webhook", world.broker.url);
    world.unipile(&json!({ "webhookUrl": hook, "webhookSecret": WEBHOOK_SECRET }))?;
    let caller = world.open_as_somebody("host.html")?;
    let host = Receiver::start(&world.runtime)?;
    host.answer(&format!("GET {CALLER}"), Answer::Json(json!({ "token": caller })));
    let broker = format!("{}/linkdock", world.broker.url);
    let extension = Extension::load(world, &broker, Some(&format!("{}{CALLER}", host.origin)))?;
    sign_in(&host, &extension)?;
    extension.click("#agree")?;
    let accounts = || world.run("return T.broker.unipile.accounts()");
    let has = |status: &str| {
        within(status, || {
            let accounts = accounts()?;
            ensure!(accounts[0]["status"] == status && accounts[0]["needsUser"] == false, "{accounts}");
            Ok(accounts[0]["id"].clone())
        })
    };
    let account = has("active")?;
    let asked = world.asked_unipile("/auth/intent")?;
    let agent = extension.get("navigator.userAgent")?;
    same(
        "what the vendor was sent",
        &asked["credentials"],
        &json!({ "access_token": "[given]", "premium_access_token": "[given]", "user_agent": agent }),
    )?;
    world.control_unipile(Method::POST, "status", &json!({ "id": account, "status": "disconnected" }))?;
    within("an account that came back", || {
        let accounts = world.control_unipile(Method::GET, "accounts", &Value::Null)?;
        ensure!(accounts[0]["reconnects"] == 1 && accounts[0]["status"] == "running", "{accounts}");
        Ok(())
    })?;
    same("the account", &has("active")?, &account)?;
    extension.click("#delete")?;
    is_idle(&extension)
}

fn nobody_else(world: &World) -> Result<()> {
    let (receiver, extension) = load(world)?;
    let elsewhere = Receiver::start(&world.runtime)?;
    agree(&receiver, &extension)?;
    receiver.answer(POST, Answer::Redirect(format!("{}/linkdock/unipile/session", elsewhere.origin)));
    extension.set_cookie("li_at", "AQED-second")?;
    arrived(&receiver, 2)?;
    shows(&extension, "can’t be reached")?;
    same("what was sent on", &lines(&elsewhere), &Vec::new())?;
    // Nor to another place at the same origin, which the manifest would let it.
    receiver.answer(POST, Answer::Redirect(format!("{}/anything", receiver.origin)));
    extension.set_cookie("li_at", "AQED-third")?;
    arrived(&receiver, 3)?;
    // It could not if it wanted to.
    let address = format!("{}/anything", elsewhere.origin);
    let refused = extension.get(&format!("fetch('{address}').then(() => 'fetched', () => 'refused')"))?;
    same("a request to another origin", &refused, &json!("refused"))?;
    extension.click("#delete")?;
    arrived(&receiver, 4)?;
    same("whom the extension has asked", &extension.end()?, &vec![receiver.origin])?;
    same("what arrived elsewhere", &lines(&elsewhere), &Vec::new())
}
