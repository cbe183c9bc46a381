//! What Unipile's webhooks say, in each of their forms. They come from outside, so nothing is done before the secret is checked;
//! what they say of an account's state is taken, whose the account is they can't say.

use serde_json::Value;

use super::text::{UnipileId, word};
use super::{Unipile, standing};
use crate::fault::Fault;
use crate::sign_in::one_time_secret;
use crate::store::Standing;

/// News of one account.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct News {
    account: UnipileId,
    /// In the vendor's words for a state.
    word: String,
    /// The link's name, which is its state.
    link: Option<String>,
    /// It tells that the account was connected, or works again.
    signed_in: bool,
}

impl News {
    /// `None` for what is no news of an account's state: there are webhooks of other kinds.
    pub(super) fn read(body: &Value) -> Option<Self> {
        if let Some(status) = body.get("AccountStatus") {
            let message = word(status.get("message")?.as_str()?)?;
            return Some(Self {
                account: UnipileId::parse(status.get("account_id")?.as_str()?)?,
                word: plain(message).to_owned(),
                link: None,
                signed_in: is_sign_in(message),
            });
        }
        if let Some(event) = body.get("type").or_else(|| body.get("event")).and_then(Value::as_str) {
            let places = ["/account_id", "/data/account_id", "/account/id", "/data/account/id", "/data/id"];
            let account = places.iter().find_map(|place| body.pointer(place)?.as_str());
            let state = word(of_event(event, body)?)?;
            return Some(Self {
                word: state.to_owned(),
                account: UnipileId::parse(account?)?,
                link: None,
                signed_in: is_sign_in(state),
            });
        }
        let message = word(body.get("status")?.as_str()?)?;
        Some(Self {
            account: UnipileId::parse(body.get("account_id")?.as_str()?)?,
            word: plain(message).to_owned(),
            signed_in: is_sign_in(message),
            link: body.get("name").and_then(Value::as_str).map(str::to_owned),
        })
    }
}

/// Version 1 also names what has just happened; these are the states that it leads to.
fn plain(message: &str) -> &str {
    match message {
        "CREATION_SUCCESS" | "RECONNECTED" | "SYNC_SUCCESS" => "OK",
        "DELETED" => "deleted",
        state => state,
    }
}

/// An account that works goes on with its work, and tells of it, without anybody's signing in.
fn is_sign_in(message: &str) -> bool {
    message != "SYNC_SUCCESS" && standing(plain(message)) == Standing::Works
}

/// `account.status.disconnected`, `account.add`, …
fn of_event<'a>(event: &'a str, body: &'a Value) -> Option<&'a str> {
    match event.strip_prefix("account.")? {
        "add" | "reconnect" => Some("running"),
        "remove" => Some("deleted"),
        "status" => ["/status", "/data/status"].iter().find_map(|place| body.pointer(place)?.as_str()),
        rest => rest.strip_prefix("status."),
    }
}

impl Unipile {
    /// Whether this is the webhook's secret. Compared as keyed hashes, so that the time it takes says nothing about either.
    pub(super) fn is_webhook_secret(&self, given: &str) -> Result<bool, Fault> {
        let Some(secret) = &self.webhook_secret else {
            return Ok(false);
        };
        let hash = |text| self.store.hash("unipile webhook", text);
        let (given, wanted) = (hash(given)?, hash(secret.expose())?);
        Ok(given.iter().zip(wanted).fold(0, |different, (given, wanted)| different | (given ^ wanted)) == 0)
    }

    pub(super) async fn hear(&self, news: News) -> Result<(), Fault> {
        let account = self.account_hash(&news.account)?;
        let link = match news.link.as_deref().and_then(one_time_secret) {
            Some(state) => Some(self.state_hash(&state)?),
            None => None,
        };
        self.store.hear(account, news.account.as_str().to_owned(), link, news.signed_in, self.now()).await?;
        self.note(account, &news.word).await
    }
}

#[cfg(test)]
mod tests {
    use super::News;
    use serde_json::json;

    #[test]
    fn every_form_is_read() {
        for (body, account, word, link) in [
            (
                json!({ "AccountStatus": { "account_id": "a", "account_type": "LINKEDIN", "message": "CREDENTIALS" } }),
                "a",
                "CREDENTIALS",
                None,
            ),
            (
                json!({ "AccountStatus": { "account_id": "a", "message": "CREATION_SUCCESS" } }),
                "a",
                "OK",
                None,
            ),
            (json!({ "AccountStatus": { "account_id": "a", "message": "DELETED" } }), "a", "deleted", None),
            (json!({ "status": "CREATION_SUCCESS", "account_id": "a", "name": "n" }), "a", "OK", Some("n")),
            (json!({ "status": "RECONNECTED", "account_id": "a", "name": "n" }), "a", "OK", Some("n")),
            (json!({ "type": "account.status.disconnected", "account_id": "a" }), "a", "disconnected", None),
            (
                json!({ "event": "account.status.running", "data": { "account_id": "a" } }),
                "a",
                "running",
                None,
            ),
            (
                json!({ "type": "account.status.never_heard", "account": { "id": "a" } }),
                "a",
                "never_heard",
                None,
            ),
            (
                json!({ "type": "account.status", "data": { "id": "a", "status": "errored" } }),
                "a",
                "errored",
                None,
            ),
            (json!({ "event": "account.add", "account_id": "a" }), "a", "running", None),
            (json!({ "event": "account.reconnect", "account_id": "a" }), "a", "running", None),
            (json!({ "event": "account.remove", "data": { "account_id": "a" } }), "a", "deleted", None),
        ] {
            let news = News::read(&body).unwrap_or_else(|| panic!("{body}"));
            assert_eq!(
                (news.account.as_str(), news.word.as_str(), news.link.as_deref()),
                (account, word, link),
                "{body}"
            );
        }
    }

    #[test]
    fn a_sign_in_is_told_by_what_connects_an_account_or_mends_it() {
        for (message, signed_in) in [
            ("CREATION_SUCCESS", true),
            ("RECONNECTED", true),
            ("OK", true),
            ("SYNC_SUCCESS", false),
            ("CONNECTING", false),
            ("CREDENTIALS", false),
            ("DELETED", false),
        ] {
            let old = json!({ "AccountStatus": { "account_id": "a", "message": message } });
            let notification = json!({ "status": message, "account_id": "a" });
            for body in [old, notification] {
                assert_eq!(News::read(&body).map(|news| news.signed_in), Some(signed_in), "{body}");
            }
        }
        for (event, signed_in) in [
            ("account.add", true),
            ("account.reconnect", true),
            ("account.status.running", true),
            ("account.status.disconnected", false),
            ("account.remove", false),
        ] {
            let body = json!({ "type": event, "account_id": "a" });
            assert_eq!(News::read(&body).map(|news| news.signed_in), Some(signed_in), "{body}");
        }
    }

    #[test]
    fn other_kinds_and_garbage_are_no_news() {
        for body in [
            json!(null),
            json!([]),
            json!({}),
            json!({ "type": "message.received", "account_id": "a" }),
            json!({ "type": "account.status.disconnected" }),
            json!({ "type": "account.status.disconnected", "account_id": "../x" }),
            json!({ "type": "account.status.", "account_id": "a" }),
            json!({ "AccountStatus": { "account_id": "a" } }),
            json!({ "AccountStatus": "x" }),
            json!({ "status": "a b", "account_id": "a" }),
        ] {
            assert_eq!(News::read(&body), None, "{body}");
        }
    }
}
