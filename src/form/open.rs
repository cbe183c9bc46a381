//! A form that is open: owns the state, carries out effects, and hears what happens.

use alloc::rc::{Rc, Weak};
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;

use super::dom::{self, Array, Parts};
use super::node::JsNode;
use super::options::Request;
use crate::core::message::{Node, Shape};
use crate::core::text::decimal;
use crate::core::wizard::answer::{Checkpoint, Failure, Listed, Task, Trouble, failure, read, thrown};
use crate::core::wizard::effect::{Action, Call, Effect, Input, Method, Report, Scene, Timer, View};
use crate::core::wizard::words::{KEYS, Language, Text};
use crate::core::wizard::{State, qr, step};

const STYLE: &str = include_str!("form.css");

impl Listed for JsNode {
    fn texts(&self, max_text: usize) -> String {
        dom::texts(&self.0, max_text as u32)
    }
}

/// A form that is open.
pub(super) struct Form {
    parts: Parts,
    is_premium: bool,
    state: RefCell<State>,
    /// Backwards: the next effect is the last one.
    queue: RefCell<Vec<Effect>>,
    /// Whether effects are being carried out further up the stack.
    draining: Cell<bool>,
}

impl Form {
    /// Puts a form into `place`.
    pub(super) fn open(
        request: &Request,
        place: &JsValue,
        context: &JsValue,
        make_error: &JsValue,
    ) -> Rc<Self> {
        let form = Rc::new_cyclic(|me: &Weak<Self>| {
            let form = Weak::clone(me);
            let report = dom::function(move |what, value| {
                if let Some(form) = form.upgrade() {
                    form.notice(what, value);
                }
                JsValue::UNDEFINED
            });
            let parts =
                Parts::new(place, STYLE, &request.options, &request.products, context, make_error, &report);
            let mut plan = request.plan.clone();
            plan.account = parts.account();
            Self {
                parts,
                is_premium: request.is_premium,
                state: RefCell::new(State::new(plan)),
                queue: RefCell::default(),
                draining: Cell::new(false),
            }
        });
        form.dress(request.plan.methods);
        form.feed(Input::Open);
        form
    }

    fn dress(&self, methods: (Method, Option<Method>)) {
        let language = Language::of(&self.parts.locale());
        let spoken = language.is_known || self.parts.speaks();
        let direction = if spoken && language.is_rtl { "rtl" } else { "ltr" };
        let mut actions = String::new();
        for action in Action::ALL {
            actions.push_str(&decimal(action.text() as i64));
            actions.push(' ');
        }
        let methods = match methods {
            (Method::Credentials, Some(_)) => "credentials cookies",
            (Method::Cookies, Some(_)) => "cookies credentials",
            (_, None) => "",
        };
        self.parts.dress(KEYS, language.texts, spoken, direction, &actions, methods);
    }

    /// Takes the user to what is to be filled in.
    pub(super) fn focus(&self, options: &JsValue) {
        self.parts.focus(options);
    }

    /// Takes the form away.
    pub(super) fn remove(&self) {
        self.feed(Input::Remove);
        self.parts.remove();
    }

    fn feed(&self, input: Input) {
        let ends = input == Input::Remove;
        let mut effects = step(&mut self.state.borrow_mut(), input, dom::now());
        {
            let mut queue = self.queue.borrow_mut();
            effects.reverse();
            if !ends {
                // What is under way comes first.
                effects.append(&mut queue);
            }
            *queue = effects;
        }
        if self.draining.replace(true) {
            return;
        }
        loop {
            let next = self.queue.borrow_mut().pop();
            let Some(effect) = next else { break };
            self.carry_out(effect);
        }
        self.draining.set(false);
    }

    /// What form.js reports: the numbers are those at its top.
    fn notice(&self, what: u32, value: JsValue) {
        let top = what >> 4;
        let input = match what & 15 {
            0 => Input::Submit { missing: top, choice: number(&JsNode(value)) },
            1 => match Action::ALL.get(top as usize) {
                Some(action) => Input::Pressed(*action),
                None => return,
            },
            2 => Input::Method(top),
            3 => Input::Challenge(top),
            4 => Input::Solved,
            5 => Input::Unsolved,
            // Reading may run foreign code, so it comes before any borrow.
            6 => Input::Answered { request: top, reply: read(&JsNode(value)) },
            7 => Input::Threw { request: top, failure: told(value) },
            8 => Input::Elapsed(match top {
                0 => Timer::Tick,
                1 => Timer::Poll,
                2 => Timer::Request,
                _ => Timer::Answer,
            }),
            9 => Input::Blocked,
            _ => Input::Gone,
        };
        self.feed(input);
    }

    fn carry_out(&self, effect: Effect) {
        let parts = &self.parts;
        match effect {
            Effect::Build(scene) => self.build(scene),
            Effect::Show(view) => self.show(&view),
            Effect::Clear => parts.clear(),
            Effect::Draw(text) => parts.draw(&drawn(text)),
            Effect::Clock { left, resend, aloud } => {
                let seconds = |seconds: Option<u32>| seconds.map_or(-1, u32::cast_signed);
                parts.clock(seconds(left), seconds(resend), aloud);
            }
            Effect::Ask { request, call, intent } => {
                let (call, value) = match call {
                    Call::Start { account, .. } => (0, account.unwrap_or_default()),
                    Call::Solve => (1, String::new()),
                    Call::Choose(id) => (2, id),
                    Call::Request(id) => (3, id),
                    Call::Resend => (4, String::new()),
                    Call::Wait => (5, String::new()),
                };
                parts.ask(request, call, &intent, &value);
            }
            Effect::Abandon(request) => parts.abandon(request),
            Effect::Captcha { key, data } => parts.captcha(&key, &data),
            Effect::Open(url) => parts.open(&url),
            Effect::Close => parts.close(),
            Effect::Start(timer, millis) => parts.start(timer as u32, millis.0),
            Effect::Stop(timer) => parts.stop(timer as u32),
            Effect::Report(report) => match report {
                Report::Step(name) => parts.tell(0, &name),
                Report::Failed { code, message, request } => {
                    // Each of them: what the user does next may go well.
                    parts.fail(code.as_str(), message, true, request);
                }
                Report::Done(id) => parts.tell(2, &id),
                Report::Cancelled => parts.tell(3, ""),
            },
        }
    }

    fn build(&self, scene: Scene) {
        let parts = &self.parts;
        match scene {
            Scene::Form(Method::Credentials) => parts.build("credentials", "credentials", ""),
            Scene::Form(Method::Cookies) => {
                parts.build("cookies", "credentials", if self.is_premium { "li_a" } else { "" });
            }
            Scene::Exists => parts.build("exists", "credentials", ""),
            Scene::Checkpoint(checkpoint) => {
                let Checkpoint { name, task, choices, .. } = *checkpoint;
                let is_choice = matches!(task, Task::Contract | Task::Challenge);
                let (scene, extra) = match task {
                    Task::Code { approves: false, .. } => ("code", String::new()),
                    Task::Code { approves: true, .. } => ("approve-or-code", String::new()),
                    Task::Approve => ("approve", String::new()),
                    Task::Phone => ("phone", String::new()),
                    Task::Captcha { .. } => ("captcha", String::new()),
                    Task::Contract | Task::Challenge => ("choice", String::new()),
                    Task::Loading => ("loading", String::new()),
                    Task::Qr(text) => ("qr", drawn(text)),
                    Task::Oauth(_) => ("oauth", String::new()),
                    Task::Unknown(texts) => ("unknown", texts),
                };
                parts.build(scene, &name, &extra);
                for (place, choice) in choices.iter().enumerate() {
                    parts.offer(place as u32, &choice.label, &choice.description, !is_choice);
                }
            }
        }
    }

    fn show(&self, view: &View) {
        let place = |text: Option<Text>| text.map_or(-1, |text| text as i32);
        let flags = [view.is_error, view.is_invalid, view.is_busy, view.is_over];
        let flags = flags.into_iter().rev().fold(0, |bits, flag| bits << 1 | u32::from(flag));
        self.parts.show(
            view.title as i32,
            place(view.lead),
            place(view.note),
            place(view.submit),
            flags,
            view.missing,
            view.actions,
        );
    }
}

/// A place among several; none when nothing was chosen.
fn number(node: &JsNode) -> Option<u32> {
    if let Shape::Number(place) = node.shape(0)
        && place >= 0.0
    {
        Some(place as u32)
    } else {
        None
    }
}

/// A QR code's modules, or the image that it came as.
fn drawn(text: String) -> String {
    if qr::is_image(&text) { text } else { qr::draw(&text).unwrap_or_default() }
}

/// What a function of the host's threw: a `DockError`, or an error as the vendor or the broker answers it.
fn told(value: JsValue) -> Failure {
    let own = |key: &str| JsNode(dom::told(&value, key));
    if let Some(code) = own("code").shape(64).text() {
        let account = own("detail").own("accountId").ok().flatten();
        return failure(&code, account.and_then(|id| id.shape(512).text()));
    }
    thrown(&JsNode(value)).unwrap_or_else(|| Failure::new(Trouble::TokenFailed))
}

/// `(place, context)` of a call.
pub(super) fn arguments(call: &Array) -> (JsValue, JsValue) {
    (call.at(0), call.at(1))
}

/// A form in JavaScript's hands: `(0, options)` takes the focus, `(1)` takes it away.
pub(super) fn handle(form: Rc<Form>) -> JsValue {
    dom::function(move |operation, value| {
        match operation {
            0 => form.focus(&value),
            _ => form.remove(),
        }
        JsValue::UNDEFINED
    })
}
