/** The card that connects a sending account: what it shows, and the focus. It knows nothing of the widget's calls. */

import type { DockState } from "linkdock";
import { byId } from "./dom.js";
import { notice } from "./notice.js";
import type { Tone, Words } from "./words.js";

const head = byId("card-head", HTMLElement);
const name = byId("connect-name", HTMLHeadingElement);
const status = byId("status", HTMLParagraphElement);
const outcome = byId("outcome", HTMLDivElement);
const docked = byId("docked", HTMLDivElement);
const choices = byId("choices", HTMLDivElement);
const heading = name.textContent;

export const connectButton = byId("connect", HTMLButtonElement);
export const cancelButton = byId("cancel", HTMLButtonElement);
export const place = byId("dock-place", HTMLDivElement);

/** Makes room for a dock and brings a keyboard and the eye there. */
export function openDock(label: string, cancellable: boolean): void {
  name.textContent = label;
  docked.setAttribute("aria-label", label);
  docked.hidden = false;
  choices.hidden = true;
  cancelButton.hidden = !cancellable;
  head.scrollIntoView({ block: "nearest" });
  docked.focus({ preventScroll: true });
}

/** Shows the choices again. */
export function closeDock(): void {
  name.textContent = heading;
  docked.hidden = true;
  choices.hidden = false;
  cancelButton.hidden = true;
}

/** Whether the focus was in something that is gone or about to go: the dock, what is in it, a hidden button. */
export function focusIsLost(): boolean {
  const active = document.activeElement;
  return !active || active === document.body || docked.contains(active) || head.contains(active);
}

export function showState(state: DockState, line: string): void {
  document.body.dataset.state = state;
  showLine(line);
}

/** The line under the card's name alone: between two states, or before the first. */
export function showLine(line: string): void {
  status.textContent = line;
}

/** What came of it, above the rest of the card; also read aloud. */
export function showOutcome(tone: Tone, words: Words, code?: string): HTMLElement {
  const told = notice(tone, words, code);
  told.tabIndex = -1;
  outcome.replaceChildren(told);
  head.scrollIntoView({ block: "nearest" });
  return told;
}

export function clearOutcome(): void {
  outcome.replaceChildren();
}
