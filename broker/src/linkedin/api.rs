//! The calls to LinkedIn: a code or a refresh token for OAuth tokens, an access token for a Sales Access Token.
//!
//! The client secret and the OAuth tokens go to the configured addresses and nowhere else. Only the last call is repeated after a
//! passing fault: a code is worth nothing the second time, and a refresh token may be replaced by the first.

use axum::http::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, Url};

use super::answer::{OauthTokens, oauth_error, read_oauth, read_sat};
use super::{Settings, VENDOR};
use crate::fault::Fault;
use crate::http_client::{bounded_body, client, connection_fault};
use crate::retry::with_retries;
use crate::secret::Secret;
use crate::store::Credential;

const SCOPE: &str = "r_sales_nav_display";

pub(super) struct Api {
    pages: Client,
    api: Client,
    client_id: String,
    client_secret: Secret,
    authorization: Url,
    access_token: Url,
    sales_access_tokens: Url,
}

/// What LinkedIn says to a token of the user's.
pub(super) enum Verdict<T> {
    Taken(T),
    /// It is invalid, expired or revoked, in the vendor's own words: the fault of nobody's set-up.
    Refused,
}

impl Api {
    /// Fails when the machine offers no TLS root certificates.
    pub(super) fn new(settings: Settings) -> Option<Self> {
        let endpoint = |base: &str, path: &str| Url::parse(&[base, path].concat()).ok();
        Some(Self {
            pages: client(&settings.url, settings.timeout)?,
            api: client(&settings.api_url, settings.timeout)?,
            client_id: settings.client_id,
            client_secret: settings.client_secret,
            authorization: endpoint(&settings.url, "/oauth/v2/authorization")?,
            access_token: endpoint(&settings.url, "/oauth/v2/accessToken")?,
            sales_access_tokens: endpoint(
                &settings.api_url,
                "/v2/salesAccessTokens?q=viewerAndDeveloperApp",
            )?,
        })
    }

    pub(super) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// LinkedIn's consent page.
    pub(super) fn authorize_url(&self, redirect_uri: &str, state: &Secret) -> Url {
        let mut url = self.authorization.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("state", state.expose())
            .append_pair("scope", SCOPE);
        url
    }

    pub(super) async fn exchange(
        &self,
        code: &str,
        redirect_uri: &str,
        now: u64,
    ) -> Result<OauthTokens, Fault> {
        let grant = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect_uri)];
        let response = self.ask_for_oauth(&grant).await?;
        if response.status().is_success() {
            return read_oauth(&bounded_body(response, VENDOR).await?, now);
        }
        let status = response.status();
        match oauth_fault(response).await? {
            OauthFault::Fault(fault) => Err(fault),
            OauthFault::Named(_) if status.is_client_error() => Err(Fault::VendorCodeRefused),
            OauthFault::Named(_) => Err(Fault::VendorRefused(VENDOR, status.as_u16())),
        }
    }

    pub(super) async fn refresh(&self, token: &Secret, now: u64) -> Result<Verdict<OauthTokens>, Fault> {
        let grant = [("grant_type", "refresh_token"), ("refresh_token", token.expose())];
        let response = self.ask_for_oauth(&grant).await?;
        if response.status().is_success() {
            return read_oauth(&bounded_body(response, VENDOR).await?, now).map(Verdict::Taken);
        }
        let status = response.status().as_u16();
        match oauth_fault(response).await? {
            OauthFault::Fault(fault) => Err(fault),
            // A link is given up only for a clear word about the token.
            OauthFault::Named(name) if name == "invalid_grant" || name == "invalid_request" => {
                Ok(Verdict::Refused)
            }
            OauthFault::Named(_) => Err(Fault::VendorRefused(VENDOR, status)),
        }
    }

    pub(super) async fn sales_access_token(
        &self,
        access: &Secret,
        now: u64,
    ) -> Result<Verdict<Credential>, Fault> {
        with_retries(VENDOR, || self.ask_for_sat(access, now)).await
    }

    async fn ask_for_sat(&self, access: &Secret, now: u64) -> Result<Verdict<Credential>, Fault> {
        let request = self
            .api
            .get(self.sales_access_tokens.clone())
            .header(AUTHORIZATION, bearer(access)?)
            .header("x-restli-protocol-version", "2.0.0");
        let response = send(request).await?;
        match response.status() {
            status if status.is_success() => {
                read_sat(&bounded_body(response, VENDOR).await?, now).map(Verdict::Taken)
            }
            StatusCode::UNAUTHORIZED => Ok(Verdict::Refused),
            StatusCode::FORBIDDEN => Err(Fault::VendorScopeRefused),
            status => Err(status_fault(status)),
        }
    }

    async fn ask_for_oauth(&self, grant: &[(&str, &str)]) -> Result<Response, Fault> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(grant)
            .append_pair("client_id", &self.client_id)
            .append_pair("client_secret", self.client_secret.expose())
            .finish();
        let request = self.pages.post(self.access_token.clone());
        send(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)).await
    }
}

/// What an OAuth answer that is no success comes to.
enum OauthFault {
    Fault(Fault),
    /// A 400 or 401 about what was sent, with the name of its error.
    Named(String),
}

async fn oauth_fault(response: Response) -> Result<OauthFault, Fault> {
    let status = response.status();
    if status != StatusCode::BAD_REQUEST && status != StatusCode::UNAUTHORIZED {
        return Ok(OauthFault::Fault(status_fault(status)));
    }
    let name = oauth_error(&bounded_body(response, VENDOR).await?);
    Ok(match name.as_deref() {
        Some("invalid_client" | "unauthorized_client") => OauthFault::Fault(Fault::VendorClientRefused),
        Some(name) => OauthFault::Named(name.to_owned()),
        None if status == StatusCode::UNAUTHORIZED => OauthFault::Fault(Fault::VendorClientRefused),
        None => OauthFault::Fault(Fault::VendorRefused(VENDOR, status.as_u16())),
    })
}

fn status_fault(status: StatusCode) -> Fault {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Fault::VendorRateLimited(VENDOR),
        status if status.is_server_error() => Fault::VendorUnavailable(VENDOR, status.as_u16()),
        status => Fault::VendorRefused(VENDOR, status.as_u16()),
    }
}

async fn send(request: RequestBuilder) -> Result<Response, Fault> {
    request.send().await.map_err(|error| connection_fault(&error, VENDOR))
}

/// The error cannot happen: a [`Secret`] is visible ASCII.
fn bearer(token: &Secret) -> Result<HeaderValue, Fault> {
    let mut value = HeaderValue::from_str(&["Bearer ", token.expose()].concat())
        .map_err(|_| Fault::VendorAnswerEmpty(VENDOR))?;
    value.set_sensitive(true);
    Ok(value)
}
