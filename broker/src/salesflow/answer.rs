//! Finds the token in Salesflow's answer.
//!
//! The vendor does not document the body of its token answers, so every shape that is in use for such
//! answers is read. What has no token is described by its shape and field names, never by a value: any value
//! may be a credential.

use serde_json::{Map, Value};

use crate::fault::{Fault, Vendor};
use crate::secret::Secret;

const TOKEN_FIELDS: [&str; 4] = ["token", "access_token", "accessToken", "jwt"];

/// The shortest plain text taken for a token: "OK" and "error" are plain text too.
const MIN_PLAIN_BYTES: usize = 8;

const MAX_NAMES: usize = 8;
const MAX_NAME_BYTES: usize = 32;

/// The token in a successful answer: a JSON string, one of the token fields at the top or inside `data`, or
/// plain text.
pub(super) fn read_token(body: &[u8]) -> Result<Secret, Fault> {
    let Ok(text) = str::from_utf8(body) else {
        return Err(unreadable("the answer is not UTF-8 text"));
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(Fault::VendorAnswerEmpty(Vendor::Salesflow));
    }
    match serde_json::from_str(text) {
        Ok(Value::String(token)) => checked(token.trim()),
        Ok(Value::Object(answer)) => from_object(&answer),
        Ok(Value::Null) => Err(Fault::VendorAnswerEmpty(Vendor::Salesflow)),
        Ok(Value::Array(_)) => Err(unreadable("the answer is a JSON list")),
        Ok(Value::Bool(_)) => Err(unreadable("the answer is a JSON boolean")),
        // A token of digits alone is a number to a JSON parser.
        Ok(Value::Number(_)) | Err(_) => from_plain_text(text),
    }
}

fn from_object(answer: &Map<String, Value>) -> Result<Secret, Fault> {
    let data = answer.get("data").and_then(Value::as_object);
    let mut candidates = [Some(answer), data]
        .into_iter()
        .flatten()
        .flat_map(|fields| TOKEN_FIELDS.iter().filter_map(|name| fields.get(*name)?.as_str()))
        .map(str::trim)
        .peekable();
    if candidates.peek().is_none() {
        return Err(unreadable(&names_seen(answer, data)));
    }
    candidates
        .find(|token| !token.is_empty())
        .map_or(Err(Fault::VendorAnswerEmpty(Vendor::Salesflow)), checked)
}

fn from_plain_text(text: &str) -> Result<Secret, Fault> {
    let in_token_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if text.len() >= MIN_PLAIN_BYTES && text.bytes().all(in_token_alphabet) {
        checked(text)
    } else if text.starts_with('<') {
        Err(unreadable("the answer is a page, not a token"))
    } else {
        Err(unreadable("the answer is plain text that cannot be a token"))
    }
}

fn checked(token: &str) -> Result<Secret, Fault> {
    if token.is_empty() {
        return Err(Fault::VendorAnswerEmpty(Vendor::Salesflow));
    }
    Secret::parse(token).ok_or_else(|| unreadable("the token is longer than 8 KiB or not visible ASCII"))
}

fn unreadable(seen: &str) -> Fault {
    Fault::VendorAnswerUnreadable(Vendor::Salesflow, seen.to_owned())
}

/// The fields of an answer, bounded. A name that is long or more than letters
/// may be data, so it is only counted.
fn names_seen(answer: &Map<String, Value>, data: Option<&Map<String, Value>>) -> String {
    let in_data = data.into_iter().flat_map(Map::keys).map(|name| ("data.", name));
    let all: Vec<_> = answer.keys().map(|name| ("", name)).chain(in_data).collect();
    let shown: Vec<_> = all
        .iter()
        .filter(|(_, name)| is_plain_name(name))
        .take(MAX_NAMES)
        .map(|(place, name)| [place, name.as_str()].concat())
        .collect();
    match (shown.is_empty(), all.len() - shown.len()) {
        (true, 0) => "the JSON object has no fields".to_owned(),
        (false, 0) => format!("the JSON fields are {}", shown.join(", ")),
        (true, others) => format!("the JSON object has unusual field names only ({others})"),
        (false, others) => format!("the JSON fields are {} and {others} more", shown.join(", ")),
    }
}

fn is_plain_name(name: &str) -> bool {
    let in_alphabet = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    (1..=MAX_NAME_BYTES).contains(&name.len()) && name.bytes().all(in_alphabet)
}

#[cfg(test)]
mod tests {
    use super::{Fault, Vendor, read_token};

    #[test]
    fn every_known_shape_gives_its_token() {
        for (body, token) in [
            (r#""tok""#, "tok"),
            (r#"" tok ""#, "tok"),
            (r#""a+b/c==""#, "a+b/c=="),
            (r#""esc\u0061ped""#, "escaped"),
            (r#"{"token":"tok"}"#, "tok"),
            (r#"{"access_token":"tok"}"#, "tok"),
            (r#"{"accessToken":"tok"}"#, "tok"),
            (r#"{"jwt":"tok"}"#, "tok"),
            (r#"{"data":{"token":"tok"}}"#, "tok"),
            (r#"{"data":{"access_token":"tok"}}"#, "tok"),
            (r#"{"data":{"accessToken":"tok"}}"#, "tok"),
            (r#"{"data":{"jwt":"tok"}}"#, "tok"),
            (r#"{"success":true,"data":{"token":"tok","expires":1800}}"#, "tok"),
            (r#"{"token":"outer","data":{"token":"inner"}}"#, "outer"),
            (r#"{"token":"","jwt":"tok"}"#, "tok"),
            (r#"{"token":null,"data":{"jwt":"tok"}}"#, "tok"),
            (r#"{"token":7,"jwt":"tok"}"#, "tok"),
            (r#"{"data":"OK","token":"tok"}"#, "tok"),
            ("\u{feff}{\"token\":\"tok\"}\r\n", "tok"),
            ("  {\"token\" : \"tok\"}  ", "tok"),
            ("plain-text-token", "plain-text-token"),
            ("eyJhbGciOiJub25lIn0.e30.c2ln\n", "eyJhbGciOiJub25lIn0.e30.c2ln"),
            ("12345678901234567890", "12345678901234567890"),
            ("0123abcd-4567-89ef", "0123abcd-4567-89ef"),
        ] {
            assert_eq!(read_token(body.as_bytes()).as_ref().map(|token| token.expose()), Ok(token), "{body}");
        }
    }

    #[test]
    fn an_answer_without_content_is_empty() {
        for body in
            ["", " \n", "\u{feff}", "null", r#""""#, r#"" ""#, r#"{"token":""}"#, r#"{"data":{"jwt":" "}}"#]
        {
            assert_eq!(
                read_token(body.as_bytes()),
                Err(Fault::VendorAnswerEmpty(Vendor::Salesflow)),
                "{body}"
            );
        }
    }

    #[test]
    fn what_holds_no_token_is_described_without_its_values() {
        let long_token = format!(r#"{{"token":"{}"}}"#, "x".repeat(8 * 1024 + 1));
        let many = format!(
            "{{{}}}",
            ('a'..='z').map(|name| format!(r#""{name}":"v""#)).collect::<Vec<_>>().join(",")
        );
        let long_name = format!(r#"{{"{}":1,"id":2}}"#, "n".repeat(33));
        for (body, seen) in [
            ("{}", "the JSON object has no fields"),
            (r#"{"error":"value"}"#, "the JSON fields are error"),
            (r#"{"token":7}"#, "the JSON fields are token"),
            (r#"{"token":{"value":"value"}}"#, "the JSON fields are token"),
            (r#"{"data":"value"}"#, "the JSON fields are data"),
            (r#"{"data":{"id":1,"key":"value"}}"#, "the JSON fields are data, data.id, data.key"),
            (r#"{"data":[{"token":"value"}]}"#, "the JSON fields are data"),
            (r#"{"Token":"value"}"#, "the JSON fields are Token"),
            (r#"{"the value":1}"#, "the JSON object has unusual field names only (1)"),
            (long_name.as_str(), "the JSON fields are id and 1 more"),
            (many.as_str(), "the JSON fields are a, b, c, d, e, f, g, h and 18 more"),
            (r#"["value"]"#, "the answer is a JSON list"),
            ("true", "the answer is a JSON boolean"),
            (r#"{"token":"two values"}"#, "the token is longer than 8 KiB or not visible ASCII"),
            (r#"{"token":"välue"}"#, "the token is longer than 8 KiB or not visible ASCII"),
            (long_token.as_str(), "the token is longer than 8 KiB or not visible ASCII"),
            ("<!doctype html><p>value</p>", "the answer is a page, not a token"),
            ("OK", "the answer is plain text that cannot be a token"),
            ("42", "the answer is plain text that cannot be a token"),
            ("service is down", "the answer is plain text that cannot be a token"),
            ("first-value\nsecond-value", "the answer is plain text that cannot be a token"),
            (r#"{"token":"value""#, "the answer is plain text that cannot be a token"),
        ] {
            assert_eq!(
                read_token(body.as_bytes()),
                Err(Fault::VendorAnswerUnreadable(Vendor::Salesflow, seen.to_owned())),
                "{body:.60}"
            );
        }
        assert_eq!(
            read_token(b"\xff\xfe"),
            Err(Fault::VendorAnswerUnreadable(Vendor::Salesflow, "the answer is not UTF-8 text".to_owned()))
        );
    }
}
