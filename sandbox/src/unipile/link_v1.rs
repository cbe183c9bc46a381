//! v1's request for a link to a hosted page.

use std::time::SystemTime;

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::call::{Call, Reply};
use super::failure::Failure;
use super::intent::Goal;
use super::link::{Link, Method, Url, address};
use super::link_v2::OneOrMore;
use super::store::Store;
use super::{Version, iso};

#[derive(Deserialize)]
struct Asked {
    r#type: Kind,
    providers: Option<OneOrMore>,
    /// The vendor insists on it and the sandbox has no use for it.
    #[serde(rename = "api_url")]
    _api_url: Url,
    #[serde(rename = "expiresOn")]
    expires_on: String,
    reconnect_account: Option<String>,
    success_redirect_url: Option<Url>,
    failure_redirect_url: Option<Url>,
    notify_url: Option<Url>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Create,
    Reconnect,
}

pub(crate) fn make(store: &mut Store, call: &Call, now: SystemTime) -> Result<Reply, Failure> {
    let asked: Asked = call.read()?;
    let reconnects = match asked.r#type {
        Kind::Create if asked.providers.as_ref().is_some_and(OneOrMore::has_linkedin) => None,
        Kind::Create => return Err(Failure::Parameters("The sandbox knows the provider LINKEDIN only.")),
        Kind::Reconnect => {
            let account = asked.reconnect_account.ok_or(Failure::Parameters("Give reconnect_account."))?;
            store.account(Version::V1, &account)?;
            Some(account)
        }
    };
    let unread = Failure::Parameters("expiresOn must look like 2025-05-05T00:00:00.000Z.");
    let expires = iso::parse(&asked.expires_on).ok_or(unread)?;
    if expires <= now {
        return Err(Failure::Parameters("expiresOn is in the past."));
    }
    let link = Link {
        version: Version::V1,
        methods: vec![Method::Credentials, Method::Cookies],
        goal: Goal { products: None, reconnects, name: asked.name, notify: asked.notify_url },
        success: asked.success_redirect_url,
        failure: asked.failure_redirect_url,
        state: None,
        login_hint: None,
        expires,
        spent: false,
        intent: None,
        last: None,
    };
    let token = store.keep_link(link, now);
    let url = address(Version::V1, &call.host, None, &token);
    Ok(Reply(StatusCode::CREATED, Some(json!({ "object": "HostedAuthUrl", "url": url }))))
}
