//! Listeners and timers as values: dropping one undoes it.
//!
//! All of them share one closure type, because each further type costs its own glue; gloo's have one each, and
//! need `std`.

use alloc::boxed::Box;

use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::dom::{self, EventTarget};

type Work = Closure<dyn Fn(JsValue)>;

/// What a listener or a timer does, given the event.
pub(super) type Action = Box<dyn Fn(JsValue)>;

/// An event listener.
#[must_use]
pub(super) struct Listener {
    target: EventTarget,
    kind: &'static str,
    work: Work,
}

impl Listener {
    pub(super) fn new(target: &JsValue, kind: &'static str, action: Action) -> Self {
        let work = Work::wrap(action);
        let target: EventTarget = target.clone().unchecked_into();
        target.listen(kind, work.as_ref());
        Self { target, kind, work }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.target.unlisten(self.kind, self.work.as_ref());
    }
}

/// A timer that runs out once, or again and again.
#[must_use]
pub(super) struct Timer {
    id: JsValue,
    repeats: bool,
    _work: Work,
}

impl Timer {
    pub(super) fn after(millis: u32, action: Action) -> Self {
        let work = Work::wrap(action);
        Self { id: dom::set_timeout(work.as_ref(), millis), repeats: false, _work: work }
    }

    pub(super) fn every(millis: u32, action: Action) -> Self {
        let work = Work::wrap(action);
        Self { id: dom::set_interval(work.as_ref(), millis), repeats: true, _work: work }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if self.repeats { dom::clear_interval(&self.id) } else { dom::clear_timeout(&self.id) }
    }
}
