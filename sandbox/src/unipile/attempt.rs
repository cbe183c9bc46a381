//! One sign-in at LinkedIn: a pure state machine. Time comes in as an argument; nothing in here knows of HTTP, of accounts
//! or of the generation of the API, so that hosted pages and the API can't differ.

use std::time::{Duration, SystemTime};

use super::failure::Failure;
use super::step::{Channel, Step};
use super::users::{Fate, TestUser};

/// What somebody signs in with.
pub(crate) enum Credentials {
    Password { username: String, password: String },
    Cookies { li_at: String, li_a: Option<String> },
}

/// What the sign-in is for.
#[derive(Clone, Copy)]
pub(crate) struct Purpose<'a> {
    /// Recruiter or Sales Navigator is among the products.
    pub(crate) premium: bool,
    /// An account that is there already is connected again.
    pub(crate) reconnects: bool,
    /// The account that a second connection would double.
    pub(crate) existing: &'a str,
}

/// How the phone behaves, and how long a checkpoint lasts.
#[derive(Clone, Copy, Default)]
pub(crate) struct Rules {
    /// Approval comes by itself after so long.
    pub(crate) in_app_after: Option<Duration>,
    /// Nobody looks at the phone: neither time nor a button approves.
    pub(crate) in_app_never: bool,
    pub(crate) checkpoint_life: Option<Duration>,
}

/// What somebody does about a step.
pub(crate) enum Answer<'a> {
    /// A code, a number, a token or an id.
    Code(&'a str),
    /// Comes back to see how things are.
    Look,
}

/// A sign-in that LinkedIn has not refused.
pub(crate) struct Attempt {
    steps: &'static [Step],
    /// LinkedIn lets the user go over to another way to verify at any time.
    pub(crate) has_ways: bool,
    /// When the current step began.
    since: SystemTime,
    /// When its code was sent last.
    sent: SystemTime,
    /// The phone, or LinkedIn's page, has said yes.
    approved: bool,
}

impl Attempt {
    /// LinkedIn looks at the credentials.
    pub(crate) fn begin(
        credentials: &Credentials,
        purpose: Purpose<'_>,
        now: SystemTime,
    ) -> Result<Self, Failure> {
        let user = match credentials {
            Credentials::Password { password, .. } if password.is_empty() => None,
            Credentials::Password { username, .. } => TestUser::by_username(username),
            Credentials::Cookies { li_at, .. } => TestUser::by_cookie(li_at),
        };
        let user = user.ok_or(Failure::Credentials)?;
        if let Credentials::Cookies { li_a, .. } = credentials
            && purpose.premium
            && li_a.as_deref().is_none_or(|li_a| li_a.trim().is_empty())
        {
            return Err(Failure::PremiumCookie);
        }
        let steps: &[Step] = match user.fate {
            Fate::Passes(steps) => steps,
            Fate::HasWays => &[Step::Challenge],
            Fate::WrongCredentials => return Err(Failure::Credentials),
            Fate::Exists if !purpose.reconnects => return Err(Failure::Exists(purpose.existing.to_owned())),
            Fate::Mismatch if purpose.reconnects => return Err(Failure::Mismatch),
            Fate::Exists | Fate::Mismatch => &[],
            Fate::Busy => return Err(Failure::Busy),
            Fate::Proxy => return Err(Failure::Proxy),
        };
        Ok(Self { steps, has_ways: user.fate == Fate::HasWays, since: now, sent: now, approved: false })
    }

    /// The step that waits; None when LinkedIn is satisfied.
    pub(crate) const fn step(&self) -> Option<Step> {
        self.steps.first().copied()
    }

    /// Goes on if the answer is right. A wrong one leaves everything as it is.
    pub(crate) fn answer(
        &mut self,
        answer: &Answer<'_>,
        rules: Rules,
        now: SystemTime,
    ) -> Result<(), Failure> {
        let Some(step) = self.step() else { return Ok(()) };
        let too_old = |life| now.duration_since(self.sent).is_ok_and(|age| age >= life);
        if rules.checkpoint_life.is_some_and(too_old) {
            return Err(Failure::CheckpointExpired);
        }
        if let Answer::Code(challenge) = answer
            && let Some(way) = way(challenge).filter(|_| self.has_ways)
        {
            self.steps = way;
            self.begin_step(now);
            return Ok(());
        }
        match answer {
            Answer::Code(code) if step.is_right(code.trim()) => self.advance(now),
            Answer::Code(_) => return Err(Failure::Code),
            Answer::Look if self.is_past(step, rules, now) => self.advance(now),
            Answer::Look => {}
        }
        Ok(())
    }

    /// Sends the code, or the question to the phone, once more.
    pub(crate) fn resend(&mut self, now: SystemTime) -> Result<(), Failure> {
        if !self.step().is_some_and(Step::can_resend) {
            return Err(Failure::Parameters("This checkpoint has nothing to send again."));
        }
        self.sent = now;
        Ok(())
    }

    /// The phone says yes. True when it was asked.
    pub(crate) fn approve_on_phone(&mut self) -> bool {
        let asked = self.step().is_some_and(Step::is_on_phone);
        self.approved |= asked;
        asked
    }

    /// LinkedIn's own page has the user's consent. True when it was asked for.
    pub(crate) fn allow(&mut self) -> bool {
        let asked = self.step() == Some(Step::Oauth);
        self.approved |= asked;
        asked
    }

    pub(crate) const fn is_approved(&self) -> bool {
        self.approved
    }

    fn is_past(&self, step: Step, rules: Rules, now: SystemTime) -> bool {
        match step {
            Step::Loading => true,
            Step::Oauth => self.approved,
            Step::InApp | Step::OtpOrInApp | Step::Qr => {
                let waited = |after| now.duration_since(self.since).is_ok_and(|age| age >= after);
                !rules.in_app_never && (self.approved || rules.in_app_after.is_some_and(waited))
            }
            Step::Otp(_)
            | Step::TwoFactor(_)
            | Step::Phone
            | Step::Captcha
            | Step::Contract
            | Step::Challenge
            | Step::FaceScan => false,
        }
    }

    fn advance(&mut self, now: SystemTime) {
        self.steps = self.steps.get(1..).unwrap_or_default();
        self.begin_step(now);
    }

    fn begin_step(&mut self, now: SystemTime) {
        self.since = now;
        self.sent = now;
        self.approved = false;
    }
}

/// What a challenge leads to where both do: the phone rings, or a code is on its way.
fn way(challenge: &str) -> Option<&'static [Step]> {
    match challenge {
        "challenge_1" => Some(&[Step::InApp]),
        "challenge_2" => Some(&[Step::Otp(Some(Channel::Email))]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Attempt, Credentials, Failure, Purpose, Rules, Step};
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    const NEW: Purpose<'_> = Purpose { premium: false, reconnects: false, existing: "acc_1" };
    const AGAIN: Purpose<'_> = Purpose { reconnects: true, ..NEW };
    const PREMIUM: Purpose<'_> = Purpose { premium: true, ..NEW };

    fn after(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn begin(user: &str, purpose: Purpose<'_>) -> Result<Attempt, Failure> {
        let username = format!("{user}@sandbox.test");
        Attempt::begin(&Credentials::Password { username, password: "any".to_owned() }, purpose, after(0))
    }

    fn with_cookies(li_at: &str, li_a: Option<&str>, purpose: Purpose<'_>) -> Option<Failure> {
        let credentials = Credentials::Cookies { li_at: li_at.to_owned(), li_a: li_a.map(str::to_owned) };
        Attempt::begin(&credentials, purpose, after(0)).err()
    }

    /// Answers in turn, each with whether it leads on.
    #[test]
    fn a_way_to_verify_can_be_changed_until_it_has_verified() {
        let mut attempt = begin("ways", NEW).ok().unwrap();
        let mut answer = |code: &str| {
            attempt.answer(&Answer::Code(code), Rules::default(), after(1)).map(|()| attempt.step())
        };
        assert_eq!(answer("challenge_3"), Err(Failure::Code));
        assert_eq!(answer("challenge_1"), Ok(Some(Step::InApp)));
        assert_eq!(answer("challenge_2"), Ok(Some(Step::Otp(Some(super::Channel::Email)))));
        assert_eq!(answer("654321"), Err(Failure::Code));
        assert_eq!(answer("123456"), Ok(None));
        assert_eq!(answer("challenge_1"), Ok(None));
        // Who isn't offered any has none.
        let mut attempt = begin("otp", NEW).ok().unwrap();
        assert_eq!(
            attempt.answer(&Answer::Code("challenge_2"), Rules::default(), after(1)),
            Err(Failure::Code)
        );
    }

    #[test]
    fn each_user_passes_with_the_right_answers_only() {
        for (user, answers) in [
            ("active", vec![]),
            ("otp", vec!["123456"]),
            ("otp-sms", vec![" 123456 "]),
            ("2fa", vec!["123456"]),
            ("2fa-app", vec!["123456"]),
            ("otp-or-app", vec!["123456"]),
            ("phone", vec!["(+33)0612345678"]),
            ("captcha", vec!["captcha-ok"]),
            ("contract", vec!["contract_2"]),
            ("challenge", vec!["challenge_2"]),
            ("unknown", vec!["123456"]),
        ] {
            let mut attempt = begin(user, NEW).ok().unwrap();
            for right in answers {
                for wrong in ["", "654321", "contract_1", "challenge_1", "+33612345678"] {
                    let refused = attempt.answer(&Answer::Code(wrong), Rules::default(), after(1));
                    assert_eq!(refused, Err(Failure::Code), "{user}: {wrong}");
                }
                let step = attempt.step();
                attempt.answer(&Answer::Look, Rules::default(), after(1)).unwrap();
                assert_eq!(attempt.step(), step, "{user}: looking is no answer");
                attempt.answer(&Answer::Code(right), Rules::default(), after(1)).unwrap();
            }
            assert_eq!(attempt.step(), None, "{user}");
        }
    }

    #[test]
    fn some_are_refused_at_once() {
        for (user, purpose, failure) in [
            ("wrong", NEW, Some(Failure::Credentials)),
            ("nobody", NEW, Some(Failure::Credentials)),
            ("exists", NEW, Some(Failure::Exists("acc_1".to_owned()))),
            ("exists", AGAIN, None),
            ("mismatch", NEW, None),
            ("mismatch", AGAIN, Some(Failure::Mismatch)),
            ("busy", AGAIN, Some(Failure::Busy)),
            ("proxy", NEW, Some(Failure::Proxy)),
        ] {
            assert_eq!(begin(user, purpose).err(), failure, "{user}");
        }
    }

    #[test]
    fn the_second_cookie_is_for_paid_products() {
        for (li_at, li_a, purpose, failure) in [
            ("AQEDgood", None, NEW, None),
            ("AQEDgood", Some("li"), PREMIUM, None),
            ("AQEDgood", None, PREMIUM, Some(Failure::PremiumCookie)),
            ("AQEDgood", Some(" "), PREMIUM, Some(Failure::PremiumCookie)),
            ("AQEDexpired1", Some("li"), PREMIUM, Some(Failure::Credentials)),
            ("good", None, NEW, Some(Failure::Credentials)),
        ] {
            assert_eq!(with_cookies(li_at, li_a, purpose), failure, "{li_at}");
        }
        assert!(begin("active", PREMIUM).is_ok(), "a password needs no cookie");
    }

    #[test]
    fn the_phone_approves_by_a_button_or_by_itself_or_never() {
        let by_itself = Rules { in_app_after: Some(Duration::from_secs(5)), ..Rules::default() };
        let never = Rules { in_app_never: true, ..by_itself };
        for (user, rules, button, at, passes) in [
            ("app", Rules::default(), false, 1000, false),
            ("app", Rules::default(), true, 0, true),
            ("app", by_itself, false, 4, false),
            ("app", by_itself, false, 5, true),
            ("app", never, true, 1000, false),
            ("otp-or-app", Rules::default(), true, 0, true),
            ("qr", by_itself, false, 5, true),
            ("oauth", by_itself, true, 1000, false),
        ] {
            let mut attempt = begin(user, NEW).ok().unwrap();
            if button {
                assert_eq!(attempt.approve_on_phone(), user != "oauth");
            }
            attempt.answer(&Answer::Look, rules, after(at)).unwrap();
            assert_eq!(attempt.step().is_none(), passes, "{user} {button} {at}");
        }
        let mut attempt = begin("oauth", NEW).ok().unwrap();
        assert!(attempt.allow());
        attempt.answer(&Answer::Look, Rules::default(), after(0)).unwrap();
        assert_eq!(attempt.step(), None);
    }

    #[test]
    fn an_approval_counts_for_its_own_step() {
        let mut attempt = begin("chain", NEW).ok().unwrap();
        assert!(!attempt.approve_on_phone() && !attempt.allow());
        for code in ["123456", "contract_2"] {
            attempt.answer(&Answer::Code(code), Rules::default(), after(0)).unwrap();
        }
        attempt.answer(&Answer::Look, Rules::default(), after(0)).unwrap();
        assert_eq!(attempt.step(), Some(Step::InApp), "nobody has approved this one");
        assert!(attempt.approve_on_phone());
        attempt.answer(&Answer::Look, Rules::default(), after(0)).unwrap();
        assert_eq!(attempt.step(), None);
    }

    #[test]
    fn loading_takes_two_looks() {
        let mut attempt = begin("loading", NEW).ok().unwrap();
        for expected in [Some(Step::Loading), None] {
            attempt.answer(&Answer::Look, Rules::default(), after(0)).unwrap();
            assert_eq!(attempt.step(), expected);
        }
    }

    #[test]
    fn a_checkpoint_gets_old_and_a_new_code_makes_it_young_again() {
        let rules = Rules { checkpoint_life: Some(Duration::from_secs(60)), ..Rules::default() };
        let mut attempt = begin("otp", NEW).ok().unwrap();
        let right = Answer::Code("123456");
        assert_eq!(attempt.answer(&right, rules, after(60)), Err(Failure::CheckpointExpired));
        attempt.resend(after(60)).unwrap();
        assert_eq!(attempt.answer(&right, rules, after(119)), Ok(()));
        for user in ["2fa-app", "phone", "captcha", "contract", "loading", "active"] {
            assert!(begin(user, NEW).ok().unwrap().resend(after(0)).is_err(), "{user}");
        }
    }
}
