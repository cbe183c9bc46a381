//! The address of a LinkedIn frame: what the host says about a person goes out encoded, value by value, and a real URL
//! parser reads it back as it was.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

mod support;

use linkdock::core::origin::Origin;
use linkdock::core::secret::Secret;
use linkdock::core::vendor::linkedin::{Linkedin, Profile};
use proptest::prelude::*;
use url::Url;

/// A frame with these parameters, each as the option that holds it gives it: with the prefix of `crm` or without.
fn frame(parameters: &[(&str, &str, &str)]) -> Linkedin {
    let mut linkedin = Linkedin::new(None, "86abc", Profile::Lead).unwrap();
    for (prefix, name, value) in parameters {
        linkedin.add(prefix, name, value).unwrap();
    }
    linkedin
}

fn address(linkedin: &Linkedin) -> Url {
    Url::parse(linkedin.url(None).expose()).unwrap()
}

/// What the parser finds under a name: every value, in order.
fn found(url: &Url, name: &str) -> Vec<String> {
    url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
}

#[test]
fn every_value_reads_back_as_it_was() {
    let long = "Ångström & Söhne ".repeat(500);
    for (prefix, option, parameter, value) in [
        ("", "firstName", "firstName", "Abraham"),
        ("", "lastName", "lastName", "Lincoln"),
        ("", "firstName", "firstName", "Mary Ann"),
        ("", "firstName", "firstName", " leading and trailing "),
        ("", "firstName", "firstName", "two  spaces"),
        ("", "lastName", "lastName", "O'Brien"),
        ("", "lastName", "lastName", "“quoted” \"straight\" `tick`"),
        ("", "lastName", "lastName", "Müller-Lüdenscheidt"),
        ("", "lastName", "lastName", "Nguyễn"),
        ("", "firstName", "firstName", "José\u{301}"),
        ("", "firstName", "firstName", "محمد"),
        ("", "lastName", "lastName", "\u{202e}right to left\u{202c}"),
        ("", "firstName", "firstName", "שרה"),
        ("", "firstName", "firstName", "李小龍"),
        ("", "firstName", "firstName", "👩‍💻 Ada 🏳️‍🌈"),
        ("", "firstName", "firstName", "\u{10ffff}"),
        ("", "firstName", "firstName", "a\u{0}b"),
        ("", "firstName", "firstName", "tab\tline\r\nend"),
        ("", "companyName", "companyName", "AT&T"),
        ("", "companyName", "companyName", "Barnes & Noble = Books"),
        ("", "companyName", "companyName", "C++ Builders"),
        ("", "companyName", "companyName", "100% Pure"),
        ("", "companyName", "companyName", "50%25 off"),
        ("", "companyName", "companyName", "%"),
        ("", "companyName", "companyName", "C# Shop"),
        ("", "companyName", "companyName", "#1 in town"),
        ("", "companyName", "companyName", "Yahoo!"),
        ("", "companyName", "companyName", "a;b,c:d@e/f?g"),
        ("", "companyName", "companyName", "[brackets] {braces} <angles> |pipe| \\back^caret~tilde"),
        ("", "companyName", "companyName", "&sat=stolen&version=1"),
        ("", "companyName", "companyName", "?profile=account#fragment"),
        ("", "companyName", "companyName", "../../../"),
        ("", "companyName", "companyName", long.as_str()),
        ("", "companyWebsite", "companyWebsite", "https://example.com/a?b=c&d=e#f"),
        ("", "email", "email", "first.last+tag@example.com"),
        ("", "email", "email", "\"odd one\"@example.com"),
        ("crm", "recordId", "crmRecordId", "3AFXT8CAAY"),
        ("crm", "recordId", "crmRecordId", "0/1 2+3"),
        ("crm", "orgId", "crmOrgId", "HV1OX56I8B"),
        ("crm", "sourceType", "crmSourceType", "SFDC"),
        ("crm", "type", "crmType", "contact"),
        ("", "aNewOne", "aNewOne", "passed through"),
        ("", "odd name&=", "odd name&=", "passed through, name and all"),
    ] {
        let url = address(&frame(&[(prefix, option, value)]));
        assert_eq!(found(&url, parameter), [value], "{option} {value:.40?}");
        assert_eq!(url.fragment(), None, "{value:.40?}");
        assert_eq!(url.query_pairs().count(), 3, "{value:.40?}: {url:.200}");
        assert_eq!(found(&url, "apiKey"), ["86abc"]);
        assert_eq!(found(&url, "profile"), ["lead"]);
    }
}

#[test]
fn what_is_empty_or_missing_is_left_out() {
    let url = address(&frame(&[("", "firstName", ""), ("crm", "recordId", ""), ("", "lastName", "L")]));
    let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["profile", "apiKey", "lastName"]);
}

#[test]
fn modules_layout_and_version_follow() {
    for (modules, inline, launches, expected) in [
        (None, None, false, "profile=lead&apiKey=86abc"),
        (None, None, true, "profile=lead&apiKey=86abc&version=2.1"),
        (
            Some("TopCard2"),
            Some(true),
            true,
            "profile=lead&apiKey=86abc&modules=TopCard2&isInlineMode=true&version=2.1",
        ),
        (
            Some("TopCard2,RelatedLeads"),
            Some(false),
            true,
            "profile=lead&apiKey=86abc&modules=TopCard2%2CRelatedLeads&isInlineMode=false&version=2.1",
        ),
        (Some("A New One"), None, false, "profile=lead&apiKey=86abc&modules=A%20New%20One"),
        (Some(""), None, false, "profile=lead&apiKey=86abc"),
    ] {
        let mut linkedin = Linkedin::new(None, "86abc", Profile::Lead).unwrap();
        linkedin.finish(modules.map(str::to_owned), inline, launches);
        assert_eq!(address(&linkedin).query(), Some(expected));
    }
}

#[test]
fn the_documented_example_is_reproduced() {
    let mut linkedin = Linkedin::new(None, "YOUR_CLIENT_ID", Profile::Lead).unwrap();
    for (prefix, name, value) in [
        ("", "firstName", "Abraham"),
        ("", "lastName", "Lincoln"),
        ("crm", "recordId", "3AFXT8CAAY"),
        ("crm", "orgId", "HV1OX56I8B"),
    ] {
        linkedin.add(prefix, name, value).unwrap();
    }
    linkedin.finish(Some("TopCard2".to_owned()), Some(true), true);
    let sat = Secret::parse("AIAAQB_AAIAAQAAAAAAAAAgAAAAJGRlOTQ1YmU5LWY1MTQtNDAy").unwrap();
    let ours = Url::parse(linkedin.url(Some(&sat)).expose()).unwrap();
    let theirs = Url::parse(
        "https://www.linkedin.com/sales/widget/profile-matching?apiKey=YOUR_CLIENT_ID&profile=lead&\
         firstName=Abraham&lastName=Lincoln&crmRecordId=3AFXT8CAAY&crmOrgId=HV1OX56I8B&modules=TopCard2&\
         isInlineMode=true&version=2.1&sat=AIAAQB_AAIAAQAAAAAAAAAgAAAAJGRlOTQ1YmU5LWY1MTQtNDAy",
    )
    .unwrap();
    let sorted = |url: &Url| {
        let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
        pairs.sort();
        pairs
    };
    assert_eq!(sorted(&ours), sorted(&theirs));
    assert_eq!((ours.origin(), ours.path()), (theirs.origin(), theirs.path()));
}

#[test]
fn a_token_is_one_value_and_not_printed() {
    let linkedin = frame(&[]);
    for token in ["abc-._~9", "a/b+c==", "a&version=1", "a#b", "100%", "a?b=c"] {
        let url = linkedin.url(Some(&Secret::parse(token).unwrap()));
        assert_eq!(found(&Url::parse(url.expose()).unwrap(), "sat"), [token]);
        assert!(!format!("{url:?}").contains(token));
    }
}

#[test]
fn what_has_an_option_of_its_own_is_refused_elsewhere() {
    for name in ["apiKey", "profile", "modules", "isInlineMode", "version", "sat"] {
        assert!(frame(&[]).add("", name, "x").is_err(), "{name}");
    }
}

#[test]
fn another_host_and_companies_have_addresses_of_their_own() {
    let host = Origin::parse("http://127.0.0.1:8789").unwrap();
    let linkedin = Linkedin::new(Some(host), "a", Profile::Account).unwrap();
    let url = "http://127.0.0.1:8789/sales/widget/company-matching?profile=account&apiKey=a";
    assert_eq!(linkedin.url(None).expose(), url);
    assert_eq!(linkedin.origins()[0].as_str(), "http://127.0.0.1:8789");
    assert_eq!(frame(&[]).origins()[0].as_str(), "https://www.linkedin.com");
}

#[test]
fn frames_are_as_high_as_their_modules() {
    // modules, inline, width of the place → height
    for (modules, inline, width, height) in [
        ("TopCard2", Some(true), 300, 336),
        ("TopCard2", Some(true), 624, 336),
        ("TopCard2", Some(true), 625, 390),
        ("TopCard", Some(true), 1200, 390),
        ("RelatedLeads", Some(true), 300, 230),
        ("RelatedLeads", Some(true), 625, 230),
        ("TopCard2", Some(false), 400, 405),
        ("TopCard2,RelatedLeads", Some(true), 500, 660),
        ("", None, 500, 660),
    ] {
        let mut linkedin = frame(&[]);
        linkedin.finish(Some(modules.to_owned()), inline, true);
        assert_eq!(linkedin.height(width), height, "{modules} {inline:?} {width}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_is_changed_or_reaches_its_neighbours(name in "[a-zA-Z]{1,8}", value in any::<String>(), after in any::<String>()) {
        prop_assume!(!value.is_empty() && !after.is_empty() && name != "profile" && name != "last" && name != "sat");
        let url = address(&frame(&[("", &name, &value), ("", "last", &after)]));
        prop_assert_eq!(found(&url, &name), [value]);
        prop_assert_eq!(found(&url, "last"), [after]);
        prop_assert_eq!(url.host_str(), Some("www.linkedin.com"));
    }
}
