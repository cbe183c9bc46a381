//! What a profile shows besides the name: one section for each of the `modules` that the page asks for, and tabs when there
//! are several. The list of modules is open: one that nobody knows gets a section that says so.

use super::card::Subject;
use super::people::{Fiction, initials};
use crate::html::escape;

/// Who the sections are about.
pub(crate) struct About<'a> {
    pub(crate) subject: Subject,
    /// What friends call them.
    pub(crate) first: &'a str,
    pub(crate) company: &'a str,
    pub(crate) fiction: &'a Fiction,
}

/// The sections, with tabs above them when there are several.
pub(crate) fn draw(modules: &str, about: &About<'_>) -> String {
    let mut names: Vec<&str> = modules.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        names.push("TopCard2");
    }
    let several = names.len() > 1;
    let mut tabs = String::new();
    let mut sections = String::new();
    for (at, name) in names.into_iter().enumerate() {
        let title = title(name);
        let first = at == 0;
        let hidden = if first { "" } else { " hidden" };
        let role = if several {
            let index = if first { "" } else { " tabindex=\"-1\"" };
            tabs += &format!(
                "<button role=\"tab\" id=\"tab-{at}\" aria-controls=\"panel-{at}\" aria-selected=\"{first}\"{index}>{}</button>\n",
                escape(&title)
            );
            format!("role=\"tabpanel\" aria-labelledby=\"tab-{at}\" tabindex=\"0\"{hidden}")
        } else {
            format!("aria-label=\"{}\"", escape(&title))
        };
        sections += &format!(
            "<section id=\"panel-{at}\" data-module=\"{}\" {role}>\n{}</section>\n",
            escape(name),
            section(name, about)
        );
    }
    if several {
        tabs = format!("<div class=\"tabs\" role=\"tablist\" aria-label=\"Sections\">\n{tabs}</div>\n");
    }
    tabs + &sections
}

fn title(module: &str) -> String {
    match module {
        "TopCard" | "TopCard2" => "Overview".to_owned(),
        "RelatedLeads" => "Related leads".to_owned(),
        "RecommendedLeads" => "Recommended".to_owned(),
        "GetIntroduced" => "Get introduced".to_owned(),
        other => other.to_owned(),
    }
}

fn section(module: &str, about: &About<'_>) -> String {
    let company = escape(about.company);
    let first = escape(about.first);
    let fiction = about.fiction;
    match module {
        "TopCard" | "TopCard2" => overview(about),
        "RelatedLeads" => people(&format!("Others at {company} who buy together with {first}"), fiction, 0),
        "RecommendedLeads" => people(&format!("Leads at {company} that fit what you sell"), fiction, 3),
        "GetIntroduced" => people(&format!("Who you know that knows {first}"), fiction, 5),
        "Connections" => people(&format!("You and {first} share these connections"), fiction, 7),
        "Icebreakers" => lines(&[
            format!("{first} follows two companies that you follow too."),
            format!("{first} wrote about {} last week.", fiction.industry().to_lowercase()),
            format!("You both lived near {}.", fiction.place()),
        ]),
        "News" => lines(&[
            format!("{company} opens an office in {}", fiction.place()),
            format!("{company} is hiring: 14 new roles this month"),
            format!("What {company} learned from a year of {}", fiction.industry().to_lowercase()),
        ]),
        _ => "<p class=\"lead\">The sandbox has nothing to show for this module.</p>\n".to_owned(),
    }
}

fn overview(about: &About<'_>) -> String {
    let fiction = about.fiction;
    let company = ("Company", escape(about.company));
    let facts = match about.subject {
        Subject::Lead => [
            company,
            ("In this role", fiction.tenure().to_owned()),
            ("Industry", fiction.industry().to_owned()),
            ("Company size", fiction.size().to_owned()),
        ],
        Subject::Account => [
            company,
            ("Industry", fiction.industry().to_owned()),
            ("Size", fiction.size().to_owned()),
            ("Headquarters", fiction.place().to_owned()),
        ],
    };
    let facts: String = facts
        .iter()
        .map(|(name, value)| format!("<div><dt>{name}</dt><dd dir=\"auto\">{value}</dd></div>\n"))
        .collect();
    let (who, industry) = (escape(about.first), fiction.industry().to_lowercase());
    let sentence = match about.subject {
        Subject::Lead => {
            format!("{who} writes about {industry}, hiring well and what customers really ask for.")
        }
        Subject::Account => {
            format!("{who} works in {industry} and has grown in each of the last three years.")
        }
    };
    format!("<dl class=\"facts\">\n{facts}</dl>\n<p class=\"about\" dir=\"auto\">{sentence}</p>\n")
}

fn people(lead: &str, fiction: &Fiction, offset: usize) -> String {
    let rows: String = fiction
        .people(offset)
        .map(|person| {
            let (name, role) = (escape(&person.name), person.role);
            let (letters, tone) = (initials(&person.name), Fiction::about(&person.name).tone());
            format!(
                "<li><span class=\"avatar\" data-tone=\"{tone}\" aria-hidden=\"true\">{letters}</span>\
                 <span><b>{name}</b><span>{role}</span></span></li>\n"
            )
        })
        .collect();
    format!("<p class=\"lead\" dir=\"auto\">{lead}</p>\n<ul class=\"people\">\n{rows}</ul>\n")
}

fn lines(lines: &[String]) -> String {
    let rows: String = lines.iter().map(|line| format!("<li dir=\"auto\">{line}</li>\n")).collect();
    format!("<ul class=\"lines\">\n{rows}</ul>\n")
}
