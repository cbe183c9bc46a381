/**
 * What the extension remembers, all of it: in the browser's storage, which is empty before the user agrees and after the user
 * has stopped. It must never hold a cookie's value, nor anything made from one.
 */

/** `asking`: the user hasn't agreed. `deleting`: the user has stopped, and the broker still has to be told. */
export type Phase = "asking" | "on" | "paused" | "deleting";

export type Outcome =
  | "sent"
  /** There is no session to send. */
  | "signed_out"
  /** The browser doesn't give the cookies away: the user has taken a permission back. */
  | "not_allowed"
  /** Nobody is signed in to the product that asks. */
  | "unknown_caller"
  /** Somebody else is signed in there than the one who agreed. */
  | "another_user"
  | "unreachable"
  /** The broker has answered, but not as hoped. */
  | "refused";

/** The last time something was sent, or should have been. */
export interface Attempt {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly outcome: Outcome;
  /** The names of what was sent. */
  readonly fields?: readonly string[];
  /** What the broker says of the account: whether its owner has to sign in again there. */
  readonly needsUser?: boolean;
}

export interface State {
  readonly phase: Phase;
  readonly last: Attempt | null;
  /** Who has agreed, as the caller's page names the user; null until it has. Nobody else's session is sent. */
  readonly user: string | null;
}

/** What the popup tells the worker. The browser's permission has been granted before `agree` and `resume`. */
export type Order = "agree" | "pause" | "resume" | "delete";

/** That the popup has been opened: what is due must not wait for anything else. */
export type Opened = "opened";

export async function readState(): Promise<State> {
  const { phase = "asking", last = null, user = null } = (await chrome.storage.local.get()) as Partial<State>;
  return { phase, last, user };
}

export const writeState = (change: Partial<State>): Promise<void> => chrome.storage.local.set({ ...change });

export const COOKIES_PERMISSION = { permissions: ["cookies"] };
