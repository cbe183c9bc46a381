//! The routes under `/linkdock/unipile`: who asks, from which page, and what is answered.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, OriginalUri, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Json, Response};
use axum::routing::{get, post};
use reqwest::Url;
use serde_json::{Value, json};

use super::Unipile;
use super::accounts::Seen;
use super::api::Intent;
use super::confirm::Claim;
use super::request::{LinkRequest, SessionRequest, TurnKind, turn};
use super::returned::{Outcome, Returned};
use super::session::Collected;
use super::webhook::News;
use crate::caller::Caller;
use crate::fault::Fault;
use crate::routes::Broker;
use crate::secret::Secret;
use crate::sign_in::{
    Fragment, RedirectUri, own_origins, own_redirect_uri, page_origin, query_parameter, stated_origin,
};

const LINK: &str = "/linkdock/unipile/link";
pub(super) const RETURN: &str = "/linkdock/unipile/return";

const REDIRECT: RedirectUri = RedirectUri {
    asked_at: LINK,
    route: RETURN,
    advice: "The broker doesn't know its own address for Unipile's redirect. Set UNIPILE_REDIRECT_URI to the https address of \
             its /linkdock/unipile/return, or of a page of yours that loads `linkdock/return`.",
};

/// A page's body is small; the longest is a password or a captcha's token.
const MAX_BODY_BYTES: usize = 64 * 1024;

pub(crate) fn routes() -> Router<Broker> {
    Router::new()
        .route(LINK, post(link))
        .route(RETURN, get(finish))
        .route("/linkdock/unipile/confirm", post(confirm))
        .route("/linkdock/unipile/intent", post(intent))
        .route("/linkdock/unipile/checkpoint", post(checkpoint))
        .route("/linkdock/unipile/checkpoint/request", post(challenge))
        .route("/linkdock/unipile/checkpoint/resend", post(resend))
        .route("/linkdock/unipile/checkpoint/wait", post(wait))
        .route("/linkdock/unipile/accounts", get(accounts))
        .route("/linkdock/unipile/session", post(collect).delete(forget))
        .route("/linkdock/unipile/webhook", post(webhook))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
}

/// Also starts the task that connects lost accounts again, for a router that was made before there was a runtime.
fn configured(broker: &Broker) -> Result<&Unipile, Fault> {
    let unipile = broker.unipile.as_ref().ok_or(Fault::NotConfigured(
        "The broker has no Unipile API key. Set UNIPILE_API_KEY, LINKDOCK_STORE and LINKDOCK_STORE_KEY and start it again.",
    ))?;
    broker.job.start(unipile);
    Ok(unipile)
}

/// A body that says it is JSON, which a page of another origin can't say without being asked first (CORS).
struct JsonBody(Bytes);

const NOT_JSON: Fault =
    Fault::RequestInvalid("The body must be JSON of at most 64 KiB, with Content-Type application/json.");

impl FromRequest<Broker> for JsonBody {
    type Rejection = Fault;

    async fn from_request(request: Request, broker: &Broker) -> Result<Self, Fault> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(NOT_JSON);
        }
        Bytes::from_request(request, broker).await.map(Self).map_err(|_| NOT_JSON)
    }
}

async fn link(
    State(broker): State<Broker>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Fault> {
    let unipile = configured(&broker)?;
    let origin = page_origin(&headers, &broker.allowed_origins)?;
    let redirect_uri = match &unipile.redirect_uri {
        Some(redirect_uri) => redirect_uri.clone(),
        None => Url::parse(&own_redirect_uri(&REDIRECT, &headers, uri.path())?)
            .map_err(|_| Fault::NotConfigured(REDIRECT.advice))?,
    };
    let request = LinkRequest::read(&body.map_err(|_| NOT_JSON)?)?;
    let link = unipile.link(&caller, &origin, &redirect_uri, request).await?;
    Ok(Json(json!({ "url": link.url.as_str(), "state": link.state.expose() })))
}

async fn finish(State(broker): State<Broker>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let mut pages = own_origins(&headers);
    pages.extend(broker.allowed_origins.iter().filter_map(|page| page.to_str().ok().map(str::to_owned)));
    let returned = Returned::read(query.as_deref().unwrap_or_default());
    match configured(&broker) {
        Ok(unipile) => {
            let return_url = unipile.return_url.as_ref().map(Url::as_str);
            redirect(return_url, &unipile.finish(returned).await, &pages)
        }
        Err(fault) => redirect(None, &returned.refused(&fault), &pages),
    }
}

/// To the return page with what the redirect brought. A failure that doesn't say whose it is is for any of the pages that may
/// have asked: it holds nothing that one of them mustn't hear.
fn redirect(return_url: Option<&str>, outcome: &Outcome, pages: &[String]) -> Response {
    let mut fragment = Fragment::default();
    fragment.add("state", outcome.state.as_ref().map(Secret::expose));
    let failed = outcome.reason.is_some();
    if failed {
        fragment.add("error", Some("vendor_failed"));
        fragment.add("reason", outcome.reason.as_deref());
    }
    fragment.add("account_id", outcome.account.as_ref().map(|id| id.as_str()));
    if !failed {
        fragment.add("provider", outcome.provider.as_deref());
        fragment.add("receipt", outcome.receipt.as_ref().map(Secret::expose));
    }
    fragment.add("origin", outcome.origin.as_deref());
    if failed && outcome.origin.is_none() {
        for page in pages {
            fragment.add("origin", Some(page));
        }
    }
    // What the log says is fixed: the reason came with the redirect.
    fragment.redirect(return_url, failed.then_some("vendor_failed"))
}

async fn confirm(
    State(broker): State<Broker>,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, Fault> {
    let unipile = configured(&broker)?;
    let origin = stated_origin(&headers, &broker.allowed_origins)?;
    let confirmed = unipile.confirm(&caller, Claim::read(&body)?, origin).await?;
    let Seen { id, word, status, .. } = confirmed.seen;
    Ok(Json(json!({
        "id": id,
        "vendorStatus": word,
        "status": status.as_str(),
        "confirmedBy": if confirmed.by_webhook { "webhook" } else { "poll" },
    })))
}

async fn intent(
    State(broker): State<Broker>,
    caller: Caller,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, Fault> {
    let unipile = configured(&broker)?;
    unipile.start_intent(&caller, Intent::read(&body)?).await.map(Json)
}

async fn checkpoint(state: State<Broker>, caller: Caller, body: JsonBody) -> Result<Json<Value>, Fault> {
    take_turn(state, caller, body, TurnKind::Solve).await
}

async fn challenge(state: State<Broker>, caller: Caller, body: JsonBody) -> Result<Json<Value>, Fault> {
    take_turn(state, caller, body, TurnKind::Switch).await
}

async fn wait(state: State<Broker>, caller: Caller, body: JsonBody) -> Result<Json<Value>, Fault> {
    take_turn(state, caller, body, TurnKind::Wait).await
}

async fn take_turn(
    State(broker): State<Broker>,
    caller: Caller,
    JsonBody(body): JsonBody,
    kind: TurnKind,
) -> Result<Json<Value>, Fault> {
    let unipile = configured(&broker)?;
    let (intent, turn) = turn(&body, kind)?;
    unipile.turn(&caller, intent, turn).await.map(Json)
}

async fn resend(
    State(broker): State<Broker>,
    caller: Caller,
    JsonBody(body): JsonBody,
) -> Result<StatusCode, Fault> {
    let unipile = configured(&broker)?;
    let (intent, _) = turn(&body, TurnKind::Wait)?;
    unipile.resend(&caller, &intent).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn accounts(State(broker): State<Broker>, caller: Caller) -> Result<Json<Value>, Fault> {
    let accounts = configured(&broker)?.accounts(&caller).await?;
    let told = |seen: &Seen| {
        let mut told = told(seen);
        if let Some(fields) = told.as_object_mut() {
            fields.insert("vendorStatus".to_owned(), json!(seen.word));
            if !seen.products.is_empty() {
                fields.insert("products".to_owned(), json!(seen.products));
            }
        }
        told
    };
    Ok(Json(json!({ "accounts": accounts.iter().map(told).collect::<Vec<_>>() })))
}

fn told(seen: &Seen) -> Value {
    json!({ "id": seen.id, "status": seen.status.as_str(), "needsUser": seen.needs_user })
}

async fn collect(
    State(broker): State<Broker>,
    caller: Caller,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<Value>), Fault> {
    let unipile = configured(&broker)?;
    let Collected { account, refused } = unipile.collect(&caller, SessionRequest::read(&body)?).await?;
    let needs_user = refused.is_some() || account.as_ref().is_some_and(|account| account.needs_user);
    let mut answer = json!({ "account": account.as_ref().map(told), "needsUser": needs_user });
    if let (Some(reason), Some(fields)) = (refused, answer.as_object_mut()) {
        fields.insert("reason".to_owned(), json!(reason));
    }
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

async fn forget(State(broker): State<Broker>, caller: Caller) -> Result<StatusCode, Fault> {
    configured(&broker)?.forget_session(&caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn webhook(
    State(broker): State<Broker>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Fault> {
    let unipile = configured(&broker)?;
    let in_header = headers.get("unipile-auth").and_then(|secret| secret.to_str().ok()).map(str::to_owned);
    let given = in_header.or_else(|| query_parameter(query.as_deref()?, "secret")).unwrap_or_default();
    if !unipile.is_webhook_secret(&given)? {
        return Err(Fault::WebhookUnauthenticated);
    }
    let not_json = Fault::RequestInvalid("A webhook's body must be JSON of at most 64 KiB.");
    let body = body.map_err(|_| not_json.clone())?;
    let body: Value = serde_json::from_slice(&body).map_err(|_| not_json)?;
    match News::read(&body) {
        Some(news) => unipile.hear(news).await?,
        None => tracing::info!("a webhook brought no news of an account's state"),
    }
    Ok(StatusCode::NO_CONTENT)
}
