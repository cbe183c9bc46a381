//! What the docks of a page share: the one `message` listener, and who hears it.
//!
//! The listener is there while a dock is, and routes by source window: a message from a dock's own surface
//! goes to that dock alone, any other to every dock, whose gate refuses it and says why.

use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};

use super::dock::Dock;
use super::dom::{self, Array, Inbox};
use super::node::JsNode;
use crate::core::error::Fault;
use crate::core::message::Source;
use crate::core::vendor::VendorName;

/// A page with docks.
pub(super) struct Page {
    /// `(code, message, retryable, vendor, detail, cause) => DockError`
    make_error: JsValue,
    /// Who hears messages: until unmounted, or until the host has let go of a dock that is over.
    docks: Cell<Vec<Weak<Dock>>>,
    inbox: Inbox,
}

impl Page {
    pub(super) fn new(make_error: JsValue) -> Rc<Self> {
        Rc::new_cyclic(|page: &Weak<Self>| {
            let page = Weak::clone(page);
            let hear = dom::function(move |_, message| {
                if let Some(page) = page.upgrade() {
                    page.route(&message.unchecked_into());
                }
                JsValue::UNDEFINED
            });
            Self { make_error, docks: Cell::default(), inbox: Inbox::new(&hear) }
        })
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
    pub(super) fn enlist(&self, dock: &Rc<Dock>) {
        let mut docks = self.docks.take();
        docks.push(Rc::downgrade(dock));
        self.docks.set(docks);
        self.inbox.open();
    }

    /// Lets `dock` hear no more messages, and with the last dock takes the listener out.
    pub(super) fn discharge(&self, dock: &Dock) {
        let mut docks = self.docks.take();
        docks.retain(|other| !core::ptr::eq(other.as_ptr(), dock));
        if docks.is_empty() {
            self.inbox.close();
        }
        self.docks.set(docks);
    }

    /// Takes a message's origin, data and source to whom they concern.
    fn route(&self, message: &Array) {
        // A dock may come or go while another one handles the message: work on a copy.
        let docks = self.docks.take();
        self.docks.set(docks.clone());
        let docks = || docks.iter().filter_map(Weak::upgrade);
        let origin = message.at(0).as_string().unwrap_or_default();
        let (data, source) = (JsNode(message.at(1)), message.at(2));
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
