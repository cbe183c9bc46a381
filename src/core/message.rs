//! The gate: decides whether a `message` event is the vendor's answer to this dock, or why not.
//!
//! Order: source window, origin, size, shape, vendor; the state of the flow is looked at afterwards, in
//! `flow`. Everyone on a page may post anything here (trap 4), so the gate reads own data properties only,
//! bounds every text before copying it, and has an answer for whatever comes.

use alloc::rc::Rc;
use alloc::string::String;

use super::account::{Account, AccountStatus};
use super::text::whole;
use super::vendor::Vendor;
use super::vendor::unipile::Returned;

/// The longest text that is parsed as JSON, in UTF-16 code units. The longest real answer is under 10 KiB.
pub const MAX_MESSAGE_LENGTH: usize = 64 * 1024;

/// Where a message came from, as the shell saw by comparing windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The window of this dock's frame or popup.
    Surface,
    /// This dock's frame before that, which is still in sight.
    Former,
    /// Some other window.
    Other,
    /// No window: `event.source` was null, as it is for a frame that was removed meanwhile (trap 1).
    Nobody,
}

/// What a value is, as far as reading an answer needs to know.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Null or undefined.
    Nothing,
    /// A text within the bound.
    Text(String),
    /// A text beyond the bound; it was not copied.
    TooLong,
    /// A number.
    Number(f64),
    /// An object that is no array.
    Object,
    /// A boolean, an array, a symbol, …
    Other,
}

impl Shape {
    /// What is a text.
    #[must_use]
    pub fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing | Self::TooLong | Self::Number(_) | Self::Object | Self::Other => None,
        }
    }

    /// What is a text, or a whole number that can be written as one.
    #[must_use]
    pub fn spelled(self) -> Option<String> {
        if let Self::Number(number) = self { whole(number) } else { self.text() }
    }
}

/// Reading a property would have run foreign code, or did and threw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// A foreign value, read without running foreign code.
pub trait Node: Sized {
    /// What it is; a text longer than `max_text` UTF-16 code units is [`Shape::TooLong`].
    fn shape(&self, max_text: usize) -> Shape;

    /// An own data property; `None` when there is none.
    ///
    /// # Errors
    /// When the property is an accessor, or the object's traps threw.
    fn own(&self, key: &str) -> Result<Option<Self>, Unreadable>;

    /// Parses JSON text.
    fn from_json(text: &str) -> Option<Self>;
}

/// What the vendor answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An account, in whatever state.
    Account(Rc<Account>),
    /// The vendor says that it didn't work.
    Failed,
    /// The user has signed in in the vendor's page, which still has no credential of ours.
    SignedIn,
    /// The vendor doesn't take the credential any more.
    TokenRefused,
    /// The vendor has sent the user back to the host.
    Returned(Rc<Returned>),
}

impl Answer {
    /// Whether it is the success that the flow is about.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Account(account) if account.status == AccountStatus::Active)
    }
}

/// Why a message was not acted upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `event.source` is null.
    NoSource,
    /// The source window is not this dock's surface.
    UnknownSource,
    /// The origin is none of the vendor's.
    WrongOrigin,
    /// The text is longer than [`MAX_MESSAGE_LENGTH`].
    TooLarge,
    /// The text is not JSON.
    NotJson,
    /// The data is neither an object nor JSON text of one.
    NotObject,
    /// Reading a property would have run foreign code.
    Unreadable,
    /// The `type` is missing, no text, or none that the vendor documents.
    UnknownType,
    /// The `data` is missing or no object.
    InvalidData,
    /// The `action` is neither 0 nor 1.
    InvalidAction,
    /// The account's id is missing or no id.
    InvalidAccountId,
    /// The status is missing or no text.
    InvalidStatus,
    /// The status is a word that this version doesn't know; it is carried along.
    UnknownStatus(String),
    /// The account's token can't be used as one.
    InvalidToken,
    /// The `state` isn't the one that the link was made with.
    InvalidState,
    /// The very answer that was acted upon a moment ago.
    Duplicate,
    /// The flow isn't waiting for an answer.
    Late,
}

impl Refusal {
    /// The reason as JavaScript sees it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NoSource => "no_source",
            Self::UnknownSource => "unknown_source",
            Self::WrongOrigin => "wrong_origin",
            Self::TooLarge => "too_large",
            Self::NotJson => "not_json",
            Self::NotObject => "not_object",
            Self::Unreadable => "unreadable",
            Self::UnknownType => "unknown_type",
            Self::InvalidData => "invalid_data",
            Self::InvalidAction => "invalid_action",
            Self::InvalidAccountId => "invalid_account_id",
            Self::InvalidStatus => "invalid_status",
            Self::UnknownStatus(_) => "unknown_status",
            Self::InvalidToken => "invalid_token",
            Self::InvalidState => "invalid_state",
            Self::Duplicate => "duplicate",
            Self::Late => "late",
        }
    }
}

impl From<Unreadable> for Refusal {
    fn from(Unreadable: Unreadable) -> Self {
        Self::Unreadable
    }
}

/// An own property, or nothing.
///
/// # Errors
/// When reading it would run foreign code.
pub fn property<N: Node>(object: &N, key: &str, max_text: usize) -> Result<Shape, Refusal> {
    Ok(object.own(key)?.map_or(Shape::Nothing, |value| value.shape(max_text)))
}

/// Decides whether a message is the vendor's answer.
///
/// # Errors
/// The first reason against it, in the order of the gate.
pub fn admit<N: Node>(vendor: &Vendor, source: Source, origin: &str, data: &N) -> Result<Answer, Refusal> {
    match source {
        Source::Nobody => return Err(Refusal::NoSource),
        Source::Former => return Err(Refusal::Late),
        Source::Other => return Err(Refusal::UnknownSource),
        Source::Surface => {}
    }
    if !vendor.takes_from(origin) {
        return Err(Refusal::WrongOrigin);
    }
    match data.shape(MAX_MESSAGE_LENGTH) {
        Shape::Object => vendor.read(data),
        Shape::TooLong => Err(Refusal::TooLarge),
        // Vendors change between objects and JSON text; either is taken from any of them (trap 5).
        Shape::Text(text) => {
            let node = N::from_json(&text).ok_or(Refusal::NotJson)?;
            if matches!(node.shape(0), Shape::Object) { vendor.read(&node) } else { Err(Refusal::NotObject) }
        }
        Shape::Nothing | Shape::Number(_) | Shape::Other => Err(Refusal::NotObject),
    }
}
