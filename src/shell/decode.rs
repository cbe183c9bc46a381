//! JavaScript values on their way in, each checked by hand.
//!
//! wasm-bindgen checks no types: a number where a text is expected would trap (trap 36), and serde costs
//! 19 kB (trap 38). So everything comes in as a `JsValue` and leaves here typed, or as a coded error.

use alloc::string::String;
use core::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};

use super::dom::{self, Function, Text};
use crate::core::error::{ErrorCode, Fault};
use crate::core::secret::{MAX_CREDENTIAL_BYTES, Secret};

/// Reads the host's options object to its end and remembers the first thing that is wrong.
///
/// Going on after an error keeps each read to one branch, which is half the size of stopping at every one.
pub(super) struct Reader<'a> {
    object: &'a JsValue,
    fault: Cell<Option<Fault>>,
}

impl<'a> Reader<'a> {
    /// A reader of `object`.
    ///
    /// # Errors
    /// When it is no object.
    pub(super) fn new(object: &'a JsValue) -> Result<Self, Fault> {
        if object.is_object() {
            Ok(Self { object, fault: Cell::default() })
        } else {
            Err(Fault::option("options", "an object"))
        }
    }

    /// The first thing that is wrong.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.fault.take()
    }

    /// The value of a result; its error is remembered.
    pub(super) fn keep<T>(&self, result: Result<T, Fault>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                self.remember(fault);
                None
            }
        }
    }

    /// Remembers that an option must be something else.
    pub(super) fn wrong<T>(&self, field: &'static str, expected: &str) -> Option<T> {
        self.remember(Fault::option(field, expected));
        None
    }

    #[inline(never)]
    fn remember(&self, fault: Fault) {
        let first = self.fault.take();
        self.fault.set(Some(first.unwrap_or(fault)));
    }

    /// A property; null counts as not given.
    pub(super) fn get(&self, key: &'static str) -> Option<JsValue> {
        self.property(self.object, key, key)
    }

    fn property(&self, object: &JsValue, key: &str, path: &'static str) -> Option<JsValue> {
        match dom::get(object, key) {
            Ok(value) => Some(value).filter(|value| !value.is_undefined() && !value.is_null()),
            Err(_thrown) => self.wrong(path, "readable"),
        }
    }

    /// A property that must be a text, and not blank.
    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        let text = self.get(key)?.as_string().unwrap_or_default();
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return self.wrong(key, "a text that isn't empty");
        }
        Some(text)
    }

    /// A property that must be true or false.
    pub(super) fn boolean(&self, key: &'static str) -> Option<bool> {
        self.get(key)?.as_bool().or_else(|| self.wrong(key, "true or false"))
    }

    /// A property that must be a function.
    pub(super) fn function(&self, key: &'static str) -> Option<Function> {
        let function = self.get(key)?.dyn_into().ok();
        function.or_else(|| self.wrong(key, "a function"))
    }

    /// A number within the object that is property `parent`; errors name `path`.
    pub(super) fn number(&self, parent: &'static str, key: &str, path: &'static str) -> Option<f64> {
        let object = self.get(parent)?;
        if !object.is_object() {
            return self.wrong(parent, "an object");
        }
        let number = self.property(&object, key, path)?.as_f64();
        number.or_else(|| self.wrong(path, "a number"))
    }
}

/// A property of something that was thrown or returned; undefined when it can't be read.
fn field(object: &JsValue, key: &str) -> JsValue {
    if object.is_object() { dom::get(object, key).unwrap_or(JsValue::UNDEFINED) } else { JsValue::UNDEFINED }
}

/// What a token function returned: a text, or an object with the text as `token`.
pub(super) fn credential(value: &JsValue) -> Result<Secret, Fault> {
    let inner = if value.is_object() { field(value, "token") } else { value.clone() };
    match inner.dyn_ref::<Text>() {
        // One character is at least one byte: what is too long isn't copied.
        Some(text) if text.length() as usize <= MAX_CREDENTIAL_BYTES => {
            Secret::parse(&inner.as_string().unwrap_or_default())
        }
        Some(_) => Err(Secret::too_long()),
        None => Err(Fault::new(
            ErrorCode::TokenInvalid,
            "The token function returned no token: return a string or { token }, or a promise.",
        )),
    }
}

/// What a token function threw or rejected with.
pub(super) fn rejection(thrown: &JsValue) -> Fault {
    let ours = field(thrown, "name").as_string().as_deref() == Some("DockError");
    let thrown = if ours { thrown } else { &JsValue::UNDEFINED };
    Fault::thrown(field(thrown, "code").as_string().as_deref(), field(thrown, "retryable").as_bool())
}
