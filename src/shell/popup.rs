//! A popup with a vendor's page, as a value: dropping it closes the window.
//!
//! It is opened blank in the tick of the user's gesture and navigated later (trap 12). Everything asked of
//! another site's window may throw (trap 15), so every call is guarded and a throw means nothing.

use alloc::boxed::Box;

use wasm_bindgen::{JsCast, JsValue};

use super::dom::{self, Window};
use super::listener::{Action, Timer};
use crate::core::popup::{PopupSize, Rect};
use crate::core::secret::SurfaceUrl;
use crate::core::text::{decimal, join};

/// How often the popup is asked whether it is closed, in milliseconds.
const POLL_MS: u32 = 250;

/// An open popup.
pub(super) struct Popup {
    window: Window,
    _poll: Timer,
}

impl Popup {
    /// Opens a blank popup over `opener`, or `None` when the browser won't.
    pub(super) fn open(opener: &Window, size: PopupSize, on_gone: Action) -> Option<Self> {
        let around = Rect {
            left: opener.screen_x(),
            top: opener.screen_y(),
            width: opener.outer_width(),
            height: opener.outer_height(),
        };
        // Unique, or a second flow would take over the first one's window (trap 14).
        let serial = (dom::random() * f64::from(u32::MAX)) as i64;
        let name = join(&["linkdock-", &decimal(serial)]);
        let window = opener.open("", &name, &size.features(around)).ok()?;
        // Null when blocked; some blockers return a handle that is of no use (trap 11).
        let window: Window = Some(window).filter(JsValue::is_object)?.unchecked_into();
        if window.closed().ok()?.as_bool() != Some(false) {
            return None;
        }
        let watched = window.clone();
        let poll = move |nothing| {
            if watched.closed().is_ok_and(|closed| closed.is_truthy()) {
                on_gone(nothing);
            }
        };
        Some(Self { window, _poll: Timer::every(POLL_MS, Box::new(poll)) })
    }

    /// Takes the popup to `url` without a history entry (trap 19).
    pub(super) fn navigate(&self, url: &SurfaceUrl) {
        let _closed_meanwhile = self.window.location().and_then(|location| location.replace(url.expose()));
    }

    /// Whether a message came from this popup.
    pub(super) fn is_source(&self, source: &JsValue) -> bool {
        *self.window == *source
    }
}

impl Drop for Popup {
    fn drop(&mut self) {
        let _closed_already = self.window.close();
    }
}
