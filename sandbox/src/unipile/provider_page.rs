//! The page on which LinkedIn asks whether the vendor may: where an `OauthUrl` leads. Only a click says yes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::Unipile;
use super::link::path;
use super::step::Step;
use super::store::Store;
use super::view::{self, View};
use super::visit::Told;
use crate::App;
use crate::html::{escape, fill};
use crate::json::Json;
use crate::stage::PageSettings;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/unipile/oauth", get(show).post(act))
}

#[derive(Deserialize)]
struct Visit {
    #[serde(default)]
    intent: String,
}

async fn show(State(unipile): State<Arc<Unipile>>, Query(visit): Query<Visit>) -> Response {
    let draw = |settings: &PageSettings| {
        let who = unipile.change(|store, _| asked(store, &visit.intent));
        let (view, status) = match who {
            Some(who) => (consent(&who), StatusCode::OK),
            None => (view::expired(None), StatusCode::GONE),
        };
        let mut page = view::page(&view, settings.blank(), status);
        // Consent is never given in a frame: whoever made the frame could lay something over the button.
        page.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        page
    };
    unipile.stage.show(draw).await
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "camelCase")]
enum Act {
    Allow,
    Cancel,
}

async fn act(
    State(unipile): State<Arc<Unipile>>,
    Query(visit): Query<Visit>,
    Json(act): Json<Act>,
) -> Response {
    unipile.change(|store, _| {
        if asked(store, &visit.intent).is_none() {
            return (StatusCode::GONE, Json(Told::View(view::expired(None)))).into_response();
        }
        let Some(intent) = store.intents.get_mut(&visit.intent) else {
            return StatusCode::GONE.into_response();
        };
        let allowed = matches!(act, Act::Allow);
        if allowed {
            intent.attempt.allow();
        }
        let told = match &intent.link {
            Some(token) => Told::Go { url: format!("{}?token={token}", path(intent.version)) },
            None => Told::View(ended(allowed)),
        };
        Json(told).into_response()
    })
}

/// Whose sign-in waits for this page.
fn asked(store: &Store, id: &str) -> Option<String> {
    let intent = store.intents.get(id).filter(|intent| intent.attempt.step() == Some(Step::Oauth))?;
    Some(intent.who.clone())
}

fn consent(who: &str) -> View {
    let html = fill(include_str!("../../assets/unipile/consent.html"), &[("who", &escape(who))]);
    View::new("Allow access to LinkedIn", html)
}

fn ended(allowed: bool) -> View {
    let values = if allowed {
        [
            ("id", "done"),
            ("tone", "success"),
            ("heading", "Access allowed"),
            ("text", "You can close this page and go on in the application."),
            ("back", ""),
        ]
    } else {
        [
            ("id", "failed"),
            ("tone", "failure"),
            ("heading", "Access not allowed"),
            ("text", "Nothing was connected. You can close this page."),
            ("back", ""),
        ]
    };
    View::new("LinkedIn", fill(include_str!("../../assets/unipile/end.html"), &values))
}
