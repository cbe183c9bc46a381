//! A JavaScript value seen through the gate's eyes.
//!
//! Reads own data properties through their descriptors, so that a getter on a foreign object never runs, and
//! looks at a text's length before copying it (traps 4 and 5).

use wasm_bindgen::JsValue;

use super::dom;
use crate::core::message::{Node, Shape, Unreadable};

/// A foreign value.
pub(super) struct JsNode(pub(super) JsValue);

impl Node for JsNode {
    fn shape(&self, max_text: usize) -> Shape {
        match dom::kind(&self.0, max_text as u32) {
            0 => Shape::Nothing,
            1 => Shape::Text(self.0.as_string().unwrap_or_default()),
            2 => Shape::TooLong,
            3 => Shape::Number(self.0.as_f64().unwrap_or_default()),
            4 => Shape::Object,
            _ => Shape::Other,
        }
    }

    fn own(&self, key: &str) -> Result<Option<Self>, Unreadable> {
        let found = dom::own(&self.0, key).ok_or(Unreadable)?;
        Ok(Some(Self(found.at(0))))
    }

    fn from_json(text: &str) -> Option<Self> {
        Some(dom::parse_json(text)).filter(|value| !value.is_undefined()).map(Self)
    }
}
