//! Ways a token endpoint can go wrong, and the shapes in which it can answer right: the vendor documents neither, so a
//! host has to live with all of them. Nothing here decides when a fault applies.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use serde::{Deserialize, Deserializer, de};
use serde_json::json;

use super::Salesflow;
use crate::json;

/// How a token endpoint goes wrong.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Fault {
    /// An error status with a body like the vendor's.
    Status {
        #[serde(deserialize_with = "status_code")]
        status: StatusCode,
    },
    /// No answer while the client and the server last.
    Hang {},
    /// The connection closes without an answer.
    Drop {},
    /// Status 200 with this body.
    #[serde(rename_all = "camelCase")]
    Body {
        body: String,
        #[serde(default = "application_json", deserialize_with = "header_value")]
        content_type: HeaderValue,
    },
}

impl Fault {
    pub(crate) async fn respond(self, salesflow: &Salesflow) -> Response {
        match self {
            Self::Status { status } => {
                json::error(status, status.canonical_reason().unwrap_or("Simulated failure"))
            }
            Self::Hang {} => {
                salesflow.hang().await;
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
            Self::Drop {} => cut(),
            Self::Body { body, content_type } => {
                ([(header::CONTENT_TYPE, content_type)], body).into_response()
            }
        }
    }
}

/// No answer: the connection closes.
pub(super) fn cut() -> Response {
    Body::new(Cut).into_response()
}

/// A body that fails before its first byte: the server then closes the connection, and the head it had not sent yet
/// goes with it.
struct Cut;

impl HttpBody for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}

/// The shape of a good answer.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Shape {
    /// `{"token":"…"}`
    #[default]
    Token,
    /// `"…"`, a JSON string.
    String,
    /// `{"data":{"token":"…"}}`
    Data,
    /// `{"accessToken":"…"}`
    AccessToken,
    /// `{"jwt":"…"}`
    Jwt,
    /// Plain text.
    Text,
}

impl Shape {
    pub(crate) fn respond(self, token: String) -> Response {
        match self {
            Self::Token => axum::Json(json!({ "token": token })).into_response(),
            Self::String => axum::Json(token).into_response(),
            Self::Data => axum::Json(json!({ "data": { "token": token } })).into_response(),
            Self::AccessToken => axum::Json(json!({ "accessToken": token })).into_response(),
            Self::Jwt => axum::Json(json!({ "jwt": token })).into_response(),
            Self::Text => token.into_response(),
        }
    }
}

fn application_json() -> HeaderValue {
    HeaderValue::from_static("application/json")
}

fn header_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HeaderValue, D::Error> {
    String::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
}

/// A final status; 1xx ones would not end the answer.
fn status_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatusCode, D::Error> {
    let number = u16::deserialize(deserializer)?;
    StatusCode::from_u16(number)
        .ok()
        .filter(|status| !status.is_informational())
        .ok_or_else(|| de::Error::custom(format!("status must be from 200 to 999, not {number}")))
}
