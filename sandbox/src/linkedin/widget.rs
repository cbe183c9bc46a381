//! The widgets that a CRM embeds: whether a page may show one, and what it shows. A widget must never tell anything to a
//! page that may not embed it: what is refused posts nothing.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use url::form_urlencoded::parse;

use super::LinkedIn;
use super::card::{self, Subject};
use super::settings::Origin;
use crate::html::Page;
use crate::stage::PageSettings;
use crate::{App, hop};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sales/widget/profile-matching", get(show_lead))
        .route("/sales/widget/company-matching", get(show_account))
}

/// Posted after the click on "Sign in": the documented string, to the letter.
const SIGNED_IN: &str =
    r#"{"message":"Sales Navigator Authentication Succeeded","type":"salesNavAuthSuccess"}"#;
/// Posted when the Sales Access Token or the session made from it is good no more: the documented string, to the letter.
const DENIED: &str = r#"{"message":"Sales Access Token denied.","type":"tokenError"}"#;

async fn show_lead(linkedin: State<Arc<LinkedIn>>, headers: HeaderMap, query: RawQuery) -> Response {
    show(Subject::Lead, linkedin, headers, query).await
}

async fn show_account(linkedin: State<Arc<LinkedIn>>, headers: HeaderMap, query: RawQuery) -> Response {
    show(Subject::Account, linkedin, headers, query).await
}

async fn show(
    subject: Subject,
    State(linkedin): State<Arc<LinkedIn>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let hopped = hop::is_marked(&query);
    if !hopped {
        linkedin.store().counts.widget += 1;
    }
    let draw = |settings: &PageSettings| {
        if settings.hops(hopped) {
            return page("", vec![hop::onward(&query)], StatusCode::OK);
        }
        let query = Query(parse(query.as_bytes()).into_owned().collect());
        let mut page = draw(subject, &linkedin, &headers, &query, settings);
        settings.mark_end_of_hop(page.headers_mut());
        page
    };
    linkedin.stage.show(draw).await
}

fn draw(
    subject: Subject,
    linkedin: &LinkedIn,
    headers: &HeaderMap,
    query: &Query,
    settings: &PageSettings,
) -> Response {
    let mut data = settings.blank();
    let mut store = linkedin.store();
    let embedder = match check(headers, query, &linkedin.client.id, store.settings.referrers.as_deref()) {
        Ok(embedder) => embedder,
        Err(why) => return page(&card::refused(why), data, StatusCode::FORBIDDEN),
    };
    data.push(("target", embedder.as_str().to_owned()));
    let Some(sat) = query.get("sat").filter(|sat| !sat.is_empty()) else {
        data.push(("post", SIGNED_IN.to_owned()));
        return page(&card::sign_in(), data, StatusCode::OK);
    };
    data.push(("post", DENIED.to_owned()));
    let session =
        if store.settings.refuse_sats { None } else { store.open_session(sat, linkedin.stage.now()).ok() };
    let Some((session, live)) = session else {
        return page(&card::denied(), data, StatusCode::OK);
    };
    data.push(("session", session));
    data.push(("left-ms", live.left.as_millis().to_string()));
    page(&card::profile(subject, &query.told(), live.grant.member), data, StatusCode::OK)
}

/// The origin that embeds the widget, if it may.
fn check(
    headers: &HeaderMap,
    query: &Query,
    client_id: &str,
    allowed: Option<&[Origin]>,
) -> Result<Origin, &'static str> {
    if query.get("apiKey") != Some(client_id) {
        return Err("The apiKey is missing, or no application has it.");
    }
    let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let embedder = referrer.and_then(Origin::of).ok_or(
        "The page that shows this widget sent no referrer. Its referrer policy must let the origin through.",
    )?;
    if allowed.is_some_and(|allowed| !allowed.contains(&embedder)) {
        return Err("The page that shows this widget is not on the application's list of domains.");
    }
    if !query.get("version").is_some_and(is_new_enough) {
        return Err("This widget needs version 2.1 or later.");
    }
    Ok(embedder)
}

/// Sales Access Tokens came with version 2.1.
fn is_new_enough(version: &str) -> bool {
    let (major, minor) = version.split_once('.').unwrap_or((version, "0"));
    let number = |text: &str| text.parse::<u32>().ok();
    number(major).zip(number(minor)).is_some_and(|version| version >= (2, 1))
}

/// The parameters in their order; the first of a name counts.
struct Query(Vec<(String, String)>);

impl Query {
    fn get(&self, wanted: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// What the card may show: everything but the credential.
    fn told(&self) -> Vec<(&str, &str)> {
        let told = self.0.iter().filter(|(name, _)| name != "sat" && name != hop::MARK);
        told.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

fn page(body: &str, data: Vec<(&str, String)>, status: StatusCode) -> Response {
    let page = Page {
        title: "Sales Navigator",
        styles: &["/assets/linkedin.css", "/assets/widget.css", "/assets/sections.css"],
        script: Some("/assets/widget.js"),
        data,
        body,
    };
    page.respond(status)
}
