//! How large a popup is.

/// A popup's size in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PopupSize {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Default for PopupSize {
    /// The size that Salesflow's documentation opens its pages in.
    fn default() -> Self {
        Self { width: 800, height: 600 }
    }
}
