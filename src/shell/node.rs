//! A JavaScript value seen through the gate's eyes.
//!
//! Reads own data properties through their descriptors, so that a getter on a foreign object never runs, and
//! looks at a text's length before copying it (traps 4 and 5).

use wasm_bindgen::{JsCast, JsValue};

use super::dom::{self, Text};
use crate::core::message::{Node, Shape, Unreadable};

/// A foreign value.
pub(super) struct JsNode(pub(super) JsValue);

impl Node for JsNode {
    fn shape(&self, max_text: usize) -> Shape {
        let value = &self.0;
        if value.is_undefined() || value.is_null() {
            Shape::Nothing
        } else if let Some(text) = value.dyn_ref::<Text>() {
            if text.length() as usize > max_text {
                Shape::TooLong
            } else {
                Shape::Text(value.as_string().unwrap_or_default())
            }
        } else if let Some(number) = value.as_f64() {
            Shape::Number(number)
        } else if dom::is_record(value) {
            Shape::Object
        } else {
            Shape::Other
        }
    }

    fn own(&self, key: &str) -> Result<Option<Self>, Unreadable> {
        let found = dom::own(&self.0, key).ok_or(Unreadable)?;
        Ok((found.count() > 0).then(|| Self(found.at(0))))
    }

    fn from_json(text: &str) -> Option<Self> {
        Some(dom::parse_json(text)).filter(|value| !value.is_undefined()).map(Self)
    }
}
