//! What arrived at the API, for tests to read. Nothing secret is kept: where a secret was it says `[given]`.

use serde::Serialize;
use serde_json::Value;

/// Fields whose values nobody may read back. A code is one: it opens an account.
const SECRETS: [&str; 5] = ["password", "access_token", "premium_access_token", "premium_token", "code"];
const GIVEN: &str = "[given]";

/// One request.
#[derive(Clone, Serialize)]
pub(crate) struct Recorded {
    method: String,
    /// With the query.
    path: String,
    /// Null without one.
    body: Value,
}

impl Recorded {
    /// `body` is None for one that is not JSON, of which nothing is kept.
    pub(crate) fn new(method: &str, path: &str, body: Option<&Value>) -> Self {
        let body = match body {
            Some(body) => redacted(body),
            None => "[not JSON]".into(),
        };
        Self { method: method.to_owned(), path: path.to_owned(), body }
    }
}

fn redacted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                let secret = SECRETS.contains(&name.as_str()) && !value.is_null();
                (name.clone(), if secret { GIVEN.into() } else { redacted(value) })
            };
            Value::Object(fields.iter().map(field).collect())
        }
        Value::Array(values) => values.iter().map(redacted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::redacted;
    use serde_json::json;

    #[test]
    fn secrets_are_hidden_wherever_they_are() {
        let body = json!({
            "provider": "linkedin",
            "credentials": { "username": "u", "password": "p", "access_token": { "deep": "x" }, "user_agent": "UA" },
            "list": [{ "premium_token": "t", "premium_access_token": null }, "code"],
            "code": 123_456,
        });
        let expected = json!({
            "provider": "linkedin",
            "credentials":
                { "username": "u", "password": "[given]", "access_token": "[given]", "user_agent": "UA" },
            "list": [{ "premium_token": "[given]", "premium_access_token": null }, "code"],
            "code": "[given]",
        });
        assert_eq!(redacted(&body), expected);
    }
}
