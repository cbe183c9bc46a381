//! The way back to the application: which parameters go on the address, and in what order. The vendor's documents leave
//! room here, so tests can have it each way.

use serde::Deserialize;

use super::Version;
use super::failure::Failure;
use super::link::{Link, Url};

/// How redirects look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    /// `account_id`, `provider` and `state`; or `error_title`, `error_type`, `error_detail` and `state`.
    #[default]
    Documented,
    /// The same the other way round, and before what the address has of its own.
    Shuffled,
    WithoutState,
    /// Nothing says which account it was. v1 adds nothing at all then, to either address.
    WithoutAccount,
    /// A failure is told by `error_title` alone.
    TitleOnly,
    /// And more than anybody asked for.
    Everything,
}

/// Where a sign-in that went well leads.
pub(crate) fn connected(link: &Link, account: &str, kind: Kind) -> Option<String> {
    let success = link.success.as_ref()?;
    if is_bare(link, kind) {
        return Some(on(success, &[], kind));
    }
    let mut pairs = vec![("account_id", account.to_owned()), ("provider", "linkedin".to_owned())];
    if kind == Kind::WithoutAccount {
        pairs.remove(0);
    }
    pairs.extend(state(link).filter(|_| kind != Kind::WithoutState));
    if kind == Kind::Everything {
        pairs.extend([("status", "running".to_owned()), ("locale", "en".to_owned())]);
    }
    Some(on(success, &pairs, kind))
}

/// Where one that failed leads.
pub(crate) fn failed(link: &Link, failure: &Failure, kind: Kind) -> Option<String> {
    if is_bare(link, kind) {
        return Some(on(link.failure.as_ref()?, &[], kind));
    }
    let words = failure.words();
    let mut pairs = vec![("error_title", words.title.to_owned())];
    if kind != Kind::TitleOnly {
        pairs.extend([("error_type", words.kind()), ("error_detail", words.detail.to_owned())]);
        // A link that is over has forgotten whose it was.
        let knows = kind != Kind::WithoutState && *failure != Failure::LinkExpired;
        pairs.extend(state(link).filter(|_| knows));
    }
    if kind == Kind::Everything {
        let account = failure.account().or(link.goal.reconnects.as_deref());
        pairs.extend(account.map(|account| ("account_id", account.to_owned())));
        pairs.extend([("provider", "linkedin".to_owned()), ("locale", "en".to_owned())]);
    }
    Some(on(link.failure.as_ref()?, &pairs, kind))
}

fn is_bare(link: &Link, kind: Kind) -> bool {
    kind == Kind::WithoutAccount && link.version == Version::V1
}

fn state(link: &Link) -> impl Iterator<Item = (&'static str, String)> {
    link.state.iter().map(|state| ("state", state.clone()))
}

fn on(Url(url): &Url, pairs: &[(&str, String)], kind: Kind) -> String {
    let mut url = url.clone();
    if pairs.is_empty() {
        return url.into();
    }
    if kind == Kind::Shuffled {
        let own: Vec<_> = url.query_pairs().into_owned().collect();
        url.set_query(None);
        url.query_pairs_mut().extend_pairs(pairs.iter().rev()).extend_pairs(own);
    } else {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url.into()
}
