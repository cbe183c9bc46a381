//! The demo's sessions: random ids in memory, a bounded number, the oldest forgotten first.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// More tabs than anybody opens on one machine.
const MOST: usize = 256;

/// The sessions that are known.
#[derive(Default)]
pub(super) struct Sessions(Mutex<VecDeque<String>>);

impl Sessions {
    /// A new session's id (128 random bits in hex), or `None` when the system gives no randomness.
    pub(super) fn open(&self) -> Option<String> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).ok()?;
        let id = random.iter().fold(String::new(), |mut id, byte| {
            // Writing to a String cannot fail.
            let _infallible = write!(id, "{byte:02x}");
            id
        });
        let mut known = self.lock();
        if known.len() == MOST {
            known.pop_front();
        }
        known.push_back(id.clone());
        Some(id)
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        self.lock().iter().any(|known| known == id)
    }

    /// A panic elsewhere leaves a list of ids whole, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Sessions};

    #[test]
    fn a_session_is_known_until_many_newer_ones_are_open() {
        let sessions = Sessions::default();
        let first = sessions.open().unwrap();
        let second = sessions.open().unwrap();
        assert!(sessions.knows(&first) && sessions.knows(&second));
        for _ in 0..MOST - 1 {
            sessions.open().unwrap();
        }
        assert!(!sessions.knows(&first));
        assert!(sessions.knows(&second));
        assert_eq!(sessions.lock().len(), MOST);
    }

    #[test]
    fn a_session_id_is_random_and_fit_for_a_cookie() {
        let sessions = Sessions::default();
        let id = sessions.open().unwrap();
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert_ne!(id, sessions.open().unwrap());
        assert!(!sessions.knows("") && !sessions.knows(&id[..31]));
    }
}
