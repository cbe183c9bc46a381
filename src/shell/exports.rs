//! The only functions that JavaScript sees.
//!
//! Every argument comes in as a `JsValue` and is checked, because wasm-bindgen checks nothing (trap 36).

use alloc::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::dock::{Dock, Settle};
use super::options;
use super::page::Page;
use crate::core::effect::Input;

/// The widget in one page.
#[wasm_bindgen]
pub struct Widget(Rc<Page>);

#[wasm_bindgen]
impl Widget {
    /// The widget for a page; `make_error` makes a `DockError` of its fields.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(window: JsValue, document: JsValue, make_error: JsValue) -> Self {
        Self(Rc::new(Page::new(
            window.unchecked_into(),
            document.unchecked_into(),
            make_error.unchecked_into(),
        )))
    }

    /// Mounts a flow; `resolve` and `reject` settle its `result`.
    ///
    /// # Errors
    /// A `DockError` when an argument is wrong; nothing is mounted then.
    pub fn mount(
        &self,
        target: &JsValue,
        options: &JsValue,
        update: bool,
        resolve: JsValue,
        reject: JsValue,
    ) -> Result<Handle, JsValue> {
        let request = options::read(&self.0.document, target, options, update)
            .map_err(|fault| self.0.error(&fault, None, None))?;
        let settle = Settle { resolve: resolve.unchecked_into(), reject: reject.unchecked_into() };
        Ok(Handle(Dock::mount(&self.0, request, settle)))
    }
}

/// A mounted flow in JavaScript's hands.
#[wasm_bindgen]
pub struct Handle(Rc<Dock>);

#[wasm_bindgen]
impl Handle {
    /// `dock.state`
    #[must_use]
    pub fn state(&self) -> JsValue {
        self.0.phase().as_str().into()
    }

    /// `dock.account`
    #[must_use]
    pub fn account(&self) -> JsValue {
        self.0.account()
    }

    /// `dock.element`
    #[must_use]
    pub fn element(&self) -> JsValue {
        self.0.element().map_or(JsValue::NULL, JsValue::from)
    }

    /// `dock.reload()`
    pub fn reload(&self) {
        self.0.feed(Input::Reload);
    }

    /// `dock.update(options?)`
    ///
    /// # Errors
    /// A `DockError` when there is no account to update or the options are wrong.
    pub fn update(&self, options: &JsValue) -> Result<(), JsValue> {
        options::update_token(options)
            .and_then(|token| self.0.update(token))
            .map_err(|fault| self.0.error(&fault))
    }

    /// `dock.unmount()`
    pub fn unmount(&self) {
        self.0.feed(Input::Unmount);
    }
}
