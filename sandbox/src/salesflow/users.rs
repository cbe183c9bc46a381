//! The test users: the e-mail address that is typed into the connect form decides what happens. This table is the only
//! place that knows them; the index page prints it.

/// The vendor's words for the status of an account. Accounts may hold any other word as well: the list is open.
pub(crate) mod status {
    pub(crate) const ACTIVE: &str = "ACCOUNT_ACTIVE";
    pub(crate) const PAUSED: &str = "ACCOUNT_PAUSED";
    pub(crate) const BLOCKED: &str = "ACCOUNT_BLOCKED";
    pub(crate) const DELETED: &str = "ACCOUNT_DELETED";
    /// A word the vendor does not document.
    pub(crate) const FROZEN: &str = "ACCOUNT_FROZEN";
}

/// The code that the update form takes for right.
pub(crate) const RIGHT_CODE: &str = "123456";

const DOMAIN: &str = "@sandbox.test";

/// One row of the table.
pub(crate) struct TestUser {
    /// The address before the @.
    pub(crate) name: &'static str,
    pub(crate) connect: Connect,
    /// The status after the right code, where it is not the usual one.
    pub(crate) after_code: Option<&'static str>,
    /// What the index page says.
    pub(crate) about: &'static str,
}

/// What the connect form does.
pub(crate) enum Connect {
    /// Creates an account with this status and answers.
    Answers(&'static str, Delivery),
    /// Answers with action "0".
    Fails,
    /// Answers with action "0" the first time, then like an active account.
    FailsOnce,
    /// Takes the form and never answers.
    NeverAnswers,
}

/// How the answer is posted.
#[derive(Clone, Copy)]
pub(crate) enum Delivery {
    /// As documented.
    Plain,
    /// Two times in the same task.
    Twice,
    /// As a JSON string.
    JsonString,
    /// `action` is a number and `linkedinId` a string.
    SwappedTypes,
    /// From the sandbox's other origin.
    OtherOrigin,
    /// As documented, so many milliseconds after the click.
    Late(u64),
    /// As documented, and the window closes in the same task.
    Closing,
}

use Connect::{Answers, Fails, FailsOnce, NeverAnswers};
use Delivery::{Closing, JsonString, Late, OtherOrigin, Plain, SwappedTypes, Twice};

const fn user(name: &'static str, connect: Connect, about: &'static str) -> TestUser {
    TestUser { name, connect, after_code: None, about }
}

impl TestUser {
    const fn after_code(self, status: &'static str) -> Self {
        Self { after_code: Some(status), ..self }
    }

    /// The address to type.
    pub(crate) fn email(&self) -> String {
        format!("{}{DOMAIN}", self.name)
    }

    /// The user with this address, whatever its case.
    pub(crate) fn find(email: &str) -> Option<&'static Self> {
        let email = email.trim().to_ascii_lowercase();
        let name = email.strip_suffix(DOMAIN)?;
        USERS.iter().find(|user| user.name == name)
    }
}

/// Every test user, in the order the index page shows them.
pub(crate) const USERS: &[TestUser] = &[
    user("active", Answers(status::ACTIVE, Plain), "Connects at once."),
    user("paused", Answers(status::PAUSED, Plain), "Needs a code; the right one makes it active."),
    user("blocked", Answers(status::BLOCKED, Plain), "Disconnected; the right code makes it active."),
    user("locked", Answers(status::PAUSED, Plain), "Needs a code, and another one after every right code.")
        .after_code(status::PAUSED),
    user("deleted-later", Answers(status::PAUSED, Plain), "Needs a code; the right one finds it deleted.")
        .after_code(status::DELETED),
    user("deleted", Answers(status::DELETED, Plain), "Deleted."),
    user("failed", Fails, "Fails: action \"0\", no account."),
    user("failed-once", FailsOnce, "Fails on the first try, connects on the next."),
    user("silent", NeverAnswers, "The form is taken and no answer ever comes."),
    user("unknown", Answers(status::FROZEN, Plain), "A status the vendor does not document."),
    user("numeric", Answers(status::ACTIVE, SwappedTypes), "action is a number, linkedinId a string."),
    user("json", Answers(status::ACTIVE, JsonString), "The answer is posted as a JSON string."),
    user("twice", Answers(status::ACTIVE, Twice), "The active answer is posted twice in one task."),
    user("twice-paused", Answers(status::PAUSED, Twice), "The paused answer is posted twice in one task."),
    user("wrong-origin", Answers(status::ACTIVE, OtherOrigin), "The answer comes from another origin."),
    user("slow", Answers(status::PAUSED, Late(1000)), "Needs a code; the answer takes a second."),
    user("slower", Answers(status::PAUSED, Late(8000)), "Needs a code; the answer takes eight seconds."),
    user("closes", Answers(status::ACTIVE, Closing), "Connects, and the window closes in the same task."),
];
