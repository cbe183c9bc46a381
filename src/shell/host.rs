//! The host's functions, and the only calls of them.
//!
//! Whoever calls in here must hold no borrow: the host may call back into the dock from any callback
//! (trap 37). What a callback throws goes to `reportError` and stops nothing (trap 8).

use wasm_bindgen::{JsCast, JsValue};

use super::dom::{self, Array, Function};
use super::table::{Field, Options};
use crate::core::effect::{Callback, TokenFunction};

/// The functions that the options brought, where they did.
pub(super) struct Host {
    /// The option `token`, which isn't kept where it is a text.
    token: JsValue,
    options: Options,
}

impl Host {
    /// The functions among checked options.
    pub(super) fn new(options: Options, token: JsValue) -> Self {
        Self { token, options }
    }

    /// Asks the host for a credential; what it throws is handed back.
    pub(super) fn ask(&self, function: TokenFunction, context: &JsValue) -> Result<JsValue, JsValue> {
        let function = match function {
            TokenFunction::Token => Some(self.token.clone().unchecked_into()),
            TokenFunction::UpdateToken => self.options.function(Field::UpdateToken),
        };
        function.map_or(Ok(JsValue::UNDEFINED), |function: Function| {
            function.apply(&JsValue::UNDEFINED, &Array::of(context))
        })
    }

    /// The function for a callback.
    pub(super) fn listener(&self, callback: &Callback) -> Option<Function> {
        self.options.function(match callback {
            Callback::Active(_) => Field::OnActive,
            Callback::Update(_) => Field::OnUpdate,
            Callback::Reload { .. } => Field::OnReload,
            Callback::Close(_) => Field::OnClose,
            Callback::Error(_) => Field::OnError,
            Callback::State { .. } => Field::OnState,
            Callback::Event(_) => Field::OnEvent,
        })
    }
}

/// Calls a callback.
pub(super) fn call(function: &Function, arguments: &Array) {
    dom::notify(function, arguments);
}
