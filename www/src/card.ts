/** The Salesflow card: what it shows and where the focus is. It knows nothing of the widget's calls. */

import type { CommonOptions, DockState } from "linkdock";
import type { Accounts } from "./accounts.js";
import { byId } from "./dom.js";
import { notice } from "./notice.js";
import type { Tone, Words } from "./words.js";

const head = byId("card-head", HTMLElement);
const status = byId("status", HTMLParagraphElement);
const outcome = byId("outcome", HTMLDivElement);
const docked = byId("docked", HTMLDivElement);
const intro = byId("intro", HTMLDivElement);
const gains = byId("gains", HTMLUListElement);
const badge = byId("badge", HTMLSpanElement);

export const connectButton = byId("connect", HTMLButtonElement);
export const cancelButton = byId("cancel", HTMLButtonElement);
export const finishButton = byId("finish", HTMLButtonElement);
const place = byId("dock-place", HTMLDivElement);

/** Where the dock goes: a dialog needs no place. */
export function target(): HTMLElement | null {
  return where() === "dialog" ? null : place;
}

/** Where the flow opens: in the page, in a dialog over it, or in a popup. */
function where(): "page" | "dialog" | "popup" {
  if (byId("where-dialog", HTMLInputElement).checked) return "dialog";
  return byId("where-popup", HTMLInputElement).checked ? "popup" : "page";
}

/** The options as they are set right now. */
export function choices(): Pick<CommonOptions, "mode" | "locale"> & { autoUpdate: boolean } {
  const locale = byId("language", HTMLSelectElement).value;
  return {
    mode: where() === "popup" ? "popup" : "auto",
    // In a dialog the page's own button is out of reach.
    autoUpdate: byId("auto-update", HTMLInputElement).checked || where() === "dialog",
    ...(locale && { locale }),
  };
}

/** Makes room for a dock and brings a keyboard and the eye there. */
export function openDock(label: string): void {
  docked.setAttribute("aria-label", label);
  docked.hidden = false;
  docked.classList.toggle("elsewhere", where() === "dialog");
  intro.hidden = true;
  cancelButton.hidden = false;
  finishButton.hidden = true;
  head.scrollIntoView({ block: "nearest" });
  // A dialog takes the focus by itself, and gives it back to the button that was pressed.
  if (where() !== "dialog") focusDock();
}

export function focusDock(): void {
  docked.focus({ preventScroll: true });
}

/** Shows the options again. `next` says what a further press of the button would do. */
export function closeDock(next: string, keepGains: boolean): void {
  docked.hidden = true;
  intro.hidden = false;
  gains.hidden = !keepGains;
  cancelButton.hidden = true;
  finishButton.hidden = true;
  connectButton.textContent = next;
}

/** Whether the focus was in something that is gone or about to go: the dock, its frame, a hidden button. */
export function focusIsLost(): boolean {
  const active = document.activeElement;
  return !active || active === document.body || docked.contains(active) || head.contains(active);
}

/** Gives the focus back to the dock after a button of it or for it was pressed, which is hidden from then on. */
export function keepFocusInDock(): void {
  const active = document.activeElement;
  const lost = !active || active === document.body || active === place.firstElementChild || active === finishButton;
  if (lost && !docked.hidden) focusDock();
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
  // On a phone the user may be far down in the vendor's form.
  head.scrollIntoView({ block: "nearest" });
  return told;
}

export function clearOutcome(): void {
  outcome.replaceChildren();
}

/** The badge beside the page's title: the best that can be said of all accounts. */
export function showBadge(accounts: Accounts): void {
  const all = accounts.usable;
  const active = all.some((account) => account.status === "active");
  const underWay = ["fetching", "loading", "waiting"].includes(document.body.dataset.state ?? "");
  const [tone, label]: [Tone, string] = active
    ? ["good", "Connected"]
    : all.length > 0
      ? ["attention", "Needs attention"]
      : ["neutral", underWay ? "Connecting…" : "Not connected"];
  badge.dataset.tone = tone;
  badge.textContent = label;
}
