/** What the person at the page reads. The engineer's sentences are in the event log. */

import type { AccountStatus, DockError, DockState, ErrorCode, Flow } from "linkdock";

export type Tone = "good" | "attention" | "bad" | "neutral";

export interface Words {
  readonly title: string;
  readonly text: string;
}

/** Whose pages the user is taken to, as it is called in sentences. */
export type Service = "Salesflow" | "LinkedIn" | "Unipile";

/** One line under the card's name. */
export function stateLine(state: DockState, flow: Flow, service: Service): string {
  switch (state) {
    case "idle":
    case "fetching":
      return "Starting…";
    case "loading":
      return `Opening ${service}’s page…`;
    case "authorizing":
      return "Waiting for your consent";
    case "waiting":
      // Salesflow's update page asks for nothing but the code.
      if (flow === "update" && service === "Salesflow") return "Waiting for your verification code";
      return "Waiting for you to sign in";
    case "checkpoint":
      return "LinkedIn wants to make sure it is you";
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

/** What the user is told; `{service}` is whose page it was. */
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
    text: "{service} did not give us access just now. Try again in a minute.",
  },
  token_timeout: {
    title: "{service} is taking too long",
    text: "It may be busy. Try again in a minute.",
  },
  token_invalid: {
    title: "We could not start the connection",
    text: "{service}’s answer was not usable. Try again; if it stays this way, tell your administrator.",
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
    title: "{service}’s page can’t be shown in here",
    text: "Open it in a window of its own. Your administrator can allow it in this page too.",
  },
  frame_unreachable: {
    title: "We can’t reach {service}",
    text: "Check your connection to the internet, then try again.",
  },
  load_timeout: {
    title: "{service}’s page is slow to come",
    text: "It is shown as soon as it is there. You can also try again, or open it in a window of its own.",
  },
  expired_link: {
    title: "This sign-in page has expired",
    text: "It is good for a short time only. Try again to get a new one.",
  },
  vendor_failed: {
    title: "LinkedIn did not accept the sign-in",
    text: "Check the e-mail address and password, then try again.",
  },
  account_deleted: {
    title: "This account no longer exists",
    text: "{service} has removed it. Connect it again to keep working with it.",
  },
  authorize_failed: {
    title: "LinkedIn gave no access",
    text: "Your account was not linked. Try again; if it happens again, tell your administrator.",
  },
  authorize_cancelled: {
    title: "You did not give consent",
    text: "Nothing was changed. You can start again any time.",
  },
  credentials_invalid: {
    title: "LinkedIn did not accept the sign-in",
    text: "Check the e-mail address and password, or the cookies, then try again.",
  },
  checkpoint_invalid: {
    title: "That code is not right",
    text: "Enter the newest code you were sent, or ask for another one.",
  },
  account_mismatch: {
    title: "That is another LinkedIn account",
    text: "Sign in with the account you wanted to reconnect. To add this one as well, connect it as a new account.",
  },
  account_exists: {
    title: "This account is connected already",
    text: "You find it in the list. Reconnect it there if it has stopped working.",
  },
  vendor_busy: {
    title: "{service} is busy right now",
    text: "Nothing was changed. Try again in a minute.",
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

export function errorWords(error: DockError, service: Service): Words {
  if (error.detail?.reason === "caller_unauthenticated") {
    return { title: "Your session has ended", text: "Reload the page to sign in to Aldermoor again." };
  }
  if (error.detail?.reason === "broker_unreachable") {
    return { title: "We cannot reach Aldermoor", text: "Check your connection to the internet, then try again." };
  }
  const { title, text } = ERRORS[error.code];
  const named = (sentence: string) => sentence.replace("{service}", service);
  if (error.code === "token_failed" && !error.retryable) {
    return { title: named(title), text: "Trying again will not help: ask your administrator to look at the event log." };
  }
  return { title: named(title), text: named(text) };
}
