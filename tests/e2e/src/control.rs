//! The sandbox's control API, and its vendor API where a test plays the backend.

use anyhow::{Context as _, Result};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

pub(crate) struct Control {
    client: Client,
    url: String,
}

impl Control {
    pub(crate) fn new(url: &str) -> Result<Self> {
        let client = Client::builder().timeout(std::time::Duration::from_secs(10)).build()?;
        Ok(Self { client, url: url.to_owned() })
    }

    /// Everything as at the start.
    pub(crate) fn reset(&self, runtime: &Runtime) -> Result<()> {
        self.call(runtime, Method::POST, "/control/reset", &json!({})).map(drop)
    }

    /// How both token endpoints behave.
    pub(crate) fn tokens(&self, runtime: &Runtime, change: &Value) -> Result<()> {
        self.call(runtime, Method::POST, "/control/salesflow/tokens", change).map(drop)
    }

    /// How the embedded pages behave.
    pub(crate) fn pages(&self, runtime: &Runtime, change: &Value) -> Result<()> {
        self.call(runtime, Method::POST, "/control/salesflow/pages", change).map(drop)
    }

    /// Makes an account that came from nowhere and answers its id.
    pub(crate) fn account(&self, runtime: &Runtime, status: &str) -> Result<String> {
        let made =
            self.call(runtime, Method::POST, "/control/salesflow/accounts", &json!({ "status": status }))?;
        Ok(made["id"].to_string())
    }

    /// One of the sandbox's counters.
    pub(crate) fn stat(&self, runtime: &Runtime, name: &str) -> Result<u64> {
        let stats = self.call(runtime, Method::GET, "/control/salesflow/stats", &Value::Null)?;
        stats[name].as_u64().with_context(|| format!("no counter {name} in {stats}"))
    }

    pub(crate) fn call(&self, runtime: &Runtime, method: Method, path: &str, body: &Value) -> Result<Value> {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        if !body.is_null() {
            request = request.json(body);
        }
        runtime.block_on(async {
            let response = request.send().await?.error_for_status()?;
            let text = response.text().await?;
            Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
        })
    }
}

/// LinkedIn's part.
impl Control {
    /// How LinkedIn behaves: lifetimes, sign-in, what is refused.
    pub(crate) fn linkedin(&self, runtime: &Runtime, change: &Value) -> Result<()> {
        self.call(runtime, Method::POST, "/control/linkedin/settings", change).map(drop)
    }

    /// How LinkedIn's pages behave.
    pub(crate) fn linkedin_pages(&self, runtime: &Runtime, change: &Value) -> Result<()> {
        self.call(runtime, Method::POST, "/control/linkedin/pages", change).map(drop)
    }

    /// What LinkedIn has issued so far ends: `accessTokens`, `refreshTokens`, `sats` or `all`.
    pub(crate) fn linkedin_revoke(&self, runtime: &Runtime, what: &str) -> Result<()> {
        self.call(runtime, Method::POST, "/control/linkedin/revoke", &json!({ "what": what })).map(drop)
    }

    /// The next `times` calls of `accessToken` or `salesAccessTokens` meet a fault.
    pub(crate) fn linkedin_fault(
        &self,
        runtime: &Runtime,
        endpoint: &str,
        fault: &Value,
        times: u32,
    ) -> Result<()> {
        let change = json!({ "endpoint": endpoint, "fault": fault, "times": times });
        self.call(runtime, Method::POST, "/control/linkedin/faults", &change).map(drop)
    }

    /// How many requests of a kind have arrived at LinkedIn.
    pub(crate) fn linkedin_count(&self, runtime: &Runtime, name: &str) -> Result<u64> {
        let counts = self.call(runtime, Method::GET, "/control/linkedin/counts", &Value::Null)?;
        counts[name].as_u64().with_context(|| format!("no counter {name} in {counts}"))
    }
}
