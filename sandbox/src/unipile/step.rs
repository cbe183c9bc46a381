//! What LinkedIn asks of somebody who signs in: the checkpoints, their right answers and how either generation writes
//! them. It knows nobody in particular.

use serde_json::{Value, json};

use super::Version;

/// The code that is right everywhere.
pub(crate) const RIGHT_CODE: &str = "123456";
const RIGHT_PHONE: &str = "(+33)0612345678";
/// What the stand-in for a captcha hands out, and what a real one's token has to be.
pub(crate) const CAPTCHA_TOKEN: &str = "captcha-ok";

/// Something to choose: its id, what it is called and a few more words. The second one is right.
pub(crate) type Choice = (&'static str, &'static str, &'static str);
pub(crate) const CONTRACTS: [Choice; 2] = [
    ("contract_1", "Northwind Recruiting", "Recruiter Lite, no seat left"),
    ("contract_2", "Northwind Sales", "Sales Navigator Advanced"),
];
pub(crate) const CHALLENGES: [Choice; 2] = [
    ("challenge_1", "Text message", "To the number ending in 12, which no longer answers"),
    ("challenge_2", "E-mail", "To o•••@sandbox.test"),
];

/// One step of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Otp(Option<Channel>),
    TwoFactor(Platform),
    InApp,
    OtpOrInApp,
    Phone,
    Captcha,
    Contract,
    Challenge,
    /// One look long.
    Loading,
    Qr,
    Oauth,
    /// A type that nobody documents.
    FaceScan,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Channel {
    Email,
    Sms,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Platform {
    Sms,
    App,
}

impl Step {
    /// Is this the answer? A step without one takes none.
    pub(crate) fn is_right(self, answer: &str) -> bool {
        match self {
            Self::Otp(_) | Self::TwoFactor(_) | Self::OtpOrInApp | Self::FaceScan => answer == RIGHT_CODE,
            Self::Phone => answer == RIGHT_PHONE,
            Self::Captcha => answer == CAPTCHA_TOKEN,
            Self::Contract => CONTRACTS.last().is_some_and(|(id, ..)| *id == answer),
            Self::Challenge => CHALLENGES.last().is_some_and(|(id, ..)| *id == answer),
            Self::InApp | Self::Loading | Self::Qr | Self::Oauth => false,
        }
    }

    /// Is it done with the phone, away from the page?
    pub(crate) const fn is_on_phone(self) -> bool {
        matches!(self, Self::InApp | Self::OtpOrInApp | Self::Qr)
    }

    /// Can what was sent be sent again?
    pub(crate) const fn can_resend(self) -> bool {
        matches!(self, Self::Otp(_) | Self::TwoFactor(Platform::Sms) | Self::InApp | Self::OtpOrInApp)
    }

    /// The object that describes the step in an answer.
    pub(crate) fn checkpoint(self, version: Version, origin: &str, intent: &str) -> Value {
        match self {
            Self::Otp(None) => json!({ "type": "OTP" }),
            Self::Otp(Some(channel)) => json!({ "type": "OTP", "channel": channel.word() }),
            Self::TwoFactor(platform) => match version {
                Version::V1 => json!({ "type": "2FA", "source": platform.word() }),
                Version::V2 => json!({ "type": "2FA", "platform": platform.word() }),
            },
            Self::InApp => json!({ "type": "IN_APP_VALIDATION" }),
            Self::OtpOrInApp => json!({ "type": "OTP_OR_IN_APP_VALIDATION", "channel": "SMS" }),
            Self::Phone => json!({ "type": "PHONE_REGISTER" }),
            Self::Captcha => {
                json!({ "type": "CAPTCHA", "public_key": "3117BF26-4762-4F5A-8ED9-A85E69209A46", "data": "c2FuZGJveA==" })
            }
            Self::Contract => {
                let contracts: Value =
                    CONTRACTS.iter().map(|(id, name, _)| json!({ "id": id, "name": name })).collect();
                let kind = match version {
                    Version::V1 => "CONTRACT_CHOOSER",
                    Version::V2 => "CONTRACT_SELECTION",
                };
                json!({ "type": kind, "contracts": contracts })
            }
            Self::Challenge => {
                let challenge = |(id, label, description): &Choice| json!({ "id": id, "label": label, "description": description });
                let challenges: Value = CHALLENGES.iter().map(challenge).collect();
                json!({ "type": "CHALLENGE_SELECTION", "challenges": challenges })
            }
            Self::Loading => json!({ "type": "LOADING" }),
            Self::Qr => json!({ "type": "QRCODE", "qrcode": qr_code(intent) }),
            Self::Oauth => json!({ "type": "OAUTH", "url": oauth_url(origin, intent) }),
            Self::FaceScan => {
                json!({ "type": "FACE_SCAN", "hint": "Hold your phone at arm’s length and type the code it shows." })
            }
        }
    }

    /// v2's union: what an intent answers while it waits for this step.
    pub(crate) fn union(self, origin: &str, intent: &str) -> Value {
        match self {
            Self::Qr => {
                json!({ "object": "AuthenticationQrCode", "intent_id": intent, "qr_code": qr_code(intent) })
            }
            Self::Oauth => {
                json!({ "object": "OauthUrl", "intent_id": intent, "url": oauth_url(origin, intent) })
            }
            Self::Otp(_)
            | Self::TwoFactor(_)
            | Self::InApp
            | Self::OtpOrInApp
            | Self::Phone
            | Self::Captcha
            | Self::Contract
            | Self::Challenge
            | Self::Loading
            | Self::FaceScan => {
                let checkpoint = self.checkpoint(Version::V2, origin, intent);
                json!({ "object": "AuthenticationCheckpoint", "intent_id": intent, "checkpoint": checkpoint })
            }
        }
    }
}

/// What the code says to the app that reads it; it is for the reader of the API to draw.
fn qr_code(intent: &str) -> String {
    format!("2@sandbox,{intent}")
}

/// The page on which LinkedIn asks whether that is all right.
pub(crate) fn oauth_url(origin: &str, intent: &str) -> String {
    format!("{origin}/unipile/oauth?intent={intent}")
}

impl Channel {
    const fn word(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Sms => "SMS",
        }
    }
}

impl Platform {
    const fn word(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::App => "APP",
        }
    }
}
