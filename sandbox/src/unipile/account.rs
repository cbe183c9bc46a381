//! Connected accounts and how either generation describes them. An account holds no credential.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Version, iso};

/// What an account is connected for.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Product {
    Classic,
    Recruiter,
    SalesNavigator,
    Company,
}

impl Product {
    /// Does it need the second cookie?
    pub(crate) const fn is_premium(self) -> bool {
        matches!(self, Self::Recruiter | Self::SalesNavigator)
    }

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Classic => "LinkedIn",
            Self::Recruiter => "Recruiter",
            Self::SalesNavigator => "Sales Navigator",
            Self::Company => "Company pages",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) version: Version,
    /// The vendor's word; control may set any other as well: the list is open.
    pub(crate) status: String,
    pub(crate) name: String,
    pub(crate) products: Vec<Product>,
    pub(crate) created: SystemTime,
    pub(crate) reconnects: u64,
    /// Until then v1 says `CONNECTING`.
    pub(crate) connecting_until: SystemTime,
}

/// The word for an account that works.
pub(crate) const fn well(version: Version) -> &'static str {
    match version {
        Version::V1 => "OK",
        Version::V2 => "running",
    }
}

impl Account {
    /// As the API shows it.
    pub(crate) fn shown(&self, now: SystemTime) -> Value {
        let created = iso::format(self.created);
        match self.version {
            Version::V1 => {
                let status = if now < self.connecting_until { "CONNECTING" } else { &self.status };
                v1(&self.id, &self.name, &created, status)
            }
            Version::V2 => json!({
                "object": "Account",
                "id": self.id,
                "provider": "linkedin",
                "name": self.name,
                "status": self.status,
                "products": self.products,
                "created_at": created,
            }),
        }
    }
}

/// v1's form, for accounts and for those that are still on their way.
pub(crate) fn v1(id: &str, name: &str, created: &str, status: &str) -> Value {
    json!({
        "object": "Account",
        "id": id,
        "type": "LINKEDIN",
        "name": name,
        "created_at": created,
        "sources": [{ "id": format!("{id}_MESSAGING"), "status": status }],
    })
}
