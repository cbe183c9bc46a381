//! The redirect from the hosted page. It may bring anything in any order, from anybody who knows a state: what it says is kept
//! for the page that started the sign-in, and makes nothing of its own.

use super::Unipile;
use super::text::{UnipileId, word};
use crate::fault::Fault;
use crate::secret::Secret;
use crate::sign_in::{one_time_secret, query_parameter, query_parameters, seen_through};
use crate::store::{Hash, Redirect, random_token};

const MAX_REASON_CHARS: usize = 64;
/// A failure that isn't named. As a title it is the broker's own mark of a failure's address.
pub(super) const UNKNOWN: &str = "vendor_error_unknown";

/// What the redirect carries.
pub(super) struct Returned {
    state: State,
    account: Option<UnipileId>,
    /// Only the address of a success has it.
    ticket: Option<Secret>,
    provider: Option<String>,
    /// The failure's name, in the form in which it may go on.
    error: Option<String>,
}

enum State {
    /// Sometimes a redirect has none.
    Absent,
    /// Not one of the broker's.
    Foreign,
    Given(Secret),
}

/// What the return page is told.
pub(super) struct Outcome {
    pub(super) state: Option<Secret>,
    pub(super) account: Option<UnipileId>,
    pub(super) provider: Option<String>,
    pub(super) receipt: Option<Secret>,
    /// The failure's name.
    pub(super) reason: Option<String>,
    /// Where the page that waits is; `None` when the state says nothing about that.
    pub(super) origin: Option<String>,
}

impl Returned {
    /// Reads the query of the redirect; of a parameter that comes twice the first counts.
    pub(super) fn read(query: &str) -> Self {
        let parameter = |name| query_parameter(query, name);
        let error = ["error_type", "error_title", "error_detail"];
        let failed = error.iter().any(|name| parameter(name).is_some());
        Self {
            state: match parameter("state") {
                None => State::Absent,
                Some(state) => one_time_secret(&state).map_or(State::Foreign, State::Given),
            },
            account: parameter("account_id").as_deref().and_then(UnipileId::parse),
            ticket: parameter("ticket").as_deref().and_then(one_time_secret),
            provider: parameter("provider").as_deref().and_then(word).map(str::to_owned),
            error: failed.then(|| {
                let title = || query_parameters(query, "error_title").find(|title| title != UNKNOWN);
                let named = parameter("error_type").or_else(title);
                reason(&named.unwrap_or_default())
            }),
        }
    }

    /// What is told where Unipile isn't configured.
    pub(super) fn refused(self, fault: &Fault) -> Outcome {
        let state = match self.state {
            State::Given(state) => Some(state),
            State::Absent | State::Foreign => None,
        };
        let reason = Some(fault.reason().to_owned());
        Outcome { state, account: None, provider: None, receipt: None, reason, origin: None }
    }
}

/// The word of a failure: without what stands before its last slash, lower case, `_` for what is no letter or digit.
fn reason(error: &str) -> String {
    let name = error.rsplit('/').next().unwrap_or_default().trim().to_lowercase();
    let plain = |char: char| if char.is_ascii_lowercase() || char.is_ascii_digit() { char } else { '_' };
    let name: String = name.chars().take(MAX_REASON_CHARS).map(plain).collect();
    if name.is_empty() { UNKNOWN.to_owned() } else { name }
}

impl Unipile {
    /// Takes the redirect.
    pub(super) async fn finish(&self, returned: Returned) -> Outcome {
        let Returned { state, account, ticket, provider, error } = returned;
        let outcome = Outcome { state: None, account, provider, receipt: None, reason: error, origin: None };
        let state = match state {
            State::Given(state) => state,
            // Without a state there is nobody to give a receipt to, and without a receipt nobody can confirm anything.
            State::Absent | State::Foreign => {
                if outcome.reason.is_some() {
                    return outcome;
                }
                // It goes to whoever may have asked: which account it was is nobody else's business.
                let reason = Some(Fault::StateUnknown.reason().to_owned());
                return Outcome { reason, account: None, ..outcome };
            }
        };
        let (unipile, taken) = (self.clone(), state.clone());
        let brought = outcome.account.clone();
        let failed = outcome.reason.is_some();
        let finished =
            seen_through(async move { unipile.take_back(&taken, brought, ticket, failed).await }).await;
        let outcome = Outcome { state: Some(state), ..outcome };
        match finished {
            Ok((receipt, origin)) => {
                // Neither an account nor a failure: nobody could confirm anything of it.
                let reason = outcome.reason.clone().or_else(|| receipt.is_none().then(|| UNKNOWN.to_owned()));
                Outcome { receipt, origin: Some(origin), reason, ..outcome }
            }
            Err(fault) => {
                let reason = outcome.reason.clone().unwrap_or_else(|| fault.reason().to_owned());
                Outcome { reason: Some(reason), ..outcome }
            }
        }
    }

    async fn take_back(
        &self,
        state: &Secret,
        account: Option<UnipileId>,
        ticket: Option<Secret>,
        failed: bool,
    ) -> Result<(Option<Secret>, String), Fault> {
        let receipt = if failed { None } else { Some(random_token().ok_or(Fault::StoreFailed)?) };
        let hash = receipt.as_ref().map(|receipt| self.receipt_hash(receipt)).transpose()?;
        let account = account.map(|account| account.as_str().to_owned());
        let ticket = ticket.as_ref().map(|ticket| self.ticket_hash(ticket)).transpose()?;
        let redirect = Redirect { state: self.state_hash(state)?, account, ticket, receipt: hash };
        let taken = self.store.take_hosted(redirect, self.now()).await?;
        let taken = taken.ok_or(Fault::StateUnknown)?;
        Ok((receipt.filter(|_| taken.confirmable), taken.origin))
    }

    pub(super) fn ticket_hash(&self, ticket: &Secret) -> Result<Hash, Fault> {
        self.store.hash("unipile ticket", ticket.expose())
    }

    pub(super) fn receipt_hash(&self, receipt: &Secret) -> Result<Hash, Fault> {
        self.store.hash("unipile receipt", receipt.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::{Returned, State, reason};

    #[test]
    fn a_failure_is_told_by_its_last_word() {
        let long = "x".repeat(70);
        for (error, word) in [
            ("provider/invalid_credentials", "invalid_credentials"),
            ("expired_link", "expired_link"),
            ("Account mismatch", "account_mismatch"),
            ("api/<script>", "_script_"),
            ("errors/Übel!", "_bel_"),
            ("", "vendor_error_unknown"),
            ("provider/", "vendor_error_unknown"),
            (&long, &long[..64]),
        ] {
            assert_eq!(reason(error), word, "{error}");
        }
    }

    #[test]
    fn the_redirect_is_read_in_any_order_with_any_part_absent() {
        let state = "s".repeat(43);
        let usual = format!("provider=LINKEDIN&state={state}&account_id=acc_1&state=second");
        for (query, known, account, provider, error) in [
            (usual.as_str(), true, Some("acc_1"), Some("LINKEDIN"), None),
            ("account_id=acc_1", false, Some("acc_1"), None, None),
            ("account_id=..%2Fx&provider=a+b", false, None, None, None),
            ("error_title=Link+expired", false, None, None, Some("link_expired")),
            ("error_detail=d", false, None, None, Some("vendor_error_unknown")),
            (
                "error_title=t&error_type=api/expired_link&account_id=a",
                false,
                Some("a"),
                None,
                Some("expired_link"),
            ),
            ("", false, None, None, None),
        ] {
            let returned = Returned::read(query);
            assert_eq!(matches!(returned.state, State::Given(_)), known, "{query}");
            let seen = (returned.account.as_ref().map(|id| id.as_str()), returned.provider.as_deref());
            assert_eq!((seen, returned.error.as_deref()), ((account, provider), error), "{query}");
        }
        assert!(matches!(Returned::read("state=short").state, State::Foreign));
    }
}
