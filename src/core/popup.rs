//! Where a popup opens and how large it is.

use alloc::string::String;

use super::text::{decimal, join};

/// A popup's size in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PopupSize {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// A window's place on the screens, in CSS pixels; screens left of the first have negative coordinates.
#[derive(Clone, Copy, Debug)]
pub struct Rect {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
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

    /// The features for `window.open`: centred over `around`, the opener's window, and so on its screen.
    #[must_use]
    pub fn features(self, around: Rect) -> String {
        let centre = |start: f64, length: f64, size: u32| {
            let offset = (length - f64::from(size)) / 2.0;
            // Saturating, and a fraction of a pixel doesn't matter.
            #[expect(clippy::cast_possible_truncation, reason = "screen coordinates fit, the cast saturates")]
            let whole = (start + offset.max(0.0)) as i64;
            decimal(whole)
        };
        join(&[
            "popup=yes,resizable=yes,scrollbars=yes,width=",
            &decimal(i64::from(self.width)),
            ",height=",
            &decimal(i64::from(self.height)),
            ",left=",
            &centre(around.left, around.width, self.width),
            ",top=",
            &centre(around.top, around.height, self.height),
        ])
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
    use std::format;
    use std::prelude::rust_2024::*;

    use super::*;

    #[test]
    fn a_popup_is_centred_over_its_opener() {
        for (left, top, width, height, at) in [
            (0.0, 0.0, 1200.0, 800.0, "left=200,top=100"),
            (-1920.0, 40.0, 1920.0, 1000.0, "left=-1360,top=240"),
            (10.0, 20.0, 400.0, 300.0, "left=10,top=20"),
            (f64::NAN, f64::NAN, f64::NAN, f64::NAN, "left=0,top=0"),
        ] {
            let features = PopupSize::default().features(Rect { left, top, width, height });
            assert_eq!(features, format!("popup=yes,resizable=yes,scrollbars=yes,width=800,height=600,{at}"));
        }
    }

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
