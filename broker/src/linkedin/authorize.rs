//! The OAuth grant: started by a page, answered by LinkedIn through the user's browser, claimed by the page that started it.
//!
//! The redirect alone must never make a link: an attacker could send a victim his own authorize URL and get the victim's LinkedIn
//! into the attacker's account. So the tokens wait until the page that opened the popup brings the receipt, which reaches no
//! other page.

use reqwest::Url;

use super::LinkedIn;
use crate::caller::Caller;
use crate::fault::Fault;
use crate::origin::Origin;
use crate::secret::Secret;
use crate::sign_in::{one_time_secret, query_parameter, seen_through};
use crate::store::{Started, random_token};

/// How long the user has for the sign-in, until the link is claimed.
const GRANT_SECONDS: u64 = 10 * 60;

/// Errors of the authorize page that say "the user did not want to".
const CANCELLED: [&str; 3] = ["user_cancelled_login", "user_cancelled_authorize", "access_denied"];

/// Its other errors, as LinkedIn and RFC 6749 document them.
const FAILED: [&str; 8] = [
    "invalid_request",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unauthorized_scope_error",
    "unsupported_response_type",
    "invalid_redirect_uri",
];

/// A sign-in on its way to the browser.
pub(super) struct Authorize {
    pub(super) url: Url,
    pub(super) state: Secret,
}

/// What LinkedIn's redirect carries.
pub(super) struct Returned {
    pub(super) state: Option<Secret>,
    code: Option<String>,
    error: Option<String>,
}

/// What the return page is told.
pub(super) struct Outcome {
    /// `None` when the redirect had none in the broker's form.
    pub(super) state: Option<Secret>,
    /// Where the page that waits is; `None` when the state says nothing about that.
    pub(super) origin: Option<String>,
    pub(super) end: Result<Secret, Failure>,
}

/// Why there is no receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: &'static str,
    pub(super) reason: &'static str,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self { code: "authorize_failed", reason: fault.reason() }
    }
}

impl Returned {
    /// Reads the query of the redirect; of a parameter that comes twice the first counts.
    pub(super) fn read(query: &str) -> Self {
        let parameter = |name| query_parameter(query, name);
        Self {
            state: parameter("state").as_deref().and_then(one_time_secret),
            code: parameter("code"),
            error: parameter("error"),
        }
    }
}

/// What an `error` of the authorize page comes to. A name that nobody documents may be anything, so it is not repeated.
fn refusal(error: &str) -> Failure {
    let known = |names: &[&'static str]| names.iter().find(|name| **name == error).copied();
    if let Some(reason) = known(&CANCELLED) {
        return Failure { code: "authorize_cancelled", reason };
    }
    Failure { code: "authorize_failed", reason: known(&FAILED).unwrap_or("vendor_error_unknown") }
}

impl LinkedIn {
    /// Starts a sign-in for `caller`, on a page of `origin`.
    pub(super) async fn start(
        &self,
        caller: &Caller,
        origin: &Origin,
        redirect_uri: String,
    ) -> Result<Authorize, Fault> {
        let state = random_token().ok_or(Fault::StoreFailed)?;
        let url = self.api.authorize_url(&redirect_uri, &state);
        let now = self.now();
        let grant = Started {
            state: self.store.hash("state", state.expose())?,
            caller: self.caller_hash(caller)?,
            origin: origin.as_str().to_owned(),
            redirect_uri,
            ends: now.saturating_add(GRANT_SECONDS),
        };
        self.store.start_grant(grant, now).await?;
        Ok(Authorize { url, state })
    }

    /// Takes LinkedIn's redirect.
    pub(super) async fn finish(&self, returned: Returned) -> Outcome {
        let Returned { state, code, error } = returned;
        let Some(state) = state else {
            return Outcome { state: None, origin: None, end: Err(Fault::StateUnknown.into()) };
        };
        let linkedin = self.clone();
        let taken = state.clone();
        let finished =
            seen_through(async move { Ok(linkedin.finish_grant(&taken, code, error).await) }).await;
        let (origin, end) = finished.unwrap_or_else(|fault| (None, Err(fault.into())));
        Outcome { state: Some(state), origin, end }
    }

    async fn finish_grant(
        &self,
        state: &Secret,
        code: Option<String>,
        error: Option<String>,
    ) -> (Option<String>, Result<Secret, Failure>) {
        let hash = match self.store.hash("state", state.expose()) {
            Ok(hash) => hash,
            Err(fault) => return (None, Err(fault.into())),
        };
        let grant = match self.store.take_grant(hash, self.now()).await {
            Ok(Some(grant)) => grant,
            Ok(None) => return (None, Err(Fault::StateUnknown.into())),
            Err(fault) => return (None, Err(fault.into())),
        };
        let end = match (error, code) {
            (Some(error), _) => Err(refusal(&error)),
            (None, None) => Err(Failure { code: "authorize_failed", reason: "vendor_answer_unreadable" }),
            (None, Some(code)) => {
                self.exchange(hash, &code, &grant.redirect_uri).await.map_err(Failure::from)
            }
        };
        if end.is_err() {
            // What can't be dropped now is dropped when its ten minutes are over; the log has the fault.
            let _ends_anyway = self.store.drop_grant(hash).await;
        }
        (Some(grant.origin), end)
    }

    async fn exchange(&self, state: [u8; 32], code: &str, redirect_uri: &str) -> Result<Secret, Fault> {
        let tokens = self.api.exchange(code, redirect_uri, self.now()).await?;
        let receipt = random_token().ok_or(Fault::StoreFailed)?;
        let hash = self.store.hash("receipt", receipt.expose())?;
        let kept = self.store.keep_pending(state, hash, tokens.access, tokens.refresh).await?;
        // Not kept: the caller has unlinked in the meantime.
        kept.then_some(receipt).ok_or(Fault::StateUnknown)
    }

    /// Makes the pending tokens the caller's link.
    pub(super) async fn claim(
        &self,
        caller: &Caller,
        state: &Secret,
        receipt: &Secret,
        origin: Option<String>,
    ) -> Result<(), Fault> {
        let caller = self.caller_hash(caller)?;
        let state = self.store.hash("state", state.expose())?;
        let receipt = self.store.hash("receipt", receipt.expose())?;
        let linkedin = self.clone();
        seen_through(async move {
            let now = linkedin.now();
            let claimed = linkedin.store.claim(caller, state, receipt, origin, now).await?;
            // Whoever asks from now on must get a token of the new link.
            linkedin.flights.detach(&caller);
            if claimed { Ok(()) } else { Err(Fault::LinkRefused) }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::{Returned, refusal};

    #[test]
    fn every_documented_error_is_named_and_others_are_not_repeated() {
        for (error, code, reason) in [
            ("user_cancelled_login", "authorize_cancelled", "user_cancelled_login"),
            ("user_cancelled_authorize", "authorize_cancelled", "user_cancelled_authorize"),
            ("access_denied", "authorize_cancelled", "access_denied"),
            ("invalid_request", "authorize_failed", "invalid_request"),
            ("invalid_scope", "authorize_failed", "invalid_scope"),
            ("server_error", "authorize_failed", "server_error"),
            ("temporarily_unavailable", "authorize_failed", "temporarily_unavailable"),
            ("unauthorized_client", "authorize_failed", "unauthorized_client"),
            ("unauthorized_scope_error", "authorize_failed", "unauthorized_scope_error"),
            ("unsupported_response_type", "authorize_failed", "unsupported_response_type"),
            ("invalid_redirect_uri", "authorize_failed", "invalid_redirect_uri"),
            ("User_Cancelled_Login", "authorize_failed", "vendor_error_unknown"),
            ("<script>", "authorize_failed", "vendor_error_unknown"),
        ] {
            let failure = refusal(error);
            assert_eq!((failure.code, failure.reason), (code, reason), "{error}");
        }
    }

    #[test]
    fn the_redirect_is_read_as_a_form() {
        let state = "s".repeat(43);
        let query = format!("code=a%2Bb+c&state={state}&code=second");
        let returned = Returned::read(&query);
        assert_eq!(returned.state.unwrap().expose(), state);
        assert_eq!((returned.code.as_deref(), returned.error), (Some("a+b c"), None));
        let returned = Returned::read("error=access_denied&code=&state=short");
        assert_eq!((returned.code, returned.error.as_deref()), (None, Some("access_denied")));
        assert!(returned.state.is_none());
    }
}
