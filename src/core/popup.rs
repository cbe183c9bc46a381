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

impl PopupSize {
    /// A size that the host gave in part or not at all.
    #[must_use]
    pub fn new(width: Option<u32>, height: Option<u32>) -> Self {
        let default = Self::default();
        Self { width: width.unwrap_or(default.width), height: height.unwrap_or(default.height) }
    }
}

/// Takes a side of the option `popup`.
///
/// # Errors
/// Completes "must be …" unless it is a whole number from 200 to 4000.
pub fn side(value: f64) -> Result<u32, &'static str> {
    whole(value, 200, 4_000).ok_or("a whole number from 200 to 4000")
}

/// `value` when it is a whole number within the bounds.
#[must_use]
pub fn whole(value: f64, min: u32, max: u32) -> Option<u32> {
    let good = value >= f64::from(min) && value <= f64::from(max) && value % 1.0 == 0.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked one line above")]
    good.then_some(value as u32)
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use super::*;

    #[test]
    fn sides_have_bounds() {
        assert_eq!(PopupSize::new(Some(500), None), PopupSize { width: 500, height: 600 });
        for good in [200.0, 500.0, 4000.0] {
            assert_eq!(side(good).map(f64::from), Ok(good));
        }
        for bad in [199.0, 4001.0, 500.5, f64::NAN, f64::INFINITY, -500.0] {
            assert!(side(bad).is_err(), "{bad}");
        }
    }
}
