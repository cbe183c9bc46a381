//! Ways an endpoint can go wrong, and how often it does: no vendor documents that, so a host has to live with all of
//! them. Nothing here knows which endpoint it is.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::Stage;
use super::page_settings::Delay;
use crate::json;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use serde::{Deserialize, Deserializer, de};

/// How an endpoint goes wrong.
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
    /// The right answer, so much later.
    #[serde(rename_all = "camelCase")]
    Delay { delay_ms: Delay },
    /// Status 200 with this body.
    #[serde(rename_all = "camelCase")]
    Body {
        body: String,
        #[serde(default = "application_json", deserialize_with = "header_value")]
        content_type: HeaderValue,
    },
}

impl Fault {
    /// What a call gets instead of its answer; None when it may go on after all.
    pub(crate) async fn respond(self, stage: &Stage) -> Option<Response> {
        Some(match self {
            Self::Status { status } => {
                json::error(status, status.canonical_reason().unwrap_or("Simulated failure"))
            }
            Self::Hang {} => {
                stage.hang().await;
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
            Self::Drop {} => cut(),
            Self::Delay { delay_ms } => {
                let Some(()) = stage.late(delay_ms).await else {
                    return Some(StatusCode::SERVICE_UNAVAILABLE.into_response());
                };
                return None;
            }
            Self::Body { body, content_type } => {
                ([(header::CONTENT_TYPE, content_type)], body).into_response()
            }
        })
    }
}

/// The fault of one endpoint, and how many calls it still lasts.
#[derive(Default)]
pub(crate) struct FaultPlan {
    fault: Option<Fault>,
    /// None is for good.
    calls_left: Option<u64>,
    met: u64,
}

impl FaultPlan {
    /// The next calls meet this fault, `times` of them or all.
    pub(crate) fn set(&mut self, fault: Option<Fault>, times: Option<u64>) {
        self.fault = fault;
        self.calls_left = times;
    }

    /// The fault that this call meets.
    pub(crate) fn take(&mut self) -> Option<Fault> {
        let fault = self.fault.clone()?;
        if let Some(left) = &mut self.calls_left {
            *left = left.checked_sub(1)?;
        }
        self.met += 1;
        Some(fault)
    }

    /// How many calls met a fault so far.
    pub(crate) const fn met(&self) -> u64 {
        self.met
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
