//! The LinkedIn app on the user's phone, as a page: every sign-in that waits for it has a button. It shows no credential.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::Unipile;
use super::intent::Intent;
use super::step::Step;
use super::store::Store;
use super::view::{self, View};
use super::visit::Told;
use crate::App;
use crate::html::{escape, fill};
use crate::json::Json;
use crate::stage::PageSettings;

/// The squares on a side of the picture of a QR code.
const SIDE: u32 = 25;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/unipile/app", get(show).post(act))
}

async fn show(State(unipile): State<Arc<Unipile>>) -> Response {
    let draw = |settings: &PageSettings| {
        let view = unipile.change(|store, _| draw(store));
        view::page(&view, settings.blank(), StatusCode::OK)
    };
    unipile.stage.show(draw).await
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "camelCase")]
enum Act {
    Approve {
        intent: String,
    },
    /// The page asks by itself; `seen` is the mark of what it shows.
    Wait {
        #[serde(default)]
        seen: String,
    },
}

async fn act(State(unipile): State<Arc<Unipile>>, Json(act): Json<Act>) -> Json<Told> {
    Json(unipile.change(|store, _| match act {
        Act::Approve { intent } => {
            if let Some(intent) = store.intents.get_mut(&intent) {
                intent.attempt.approve_on_phone();
            }
            Told::View(draw(store))
        }
        Act::Wait { seen } if seen == mark(store) => Told::Same,
        Act::Wait { .. } => Told::View(draw(store)),
    }))
}

/// The sign-ins that wait for the phone, the newest first: id, who it is, and whether by a QR code.
fn waiting(store: &Store) -> Vec<(&str, &str, bool)> {
    let waits = |(id, intent): &(&String, &Intent)| {
        let link_is_over = intent.link.as_ref().is_some_and(|token| {
            store.links.get(token).is_none_or(|link| link.spent || link.intent.as_ref() != Some(*id))
        });
        !intent.is_over() && !intent.attempt.is_approved() && !link_is_over
    };
    let mut found: Vec<_> = store
        .intents
        .iter()
        .filter(waits)
        .filter_map(|(id, intent)| {
            let step = intent.attempt.step().filter(|step| step.is_on_phone())?;
            Some((intent.started, (id.as_str(), intent.who.as_str(), step == Step::Qr)))
        })
        .collect();
    found.sort_by_key(|(started, _)| Reverse(*started));
    found.into_iter().map(|(_, row)| row).collect()
}

fn mark(store: &Store) -> String {
    waiting(store).into_iter().map(|(id, ..)| id).collect::<Vec<_>>().join(" ")
}

fn draw(store: &Store) -> View {
    let row = |(at, (id, who, scans)): (usize, (&str, &str, bool))| {
        let values = [
            // The first one has an id: most of the time it is the only one.
            ("id", if at == 0 { "id=\"approve\" " } else { "" }),
            ("intent", &escape(id)),
            ("who", &escape(who)),
            ("verb", if scans { "Scan and approve" } else { "Approve" }),
        ];
        fill(include_str!("../../assets/unipile/app-row.html"), &values)
    };
    let mut rows: String = waiting(store).into_iter().enumerate().map(row).collect();
    if rows.is_empty() {
        rows = include_str!("../../assets/unipile/app-none.html").to_owned();
    }
    let values = [("rows", rows.as_str()), ("mark", &mark(store))];
    View::new("LinkedIn app", fill(include_str!("../../assets/unipile/app.html"), &values))
}

/// A picture that looks like a QR code and says nothing: one path of squares.
pub(crate) fn squares() -> String {
    let mut path = String::new();
    let mut noise: u32 = 0x2545_f491;
    for y in 0..SIDE {
        for x in 0..SIDE {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            if corner(x, y).unwrap_or(noise & 1 == 1) {
                path += &format!("M{x} {y}h1v1h-1z");
            }
        }
    }
    path
}

/// Whether a square of the three marks in the corners, or of the margin around them, is dark.
fn corner(x: u32, y: u32) -> Option<bool> {
    let near = |at: u32| if at < 8 { Some(at) } else { None };
    let far = |at: u32| near(SIDE - 1 - at);
    let (x, y) = match (near(x), near(y), far(x), far(y)) {
        (Some(x), Some(y), ..) | (_, Some(y), Some(x), _) | (Some(x), _, _, Some(y)) => (x, y),
        _ => return None,
    };
    let ring = x.abs_diff(3).max(y.abs_diff(3));
    Some(ring != 2 && ring != 4)
}
