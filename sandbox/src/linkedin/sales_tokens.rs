//! Sales Access Tokens: an access token in, a token for widgets out. Only an application's server calls it; it must never
//! allow a web page to (no CORS headers).

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use url::form_urlencoded::parse;

use super::LinkedIn;
use super::credential::{Dead, Grant};
use super::request::SALES_SCOPE;
use crate::App;
use crate::json::Json;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/v2/salesAccessTokens", get(find))
}

async fn find(
    State(linkedin): State<Arc<LinkedIn>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let fault = {
        let mut store = linkedin.store();
        store.counts.sales_access_tokens += 1;
        store.sales_token_faults.take()
    };
    if let Some(fault) = fault
        && let Some(answer) = fault.respond(&linkedin.stage).await
    {
        return answer;
    }
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    let outcome = check(&linkedin, &headers, &query.unwrap_or_default());
    (no_store, outcome.map_or_else(Refusal::respond, |grant| issue(&linkedin, grant))).into_response()
}

fn issue(linkedin: &LinkedIn, grant: Grant) -> Response {
    let (token, expires) = linkedin.store().issue_sat(grant, linkedin.stage.now());
    let seconds = expires.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let paging = json!({ "count": 10, "start": 0, "links": [] });
    let elements = json!([{ "token": token, "expiryTime": seconds }]);
    Json(json!({ "elements": elements, "paging": paging })).into_response()
}

fn check(linkedin: &LinkedIn, headers: &HeaderMap, query: &str) -> Result<Grant, Refusal> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let bearer = text("authorization").and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
    let bearer = bearer.filter(|token| !token.is_empty()).ok_or(Refusal::NoToken)?;
    let found = linkedin.store().access_tokens.check(bearer, linkedin.stage.now());
    let grant = found.map_err(Refusal::Dead)?.grant;
    if !grant.scope.split(',').any(|scope| scope == SALES_SCOPE) {
        return Err(Refusal::NoPermission);
    }
    if text("x-restli-protocol-version") != Some("2.0.0") {
        return Err(Refusal::Malformed("The header X-Restli-Protocol-Version must be 2.0.0"));
    }
    if !parse(query.as_bytes()).any(|(name, value)| name == "q" && value == "viewerAndDeveloperApp") {
        return Err(Refusal::Malformed("The finder must be q=viewerAndDeveloperApp"));
    }
    Ok(grant)
}

/// Why there is no token.
enum Refusal {
    NoToken,
    Dead(Dead),
    NoPermission,
    Malformed(&'static str),
}

impl Refusal {
    /// In the vendor's words and with its codes, where those are known.
    fn respond(self) -> Response {
        let (status, code, message) = match self {
            Self::NoToken => (StatusCode::UNAUTHORIZED, 401, "Empty oauth2_access_token"),
            Self::Dead(Dead::Unknown) => (StatusCode::UNAUTHORIZED, 65600, "Invalid access token"),
            Self::Dead(Dead::Revoked) => (
                StatusCode::UNAUTHORIZED,
                65601,
                "The token used in the request has been revoked by the user",
            ),
            Self::Dead(Dead::Expired) => {
                (StatusCode::UNAUTHORIZED, 65602, "The token used in the request has expired")
            }
            Self::NoPermission => {
                (StatusCode::FORBIDDEN, 100, "Not enough permissions to access: GET /salesAccessTokens")
            }
            Self::Malformed(message) => (StatusCode::BAD_REQUEST, 100, message),
        };
        let body: Value = json!({ "serviceErrorCode": code, "message": message, "status": status.as_u16() });
        (status, Json(body)).into_response()
    }
}
