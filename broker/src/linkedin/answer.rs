//! Reads LinkedIn's answers: OAuth tokens, OAuth errors, Sales Access Tokens.
//!
//! An answer is described by its shape alone when it can't be used: any value in it may be a token.

use serde_json::Value;

use super::VENDOR;
use crate::fault::Fault;
use crate::secret::Secret;
use crate::store::Credential;

/// The life of a Sales Access Token that comes without one, as documented.
const SAT_SECONDS: u64 = 45 * 60;

/// A time in seconds beyond this is one in milliseconds.
const LATEST_SECONDS: u64 = 100_000_000_000;

/// The answer to a code or a refresh token.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OauthTokens {
    pub(super) access: Credential,
    pub(super) refresh: Option<Credential>,
}

pub(super) fn read_oauth(body: &[u8], now: u64) -> Result<OauthTokens, Fault> {
    let answer = json(body)?;
    let credential = |token: &str, life: &str| {
        let Some(value) = answer.get(token).filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        // Without a stated end it is used until LinkedIn refuses it.
        let life = answer.get(life).and_then(Value::as_u64).unwrap_or(u64::MAX);
        Ok(checked(value)?.map(|token| Credential { token, issued: now, expires: now.saturating_add(life) }))
    };
    let access = credential("access_token", "expires_in")?.ok_or(Fault::VendorAnswerEmpty(VENDOR))?;
    Ok(OauthTokens { access, refresh: credential("refresh_token", "refresh_token_expires_in")? })
}

/// `{"elements":[{"token":"…","expiryTime":SECONDS}]}`
pub(super) fn read_sat(body: &[u8], now: u64) -> Result<Credential, Fault> {
    let answer = json(body)?;
    let elements = answer
        .get("elements")
        .and_then(Value::as_array)
        .ok_or_else(|| unreadable("there is no `elements`"))?;
    let element = elements.first().ok_or(Fault::VendorAnswerEmpty(VENDOR))?;
    let token = match element.get("token") {
        Some(token) => checked(token)?.ok_or(Fault::VendorAnswerEmpty(VENDOR))?,
        None => return Err(unreadable("the first of `elements` has no `token`")),
    };
    let expires = match element.get("expiryTime").and_then(Value::as_u64) {
        Some(time) if time > LATEST_SECONDS => time / 1000,
        Some(time) => time,
        None => now.saturating_add(SAT_SECONDS),
    };
    Ok(Credential { token, issued: now, expires })
}

/// The `error` of an OAuth answer that is not a success.
pub(super) fn oauth_error(body: &[u8]) -> Option<String> {
    Some(json(body).ok()?.get("error")?.as_str()?.to_owned())
}

fn json(body: &[u8]) -> Result<Value, Fault> {
    if body.trim_ascii().is_empty() {
        return Err(Fault::VendorAnswerEmpty(VENDOR));
    }
    serde_json::from_slice(body).map_err(|_| unreadable("the answer is not JSON"))
}

fn checked(value: &Value) -> Result<Option<Secret>, Fault> {
    let text = value.as_str().ok_or_else(|| unreadable("a token is not a JSON string"))?;
    if text.is_empty() {
        return Ok(None);
    }
    let token = Secret::parse(text);
    token.ok_or_else(|| unreadable("a token is longer than 8 KiB or not visible ASCII")).map(Some)
}

fn unreadable(seen: &str) -> Fault {
    Fault::VendorAnswerUnreadable(VENDOR, seen.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Credential, Fault, Secret, VENDOR, oauth_error, read_oauth, read_sat};

    const NOW: u64 = 1_700_000_000;

    fn credential(token: &str, expires: u64) -> Credential {
        Credential { token: Secret::parse(token).unwrap(), issued: NOW, expires }
    }

    #[test]
    fn oauth_tokens_come_with_or_without_a_refresh_token_and_a_life() {
        for (body, access_ends, refresh) in [
            (r#"{"access_token":"a","expires_in":60}"#, NOW + 60, None),
            (r#"{"access_token":"a"}"#, u64::MAX, None),
            (r#"{"access_token":"a","expires_in":60,"refresh_token":null}"#, NOW + 60, None),
            (r#"{"access_token":"a","expires_in":60,"refresh_token":""}"#, NOW + 60, None),
            (r#"{"access_token":"a","refresh_token":"r"}"#, u64::MAX, Some(credential("r", u64::MAX))),
            (
                r#"{"access_token":"a","expires_in":60,"refresh_token":"r","refresh_token_expires_in":90}"#,
                NOW + 60,
                Some(credential("r", NOW + 90)),
            ),
        ] {
            let tokens = read_oauth(body.as_bytes(), NOW).unwrap();
            assert_eq!((tokens.access, tokens.refresh), (credential("a", access_ends), refresh), "{body}");
        }
    }

    #[test]
    fn a_sales_access_token_ends_at_a_time_in_seconds() {
        for (element, expires) in [
            (r#"{"token":"s","expiryTime":1700002700}"#, NOW + 2700),
            (r#"{"token":"s","expiryTime":1700002700123}"#, NOW + 2700),
            (r#"{"token":"s","expiryTime":"soon"}"#, NOW + 2700),
            (r#"{"token":"s"}"#, NOW + 2700),
        ] {
            let body = format!(r#"{{"elements":[{element}],"paging":{{"count":10}}}}"#);
            assert_eq!(read_sat(body.as_bytes(), NOW), Ok(credential("s", expires)), "{element}");
        }
    }

    #[test]
    fn an_answer_without_a_usable_token_is_described_without_its_values() {
        let empty = || Fault::VendorAnswerEmpty(VENDOR);
        let unreadable = |seen: &str| Fault::VendorAnswerUnreadable(VENDOR, seen.to_owned());
        for (body, fault) in [
            ("", empty()),
            (" \n", empty()),
            (r#"{"elements":[]}"#, empty()),
            (r#"{"elements":[{"token":""}]}"#, empty()),
            ("<html>value</html>", unreadable("the answer is not JSON")),
            (r#"{"token":"value"}"#, unreadable("there is no `elements`")),
            (r#"["value"]"#, unreadable("there is no `elements`")),
            (r#"{"elements":{"token":"value"}}"#, unreadable("there is no `elements`")),
            (r#"{"elements":["value"]}"#, unreadable("the first of `elements` has no `token`")),
            (r#"{"elements":[{"token":7}]}"#, unreadable("a token is not a JSON string")),
            (
                r#"{"elements":[{"token":"a value"}]}"#,
                unreadable("a token is longer than 8 KiB or not visible ASCII"),
            ),
        ] {
            assert_eq!(read_sat(body.as_bytes(), NOW), Err(fault), "{body}");
        }
        for (body, fault) in [
            ("", empty()),
            ("{}", empty()),
            (r#"{"access_token":null}"#, empty()),
            (r#"{"access_token":""}"#, empty()),
            ("value", unreadable("the answer is not JSON")),
            (r#"{"access_token":7}"#, unreadable("a token is not a JSON string")),
            (r#"{"access_token":"a","refresh_token":["value"]}"#, unreadable("a token is not a JSON string")),
        ] {
            assert_eq!(read_oauth(body.as_bytes(), NOW), Err(fault), "{body}");
        }
    }

    #[test]
    fn the_name_of_an_oauth_error_is_read_where_there_is_one() {
        for (body, name) in [
            (r#"{"error":"invalid_grant","error_description":"d"}"#, Some("invalid_grant")),
            (r#"{"error":{"code":1}}"#, None),
            ("{}", None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(oauth_error(body.as_bytes()).as_deref(), name, "{body}");
        }
    }
}
