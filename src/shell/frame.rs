//! An iframe with a vendor's page, as a value: dropping it takes it out of the page.
//!
//! Every page gets a new element, because changing `src` adds a history entry (trap 19). The window is looked
//! up when a message comes and not kept, because a frame that the host moves gets a new one (trap 2).

use wasm_bindgen::JsValue;

use super::dom::{Document, Element};
use super::listener::{Action, Listener};
use crate::core::secret::SurfaceUrl;

/// An iframe in the page.
pub(super) struct Frame {
    element: Element,
    _load: Listener,
}

impl Frame {
    /// Shows `url` in a new iframe at the end of `parent`.
    pub(super) fn open(
        document: &Document,
        parent: &Element,
        title: &str,
        url: &SurfaceUrl,
        on_load: Action,
    ) -> Self {
        let element = document.create_element("iframe");
        element.set_attribute("title", title);
        // Vendors allow-list the host by its referrer: never `no-referrer` (trap 22).
        element.set_attribute("referrerpolicy", "strict-origin-when-cross-origin");
        // No `sandbox`: it breaks vendors' sign-in popups and storage (trap 24).
        element.set_attribute("allow", "clipboard-write; publickey-credentials-get");
        element.set_attribute("src", url.expose());
        let load = Listener::new(&element, "load", on_load);
        parent.append(&element);
        Self { element, _load: load }
    }

    /// Whether a message came from this frame; `source` is not null (trap 1).
    pub(super) fn is_source(&self, source: &JsValue) -> bool {
        self.element.content_window() == *source
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.element.remove();
    }
}
