/** The sandbox's users, ready to be copied into its form. */

import { byId, icon, make } from "./dom.js";

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
  const copy = make("button", "copy", icon("copy"));
  copy.type = "button";
  copy.title = "Copy";
  copy.setAttribute("aria-label", `Copy ${text}`);
  copy.addEventListener("click", () => void copied(text, value, copy));
  return make("li", "user", value, make("span", "", what), copy);
}

async function copied(text: string, value: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const words = byId("copied", HTMLParagraphElement);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard for this page: the text is selected instead, so that one key copies it.
    getSelection()?.selectAllChildren(value);
    words.textContent = `${text} is selected. Copy it with your keyboard.`;
    return;
  }
  words.textContent = `Copied ${text}`;
  button.replaceChildren(icon("check"));
  button.classList.add("done");
  setTimeout(() => {
    button.replaceChildren(icon("copy"));
    button.classList.remove("done");
    words.textContent = "";
  }, 1600);
}
