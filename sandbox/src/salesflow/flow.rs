//! What becomes of a submitted form: the only place where an account changes. It knows neither HTTP nor markup.

use std::time::SystemTime;

use serde::Deserialize;

use super::answer::{self, Answer, Message, Next, Post};
use super::store::{DeadLink, Store};
use super::users::{Connect, Delivery, RIGHT_CODE, TestUser, status};

/// The connect form, as its page sends it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ConnectForm {
    email: String,
    password: String,
    location: String,
    timezone: String,
}

/// The update form, as its page sends it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct UpdateForm {
    code: String,
}

/// Submits the connect form. An outcome spends the token; a form that is not filled in right does not.
pub(crate) fn connect(
    store: &mut Store,
    token: &str,
    form: &ConnectForm,
    other_origin: &str,
    now: SystemTime,
) -> Result<Answer, DeadLink> {
    store.check_onboarding(token, now)?;
    store.stats.submits += 1;
    for (field, value, message) in [
        ("email", &form.email, "Enter your LinkedIn e-mail address."),
        ("password", &form.password, "Enter your LinkedIn password."),
        ("location", &form.location, "Choose your location."),
        ("timezone", &form.timezone, "Choose your time zone."),
    ] {
        if value.trim().is_empty() {
            return Ok(Answer::field_error(field, message));
        }
    }
    let Some(user) = TestUser::find(&form.email) else {
        let message = "This is not a test user. The sandbox's index page (/) lists them.";
        return Ok(Answer::field_error("email", message));
    };
    store.spend_onboarding(token);
    Ok(match user.connect {
        Connect::Answers(status, delivery) => connected(store, user, status, delivery, other_origin, now),
        Connect::Fails => failed(),
        Connect::FailsOnce if !store.failed_once => {
            store.failed_once = true;
            failed()
        }
        Connect::FailsOnce => connected(store, user, status::ACTIVE, Delivery::Plain, other_origin, now),
        Connect::NeverAnswers => Answer::silent(Next::Waiting),
    })
}

/// Submits the update form of an account.
pub(crate) fn update(
    store: &mut Store,
    jwt: &str,
    account: u64,
    form: &UpdateForm,
    now: SystemTime,
) -> Result<Answer, DeadLink> {
    let found = store.check_jwt(jwt, account, now)?;
    let user = found.email.as_deref().and_then(TestUser::find);
    let usual = if found.status == status::DELETED { status::DELETED } else { status::ACTIVE };
    let status = user.and_then(|user| user.after_code).unwrap_or(usual);
    store.stats.submits += 1;
    let code: String = form.code.split_whitespace().collect();
    if code.is_empty() {
        return Ok(Answer::field_error("code", "Enter the code that LinkedIn sent you."));
    }
    if code != RIGHT_CODE {
        return Ok(Answer::field_error("code", "That code is not right"));
    }
    store.set_status(account, status);
    Ok(told(store, account, status, Delivery::Plain, now))
}

fn connected(
    store: &mut Store,
    user: &TestUser,
    status: &str,
    delivery: Delivery,
    other_origin: &str,
    now: SystemTime,
) -> Answer {
    let account = store.create_account(Some(user.email()), status.to_owned());
    let answer = told(store, account, status, delivery, now);
    match delivery {
        Delivery::OtherOrigin => {
            let key = store.park(answer);
            Answer::silent(Next::Hop { url: format!("{other_origin}/answer/{key}") })
        }
        Delivery::Late(millis) => answer.after(millis),
        Delivery::Closing => answer.closing(),
        Delivery::Plain | Delivery::Twice | Delivery::JsonString | Delivery::SwappedTypes => answer,
    }
}

/// The answer about an account, with a fresh JWT in it.
fn told(store: &mut Store, account: u64, status: &str, delivery: Delivery, now: SystemTime) -> Answer {
    let token = store.issue_jwt(account, now);
    Answer::new(answer::posts(account, token, status, delivery), Next::after(status))
}

fn failed() -> Answer {
    Answer::new(vec![Post::Object(Message::failed())], Next::failed())
}
