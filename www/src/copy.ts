/** A button that copies a text, for what is to be typed elsewhere. */

import { byId, icon, make } from "./dom.js";

/** Copies `text`, or selects it in `value`, the element that shows it. The page's `#copied` says which. */
export function copyButton(text: string, value: HTMLElement, what = text): HTMLButtonElement {
  const copy = make("button", "copy", icon("copy"));
  copy.type = "button";
  copy.title = "Copy";
  copy.setAttribute("aria-label", `Copy ${what}`);
  copy.addEventListener("click", () => void copied(text, value, what, copy));
  return copy;
}

async function copied(text: string, value: HTMLElement, what: string, button: HTMLButtonElement): Promise<void> {
  const words = byId("copied", HTMLParagraphElement);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard for this page: the text is selected instead, so that one key copies it.
    getSelection()?.selectAllChildren(value);
    words.textContent = `Selected: ${what}. Copy it with your keyboard.`;
    return;
  }
  words.textContent = `Copied ${what}`;
  button.replaceChildren(icon("check"));
  button.classList.add("done");
  setTimeout(() => {
    button.replaceChildren(icon("copy"));
    button.classList.remove("done");
    words.textContent = "";
  }, 1600);
}
