//! The words that hosts branch on: each is its variant's own name, whatever order the variants are in.
#![cfg(not(target_arch = "wasm32"))]

use linkdock::core::account::{AccountStatus, Confirmed};
use linkdock::core::effect::{CloseReason, Phase, ReloadReason, ViewKind};
use linkdock::core::error::ErrorCode;
use linkdock::core::event::EventType;
use linkdock::core::message::Refusal;
use linkdock::core::plan::SurfaceKind;
use linkdock::core::vendor::VendorName;

/// Each variant and its word; a variant that is left out doesn't compile.
macro_rules! words {
    ($type:ident: $($variant:ident)*) => {{
        let _all = |value: $type| match value {
            $($type::$variant => ()),*
        };
        [$((stringify!($variant), $type::$variant.as_str())),*]
    }};
}

fn snake_case(name: &str) -> String {
    let spell = |letter: char| match letter {
        'A'..='Z' => format!("_{}", letter.to_ascii_lowercase()),
        _ => letter.to_string(),
    };
    name.chars().map(spell).collect::<String>().trim_start_matches('_').to_owned()
}

#[test]
fn every_word_is_its_variants_name() {
    let mut all = Vec::new();
    all.extend(words!(ErrorCode: OptionsInvalid TargetMissing TokenFailed TokenTimeout TokenInvalid TokenSpent
        PopupBlocked FrameBlocked FrameUnreachable LoadTimeout ExpiredLink VendorFailed AccountDeleted AuthorizeFailed
        AuthorizeCancelled ReloadExhausted CredentialsInvalid CheckpointInvalid AccountMismatch
        AccountExists VendorBusy Aborted Unmounted));
    all.extend(
        words!(EventType: CredentialRequested CredentialReceived AuthorizeStarted AuthorizeEnded SurfaceOpened
        SurfaceLoaded SurfaceSilent SurfaceClosed FallbackTaken Failed MessageAccepted MessageRefused ConfirmStarted
        ConfirmEnded StepShown ProductsConflict),
    );
    all.extend(words!(Phase: Idle Fetching Loading Waiting Authorizing Checkpoint Active Closed Failed));
    all.extend(words!(CloseReason: Completed Unmounted User PopupClosed PopupMaybeClosed));
    all.extend(words!(AccountStatus: Active Incomplete Disconnected Deleted Unknown));
    all.extend(words!(ViewKind: Busy Frame Form Popup Notice Done Nothing));
    all.extend(words!(Confirmed: Webhook Poll Redirect Answer));
    for (variant, word) in all {
        assert_eq!(word, snake_case(variant));
    }
    for (variant, word) in words!(ReloadReason: Manual TokenError Expiring Visible) {
        assert_eq!(word.to_ascii_lowercase(), variant.to_ascii_lowercase());
    }
}

/// Hosts branch on these words by their types: one that the types don't know can't be written.
#[test]
fn every_word_that_a_host_may_hear_is_in_the_types() {
    let types = concat!(include_str!("../js/types.ts"), include_str!("../js/events.ts"));
    let errors = include_str!("../js/error.ts");
    let words = [
        &words!(EventType: CredentialRequested CredentialReceived AuthorizeStarted AuthorizeEnded SurfaceOpened SurfaceLoaded
            SurfaceSilent SurfaceClosed FallbackTaken Failed MessageAccepted MessageRefused ConfirmStarted ConfirmEnded
            StepShown ProductsConflict)[..],
        &words!(Phase: Idle Fetching Loading Waiting Authorizing Checkpoint Active Closed Failed),
        &words!(CloseReason: Completed Unmounted User PopupClosed PopupMaybeClosed),
        &words!(AccountStatus: Active Incomplete Disconnected Deleted Unknown),
        &words!(Confirmed: Webhook Poll Redirect Answer),
        &words!(ReloadReason: Manual TokenError Expiring Visible),
        &words!(SurfaceKind: Frame Popup Page Form),
        &words!(VendorName: Linkedin Salesflow Unipile),
    ]
    .concat();
    let quoted = |word: &str| format!("\"{word}\"");
    for (_, word) in words {
        assert!(types.contains(&quoted(word)), "the types lack {word}");
    }
    let refusals = [
        Refusal::NoSource,
        Refusal::UnknownSource,
        Refusal::WrongOrigin,
        Refusal::TooLarge,
        Refusal::NotJson,
        Refusal::NotObject,
        Refusal::Unreadable,
        Refusal::UnknownType,
        Refusal::InvalidData,
        Refusal::InvalidAction,
        Refusal::InvalidAccountId,
        Refusal::InvalidStatus,
        Refusal::UnknownStatus(String::new()),
        Refusal::InvalidToken,
        Refusal::InvalidState,
        Refusal::Duplicate,
        Refusal::Late,
    ];
    for refusal in refusals {
        assert!(types.contains(&quoted(refusal.as_str())), "the types lack {}", refusal.as_str());
    }
    for (_, word) in words!(ErrorCode: OptionsInvalid TargetMissing TokenFailed TokenTimeout TokenInvalid TokenSpent
        PopupBlocked FrameBlocked FrameUnreachable LoadTimeout ExpiredLink VendorFailed AccountDeleted AuthorizeFailed
        AuthorizeCancelled ReloadExhausted CredentialsInvalid CheckpointInvalid AccountMismatch AccountExists VendorBusy
        Aborted Unmounted)
    {
        assert!(errors.contains(&quoted(word)), "js/error.ts lacks {word}");
    }
}
