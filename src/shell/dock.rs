//! A mounted flow: owns the state, carries out effects, and is the one place that calls host code.
//!
//! Every fact goes through [`Dock::feed`]: `step` runs under a borrow, its effects after the borrow has ended,
//! one after the other, so that the host may call anything from anywhere (trap 37).

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::rc::{Rc, Weak};
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;

use super::dom::{self, AbortController, Array, Element, Function};
use super::frame::Frame;
use super::host::{self, Host};
use super::listener::{self, Action, Listener};
use super::node::JsNode;
use super::options::Request;
use super::page::Page;
use super::popup::Popup;
use super::stage::Stage;
use super::{decode, encode, promise};
use crate::core::account::Account;
use crate::core::effect::{Callback, Effect, Input, Phase, Timer};
use crate::core::error::Fault;
use crate::core::flow::{State, step};
use crate::core::message::{Source, admit};
use crate::core::plan::{Millis, SurfaceKind};
use crate::core::secret::{Secret, SurfaceUrl};
use crate::core::vendor::Vendor;

enum Surface {
    Frame(Frame),
    Popup(Popup),
}

/// How `result` is settled.
pub(super) struct Settle {
    pub(super) resolve: Function,
    pub(super) reject: Function,
}

/// A mounted flow.
pub(super) struct Dock {
    me: Weak<Self>,
    page: Rc<Page>,
    /// Outside the state, because reading a message may run foreign code, which must find no borrow.
    vendor: Vendor,
    host: Host,
    title: Option<String>,
    settle: Settle,
    state: RefCell<State>,
    queue: Cell<Vec<Effect>>,
    /// Whether effects are being carried out further up the stack.
    draining: Cell<bool>,
    /// Calls of the host that wait until the mounting call has returned; `None` once it has.
    held: Cell<Option<Vec<Effect>>>,
    stage: RefCell<Option<Rc<Stage>>>,
    surface: RefCell<Option<Surface>>,
    credential_timer: Cell<Option<listener::Timer>>,
    grace_timer: Cell<Option<listener::Timer>>,
    fetch: Cell<Option<AbortController>>,
    signal: Cell<Option<Listener>>,
    /// What the host's token function threw last.
    cause: Cell<Option<JsValue>>,
}

impl Dock {
    /// Mounts a checked request. A popup is opened before this returns; the host is called after.
    pub(super) fn mount(page: &Rc<Page>, request: Request, settle: Settle) -> Rc<Self> {
        let Request { plan, host, title, presentation, theme, locale, messages, place, signal } = request;
        let _not_yet_followed = (presentation, theme, locale, messages);
        let dock = Rc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            page: Rc::clone(page),
            vendor: plan.vendor.clone(),
            host,
            title,
            settle,
            state: RefCell::new(State::new(plan)),
            queue: Cell::default(),
            draining: Cell::new(false),
            held: Cell::new(Some(Vec::new())),
            stage: RefCell::default(),
            surface: RefCell::default(),
            credential_timer: Cell::default(),
            grace_timer: Cell::default(),
            fetch: Cell::default(),
            signal: Cell::default(),
            cause: Cell::default(),
        });
        if let Some(place) = &place {
            let stage = Stage::new(&page.document, place, dock.feeder(|| Input::Reload));
            dock.stage.replace(Some(Rc::new(stage)));
        }
        page.enlist(&dock);
        page.keep(&dock);
        let aborted = signal.as_ref().is_some_and(|(_signal, aborted)| *aborted);
        if let Some((signal, _aborted)) = signal {
            let abort = dock.feeder(|| Input::Abort);
            dock.signal.set(Some(Listener::new(&signal, "abort", abort)));
        }
        dock.feed(if aborted { Input::Abort } else { Input::Mount });
        let me = Weak::clone(&dock.me);
        // A host's `const dock = mountConnect(…)` isn't assigned before the call returns: its callbacks wait.
        promise::settled(&JsValue::UNDEFINED, move |_undefined| {
            if let Some(dock) = me.upgrade() {
                dock.release();
            }
        });
        dock
    }

    /// The state as the host sees it.
    pub(super) fn phase(&self) -> Phase {
        self.state.borrow().phase()
    }

    /// The account of the last answer, without its token.
    pub(super) fn account(&self) -> JsValue {
        self.state.borrow().account().map_or(JsValue::NULL, |account| encode::account(account, false))
    }

    /// The dock's element in the page.
    pub(super) fn element(&self) -> Option<Element> {
        self.stage.borrow().as_ref().map(|stage| stage.element().clone())
    }

    /// Moves on to the update flow.
    pub(super) fn update(&self, token: Option<Secret>) -> Result<(), Fault> {
        self.state.borrow().check_update()?;
        self.feed(Input::Update { token });
        Ok(())
    }

    /// A `DockError` about this dock.
    pub(super) fn error(&self, fault: &Fault) -> JsValue {
        self.page.error(fault, Some(self.vendor.name()), None)
    }

    /// Whether a message came from this dock's surface.
    pub(super) fn owns(&self, source: &JsValue) -> bool {
        match &*self.surface.borrow() {
            Some(Surface::Frame(frame)) => frame.is_source(source),
            Some(Surface::Popup(popup)) => popup.is_source(source),
            None => false,
        }
    }

    /// Takes a message to the gate and what comes of it to the flow.
    pub(super) fn hear(&self, source: Source, origin: &str, data: &JsNode) {
        let admitted = admit(&self.vendor, source, origin, data);
        self.feed(Input::Message { admitted, origin: origin.to_owned() });
    }

    /// Reports a fact and carries out what follows from it.
    pub(super) fn feed(&self, input: Input) {
        // The host expects a clean page when `unmount()` returns, even inside a callback: what was still to be
        // done for the flow is dropped, save what the host is owed (its result, `onActive`, `onClose`), and the
        // end is carried out right here.
        let (unmounts, aborts) = (matches!(input, Input::Unmount), matches!(input, Input::Abort));
        let now = self.now();
        let effects = step(&mut self.state.borrow_mut(), input, now);
        let ends = (unmounts || aborts) && !effects.is_empty();
        let mut queue = self.queue.take();
        if ends {
            // A signal may have been aborted before the mounting call, which the host isn't back from yet.
            let held = self.held.take().filter(|_| aborts);
            self.held.set(held.map(|_| Vec::new()));
            queue.retain(Effect::is_owed);
        }
        queue.extend(effects);
        self.queue.set(queue);
        if ends || !self.draining.replace(true) {
            while let Some(effect) = self.next() {
                self.perform(effect);
            }
            self.draining.set(false);
        }
    }

    /// A function that reports a fact, for as long as the dock lives.
    fn feeder(&self, input: impl Fn() -> Input + 'static) -> Action {
        let me = Weak::clone(&self.me);
        Box::new(move |_event| {
            if let Some(dock) = me.upgrade() {
                dock.feed(input());
            }
        })
    }

    fn now(&self) -> Millis {
        Millis(dom::now() as u64 as u32)
    }

    fn next(&self) -> Option<Effect> {
        let mut queue = self.queue.take();
        let effect = (!queue.is_empty()).then(|| queue.remove(0));
        self.queue.set(queue);
        effect
    }

    /// Lets the host be called from now on.
    fn release(&self) {
        let mut queue = self.held.take().unwrap_or_default();
        queue.append(&mut self.queue.take());
        self.queue.set(queue);
        self.feed(Input::Tick);
    }

    fn perform(&self, effect: Effect) {
        if effect.calls_host()
            && let Some(mut held) = self.held.take()
        {
            held.push(effect);
            return self.held.set(Some(held));
        }
        match effect {
            Effect::OpenPopup => self.open_popup(),
            Effect::Navigate { page, surface, url } => self.navigate(page, surface, &url),
            Effect::CloseSurface => drop(self.surface.take()),
            // Overtaken while it waited: a one-time token would be made for nothing.
            Effect::Fetch { request, .. } if !self.state.borrow().is_fetching(request) => {}
            Effect::Fetch { request, function, flow, account, attempt } => {
                let fetch = AbortController::new();
                let context = encode::object(&[
                    ("vendor", encode::text(self.vendor.name().as_str())),
                    ("flow", encode::text(flow.as_str())),
                    ("accountId", account.map(|id| JsValue::from_str(id.as_str()))),
                    ("attempt", Some(attempt.into())),
                    ("signal", Some(fetch.signal())),
                ]);
                self.fetch.set(Some(fetch));
                let answer = self.host.ask(function, &context);
                self.await_credential(request, answer);
            }
            Effect::AbandonFetch => {
                if let Some(fetch) = self.fetch.take() {
                    fetch.abort();
                }
            }
            Effect::Start(timer, after) => {
                let elapsed = self.feeder(move || Input::Elapsed(timer));
                self.timer(timer).set(Some(listener::Timer::after(after.0, elapsed)));
            }
            Effect::Stop(timer) => drop(self.timer(timer).take()),
            Effect::Show(view) => {
                if let Some(stage) = self.stage() {
                    stage.show(view);
                }
            }
            Effect::Tell(callback) => self.tell(&callback),
            Effect::Settle(result) => self.settle(result.as_deref()),
            Effect::Leave => self.leave(),
            Effect::Stay => self.me.upgrade().iter().for_each(|dock| self.page.keep(dock)),
        }
    }

    /// The stage, with no borrow held: to show or remove an element may take the focus from one, and so run the
    /// host's focus listeners, in which it may unmount the dock.
    fn stage(&self) -> Option<Rc<Stage>> {
        self.stage.borrow().clone()
    }

    fn open_popup(&self) {
        let size = self.state.borrow().plan().popup;
        let popup = Popup::open(&self.page.window, size, self.feeder(|| Input::PopupGone));
        let opened = popup.is_some();
        self.surface.replace(popup.map(Surface::Popup));
        self.feed(if opened { Input::PopupOpened } else { Input::PopupBlocked });
    }

    fn navigate(&self, page: u32, surface: SurfaceKind, url: &SurfaceUrl) {
        match (surface, &*self.surface.borrow()) {
            (SurfaceKind::Popup, Some(Surface::Popup(popup))) => return popup.navigate(url),
            (SurfaceKind::Popup, Some(Surface::Frame(_)) | None) => return,
            (SurfaceKind::Frame, Some(_) | None) => {}
        }
        if let Some(stage) = self.stage() {
            let loaded = self.feeder(move || Input::Loaded { page });
            let title = self.title.as_deref().unwrap_or("Connect your LinkedIn account");
            let frame = Frame::open(&self.page.document, stage.frames(), title, url, loaded);
            self.surface.replace(Some(Surface::Frame(frame)));
        }
    }

    /// Takes the token function's answer: a text at once, whatever else may throw in a later tick, so that an
    /// error finds its cause.
    fn await_credential(&self, request: u32, answer: Result<JsValue, JsValue>) {
        let (value, thrown) = match answer {
            Ok(value) if value.is_object() => (value, None),
            Ok(value) => return self.take_credential(request, Ok(value)),
            Err(thrown) => (JsValue::UNDEFINED, Some(thrown)),
        };
        let me = Weak::clone(&self.me);
        promise::settled(&value, move |answer| {
            if let Some(dock) = me.upgrade() {
                dock.take_credential(request, thrown.clone().map_or(answer, Err));
            }
        });
    }

    fn take_credential(&self, request: u32, answer: Result<JsValue, JsValue>) {
        let result = match answer {
            Ok(value) => decode::credential(&value),
            Err(thrown) => {
                let fault = decode::rejection(&thrown);
                self.cause.set(Some(thrown));
                Err(fault)
            }
        };
        self.feed(Input::Credential { request, result });
        self.cause.take();
    }

    fn timer(&self, timer: Timer) -> &Cell<Option<listener::Timer>> {
        match timer {
            Timer::Credential => &self.credential_timer,
            Timer::PopupGrace => &self.grace_timer,
        }
    }

    fn tell(&self, callback: &Callback) {
        if let Some(function) = self.host.listener(callback) {
            host::call(&function, &encode::arguments(callback, |fault| self.error_with_cause(fault)));
        }
    }

    fn settle(&self, result: Result<&Account, &Fault>) {
        let (function, value) = match result {
            Ok(account) => (&self.settle.resolve, encode::account(account, false)),
            Err(fault) => (&self.settle.reject, self.error_with_cause(fault)),
        };
        host::call(function, &Array::of(&value));
    }

    fn error_with_cause(&self, fault: &Fault) -> JsValue {
        let cause = self.cause.take();
        let about_token = cause.as_ref().filter(|_| fault.code.is_about_token());
        let error = self.page.error(fault, Some(self.vendor.name()), about_token);
        self.cause.set(cause);
        error
    }

    /// The dock isn't kept alive for its own sake any more. Until the host unmounts it, or lets go of its handle, it
    /// hears messages, and refuses them; then the page is as it was.
    fn leave(&self) {
        self.fetch.take();
        if self.state.borrow().is_unmounted() {
            self.signal.take();
            self.page.discharge(self);
            if let Some(stage) = self.stage.take() {
                stage.remove();
            }
        }
        self.page.release(self);
    }
}

impl Drop for Dock {
    fn drop(&mut self) {
        self.page.discharge(self);
    }
}
