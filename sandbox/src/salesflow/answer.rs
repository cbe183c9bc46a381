//! What a submitted form leads to, as data: the messages that the page posts and what it shows next. The page's script
//! only performs it, so that tests can read every outcome over plain HTTP.

use serde::Serialize;

use super::users::{Delivery, status};

/// The answer to a submit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    /// How many milliseconds the page stays busy before it performs any of this.
    #[serde(skip_serializing_if = "Option::is_none")]
    after_ms: Option<u64>,
    /// Posted to the page's opener or parent, in this order and in one task.
    posts: Vec<Post>,
    /// The page closes its window, in the task of the posts; a frame has none and stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    closes: Option<bool>,
    next: Next,
}

impl Answer {
    /// Posts first, then shows.
    pub(crate) fn new(posts: Vec<Post>, next: Next) -> Self {
        Self { after_ms: None, posts, closes: None, next }
    }

    /// The page performs it so much later.
    pub(crate) fn after(self, millis: u64) -> Self {
        Self { after_ms: Some(millis), ..self }
    }

    /// The page closes its window with it.
    pub(crate) fn closing(self) -> Self {
        Self { closes: Some(true), ..self }
    }

    /// Nothing to post, only something to show.
    pub(crate) fn silent(next: Next) -> Self {
        Self::new(Vec::new(), next)
    }

    /// One field of the form is not right; the page stays as it is.
    pub(crate) fn field_error(field: &'static str, message: &'static str) -> Self {
        Self::silent(Next::Errors { errors: vec![FieldError { field, message }] })
    }
}

/// One message, in either of the ways it may travel.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Post {
    Object(Message),
    JsonString(String),
}

/// The vendor's message. The order of the fields is the documented one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Message {
    r#type: &'static str,
    data: Data,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Data {
    action: Scalar,
    #[serde(flatten)]
    account: Option<AccountData>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountData {
    linkedin_id: Scalar,
    token: String,
    status: String,
}

/// The vendor's types are loose: a number may come as a string and the other way round.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Number(u64),
}

impl Message {
    fn new(action: Scalar, account: Option<AccountData>) -> Self {
        Self { r#type: "handleResponse", data: Data { action, account } }
    }

    /// Action "0".
    pub(crate) fn failed() -> Self {
        Self::new(Scalar::Text("0".to_owned()), None)
    }
}

/// The messages that tell about an account. `token` is a fresh JWT for it.
pub(crate) fn posts(id: u64, token: String, status: &str, delivery: Delivery) -> Vec<Post> {
    let account = |linkedin_id| Some(AccountData { linkedin_id, token, status: status.to_owned() });
    let documented = || Scalar::Text("1".to_owned());
    match delivery {
        Delivery::Plain | Delivery::OtherOrigin | Delivery::Late(_) | Delivery::Closing => {
            vec![Post::Object(Message::new(documented(), account(Scalar::Number(id))))]
        }
        Delivery::Twice => {
            let post = Post::Object(Message::new(documented(), account(Scalar::Number(id))));
            vec![post.clone(), post]
        }
        Delivery::JsonString => {
            let message = Message::new(documented(), account(Scalar::Number(id)));
            // Strings and numbers always serialise.
            vec![Post::JsonString(serde_json::to_string(&message).unwrap_or_default())]
        }
        Delivery::SwappedTypes => {
            let id = Scalar::Text(id.to_string());
            vec![Post::Object(Message::new(Scalar::Number(1), account(id)))]
        }
    }
}

/// What the page shows next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "show", rename_all = "lowercase")]
pub(crate) enum Next {
    /// The form gives way to a few quiet words.
    Done { tone: Tone, heading: &'static str, text: &'static str },
    /// The form stays and says what is wrong.
    Errors { errors: Vec<FieldError> },
    /// The form stays busy for good.
    Waiting,
    /// The link is spent or too old.
    Expired,
    /// The page moves to another address without a history entry and goes on there.
    Hop { url: String },
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FieldError {
    /// The id of the input.
    pub(crate) field: &'static str,
    pub(crate) message: &'static str,
}

/// How the last words look.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tone {
    Success,
    Attention,
    Failure,
}

impl Next {
    /// The last words about an account with this status.
    pub(crate) fn after(account_status: &str) -> Self {
        match account_status {
            status::ACTIVE => Self::Done {
                tone: Tone::Success,
                heading: "Done",
                text: "Your LinkedIn account is connected. You can go on where you left off.",
            },
            status::DELETED => Self::Done {
                tone: Tone::Failure,
                heading: "This account was deleted",
                text: "Connect your LinkedIn account again to go on using it.",
            },
            _ => Self::Done {
                tone: Tone::Attention,
                heading: "Check your e-mail for a code",
                text: "LinkedIn wants to be sure that it is you. You will be asked for the code in a moment.",
            },
        }
    }

    /// The last words after action "0".
    pub(crate) fn failed() -> Self {
        Self::Done {
            tone: Tone::Failure,
            heading: "We could not connect your account",
            text: "LinkedIn did not accept the sign-in. Go back and try again.",
        }
    }
}
