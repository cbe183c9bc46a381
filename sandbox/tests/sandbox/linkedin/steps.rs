//! The steps of the grant, one function each, as an application, a member and an embedding page take them.

use crate::support::{Answer, Sandbox, answer, open_at};
use serde_json::{Value, json};

/// Where the application wants its members back.
pub(super) const RETURN: &str = "http://127.0.0.1:4310/return?at=linkedin";
/// A page that embeds widgets.
pub(super) const PAGE: &str = "https://crm.example.com/leads/7";

impl Sandbox {
    /// A request to LinkedIn's origin; None when the connection closed without a byte.
    pub(super) async fn at_linkedin(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<Answer> {
        answer(open_at(self.linkedin, method, path, headers, body).await).await
    }

    pub(super) async fn page(&self, path: &str) -> Answer {
        self.at_linkedin("GET", path, &[("referer", PAGE)], "").await.unwrap()
    }

    pub(super) async fn settings(&self, change: Value) {
        self.control("/linkedin/settings", change).await;
    }

    /// Takes the step of a button and answers where it leads.
    pub(super) async fn click(&self, page: &Answer, id: &str) -> Url {
        let answer = self.page(&step(page, id)).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        url(answer.header("location").unwrap())
    }

    /// A member allows it: the code.
    pub(super) async fn consent(&self, scope: &str) -> String {
        let page = self.page(&authorize(&[("scope", scope)])).await;
        self.click(&page, "allow").await.get("code").unwrap()
    }

    /// A call of the token endpoint; `change` replaces fields, and takes away those whose value is empty.
    pub(super) async fn token(&self, fields: &[(&str, &str)], change: &[(&str, &str)]) -> Option<Answer> {
        let mut all = vec![("client_id", "sandbox-client"), ("client_secret", "sandbox-secret")];
        all.extend(fields);
        let body = form(&changed(&all, change));
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.at_linkedin("POST", "/oauth/v2/accessToken", &headers, &body).await
    }

    pub(super) async fn exchange(&self, code: &str) -> Answer {
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RETURN)];
        self.token(&fields, &[]).await.unwrap()
    }

    pub(super) async fn refresh(&self, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)], &[]).await.unwrap()
    }

    /// The tokens of a new member.
    pub(super) async fn link(&self) -> Value {
        let code = self.consent("r_sales_nav_display").await;
        self.exchange(&code).await.json()
    }

    pub(super) async fn find_sat(&self, access_token: &str) -> Option<Answer> {
        let bearer = format!("Bearer {access_token}");
        let headers = [("authorization", bearer.as_str()), ("x-restli-protocol-version", "2.0.0")];
        self.at_linkedin("GET", "/v2/salesAccessTokens?q=viewerAndDeveloperApp", &headers, "").await
    }

    /// A Sales Access Token of the member with this access token.
    pub(super) async fn sat_of(&self, tokens: &Value) -> String {
        let answer = self.find_sat(tokens["access_token"].as_str().unwrap()).await.unwrap();
        answer.json()["elements"][0]["token"].as_str().unwrap().to_owned()
    }

    /// A Sales Access Token of a new member.
    pub(super) async fn sat(&self) -> String {
        let tokens = self.link().await;
        self.sat_of(&tokens).await
    }

    pub(super) async fn revoke(&self, what: &str) {
        self.control("/linkedin/revoke", json!({ "what": what })).await;
    }

    pub(super) async fn counts(&self) -> Value {
        self.get("/control/linkedin/counts").await.json()
    }
}

/// The address that asks for consent; `change` as in [`Sandbox::token`].
pub(super) fn authorize(change: &[(&str, &str)]) -> String {
    let all = [
        ("response_type", "code"),
        ("client_id", "sandbox-client"),
        ("redirect_uri", RETURN),
        ("state", "S t&te"),
        ("scope", "r_sales_nav_display"),
    ];
    format!("/oauth/v2/authorization?{}", form(&changed(&all, change)))
}

/// The address of a lead's widget; `change` as in [`Sandbox::token`].
pub(super) fn widget(change: &[(&str, &str)]) -> String {
    let all = [
        ("apiKey", "sandbox-client"),
        ("profile", "lead"),
        ("firstName", "Abraham"),
        ("lastName", "Lincoln"),
        ("version", "2.1"),
    ];
    format!("/sales/widget/profile-matching?{}", form(&changed(&all, change)))
}

fn changed<'a>(all: &[(&'a str, &'a str)], change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = all.iter().filter(|(name, _)| change.iter().all(|(other, _)| other != name));
    kept.chain(change).copied().filter(|(_, value)| !value.is_empty()).collect()
}

pub(super) fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Where a button leads.
pub(super) fn step(page: &Answer, id: &str) -> String {
    let mark = format!("id=\"{id}\"");
    let (_, rest) = page.body.split_once(&mark).unwrap_or_else(|| panic!("no {id}: {}", page.body));
    let (_, rest) = rest.split_once("data-step=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// What `<body>` carries under `data-` and this name, as the script reads it.
pub(super) fn data(page: &Answer, name: &str) -> Option<String> {
    let (_, rest) = page.body.split_once("<body")?;
    let (tag, _) = rest.split_once('>')?;
    let (_, value) = tag.split_once(&format!(" data-{name}=\""))?;
    Some(value.split('"').next()?.replace("&quot;", "\"").replace("&amp;", "&"))
}

/// An address in parts.
pub(super) struct Url(url::Url);

pub(super) fn url(text: &str) -> Url {
    Url(text.parse().unwrap())
}

impl Url {
    pub(super) fn get(&self, wanted: &str) -> Option<String> {
        self.0.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    }

    /// The names in the query, in their order.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.query_pairs().map(|(name, _)| name.into_owned()).collect()
    }

    pub(super) fn without_query(&self) -> &str {
        self.0.as_str().split('?').next().unwrap()
    }
}
