//! The routes under `/linkdock/linkedin`: who asks, from which page, and what is answered.
//!
//! A token or receipt leaves in the body of a success or in the fragment of the one redirect, and nowhere else.

use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{OriginalUri, RawQuery, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{delete, get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::LinkedIn;
use super::authorize::{Outcome, Returned, one_time_secret};
use super::return_page;
use crate::caller::Caller;
use crate::fault::{Fault, Reason};
use crate::origin::{Origin, is_loopback};
use crate::routes::Broker;

const AUTHORIZE: &str = "/linkdock/linkedin/authorize";
const RETURN: &str = "/linkdock/linkedin/return";

pub(crate) fn routes() -> Router<Broker> {
    Router::new()
        .route("/linkdock/linkedin", delete(unlink))
        .route(AUTHORIZE, post(authorize))
        .route(RETURN, get(finish))
        .route("/linkdock/linkedin/link", post(link))
        .route("/linkdock/linkedin/sat", get(sat))
        .merge(return_page::routes())
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
        None => own_redirect_uri(&headers, uri.path())?,
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
    let origin = match headers.get(header::ORIGIN) {
        Some(_) => Some(page_origin(&headers, &broker.allowed_origins)?.as_str().to_owned()),
        None => None,
    };
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

/// The origin of the page that asks: one of the allowed, or the broker's own.
fn page_origin(headers: &HeaderMap, allowed: &[HeaderValue]) -> Result<Origin, Fault> {
    let refused = || {
        Fault::OriginNotAllowed(
            "A LinkedIn sign-in is started by a page (the Origin header) that is listed in LINKDOCK_ALLOWED_ORIGINS or \
             served under the broker's own name. List the page's origin, and call this from the browser.",
        )
    };
    let named = headers.get(header::ORIGIN).ok_or_else(refused)?;
    let origin = named.to_str().ok().and_then(Origin::parse).ok_or_else(refused)?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    // TLS ends in front of the broker, so the scheme isn't known here; an Origin is never http off loopback.
    let own = ["https://", "http://"]
        .iter()
        .any(|scheme| Origin::parse(&[scheme, host].concat()).is_some_and(|own| own == origin));
    // As the header came, too: a browser writes origins in one form only.
    if own || allowed.contains(named) { Ok(origin) } else { Err(refused()) }
}

/// The address of [`RETURN`] as a browser on this machine reaches it, wherever this router is nested.
fn own_redirect_uri(headers: &HeaderMap, path: &str) -> Result<String, Fault> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let loopback = |host: &&str| host.parse::<Authority>().is_ok_and(|host| is_loopback(host.host()));
    let host = host.filter(loopback).ok_or(Fault::NotConfigured(
        "The broker doesn't know its own address for LinkedIn's redirect. Set LINKEDIN_REDIRECT_URI to the https \
         address of its /linkdock/linkedin/return, as registered with the LinkedIn application.",
    ))?;
    let prefix = path.strip_suffix(AUTHORIZE).unwrap_or_default();
    Ok(["http://", host, prefix, RETURN].concat())
}

/// To the return page, with everything in the fragment: browsers send that to no server.
fn redirect(return_url: Option<&str>, outcome: &Outcome) -> Response {
    let mut fragment = form_urlencoded::Serializer::new(String::new());
    if let Some(state) = &outcome.state {
        fragment.append_pair("state", state.expose());
    }
    let reason = match &outcome.end {
        Ok(receipt) => {
            fragment.append_pair("receipt", receipt.expose());
            None
        }
        Err(failure) => {
            fragment.append_pair("error", failure.code).append_pair("reason", failure.reason);
            Some(Reason(failure.reason))
        }
    };
    if let Some(origin) = &outcome.origin {
        fragment.append_pair("origin", origin);
    }
    // Relative to RETURN, so that it holds under any prefix.
    let location = [return_url.unwrap_or("../return"), "#", &fragment.finish()].concat();
    let Ok(location) = HeaderValue::from_str(&location) else {
        return Fault::Interrupted.into_response(); // cannot happen: URL and fragment are ASCII
    };
    let headers =
        [(header::LOCATION, location), (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"))];
    let mut response = (StatusCode::SEE_OTHER, headers).into_response();
    if let Some(reason) = reason {
        response.extensions_mut().insert(reason);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{own_redirect_uri, page_origin};
    use axum::http::{HeaderMap, HeaderValue, header};

    fn headers(host: &'static str, origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn a_sign_in_starts_on_an_allowed_page_or_the_brokers_own() {
        let allowed = [HeaderValue::from_static("https://crm.example.com")];
        for (host, origin, taken) in [
            ("broker.example.com", Some("https://crm.example.com"), true),
            ("broker.example.com", Some("https://broker.example.com"), true),
            ("127.0.0.1:8787", Some("http://127.0.0.1:8787"), true),
            ("localhost:8787", Some("http://localhost:8787"), true),
            ("broker.example.com", Some("http://broker.example.com"), false),
            ("broker.example.com", Some("https://broker.example.com:8443"), false),
            ("broker.example.com", Some("https://broker.example.com.evil.test"), false),
            ("broker.example.com", Some("https://crm.example.com.evil.test"), false),
            ("broker.example.com", Some("http://crm.example.com"), false),
            ("127.0.0.1:8787", Some("http://localhost:8787"), false),
            ("127.0.0.1:8787", Some("http://127.0.0.1:9000"), false),
            ("127.0.0.1:8787", Some("https://evil.test"), false),
            ("127.0.0.1:8787", Some("null"), false),
            ("127.0.0.1:8787", Some(""), false),
            ("127.0.0.1:8787", None, false),
        ] {
            assert_eq!(page_origin(&headers(host, origin), &allowed).is_ok(), taken, "{host} {origin:?}");
        }
    }

    #[test]
    fn only_a_broker_on_loopback_knows_its_own_redirect_uri() {
        for (host, path, uri) in [
            ("127.0.0.1:8787", "", Some("http://127.0.0.1:8787/linkdock/linkedin/return")),
            ("localhost:1", "", Some("http://localhost:1/linkdock/linkedin/return")),
            ("[::1]:1", "/api", Some("http://[::1]:1/api/linkdock/linkedin/return")),
            ("broker.example.com", "", None),
            ("localhost.evil.test", "", None),
            ("127.0.0.1@evil.test", "", None),
        ] {
            let path = [path, super::AUTHORIZE].concat();
            assert_eq!(own_redirect_uri(&headers(host, None), &path).ok().as_deref(), uri, "{host}");
        }
    }
}
