//! The token endpoint: a code or a refresh token in, an access token out. Only an application's server calls it; it must
//! never allow a web page to (no CORS headers).

use std::sync::Arc;
use std::time::SystemTime;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;
use serde_json::json;
use url::form_urlencoded::parse;

use super::LinkedIn;
use super::credential::Grant;
use super::store::Store;
use crate::json::Json;
use crate::{App, Client};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/oauth/v2/accessToken", post(exchange))
}

/// A refusal: the status, the vendor's word for it and a sentence.
type Refusal = (StatusCode, &'static str, String);

async fn exchange(State(linkedin): State<Arc<LinkedIn>>, headers: HeaderMap, body: Bytes) -> Response {
    let form = Form(parse(&body).into_owned().collect());
    let fault = {
        let mut store = linkedin.store();
        match form.get("grant_type") {
            Some("refresh_token") => store.counts.refresh += 1,
            Some(_) | None => store.counts.access_token += 1,
        }
        store.token_faults.take()
    };
    if let Some(fault) = fault
        && let Some(answer) = fault.respond(&linkedin.stage).await
    {
        return answer;
    }
    let now = linkedin.stage.now();
    let outcome = check_client(&headers, &form, &linkedin.client)
        .and_then(|()| grant(&mut linkedin.store(), &form, now));
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    match outcome {
        Ok(answer) => (no_store, Json(answer)).into_response(),
        Err((status, error, description)) => {
            let body = Json(json!({ "error": error, "error_description": description }));
            (status, no_store, body).into_response()
        }
    }
}

fn check_client(headers: &HeaderMap, form: &Form, client: &Client) -> Result<(), Refusal> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(invalid("The content type must be application/x-www-form-urlencoded"));
    }
    form.need("grant_type")?;
    let (id, secret) = (form.need("client_id")?, form.need("client_secret")?);
    if id == client.id && secret == client.secret {
        return Ok(());
    }
    Err((StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed".to_owned()))
}

fn grant(store: &mut Store, form: &Form, now: SystemTime) -> Result<Answer, Refusal> {
    match form.need("grant_type")? {
        "authorization_code" => {
            let (code, redirect_uri) = (form.need("code")?, form.need("redirect_uri")?);
            let grant = store.spend_code(code, redirect_uri, now).ok_or_else(|| {
                invalid(
                    "Unable to retrieve access token: appid/redirect uri/code verifier does not match \
                     authorization code. Or authorization code expired. Or external member binding exists",
                )
            })?;
            let refresh = store.settings.refresh_tokens.then(|| Refresh {
                refresh_token: store.issue_refresh_token(grant.clone(), now),
                refresh_token_expires_in: store.settings.refresh_token_life.as_secs(),
            });
            Ok(answer(store, grant, refresh, now))
        }
        "refresh_token" => {
            let refresh = form.need("refresh_token")?;
            let live = store.refresh_tokens.check(refresh, now);
            let live = live.ok().filter(|_| store.settings.refresh_tokens).ok_or_else(|| {
                let description = "The provided refresh token is invalid, expired or revoked";
                (StatusCode::BAD_REQUEST, "invalid_grant", description.to_owned())
            })?;
            let refresh =
                Refresh { refresh_token: refresh.to_owned(), refresh_token_expires_in: live.left.as_secs() };
            Ok(answer(store, live.grant, Some(refresh), now))
        }
        other => {
            let description = format!("The grant type {other:?} is not supported");
            Err((StatusCode::BAD_REQUEST, "unsupported_grant_type", description))
        }
    }
}

/// A good answer, in the vendor's order.
#[derive(Serialize)]
struct Answer {
    access_token: String,
    expires_in: u64,
    #[serde(flatten)]
    refresh: Option<Refresh>,
    scope: String,
}

#[derive(Serialize)]
struct Refresh {
    refresh_token: String,
    /// What is left of its life: using it does not renew it.
    refresh_token_expires_in: u64,
}

fn answer(store: &mut Store, grant: Grant, refresh: Option<Refresh>, now: SystemTime) -> Answer {
    let expires_in = store.settings.access_token_life.as_secs();
    let scope = grant.scope.clone();
    Answer { access_token: store.issue_access_token(grant, now), expires_in, refresh, scope }
}

fn invalid(description: &str) -> Refusal {
    (StatusCode::BAD_REQUEST, "invalid_request", description.to_owned())
}

/// The fields of a form; the first of a name counts.
struct Form(Vec<(String, String)>);

impl Form {
    fn get(&self, wanted: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| invalid(&format!("A required parameter \"{name}\" is missing")))
    }
}
