/** The sandbox's users, ready to be copied into its form. */

import { copyButton } from "./copy.js";
import { byId, make } from "./dom.js";

const USERS = [
  ["active@sandbox.test", "connects at once"],
  ["paused@sandbox.test", "needs a code"],
  ["blocked@sandbox.test", "needs a code"],
  ["deleted@sandbox.test", "no longer exists"],
  ["failed@sandbox.test", "is turned away"],
  ["twice@sandbox.test", "answers twice"],
  ["123456", "the right code"],
] as const;

/** Fills the panel. `sandbox` is the vendor's origin; its front page lists every user. */
export function showUsers(sandbox: string): void {
  byId("users", HTMLUListElement).replaceChildren(...USERS.map(([text, what]) => row(text, what)));
  byId("all-users", HTMLAnchorElement).href = new URL("/", sandbox).href;
}

function row(text: string, what: string): HTMLLIElement {
  const value = make("code", "", text);
  return make("li", "user", value, make("span", "", what), copyButton(text, value));
}
