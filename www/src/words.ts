/** What the person at the page reads. The engineer's sentences are in the event log. */

import type { AccountStatus, DockError, DockState, ErrorCode, Flow } from "linkdock";

export type Tone = "good" | "attention" | "bad" | "neutral";

export interface Words {
  readonly title: string;
  readonly text: string;
}

/** One line under the card's name. */
export function stateLine(state: DockState, flow: Flow): string {
  switch (state) {
    case "idle":
    case "fetching":
      return "Starting…";
    case "loading":
      return "Opening Salesflow’s page…";
    case "authorizing":
      return "Waiting for your consent";
    case "waiting":
      return flow === "connect" ? "Waiting for you to sign in" : "Waiting for your verification code";
    case "active":
      return "Connected";
    case "closed":
      return "Cancelled";
    case "failed":
      return "Not connected";
  }
}

export const STATUS_BADGES: Record<AccountStatus, { tone: Tone; label: string }> = {
  active: { tone: "good", label: "Active" },
  incomplete: { tone: "attention", label: "Incomplete" },
  disconnected: { tone: "attention", label: "Disconnected" },
  deleted: { tone: "bad", label: "Deleted" },
  unknown: { tone: "neutral", label: "Unknown" },
};

const ERRORS: Record<ErrorCode, Words> = {
  options_invalid: {
    title: "This integration is set up wrongly",
    text: "Nothing you can do here: ask your administrator to look at the event log.",
  },
  target_missing: {
    title: "The sign-in has no place in this page",
    text: "Reload the page. If it happens again, tell your administrator.",
  },
  token_failed: {
    title: "We could not start the connection",
    text: "Salesflow did not give us access just now. Try again in a minute.",
  },
  token_timeout: {
    title: "Salesflow is taking too long",
    text: "It may be busy. Try again in a minute.",
  },
  token_invalid: {
    title: "We could not start the connection",
    text: "Salesflow’s answer was not usable. Try again; if it stays this way, tell your administrator.",
  },
  token_spent: {
    title: "This sign-in link has been used",
    text: "Start again to get a new one.",
  },
  popup_blocked: {
    title: "Your browser blocked the window",
    text: "Allow popups for this page and try again, or let it open in the page.",
  },
  frame_blocked: {
    title: "Salesflow’s page can’t be shown in here",
    text: "Open it in a window of its own. Your administrator can allow it in this page too.",
  },
  frame_unreachable: {
    title: "We can’t reach Salesflow",
    text: "Check your connection to the internet, then try again.",
  },
  load_timeout: {
    title: "Salesflow’s page is slow to come",
    text: "It is shown as soon as it is there. You can also try again, or open it in a window of its own.",
  },
  expired_link: {
    title: "This sign-in page has expired",
    text: "It is good for half an hour. Try again to get a new one.",
  },
  vendor_failed: {
    title: "LinkedIn did not accept the sign-in",
    text: "Check the e-mail address and password, then try again.",
  },
  account_deleted: {
    title: "This account no longer exists",
    text: "Salesflow has removed it. Connect it again to keep working with it.",
  },
  authorize_failed: {
    title: "LinkedIn gave no access",
    text: "Your account was not linked. Try again; if it happens again, tell your administrator.",
  },
  authorize_cancelled: {
    title: "You did not give consent",
    text: "Nothing was changed. You can start again any time.",
  },
  reload_exhausted: {
    title: "The account is still not active",
    text: "Several attempts changed nothing. Check it on linkedin.com, then try again.",
  },
  wasm_blocked: {
    title: "Your browser blocks a part of this page",
    text: "WebAssembly is switched off here. Allow it, or use another browser.",
  },
  aborted: {
    title: "The window was closed",
    text: "Nothing was changed. You can start again any time.",
  },
  unmounted: {
    title: "The connection was cancelled",
    text: "Nothing was changed. You can start again any time.",
  },
};

export function errorWords(error: DockError): Words {
  if (error.detail?.reason === "caller_unauthenticated") {
    return { title: "Your session has ended", text: "Reload the page to sign in to Aldermoor again." };
  }
  if (error.detail?.reason === "broker_unreachable") {
    return { title: "We cannot reach Aldermoor", text: "Check your connection to the internet, then try again." };
  }
  if (error.code === "token_failed" && !error.retryable) {
    return { ...ERRORS.token_failed, text: "Trying again will not help: ask your administrator to look at the event log." };
  }
  return ERRORS[error.code];
}
