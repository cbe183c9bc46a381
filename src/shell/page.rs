//! What the docks of a page share: its window, the one `message` listener, and who is at work.
//!
//! The listener is there while a dock is, and routes by source window: a message from a dock's own surface
//! goes to that dock alone, any other to every dock, whose gate refuses it and says why.

use alloc::boxed::Box;
use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::Cell;

use wasm_bindgen::JsValue;

use super::dock::Dock;
use super::dom::{self, Document, Function, Window};
use super::listener::Listener;
use super::node::JsNode;
use crate::core::error::Fault;
use crate::core::message::Source;
use crate::core::vendor::VendorName;

/// A page with docks.
pub(super) struct Page {
    pub(super) window: Window,
    pub(super) document: Document,
    /// `(code, message, retryable, vendor, detail, cause) => DockError`
    make_error: Function,
    /// Who hears messages: until unmounted, or until the host has let go of a dock that is over.
    docks: Cell<Vec<Weak<Dock>>>,
    /// Who is kept alive: a host need not keep the handle for its flow to go on.
    at_work: Cell<Vec<Rc<Dock>>>,
    listener: Cell<Option<Listener>>,
}

impl Page {
    pub(super) fn new(window: Window, document: Document, make_error: Function) -> Self {
        Self {
            window,
            document,
            make_error,
            docks: Cell::default(),
            at_work: Cell::default(),
            listener: Cell::default(),
        }
    }

    /// A `DockError`.
    pub(super) fn error(
        &self,
        fault: &Fault,
        vendor: Option<VendorName>,
        cause: Option<&JsValue>,
    ) -> JsValue {
        dom::make_error(
            &self.make_error,
            fault.code.as_str(),
            &fault.message,
            fault.retryable,
            vendor.map(VendorName::as_str),
            fault.field.as_deref(),
            cause.unwrap_or(&JsValue::UNDEFINED),
        )
    }

    /// Lets `dock` hear messages.
    pub(super) fn enlist(self: &Rc<Self>, dock: &Rc<Dock>) {
        let mut docks = self.docks.take();
        if docks.is_empty() {
            let page = Rc::downgrade(self);
            let route: Box<dyn Fn(JsValue)> = Box::new(move |event| {
                if let Some(page) = page.upgrade() {
                    page.route(&event);
                }
            });
            self.listener.set(Some(Listener::new(&self.window, "message", route)));
        }
        docks.push(Rc::downgrade(dock));
        self.docks.set(docks);
    }

    /// Keeps `dock` alive until it is released.
    pub(super) fn keep(&self, dock: &Rc<Dock>) {
        let mut at_work = self.at_work.take();
        at_work.push(Rc::clone(dock));
        self.at_work.set(at_work);
    }

    /// Doesn't keep `dock` alive any more; it hears messages for as long as the host has its handle.
    pub(super) fn release(&self, dock: &Dock) {
        // Should this be the last reference, the dock ends here; nothing looks at the list meanwhile.
        let mut at_work = self.at_work.take();
        at_work.retain(|other| !core::ptr::eq(Rc::as_ptr(other), dock));
        self.at_work.set(at_work);
    }

    /// Lets `dock` hear no more messages, and with the last dock takes the listener out.
    pub(super) fn discharge(&self, dock: &Dock) {
        let mut docks = self.docks.take();
        docks.retain(|other| !core::ptr::eq(other.as_ptr(), dock));
        if docks.is_empty() {
            drop(self.listener.take());
        }
        self.docks.set(docks);
    }

    fn route(&self, event: &JsValue) {
        // A dock may come or go while another one handles the message: work on a copy.
        let docks = self.docks.take();
        self.docks.set(docks.clone());
        let docks = || docks.iter().filter_map(Weak::upgrade);
        // A script of the page may have put anything in place of a property.
        let origin = dom::get(event, "origin").as_string().unwrap_or_default();
        let (data, source) = (JsNode(dom::get(event, "data")), dom::get(event, "source"));
        // `null === null` is no match (trap 1).
        let owner = docks().find(|dock| !source.is_null() && dock.owns(&source));
        if let Some(dock) = owner {
            dock.hear(Source::Surface, &origin, &data);
        } else {
            let source = if source.is_null() { Source::Nobody } else { Source::Other };
            docks().for_each(|dock| dock.hear(source, &origin, &data));
        }
    }
}
