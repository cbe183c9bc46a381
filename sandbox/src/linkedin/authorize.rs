//! The authorize page: sign-in where that is set, consent, and the way back to the application. Only a click of the member
//! leads back with a code, and a ticket is good for one.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::LinkedIn;
use super::request::{CANCELLED_AUTHORIZE, CANCELLED_LOGIN, Refusal, Request};
use crate::html::{Page, escape, fill};
use crate::stage::PageSettings;
use crate::{App, hop};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/oauth/v2/authorization", get(ask))
        .route("/oauth/v2/authorization/{ticket}/{step}", get(take_step))
}

/// What the member clicks.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Step {
    SignIn,
    /// On the sign-in page.
    Cancel,
    Allow,
    /// "Cancel" on the consent page.
    Deny,
}

async fn ask(State(linkedin): State<Arc<LinkedIn>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let hopped = hop::is_marked(&query);
    if !hopped {
        linkedin.store().counts.authorization += 1;
    }
    let draw = |settings: &PageSettings| match Request::read(&query, &linkedin.client.id) {
        Err(Refusal::Shown(why)) => stop(StatusCode::BAD_REQUEST, why),
        Err(Refusal::SentBack(url)) => see_other(&url),
        Ok(_) if settings.hops(hopped) => page("LinkedIn", "", vec![hop::onward(&query)], StatusCode::OK),
        Ok(request) => {
            let mut store = linkedin.store();
            let host = request.return_host();
            let login = store.settings.login;
            let ticket = store.keep(request);
            let mut page = if login {
                sign_in(&ticket, settings)
            } else {
                consent(&ticket, &linkedin.client.id, &host, settings)
            };
            settings.mark_end_of_hop(page.headers_mut());
            page
        }
    };
    linkedin.stage.show(draw).await
}

async fn take_step(
    State(linkedin): State<Arc<LinkedIn>>,
    Path((ticket, step)): Path<(String, Step)>,
) -> Response {
    let draw = |settings: &PageSettings| {
        let mut store = linkedin.store();
        let back = match step {
            Step::SignIn => {
                let host = store.request(&ticket).map(Request::return_host);
                let page = |host: String| consent(&ticket, &linkedin.client.id, &host, settings);
                return host.map_or_else(spent, page);
            }
            Step::Allow => {
                let now = linkedin.stage.now();
                store.take_request(&ticket).map(|request| request.granted(&store.consent(&request, now)))
            }
            Step::Cancel => store.take_request(&ticket).map(|request| request.refused(CANCELLED_LOGIN)),
            Step::Deny => store.take_request(&ticket).map(|request| request.refused(CANCELLED_AUTHORIZE)),
        };
        back.map_or_else(spent, |url| see_other(&url))
    };
    linkedin.stage.show(draw).await
}

fn sign_in(ticket: &str, settings: &PageSettings) -> Response {
    let body = fill(include_str!("../../assets/linkedin/sign-in.html"), &[("ticket", ticket)]);
    page("Sign in to LinkedIn", &body, settings.blank(), StatusCode::OK)
}

fn consent(ticket: &str, client_id: &str, host: &str, settings: &PageSettings) -> Response {
    let values = [("ticket", ticket), ("client", &escape(client_id)), ("host", &escape(host))];
    let body = fill(include_str!("../../assets/linkedin/consent.html"), &values);
    page("Allow access to Sales Navigator", &body, settings.blank(), StatusCode::OK)
}

fn spent() -> Response {
    stop(StatusCode::GONE, "This page has been used. Go back to the application and start again.")
}

/// The end of the road: nobody is sent anywhere.
fn stop(status: StatusCode, why: &str) -> Response {
    let body = fill(include_str!("../../assets/linkedin/stop.html"), &[("why", why)]);
    page("LinkedIn", &body, Vec::new(), status)
}

fn see_other(url: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(url) else {
        return StatusCode::BAD_REQUEST.into_response(); // an address that was parsed is ASCII
    };
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Consent is never given in a frame: whoever made the frame could lay something over the button.
fn page(title: &str, body: &str, data: Vec<(&str, String)>, status: StatusCode) -> Response {
    let page = Page {
        title,
        styles: &["/assets/linkedin.css", "/assets/consent.css"],
        script: Some("/assets/consent.js"),
        data,
        body,
    };
    let mut response = page.respond(status);
    response.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}
