/** The event log: one line a callback, for the engineer. It must never show a token. */

import type { Callbacks } from "linkdock";
import { byId, make } from "./dom.js";

/** What a line is about, for its colour. */
export type Kind = "state" | "event" | "good" | "attention" | "refused" | "bad";

/** The callback that was called, the mounting call that threw, or whose answer it is. */
export type Source = keyof Callbacks | "mountConnect" | "mountUpdate" | "explainAccess";

/** More than anybody reads; older lines go. */
const MOST = 500;

const list = byId("log", HTMLOListElement);
const empty = byId("log-empty", HTMLParagraphElement);
/** What the page says in place of the first line; its `data-none-refused` is for when only refused ones are shown. */
const nothingYet = empty.textContent;
const count = byId("log-count", HTMLParagraphElement);
const refusedOnly = byId("refused-only", HTMLInputElement);

/** Adds a line: what it is about in its first row, the rest of the payload as `key value` pairs below. */
export function log(name: Source, kind: Kind, subject: string, payload: object = {}): void {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const now = new Date();
  const time = make("time", "", clock(now));
  time.dateTime = now.toISOString();
  const head = make("span", "", make("b", "", name), " ", make("span", "subject", subject));
  const line = make("li", "line", head, time, make("span", "pairs", ...pairs(payload)));
  line.dataset.callback = name;
  line.dataset.kind = kind;
  list.append(line);
  while (list.children.length > MOST) list.firstElementChild?.remove();
  show();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function pairs(payload: object): HTMLElement[] {
  return Object.entries(payload)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => make("span", "pair", make("i", "", key), ` ${readable(key, value)}`));
}

function readable(key: string, value: unknown): string {
  if (/token/i.test(key)) return "•••";
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([inner, part]) => `${inner} ${readable(inner, part)}`)
      .join(", ");
  }
  return String(value);
}

/** `14:03:07.250`, in the reader's time zone. */
function clock(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const ms = String(time.getMilliseconds()).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}

function show(): void {
  const all = list.children.length;
  const refused = list.querySelectorAll('[data-kind="refused"]').length;
  const shown = refusedOnly.checked ? refused : all;
  list.dataset.show = refusedOnly.checked ? "refused" : "all";
  list.hidden = shown === 0;
  empty.hidden = shown > 0;
  empty.textContent = (refusedOnly.checked && empty.dataset.noneRefused) || nothingYet;
  count.textContent = all === 0 ? "Every callback" : `${lines(all)}, ${refused} refused`;
}

function lines(number: number): string {
  return number === 1 ? "1 line" : `${number} lines`;
}

refusedOnly.addEventListener("change", show);
byId("clear", HTMLButtonElement).addEventListener("click", () => {
  list.replaceChildren();
  show();
});
show();
