//! What every call of the API goes through: it is recorded, meets the fault that is set, shows its key, and is answered in
//! the words of its generation. A call of another origin's page gets no permission to read the answer (no CORS headers).

use std::time::SystemTime;

use axum::body::{Bytes, to_bytes};
use axum::extract::{OriginalUri, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::failure::Failure;
use super::record::Recorded;
use super::store::Store;
use super::{Unipile, Version};
use crate::json::Json;
use crate::loopback;
use crate::stage::FaultPlan;

/// More than any call needs.
const LIMIT: usize = 1 << 20;

/// What a call is about; both generations share these, and the faults that go with them.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Endpoint {
    Link,
    /// A sign-in: v2's intent; v1's `POST /accounts` and `POST /accounts/{id}`.
    Intent,
    Checkpoint,
    CheckpointRequest,
    CheckpointResend,
    /// Accounts are read.
    Accounts,
}

/// The fault of each endpoint.
#[derive(Default)]
pub(crate) struct Faults {
    link: FaultPlan,
    intent: FaultPlan,
    checkpoint: FaultPlan,
    checkpoint_request: FaultPlan,
    checkpoint_resend: FaultPlan,
    accounts: FaultPlan,
}

impl Faults {
    pub(crate) const fn at(&mut self, endpoint: Endpoint) -> &mut FaultPlan {
        match endpoint {
            Endpoint::Link => &mut self.link,
            Endpoint::Intent => &mut self.intent,
            Endpoint::Checkpoint => &mut self.checkpoint,
            Endpoint::CheckpointRequest => &mut self.checkpoint_request,
            Endpoint::CheckpointResend => &mut self.checkpoint_resend,
            Endpoint::Accounts => &mut self.accounts,
        }
    }

    /// How many calls met a fault so far.
    pub(crate) const fn met(&self) -> u64 {
        self.link.met()
            + self.intent.met()
            + self.checkpoint.met()
            + self.checkpoint_request.met()
            + self.checkpoint_resend.met()
            + self.accounts.met()
    }
}

/// A call that may be answered.
pub(crate) struct Call {
    body: Value,
    /// The name and port it was sent to.
    pub(crate) host: String,
}

impl Call {
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        // The reason would quote the body, and with it a secret.
        let unread =
            |_| Failure::Parameters("The body lacks a field, or one of its fields has the wrong type.");
        T::deserialize(&self.body).map_err(unread)
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.host)
    }
}

/// The answer to a call that went well.
pub(crate) struct Reply(pub(crate) StatusCode, pub(crate) Option<Value>);

impl Reply {
    pub(crate) const fn ok(body: Value) -> Self {
        Self(StatusCode::OK, Some(body))
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        match self {
            Self(status, Some(body)) => (status, Json(body)).into_response(),
            Self(status, None) => status.into_response(),
        }
    }
}

impl Unipile {
    /// Takes a call, and answers it if nothing is in the way.
    pub(crate) async fn answer(
        &self,
        version: Version,
        endpoint: Endpoint,
        request: Request,
        act: impl FnOnce(&mut Store, &Call, SystemTime) -> Result<Reply, Failure>,
    ) -> Response {
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, LIMIT).await.unwrap_or_else(|_| Bytes::from_static(b"{too long"));
        let body = if bytes.is_empty() { Some(Value::Null) } else { serde_json::from_slice(&bytes).ok() };
        // The routes see only what comes after their prefix.
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        let path = uri.path_and_query().map_or("", |path| path.as_str());
        let recorded = Recorded::new(parts.method.as_str(), path, body.as_ref());
        let fault = self.change(|store, _| {
            store.requests.push(recorded);
            store.faults.at(endpoint).take()
        });
        if let Some(fault) = fault
            && let Some(answer) = fault.respond(&self.stage).await
        {
            return answer;
        }
        if parts.headers.get("x-api-key").is_none_or(|key| key.as_bytes() != self.api_key.as_bytes()) {
            return Failure::Key.respond(version);
        }
        let Some(body) = body else {
            return Failure::Parameters("The body is not JSON.").respond(version);
        };
        let call = Call { body, host: loopback::host(&parts.headers).unwrap_or_default().to_owned() };
        let outcome = self.change(|store, now| act(store, &call, now));
        outcome.map_or_else(|failure| failure.respond(version), IntoResponse::into_response)
    }
}
