//! A form without a browser: its timers run on a virtual clock, and what it does is written down in short words.
#![allow(dead_code, reason = "each test file is a crate of its own and uses its share")]

use linkdock::core::message::{Node, Shape, Unreadable};
use linkdock::core::plan::Millis;
use linkdock::core::wizard::answer::{Listed, failure, read};
use linkdock::core::wizard::effect::{Action, Call, Effect, Input, Method, Plan, Report, Scene, Timer, View};
use linkdock::core::wizard::{State, step};
use serde_json::{Value, json};

pub(crate) struct JsonNode(pub(crate) Value);

impl Node for JsonNode {
    fn shape(&self, max_text: usize) -> Shape {
        match &self.0 {
            Value::Null => Shape::Nothing,
            Value::Bool(_) | Value::Array(_) => Shape::Other,
            Value::Number(number) => Shape::Number(number.as_f64().unwrap()),
            Value::String(text) if text.encode_utf16().count() > max_text => Shape::TooLong,
            Value::String(text) => Shape::Text(text.clone()),
            Value::Object(_) => Shape::Object,
        }
    }

    fn own(&self, key: &str) -> Result<Option<Self>, Unreadable> {
        let place = key.parse().ok().and_then(|place: usize| self.0.get(place));
        Ok(place.or_else(|| self.0.get(key)).cloned().map(JsonNode))
    }

    fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(JsonNode)
    }
}

impl Listed for JsonNode {
    fn texts(&self, max_text: usize) -> String {
        let fields = self.0.as_object().into_iter().flatten().filter(|(name, _)| *name != "type");
        let texts = fields.filter_map(|(_, value)| value.as_str()).filter(|text| text.len() <= max_text);
        texts.collect::<Vec<_>>().join("\n")
    }
}

pub(crate) fn account(id: &str) -> Value {
    json!({ "object": "Account", "id": id })
}

#[allow(clippy::needless_pass_by_value, reason = "json! makes values")]
pub(crate) fn checkpoint(checkpoint: Value) -> Value {
    json!({ "object": "AuthenticationCheckpoint", "intent_id": "int_1", "checkpoint": checkpoint })
}

pub(crate) fn plan() -> Plan {
    Plan {
        methods: (Method::Credentials, None),
        account: None,
        requests: true,
        resends: true,
        waits: true,
        renders: true,
        token: Millis(30_000),
        checkpoint: Millis(300_000),
        poll: Millis(3_000),
        resend: Millis(30_000),
    }
}

pub(crate) fn of(change: impl FnOnce(&mut Plan)) -> Plan {
    let mut plan = plan();
    change(&mut plan);
    plan
}

pub(crate) struct Rig {
    pub(crate) state: State,
    pub(crate) view: View,
    pub(crate) clock: Option<u32>,
    pub(crate) resend: Option<u32>,
    /// The seconds that were said.
    pub(crate) aloud: Vec<u32>,
    /// By how many milliseconds timers are late.
    pub(crate) late: u32,
    pub(crate) scene: Option<Scene>,
    now: u32,
    log: Vec<String>,
    timers: Vec<(u32, Timer)>,
    asked: u32,
}

impl Rig {
    pub(crate) fn new(plan: Plan) -> Self {
        let state = State::new(plan);
        let mut rig = Self {
            view: View {
                title: linkdock::core::wizard::words::Text::SignIn,
                lead: None,
                note: None,
                is_error: false,
                is_invalid: false,
                missing: 0,
                submit: None,
                actions: 0,
                is_busy: false,
                is_over: false,
            },
            state,
            clock: None,
            resend: None,
            aloud: Vec::new(),
            late: 0,
            scene: None,
            // Just before the clock starts anew.
            now: u32::MAX - 5_000,
            log: Vec::new(),
            timers: Vec::new(),
            asked: 0,
        };
        rig.feed(Input::Open);
        rig
    }

    pub(crate) fn feed(&mut self, input: Input) {
        for effect in step(&mut self.state, input, Millis(self.now)) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        let line = match effect {
            Effect::Show(view) => return self.view = *view,
            Effect::Build(scene) => return self.scene = Some(scene),
            Effect::Clock { left, resend, aloud } => {
                (self.clock, self.resend) = (left, resend);
                self.aloud.extend(left.filter(|_| aloud));
                return;
            }
            Effect::Start(timer, millis) => {
                self.timers.retain(|(_, running)| *running != timer);
                return self.timers.push((self.now.wrapping_add(millis.0 + self.late), timer));
            }
            Effect::Stop(timer) => return self.timers.retain(|(_, running)| *running != timer),
            Effect::Close => return,
            Effect::Clear => "clear".to_owned(),
            Effect::Draw(text) => format!("draw {text}"),
            Effect::Ask { request, call, intent } => {
                self.asked = request;
                let what = match call {
                    Call::Start { method: Method::Cookies, .. } => "start with cookies".to_owned(),
                    Call::Start { account, .. } => format!("start {}", account.unwrap_or_default()),
                    Call::Solve => "solve".to_owned(),
                    Call::Choose(id) => format!("choose {id}"),
                    Call::Request(id) => format!("request {id}"),
                    Call::Resend => "resend".to_owned(),
                    Call::Wait => "wait".to_owned(),
                };
                format!("ask {what} {intent}").trim().to_owned()
            }
            Effect::Abandon(request) => format!("abandon {request}"),
            Effect::Captcha { key, data } => format!("captcha {key} {data}"),
            Effect::Open(url) => format!("open {url}"),
            Effect::Report(Report::Step(name)) => format!("step {name}"),
            Effect::Report(Report::Failed { code, .. }) => format!("failed {}", code.as_str()),
            Effect::Report(Report::Done(id)) => format!("done {id}"),
            Effect::Report(Report::Cancelled) => "cancelled".to_owned(),
        };
        self.log.push(line);
    }

    /// What was asked and told since the last time.
    pub(crate) fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.log)
    }

    pub(crate) fn running(&self) -> Vec<String> {
        self.timers.iter().map(|(_, timer)| format!("{timer:?}")).collect()
    }

    pub(crate) fn submit(&mut self) {
        self.feed(Input::Submit { missing: 0, choice: None });
    }

    pub(crate) fn choose(&mut self, place: u32) {
        self.feed(Input::Submit { missing: 0, choice: Some(place) });
    }

    pub(crate) fn press(&mut self, action: Action) {
        self.feed(Input::Pressed(action));
    }

    /// Answers the last request.
    pub(crate) fn answer(&mut self, answer: &Value) {
        self.answer_to(self.asked, answer);
    }

    pub(crate) fn answer_late(&mut self, answer: &Value) {
        for request in 0..=self.asked {
            self.answer_to(request, answer);
        }
    }

    pub(crate) fn answer_to(&mut self, request: u32, answer: &Value) {
        self.feed(Input::Answered { request, reply: read(&JsonNode(answer.clone())) });
    }

    pub(crate) fn throw(&mut self, code: &str) {
        self.throw_to(self.asked, code);
    }

    pub(crate) fn throw_to(&mut self, request: u32, code: &str) {
        self.feed(Input::Threw { request, failure: failure(code, None) });
    }

    /// Lets time pass, timer by timer.
    pub(crate) fn wait(&mut self, millis: u32) {
        let until = self.now.wrapping_add(millis);
        let left = |at: u32, until: u32| until.wrapping_sub(at);
        while let Some(place) = (0..self.timers.len())
            .filter(|place| left(self.timers[*place].0, until) <= until.wrapping_sub(self.now))
            .max_by_key(|place| left(self.timers[*place].0, until))
        {
            let (at, timer) = self.timers.remove(place);
            self.now = at;
            self.feed(Input::Elapsed(timer));
        }
        self.now = until;
    }
}
