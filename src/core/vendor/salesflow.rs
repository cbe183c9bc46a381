//! Salesflow: the addresses of its embedded pages and the one message they post, `handleResponse`.
//!
//! Source: Salesflow's page "iFrame Integration". It documents the message by example only, so every field
//! is taken in each form the examples and the prose allow, and nothing else.

use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;

use super::VendorName;
use crate::core::account::{Account, AccountId, AccountStatus};
use crate::core::message::{Answer, Node, Refusal, Shape, property};
use crate::core::origin::Origin;
use crate::core::plan::Millis;
use crate::core::secret::{MAX_CREDENTIAL_BYTES, Secret, SurfaceUrl};
use crate::core::text::{add, join};

/// The longest status, type or id that is read, in UTF-16 code units.
const MAX_WORD: usize = 64;

/// The life of an onboarding token.
pub(super) const SESSION: Millis = Millis(30 * 60 * 1_000);

/// Salesflow as configured by the host.
#[derive(Clone, Debug)]
pub struct Salesflow {
    /// The first of them is the host's.
    origins: Vec<Origin>,
}

impl Salesflow {
    /// `host` serves the embedded pages, and may be a white-label name.
    #[must_use]
    pub fn new(host: Origin) -> Self {
        Self { origins: vec![host] }
    }

    /// Adds an origin that the pages may post from.
    pub fn also_from(&mut self, origin: Origin) {
        self.origins.push(origin);
    }

    /// The origins that its pages may post from.
    #[must_use]
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    /// `https://{host}/embedded/{token}` to connect, `https://{host}/embedded/{jwt}/{accountId}` to update.
    #[must_use]
    pub fn url(&self, account: Option<&AccountId>, credential: Option<&Secret>) -> SurfaceUrl {
        let host = self.origins.first().map_or("", Origin::as_str);
        let mut url =
            join(&[host, "/embedded/", &credential.map(Secret::percent_encoded).unwrap_or_default()]);
        if let Some(account) = account {
            add(b'/', &mut url);
            url.push_str(account.as_str());
        }
        SurfaceUrl::new(url)
    }
}

/// Reads `{"type":"handleResponse","data":{"action","linkedinId","token","status"}}`.
pub(super) fn read<N: Node>(message: &N) -> Result<Answer, Refusal> {
    if property(message, "type", MAX_WORD)?.text().as_deref() != Some("handleResponse") {
        return Err(Refusal::UnknownType);
    }
    let data = message.own("data")?.ok_or(Refusal::InvalidData)?;
    if !matches!(data.shape(0), Shape::Object) {
        return Err(Refusal::InvalidData);
    }
    // A text in both samples, a number in the prose.
    match property(&data, "action", MAX_WORD)?.spelled().as_deref() {
        Some("1") => {}
        // Which fields come with a failure is documented nowhere: none is needed.
        Some("0") => return Ok(Answer::Failed),
        Some(_) | None => return Err(Refusal::InvalidAction),
    }
    let id = AccountId::read(property(&data, "linkedinId", MAX_WORD)?).ok_or(Refusal::InvalidAccountId)?;
    let vendor_status = property(&data, "status", MAX_WORD)?.text();
    let vendor_status = vendor_status.filter(|text| !text.is_empty()).ok_or(Refusal::InvalidStatus)?;
    let token = match property(&data, "token", MAX_CREDENTIAL_BYTES)? {
        Shape::Nothing => None,
        Shape::Text(text) if text.is_empty() => None,
        Shape::Text(text) => Some(Secret::parse(&text).map_err(|_| Refusal::InvalidToken)?),
        Shape::TooLong | Shape::Number(_) | Shape::Object | Shape::Other => {
            return Err(Refusal::InvalidToken);
        }
    };
    let Some(status) = status(&vendor_status) else { return Err(Refusal::UnknownStatus(vendor_status)) };
    let (vendor, confirmed) = (VendorName::Salesflow, None);
    Ok(Answer::Account(Rc::new(Account { vendor, id, status, vendor_status, confirmed, token })))
}

/// Salesflow's words for an account's state; the set is open.
fn status(word: &str) -> Option<AccountStatus> {
    Some(match word {
        "ACCOUNT_ACTIVE" => AccountStatus::Active,
        "ACCOUNT_PAUSED" => AccountStatus::Incomplete,
        "ACCOUNT_BLOCKED" => AccountStatus::Disconnected,
        "ACCOUNT_DELETED" => AccountStatus::Deleted,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use super::*;

    #[test]
    fn addresses_follow_the_documented_pattern() {
        let vendor = Salesflow::new(Origin::parse("app.salesflow.io").unwrap());
        let token = Secret::parse("tok/en").unwrap();
        let id = AccountId::from_digits("7688").unwrap();
        assert_eq!(vendor.url(None, Some(&token)).expose(), "https://app.salesflow.io/embedded/tok%2Fen");
        assert_eq!(
            vendor.url(Some(&id), Some(&token)).expose(),
            "https://app.salesflow.io/embedded/tok%2Fen/7688"
        );
    }
}
