/** What the person at the popup reads about what has happened. */

import { brokerOrigin, config } from "./config.js";
import type { Attempt, Outcome } from "./state.js";

export interface Words {
  readonly tone: "good" | "attention" | "bad" | "quiet";
  readonly title: string;
  readonly text: string;
}

/** Where a person thinks of: an origin without what every address begins with. */
export const place = (address: string): string => address.replace(/^https:\/\//, "");

export function everyWords(minutes: number): string {
  if (minutes === 1) return "every minute";
  if (minutes === 60) return "every hour";
  return minutes % 60 === 0 ? `every ${minutes / 60} hours` : `every ${minutes} minutes`;
}

/** Such as `14:05`, with the day if that was another one. */
function time(millis: number): string {
  const [then, now] = [new Date(millis), new Date()];
  const timeStyle = "short";
  return then.toDateString() === now.toDateString()
    ? `at ${then.toLocaleTimeString(undefined, { timeStyle })}`
    : `on ${then.toLocaleString(undefined, { dateStyle: "medium", timeStyle })}`;
}

const WHY: Record<Exclude<Outcome, "sent">, { title: string; text: string }> = {
  signed_out: {
    title: "You are signed out of LinkedIn",
    text: "There is nothing to send. Sign in to linkedin.com in this browser, and it is sent by itself.",
  },
  not_allowed: {
    title: "The browser does not allow it",
    text: "Access to linkedin.com was taken back. Allow it in the browser’s settings of this extension.",
  },
  unknown_caller: {
    title: `You are signed out of ${config.name}`,
    text: `Sign in to ${config.name} in this browser.`,
  },
  another_user: {
    title: `Someone else is signed in to ${config.name}`,
    text: "It is not the account for which you agreed, so nothing was sent for it.",
  },
  unreachable: {
    title: `${config.name} can’t be reached`,
    text: `${place(brokerOrigin)} does not answer.`,
  },
  refused: {
    title: `${config.name} did not accept it`,
    text: "If this happens again, tell your administrator.",
  },
};

export function attemptWords(last: Attempt | null, next: number | undefined): Words {
  if (!last) return { tone: "quiet", title: "Sending for the first time…", text: "" };
  const then = next === undefined ? "" : ` The next try is ${time(next)}.`;
  if (last.outcome === "sent") {
    const title = `Sent ${time(last.at)}`;
    return last.needsUser
      ? { tone: "attention", title, text: `${config.name} needs you: open it and connect your LinkedIn account.` }
      : { tone: "good", title, text: `${config.name} has your current LinkedIn session.` };
  }
  const { title, text } = WHY[last.outcome];
  if (last.outcome === "signed_out" || last.outcome === "not_allowed") return { tone: "attention", title, text };
  return { tone: "bad", title, text: text + then };
}

export function pausedWords(last: Attempt | null): Words {
  if (last?.outcome === "another_user") {
    const { title, text } = WHY.another_user;
    const then = " Sharing is paused until somebody agrees again, for the account that is signed in then.";
    return { tone: "attention", title, text: text + then };
  }
  const text = `${config.name} keeps what it has and stays connected. To have that deleted, stop below.`;
  return { tone: "quiet", title: last?.outcome === "sent" ? `Paused. Last sent ${time(last.at)}` : "Paused", text };
}

/** What stopping doesn't do: the vendor's side is out of the broker's reach. */
export const GOES_ON = `Unipile stays signed in to LinkedIn until you sign out there, or ${config.name} removes the account.`;

export const DELETED: Words = {
  tone: "good",
  title: "Your session is deleted",
  text: `${config.name} no longer holds it. ${GOES_ON}`,
};

export function deletionWords(last: Attempt | null, next: number | undefined): Words {
  if (!last) return { tone: "quiet", title: "Deleting…", text: `${config.name} is told to delete your session.` };
  const why = last.outcome === "sent" ? { title: "", text: "" } : WHY[last.outcome];
  const then = next === undefined ? "" : ` It is tried again ${time(next)}.`;
  return { tone: "bad", title: `${config.name} still holds your session`, text: `${why.title}: it could not be told to delete it.${then} Signing out of LinkedIn makes the session useless.` };
}
