//! A token source: one credential for every dock that shares it.
//!
//! It carries out what [`Renewal`] decided, as a dock does for the flow: the state is changed under no borrow that
//! outlives the change, and the host's function and the docks are called after.

use alloc::boxed::Box;
use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::Cell;

use wasm_bindgen::JsValue;

use super::dock::Dock;
use super::dom::{self, Hands};
use super::table::{Field, Options};
use super::{decode, encode};
use crate::core::error::ErrorCode;
use crate::core::event::FlowKind;
use crate::core::plan::Millis;
use crate::core::renewal::{Demand, Input, LIFETIME, Order, Policy, Renewal, SKEW};
use crate::core::vendor::VendorName;

/// A token source.
pub(super) struct Source {
    /// `None` only while [`Source::feed`] works on it, which runs no code but `core`'s.
    renewal: Cell<Option<Box<Renewal>>>,
    /// With the host's function among them.
    options: Rc<Options>,
    hands: Hands,
    docks: Cell<Vec<Weak<Dock>>>,
}

impl Source {
    /// A source that asks the function `token` of the options, which may take `timeout`, and renews by their `policy`.
    pub(super) fn new(options: &Rc<Options>, timeout: Millis) -> Rc<Self> {
        let span = |field, Millis(usual)| Millis(options.number(field, usual));
        let policy =
            Policy { skew: span(Field::Skew, SKEW), lifetime: span(Field::Lifetime, LIFETIME), timeout };
        Rc::new_cyclic(|me: &Weak<Self>| {
            let me = Weak::clone(me);
            let report = dom::function(move |what, value| {
                if let Some(source) = me.upgrade() {
                    source.notice(what, &value);
                }
                JsValue::UNDEFINED
            });
            Self {
                renewal: Cell::new(Some(Box::new(Renewal::new(policy)))),
                options: Rc::clone(options),
                hands: Hands::new(&JsValue::UNDEFINED, &report),
                docks: Cell::default(),
            }
        })
    }

    /// Lets `dock` share what comes.
    pub(super) fn enlist(&self, dock: &Rc<Dock>) {
        let mut docks = self.docks.take();
        let first = docks.is_empty();
        docks.push(Rc::downgrade(dock));
        self.docks.set(docks);
        if first {
            self.feed(Input::Come { visible: self.hands.watch() }, None, None);
        }
    }

    /// Lets `dock` share no more, and with the last dock lets go of all that the page has for it.
    pub(super) fn discharge(&self, dock: &Dock) {
        let mut docks = self.docks.take();
        docks.retain(|other| !core::ptr::eq(other.as_ptr(), dock));
        let last = docks.is_empty();
        self.docks.set(docks);
        if last {
            self.feed(Input::Leave, None, None);
            self.hands.end();
        }
    }

    /// Gives `dock` what it wants, at once or with the next delivery.
    pub(super) fn ask(&self, dock: &Dock, demand: Demand) {
        self.feed(Input::Want(demand), Some(dock), None);
    }

    /// Forgets the credential.
    pub(super) fn unlink(&self) {
        self.feed(Input::Unlink, None, None);
    }

    /// Takes what JavaScript reports: the numbers are those of hands.js.
    fn notice(&self, what: u32, value: &JsValue) {
        let request = what / 16;
        let (input, cause) = match what % 16 {
            6 => (Input::Elapsed, None),
            7 => (Input::Answered { request, result: decode::expiring(value) }, None),
            8 => {
                let result = Err(decode::rejection(ErrorCode::TokenFailed, value));
                (Input::Answered { request, result }, Some(value))
            }
            _ => (Input::Seen { visible: value.is_truthy() }, None),
        };
        self.feed(input, None, cause);
    }

    /// Reports a fact and carries out what follows from it, for `asker` or for all; `cause` is what the host's function
    /// threw.
    fn feed(&self, input: Input, asker: Option<&Dock>, cause: Option<&JsValue>) {
        let mut renewal = self.renewal.take();
        let orders = renewal.as_deref_mut().map(|renewal| renewal.step(input, dom::moment()));
        self.renewal.set(renewal);
        for order in orders.unwrap_or_default() {
            match order {
                Order::Fetch { request, renews, attempt } => {
                    // A source serves docks of both flows.
                    let (vendor, flow) = (VendorName::Linkedin, FlowKind::Connect);
                    let context = encode::context(vendor, flow, None, attempt, renews, None);
                    self.options.ask(&self.hands, Field::Token, request, &context);
                }
                Order::Abandon => self.hands.abandon(),
                Order::Start(after) => self.hands.start(0, after.0),
                Order::Stop => self.hands.stop(0),
                Order::Deliver(delivery) => {
                    // A dock may come or go while another one takes its share: works on a copy.
                    let docks = self.docks.take();
                    self.docks.set(docks.clone());
                    for dock in docks.iter().filter_map(Weak::upgrade) {
                        dock.take(delivery.clone(), cause.cloned());
                    }
                }
                Order::Answer(delivery) => {
                    if let Some(dock) = asker {
                        dock.take(delivery, None);
                    }
                }
            }
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.hands.end();
    }
}
