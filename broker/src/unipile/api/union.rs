//! What an intent or a checkpoint comes to, in version 2's form, with the known fields alone.
//!
//! An allow-list, because the answer goes to a page: what the vendor adds tomorrow, or says by mistake, stays here.

use reqwest::Url;
use serde_json::{Map, Value, json};

use super::super::text::{IntentId, UnipileId, word};
use super::unreadable;
use crate::fault::Fault;
use crate::origin::is_https_or_loopback;

const MAX_TEXT_CHARS: usize = 512;
/// Of a captcha's data, and of a QR code that is an image.
const MAX_BLOB_CHARS: usize = 48 * 1024;
const MAX_CHOICES: usize = 64;

/// One of the union's forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Answer {
    Account(UnipileId),
    Checkpoint { intent: IntentId, checkpoint: Value },
    QrCode { intent: Option<IntentId>, qr_code: String },
    Oauth { intent: Option<IntentId>, url: String },
}

impl Answer {
    /// The intent that it goes on with.
    pub(in super::super) fn intent(&self) -> Option<&IntentId> {
        match self {
            Self::Account(_) => None,
            Self::Checkpoint { intent, .. } => Some(intent),
            Self::QrCode { intent, .. } | Self::Oauth { intent, .. } => intent.as_ref(),
        }
    }

    /// As the page is told.
    pub(in super::super) fn to_json(&self) -> Value {
        let mut told = match self {
            Self::Account(id) => json!({ "object": "Account", "id": id.as_str() }),
            Self::Checkpoint { checkpoint, .. } => {
                json!({ "object": "AuthenticationCheckpoint", "checkpoint": checkpoint })
            }
            Self::QrCode { qr_code, .. } => json!({ "object": "AuthenticationQrCode", "qr_code": qr_code }),
            Self::Oauth { url, .. } => json!({ "object": "OauthUrl", "url": url }),
        };
        if let (Some(told), Some(intent)) = (told.as_object_mut(), self.intent()) {
            told.insert("intent_id".to_owned(), json!(intent.as_str()));
        }
        told
    }
}

pub(super) fn read(body: &Value) -> Result<Answer, Fault> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let intent = text("intent_id").and_then(IntentId::parse);
    match text("object") {
        Some("Account") => text("id")
            .and_then(UnipileId::parse)
            .map(Answer::Account)
            .ok_or_else(|| unreadable("the account has no id in a known form")),
        Some("AuthenticationCheckpoint") => {
            let intent = intent.ok_or_else(|| unreadable("the checkpoint has no `intent_id`"))?;
            let checkpoint = body.get("checkpoint").and_then(Value::as_object).and_then(checkpoint);
            let checkpoint = checkpoint.ok_or_else(|| unreadable("the checkpoint has no `type`"))?;
            Ok(Answer::Checkpoint { intent, checkpoint })
        }
        Some("AuthenticationQrCode") => {
            let code = text("qr_code").and_then(|code| bounded(code, MAX_BLOB_CHARS));
            let qr_code = code.ok_or_else(|| unreadable("there is no `qr_code`, or it is too long"))?;
            Ok(Answer::QrCode { intent, qr_code })
        }
        Some("OauthUrl") => {
            let url = text("url").and_then(|url| Url::parse(url).ok()).filter(is_https_or_loopback);
            let url = url.ok_or_else(|| unreadable("there is no https address in `url`"))?;
            Ok(Answer::Oauth { intent, url: url.into() })
        }
        Some(_) | None => Err(unreadable("its `object` is none that is known")),
    }
}

/// The known fields of a checkpoint; `None` without a type.
fn checkpoint(given: &Map<String, Value>) -> Option<Value> {
    let mut told = Map::new();
    told.insert("type".to_owned(), json!(word(given.get("type")?.as_str()?)?));
    for (name, most) in [
        ("channel", MAX_TEXT_CHARS),
        ("platform", MAX_TEXT_CHARS),
        ("public_key", MAX_TEXT_CHARS),
        ("data", MAX_BLOB_CHARS),
    ] {
        if let Some(text) = given.get(name).and_then(Value::as_str).and_then(|text| bounded(text, most)) {
            told.insert(name.to_owned(), json!(text));
        }
    }
    for (name, fields) in
        [("contracts", &["id", "name"][..]), ("challenges", &["id", "label", "description"])]
    {
        if let Some(choices) = given.get(name).and_then(Value::as_array) {
            let choices =
                choices.iter().take(MAX_CHOICES).filter_map(|given| choice(given, fields)).collect();
            told.insert(name.to_owned(), Value::Array(choices));
        }
    }
    Some(Value::Object(told))
}

/// A choice without an id can't be chosen.
fn choice(given: &Value, fields: &[&str]) -> Option<Value> {
    let text = |name: &str| match given.get(name)? {
        Value::String(text) => bounded(text, MAX_TEXT_CHARS),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    text("id")?;
    Some(fields.iter().filter_map(|name| Some(((*name).to_owned(), json!(text(name)?)))).collect())
}

/// A text that is cut would be another one, so a long one is left out.
fn bounded(text: &str, most: usize) -> Option<String> {
    (!text.is_empty() && text.chars().count() <= most).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde_json::json;

    #[test]
    fn only_the_known_fields_leave() {
        for (given, told) in [
            (
                json!({ "object": "Account", "id": "acc_1", "secret": "s", "status": "running" }),
                json!({ "object": "Account", "id": "acc_1" }),
            ),
            (
                json!({ "object": "AuthenticationCheckpoint", "intent_id": "int_1", "x": 1, "checkpoint":
                    { "type": "OTP", "channel": "SMS", "platform": "APP", "hint": "h", "public_key": 7, "data": "d" } }),
                json!({ "object": "AuthenticationCheckpoint", "intent_id": "int_1", "checkpoint":
                    { "type": "OTP", "channel": "SMS", "platform": "APP", "data": "d" } }),
            ),
            (
                json!({ "object": "AuthenticationCheckpoint", "intent_id": "i", "checkpoint": { "type": "FACE_SCAN",
                    "contracts": [{ "id": 1, "name": "A", "price": 9 }, { "name": "no id" }, "x"],
                    "challenges": [{ "id": "c", "label": "L", "description": "D", "phone": "+33" }] } }),
                json!({ "object": "AuthenticationCheckpoint", "intent_id": "i", "checkpoint": { "type": "FACE_SCAN",
                    "contracts": [{ "id": "1", "name": "A" }],
                    "challenges": [{ "id": "c", "label": "L", "description": "D" }] } }),
            ),
            (
                json!({ "object": "AuthenticationQrCode", "qr_code": "q", "x": 1 }),
                json!({ "object": "AuthenticationQrCode", "qr_code": "q" }),
            ),
            (
                json!({ "object": "OauthUrl", "url": "https://a.test/x", "intent_id": "i", "token": "t" }),
                json!({ "object": "OauthUrl", "url": "https://a.test/x", "intent_id": "i" }),
            ),
        ] {
            assert_eq!(read(&given).unwrap().to_json(), told);
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let long = "x".repeat(super::MAX_BLOB_CHARS + 1);
        for given in [
            json!(null),
            json!({ "id": "acc_1" }),
            json!({ "object": "Accounts", "id": "acc_1" }),
            json!({ "object": "Account", "id": "../x" }),
            json!({ "object": "AuthenticationCheckpoint", "checkpoint": { "type": "OTP" } }),
            json!({ "object": "AuthenticationCheckpoint", "intent_id": "i", "checkpoint": {} }),
            json!({ "object": "AuthenticationCheckpoint", "intent_id": "i", "checkpoint": { "type": "<b>" } }),
            json!({ "object": "AuthenticationQrCode", "qr_code": long }),
            json!({ "object": "OauthUrl", "url": "javascript:alert(1)" }),
            json!({ "object": "OauthUrl", "url": "http://a.test/" }),
        ] {
            assert!(read(&given).is_err(), "{given:.99}");
        }
    }
}
