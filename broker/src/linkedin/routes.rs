//! The routes under `/linkdock/linkedin`: who asks, from which page, and what is answered.
//!
//! A token or receipt leaves in the body of a success or in the fragment of the one redirect, and nowhere else.

use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{OriginalUri, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Json, Response};
use axum::routing::{delete, get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::LinkedIn;
use super::authorize::{Outcome, Returned};
use crate::caller::Caller;
use crate::fault::Fault;
use crate::routes::Broker;
use crate::secret::Secret;
use crate::sign_in::{Fragment, RedirectUri, one_time_secret, own_redirect_uri, page_origin, stated_origin};

const AUTHORIZE: &str = "/linkdock/linkedin/authorize";
const RETURN: &str = "/linkdock/linkedin/return";

const REDIRECT: RedirectUri = RedirectUri {
    asked_at: AUTHORIZE,
    route: RETURN,
    advice: "The broker doesn't know its own address for LinkedIn's redirect. Set LINKEDIN_REDIRECT_URI to the https \
             address of its /linkdock/linkedin/return, as registered with the LinkedIn application.",
};

pub(crate) fn routes() -> Router<Broker> {
    Router::new()
        .route("/linkdock/linkedin", delete(unlink))
        .route(AUTHORIZE, post(authorize))
        .route(RETURN, get(finish))
        .route("/linkdock/linkedin/link", post(link))
        .route("/linkdock/linkedin/sat", get(sat))
}

fn configured(broker: &Broker) -> Result<&LinkedIn, Fault> {
    broker.linkedin.as_ref().ok_or(Fault::NotConfigured(
        "The broker has no LinkedIn application. Set LINKEDIN_CLIENT_ID, LINKEDIN_CLIENT_SECRET, LINKDOCK_STORE \
         and LINKDOCK_STORE_KEY and start it again.",
    ))
}

async fn authorize(
    State(broker): State<Broker>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Json<Value>, Fault> {
    let linkedin = configured(&broker)?;
    let origin = page_origin(&headers, &broker.allowed_origins)?;
    let redirect_uri = match &linkedin.redirect_uri {
        Some(redirect_uri) => redirect_uri.clone(),
        None => own_redirect_uri(&REDIRECT, &headers, uri.path())?,
    };
    let started = linkedin.start(&caller, &origin, redirect_uri).await?;
    Ok(Json(json!({ "url": started.url.as_str(), "state": started.state.expose() })))
}

async fn finish(State(broker): State<Broker>, RawQuery(query): RawQuery) -> Response {
    let returned = Returned::read(query.as_deref().unwrap_or_default());
    let linkedin = match configured(&broker) {
        Ok(linkedin) => linkedin,
        Err(fault) => {
            let end = Err(fault.into());
            return redirect(None, &Outcome { state: returned.state, origin: None, end });
        }
    };
    redirect(linkedin.return_url.as_ref().map(reqwest::Url::as_str), &linkedin.finish(returned).await)
}

#[derive(Deserialize)]
struct Claim {
    state: String,
    receipt: String,
}

async fn link(
    State(broker): State<Broker>,
    caller: Caller,
    headers: HeaderMap,
    claim: Result<Json<Claim>, JsonRejection>,
) -> Result<StatusCode, Fault> {
    let linkedin = configured(&broker)?;
    let Json(claim) = claim.map_err(|_| Fault::BodyInvalid)?;
    let state = one_time_secret(&claim.state).ok_or(Fault::LinkRefused)?;
    let receipt = one_time_secret(&claim.receipt).ok_or(Fault::LinkRefused)?;
    let origin = stated_origin(&headers, &broker.allowed_origins)?;
    linkedin.claim(&caller, &state, &receipt, origin).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sat(
    State(broker): State<Broker>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let linkedin = configured(&broker)?;
    let query = query.unwrap_or_default();
    let renews = form_urlencoded::parse(query.as_bytes())
        .find_map(|(name, value)| (name == "renews").then(|| value.parse().ok()).flatten());
    Ok(Json(match linkedin.sat(&caller, renews).await? {
        Some(sat) => json!({ "token": sat.token.expose(), "expiresAt": sat.expires }),
        None => json!({ "token": null, "reason": "not_linked" }),
    }))
}

async fn unlink(State(broker): State<Broker>, caller: Caller) -> Result<StatusCode, Fault> {
    configured(&broker)?.unlink(&caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// To the return page with the end of the sign-in.
fn redirect(return_url: Option<&str>, outcome: &Outcome) -> Response {
    let mut fragment = Fragment::default();
    fragment.add("state", outcome.state.as_ref().map(Secret::expose));
    let reason = match &outcome.end {
        Ok(receipt) => {
            fragment.add("receipt", Some(receipt.expose()));
            None
        }
        Err(failure) => {
            fragment.add("error", Some(failure.code));
            fragment.add("reason", Some(failure.reason));
            Some(failure.reason)
        }
    };
    fragment.add("origin", outcome.origin.as_deref());
    fragment.redirect(return_url, reason)
}
