//! The shapes in which a token endpoint can answer right: the vendor documents none, so a host has to live with all of
//! them. Nothing here decides which one applies.

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

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
