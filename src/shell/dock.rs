//! A mounted flow: owns the state, carries out effects, and is the one place that calls host code.
//!
//! Every fact goes through [`Dock::feed`]: the agenda takes it under a borrow, its effects come after the borrow has ended,
//! one after the other, so that the host may call anything from anywhere (trap 37).

use alloc::boxed::Box;
use alloc::rc::{Rc, Weak};
use alloc::string::String;
use core::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};

use super::dom::{self, Array, Hands};
use super::node::JsNode;
use super::options::Request;
use super::source::Source;
use super::stage::{Press, Stage};
use super::table::{self, Field, Options};
use super::{decode, encode};
use crate::core::account::{Account, AccountId, Confirmed};
use crate::core::agenda::Agenda;
use crate::core::effect::{Action, Callback, Effect, Input, Timer, TokenFunction};
use crate::core::error::{ErrorCode, Fault};
use crate::core::flow::State;
use crate::core::message::{self, admit};
use crate::core::plan::SurfaceKind;
use crate::core::renewal::Delivery;
use crate::core::secret::{Secret, SurfaceUrl};
use crate::core::text::join;
use crate::core::vendor::{Vendor, unipile};

/// A mounted flow.
pub(super) struct Dock {
    me: Weak<Self>,
    /// Itself, while it is at work: a host need not keep the handle for its flow to go on.
    at_work: Cell<Option<Rc<Self>>>,
    /// Outside the state, because reading a message may run foreign code, which must find no borrow.
    vendor: Vendor,
    /// The host's functions.
    options: Rc<Options>,
    /// Where its credentials come from, when other docks may share them.
    source: Option<Rc<Source>>,
    /// `None` only while [`Dock::with`] works on it, which runs no code but `core`'s.
    agenda: Cell<Option<Box<Agenda>>>,
    /// Whether effects are being carried out further up the stack.
    draining: Cell<bool>,
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
    pub(super) fn mount(request: Request, settle: &JsValue) -> Rc<Self> {
        let Request { plan, options, source, place, aborted } = request;
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
                vendor: plan.vendor.clone(),
                stage: Stage::new(&place, plan.modal, &options, &report),
                options,
                source,
                is_there: Cell::new(true),
                hands: Hands::new(settle, &report),
                agenda: Cell::new(Some(Box::new(Agenda::new(plan)))),
                draining: Cell::new(false),
                cause: Cell::default(),
            }
        });
        if let Some(height) = dock.vendor.height(dock.stage.width()) {
            dock.stage.set_height(height);
        }
        if let Some(source) = &dock.source {
            source.enlist(&dock);
        }
        dock.stay();
        dock.hands.heed(&dock.options.0, Field::Signal as u32);
        let page = dock.with(|state| state.plan().surface == SurfaceKind::Page);
        let returned = if page && !aborted { dom::returned(&dock.flow()) } else { None };
        dock.feed(match &returned {
            _ if aborted => Input::Abort,
            Some(kept) => Input::Resumed { state: kept.at(0).as_string() },
            None => Input::Mount,
        });
        if let Some(kept) = &returned {
            dock.hear(message::Source::Surface, &kept.at(1), kept.at(2));
        }
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

    /// Moves on to the update flow, with the token that its options hold.
    ///
    /// # Errors
    /// A `DockError`.
    pub(super) fn update(&self, options: &JsValue) -> Result<(), JsValue> {
        let error = |fault| encode::error(&fault, Some(self.vendor.name()), None);
        let token = table::update_token(options, self.vendor.name())?;
        let token = token.map(|text| Secret::parse(&text)).transpose().map_err(error)?;
        self.with(|state| state.check_update().err()).map_or(Ok(()), |fault| Err(error(fault)))?;
        self.feed(Input::Update { token });
        Ok(())
    }

    /// Forgets the credential, for every dock that shares it.
    pub(super) fn unlink(&self) {
        if let Some(source) = &self.source {
            source.unlink();
        }
    }

    /// Takes what the source has for every dock; `cause` is what the host's function threw.
    pub(super) fn take(&self, delivery: Delivery, cause: Option<JsValue>) {
        self.cause.set(cause);
        self.feed(Input::Delivered(delivery));
        self.cause.take();
    }

    /// Takes a message to the gate and what comes of it to the flow.
    fn hear(&self, source: message::Source, origin: &JsValue, data: JsValue) {
        let origin = origin.as_string().unwrap_or_default();
        let admitted = admit(&self.vendor, source, &origin, &JsNode(data));
        self.feed(Input::Message { admitted, origin });
    }

    /// Reports a fact and carries out what follows from it.
    pub(super) fn feed(&self, input: Input) {
        let now = dom::moment().page;
        let ends = self.work(|agenda| agenda.take(input, now));
        if ends || !self.draining.replace(true) {
            while let Some(effect) = self.work(Agenda::next) {
                self.perform(effect);
            }
            self.draining.set(false);
        }
        if self.work(|agenda| agenda.is_over()) {
            self.options.0.forget();
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
            7 if self.with(|state| state.is_authorizing(number)) => {
                Input::Authorized { request: number, result: Ok(()) }
            }
            7 if self.with(|state| state.is_confirming(number)) => {
                let told = self.with(|state| state.returned()?.account.clone());
                Input::Confirmed { request: number, result: decode::confirmation(&value, told) }
            }
            7 if self.vendor.returns() => {
                let (result, state, origin) = decode::link(&value);
                if self.with(|state| state.is_fetching(number)) {
                    self.vendor.returns_to(origin);
                }
                Input::Credential { request: number, result, state }
            }
            7 => Input::Credential { request: number, result: decode::credential(&value), state: None },
            8 => {
                let input = if self.with(|state| state.is_authorizing(number)) {
                    let result = Err(decode::rejection(ErrorCode::AuthorizeFailed, &value));
                    Input::Authorized { request: number, result }
                } else {
                    let fault = decode::rejection(ErrorCode::TokenFailed, &value);
                    if self.with(|state| state.is_confirming(number)) {
                        Input::Confirmed { request: number, result: Err(fault) }
                    } else {
                        Input::Credential { request: number, result: Err(fault), state: None }
                    }
                };
                self.cause.set(Some(value));
                self.feed(input);
                self.cause.take();
                return;
            }
            9 => Input::Abort,
            11 => Input::Consent { request: number, url: value.as_string().map(SurfaceUrl::new) },
            13 => {
                let source = match number {
                    0 => message::Source::Other,
                    1 => message::Source::Surface,
                    2 => message::Source::Former,
                    _ => message::Source::Nobody,
                };
                let message: Array = value.unchecked_into();
                return self.hear(source, &message.at(0), message.at(1));
            }
            14 => return self.follow_form(number / 4, number % 4, value),
            _ => return self.release(),
        });
    }

    /// Takes what the form reports: the kinds are those of `Wizard` in js/wizard.ts.
    fn follow_form(&self, page: u32, kind: u32, value: JsValue) {
        self.feed(match kind {
            0 => Input::Step { page, step: value.as_string().unwrap_or_default() },
            1 => {
                let fault = decode::rejection(ErrorCode::TokenFailed, &value);
                self.cause.set(Some(value));
                self.feed(Input::StepFailed { page, fault });
                self.cause.take();
                return;
            }
            2 => match decode::word_id(dom::get(&value, "id")) {
                Some(id) => {
                    let account = unipile::account(id, String::new(), Some(Confirmed::Answer));
                    Input::Linked { page, account }
                }
                // It has ended all the same.
                None => Input::Pressed(Action::Cancel),
            },
            _ => Input::Pressed(Action::Cancel),
        });
    }

    /// What a page that goes away is away for.
    fn flow(&self) -> String {
        self.with(|state| {
            let account = state.plan().account.as_ref().map_or("", AccountId::as_str);
            join(&[state.plan().flow.as_str(), account])
        })
    }

    /// Looks at the state.
    fn with<T: Default>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.work(|agenda| look(&agenda.state))
    }

    fn work<T: Default>(&self, work: impl FnOnce(&mut Agenda) -> T) -> T {
        let mut agenda = self.agenda.take();
        let result = agenda.as_deref_mut().map_or_else(T::default, work);
        self.agenda.set(agenda);
        result
    }

    /// Lets the host be called from now on.
    fn release(&self) {
        self.work(Agenda::release);
        self.feed(Input::Tick);
    }

    fn perform(&self, effect: Effect) {
        match effect {
            Effect::OpenPopup => self.open_popup(),
            Effect::Navigate { page, surface, url, behind } => self.navigate(page, surface, &url, behind),
            Effect::Reveal => self.hands.reveal(),
            Effect::CloseSurface => self.hands.close_surface(),
            Effect::Fetch { request, function } => {
                let place = match function {
                    TokenFunction::Token if self.vendor.returns() => Field::Link,
                    TokenFunction::Token => Field::Token,
                    TokenFunction::UpdateToken => Field::UpdateToken,
                };
                self.ask(place, request);
            }
            Effect::Ask(demand) => {
                if let Some(source) = &self.source {
                    source.ask(self, demand);
                }
            }
            Effect::Authorize { request } => self.ask(Field::Authorize, request),
            Effect::Confirm { request } => self.ask(Field::Confirm, request),
            Effect::OpenForm { page } => {
                let (hands, stage, options) = (&self.hands, self.stage.parts(), &self.options.0);
                hands.open_form(stage, options, Field::Wizard as u32, &self.context(), page);
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

    /// Asks a function of the host's.
    fn ask(&self, function: Field, request: u32) {
        self.options.ask(&self.hands, function, request, &self.context());
    }

    /// What a function of the host's is told.
    fn context(&self) -> JsValue {
        let vendor = self.vendor.name();
        self.with(|state| {
            let (account, attempt) = (state.updating(), state.attempt());
            encode::context(vendor, state.flow(), account, attempt, None, state.returned())
        })
    }

    fn open_popup(&self) {
        let size = self.with(|state| state.plan().popup);
        let opened = self.hands.open_popup(size.width, size.height);
        self.feed(if opened { Input::PopupOpened } else { Input::PopupBlocked });
    }

    fn navigate(&self, page: u32, surface: SurfaceKind, url: &SurfaceUrl, behind: bool) {
        let state = self.with(|state| state.expected().map(String::from));
        if self.vendor.returns() {
            self.hands.listen(state.as_deref());
        }
        match surface {
            SurfaceKind::Popup => self.hands.navigate(url.expose()),
            SurfaceKind::Page => self.hands.redirect(url.expose(), &self.flow(), state.as_deref()),
            // It has no address.
            SurfaceKind::Form => {}
            SurfaceKind::Frame => {
                self.hands.open_frame(self.stage.parts(), url.expose(), page, behind);
            }
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
        let argument = encode::argument(callback, |fault| self.error_with_cause(fault));
        let previous = match callback {
            Callback::State { previous, .. } => Some(previous.as_str()),
            Callback::Active(_)
            | Callback::Update(_)
            | Callback::Reload { .. }
            | Callback::Close(_)
            | Callback::Error(_)
            | Callback::Event(_) => None,
        };
        self.options.notify(function, &argument, previous);
    }

    fn settle(&self, result: Result<&Account, &Fault>) {
        match result {
            Ok(account) => self.hands.settle(0, &encode::account(account, false)),
            Err(fault) => self.hands.settle(1, &self.error_with_cause(fault)),
        }
    }

    fn error_with_cause(&self, fault: &Fault) -> JsValue {
        let cause = self.cause.take();
        let about_token = cause.as_ref().filter(|_| fault.code.has_cause());
        let error = encode::error(fault, Some(self.vendor.name()), about_token);
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
        if let Some(source) = &self.source {
            source.discharge(self);
        }
        self.is_there.set(false);
        self.stage.remove();
    }
}

impl Drop for Dock {
    fn drop(&mut self) {
        self.end();
    }
}
