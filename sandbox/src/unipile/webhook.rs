//! Webhooks: what they say, and the one who carries them, one after the other. They go to this machine only: the sandbox
//! talks to nobody else.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Version;
use super::account::Account;
use super::link::Url;
use crate::{Stop, loopback};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who hears what happens to accounts, as the control API has set it.
#[derive(Default)]
pub(crate) struct Subscription {
    pub(crate) url: Option<Here>,
    pub(crate) secret: Option<Secret>,
    pub(crate) form: Form,
}

/// An address on this machine, without TLS.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Url")]
pub(crate) struct Here(Url);

impl TryFrom<Url> for Here {
    type Error = &'static str;

    fn try_from(url: Url) -> Result<Self, Self::Error> {
        let here = url.0.scheme() == "http" && url.0.host_str().is_some_and(loopback::is_here);
        if here { Ok(Self(url)) } else { Err("webhooks go to http://127.0.0.1, localhost and [::1] only") }
    }
}

/// What the header `Unipile-Auth` says.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Secret(HeaderValue);

impl TryFrom<String> for Secret {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.try_into().map(Self).map_err(|_| "webhookSecret holds what no header may")
    }
}

/// How v2 writes an event: nobody has documented it.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// `type` and `account_id`.
    #[default]
    Type,
    /// `event` and `account_id`.
    Event,
    /// `type` and `data.account_id`.
    Data,
}

#[derive(Clone, Copy)]
pub(crate) enum Event {
    Created,
    Reconnected,
    /// The status as the account has it.
    Status,
}

/// A webhook on its way.
pub(crate) struct Delivery {
    url: Url,
    secret: Option<Secret>,
    body: Value,
}

/// What v1's links ask to be told.
pub(crate) fn notification(url: &Url, account: &Account, event: Event) -> Delivery {
    let status = match event {
        Event::Created | Event::Status => "CREATION_SUCCESS",
        Event::Reconnected => "RECONNECTED",
    };
    let body = json!({ "status": status, "account_id": account.id, "name": account.name });
    Delivery { url: url.clone(), secret: None, body }
}

/// What the subscriber is told, if there is one.
pub(crate) fn event(subscription: &Subscription, account: &Account, event: Event) -> Option<Delivery> {
    let Here(url) = subscription.url.clone()?;
    let id = &account.id;
    let body = match account.version {
        Version::V1 => {
            let message = match event {
                Event::Created => "CREATION_SUCCESS",
                Event::Reconnected => "RECONNECTED",
                Event::Status => &account.status,
            };
            json!({ "AccountStatus": { "account_id": id, "account_type": "LINKEDIN", "message": message } })
        }
        Version::V2 => {
            let name = match event {
                Event::Created => "account.add".to_owned(),
                Event::Reconnected => "account.reconnect".to_owned(),
                Event::Status if account.status == "deleted" => "account.remove".to_owned(),
                Event::Status => format!("account.status.{}", account.status),
            };
            match subscription.form {
                Form::Type => json!({ "type": name, "account_id": id }),
                Form::Event => json!({ "event": name, "account_id": id }),
                Form::Data => json!({ "type": name, "data": { "account_id": id } }),
            }
        }
    };
    Some(Delivery { url, secret: subscription.secret.clone(), body })
}

/// A webhook that went out, or did not.
#[derive(Clone, Serialize)]
pub(crate) struct Sent {
    /// Without the query, which holds a secret.
    url: String,
    body: Value,
    /// What the receiver said; null when there was no answer, or the address is not on this machine.
    status: Option<u16>,
}

/// Carries webhooks until the server stops.
pub(crate) struct Postman {
    queue: UnboundedSender<Delivery>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Postman {
    pub(crate) fn hire(stop: Stop) -> Self {
        let (queue, deliveries) = unbounded_channel();
        let sent = Arc::default();
        let round = carry(deliveries, Arc::clone(&sent));
        tokio::spawn(async move {
            tokio::select! {
                () = round => {}
                () = stop.stopped() => {}
            }
        });
        Self { queue, sent }
    }

    pub(crate) fn take(&self, deliveries: impl Iterator<Item = Delivery>) {
        // Once the server stops nobody carries them; nobody waits for them either.
        deliveries.for_each(|delivery| drop(self.queue.send(delivery)));
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        lock(&self.sent).clone()
    }

    pub(crate) fn forget(&self) {
        lock(&self.sent).clear();
    }
}

async fn carry(mut deliveries: UnboundedReceiver<Delivery>, sent: Arc<Mutex<Vec<Sent>>>) {
    let client = Client::builder(TokioExecutor::new()).build_http();
    while let Some(delivery) = deliveries.recv().await {
        let Delivery { url, secret, body } = delivery;
        let mut shown = url.0.clone();
        shown.set_query(None);
        let status = match Here::try_from(url) {
            Ok(here) => {
                tokio::time::timeout(PATIENCE, post(&client, here, secret, &body)).await.ok().flatten()
            }
            Err(_) => None,
        };
        lock(&sent).push(Sent { url: shown.into(), body, status });
    }
}

async fn post(
    client: &Client<HttpConnector, Body>,
    Here(url): Here,
    secret: Option<Secret>,
    body: &Value,
) -> Option<u16> {
    let mut request = Request::post(url.0.as_str()).header(header::CONTENT_TYPE, "application/json");
    if let Some(Secret(secret)) = secret {
        request = request.header("Unipile-Auth", secret);
    }
    let request = request.body(Body::from(body.to_string())).ok()?;
    client.request(request).await.ok().map(|answer| answer.status().as_u16())
}

fn lock(sent: &Mutex<Vec<Sent>>) -> MutexGuard<'_, Vec<Sent>> {
    sent.lock().unwrap_or_else(PoisonError::into_inner)
}
