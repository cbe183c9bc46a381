//! What a user does on a hosted page, and what the page does next. The page decides nothing: it sends what was done and
//! performs the answer.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::attempt::{Answer, Credentials};
use super::failure::Failure;
use super::intent::Progress;
use super::step::Step;
use super::store::Store;
use super::view::{self, View};
use super::{Version, redirect};

/// What the user does.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "camelCase")]
pub(crate) enum Act {
    SignIn(Form),
    /// A code, a number or a token.
    Answer {
        code: String,
    },
    Choose {
        choice: String,
    },
    Resend,
    /// The page asks by itself.
    Wait,
    /// Another account.
    Restart,
    /// Back to the application, from a page that is alive.
    Cancel,
    /// Likewise, from one that is over.
    Back,
}

/// The fields of the method that is shown.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    username: Option<String>,
    password: String,
    li_at: String,
    li_a: String,
}

/// What the page does next.
#[derive(Serialize)]
#[serde(tag = "show", rename_all = "lowercase")]
pub(crate) enum Told {
    View(View),
    /// Leaves.
    Go {
        url: String,
    },
    /// Nothing has changed.
    Same,
    /// The page stays and says what is wrong with which field.
    Error {
        field: &'static str,
        message: &'static str,
    },
    /// The page stays and says that something was done.
    Notice {
        message: &'static str,
    },
}

/// On a page whose link is alive.
pub(crate) fn perform(store: &mut Store, version: Version, token: &str, act: &Act, now: SystemTime) -> Told {
    let intent = store.links.get(token).and_then(|link| link.intent.clone());
    let step = intent.as_ref().and_then(|id| store.intents.get(id)?.attempt.step());
    match (act, &intent) {
        (Act::SignIn(form), _) => sign_in(store, version, token, form, now),
        (Act::Answer { code } | Act::Choose { choice: code }, Some(id)) => {
            if code.trim().is_empty() {
                return Told::Error { field: view::field(step), message: "This is needed to go on." };
            }
            let outcome = store.answer(version, id, &Answer::Code(code), now);
            after(store, token, step, outcome)
        }
        (Act::Wait, Some(id)) => {
            let outcome = store.answer(version, id, &Answer::Look, now);
            match outcome {
                Ok(Progress::Asks { step: next, .. }) if Some(next) == step && next != Step::Loading => {
                    Told::Same
                }
                outcome => after(store, token, step, outcome),
            }
        }
        (Act::Resend, Some(id)) => match store.resend(version, id, now) {
            Ok(()) => Told::Notice { message: "Sent. It can take a minute to arrive." },
            Err(_) => Told::Notice { message: "There is nothing to send again." },
        },
        (Act::Cancel | Act::Back, _) => {
            let last = store.links.get(token).and_then(|link| link.last.clone());
            leave(store, token, &last.unwrap_or(Failure::Cancelled))
        }
        (Act::Restart, _) => {
            if let Some(link) = store.links.get_mut(token) {
                link.intent = None;
            }
            Told::View(current(store, token))
        }
        (Act::Answer { .. } | Act::Choose { .. } | Act::Wait | Act::Resend, None) => {
            Told::View(current(store, token))
        }
    }
}

fn sign_in(store: &mut Store, version: Version, token: &str, form: &Form, now: SystemTime) -> Told {
    let Some(link) = store.links.get(token) else { return Told::Same };
    let goal = link.goal.clone();
    let (credentials, field) = match &form.username {
        Some(username) => {
            if username.trim().is_empty() {
                return Told::Error {
                    field: "username",
                    message: "Enter your e-mail address or phone number.",
                };
            }
            if form.password.is_empty() {
                return Told::Error { field: "password", message: "Enter your password." };
            }
            let (username, password) = (username.clone(), form.password.clone());
            (Credentials::Password { username, password }, "password")
        }
        None if form.li_at.trim().is_empty() => {
            return Told::Error { field: "li-at", message: "Paste the value of your li_at cookie." };
        }
        None => {
            let li_a = Some(form.li_a.clone()).filter(|li_a| !li_a.trim().is_empty());
            (Credentials::Cookies { li_at: form.li_at.clone(), li_a }, "li-at")
        }
    };
    let outcome = store.sign_in(version, &credentials, goal, Some(token.to_owned()), now);
    if let (Some(link), Ok(Progress::Asks { intent, .. })) = (store.links.get_mut(token), &outcome) {
        link.intent = Some(intent.clone());
        link.last = None;
    }
    let message = match &outcome {
        Err(Failure::Credentials) if field == "password" => "That’s not the right e-mail or password.",
        Err(Failure::Credentials) => "LinkedIn doesn’t accept this cookie. It may have expired.",
        Err(Failure::PremiumCookie) => {
            return Told::Error { field: "li-a", message: "Your products need the li_a cookie as well." };
        }
        _ => return after(store, token, None, outcome),
    };
    // Whoever gives up now goes back with this.
    if let Some(link) = store.links.get_mut(token) {
        link.last = outcome.err();
    }
    Told::Error { field, message }
}

/// What a step or a sign-in has led to.
fn after(store: &mut Store, token: &str, step: Option<Step>, outcome: Result<Progress, Failure>) -> Told {
    let failure = match outcome {
        Ok(Progress::Asks { .. }) => return Told::View(current(store, token)),
        Ok(Progress::Connected { account }) => {
            let kind = store.settings.redirect;
            let Some(link) = store.links.get_mut(token) else { return Told::Same };
            link.spent = true;
            return match redirect::connected(link, &account, kind) {
                Some(url) => Told::Go { url },
                None => Told::View(view::done()),
            };
        }
        Err(failure) => failure,
    };
    match failure {
        Failure::Code => Told::Error { field: view::field(step), message: view::wrong(step) },
        Failure::CheckpointExpired => {
            Told::Error { field: view::field(step), message: "This took too long. Ask for a new code." }
        }
        Failure::NoIntent | Failure::IntentExpired => {
            if let Some(link) = store.links.get_mut(token) {
                link.intent = None;
            }
            Told::View(current(store, token))
        }
        other @ (Failure::Key
        | Failure::Parameters(_)
        | Failure::NoAccount
        | Failure::Credentials
        | Failure::PremiumCookie
        | Failure::Exists(_)
        | Failure::Mismatch
        | Failure::Busy
        | Failure::Proxy
        | Failure::LinkExpired
        | Failure::Cancelled) => leave(store, token, &other),
    }
}

/// Back to the application, for good.
fn leave(store: &mut Store, token: &str, failure: &Failure) -> Told {
    let kind = store.settings.redirect;
    let Some(link) = store.links.get_mut(token) else { return Told::Same };
    link.spent = true;
    match redirect::failed(link, failure, kind) {
        Some(url) => Told::Go { url },
        None => Told::View(view::failed(failure)),
    }
}

/// What a link that is over still does: it leads back, if it knows where to.
pub(crate) fn back(store: &Store, token: &str, act: &Act) -> Told {
    let url = match (act, store.links.get(token)) {
        (Act::Back, Some(link)) => redirect::failed(link, &Failure::LinkExpired, store.settings.redirect),
        _ => None,
    };
    url.map_or_else(|| Told::View(over(store, token)), |url| Told::Go { url })
}

/// What a link shows now.
pub(crate) fn current(store: &Store, token: &str) -> View {
    let Some(link) = store.links.get(token) else { return view::expired(None) };
    let intent = link.intent.as_ref().and_then(|id| Some((id, store.intents.get(id)?)));
    match intent.and_then(|(id, intent)| Some((id, intent, intent.attempt.step()?))) {
        Some((_, intent, Step::Oauth)) if intent.attempt.is_approved() => {
            view::step(link, Step::Loading, "", "")
        }
        Some((id, intent, step)) => view::step(link, step, &intent.who, id),
        None => view::sign_in(link),
    }
}

/// What a link shows that is over, or never was.
pub(crate) fn over(store: &Store, token: &str) -> View {
    view::expired(store.links.get(token).and_then(|link| link.failure.as_ref()))
}
