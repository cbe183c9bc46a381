//! The sign-in form of Unipile's custom authentication: which step is shown, and what each answer leads to.
//!
//! [`step`] is total, like the flow's. What the user types never comes here: the form collects it in the browser when it is
//! told to ask, so no state, effect or message can hold it.

pub mod answer;
mod asking;
mod clock;
pub mod effect;
pub mod qr;
mod trouble;
mod view;
pub mod words;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use self::answer::{Checkpoint, Choice, Task, Trouble};
use self::effect::{Action, Call, Effect, Input, Method, Plan, Report, Scene, Timer};
use self::words::Text;
use super::plan::Millis;

/// Where the user is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// At the fields for password or cookies.
    Form,
    /// The account exists: it can be reconnected.
    Exists(String),
    /// At a checkpoint.
    Checkpoint(Box<Checkpoint>),
}

/// A form.
#[derive(Debug)]
pub struct State {
    plan: Plan,
    /// The account to reconnect.
    account: Option<String>,
    method: Method,
    place: Place,
    /// The attempt, in the vendor's words; empty before there is one.
    intent: String,
    /// The challenges that the vendor has offered in this attempt.
    ways: Vec<Choice>,
    /// The one that the user has chosen.
    way: Option<String>,
    /// The number of the last request.
    requests: u32,
    /// What the user has asked for and isn't answered yet.
    asked: Option<(u32, Call)>,
    /// The question whether the user has approved, likewise.
    polled: Option<u32>,
    failed_polls: u32,
    note: Option<(Text, bool)>,
    is_invalid: bool,
    /// Whether doing the same again makes sense.
    is_retryable: bool,
    missing: u32,
    /// Whether the time for the step is over.
    is_over: bool,
    /// Whether the consent page was opened.
    opened: bool,
    began_at: Millis,
    sent_at: Millis,
    now: Millis,
    /// Whether the form has come to its end.
    ended: bool,
}

/// Takes one fact and says what to do about it. `now` is the shell's monotonic clock.
#[must_use]
pub fn step(state: &mut State, input: Input, now: Millis) -> Vec<Effect> {
    let mut out = Vec::new();
    if !state.ended {
        state.now = now;
        state.react(input, &mut out);
    }
    out
}

impl State {
    /// A form that isn't shown yet.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self {
            account: plan.account.clone(),
            method: plan.methods.0,
            plan,
            place: Place::Form,
            intent: String::new(),
            ways: Vec::new(),
            way: None,
            requests: 0,
            asked: None,
            polled: None,
            failed_polls: 0,
            note: None,
            is_invalid: false,
            is_retryable: false,
            missing: 0,
            is_over: false,
            opened: false,
            began_at: Millis(0),
            sent_at: Millis(0),
            now: Millis(0),
            ended: false,
        }
    }

    /// Whether the answer to this request is still wanted.
    #[must_use]
    pub fn expects(&self, request: u32) -> bool {
        self.asked.as_ref().is_some_and(|(asked, _)| *asked == request) || self.polled == Some(request)
    }

    fn react(&mut self, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Open => {
                self.build(out);
                out.push(Effect::Report(Report::Step("credentials".into())));
            }
            Input::Method(place) => self.choose_method(place, out),
            Input::Submit { missing, choice } => self.submit(missing, choice, out),
            Input::Challenge(place) => {
                if let Some(way) = self.other_ways().get(place as usize) {
                    let id = way.id.clone();
                    self.ask(Call::Request(id), out);
                }
            }
            Input::Pressed(action) => self.pressed(action, out),
            Input::Solved => {
                if matches!(self.task(), Some(Task::Captcha { .. })) {
                    self.ask(Call::Solve, out);
                }
            }
            Input::Unsolved => {
                let is_captcha = matches!(self.task(), Some(Task::Captcha { .. })) && !self.is_over;
                if is_captcha && self.asked.is_none() {
                    self.fail(Trouble::TokenFailed, 0, out);
                }
            }
            Input::Answered { request, reply } => {
                if let Some(call) = self.settle(request, out) {
                    self.answered(&call, reply, request, out);
                }
            }
            Input::Threw { request, failure } => {
                if let Some(call) = self.settle(request, out) {
                    self.refused(&call, failure, request, out);
                }
            }
            Input::Elapsed(timer) => self.elapsed(timer, out),
            Input::Blocked => {
                if self.opened {
                    self.opened = false;
                    self.say(Text::PopupBlocked, true, out);
                }
            }
            Input::Gone => {
                if self.opened && matches!(self.task(), Some(Task::Oauth(_))) && !self.is_over {
                    // Most likely the user is done there.
                    self.poll(out);
                    self.say(Text::MaybeClosed, false, out);
                }
            }
            Input::Remove => {
                self.leave(out);
                self.ended = true;
            }
        }
    }

    fn choose_method(&mut self, place: u32, out: &mut Vec<Effect>) {
        let (usual, other) = self.plan.methods;
        let method = if place == 0 { Some(usual) } else { other };
        if let Some(method) = method.filter(|_| self.place == Place::Form && self.asked.is_none()) {
            self.method = method;
            self.hush();
            self.build(out);
        }
    }

    fn submit(&mut self, missing: u32, choice: Option<u32>, out: &mut Vec<Effect>) {
        if self.asked.is_some() || self.is_over {
            return;
        }
        let chosen = |choices: &[Choice]| Some(choices.get(choice? as usize)?.id.clone());
        let (call, mut missing) = match &self.place {
            Place::Form => {
                (Some(Call::Start { method: self.method, account: self.account.clone() }), missing)
            }
            Place::Exists(_) => (None, 0),
            Place::Checkpoint(checkpoint) => match checkpoint.task {
                Task::Code { .. } | Task::Phone | Task::Unknown(_) => (Some(Call::Solve), missing),
                Task::Contract => (chosen(&checkpoint.choices).map(Call::Choose), 0),
                Task::Challenge => (chosen(&checkpoint.choices).map(Call::Request), 0),
                Task::Approve | Task::Captcha { .. } | Task::Loading | Task::Qr(_) | Task::Oauth(_) => {
                    (None, 0)
                }
            },
        };
        let chooses = matches!(self.task(), Some(Task::Contract | Task::Challenge));
        missing |= u32::from(chooses && call.is_none());
        self.missing = missing;
        match call.filter(|_| missing == 0) {
            Some(call) => self.ask(call, out),
            None if missing == 0 => {}
            None => {
                self.note = None;
                self.is_invalid = false;
                self.show(out);
            }
        }
    }

    fn pressed(&mut self, action: Action, out: &mut Vec<Effect>) {
        if self.actions() & action.bit() == 0 {
            return;
        }
        match action {
            Action::Open => {
                if let Some(Task::Oauth(url)) = self.task() {
                    let url = url.clone();
                    self.opened = true;
                    self.hush();
                    out.push(Effect::Open(url));
                    self.listen(out);
                    self.show(out);
                }
            }
            Action::Reconnect => {
                if let Place::Exists(account) = &self.place {
                    self.account = Some(account.clone());
                    self.go_back(Some((Text::SignInAgain, false)), out);
                }
            }
            Action::Another => {
                self.account.clone_from(&self.plan.account);
                self.go_back(None, out);
            }
            Action::Restart => self.go_back(None, out),
            Action::Retry => self.retry(out),
            Action::Resend => {
                if self.resend_left().is_none_or(|left| left == 0) {
                    self.ask(Call::Resend, out);
                }
            }
            Action::Cancel => {
                self.leave(out);
                self.ended = true;
                out.push(Effect::Report(Report::Cancelled));
            }
        }
    }

    /// Does again what can be done again without the user's typing anything.
    fn retry(&mut self, out: &mut Vec<Effect>) {
        self.hush();
        if let Some(Task::Captcha { key, data }) = self.task() {
            let (key, data) = (key.clone(), data.clone());
            self.show(out);
            out.push(Effect::Captcha { key, data });
        } else {
            self.poll(out);
            self.show(out);
        }
    }

    /// Back to the form, with what is to be said there.
    fn go_back(&mut self, note: Option<(Text, bool)>, out: &mut Vec<Effect>) {
        self.go_to(Place::Form, note, out);
    }

    /// To a place that is no checkpoint; the dock learns of it when the user was at one.
    fn go_to(&mut self, place: Place, note: Option<(Text, bool)>, out: &mut Vec<Effect>) {
        let was_checkpoint = matches!(self.place, Place::Checkpoint(_));
        self.reset(out);
        self.note = note;
        self.place = place;
        self.build(out);
        if was_checkpoint {
            out.push(Effect::Report(Report::Step("credentials".into())));
        }
    }

    /// Gives up the attempt.
    fn reset(&mut self, out: &mut Vec<Effect>) {
        self.leave(out);
        self.hush();
        self.intent.clear();
        self.ways.clear();
        self.way = None;
        self.is_over = false;
        self.opened = false;
    }

    /// Nobody waits for anything any more, and the window goes.
    fn leave(&mut self, out: &mut Vec<Effect>) {
        if let Some((request, _)) = self.asked.take() {
            out.push(Effect::Abandon(request));
            out.push(Effect::Stop(Timer::Request));
        }
        self.quiet(out);
    }

    /// No countdown, no question and no window.
    fn quiet(&mut self, out: &mut Vec<Effect>) {
        if let Some(request) = self.polled.take() {
            out.push(Effect::Abandon(request));
            out.push(Effect::Stop(Timer::Answer));
        }
        out.push(Effect::Stop(Timer::Poll));
        out.push(Effect::Stop(Timer::Tick));
        out.push(Effect::Clock { left: None, resend: None, aloud: false });
        out.push(Effect::Close);
    }

    /// Nothing has happened.
    fn hush(&mut self) {
        self.note = None;
        self.is_invalid = false;
        self.is_retryable = false;
        self.missing = 0;
    }

    fn say(&mut self, text: Text, is_error: bool, out: &mut Vec<Effect>) {
        self.note = Some((text, is_error));
        self.show(out);
    }

    fn build(&mut self, out: &mut Vec<Effect>) {
        let scene = match &self.place {
            Place::Form => Scene::Form(self.method),
            Place::Exists(_) => Scene::Exists,
            Place::Checkpoint(checkpoint) => {
                let choices = if matches!(checkpoint.task, Task::Contract | Task::Challenge) {
                    checkpoint.choices.clone()
                } else {
                    self.other_ways()
                };
                Scene::Checkpoint(Box::new(Checkpoint { choices, ..(**checkpoint).clone() }))
            }
        };
        out.push(Effect::Build(scene));
        self.show(out);
    }

    fn show(&self, out: &mut Vec<Effect>) {
        out.push(Effect::Show(Box::new(self.view())));
    }

    fn task(&self) -> Option<&Task> {
        if let Place::Checkpoint(checkpoint) = &self.place { Some(&checkpoint.task) } else { None }
    }

    /// The challenges that the user may choose instead of this step.
    fn other_ways(&self) -> Vec<Choice> {
        let instead = match self.task() {
            Some(Task::Code { .. } | Task::Approve | Task::Unknown(_)) => self.plan.requests && !self.is_over,
            Some(
                Task::Phone
                | Task::Captcha { .. }
                | Task::Contract
                | Task::Challenge
                | Task::Loading
                | Task::Qr(_)
                | Task::Oauth(_),
            )
            | None => false,
        };
        let others = self.ways.iter().filter(|way| instead && self.way.as_ref() != Some(&way.id));
        others.cloned().collect()
    }
}
