//! Salesflow: the addresses of its embedded pages and the one message they post, `handleResponse`.
//!
//! Source: Salesflow's page "iFrame Integration". It documents the message by example only, so every field
//! is taken in each form the examples and the prose allow, and nothing else.

use alloc::borrow::ToOwned;
use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;

use super::VendorName;
use crate::core::account::{Account, AccountId, AccountStatus};
use crate::core::message::{Answer, Node, Refusal, Shape};
use crate::core::origin::Origin;
use crate::core::plan::Millis;
use crate::core::secret::{MAX_CREDENTIAL_BYTES, Secret, SurfaceUrl};
use crate::core::text::join;

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
    pub fn url(&self, account: Option<&AccountId>, credential: &Secret) -> SurfaceUrl {
        let host = self.origins.first().map_or("", Origin::as_str);
        let mut url = join(&[host, "/embedded/", &credential.path_segment()]);
        if let Some(account) = account {
            url.push('/');
            url.push_str(account.as_str());
        }
        SurfaceUrl::new(url)
    }
}

/// Reads `{"type":"handleResponse","data":{"action","linkedinId","token","status"}}`.
pub(super) fn read<N: Node>(message: &N) -> Result<Answer, Refusal> {
    if shape(message, "type", MAX_WORD)? != Shape::Text("handleResponse".to_owned()) {
        return Err(Refusal::UnknownType);
    }
    let data = message.own("data")?.ok_or(Refusal::InvalidData)?;
    if data.shape(0) != Shape::Object {
        return Err(Refusal::InvalidData);
    }
    // A text in both samples, a number in the prose.
    match shape(&data, "action", MAX_WORD)? {
        Shape::Text(text) if text == "1" => {}
        Shape::Number(1.0) => {}
        // Which fields come with a failure is documented nowhere: none is needed.
        Shape::Text(text) if text == "0" => return Ok(Answer::Failed),
        Shape::Number(0.0) => return Ok(Answer::Failed),
        Shape::Nothing
        | Shape::Text(_)
        | Shape::TooLong
        | Shape::Number(_)
        | Shape::Object
        | Shape::Other => {
            return Err(Refusal::InvalidAction);
        }
    }
    let id = match shape(&data, "linkedinId", MAX_WORD)? {
        Shape::Number(number) => AccountId::from_number(number),
        Shape::Text(text) => AccountId::from_digits(&text),
        Shape::Nothing | Shape::TooLong | Shape::Object | Shape::Other => None,
    }
    .ok_or(Refusal::InvalidAccountId)?;
    let vendor_status = match shape(&data, "status", MAX_WORD)? {
        Shape::Text(text) if !text.is_empty() => text,
        Shape::Nothing
        | Shape::Text(_)
        | Shape::TooLong
        | Shape::Number(_)
        | Shape::Object
        | Shape::Other => {
            return Err(Refusal::InvalidStatus);
        }
    };
    let token = match shape(&data, "token", MAX_CREDENTIAL_BYTES)? {
        Shape::Nothing => None,
        Shape::Text(text) if text.is_empty() => None,
        Shape::Text(text) => Some(Secret::parse(&text).map_err(|_| Refusal::InvalidToken)?),
        Shape::TooLong | Shape::Number(_) | Shape::Object | Shape::Other => {
            return Err(Refusal::InvalidToken);
        }
    };
    let Some(status) = status(&vendor_status) else { return Err(Refusal::UnknownStatus(vendor_status)) };
    Ok(Answer::Account(Rc::new(Account { vendor: VendorName::Salesflow, id, status, vendor_status, token })))
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

fn shape<N: Node>(object: &N, key: &str, max_text: usize) -> Result<Shape, Refusal> {
    Ok(object.own(key)?.map_or(Shape::Nothing, |value| value.shape(max_text)))
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
        assert_eq!(vendor.url(None, &token).expose(), "https://app.salesflow.io/embedded/tok%2Fen");
        assert_eq!(vendor.url(Some(&id), &token).expose(), "https://app.salesflow.io/embedded/tok%2Fen/7688");
    }
}
