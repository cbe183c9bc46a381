import type { Vendor } from "./types.js";

/** Stable codes; https://github.com/linkdock/linkdock#errors says what to do about each. */
export type ErrorCode =
  | "options_invalid"
  | "target_missing"
  | "token_failed"
  | "token_timeout"
  | "token_invalid"
  | "token_spent"
  | "popup_blocked"
  | "frame_blocked"
  | "frame_unreachable"
  | "load_timeout"
  | "expired_link"
  | "vendor_failed"
  | "account_deleted"
  | "authorize_failed"
  | "authorize_cancelled"
  | "reload_exhausted"
  | "credentials_invalid"
  | "checkpoint_invalid"
  | "account_mismatch"
  | "account_exists"
  | "vendor_busy"
  | "wasm_blocked"
  | "aborted"
  | "unmounted";

export interface ErrorDetail {
  /** With `options_invalid`: the option, as a path such as `popup.width`. */
  readonly field?: string;
  /** With an error about a token or consent: the broker's word for what happened, such as `vendor_key_refused`. */
  readonly reason?: string;
  /** With `account_exists`: the account, where the vendor says which. */
  readonly accountId?: string;
  /** The broker's HTTP status. */
  readonly status?: number;
}

export interface DockErrorInit {
  retryable?: boolean;
  vendor?: Vendor;
  detail?: ErrorDetail;
  /** What the host's own function threw. */
  cause?: unknown;
}

/** A failure with a stable `code`; the message says what happened and what to do. Never holds a token. */
export class DockError extends Error {
  override readonly name = "DockError";
  readonly code: ErrorCode;
  /** Whether trying again makes sense. */
  readonly retryable: boolean;
  declare readonly vendor?: Vendor;
  declare readonly detail?: ErrorDetail;

  constructor(code: ErrorCode, message: string, init: DockErrorInit = {}) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    this.retryable = init.retryable ?? false;
    if (init.vendor) this.vendor = init.vendor;
    if (init.detail) this.detail = init.detail;
  }
}
