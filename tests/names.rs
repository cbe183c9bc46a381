//! The words that hosts branch on: each is its variant's own name, whatever order the variants are in.
#![cfg(not(target_arch = "wasm32"))]

use linkdock::core::account::{AccountStatus, Confirmed};
use linkdock::core::effect::{CloseReason, Phase, ReloadReason, ViewKind};
use linkdock::core::error::ErrorCode;
use linkdock::core::event::EventType;

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
