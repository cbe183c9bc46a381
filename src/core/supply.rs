//! Where a flow's credentials come from, and which one is next.
//!
//! A credential given as a text serves one load, because vendors' tokens are one-time; a function is asked
//! anew for every load. It holds on to a credential that it has handed out in two cases only: the one that the
//! vendor itself sends for the update flow, which the vendor documents as usable, and a text whose surface
//! hasn't shown any sign of the vendor yet, for another surface.

use super::effect::TokenFunction;
use super::error::{ErrorCode, Fault};
use super::secret::Secret;

/// The option `token`.
#[derive(Clone, Debug)]
pub enum Token {
    /// The host's function, asked anew for every load.
    Function,
    /// One text, good for one load; `None` once it is used.
    Text(Option<Secret>),
    /// A source that may serve other docks as well: see [`renewal`](super::renewal).
    Shared,
    /// None is needed.
    Absent,
}

impl Token {
    fn is_spent(&self) -> bool {
        matches!(self, Self::Text(None))
    }
}

/// What a credential is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Connecting a new account.
    Connect,
    /// Updating the account that an answer brought up.
    UpdateResult,
    /// Updating the account that the host named: the option `token` is for this.
    UpdateNamed,
}

/// A credential at hand, or the function that gives one.
#[derive(Debug)]
pub enum Next {
    /// Use this one.
    Here(Secret),
    /// Ask the host.
    Ask(TokenFunction),
    /// Ask the source.
    Share,
    /// Do without.
    Without,
}

/// The sources of a flow's credentials.
#[derive(Clone, Debug)]
pub struct Supply {
    /// The option `token`.
    pub token: Token,
    /// Whether the option `updateToken` is there.
    pub has_update_token: bool,
    given: Option<Secret>,
    result: Option<Secret>,
    /// The text that was handed out last.
    used: Option<Secret>,
}

impl Supply {
    /// The sources that the options name.
    #[must_use]
    pub fn new(token: Token, has_update_token: bool) -> Self {
        Self { token, has_update_token, given: None, result: None, used: None }
    }

    /// Whether a source gives the credentials.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self.token, Token::Shared)
    }

    /// Takes the token that the host passed to `update()`; it goes first, once.
    pub fn give(&mut self, token: Option<Secret>) {
        self.given = token;
    }

    /// Takes the token of the vendor's latest answer.
    pub fn take_result(&mut self, token: Option<Secret>) {
        self.result = token;
    }

    /// The surface failed before the vendor was seen in it: a text is good for another surface.
    pub fn take_back(&mut self) {
        if let (Token::Text(text @ None), Some(used)) = (&mut self.token, self.used.take()) {
            *text = Some(used);
        }
    }

    /// Whether there is a text to take back.
    #[must_use]
    pub fn can_take_back(&self) -> bool {
        self.used.is_some()
    }

    /// The vendor has answered: a text is of no more use.
    pub fn spend(&mut self) {
        self.used = None;
        if let Token::Text(text) = &mut self.token {
            *text = None;
        }
    }

    /// The next credential. A `fresh` one is wanted after a failure or by hand: the answer's token is then
    /// used only where nothing else is.
    ///
    /// # Errors
    /// `token_spent` when the text was used, `token_invalid` when there is no source for the update flow.
    pub fn next(&mut self, need: Need, fresh: bool) -> Result<Next, Fault> {
        if let Some(secret) = self.given.take() {
            return Ok(Next::Here(secret));
        }
        let of_result = match need {
            Need::Connect => None,
            Need::UpdateResult | Need::UpdateNamed if self.has_update_token => {
                return Ok(Next::Ask(TokenFunction::UpdateToken));
            }
            Need::UpdateNamed if fresh && matches!(self.token, Token::Function) => None,
            Need::UpdateResult | Need::UpdateNamed => self.result.clone(),
        };
        match (of_result, need, &mut self.token) {
            (Some(secret), ..) => Ok(Next::Here(secret)),
            (None, Need::UpdateResult, _) => Err(no_update_token()),
            (None, Need::Connect | Need::UpdateNamed, Token::Function) => Ok(Next::Ask(TokenFunction::Token)),
            (None, Need::Connect | Need::UpdateNamed, Token::Shared) => Ok(Next::Share),
            (None, Need::Connect | Need::UpdateNamed, Token::Absent) => Ok(Next::Without),
            (None, Need::Connect | Need::UpdateNamed, Token::Text(secret)) => {
                self.used = secret.take();
                self.used.clone().map(Next::Here).ok_or_else(token_spent)
            }
        }
    }

    /// Whether there is a credential for loading again.
    #[must_use]
    pub fn can_retry(&self, need: Need) -> bool {
        let of_update = self.given.is_some() || self.has_update_token || self.result.is_some();
        match need {
            Need::Connect => !self.token.is_spent(),
            Need::UpdateResult => of_update,
            Need::UpdateNamed => of_update || !self.token.is_spent(),
        }
    }
}

fn token_spent() -> Fault {
    Fault::new(
        ErrorCode::TokenSpent,
        "A token given as a string serves one load. Pass a function that fetches a fresh one.",
    )
}

fn no_update_token() -> Fault {
    Fault::new(
        ErrorCode::TokenInvalid,
        "The vendor sent no token for the update flow. Pass `updateToken`, or call update({ token }).",
    )
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::prelude::rust_2024::*;

    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::parse(text).unwrap()
    }

    #[test]
    fn the_next_credential_comes_from_the_best_source() {
        use Need::{Connect, UpdateNamed, UpdateResult};
        // (text token instead of a function, updateToken, answer's token, need, fresh) → what is next
        for (text, update, result, need, fresh, expected) in [
            (false, false, false, Connect, false, "ask token"),
            (false, true, true, Connect, true, "ask token"),
            (true, false, false, Connect, false, "text"),
            (false, false, true, UpdateResult, false, "result"),
            (false, false, true, UpdateResult, true, "result"),
            (false, true, true, UpdateResult, false, "ask updateToken"),
            (false, false, false, UpdateResult, false, "token_invalid"),
            (true, false, false, UpdateResult, true, "token_invalid"),
            (false, false, false, UpdateNamed, false, "ask token"),
            (false, false, true, UpdateNamed, false, "result"),
            (false, false, true, UpdateNamed, true, "ask token"),
            (false, true, true, UpdateNamed, true, "ask updateToken"),
            (true, false, false, UpdateNamed, false, "text"),
            (true, false, true, UpdateNamed, true, "result"),
        ] {
            let token = if text { Token::Text(Some(secret("text"))) } else { Token::Function };
            let mut supply = Supply::new(token, update);
            supply.take_result(result.then(|| secret("result")));
            let next = match supply.next(need, fresh) {
                Ok(Next::Here(secret)) => secret.expose().to_owned(),
                Ok(Next::Ask(TokenFunction::Token)) => "ask token".to_owned(),
                Ok(Next::Ask(TokenFunction::UpdateToken)) => "ask updateToken".to_owned(),
                Ok(Next::Share) => "share".to_owned(),
                Ok(Next::Without) => "without".to_owned(),
                Err(fault) => fault.code.as_str().to_owned(),
            };
            assert_eq!(next, expected, "{text} {update} {result} {need:?} {fresh}");
        }
    }

    #[test]
    fn a_text_serves_one_load_and_what_the_host_gives_goes_first() {
        let mut supply = Supply::new(Token::Text(Some(secret("text"))), false);
        supply.give(Some(secret("given")));
        let mut next =
            |need| supply.next(need, false).map(|next| format!("{next:?}")).map_err(|fault| fault.code);
        assert_eq!(next(Need::Connect), Ok("Here([redacted])".to_owned()), "given");
        assert_eq!(next(Need::Connect), Ok("Here([redacted])".to_owned()), "text");
        assert_eq!(next(Need::Connect), Err(ErrorCode::TokenSpent));
        assert!(!supply.can_retry(Need::Connect) && !supply.can_retry(Need::UpdateResult));
        supply.take_result(Some(secret("result")));
        assert!(!supply.can_retry(Need::Connect) && supply.can_retry(Need::UpdateNamed));
    }
}
