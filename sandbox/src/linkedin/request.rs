//! A request for a member's consent: read from the authorize address, and the addresses that answer it. It must never
//! send a member to an address that the request did not name.

use url::Url;
use url::form_urlencoded::parse;

use super::settings::is_web;

/// The permission that Sales Access Tokens need.
pub(crate) const SALES_SCOPE: &str = "r_sales_nav_display";

/// Permissions the application may ask for besides; none of them leads anywhere here.
const OTHER_SCOPES: [&str; 5] = ["openid", "profile", "email", "r_liteprofile", "r_emailaddress"];

pub(crate) struct Request {
    /// As it was given, since the code exchange must repeat it to the letter.
    pub(crate) redirect_uri: String,
    state: Option<String>,
    /// The permissions it asks for, with commas between them.
    pub(crate) scope: String,
}

/// Why a request for consent is not shown to the member.
pub(crate) enum Refusal {
    /// Nobody knows where to send the member: a page says what is wrong.
    Shown(&'static str),
    /// The application is told at its own address.
    SentBack(String),
}

/// An answer without a code: the vendor's word for it and what it says besides.
pub(crate) type Error = (&'static str, &'static str);

pub(crate) const CANCELLED_LOGIN: Error = ("user_cancelled_login", "The user cancelled LinkedIn login");
pub(crate) const CANCELLED_AUTHORIZE: Error =
    ("user_cancelled_authorize", "The user cancelled the authorization");
const UNAUTHORIZED_SCOPE: Error =
    ("unauthorized_scope_error", "A scope is missing or not authorized for your application");
const UNSUPPORTED_RESPONSE_TYPE: Error = ("unsupported_response_type", "The only response type is \"code\"");

impl Request {
    pub(crate) fn read(query: &str, client_id: &str) -> Result<Self, Refusal> {
        let value = |wanted: &str| {
            parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        if value("client_id").as_deref() != Some(client_id) {
            return Err(Refusal::Shown("The client id is missing, or no application has it."));
        }
        let redirect_uri = value("redirect_uri").unwrap_or_default();
        if !is_redirect_uri(&redirect_uri) {
            return Err(Refusal::Shown("The redirect URI is missing, or is not one to return to."));
        }
        let asked = value("scope").unwrap_or_default();
        let scopes: Vec<&str> = asked.split([' ', ',']).filter(|scope| !scope.is_empty()).collect();
        let known = |scope: &&str| *scope == SALES_SCOPE || OTHER_SCOPES.contains(scope);
        let known = !scopes.is_empty() && scopes.iter().all(known);
        let request = Self { redirect_uri, state: value("state"), scope: scopes.join(",") };
        let error = match value("response_type").as_deref() {
            Some("code") if known => return Ok(request),
            Some("code") => UNAUTHORIZED_SCOPE,
            Some(_) | None => UNSUPPORTED_RESPONSE_TYPE,
        };
        Err(Refusal::SentBack(request.refused(error)))
    }

    /// Where the application hears of consent.
    pub(crate) fn granted(&self, code: &str) -> String {
        self.answer(&[("code", code)])
    }

    /// Where the application hears that there is none.
    pub(crate) fn refused(&self, (error, description): Error) -> String {
        self.answer(&[("error", error), ("error_description", description)])
    }

    /// The host that the member is sent back to.
    pub(crate) fn return_host(&self) -> String {
        Url::parse(&self.redirect_uri)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default()
    }

    fn answer(&self, values: &[(&str, &str)]) -> String {
        let Ok(mut url) = Url::parse(&self.redirect_uri) else {
            return self.redirect_uri.clone(); // was read before
        };
        let state = self.state.iter().map(|state| ("state", state.as_str()));
        url.query_pairs_mut().extend_pairs(values.iter().copied().chain(state));
        url.into()
    }
}

fn is_redirect_uri(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_web(&url) && url.fragment().is_none())
}
