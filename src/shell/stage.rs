//! The dock's place in the page: a shadow root with the frame, or with a note where there's no frame.
//!
//! Styles are adopted, never written as attributes or `<style>`, so a strict content security policy holds
//! (trap 31), and the shadow root keeps ours and the host's apart.

use super::dom::{self, Array, Document, Element, StyleSheet};
use super::encode;
use super::listener::{Action, Listener};
use crate::core::effect::View;

const STYLE: &str = include_str!("stage.css");

/// What the dock shows; dropping it takes it out of the page.
pub(super) struct Stage {
    element: Element,
    root: Element,
    text: Element,
    retry: Element,
    _pressed: Listener,
}

impl Stage {
    /// Puts an empty stage at the end of `place`.
    pub(super) fn new(document: &Document, place: &Element, on_retry: Action) -> Self {
        let create = |tag: &str, class: &str| {
            let element = document.create_element(tag);
            element.set_attribute("class", class);
            element
        };
        let element = document.create_element("div");
        element.set_attribute("data-linkdock", "");
        let shadow = element.attach_shadow(&encode::object(&[("mode", encode::text("open"))]));
        let sheet = StyleSheet::new();
        sheet.replace_sync(STYLE);
        dom::set(&shadow, "adoptedStyleSheets", &Array::of(&sheet));

        let root = create("div", "dock");
        let note = create("div", "note");
        let text = create("p", "text");
        text.set_attribute("role", "status");
        let retry = create("button", "retry");
        retry.set_attribute("type", "button");
        retry.set_text_content("Try again");
        note.append(&text);
        note.append(&retry);
        root.append(&note);
        shadow.append(&root);
        let pressed = Listener::new(&retry, "click", on_retry);
        place.append(&element);
        Self { element, root, text, retry, _pressed: pressed }
    }

    /// The element in the host's page.
    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    /// Where frames go.
    pub(super) fn frames(&self) -> &Element {
        &self.root
    }

    /// Shows `view`.
    pub(super) fn show(&self, view: View) {
        let (name, sentence, retry) = match view {
            View::Busy => ("busy", "Loading…", false),
            View::Frame => ("frame", "", false),
            View::Popup => ("popup", "Continue in the window that just opened.", false),
            View::Notice { sentence, retry } => ("notice", sentence, retry),
            View::Nothing => ("nothing", "", false),
        };
        self.root.set_attribute("data-view", name);
        // A status that is written again is read out again.
        if self.text.text_content() != sentence {
            self.text.set_text_content(sentence);
        }
        self.retry.set_hidden(!retry);
    }
}

impl Stage {
    /// Takes the stage out of the page now, whoever still holds it.
    pub(super) fn remove(&self) {
        self.element.remove();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.remove();
    }
}
