//! What the host asked for, checked: the options in the form the flow works with.
//!
//! The shell reads option values from JavaScript; what they mean and whether they fit together is decided
//! here. A `Plan` that exists can be carried out.

use super::account::AccountId;
use super::popup::{PopupSize, whole};
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
}

impl SurfaceKind {
    /// The surface as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Frame => "iframe",
            Self::Popup => "popup",
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
}

impl Mode {
    /// Reads the option.
    ///
    /// # Errors
    /// Completes "must be …" for any other word.
    pub fn parse(word: &str) -> Result<Self, &'static str> {
        match word {
            "auto" => Ok(Self::Auto),
            "iframe" => Ok(Self::Frame),
            "popup" => Ok(Self::Popup),
            _ => Err("\"auto\", \"iframe\" or \"popup\""),
        }
    }

    /// The surface to begin with.
    #[must_use]
    pub fn surface(self, vendor: &Vendor) -> SurfaceKind {
        match self {
            Self::Auto => vendor.best_surface(),
            Self::Frame => SurfaceKind::Frame,
            Self::Popup => SurfaceKind::Popup,
        }
    }
}

/// The option `presentation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presentation {
    /// In its place in the host's page.
    Inline,
    /// In a dialog over the host's page.
    Modal,
}

impl Presentation {
    /// Reads the option.
    ///
    /// # Errors
    /// Completes "must be …" for any other word.
    pub fn parse(word: &str) -> Result<Self, &'static str> {
        match word {
            "inline" => Ok(Self::Inline),
            "modal" => Ok(Self::Modal),
            _ => Err("\"inline\" or \"modal\""),
        }
    }
}

/// The option `theme`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// The system's.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Reads the option.
    ///
    /// # Errors
    /// Completes "must be …" for any other word.
    pub fn parse(word: &str) -> Result<Self, &'static str> {
        match word {
            "auto" => Ok(Self::Auto),
            "light" => Ok(Self::Light),
            "dark" => Ok(Self::Dark),
            _ => Err("\"auto\", \"light\" or \"dark\""),
        }
    }

    /// The theme as the style sheet knows it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A checked request to dock a vendor's flow.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The vendor, configured.
    pub vendor: Vendor,
    /// The account to update; `None` connects a new one.
    pub account: Option<AccountId>,
    /// What the vendor's page is shown in at first.
    pub surface: SurfaceKind,
    /// Whether the other surface may be used when this one is refused.
    pub fallback: bool,
    /// Whether the dock is a dialog, which the user can close.
    pub modal: bool,
    /// Where credentials come from.
    pub supply: Supply,
    /// Whether an account that isn't active moves the dock on to the update flow by itself.
    pub auto_update: bool,
    /// How long a credential may take.
    pub token_timeout: Millis,
    /// How long a frame may take to load, and then to say something.
    pub load_timeout: Millis,
    /// How large a popup is.
    pub popup: PopupSize,
}

/// Takes an option of `timeouts`.
///
/// # Errors
/// Completes "must be …" unless it is a whole number of milliseconds up to ten minutes.
pub fn timeout(value: f64) -> Result<Millis, &'static str> {
    whole(value, 1, 600_000).map(Millis).ok_or("a whole number of milliseconds from 1 to 600000")
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use super::*;

    #[test]
    fn words_are_read_to_the_letter() {
        for (word, mode, presentation, theme) in [
            ("auto", Some(Mode::Auto), None, Some(Theme::Auto)),
            ("iframe", Some(Mode::Frame), None, None),
            ("popup", Some(Mode::Popup), None, None),
            ("inline", None, Some(Presentation::Inline), None),
            ("modal", None, Some(Presentation::Modal), None),
            ("light", None, None, Some(Theme::Light)),
            ("dark", None, None, Some(Theme::Dark)),
            ("Auto", None, None, None),
            ("modal ", None, None, None),
            ("", None, None, None),
        ] {
            assert_eq!(Mode::parse(word).ok(), mode, "{word:?}");
            assert_eq!(Presentation::parse(word).ok(), presentation, "{word:?}");
            assert_eq!(Theme::parse(word).ok(), theme, "{word:?}");
        }
    }

    #[test]
    fn timeouts_have_bounds() {
        for good in [1.0, 10_000.0, 600_000.0] {
            assert_eq!(timeout(good).map(|Millis(millis)| f64::from(millis)), Ok(good));
        }
        for bad in [0.0, -1.0, 0.5, 600_001.0, f64::NAN, f64::INFINITY] {
            assert!(timeout(bad).is_err(), "{bad}");
        }
    }
}
