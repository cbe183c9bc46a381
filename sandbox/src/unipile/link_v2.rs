//! v2's request for a link to a hosted page.

use std::time::SystemTime;

use serde::Deserialize;
use serde_json::json;

use super::account::Product;
use super::call::{Call, Reply};
use super::failure::Failure;
use super::intent::Goal;
use super::link::{Link, Method, Url, address};
use super::store::Store;
use super::{Version, iso};

#[derive(Deserialize)]
struct Asked {
    providers: Option<OneOrMore>,
    account_id: Option<String>,
    expires_on: String,
    redirect_uri: Url,
    state: Option<String>,
    domain: Option<String>,
    #[serde(default)]
    config: Config,
}

/// The vendor's examples give a string where its reference has a list.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(crate) fn has_linkedin(&self) -> bool {
        let is = |name: &String| name == "*" || name.eq_ignore_ascii_case("linkedin");
        match self {
            Self::One(name) => is(name),
            Self::More(names) => names.iter().any(is),
        }
    }
}

#[derive(Default, Deserialize)]
struct Config {
    #[serde(default)]
    linkedin: ForLinkedIn,
    #[serde(default)]
    global: ForAll,
}

#[derive(Default, Deserialize)]
struct ForLinkedIn {
    allow_methods: Option<Vec<Method>>,
    products: Option<Vec<Product>>,
}

#[derive(Default, Deserialize)]
struct ForAll {
    login_hint: Option<String>,
}

pub(crate) fn make(store: &mut Store, call: &Call, now: SystemTime) -> Result<Reply, Failure> {
    let asked: Asked = call.read()?;
    match (&asked.providers, &asked.account_id) {
        (Some(providers), None) if providers.has_linkedin() => {}
        (None, Some(account)) => drop(store.account(Version::V2, account)?),
        (Some(_), None) => return Err(Failure::Parameters("The sandbox knows the provider LINKEDIN only.")),
        (Some(_), Some(_)) | (None, None) => {
            return Err(Failure::Parameters("Give either providers or account_id."));
        }
    }
    let unread = Failure::Parameters("expires_on must look like 2025-05-05T00:00:00.000Z.");
    let expires = iso::parse(&asked.expires_on).ok_or(unread)?;
    if expires <= now {
        return Err(Failure::Parameters("expires_on is in the past."));
    }
    if asked.redirect_uri.0.fragment().is_some() {
        return Err(Failure::Parameters("redirect_uri must have no fragment."));
    }
    if asked
        .domain
        .as_deref()
        .is_some_and(|domain| domain.is_empty() || domain.contains(['/', '?', '#', '@', ' ']))
    {
        return Err(Failure::Parameters("domain must be a host name."));
    }
    let ForLinkedIn { allow_methods, products } = asked.config.linkedin;
    let methods = allow_methods.filter(|methods| !methods.is_empty()).unwrap_or(vec![Method::Credentials]);
    // A new account has classic by default, an old one what it had.
    let products = products.or_else(|| asked.account_id.is_none().then(|| vec![Product::Classic]));
    let link = Link {
        version: Version::V2,
        methods,
        goal: Goal { products, reconnects: asked.account_id, ..Goal::default() },
        success: Some(asked.redirect_uri.clone()),
        failure: Some(asked.redirect_uri),
        state: asked.state,
        login_hint: asked.config.global.login_hint,
        expires,
        spent: false,
        intent: None,
        last: None,
    };
    let token = store.keep_link(link, now);
    let link = address(Version::V2, &call.host, asked.domain.as_deref(), &token);
    Ok(Reply::ok(json!({ "object": "HostedAuthLink", "link": link })))
}
