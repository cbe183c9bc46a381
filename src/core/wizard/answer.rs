//! What an answer of the host's functions means, in the form of Unipile's v2 or of v1.
//!
//! It comes from the host's server, which may pass on whatever the vendor sends, so own data properties are read only, and
//! every text is bounded before it is copied. An object that isn't known is told by what it holds.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::core::account::{AccountId, AccountStatus};
use crate::core::error::ErrorCode;
use crate::core::message::{Node, Shape};
use crate::core::origin::is_secure;
use crate::core::text::{decimal, word};
use crate::core::vendor::unipile;

/// The longest identifier or word, in UTF-16 code units.
const MAX_WORD: usize = 512;
/// The longest text that is shown.
const MAX_TEXT: usize = 200;
/// The longest address, key of a captcha, or content of a QR code.
const MAX_LONG: usize = 16 * 1024;
/// The longest QR code that is an image.
const MAX_IMAGE: usize = 256 * 1024;
/// How many contracts or challenges are shown.
const MAX_CHOICES: u32 = 40;

/// A foreign object of which it isn't known what it holds.
pub trait Listed: Node {
    /// Its own texts, a line each, save the one called `type` and those longer than `max_text` UTF-16 code units; no more
    /// than some dozens of them.
    fn texts(&self, max_text: usize) -> String;
}

/// An answer, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An account; `is_settled` unless the vendor says that it is still being connected.
    Account {
        /// The vendor's identifier, one that [`AccountId::from_word`] takes.
        id: String,
        /// Whether its status, if one came along, says that it can be used.
        is_settled: bool,
    },
    /// The user has to do something.
    Checkpoint(Box<Checkpoint>),
    /// An error that was answered or thrown.
    Failure(Failure),
    /// None of these.
    Unknown,
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// LinkedIn didn't take what the user signed in with.
    CredentialsInvalid,
    /// LinkedIn didn't take the code.
    CheckpointInvalid,
    /// The attempt is over.
    ExpiredLink,
    /// It is another account than the one to reconnect.
    AccountMismatch,
    /// The account is linked already.
    AccountExists,
    /// The vendor can't answer now.
    VendorBusy,
    /// The vendor says no, or what can't be understood.
    VendorFailed,
    /// The host's function failed.
    TokenFailed,
    /// It didn't settle in time.
    TokenTimeout,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::CredentialsInvalid,
        Self::CheckpointInvalid,
        Self::ExpiredLink,
        Self::AccountMismatch,
        Self::AccountExists,
        Self::VendorBusy,
        Self::VendorFailed,
        Self::TokenFailed,
        Self::TokenTimeout,
    ];

    /// The `code` of its `DockError`: one of [`ErrorCode`]'s.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(
            "credentials_invalid checkpoint_invalid expired_link account_mismatch account_exists vendor_busy vendor_failed token_failed token_timeout",
            self as usize,
        )
    }
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it means.
    pub code: Trouble,
    /// With `account_exists`: that account, where it is known.
    pub account: Option<String>,
}

impl Failure {
    /// A failure of which nothing else is known.
    #[must_use]
    pub fn new(code: Trouble) -> Self {
        Self { code, account: None }
    }
}

/// What the vendor wants of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The attempt that it belongs to; empty when the answer didn't say.
    pub intent: String,
    /// Its type, as the vendor spells it.
    pub name: String,
    /// What is to be done.
    pub task: Task,
    /// Contracts or challenges to choose from, or challenges that could be had instead.
    pub choices: Vec<Choice>,
}

/// What the user has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Enter a code; or approve in the app, where `approves`.
    Code {
        /// Where the code comes from.
        channel: Channel,
        /// Whether approving does as well.
        approves: bool,
    },
    /// Approve in the app.
    Approve,
    /// Give a phone number.
    Phone,
    /// Solve a captcha.
    Captcha {
        /// As the vendor sent it; empty when it didn't.
        key: String,
        /// Likewise.
        data: String,
    },
    /// Choose a contract.
    Contract,
    /// Choose a challenge.
    Challenge,
    /// Wait.
    Loading,
    /// Scan a code: its text, or an image of it as a `data:` address.
    Qr(String),
    /// Give consent at this address.
    Oauth(String),
    /// A type that isn't known, and the texts that came with it, a line each.
    Unknown(String),
}

/// Where a code comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The vendor didn't say.
    Untold,
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
    /// By WhatsApp.
    Whatsapp,
    /// From an authenticator app.
    App,
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the vendor is told.
    pub id: String,
    /// What the user reads.
    pub label: String,
    /// More of it; often empty.
    pub description: String,
}

fn child<N: Node>(node: &N, key: &str) -> Option<N> {
    node.own(key).ok().flatten()
}

/// A text within a bound, or a whole number as one; empty when there is neither.
fn text<N: Node>(node: &N, key: &str, max: usize) -> String {
    child(node, key).and_then(|value| value.shape(max).spelled()).unwrap_or_default()
}

fn object<N: Node>(node: &N, key: &str) -> Option<N> {
    child(node, key).filter(|value| matches!(value.shape(0), Shape::Object))
}

/// The first of these that isn't empty.
fn either(first: String, second: impl FnOnce() -> String) -> String {
    if first.is_empty() { second() } else { first }
}

/// Reads an answer.
#[must_use]
pub fn read<N: Listed>(answer: &N) -> Reply {
    if !matches!(answer.shape(0), Shape::Object) {
        return Reply::Unknown;
    }
    if let Some(error) = object(answer, "error") {
        return Reply::Failure(coded(&error));
    }
    let kind = text(answer, "object", MAX_WORD);
    if kind == "Error" {
        return Reply::Failure(typed(answer));
    }
    let intent = || either(text(answer, "intent_id", MAX_WORD), || text(answer, "account_id", MAX_WORD));
    if let Some(checkpoint) = object(answer, "checkpoint") {
        return Reply::Checkpoint(checkpoint_of(intent(), &checkpoint));
    }
    let qr = qr_code(answer, "qr_code");
    if !qr.is_empty() {
        return plain(intent(), "QR_CODE", Task::Qr(qr));
    }
    // Version 1 says AccountCreated or AccountReconnected, and `account_id`.
    if kind.starts_with("Account") {
        let id = either(text(answer, "id", MAX_WORD), || text(answer, "account_id", MAX_WORD));
        // The dock's own parser: what it can't take must not end the form.
        if AccountId::from_word(&id).is_some() {
            return Reply::Account { id, is_settled: is_settled(answer) };
        }
        if !id.is_empty() {
            return Reply::Unknown;
        }
    }
    let url = text(answer, "url", MAX_LONG);
    if is_secure(&url) {
        return plain(intent(), "OAUTH", Task::Oauth(url));
    }
    // Version 1 has no `object` on some of its errors.
    if kind.is_empty() && !text(answer, "type", MAX_WORD).is_empty() {
        return Reply::Failure(typed(answer));
    }
    Reply::Unknown
}

fn plain(intent: String, name: &str, task: Task) -> Reply {
    Reply::Checkpoint(Box::new(Checkpoint { intent, name: name.into(), task, choices: Vec::new() }))
}

/// What was thrown, when it is an error as the vendor or the broker answers it; `vendor_failed` is no more than a guess.
#[must_use]
pub fn thrown<N: Listed>(value: &N) -> Option<Failure> {
    match read(value) {
        Reply::Failure(failure) => Some(failure),
        Reply::Account { .. } | Reply::Checkpoint(_) | Reply::Unknown => None,
    }
}

/// The failure of a code, as a `DockError` has it or the broker answers it.
#[must_use]
pub fn failure(code: &str, account: Option<String>) -> Failure {
    let code = Trouble::ALL.into_iter().find(|known| known.as_str() == code);
    Failure { code: code.unwrap_or(Trouble::TokenFailed), account: account.filter(|id| !id.is_empty()) }
}

/// The broker's error.
fn coded<N: Node>(error: &N) -> Failure {
    failure(&text(error, "code", MAX_WORD), Some(text(error, "accountId", MAX_WORD)))
}

/// The vendor's error.
fn typed<N: Node>(error: &N) -> Failure {
    let kind = text(error, "type", MAX_WORD);
    let start = kind.bytes().rposition(|byte| byte == b'/').map_or(0, |slash| slash + 1);
    let word = unipile::failure(kind.get(start..).unwrap_or_default()).as_str();
    let status = child(error, "status").map(|status| status.shape(0));
    let is_busy = matches!(status, Some(Shape::Number(status)) if status == 429.0 || status >= 500.0);
    let is_vague = word == ErrorCode::VendorFailed.as_str();
    let code = if is_vague && is_busy { ErrorCode::VendorBusy.as_str() } else { word };
    failure(code, Some(text(error, "account_id", MAX_WORD)))
}

/// While an account is being connected, version 1 answers it all the same, and its sources say so.
fn is_settled<N: Node>(account: &N) -> bool {
    let says = |node: &N| {
        let status = text(node, "status", MAX_WORD);
        status.is_empty() || unipile::status(&status) == AccountStatus::Active
    };
    says(account) && items(account, "sources").iter().all(says)
}

/// The items of an array.
fn items<N: Node>(node: &N, key: &str) -> Vec<N> {
    let Some(array) = child(node, key).filter(|array| matches!(array.shape(0), Shape::Other)) else {
        return Vec::new();
    };
    let item = |place: u32| child(&array, &decimal(place.into())).filter(|it| it.shape(0) != Shape::Nothing);
    (0..MAX_CHOICES).map_while(item).collect()
}

fn choices<N: Node>(node: &N, key: &str) -> Vec<Choice> {
    let choice = |item: &N| {
        let id = text(item, "id", MAX_WORD);
        let named = either(text(item, "label", MAX_TEXT), || text(item, "name", MAX_TEXT));
        let label = either(named, || id.clone());
        (!id.is_empty()).then(|| Choice { description: text(item, "description", MAX_TEXT), id, label })
    };
    items(node, key).iter().filter_map(choice).collect()
}

fn channel<N: Node>(checkpoint: &N) -> Channel {
    let word = ["channel", "platform", "source"]
        .into_iter()
        .fold(String::new(), |word, key| either(word, || text(checkpoint, key, MAX_WORD)));
    let known = [
        ("EMAIL", Channel::Email),
        ("SMS", Channel::Sms),
        ("WHATSAPP", Channel::Whatsapp),
        ("APP", Channel::App),
    ];
    let found = known.into_iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
    found.map_or(Channel::Untold, |(_, channel)| channel)
}

/// A QR code's text, or an image of it; one that comes as bare base64 is told by how every PNG begins.
fn qr_code<N: Node>(node: &N, key: &str) -> String {
    let code = text(node, key, MAX_IMAGE);
    if code.starts_with("iVBORw0KGgo") { String::from("data:image/png;base64,") + &code } else { code }
}

fn checkpoint_of<N: Listed>(intent: String, checkpoint: &N) -> Box<Checkpoint> {
    let name = either(text(checkpoint, "type", MAX_TEXT), || "UNKNOWN".into());
    let code = |approves| Task::Code { channel: channel(checkpoint), approves };
    let task = match name.as_str() {
        "OTP" | "2FA" => code(false),
        "OTP_OR_IN_APP_VALIDATION" => code(true),
        "IN_APP_VALIDATION" => Task::Approve,
        "PHONE_REGISTER" => Task::Phone,
        "CAPTCHA" => Task::Captcha {
            key: text(checkpoint, "public_key", MAX_LONG),
            data: text(checkpoint, "data", MAX_LONG),
        },
        "CONTRACT_SELECTION" | "CONTRACT_CHOOSER" => Task::Contract,
        "CHALLENGE_SELECTION" => Task::Challenge,
        "LOADING" => Task::Loading,
        "QRCODE" | "QR_CODE" => {
            let qr = qr_code(checkpoint, "qr_code");
            Task::Qr(either(qr, || qr_code(checkpoint, "qrcode")))
        }
        _ => Task::Unknown(checkpoint.texts(MAX_TEXT)),
    };
    let key = if task == Task::Contract { "contracts" } else { "challenges" };
    Box::new(Checkpoint { intent, name, choices: choices(checkpoint, key), task })
}
