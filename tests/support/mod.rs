//! What the native tests share: a plan to begin with, and a JSON value seen through the gate's eyes.
#![allow(dead_code, reason = "each test file is a crate of its own and uses its share")]

pub(crate) mod flow;

use linkdock::core::account::{Account, AccountId, AccountStatus};
use linkdock::core::event::FlowKind;
use linkdock::core::message::{Node, Shape, Unreadable};
use linkdock::core::origin::Origin;
use linkdock::core::plan::{LOAD_TIMEOUT, Plan, SurfaceKind, TOKEN_TIMEOUT};
use linkdock::core::popup::PopupSize;
use linkdock::core::secret::Secret;
use linkdock::core::supply::{Supply, Token};
use linkdock::core::vendor::linkedin::{Linkedin, Profile};
use linkdock::core::vendor::salesflow::Salesflow;
use linkdock::core::vendor::unipile::Unipile;
use linkdock::core::vendor::{Vendor, VendorName};
use serde_json::Value;

/// Stands in every credential of the tests, so that a search for it finds what leaks.
pub(crate) const SECRET: &str = "s3cr3t-t0k3n";

pub(crate) struct JsonNode(pub(crate) Value);

impl Node for JsonNode {
    fn shape(&self, max_text: usize) -> Shape {
        match &self.0 {
            Value::Null => Shape::Nothing,
            Value::Bool(_) | Value::Array(_) => Shape::Other,
            Value::Number(number) => Shape::Number(number.as_f64().unwrap()),
            Value::String(text) if text.encode_utf16().count() > max_text => Shape::TooLong,
            Value::String(text) => Shape::Text(text.clone()),
            Value::Object(_) => Shape::Object,
        }
    }

    fn own(&self, key: &str) -> Result<Option<Self>, Unreadable> {
        Ok(self.0.get(key).cloned().map(JsonNode))
    }

    fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(JsonNode)
    }
}

pub(crate) fn vendor() -> Vendor {
    let origin = |text| Origin::parse(text).unwrap();
    let mut salesflow = Salesflow::new(origin("vendor.test"));
    salesflow.also_from(origin("https://pages.vendor.test:8443"));
    Vendor::Salesflow(salesflow.into())
}

pub(crate) fn secret(part: &str) -> Secret {
    Secret::parse(&format!("{SECRET}-{part}")).unwrap()
}

pub(crate) fn id(text: &str) -> AccountId {
    AccountId::from_digits(text).unwrap()
}

/// Connects with a token function, in a frame in the page.
pub(crate) fn plan() -> Plan {
    Plan {
        vendor: vendor(),
        flow: FlowKind::Connect,
        account: None,
        surface: SurfaceKind::Frame,
        fallback: true,
        modal: false,
        supply: Supply::new(Token::Function, false),
        authorizes: false,
        confirms: false,
        conflicts: false,
        auto_update: true,
        token_timeout: TOKEN_TIMEOUT,
        load_timeout: LOAD_TIMEOUT,
        popup: PopupSize::default(),
    }
}

/// A LinkedIn frame with a token source.
pub(crate) fn display() -> Plan {
    let mut linkedin = Linkedin::new(None, "app", Profile::Lead).unwrap();
    linkedin.finish(None, None, true);
    Plan {
        vendor: Vendor::Linkedin(linkedin.into()),
        supply: Supply::new(Token::Shared, false),
        authorizes: true,
        fallback: false,
        ..plan()
    }
}

/// Unipile's hosted sign-in, with a function that confirms; `form`: the form in its place.
pub(crate) fn unipile(form: bool) -> Plan {
    let mut unipile = Unipile::new(form);
    unipile.also_from(Origin::parse("app.test").unwrap());
    unipile.finish();
    let vendor = Vendor::Unipile(unipile.into());
    let token = if form { Token::Absent } else { Token::Function };
    Plan {
        surface: vendor.best_surface(),
        vendor,
        supply: Supply::new(token, false),
        confirms: !form,
        fallback: false,
        ..plan()
    }
}

pub(crate) fn account(status: AccountStatus, token: Option<&str>) -> Account {
    let vendor_status = match status {
        AccountStatus::Active => "ACCOUNT_ACTIVE",
        AccountStatus::Incomplete => "ACCOUNT_PAUSED",
        AccountStatus::Disconnected => "ACCOUNT_BLOCKED",
        AccountStatus::Deleted => "ACCOUNT_DELETED",
        AccountStatus::Unknown => "paused",
    };
    Account {
        vendor: VendorName::Salesflow,
        id: id("7688"),
        status,
        vendor_status: vendor_status.to_owned(),
        confirmed: None,
        token: token.map(secret),
    }
}
