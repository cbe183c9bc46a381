/** The sandbox's users, ready to be copied into its form. */

import { copyButton } from "./copy.js";
import { byId, make } from "./dom.js";

/** What to type, and what happens then. */
export type TestUser = readonly [text: string, what: string];

/** Fills the panel. `sandbox` is the vendor's origin; its front page lists every user. */
export function showUsers(sandbox: string, users: readonly TestUser[]): void {
  byId("users", HTMLUListElement).replaceChildren(...users.map(row));
  byId("all-users", HTMLAnchorElement).href = new URL("/", sandbox).href;
}

function row([text, what]: TestUser): HTMLLIElement {
  const value = make("code", "", text);
  return make("li", "user", value, make("span", "", what), copyButton(text, value));
}
