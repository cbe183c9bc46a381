//! What hosted pages show: one view for each step. Nothing is decided here, and no view may hold a credential.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::account::Product;
use super::failure::Failure;
use super::link::{Link, Method, Url};
use super::step::{CAPTCHA_TOKEN, CHALLENGES, CONTRACTS, Channel, Choice, Platform, Step, oauth_url};
use crate::html::{Page, escape, fill};

/// A view and the title of the page that shows it.
#[derive(Serialize)]
pub(crate) struct View {
    title: &'static str,
    /// Markup, already safe.
    html: String,
}

impl View {
    pub(crate) const fn new(title: &'static str, html: String) -> Self {
        Self { title, html }
    }

    /// A page that moves on shows nothing.
    pub(crate) const fn blank() -> Self {
        Self::new("Unipile", String::new())
    }
}

pub(crate) fn page(view: &View, data: Vec<(&str, String)>, status: StatusCode) -> Response {
    let body = fill(include_str!("../../assets/unipile/frame.html"), &[("view", &view.html)]);
    let page = Page {
        title: view.title,
        styles: &["/assets/unipile.css", "/assets/steps.css", "/assets/checks.css"],
        script: Some("/assets/unipile.js"),
        data,
        body: &body,
    };
    page.respond(status)
}

/// The application that asked, as far as its address tells.
fn application(url: Option<&Url>) -> String {
    let name = url.and_then(|Url(url)| {
        let host = url.host_str()?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    });
    escape(&name.unwrap_or_else(|| "the application".to_owned()))
}

pub(crate) fn sign_in(link: &Link) -> View {
    let offers = |method: Method| link.methods.contains(&method);
    let first = if offers(Method::Credentials) { Method::Credentials } else { Method::Cookies };
    let choice = if offers(Method::Credentials) && offers(Method::Cookies) {
        include_str!("../../assets/unipile/methods.html")
    } else {
        ""
    };
    let mut fields = String::new();
    if offers(Method::Credentials) {
        let hint = escape(link.login_hint.as_deref().unwrap_or_default());
        fields += &fill(include_str!("../../assets/unipile/credentials.html"), &[("hint", &hint)]);
    }
    if offers(Method::Cookies) {
        let shown = if first == Method::Cookies { "" } else { " hidden disabled" };
        let products = link.goal.products.as_deref().unwrap_or_default();
        let premium = products.iter().any(|product| product.is_premium());
        let need = if premium { "needed for your products" } else { "for Recruiter and Sales Navigator" };
        let values = [("shown", shown), ("need", need)];
        fields += &fill(include_str!("../../assets/unipile/cookies.html"), &values);
    }
    let chip = |product: &Product| format!("<li>{}</li>", product.title());
    let products: String = link.goal.products.iter().flatten().map(chip).collect();
    let again = link.goal.reconnects.is_some();
    let values = [
        ("verb", if again { "Reconnect" } else { "Connect" }),
        ("app", &application(link.failure.as_ref())),
        ("products", &products),
        ("methods", choice),
        ("fields", &fields),
    ];
    View::new("Connect LinkedIn", fill(include_str!("../../assets/unipile/sign-in.html"), &values))
}

/// A step of the sign-in of `who`, whose intent has this id.
pub(crate) fn step(link: &Link, step: Step, who: &str, intent: &str) -> View {
    let html = match step {
        Step::Otp(None) => code("otp", "Enter the code", "LinkedIn has sent you a code.", false),
        Step::Otp(Some(Channel::Email)) => code(
            "otp",
            "Check your e-mail",
            "LinkedIn has sent a six-digit code to your e-mail address.",
            false,
        ),
        Step::Otp(Some(Channel::Sms)) => {
            code("otp", "Check your messages", "LinkedIn has sent a six-digit code to your phone.", false)
        }
        Step::TwoFactor(Platform::Sms) => code(
            "2fa",
            "Two-step verification",
            "LinkedIn has sent a six-digit code to the phone you verify with.",
            false,
        ),
        Step::TwoFactor(Platform::App) => code(
            "2fa",
            "Two-step verification",
            "Open your authenticator app and type the code it shows for LinkedIn.",
            false,
        ),
        Step::OtpOrInApp => code(
            "otp-or-app",
            "Verify that it’s you",
            "Type the code that LinkedIn has sent to your phone, or approve the sign-in in the LinkedIn app.",
            true,
        ),
        Step::FaceScan => code(
            "unknown",
            "One more check",
            "Hold your phone at arm’s length and type the code it shows.",
            false,
        ),
        Step::InApp => include_str!("../../assets/unipile/approve.html").to_owned(),
        Step::Phone => include_str!("../../assets/unipile/phone.html").to_owned(),
        Step::Captcha => {
            fill(include_str!("../../assets/unipile/captcha.html"), &[("captcha", CAPTCHA_TOKEN)])
        }
        Step::Contract => choice(
            "contract",
            "Choose a contract",
            "Your LinkedIn account belongs to more than one contract. Which one shall be connected?",
            &CONTRACTS,
        ),
        Step::Challenge => choice(
            "challenge",
            "How do you want to verify?",
            "LinkedIn wants to be sure that it’s you. Choose a way that works for you.",
            &CHALLENGES,
        ),
        Step::Loading => include_str!("../../assets/unipile/loading.html").to_owned(),
        Step::Qr => {
            fill(include_str!("../../assets/unipile/qr.html"), &[("squares", &super::phone_app::squares())])
        }
        Step::Oauth => {
            let url = oauth_url("", intent);
            fill(include_str!("../../assets/unipile/oauth.html"), &[("url", &escape(&url))])
        }
    };
    let who = if who.is_empty() { String::new() } else { who_is_it(who) };
    let values = [("who", who.as_str()), ("step", &html), ("app", &application(link.failure.as_ref()))];
    View::new("Verify your account", fill(include_str!("../../assets/unipile/step.html"), &values))
}

fn who_is_it(who: &str) -> String {
    let letter: String = who.chars().take(1).flat_map(char::to_uppercase).collect();
    let values = [("letter", escape(&letter)), ("who", escape(who))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    fill(include_str!("../../assets/unipile/who.html"), &values)
}

fn code(kind: &str, heading: &str, lede: &str, waits: bool) -> String {
    let resends = kind != "unknown" && !lede.contains("authenticator");
    let values = [
        ("kind", kind),
        ("heading", heading),
        ("lede", lede),
        ("poll", if waits { " data-poll=\"700\"" } else { "" }),
        ("waiting", if waits { include_str!("../../assets/unipile/waiting.html") } else { "" }),
        ("resend", if resends { include_str!("../../assets/unipile/resend.html") } else { "" }),
    ];
    fill(include_str!("../../assets/unipile/code.html"), &values)
}

fn choice(kind: &str, heading: &str, lede: &str, choices: &[Choice]) -> String {
    let row = |(id, label, more): &Choice| {
        fill(
            include_str!("../../assets/unipile/choice-row.html"),
            &[("id", id), ("label", label), ("more", more)],
        )
    };
    let rows: String = choices.iter().map(row).collect();
    let values = [("kind", kind), ("heading", heading), ("lede", lede), ("rows", &rows)];
    fill(include_str!("../../assets/unipile/choice.html"), &values)
}

/// The id of the input that a step has.
pub(crate) const fn field(step: Option<Step>) -> &'static str {
    match step {
        Some(Step::Phone) => "phone",
        Some(Step::Captcha) => "captcha",
        Some(Step::Contract | Step::Challenge) => "choice",
        _ => "code",
    }
}

/// What is said about a wrong answer.
pub(crate) const fn wrong(step: Option<Step>) -> &'static str {
    match step {
        Some(Step::Phone) => "LinkedIn can’t use this number. Try another one.",
        Some(Step::Captcha) => "That didn’t work. Try once more.",
        Some(Step::Contract) => "This contract has no seat left. Choose another one.",
        Some(Step::Challenge) => "This way isn’t available right now. Choose another one.",
        _ => "That code isn’t right. Check it and try again.",
    }
}

/// The end, where there is nowhere to go back to.
pub(crate) fn done() -> View {
    let values = [
        ("id", "done"),
        ("tone", "success"),
        ("heading", "Your account is connected"),
        ("text", "You can close this page and go on where you left off."),
        ("back", ""),
    ];
    View::new("Connected", fill(include_str!("../../assets/unipile/end.html"), &values))
}

/// Likewise, for a sign-in that failed.
pub(crate) fn failed(failure: &Failure) -> View {
    let words = failure.words();
    let values = [
        ("id", "failed"),
        ("tone", "failure"),
        ("heading", words.title),
        ("text", words.detail),
        ("back", ""),
    ];
    View::new("Not connected", fill(include_str!("../../assets/unipile/end.html"), &values))
}

/// A link that is too old, used or never was.
pub(crate) fn expired(back: Option<&Url>) -> View {
    let app = application(back);
    let button = fill(include_str!("../../assets/unipile/back.html"), &[("app", &app)]);
    let values = [
        ("id", "expired"),
        ("tone", "failure"),
        ("heading", "This link has expired"),
        (
            "text",
            "For your safety a link works once and for a short time only. Go back and start again to get a new one.",
        ),
        ("back", if back.is_some() { &button } else { "" }),
    ];
    View::new("This link has expired", fill(include_str!("../../assets/unipile/end.html"), &values))
}
