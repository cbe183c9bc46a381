//! A mounted flow: owns the state, carries out effects, and is the one place that calls host code.
//!
//! Every fact goes through [`Dock::feed`]: `step` runs under a borrow, its effects after the borrow has ended,
//! one after the other, so that the host may call anything from anywhere (trap 37).

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::Cell;

use wasm_bindgen::JsValue;

use super::dom::{self, Hands};
use super::node::JsNode;
use super::options::Request;
use super::page::Page;
use super::stage::{Press, Stage};
use super::table::{Field, Options};
use super::{decode, encode};
use crate::core::account::{Account, AccountId};
use crate::core::effect::{Callback, Effect, Input, Timer, TokenFunction};
use crate::core::error::Fault;
use crate::core::flow::{State, step};
use crate::core::message::{Source, admit};
use crate::core::plan::{Millis, SurfaceKind};
use crate::core::secret::{Secret, SurfaceUrl};
use crate::core::vendor::Vendor;

/// A mounted flow.
pub(super) struct Dock {
    me: Weak<Self>,
    /// Itself, while it is at work: a host need not keep the handle for its flow to go on.
    at_work: Cell<Option<Rc<Self>>>,
    page: Rc<Page>,
    /// Outside the state, because reading a message may run foreign code, which must find no borrow.
    vendor: Vendor,
    /// The host's functions.
    options: Options,
    /// `None` only while [`Dock::with`] works on it, which runs no code but `core`'s.
    state: Cell<Option<Box<State>>>,
    queue: Cell<Vec<Effect>>,
    /// Whether effects are being carried out further up the stack.
    draining: Cell<bool>,
    /// Calls of the host that wait until the mounting call has returned; `None` once it has.
    held: Cell<Option<Vec<Effect>>>,
    stage: Stage,
    /// Whether the stage is still in the page.
    is_there: Cell<bool>,
    hands: Hands,
    /// What the host's token function threw last.
    cause: Cell<Option<JsValue>>,
}

impl Dock {
    /// Mounts a checked request. A popup is opened before this returns; the host is called after. `settle` are the
    /// functions that resolve and reject its `result`.
    pub(super) fn mount(page: &Rc<Page>, request: Request, settle: &JsValue) -> Rc<Self> {
        let Request { plan, options, look, place, signal } = request;
        let dock = Rc::new_cyclic(|me: &Weak<Self>| {
            let dock = Weak::clone(me);
            let report = dom::function(move |what, value| {
                if let Some(dock) = dock.upgrade() {
                    dock.notice(what, value);
                }
                JsValue::UNDEFINED
            });
            Self {
                me: Weak::clone(me),
                at_work: Cell::default(),
                page: Rc::clone(page),
                vendor: plan.vendor.clone(),
                options,
                stage: Stage::new(&place, plan.modal, look, &report),
                is_there: Cell::new(true),
                hands: Hands::new(settle, &report),
                state: Cell::new(Some(Box::new(State::new(plan)))),
                queue: Cell::default(),
                draining: Cell::new(false),
                held: Cell::new(Some(Vec::new())),
                cause: Cell::default(),
            }
        });
        page.enlist(&dock);
        dock.stay();
        let aborted = signal.as_ref().is_some_and(|(_signal, aborted)| *aborted);
        if let Some((signal, _aborted)) = signal {
            dock.hands.heed(&signal);
        }
        dock.feed(if aborted { Input::Abort } else { Input::Mount });
        // A host's `const dock = mountConnect(…)` isn't assigned before the call returns: its callbacks wait.
        dock.hands.wait();
        dock
    }

    /// The state as the host sees it.
    pub(super) fn phase(&self) -> &'static str {
        self.with(|state| state.phase().as_str())
    }

    /// The account of the last answer, without its token.
    pub(super) fn account(&self) -> JsValue {
        let account = self.with(|state| state.account().cloned());
        account.map_or(JsValue::NULL, |account| encode::account(&account, false))
    }

    /// The dock's element in the page.
    pub(super) fn element(&self) -> JsValue {
        if self.is_there.get() { self.stage.element().into() } else { JsValue::NULL }
    }

    /// Moves on to the update flow.
    pub(super) fn update(&self, token: Option<Secret>) -> Result<(), Fault> {
        if let Some(fault) = self.with(|state| state.check_update().err()) {
            return Err(fault);
        }
        self.feed(Input::Update { token });
        Ok(())
    }

    /// A `DockError` about this dock.
    pub(super) fn error(&self, fault: &Fault) -> JsValue {
        self.page.error(fault, Some(self.vendor.name()), None)
    }

    /// Whether a message came from this dock's surface; `source` is not null (trap 1).
    pub(super) fn owns(&self, source: &JsValue) -> bool {
        self.hands.owns(source)
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
        let effects = self.with(|state| step(state, input, now));
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

    /// Takes what JavaScript reports: the numbers are those of stage.js and hands.js.
    fn notice(&self, what: u32, value: JsValue) {
        let number = what / 16;
        self.feed(match what % 16 {
            0..4 => match self.stage.pressed(what) {
                Some(Press::Action(action)) => Input::Pressed(action),
                Some(Press::Out) => Input::Close,
                Some(Press::Gone) => Input::Unmount,
                None => return,
            },
            4 => match value.as_string() {
                Some(blocked) => Input::FrameForbidden { blocked: SurfaceUrl::new(blocked) },
                None if value == 0 => Input::Loaded { page: number },
                None => Input::FrameFailed { page: number },
            },
            5 if value == 0 => Input::PopupSettled,
            5 => Input::PopupGone,
            6 => match Timer::ALL.get(number as usize) {
                Some(Timer::PopupGrace) => Input::PopupMissing { focused: value.is_truthy() },
                Some(&timer) => Input::Elapsed(timer),
                None => return,
            },
            7 => Input::Credential { request: number, result: decode::credential(&value) },
            8 => {
                let result = Err(decode::rejection(&value));
                self.cause.set(Some(value));
                self.feed(Input::Credential { request: number, result });
                self.cause.take();
                return;
            }
            9 => Input::Abort,
            _ => return self.release(),
        });
    }

    /// Looks at the state, or changes it.
    fn with<T: Default>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.take();
        let result = state.as_deref_mut().map_or_else(T::default, work);
        self.state.set(state);
        result
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
            // Overtaken by a host that gave up in a callback.
            Effect::OpenPopup if !self.with(|state| state.is_opening()) => {}
            Effect::OpenPopup => self.open_popup(),
            Effect::Navigate { page, surface, url } => self.navigate(page, surface, &url),
            Effect::CloseSurface => self.hands.close_surface(),
            // Overtaken while it waited: a one-time token would be made for nothing.
            Effect::Fetch { request, .. } if !self.with(|state| state.is_fetching(request)) => {}
            Effect::Fetch { request, function, flow, account, attempt } => {
                let place = match function {
                    TokenFunction::Token => Field::Token,
                    TokenFunction::UpdateToken => Field::UpdateToken,
                };
                let (vendor, account) =
                    (self.vendor.name().as_str(), account.as_ref().map(AccountId::as_str));
                self.options.ask(&self.hands, place, request, vendor, flow.as_str(), account, attempt);
            }
            Effect::AbandonFetch => self.hands.abandon(),
            Effect::Start(timer, after) => self.hands.start(timer as u32, after.0),
            Effect::Stop(timer) => self.hands.stop(timer as u32),
            Effect::Show(view) => self.stage.show(view),
            Effect::Focus => {
                if !self.hands.focus() {
                    self.stage.focus();
                }
            }
            Effect::Tell(callback) => self.tell(&callback),
            Effect::Settle(result) => self.settle(result.as_deref()),
            Effect::Leave => self.leave(),
            Effect::Stay => self.stay(),
        }
    }

    fn open_popup(&self) {
        let size = self.with(|state| state.plan().popup);
        let opened = self.hands.open_popup(size.width, size.height);
        self.feed(if opened { Input::PopupOpened } else { Input::PopupBlocked });
    }

    fn navigate(&self, page: u32, surface: SurfaceKind, url: &SurfaceUrl) {
        match surface {
            SurfaceKind::Popup => self.hands.navigate(url.expose()),
            SurfaceKind::Frame => self.hands.open_frame(self.stage.parts(), url.expose(), page),
        }
    }

    fn tell(&self, callback: &Callback) {
        let function = match callback {
            Callback::Active(_) => Field::OnActive,
            Callback::Update(_) => Field::OnUpdate,
            Callback::Reload { .. } => Field::OnReload,
            Callback::Close(_) => Field::OnClose,
            Callback::Error(_) => Field::OnError,
            Callback::State { .. } => Field::OnState,
            Callback::Event(_) => Field::OnEvent,
        };
        self.options.notify(function, &encode::arguments(callback, |fault| self.error_with_cause(fault)));
    }

    fn settle(&self, result: Result<&Account, &Fault>) {
        match result {
            Ok(account) => self.hands.settle(0, &encode::account(account, false)),
            Err(fault) => self.hands.settle(1, &self.error_with_cause(fault)),
        }
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
        if self.with(|state| state.is_unmounted()) {
            self.end();
        }
        self.at_work.take();
    }

    /// The dock is kept alive until it leaves.
    fn stay(&self) {
        self.at_work.set(self.me.upgrade());
    }

    /// Takes it all out of the page.
    fn end(&self) {
        // The orders to end what is in its hands may have been dropped with all else that was still to be done.
        self.hands.end();
        self.page.discharge(self);
        self.is_there.set(false);
        self.stage.remove();
    }
}

impl Drop for Dock {
    fn drop(&mut self) {
        self.end();
    }
}
