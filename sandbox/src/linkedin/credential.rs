//! Credentials of one kind: issued, checked, revoked. Time comes in as an argument, and nothing in here knows what a
//! credential is good for.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use crate::random::random;

/// What a credential stands for.
#[derive(Clone)]
pub(crate) struct Grant {
    /// Members are numbered from 1, one for each consent.
    pub(crate) member: u64,
    /// The permissions, with commas between them.
    pub(crate) scope: String,
}

struct Issued {
    grant: Grant,
    expires: SystemTime,
    revoked: bool,
}

/// Why a credential is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Dead {
    /// Never handed out.
    Unknown,
    Revoked,
    Expired,
}

/// A credential that is good.
pub(crate) struct Live {
    pub(crate) grant: Grant,
    pub(crate) left: Duration,
}

/// Every credential of one kind.
#[derive(Default)]
pub(crate) struct Credentials(HashMap<String, Issued>);

impl Credentials {
    pub(crate) fn issue(&mut self, prefix: &str, grant: Grant, expires: SystemTime) -> String {
        let token = format!("{prefix}{}", random());
        self.0.insert(token.clone(), Issued { grant, expires, revoked: false });
        token
    }

    pub(crate) fn check(&self, token: &str, now: SystemTime) -> Result<Live, Dead> {
        let issued = self.0.get(token).ok_or(Dead::Unknown)?;
        if issued.revoked {
            return Err(Dead::Revoked);
        }
        match issued.expires.duration_since(now) {
            Ok(left) if left > Duration::ZERO => Ok(Live { grant: issued.grant.clone(), left }),
            Ok(_) | Err(_) => Err(Dead::Expired),
        }
    }

    /// All that were handed out so far; later ones are good.
    pub(crate) fn revoke(&mut self) {
        self.0.values_mut().for_each(|issued| issued.revoked = true);
    }
}
