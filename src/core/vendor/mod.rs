//! The table of vendors: what differs between them, one file each.
//!
//! A new vendor is a new file here and its row in [`Vendor`]; the flow, the gate and the shell don't change.

pub mod linkedin;
pub mod salesflow;
pub mod unipile;

use alloc::rc::Rc;

use self::linkedin::Linkedin;
use self::salesflow::Salesflow;
use self::unipile::Unipile;
use super::account::AccountId;
use super::error::Fault;
use super::message::{Answer, Node, Refusal};
use super::origin::Origin;
use super::plan::{Millis, SurfaceKind};
use super::secret::{Secret, SurfaceUrl};

/// A vendor's name, as the option `vendor` spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VendorName {
    /// LinkedIn Sales Navigator's frames.
    Linkedin,
    /// Salesflow's embedded pages.
    Salesflow,
    /// Unipile's hosted pages, and a form of ours in their place.
    Unipile,
}

impl VendorName {
    /// The name as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Linkedin => "linkedin",
            Self::Salesflow => "salesflow",
            Self::Unipile => "unipile",
        }
    }
}

/// A configured vendor; it is cloned, so its configuration is shared.
#[derive(Clone, Debug)]
pub enum Vendor {
    /// LinkedIn Sales Navigator's frames.
    Linkedin(Rc<Linkedin>),
    /// Salesflow's embedded pages.
    Salesflow(Rc<Salesflow>),
    /// Unipile's hosted pages, and a form of ours in their place.
    Unipile(Rc<Unipile>),
}

impl Vendor {
    /// Who it is.
    #[must_use]
    pub fn name(&self) -> VendorName {
        match self {
            Self::Linkedin(_) => VendorName::Linkedin,
            Self::Salesflow(_) => VendorName::Salesflow,
            Self::Unipile(_) => VendorName::Unipile,
        }
    }

    /// Says where the link at hand ends, where that isn't the host's own page.
    pub fn returns_to(&self, origin: Option<Origin>) {
        if let Self::Unipile(unipile) = self {
            unipile.returns_to(origin);
        }
    }

    /// Whether the vendor's pages, or the page that it sends the user back to, post from this origin.
    #[must_use]
    pub fn takes_from(&self, origin: &str) -> bool {
        match self {
            Self::Unipile(unipile) => unipile.takes_from(origin),
            Self::Linkedin(_) | Self::Salesflow(_) => self.origins().iter().any(|allowed| allowed.is(origin)),
        }
    }

    /// The origins that the vendor's pages, or the page that it sends the user back to, post from.
    #[must_use]
    pub fn origins(&self) -> &[Origin] {
        match self {
            Self::Linkedin(linkedin) => linkedin.origins(),
            Self::Salesflow(salesflow) => salesflow.origins(),
            Self::Unipile(unipile) => unipile.origins(),
        }
    }

    /// The surface that suits the vendor best when the page has a place for it.
    #[must_use]
    pub fn best_surface(&self) -> SurfaceKind {
        match self {
            Self::Linkedin(_) | Self::Salesflow(_) => SurfaceKind::Frame,
            Self::Unipile(unipile) => unipile.surface(),
        }
    }

    /// Whether the vendor's page is what the host wants to show, so that it stays when the account is active.
    #[must_use]
    pub fn stays(&self) -> bool {
        match self {
            Self::Linkedin(_) => true,
            Self::Salesflow(_) | Self::Unipile(_) => false,
        }
    }

    /// Whether its page ends in a redirect to a page of the host's, which tells how it went.
    #[must_use]
    pub fn returns(&self) -> bool {
        matches!(self, Self::Unipile(_))
    }

    /// How high its frames are in a place of this width, both in CSS pixels, where the vendor says so.
    #[must_use]
    pub fn height(&self, width: u32) -> Option<u32> {
        match self {
            Self::Linkedin(linkedin) => Some(linkedin.height(width)),
            Self::Salesflow(_) | Self::Unipile(_) => None,
        }
    }

    /// How long the vendor's page for connecting can be used once it has a credential, where that is known.
    #[must_use]
    pub fn session(&self) -> Option<Millis> {
        match self {
            Self::Linkedin(_) | Self::Unipile(_) => None,
            Self::Salesflow(_) => Some(salesflow::SESSION),
        }
    }

    /// Whether what a policy blocked is a page of the vendor's: browsers name its origin or its whole address.
    #[must_use]
    pub fn serves(&self, blocked: &str) -> bool {
        let pages = match self {
            Self::Linkedin(_) | Self::Salesflow(_) => self.origins(),
            Self::Unipile(unipile) => unipile.hosts(),
        };
        pages.iter().any(|origin| {
            blocked.strip_prefix(origin.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether a credential can be used.
    ///
    /// # Errors
    /// `token_invalid`
    pub fn check(&self, credential: &Secret) -> Result<(), Fault> {
        match self {
            Self::Linkedin(_) | Self::Salesflow(_) => Ok(()),
            Self::Unipile(unipile) => unipile.check(credential),
        }
    }

    /// The address of the vendor's page for connecting, or for updating `account`.
    #[must_use]
    pub fn url(&self, account: Option<&AccountId>, credential: Option<&Secret>) -> SurfaceUrl {
        match self {
            Self::Linkedin(linkedin) => linkedin.url(credential),
            Self::Salesflow(salesflow) => salesflow.url(account, credential),
            Self::Unipile(_) => unipile::url(credential),
        }
    }

    /// Reads the object that the vendor posted.
    ///
    /// # Errors
    /// The first thing about it that is not as documented.
    pub fn read<N: Node>(&self, message: &N) -> Result<Answer, Refusal> {
        match self {
            Self::Linkedin(_) => linkedin::read(message),
            Self::Salesflow(_) => salesflow::read(message),
            Self::Unipile(_) => unipile::read(message),
        }
    }
}
