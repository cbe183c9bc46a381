//! What the host is told for diagnostics and analytics, through `onEvent`.
//!
//! One flat record with a version: fields are only ever added. It never carries a credential, a URL or a
//! piece of a foreign message other than its origin and a vendor's status word.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;

use super::message::Refusal;
use super::plan::{Millis, SurfaceKind};
use super::text::word;
use super::vendor::VendorName;

/// The version of the catalogue below.
pub const VERSION: u8 = 1;

/// Which of the two flows a dock is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// A new account is being connected.
    Connect,
    /// A known account is being made active again.
    Update,
}

impl FlowKind {
    /// The flow as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Update => "update",
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventType {
    /// The host's token function was asked.
    CredentialRequested,
    /// It answered with a usable credential.
    CredentialReceived,
    /// The host was asked for the user's consent.
    AuthorizeStarted,
    /// It has it.
    AuthorizeEnded,
    /// A vendor page was opened in a surface.
    SurfaceOpened,
    /// The frame has loaded something, or the popup has shown another site's page for a second; whether it is the
    /// vendor's page, browsers don't tell.
    SurfaceLoaded,
    /// The frame has said nothing for so long that the user is offered a window.
    SurfaceSilent,
    /// The surface is gone.
    SurfaceClosed,
    /// The other surface is used from now on; `reason` says why.
    FallbackTaken,
    /// Something failed; `reason` is the error's code.
    Failed,
    /// The vendor's answer was accepted.
    MessageAccepted,
    /// A message was refused; `reason` says why.
    MessageRefused,
    /// The host was asked whether the account is linked.
    ConfirmStarted,
    /// It has answered.
    ConfirmEnded,
    /// The form shows a step; its name is the status word.
    StepShown,
    /// The host asks for products that exclude each other.
    ProductsConflict,
}

impl EventType {
    /// The type as JavaScript sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(
            "credential_requested credential_received authorize_started authorize_ended surface_opened surface_loaded surface_silent surface_closed fallback_taken failed message_accepted message_refused confirm_started confirm_ended step_shown products_conflict",
            self as usize,
        )
    }
}

/// A record of something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventType,
    /// Whose flow it happened in.
    pub vendor: VendorName,
    /// Which flow it happened in.
    pub flow: FlowKind,
    /// What the vendor's page is shown in.
    pub surface: SurfaceKind,
    /// How long what has ended took.
    pub duration: Option<Millis>,
    /// Why a message was refused, a fallback taken or the flow failed.
    pub reason: Option<&'static str>,
    /// Where a refused message came from.
    pub origin: Option<String>,
    /// The vendor's status word, of an accepted answer or of one with an unknown word.
    pub vendor_status: Option<String>,
}

impl Event {
    /// A record without further fields.
    #[must_use]
    pub fn new(kind: EventType, vendor: VendorName, flow: FlowKind, surface: SurfaceKind) -> Box<Self> {
        let (duration, reason, origin, vendor_status) = (None, None, None, None);
        Box::new(Self { kind, vendor, flow, surface, duration, reason, origin, vendor_status })
    }

    /// Adds how long it took.
    #[must_use]
    pub fn lasting(mut self: Box<Self>, duration: Millis) -> Box<Self> {
        self.duration = Some(duration);
        self
    }

    /// Adds why.
    #[must_use]
    pub fn because(mut self: Box<Self>, reason: &'static str) -> Box<Self> {
        self.reason = Some(reason);
        self
    }

    /// Adds why a message from `origin` was refused.
    #[must_use]
    pub fn refused(mut self: Box<Self>, refusal: Refusal, origin: &str) -> Box<Self> {
        self.reason = Some(refusal.as_str());
        self.origin = Some(origin.to_owned());
        if let Refusal::UnknownStatus(word) = refusal {
            self.vendor_status = Some(word);
        }
        self
    }
}
