//! What a dock still has to do: the flow and its effects, each in its turn.
//!
//! The host must not be called before its mounting call has returned, and expects a clean page as soon as it has ended a
//! flow, even inside a callback. Whoever carries the effects out asks for one after the other, so that anything may happen in
//! between.

use alloc::vec::Vec;

use super::effect::{Effect, Effects, Input};
use super::flow::{State, step};
use super::plan::{Millis, Plan};

/// A flow and its effects that wait for their turn.
#[derive(Debug)]
pub struct Agenda {
    /// The flow.
    pub state: State,
    /// Backwards: the next effect is the last one.
    queue: Vec<Effect>,
    /// Calls of the host that wait until the mounting call has returned; `None` once it has.
    held: Option<Effects>,
}

impl Agenda {
    /// Nothing to do yet.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self { state: State::new(plan), queue: Vec::new(), held: Some(Effects::default()) }
    }

    /// Takes one fact. Whether it ends the flow, which is to be carried out right here: what was still to be done is
    /// dropped, save what the host is owed (its result, `onActive`, `onClose`).
    pub fn take(&mut self, input: Input, now: Millis) -> bool {
        let (unmounts, aborts) = (matches!(input, Input::Unmount), matches!(input, Input::Abort));
        let effects = step(&mut self.state, input, now);
        let ends = (unmounts || aborts) && !effects.is_empty();
        if ends {
            // A signal may have been aborted before the mounting call, which the host isn't back from yet.
            self.held = self.held.take().filter(|_| aborts).map(|_| Effects::default());
        }
        self.append(effects, ends);
        ends
    }

    /// What is to be done now.
    #[expect(clippy::should_implement_trait, reason = "it isn't over when there is nothing to do")]
    pub fn next(&mut self) -> Option<Effect> {
        loop {
            let effect = self.queue.pop()?;
            if effect.calls_host()
                && let Some(held) = &mut self.held
            {
                held.push(effect);
            } else if !self.is_overtaken(&effect) {
                return Some(effect);
            }
        }
    }

    /// Whether the host won't be called any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.held.is_none() && self.queue.is_empty() && self.state.is_unmounted()
    }

    /// The mounting call has returned.
    pub fn release(&mut self) {
        let later = core::mem::take(&mut self.queue);
        self.queue = backwards(self.held.take().unwrap_or_default().0);
        self.append(backwards(later), false);
    }

    fn append(&mut self, later: Vec<Effect>, ends: bool) {
        let mut queue = Effects(backwards(later));
        let mut earlier = backwards(core::mem::take(&mut self.queue));
        while let Some(effect) = earlier.pop() {
            if !ends || effect.is_owed() {
                queue.push(effect);
            }
        }
        self.queue = queue.0;
    }

    /// Whether the host has given up in a callback what the effect is about; a one-time token, for one, would be made for
    /// nothing.
    fn is_overtaken(&self, effect: &Effect) -> bool {
        match effect {
            Effect::OpenPopup => !self.state.is_opening(),
            Effect::Fetch { request, .. } => !self.state.is_fetching(*request),
            Effect::Confirm { request } => !self.state.is_confirming(*request),
            Effect::OpenForm { page } => !self.state.is_at(*page),
            Effect::Ask(_) => !self.state.is_asking(),
            Effect::Authorize { request } => !self.state.is_authorizing(*request),
            Effect::Navigate { .. }
            | Effect::Reveal
            | Effect::CloseSurface
            | Effect::AbandonFetch
            | Effect::Start(..)
            | Effect::Stop(_)
            | Effect::Show(_)
            | Effect::Focus
            | Effect::Tell(_)
            | Effect::Settle(_)
            | Effect::Leave
            | Effect::Stay => false,
        }
    }
}

/// By hand, because `reverse` is made for speed.
#[inline(never)]
fn backwards(mut effects: Vec<Effect>) -> Vec<Effect> {
    let mut reversed = Effects::default();
    while let Some(effect) = effects.pop() {
        reversed.push(effect);
    }
    reversed.0
}
