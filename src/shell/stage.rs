//! What the dock shows in the page, in place or in a dialog: a shadow root with the frame, or with a note.
//!
//! Styles are adopted, never written as attributes or `<style>`, so a strict content security policy holds
//! (trap 31), and the shadow root keeps ours and the host's apart. The dialog is the native one in the top layer,
//! which no z-index beats and which nests in a host's own (trap 26).

use core::cell::Cell;

use wasm_bindgen::JsValue;

use super::dom::{Element, Parts};
use super::table::Options;
use crate::core::effect::{Action, View};
use crate::core::error::ErrorCode;
use crate::core::messages::{KEYS, Language, Text};

const STYLE: &str = include_str!("stage.css");

/// What the user does to the stage.
pub(super) enum Press {
    /// A button that does this.
    Action(Action),
    /// The dialog's own way out.
    Out,
    /// The host took the stage out of the page.
    Gone,
}

/// What the dock shows, until it is removed.
pub(super) struct Stage {
    parts: Parts,
    actions: Cell<[Option<Action>; 2]>,
}

impl Stage {
    /// Puts an empty stage at the end of `place`; `press` gets a number for [`Stage::pressed`].
    pub(super) fn new(place: &Element, modal: bool, options: &Options, press: &JsValue) -> Self {
        let parts = Parts::new(place, STYLE, modal, &options.0, press);
        let language = Language::of(&parts.locale());
        // English words are marked as English, whatever was asked for, unless the host brings its own.
        let spoken = language.is_known || parts.speaks();
        let direction = if spoken && language.is_rtl { "rtl" } else { "ltr" };
        parts.dress(KEYS, language.texts, spoken, direction);
        Self { parts, actions: Cell::default() }
    }

    /// The element in the host's page.
    pub(super) fn element(&self) -> Element {
        self.parts.element()
    }

    /// How wide the place was when the stage was put there, in CSS pixels.
    pub(super) fn width(&self) -> u32 {
        self.parts.width()
    }

    /// How high frames are where the host says nothing else, in CSS pixels.
    pub(super) fn set_height(&self, height: u32) {
        self.parts.set_height(height);
    }

    /// Where frames go.
    pub(super) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Shows `view`.
    pub(super) fn show(&self, view: View) {
        self.actions.set(view.actions);
        let place = |text: Option<Text>| text.map_or(-1, |text| text as i32);
        let [first, second] = view.actions.map(|action| place(action.map(Action::text)));
        let code = view.code.map_or("", ErrorCode::as_str);
        self.parts.show(view.kind.as_str(), code, place(view.text), first, second);
    }

    /// What a number that the stage's function was called with means.
    pub(super) fn pressed(&self, number: u32) -> Option<Press> {
        let [first, second] = self.actions.get();
        match number {
            0 => first.map(Press::Action),
            1 => second.map(Press::Action),
            2 => Some(Press::Out),
            _ => Some(Press::Gone),
        }
    }

    /// Takes the user to the frame, or to what there is to press.
    pub(super) fn focus(&self) {
        self.parts.focus();
    }

    /// Takes the stage out of the page.
    pub(super) fn remove(&self) {
        self.parts.remove();
    }
}
