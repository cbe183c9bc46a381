/** What the host hears of a dock: why it reloads and closes, and each step of the flow. */

import type { ErrorCode } from "./error.js";
import type { Flow, Vendor } from "./types.js";

export type CloseReason =
  /** The account is active. */
  | "completed"
  /** The user cancelled, or the host called `close()`. */
  | "user"
  /** The user closed the popup. */
  | "popup_closed"
  /**
   * The popup is closed, or its page has cut it off from this one by Cross-Origin-Opener-Policy: the two look the same.
   * The dock goes on listening, and `onActive` may still come.
   */
  | "popup_maybe_closed"
  /** `unmount()`, the `signal`, or the dock's element was taken out of the page. */
  | "unmounted";

export interface CloseInfo {
  /** Whether it went away because the account is active. LinkedIn's stays then, so false. */
  readonly completed: boolean;
  readonly reason: CloseReason;
}

export interface ReloadInfo {
  readonly reason:
    /** `reload()`, or "Try again". */
    | "manual"
    /** LinkedIn refused the token. */
    | "tokenError"
    /** The token was about to end. */
    | "expiring"
    /** The page came back into sight with a token that was about to end, or had. */
    | "visible";
  /** Counts the dock's reloads, from 1. */
  readonly attempt: number;
}

/** Why a `message` event was not acted upon, in the order in which it is looked at. */
export type RefusalReason =
  /** `event.source` is null. */
  | "no_source"
  /** The source window is not this dock's surface. */
  | "unknown_source"
  /** The origin is neither `host` nor one of `origins`. */
  | "wrong_origin"
  /** Text of more than 65 536 UTF-16 code units. */
  | "too_large"
  | "not_json"
  | "not_object"
  /** Reading it would have run foreign code. */
  | "unreadable"
  | "unknown_type"
  | "invalid_data"
  | "invalid_action"
  | "invalid_account_id"
  | "invalid_status"
  /** A status word this version doesn't know; the event's `vendorStatus` holds it. */
  | "unknown_status"
  | "invalid_token"
  /** Unipile: the redirect's `state` isn't the link's. */
  | "invalid_state"
  /** The answer that was acted upon a moment ago. */
  | "duplicate"
  /** No answer is expected now. */
  | "late";

interface EventBase {
  /** The version of this catalogue. Within a version types and fields are only ever added. */
  readonly version: 1;
  readonly vendor: Vendor;
  readonly flow: Flow;
  readonly surface: "iframe" | "popup" | "redirect" | "form";
}

/** Why the flow goes on in the other surface: the error before it, or `silent`, when there was none. */
export type FallbackReason = ErrorCode | "silent";

/** Diagnostics and analytics. Never a token, a URL or the content of a message. */
export type DockEvent =
  | (EventBase & {
      readonly type:
        /** Your token function was asked, or the token source. */
        | "credential_requested"
        /** Your `authorize` was asked for the user's consent. */
        | "authorize_started"
        /** The vendor's page was opened in the frame or the popup, or the form. */
        | "surface_opened"
        /** Your `confirm` was asked what became of the account. */
        | "confirm_started"
        /** Unipile: `products` has both `recruiter` and `sales_navigator`. They are asked for all the same. */
        | "products_conflict";
    })
  | (EventBase & {
      readonly type:
        /** Your `confirm` has answered; the time since it was asked, and the vendor's word for the account's status. */
        | "confirm_ended"
        /**
         * Unipile's form shows another step: `credentials`, or the vendor's word for the checkpoint; the time since the form
         * was opened.
         */
        | "step_shown";
      /** In milliseconds. */
      readonly durationMs: number;
      readonly vendorStatus: string;
    })
  | (EventBase & {
      readonly type:
        /** Your token function answered; the time since it was asked. */
        | "credential_received"
        /** Your `authorize` has the user's consent; the time since it was asked. */
        | "authorize_ended"
        /**
         * The frame has loaded, or the popup has shown another site's page for a second; the time since it was opened.
         * Browsers don't tell whether it is the vendor's page or an error page in its place.
         */
        | "surface_loaded"
        /** The frame has said nothing for so long that a window is offered beside it; the time since it was opened. */
        | "surface_silent"
        /** The surface is gone; the time since it was opened. */
        | "surface_closed";
      /** In milliseconds. */
      readonly durationMs: number;
    })
  | (EventBase & {
      /** The flow goes on in the other surface, which `surface` names, because the user chose so. */
      readonly type: "fallback_taken";
      readonly reason: FallbackReason;
    })
  | (EventBase & {
      /** Something failed: what `onError` hears of too. */
      readonly type: "failed";
      readonly reason: ErrorCode;
    })
  | (EventBase & {
      readonly type: "message_accepted";
      /** The time since the surface was opened, in milliseconds. */
      readonly durationMs: number;
      /** The vendor's status word, absent when it reported a failure; Unipile's word for a failure, absent for a success. */
      readonly vendorStatus?: string;
    })
  | (EventBase & {
      readonly type: "message_refused";
      readonly reason: RefusalReason;
      /** The message's origin. */
      readonly origin: string;
      /** With `unknown_status`: the word. */
      readonly vendorStatus?: string;
    });
