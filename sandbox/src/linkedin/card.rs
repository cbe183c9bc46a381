//! The views of a widget, as markup. Which of them is shown is decided elsewhere; no view may hold a credential.

use super::modules::{self, About};
use super::people::{Fiction, initials};
use crate::html::{escape, fill};

/// What a widget is about.
#[derive(Clone, Copy)]
pub(crate) enum Subject {
    /// A person.
    Lead,
    /// A company.
    Account,
}

/// The page may not show a widget.
pub(crate) fn refused(why: &str) -> String {
    framed(&fill(include_str!("../../assets/linkedin/refused.html"), &[("why", why)]))
}

/// Nobody is signed in.
pub(crate) fn sign_in() -> String {
    framed(include_str!("../../assets/linkedin/launch.html"))
}

/// The Sales Access Token is good no more.
pub(crate) fn denied() -> String {
    framed(include_str!("../../assets/linkedin/denied.html"))
}

/// The profile, and the denied view for the day that the session is over.
pub(crate) fn profile(subject: Subject, parameters: &[(&str, &str)], member: u64) -> String {
    let value = |wanted: &str| {
        let found = parameters.iter().find(|(name, _)| *name == wanted);
        found.map_or("", |(_, value)| value.trim())
    };
    let company = match value("companyName") {
        "" => "Unknown company",
        company => company,
    };
    let full = format!("{} {}", value("firstName"), value("lastName"));
    let (name, kind) = match (subject, full.trim(), value("email")) {
        (Subject::Account, _, _) => (company, "account"),
        (Subject::Lead, "", "") => ("LinkedIn member", "lead"),
        (Subject::Lead, "", email) => (email, "lead"),
        (Subject::Lead, full, _) => (full, "lead"),
    };
    let fiction = Fiction::about(name);
    let headline = match subject {
        Subject::Lead => {
            format!("{} at <span id=\"company\" dir=\"auto\">{}</span>", fiction.role(), escape(company))
        }
        Subject::Account => {
            format!(
                "{} · <span id=\"company\" hidden>{}</span>{}",
                fiction.industry(),
                escape(company),
                fiction.size()
            )
        }
    };
    let first = match value("firstName") {
        "" => name,
        first => first,
    };
    let sections = modules::draw(value("modules"), &About { subject, first, company, fiction: &fiction });
    let values = [
        ("kind", kind),
        ("name", &escape(name)),
        ("headline", &headline),
        ("place", fiction.place()),
        ("initials", &escape(&initials(name))),
        ("tone", &fiction.tone().to_string()),
        ("member", &format!("Member {member}")),
        ("sections", &sections),
        ("parameters", &listed(parameters)),
        ("denied", &denied()),
    ];
    fill(include_str!("../../assets/linkedin/profile.html"), &values)
}

/// What the page was asked for, so that a developer sees what arrived.
fn listed(parameters: &[(&str, &str)]) -> String {
    let row = |(name, value): &(&str, &str)| {
        let (name, value) = (escape(name), escape(value));
        format!("<dt>{name}</dt><dd data-parameter=\"{name}\" dir=\"auto\">{value}</dd>\n")
    };
    parameters.iter().map(row).collect()
}

/// A view without a profile, under the bar that all of them have.
fn framed(view: &str) -> String {
    fill(include_str!("../../assets/linkedin/frame.html"), &[("view", view)])
}
