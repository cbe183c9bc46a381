//! The end of the server as something every handler can wait for: a request that hangs on purpose must not keep the
//! process alive. It never ends anything by itself, it only tells.

use tokio::sync::watch;

/// Called once, heard everywhere. Clones are the same stop.
#[derive(Clone, Debug)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// A stop that nobody has called yet.
    #[must_use]
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Ends the server and every hanging request.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// Returns once [`stop`](Self::stop) has been called.
    pub async fn stopped(&self) {
        // The sender lives in `self`, so the wait cannot fail for want of one.
        let _ = self.0.subscribe().wait_for(|stopped| *stopped).await;
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}
