//! Unipile's hosted sign-in: the page in a popup, in a frame or in place of the host's, the redirect that ends it, and who
//! confirms what it brings.

use crate::browser::within;
use crate::page::same;
use crate::run::Scenario;
use crate::servers::Server;
use crate::unipile::At::{Frame, Page, Popup};
use crate::world::World;
use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use std::net::TcpListener;

pub(super) fn all() -> Vec<Scenario> {
    let mut all = vec![
        Scenario::new("hosted: a click, a sign-in, and the vendor has confirmed the account", linked),
        Scenario::new("hosted: with version 1 of the API", version_1),
        Scenario::new("hosted: version 1 names the account to the broker alone", version_1_unnamed),
        Scenario::new("hosted: a webhook confirms, too", by_webhook),
        Scenario::new("hosted: without a function that confirms the redirect is believed", unconfirmed),
        Scenario::new("hosted: products and methods arrive as they were given", letter_for_letter),
        Scenario::new("hosted: products that exclude each other are told and asked for", conflict),
        Scenario::new("hosted: every checkpoint of the vendor's page leads back", checkpoints),
        Scenario::new("hosted: an expired link is told and begins anew", expired),
        Scenario::new("hosted: an account that is linked already can be reconnected", linked_already),
        Scenario::new("hosted: an update of the account that was linked", update),
        Scenario::new("hosted: an update with another account is refused", wrong_account),
        Scenario::new("hosted: a popup that the user closes", closed),
        Scenario::new("hosted: a blocked popup waits for a button", blocked),
        Scenario::new("hosted: a popup under COOP comes back through the host's own page", cut_off),
        Scenario::new("hosted: what another tab has brought back isn't taken", of_another_tab),
        Scenario::new("hosted: the whole page goes and comes back", whole_page),
        Scenario::new("hosted: the whole page comes back with a failure", whole_page_failed),
        Scenario::new(
            "hosted: the whole page comes back though another page has opened it",
            opened_by_another,
        ),
        Scenario::new("hosted: a page with parameters of its own is left alone", left_alone),
        Scenario::new("hosted: what came back for another flow isn't taken", for_another_flow),
        Scenario::new("hosted: who goes back from the vendor's page brings nothing", gone_back),
        Scenario::new("hosted: in a frame", in_a_frame),
        Scenario::new("hosted: on a domain of the host's own", custom_domain),
        Scenario::new("hosted: a link that leads elsewhere isn't opened", elsewhere),
        Scenario::new("hosted: a redirect with a state of somebody else's is refused", forged),
        Scenario::new("hosted: unmounting while the user is at it leaves nothing", unmounted),
    ];
    for kind in ["documented", "shuffled", "everything"] {
        all.push(Scenario::new(format!("hosted: a redirect that is {kind} succeeds"), move |world| {
            redirected(world, kind)
        }));
    }
    for kind in ["documented", "shuffled", "withoutState", "titleOnly", "everything"] {
        all.push(Scenario::new(
            format!("hosted: a failure whose redirect is {kind} is told"),
            move |world| failed(world, kind),
        ));
    }
    all
}

/// What the host hears of an account that the broker has asked the vendor about.
const LINKED: [&str; 3] = ["onActive running", "onClose completed", "resolve"];

/// What the host was told, without the accounts' ids.
fn told(world: &World, expected: &[&str]) -> Result<()> {
    let words = world.get(r"T.words().map((words) => words.replace(/ acc_\S+/, ''))")?;
    same("what the host was told", &words, &json!(expected))
}

fn become_active(world: &World) -> Result<()> {
    world.to_main()?;
    world.until_state("active")?;
    world.windows(1)
}

fn mount(world: &World, options: &str) -> Result<String> {
    let caller = world.open_as_somebody("host.html")?;
    world.press_go(&format!("T.hosted({options})"))?;
    Ok(caller)
}

fn linked(world: &World) -> Result<()> {
    mount(world, "")?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    told(world, &LINKED)?;
    let account = world.one_value("onActive")?;
    same("who confirmed it", &account["confirmedBy"], &json!("poll"))?;
    same("its status", &account["status"], &json!("active"))?;
    let accounts = world.run("return T.broker.unipile.accounts()")?;
    same("the accounts of the user", &accounts[0]["id"], &account["id"])?;
    let events = world.get("T.values('onEvent').map(({ type }) => type)")?;
    let expected = [
        "credential_requested",
        "credential_received",
        "surface_opened",
        "message_accepted",
        "surface_closed",
        "confirm_started",
        "confirm_ended",
    ];
    let kept: Vec<&Value> = events
        .as_array()
        .context("no events")?
        .iter()
        .filter(|kind| {
            // Whether the popup was there for long enough to be trusted is a matter of time.
            **kind != "surface_loaded"
        })
        .collect();
    same("the events", &json!(kept), &json!(expected))?;
    world.run("T.dock.unmount()")?;
    world.empty()?;
    world.untroubled()
}

/// A broker of its own, which the page asks from now on.
fn with_broker(world: &World, variables: &[(&str, &str)]) -> Result<Server> {
    let broker = Server::broker(&world.setup.broker, &world.sandbox, &world.origin, variables)?;
    let caller = world.open_as_somebody("host.html")?;
    world.run(&format!("ENV.broker = {:?}; T.caller({caller:?}, ENV.broker)", broker.url))?;
    Ok(broker)
}

fn version_1(world: &World) -> Result<()> {
    let api = format!("{}/unipile/api/v1", world.sandbox.url);
    let _broker = with_broker(world, &[("UNIPILE_API_VERSION", "v1"), ("UNIPILE_API_URL", &api)])?;
    world.press_go("T.hosted()")?;
    world.sign_in_hosted(Popup, "otp")?;
    enter_code(world)?;
    become_active(world)?;
    same("its word", &world.one_value("onActive")?["vendorStatus"], &json!("OK"))?;
    world.untroubled()
}

/// As its documentation has it: the redirect brings the page back, and a notification the account.
fn version_1_unnamed(world: &World) -> Result<()> {
    let api = format!("{}/unipile/api/v1", world.sandbox.url);
    // Each link says where it is notified, so the broker has to know its own address before it is there.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let hook = format!("http://{address}/linkdock/unipile/webhook");
    let variables = [
        ("LINKDOCK_BROKER_ADDR", address.as_str()),
        ("UNIPILE_API_VERSION", "v1"),
        ("UNIPILE_API_URL", &api),
        ("UNIPILE_WEBHOOK_URL", &hook),
    ];
    let _broker = with_broker(world, &variables)?;
    world.unipile(&json!({ "redirect": "withoutAccount" }))?;
    world.press_go("T.hosted()")?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    same("who confirmed it", &world.one_value("onActive")?["confirmedBy"], &json!("webhook"))?;
    world.untroubled()
}

fn enter_code(world: &World) -> Result<()> {
    world.to_hosted(Popup, "#code")?;
    let browser = world.browser()?;
    browser.type_into("#code", crate::unipile::CODE)?;
    browser.click(&browser.find("#continue")?)
}

/// The vendor tells the broker before the page can ask.
fn by_webhook(world: &World) -> Result<()> {
    let hook = format!("{}/linkdock/unipile/webhook", world.broker.url);
    world.unipile(&json!({ "webhookUrl": hook, "webhookSecret": crate::servers::WEBHOOK_SECRET }))?;
    mount(
        world,
        "{ confirm: (context) => new Promise((go) => (T.confirm = () => go(T.broker.unipile.confirm(context)))) }",
    )?;
    world.sign_in_hosted(Popup, "active")?;
    world.until("!!T.confirm")?;
    world.run("T.confirm()")?;
    become_active(world)?;
    same("who confirmed it", &world.one_value("onActive")?["confirmedBy"], &json!("webhook"))
}

fn unconfirmed(world: &World) -> Result<()> {
    mount(world, "{ confirm: undefined }")?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    let account = world.one_value("onActive")?;
    same("who confirmed it", &account["confirmedBy"], &json!("redirect"))?;
    same("its word", &account["vendorStatus"], &json!(""))
}

fn letter_for_letter(world: &World) -> Result<()> {
    mount(world, "{ products: ['classic', 'sales_navigator'], methods: ['credentials', 'cookies'] }")?;
    world.to_hosted(Popup, "#method-cookies")?;
    let asked = world.asked_unipile("/auth/link")?;
    same(
        "what LinkedIn is asked for",
        &asked["config"]["linkedin"],
        &json!({ "allow_methods": ["credentials", "cookies"], "products": ["classic", "sales_navigator"] }),
    )?;
    world.to_main()?;
    world.run("T.dock.unmount()")?;
    world.windows(1)
}

fn conflict(world: &World) -> Result<()> {
    mount(world, "{ products: ['recruiter', 'sales_navigator'] }")?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    world.until("T.words('dock', true).includes('event products_conflict')")?;
    let asked = world.asked_unipile("/auth/link")?;
    same("products", &asked["config"]["linkedin"]["products"], &json!(["recruiter", "sales_navigator"]))
}

/// The vendor's own pages deal with them: what matters here is that they run in the popup and come back.
fn checkpoints(world: &World) -> Result<()> {
    mount(world, "")?;
    world.sign_in_hosted(Popup, "chain")?;
    enter_code(world)?;
    world.press_hosted(Popup, "[data-choice=contract_2]")?;
    world.to_hosted(Popup, "[data-step=app]")?;
    world.control_unipile(Method::POST, "approve", &json!({}))?;
    become_active(world)?;
    told(world, &LINKED)
}

fn redirected(world: &World, kind: &str) -> Result<()> {
    world.unipile(&json!({ "redirect": kind }))?;
    mount(world, "")?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    told(world, &LINKED)
}

fn failed(world: &World, kind: &str) -> Result<()> {
    world.unipile(&json!({ "redirect": kind }))?;
    mount(world, "")?;
    world.sign_in_hosted(Popup, "busy")?;
    world.until_state("failed")?;
    told(world, &["onError vendor_busy retryable"])?;
    world.windows(1)?;
    world.offers(&["Try again"])?;
    world.unipile(&json!({ "redirect": "documented" }))?;
    world.press_try_again()?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)
}

fn expired(world: &World) -> Result<()> {
    mount(world, "")?;
    world.to_hosted(Popup, "#continue")?;
    world.control_unipile(Method::POST, "expire", &json!({}))?;
    world.sign_in_hosted(Popup, "active")?;
    world.press_hosted(Popup, "#back")?;
    world.to_main()?;
    world.until_told("onError expired_link retryable")?;
    world.says("This sign-in page has expired.")?;
    world.press_try_again()?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    same("links", &world.get("T.links.length")?, &json!(2))
}

fn linked_already(world: &World) -> Result<()> {
    world.unipile(&json!({ "redirect": "everything" }))?;
    mount(world, "")?;
    world.sign_in_hosted(Popup, "exists")?;
    world.until_told("onError account_exists retryable")?;
    world.says("This account is already connected.")?;
    // A redirect proves nothing, and the account is nobody's here: only for whom the host trusts with every account.
    world.press_try_again()?;
    world.until_told("onError token_failed")?;
    same("why", &world.get("T.values('onError')[1].detail.reason")?, &json!("account_not_allowed"))?;
    world.run("T.dock.unmount()")?;
    let trusted = crate::caller::token_of("somebody-with-every-account", &["*"])?;
    world.run(&format!("T.caller({trusted:?})"))?;
    world.press_go("T.hosted({ name: 'again' })")?;
    world.sign_in_hosted(Popup, "exists")?;
    world.until(
        "T.words('again').includes('onError account_exists retryable') && T.retry('again') !== null",
    )?;
    let browser = world.browser()?;
    browser.click(&browser.element("return T.retry('again')")?)?;
    world.sign_in_hosted(Popup, "exists")?;
    world.until("T.docks.again.state === 'active'")
}

fn update(world: &World) -> Result<()> {
    mount(world, "")?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    let account = world.one_value("onActive")?["id"].clone();
    world.control_unipile(Method::POST, "status", &json!({ "id": account, "status": "disconnected" }))?;
    world.run("T.dock.unmount()")?;
    world.press_go(&format!(
        "T.hosted({{ name: 'again', call: 'mountUpdate', accountId: {account}, products: ['recruiter'] }})"
    ))?;
    world.sign_in_hosted(Popup, "active")?;
    world.to_main()?;
    world.until("T.docks.again.state === 'active'")?;
    same("the account", &world.get("T.docks.again.account.id")?, &account)?;
    let asked = world.control_unipile(Method::GET, "requests", &Value::Null)?;
    let links: Vec<&Value> = asked
        .as_array()
        .context("no requests")?
        .iter()
        .filter(|request| request["path"].as_str().is_some_and(|path| path.ends_with("/auth/link")))
        .collect();
    same("the account of the link", &links[1]["body"]["account_id"], &account)?;
    same("the providers of the link", &links[1]["body"]["providers"], &Value::Null)?;
    same("the products", &links[1]["body"]["config"]["linkedin"]["products"], &json!(["recruiter"]))
}

fn wrong_account(world: &World) -> Result<()> {
    mount(world, "")?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    let account = world.one_value("onActive")?["id"].clone();
    world.run("T.dock.unmount()")?;
    world.press_go(&format!("T.hosted({{ name: 'again', call: 'mountUpdate', accountId: {account} }})"))?;
    world.sign_in_hosted(Popup, "mismatch")?;
    world.until("T.words('again').includes('onError account_mismatch retryable')")
}

fn closed(world: &World) -> Result<()> {
    mount(world, "")?;
    world.to_hosted(Popup, "#continue")?;
    world.to_main()?;
    world.until_settled(1)?;
    world.close_popup()?;
    world.until_told("onClose popup_closed")?;
    world.says("The sign-in window was closed.")?;
    world.press_try_again()?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    told(world, &["onClose popup_closed", "onReload manual 1", LINKED[0], LINKED[1], LINKED[2]])
}

fn blocked(world: &World) -> Result<()> {
    world.open_as_somebody("host.html")?;
    world.run("T.open = window.open; window.open = () => null; T.hosted()")?;
    world.until_told("onError popup_blocked retryable")?;
    world.offers(&["Open in a new window"])?;
    same("links", &world.get("T.links.length")?, &json!(0))?;
    world.run("window.open = T.open")?;
    world.press_button("Open in a new window")?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)
}

/// A broker whose redirects end on a page of the host's own.
fn with_own_page(world: &World) -> Result<Server> {
    with_broker(world, &[("LINKDOCK_RETURN_URL", &format!("{}/pages/return.html", world.origin))])
}

fn cut_off(world: &World) -> Result<()> {
    for (user, outcome) in [("active", "active"), ("busy", "failed")] {
        let _broker = with_own_page(world)?;
        world.unipile(&json!({ "redirect": if user == "busy" { "withoutState" } else { "documented" } }))?;
        world.control_unipile(Method::POST, "pages", &json!({ "coop": "same-origin" }))?;
        world.press_go("T.hosted()")?;
        world.to_hosted(Popup, "#continue")?;
        world.to_main()?;
        world.until_told("onClose popup_maybe_closed")?;
        world.says("The sign-in window may be closed. If it is still open, finish there.")?;
        world.sign_in_hosted(Popup, user)?;
        world.until_state(outcome)?;
        // A window that was cut off may not close itself everywhere.
        if world.browser()?.windows()?.len() > 1 {
            let _closed_by_itself = world.close_popup();
            world.to_main()?;
        }
        world.control_unipile(Method::POST, "pages", &json!({ "coop": null }))?;
    }
    Ok(())
}

/// Without a state nobody can say whose a success is that comes over a channel. A failure does no harm.
fn of_another_tab(world: &World) -> Result<()> {
    let _broker = with_own_page(world)?;
    world.control_unipile(Method::POST, "pages", &json!({ "coop": "same-origin" }))?;
    world.press_go("T.hosted({ link: async (context) => (await T.link(context)).url })")?;
    world.to_hosted(Popup, "#continue")?;
    world.to_main()?;
    world.until_told("onClose popup_maybe_closed")?;
    world.run(
        "const channel = new BroadcastChannel('linkdock:');
         channel.postMessage({ linkdock: 'return', accountId: 'acc_another' });
         channel.postMessage({ linkdock: 'return', error: 'vendor_failed', reason: 'proxy_error' });
         channel.close()",
    )?;
    world.until_state("failed")?;
    told(world, &["onClose popup_maybe_closed", "onError vendor_busy retryable"])
}

/// The page that is there after the whole page has come back: the same address, with a dock that is mounted at once.
const AGAIN: &str = "onActive running";

fn away(world: &World) -> Result<Server> {
    let broker = with_own_page(world)?;
    // What is needed to go on is in the address: nothing of this page survives.
    let caller = world.get("T.who")?;
    let query = format!("broker={}&caller={}", broker.url, caller.as_str().context("nobody")?);
    world.open(&format!("resume.html?{query}"))?;
    same("comes back", &world.get("T.returned")?, &json!(false))?;
    world.press_go("T.hosted({ mode: 'redirect' })")?;
    Ok(broker)
}

fn whole_page(world: &World) -> Result<()> {
    let _broker = away(world)?;
    world.sign_in_hosted(Page, "active")?;
    world.until("T.returned")?;
    world.until_state("active")?;
    told(world, &[AGAIN, "onClose completed", "resolve"])?;
    let address = world.browser()?.url()?;
    ensure!(!address.contains("account_id") && !address.contains("receipt"), "the address is {address}");
    same("what is kept", &world.get("Object.keys(sessionStorage)")?, &json!([]))?;
    world.untroubled()
}

fn whole_page_failed(world: &World) -> Result<()> {
    world.unipile(&json!({ "redirect": "withoutState" }))?;
    let _broker = away(world)?;
    world.sign_in_hosted(Page, "busy")?;
    world.until("T.returned")?;
    world.until_state("failed")?;
    told(world, &["onError vendor_busy retryable"])?;
    world.press_try_again()?;
    world.unipile(&json!({ "redirect": "documented" }))?;
    world.sign_in_hosted(Page, "active")?;
    world.until("T.returned")?;
    world.until_state("active")
}

/// It must neither be closed nor tell the page that has opened it.
fn opened_by_another(world: &World) -> Result<()> {
    let broker = with_own_page(world)?;
    let who = world.get("T.who")?;
    let query = format!("broker={}&caller={}", broker.url, who.as_str().context("nobody")?);
    world.run("T.heard = []; addEventListener('message', ({ data }) => T.heard.push(data?.linkdock))")?;
    world.press_go(&format!("window.open('/pages/resume.html?{query}')"))?;
    world.to_hosted(Popup, "#go")?;
    within("the page", || {
        ensure!(world.ask("return globalThis.T?.ready ?? false")? == true, "it isn't ready");
        Ok(())
    })?;
    world.run("T.go = () => T.hosted({ mode: 'redirect' })")?;
    let browser = world.browser()?;
    browser.click(&browser.find("#go")?)?;
    world.sign_in_hosted(Popup, "active")?;
    within("the account", || {
        world.to_main()?;
        world.to_popup()?;
        ensure!(world.ask("return globalThis.T?.dock?.state ?? null")? == "active", "it isn't linked");
        Ok(())
    })?;
    world.to_main()?;
    same("what the other page heard", &world.get("T.heard")?, &json!([]))?;
    world.windows(2)
}

fn left_alone(world: &World) -> Result<()> {
    let broker = &world.broker.url;
    world.open(&format!("resume.html?broker={broker}&caller=nobody&account_id=42&state=open&error=none"))?;
    same("comes back", &world.get("T.returned")?, &json!(false))?;
    let address = world.browser()?.url()?;
    ensure!(address.contains("account_id=42&state=open&error=none"), "the address is {address}");
    Ok(())
}

/// Back from the vendor's page by the browser's own button, to a page whose address speaks of an account.
fn gone_back(world: &World) -> Result<()> {
    let query = format!("broker={}&caller=nobody&account_id=42&error=none", world.broker.url);
    world.open(&format!("resume.html?{query}"))?;
    world.press_go(
        "T.hosted({ mode: 'redirect', link: async () => ({ url: ENV.sandbox + '/unipile/nothing', state: 'some-state' }) })",
    )?;
    within("another page", || {
        let url = world.browser()?.url()?;
        ensure!(url.contains("/unipile/nothing"), "it is {url}");
        Ok(())
    })?;
    world.browser()?.back()?;
    // From the cache, in some engines; and anew.
    world.until("T.returned === false")?;
    world.open(&format!("resume.html?{query}"))?;
    same("comes back", &world.get("T.returned")?, &json!(false))?;
    // The page would have taken its own address for a return, and gone on in another load of itself.
    same("what is kept", &world.get("Object.keys(sessionStorage)")?, &json!(["linkdock:redirect"]))?;
    let address = world.browser()?.url()?;
    ensure!(address.ends_with(&query), "the address is {address}");
    Ok(())
}

fn for_another_flow(world: &World) -> Result<()> {
    let _broker = away(world)?;
    world.to_hosted(Page, "#continue")?;
    // The user comes back another way, where another account is to be updated.
    world.browser()?.back()?;
    world.until("T.returned === false")?;
    world.run(
        "const gone = JSON.parse(sessionStorage.getItem('linkdock:redirect'));
         sessionStorage.setItem('linkdock:returned', JSON.stringify({ gone, message: { linkdock: 'return', accountId: 'acc_1', state: gone.state } }));
         T.hosted({ name: 'other', call: 'mountUpdate', accountId: 'acc_2', mode: 'redirect', link: () => new Promise(() => {}) })",
    )?;
    same("state", &world.get("T.docks.other.state")?, &json!("fetching"))?;
    same("what is kept", &world.get("Object.keys(sessionStorage)")?, &json!([]))
}

/// Only a page of the host's own can be framed by the host.
fn in_a_frame(world: &World) -> Result<()> {
    let _broker = with_own_page(world)?;
    world.run("T.hosted({ mode: 'iframe' })")?;
    world.sign_in_hosted(Frame, "active")?;
    world.until_state("active")?;
    told(world, &LINKED)?;
    world.untroubled()
}

fn custom_domain(world: &World) -> Result<()> {
    let domain = world.sandbox.url.replace("http://127.0.0.1", "localhost");
    let _broker = with_broker(world, &[("UNIPILE_DOMAIN", &domain)])?;
    world.press_go(&format!("T.hosted({{ hosts: ['http://{domain}'] }})"))?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    same("the domain", &world.asked_unipile("/auth/link")?["domain"], &json!(domain))?;
    let host = world.get("new URL(T.links[0].url).host")?;
    same("where the page was", &host, &json!(domain))
}

fn elsewhere(world: &World) -> Result<()> {
    mount(world, "{ hosts: undefined }")?;
    world.until_told("onError token_invalid retryable")?;
    world.windows(1)
}

fn forged(world: &World) -> Result<()> {
    mount(world, "{ origins: [ENV.broker, ENV.sandbox] }")?;
    world.to_hosted(Popup, "#continue")?;
    for state in ["undefined", "'somebody-elses'"] {
        world.ask(&format!(
            "opener.postMessage({{ linkdock: 'return', state: {state}, accountId: 'acc_forged' }}, {:?})",
            world.origin
        ))?;
    }
    world.to_main()?;
    world.until("T.refused().filter(({ reason }) => reason === 'invalid_state').length === 2")?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    world.sign_in_hosted(Popup, "active")?;
    become_active(world)?;
    told(world, &LINKED)
}

fn unmounted(world: &World) -> Result<()> {
    mount(world, "")?;
    world.to_hosted(Popup, "#continue")?;
    world.to_main()?;
    world.run("T.dock.unmount()")?;
    world.windows(1)?;
    world.empty()?;
    world.untroubled()
}
