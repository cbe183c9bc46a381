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

    fn call(&self, runtime: &Runtime, method: Method, path: &str, body: &Value) -> Result<Value> {
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
