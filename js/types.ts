/// <reference lib="esnext.disposable" preserve="true" />

/** What a host gives a dock and gets of it. Types only, here as in what is re-exported: nothing of it reaches the browser. */

import type { DockError } from "./error.js";
import type { CloseInfo, CloseReason, DockEvent, ReloadInfo } from "./events.js";
import type { LinkedinOptions } from "./linkedin.js";
import type { Messages } from "./messages.js";
import type { UnipileCustomOptions, UnipileHostedOptions } from "./unipile.js";

export type * from "./events.js";
export type * from "./linkedin.js";
export type * from "./messages.js";
export type * from "./unipile.js";

/** The vendors whose flows can be docked. */
export type Vendor = "salesflow" | "linkedin" | "unipile";

/** What an account's state means. `unknown`: none of these, or not known; such an account of Salesflow's is refused, and told by `onEvent`. */
export type AccountStatus = "active" | "incomplete" | "disconnected" | "deleted" | "unknown";

/** An account as the vendor reported it. */
export interface Account {
  readonly vendor: Vendor;
  /** The vendor's identifier; empty for LinkedIn, which doesn't tell whose account it is. */
  readonly id: string;
  readonly status: AccountStatus;
  /** The vendor's own word, such as `ACCOUNT_PAUSED`, `running` or `OK`; empty for LinkedIn, which has none. */
  readonly vendorStatus: string;
  /** Unipile: who says that the account is linked. The redirect alone is a hint: anybody can make one up. */
  readonly confirmedBy?: ConfirmedBy;
  /** The token for the account's update flow. Present in callbacks only, when the vendor sent one. */
  readonly token?: string;
}

/**
 * `webhook`, `poll`: the vendor, to your server, which `confirm` has asked. `redirect`: there is no `confirm`, and the address
 * that the vendor sent the user back to says so. `answer`: the vendor's answer to the form's own request.
 */
export type ConfirmedBy = "webhook" | "poll" | "redirect" | "answer";

/** `connect` docks a new account, `update` makes a known one active again. */
export type Flow = "connect" | "update";

/**
 * `idle` → `fetching` (a token) → `loading` (the vendor's page) → `waiting` (the user is in it) → `active`,
 * `closed` or `failed`. `active` is final; but LinkedIn's frame stays, and goes through `fetching`, `loading` and `waiting`
 * again for each new token. `authorizing` (LinkedIn): the user is asked for consent, in a popup. `checkpoint` (Unipile's form):
 * LinkedIn asks the user for more than the password.
 */
export type DockState =
  | "idle"
  | "fetching"
  | "loading"
  | "waiting"
  | "authorizing"
  | "checkpoint"
  | "active"
  | "closed"
  | "failed";

/** What a token function is told. */
export interface TokenContext {
  readonly vendor: Vendor;
  /** Of a token source always `connect`: it serves docks of both flows. */
  readonly flow: Flow;
  /** The account to update; absent while a new one is being connected. */
  readonly accountId?: string;
  /** How many reloads came before: 0 at first. Of a token source: how many tries in a row have failed. */
  readonly attempt: number;
  /**
   * LinkedIn: the end of the token that this one is to replace, in milliseconds since 1970, where it is known. A backend
   * that keeps tokens must not hand out that one again.
   */
  readonly renews?: number;
  /** Aborted when the answer isn't wanted any more. Pass it to `fetch`. */
  readonly signal: AbortSignal;
}

/** A short-lived token, alone or with more around it. */
export type Credential =
  | string
  | {
      readonly token: string;
      /**
       * LinkedIn: when the token ends, in seconds or milliseconds since 1970 (whichever can be meant), as a `Date`, or as an
       * ISO 8601 text with a time zone. Unknown: it is taken to last for the policy's `lifetime`.
       */
      readonly expiresAt?: number | string | Date | null;
    };

/**
 * Asked anew for every load, or by a token source for all docks that share it. Throw or reject when there is no token; a
 * `DockError` about a token is passed on as it is. `None` is null for LinkedIn: no account is linked yet.
 */
export type TokenFunction<None = never> = (context: TokenContext) => Credential | None | Promise<Credential | None>;

/** Called when something happens, never before the mounting call has returned. What they throw is reported. */
export interface Callbacks {
  /**
   * The account is active. Final, exactly once; LinkedIn's can be unlinked and linked again. LinkedIn doesn't confirm it in
   * words: there is a token, and the frame has loaded with it and hasn't refused it.
   */
  onActive?(account: Account): void;
  /** The account needs the update flow; the dock moves on to it by itself unless `autoUpdate` is false. */
  onUpdate?(account: Account): void;
  /** A fresh token was fetched and the vendor's page loaded again. */
  onReload?(info: ReloadInfo): void;
  /** The surface went away, or may have: see {@link CloseReason}. */
  onClose?(info: CloseInfo): void;
  /** Something failed; `error.retryable` says whether trying again makes sense. */
  onError?(error: DockError): void;
  /** Every change of `dock.state`, save those before an `unmount()` in the tick of the mounting call. */
  onState?(state: DockState, previous: DockState): void;
  /** Diagnostics, among them each refused message with its reason. */
  onEvent?(event: DockEvent): void;
}

/** Options of every vendor. */
export interface CommonOptions extends Callbacks {
  /**
   * What the vendor's page is shown in. `auto` (default): the vendor's best surface, a frame for Salesflow, and where
   * that is refused or stays silent the user is offered the other one. LinkedIn has frames only.
   */
  mode?: "auto" | "iframe" | "popup";
  /** `inline`: in its place in the page, the default with a target; `modal`: in a dialog over the page, the default without. */
  presentation?: "inline" | "modal";
  /** The accessible name of the frame, and the dialog's title. Default "Connect your LinkedIn account", in the language at hand. */
  title?: string;
  /** `auto` (default): as the system has it. */
  theme?: "auto" | "light" | "dark";
  /**
   * The language of what the dock itself says, as a tag such as `de` or `pt-BR`: English, French, German, Spanish,
   * Portuguese or Arabic, and English for any other. Default: the target's (its own `lang` or that of an element
   * around it), or the browser's.
   */
  locale?: string;
  /** Your own words, for some of the texts or for all of them. */
  messages?: Messages;
  /** The popup's size in CSS pixels, 200 to 4000. Default 800 × 600. */
  popup?: { width?: number; height?: number };
  /** In whole milliseconds, up to 600 000. */
  timeouts?: {
    /** How long a token may take. Default 30 000. */
    token?: number;
    /**
     * How long a frame may take to load, and after that to say something, before the user is offered a way on. Neither
     * ends the flow: a page that comes late is shown, and its answer counts. Default 10 000.
     */
    load?: number;
  };
  /** Unmounts the dock when aborted; `result` rejects with `aborted`. */
  signal?: AbortSignal;
}

interface SalesflowOptions extends CommonOptions {
  vendor: "salesflow";
  /** The host of Salesflow's embedded pages, which may be white-label: `app.example.com`. */
  host: string;
  /** Further origins that these pages may post messages from. */
  origins?: readonly string[];
  /**
   * Gives the update flow its token, a fresh one for "Try again" too. Default: the token that the vendor sent with
   * the account, again and again.
   */
  updateToken?: TokenFunction;
  /** Whether an account that isn't active moves the dock on to the update flow. Default true. */
  autoUpdate?: boolean;
}

/** Options of {@link mountConnect}. */
export type ConnectOptions =
  | LinkedinOptions
  | UnipileHostedOptions
  | UnipileCustomOptions
  | (SalesflowOptions & {
      /** Gives an onboarding token. A string serves one load; a function serves "Try again" too. */
      token: string | TokenFunction;
    });

/** Options of {@link mountUpdate}. LinkedIn's begins with a new token, Unipile's reconnects the account. */
export type UpdateOptions =
  | LinkedinOptions
  | ((UnipileHostedOptions | UnipileCustomOptions) & {
      /** The account to reconnect: `acc_…` */
      accountId: string;
    })
  | (SalesflowOptions & {
      /** The account to update. Compare it with `account.id` in `onActive`: the user may sign in with another account. */
      accountId: string | number;
      /** Gives the account's JWT. A string serves one load; a function serves "Try again" too. */
      token: string | TokenFunction;
    });

/** A mounted flow. Its methods need no `this`. */
export interface Dock {
  readonly state: DockState;
  /** The account of the last answer, without its token. */
  readonly account: Account | null;
  /** The dock's element in the page; null after `unmount`. */
  readonly element: HTMLElement | null;
  /**
   * The active account, without its token. Rejects with a `DockError` when the flow has ended without one: after
   * `unmount`, an abort, a dialog that was closed, or a failure that leaves the user nothing to press. Never an unhandled rejection by itself.
   */
  readonly result: Promise<Account>;
  /** Fetches a fresh token and loads the vendor's page again. For a popup that is gone, call it in a click. */
  readonly reload: () => void;
  /**
   * Moves on to the update flow: with `autoUpdate: false`, after `onUpdate`. Nothing happens once the account is active.
   *
   * @throws {DockError} `options_invalid` when there is no account to update yet.
   */
  readonly update: (options?: { token?: string }) => void;
  /** Brings the popup to the front, or takes the focus to the frame or to what there is to press. */
  readonly focus: () => void;
  /** Gives up as the user's "Cancel" does: the surface is closed, a dialog goes away. `reload()` opens it again. */
  readonly close: () => void;
  /**
   * LinkedIn: forgets the token, for every dock that shares it, and goes back to LinkedIn's sign-in. On your server, delete
   * the tokens first. Nothing happens for other vendors.
   */
  readonly unlink: () => void;
  /** Removes everything. Legal any time and anywhere, as often as one likes. */
  readonly unmount: () => void;
  readonly [Symbol.dispose]: () => void;
}
