//! The test users: who signs in decides what happens, at hosted pages and at the API alike. This table is the only place
//! that knows them; the index page prints it.

use super::step::{Channel, Platform, Step};

const DOMAIN: &str = "@sandbox.test";
/// Cookies that look like LinkedIn's begin so.
const COOKIE: &str = "AQED";

/// One row of the table.
#[derive(Debug)]
pub(crate) struct TestUser {
    /// The address before the @.
    pub(crate) name: &'static str,
    pub(crate) fate: Fate,
    /// What the index page says.
    pub(crate) about: &'static str,
}

/// What becomes of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fate {
    /// These steps, then the account.
    Passes(&'static [Step]),
    /// A challenge to choose, either of which works, and another one whenever the user likes.
    HasWays,
    WrongCredentials,
    /// Connected already; a reconnection is welcome.
    Exists,
    /// Somebody else than the account that is reconnected; welcome as a new one.
    Mismatch,
    Busy,
    Proxy,
}

use Fate::{Busy, Exists, HasWays, Mismatch, Passes, Proxy, WrongCredentials};

const fn user(name: &'static str, fate: Fate, about: &'static str) -> TestUser {
    TestUser { name, fate, about }
}

impl TestUser {
    /// The address to type.
    pub(crate) fn email(&self) -> String {
        format!("{}{DOMAIN}", self.name)
    }

    /// The user with this e-mail address, whatever its case. Every phone number is `active`.
    pub(crate) fn by_username(username: &str) -> Option<&'static Self> {
        let username = username.trim().to_ascii_lowercase();
        if let Some(name) = username.strip_suffix(DOMAIN) {
            return Self::named(name);
        }
        let is_number = username.len() >= 6
            && username
                .chars()
                .all(|each| each.is_ascii_digit() || matches!(each, '+' | '(' | ')' | ' ' | '-'));
        is_number.then(|| Self::named("active")).flatten()
    }

    /// The user with this `li_at`: `active`, unless the cookie says otherwise (`AQEDotp-anything` is `otp`).
    pub(crate) fn by_cookie(li_at: &str) -> Option<&'static Self> {
        let rest = li_at.trim().strip_prefix(COOKIE)?;
        if rest.starts_with("expired") {
            return None;
        }
        // The names have dashes of their own: the longest one that fits is meant.
        let named = |user: &&Self| {
            rest.strip_prefix(user.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        USERS.iter().filter(named).max_by_key(|user| user.name.len()).or_else(|| Self::named("active"))
    }

    fn named(name: &str) -> Option<&'static Self> {
        USERS.iter().find(|user| user.name == name)
    }
}

/// Every test user, in the order the index page shows them.
pub(crate) const USERS: &[TestUser] = &[
    user("active", Passes(&[]), "Connects at once."),
    user("otp", Passes(&[Step::Otp(Some(Channel::Email))]), "A code by e-mail."),
    user("otp-sms", Passes(&[Step::Otp(Some(Channel::Sms))]), "A code by text message."),
    user("2fa", Passes(&[Step::TwoFactor(Platform::Sms)]), "A second factor by text message."),
    user("2fa-app", Passes(&[Step::TwoFactor(Platform::App)]), "A second factor from an authenticator app."),
    user("app", Passes(&[Step::InApp]), "Approval in the LinkedIn app."),
    user("otp-or-app", Passes(&[Step::OtpOrInApp]), "A code, or approval in the LinkedIn app."),
    user("phone", Passes(&[Step::Phone]), "A phone number; (+33)0612345678 is right."),
    user("captcha", Passes(&[Step::Captcha]), "A captcha; the token captcha-ok is right."),
    user("contract", Passes(&[Step::Contract]), "A contract to choose; the second one is right."),
    user("challenge", Passes(&[Step::Challenge]), "A way to verify to choose; the second one is right."),
    user("ways", HasWays, "The first way is the app, the second one a code by e-mail; they can be changed."),
    user("loading", Passes(&[Step::Loading, Step::Loading]), "LinkedIn takes its time, twice."),
    user("qr", Passes(&[Step::Qr]), "A QR code to scan with the LinkedIn app."),
    user("oauth", Passes(&[Step::Oauth]), "A page of LinkedIn with an allow button."),
    user("unknown", Passes(&[Step::FaceScan]), "A checkpoint that the vendor does not document."),
    user(
        "chain",
        Passes(&[Step::TwoFactor(Platform::Sms), Step::Contract, Step::InApp]),
        "A second factor, then a contract, then the app.",
    ),
    user("wrong", WrongCredentials, "Wrong credentials, always."),
    user("exists", Exists, "Connected already; reconnecting works."),
    user("mismatch", Mismatch, "Somebody else when reconnecting; connects as new."),
    user("busy", Busy, "Too many requests, always."),
    user("proxy", Proxy, "The proxy fails, always."),
];

#[cfg(test)]
mod tests {
    use super::TestUser;

    #[test]
    fn who_signs_in_is_told_by_name_number_or_cookie() {
        for (username, expected) in [
            ("otp@sandbox.test", Some("otp")),
            (" OTP-or-app@Sandbox.Test ", Some("otp-or-app")),
            ("2fa@sandbox.test", Some("2fa")),
            ("+33612345678", Some("active")),
            ("(+33) 06-12345678", Some("active")),
            ("nobody@sandbox.test", None),
            ("otp@example.com", None),
            ("", None),
        ] {
            assert_eq!(TestUser::by_username(username).map(|user| user.name), expected, "{username}");
        }
        for (cookie, expected) in [
            ("AQEDanything", Some("active")),
            ("AQED", Some("active")),
            ("AQEDotp", Some("otp")),
            ("AQEDotp-or-app-7", Some("otp-or-app")),
            ("AQEDotpx", Some("active")),
            ("AQEDexpired", None),
            ("AQEDexpired-7", None),
            ("aqed", None),
            ("", None),
        ] {
            assert_eq!(TestUser::by_cookie(cookie).map(|user| user.name), expected, "{cookie}");
        }
    }
}
