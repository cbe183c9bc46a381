//! What the host asked for, checked: the options in the form the flow works with.
//!
//! The shell reads option values from JavaScript; what they mean and whether they fit together is decided
//! here. A `Plan` that exists can be carried out.

use super::account::AccountId;
use super::event::FlowKind;
use super::popup::PopupSize;
use super::supply::Supply;
use super::vendor::Vendor;

/// A span of time or a moment on the shell's monotonic clock, in milliseconds; the clock starts anew every 49 days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub u32);

impl Millis {
    /// The span from `earlier` to now.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self(self.0.wrapping_sub(earlier.0))
    }
}

/// How long a credential may take unless the host says otherwise.
pub const TOKEN_TIMEOUT: Millis = Millis(30_000);

/// How long the vendor's page may take unless the host says otherwise.
pub const LOAD_TIMEOUT: Millis = Millis(10_000);

/// What a vendor's page is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceKind {
    /// An iframe in the host's page.
    Frame,
    /// A window of its own.
    Popup,
    /// The host's page itself, which goes there and comes back.
    Page,
    /// A form of ours in the page, which brings its own requests.
    Form,
}

impl SurfaceKind {
    /// The surface as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Frame => "iframe",
            Self::Popup => "popup",
            Self::Page => "redirect",
            Self::Form => "form",
        }
    }
}

/// The option `mode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The vendor's best surface, and the other one where that is refused.
    #[default]
    Auto,
    /// An iframe.
    Frame,
    /// A popup.
    Popup,
    /// The whole page.
    Redirect,
}

impl Mode {
    /// The word at this place among `auto`, `iframe`, `popup` and `redirect`; the first is the usual one.
    #[must_use]
    pub fn at(place: i32) -> Self {
        match place {
            1 => Self::Frame,
            2 => Self::Popup,
            3 => Self::Redirect,
            _ => Self::Auto,
        }
    }

    /// The surface to begin with.
    #[must_use]
    pub fn surface(self, vendor: &Vendor) -> SurfaceKind {
        match self {
            Self::Auto => vendor.best_surface(),
            Self::Frame => SurfaceKind::Frame,
            Self::Popup => SurfaceKind::Popup,
            Self::Redirect => SurfaceKind::Page,
        }
    }
}

/// A checked request to dock a vendor's flow.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The vendor, configured.
    pub vendor: Vendor,
    /// Which flow the host asked for.
    pub flow: FlowKind,
    /// The account to update, where the vendor's flow is about one; `None` connects a new one.
    pub account: Option<AccountId>,
    /// What the vendor's page is shown in at first.
    pub surface: SurfaceKind,
    /// Whether the other surface may be used when this one is refused.
    pub fallback: bool,
    /// Whether the dock is a dialog, which the user can close.
    pub modal: bool,
    /// Where credentials come from.
    pub supply: Supply,
    /// Whether the host has a function that gets the user's consent.
    pub authorizes: bool,
    /// Whether the host has a function that says whether the account is linked.
    pub confirms: bool,
    /// Whether it asks for products that exclude each other.
    pub conflicts: bool,
    /// Whether an account that isn't active moves the dock on to the update flow by itself.
    pub auto_update: bool,
    /// How long a credential may take.
    pub token_timeout: Millis,
    /// How long a frame may take to load, and then to say something.
    pub load_timeout: Millis,
    /// How large a popup is.
    pub popup: PopupSize,
}
