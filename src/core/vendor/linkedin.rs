//! LinkedIn Sales Navigator Display Services: the addresses of its frames and the two messages they post.
//!
//! Source: LinkedIn's page "Authentication with Sales Access Tokens"; parameters that only other pages name are
//! taken as well. A frame with a Sales Access Token (SAT) shows a profile and goes on doing so until the token or the
//! session made from it ends; one without asks the user to sign in first.

use alloc::rc::Rc;
use alloc::string::String;

use super::VendorName;
use crate::core::account::{Account, AccountId, AccountStatus};
use crate::core::message::{Answer, Node, Refusal, property};
use crate::core::origin::Origin;
use crate::core::secret::{Secret, SurfaceUrl};
use crate::core::text::{add, join, percent_encode};

/// Where the frames are, unless the host says otherwise.
const ORIGIN: &str = "www.linkedin.com";
/// The longest type of a message that is read, in UTF-16 code units.
const MAX_WORD: usize = 64;

/// The parameters that have an option or a meaning of their own.
const OWN: [&str; 6] = ["apiKey", "profile", "modules", "isInlineMode", "version", "sat"];

/// The option `profile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// A person.
    Lead,
    /// A company.
    Account,
}

impl Profile {
    /// The word at this place among `lead` and `account`; the first is the usual one.
    #[must_use]
    pub fn at(place: i32) -> Self {
        if place == 1 { Self::Account } else { Self::Lead }
    }
}

/// Display Services as configured by the host.
#[derive(Clone, Debug)]
pub struct Linkedin {
    origin: [Origin; 1],
    /// The address so far.
    url: String,
    modules: String,
    inline: Option<bool>,
}

impl Linkedin {
    /// Frames about a `profile`, on LinkedIn's own origin unless `host` says otherwise.
    ///
    /// # Errors
    /// Completes "must be …" for the option `host`.
    pub fn new(host: Option<Origin>, api_key: &str, profile: Profile) -> Result<Self, &'static str> {
        let origin = host.map_or_else(|| Origin::parse(ORIGIN), Ok)?;
        let page = match profile {
            Profile::Lead => "/sales/widget/profile-matching?profile=lead",
            Profile::Account => "/sales/widget/company-matching?profile=account",
        };
        let url = join(&[origin.as_str(), page]);
        let mut linkedin = Self { origin: [origin], url, modules: String::new(), inline: None };
        linkedin.push("", "apiKey", api_key);
        Ok(linkedin)
    }

    /// Adds a parameter: with the prefix `crm`, `recordId` is `crmRecordId`. An empty one is left out.
    ///
    /// # Errors
    /// Completes "must be …" when the parameter has an option of its own.
    pub fn add(&mut self, prefix: &str, name: &str, value: &str) -> Result<(), &'static str> {
        if OWN.contains(&name) {
            return Err("free of what has an option of its own, or none on purpose");
        }
        self.push(prefix, name, value);
        Ok(())
    }

    /// Adds what is left: the modules with commas between, and whether the frame is inline or in the classic layout. One
    /// that `launches` asks the user to sign in when it has no SAT; one that doesn't goes by the browser's cookies.
    pub fn finish(&mut self, modules: Option<String>, inline: Option<bool>, launches: bool) {
        self.modules = modules.unwrap_or_default();
        self.push("", "modules", &self.modules.clone());
        self.inline = inline;
        let inline = inline.map_or("", |inline| if inline { "true" } else { "false" });
        self.push("", "isInlineMode", inline);
        if launches {
            self.push("", "version", "2.1");
        }
    }

    fn push(&mut self, prefix: &str, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let mut name = join(&[prefix, name]);
        if !prefix.is_empty()
            && let Some(first) = name.get_mut(prefix.len()..prefix.len() + 1)
        {
            first.make_ascii_uppercase();
        }
        for (before, text) in [(b'&', name.as_str()), (b'=', value)] {
            add(before, &mut self.url);
            percent_encode(text, &mut self.url);
        }
    }

    /// The origin that its frames post from.
    #[must_use]
    pub fn origins(&self) -> &[Origin] {
        &self.origin
    }

    /// The frame's address, with a SAT or without.
    #[must_use]
    pub fn url(&self, sat: Option<&Secret>) -> SurfaceUrl {
        let mut url = self.url.clone();
        if let Some(sat) = sat {
            url.push_str("&sat=");
            percent_encode(sat.expose(), &mut url);
        }
        SurfaceUrl::new(url)
    }

    /// How high its frames are in a place of this width, both in CSS pixels: what LinkedIn's pages give for each module,
    /// and the height of the example for everything else.
    #[must_use]
    pub fn height(&self, width: u32) -> u32 {
        match (self.inline, self.modules.as_str()) {
            (Some(false), _) => 405,
            (Some(true), "TopCard" | "TopCard2") if width < 625 => 336,
            (Some(true), "TopCard" | "TopCard2") => 390,
            (Some(true), "RelatedLeads") => 230,
            (Some(true) | None, _) => 660,
        }
    }
}

/// Whoever's session it is, LinkedIn doesn't say.
pub(crate) fn account() -> Rc<Account> {
    Rc::new(Account {
        vendor: VendorName::Linkedin,
        id: AccountId::untold(),
        status: AccountStatus::Active,
        vendor_status: String::new(),
        confirmed: None,
        token: None,
    })
}

/// Reads `{"type":"salesNavAuthSuccess"|"tokenError","message"}`.
pub(super) fn read<N: Node>(message: &N) -> Result<Answer, Refusal> {
    match property(message, "type", MAX_WORD)?.text().as_deref() {
        Some("salesNavAuthSuccess") => Ok(Answer::SignedIn),
        Some("tokenError") => Ok(Answer::TokenRefused),
        Some(_) | None => Err(Refusal::UnknownType),
    }
}
