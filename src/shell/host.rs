//! The host's functions, and the only calls of them.
//!
//! Whoever calls in here must hold no borrow: the host may call back into the dock from any callback
//! (trap 37). What a callback throws goes to `reportError` and stops nothing (trap 8).

use alloc::vec::Vec;

use wasm_bindgen::JsValue;

use super::decode::Reader;
use super::dom::{Array, Function, report_error};
use crate::core::effect::{Callback, TokenFunction};

/// The options that are functions; a function is known by its place in here.
const NAMES: [&str; 9] =
    ["token", "updateToken", "onActive", "onUpdate", "onReload", "onClose", "onError", "onState", "onEvent"];

/// The functions that the options brought, where they did.
pub(super) struct Host(Vec<Option<Function>>);

impl Host {
    /// Reads the options; `token` may be a text, which is not for here.
    pub(super) fn read(reader: &Reader<'_>) -> Self {
        let is_text = reader.get("token").is_some_and(|value| value.is_string());
        let read =
            |name: &&'static str| if is_text && *name == "token" { None } else { reader.function(name) };
        Self(NAMES.iter().map(read).collect())
    }

    fn function(&self, place: usize) -> Option<&Function> {
        self.0.get(place)?.as_ref()
    }

    /// Whether the option `token` is a function.
    pub(super) fn has_token(&self) -> bool {
        self.function(0).is_some()
    }

    /// Whether there's a function for the update flow's token.
    pub(super) fn has_update_token(&self) -> bool {
        self.function(1).is_some()
    }

    /// Asks the host for a credential; what it throws is handed back.
    pub(super) fn ask(&self, function: TokenFunction, context: &JsValue) -> Result<JsValue, JsValue> {
        let function = self.function(match function {
            TokenFunction::Token => 0,
            TokenFunction::UpdateToken => 1,
        });
        function.map_or(Ok(JsValue::UNDEFINED), |function| {
            function.apply(&JsValue::UNDEFINED, &Array::of(context))
        })
    }

    /// The function for a callback.
    pub(super) fn listener(&self, callback: &Callback) -> Option<&Function> {
        self.function(match callback {
            Callback::Active(_) => 2,
            Callback::Update(_) => 3,
            Callback::Reload { .. } => 4,
            Callback::Close(_) => 5,
            Callback::Error(_) => 6,
            Callback::State { .. } => 7,
            Callback::Event(_) => 8,
        })
    }
}

/// Calls a callback.
pub(super) fn call(function: &Function, arguments: &Array) {
    if let Err(thrown) = function.apply(&JsValue::UNDEFINED, arguments) {
        let _no_such_function = report_error(&thrown);
    }
}
