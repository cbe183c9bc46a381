/** The popup: what the user is asked, and afterwards what happens. It reads no cookie and sends nothing; the worker does. */

import { brokerOrigin, config } from "./config.js";
import { COOKIES } from "./session.js";
import { COOKIES_PERMISSION, readState, type Attempt, type Order, type Phase } from "./state.js";
import { attemptWords, deletionWords, everyWords, pausedWords, place, type Words } from "./words.js";

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the popup has no #${id}`);
  return found;
}
const toggle = byId("switch") as HTMLInputElement;

const SECTIONS: Record<Phase, string> = { asking: "asking", on: "sharing", paused: "sharing", deleting: "deleting" };

function showFacts(): void {
  const facts: Record<string, string> = {
    name: config.name,
    broker: place(brokerOrigin),
    every: everyWords(config.every),
    caller: config.caller === null ? "" : place(new URL(config.caller).origin),
  };
  for (const element of document.querySelectorAll<HTMLElement>("[data-fact]")) {
    element.textContent = facts[element.dataset["fact"] ?? ""] ?? "";
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-only]")) {
    element.hidden = !facts[element.dataset["only"] ?? ""];
  }
  document.title = `LinkedIn session · ${config.name}`;
}

async function show(): Promise<void> {
  const { phase, last } = await readState();
  showSection(SECTIONS[phase]);
  byId("so-far").textContent = "Nothing has been read or sent so far.";
  const next = (await chrome.alarms.get("session"))?.scheduledTime;
  toggle.checked = phase === "on";
  byId("phase").textContent = phase === "on" ? "On" : "Paused: nothing is read or sent";
  showWords("status", phase === "on" ? attemptWords(last, next) : pausedWords(last));
  showWords("deletion", deletionWords(last, next));
  byId("again").hidden = !last;
  showFields(last);
}

function showSection(shown: string): void {
  for (const id of Object.values(SECTIONS)) byId(id).hidden = id !== shown;
}

function showWords(id: string, { tone, title, text }: Words): void {
  byId(id).dataset["tone"] = tone;
  byId(`${id}-title`).textContent = title;
  byId(`${id}-text`).textContent = text;
}

/** By name, never by value: nobody but the worker has those. */
function showFields(last: Attempt | null): void {
  const rows: [field: string, from: string][] = [
    ...Object.entries(COOKIES).map(([cookie, field]): [string, string] => [field, `cookie ${cookie}`]),
    ["user_agent", "this browser"],
  ];
  byId("fields").replaceChildren(
    ...rows.map(([field, from]) => {
      const row = document.createElement("li");
      const name = document.createElement("code");
      const origin = document.createElement("span");
      name.textContent = field;
      origin.textContent = last?.fields && !last.fields.includes(field) ? `${from}: not there` : from;
      row.append(name, origin);
      return row;
    }),
  );
}

const tell = (order: Order): Promise<unknown> => chrome.runtime.sendMessage(order);

/** The browser gives the permission to read cookies in answer to a press only. */
async function start(order: "agree" | "resume"): Promise<void> {
  if (await chrome.permissions.request(COOKIES_PERMISSION)) await tell(order);
  else await show();
}

/** Who has agreed goes on with a switch; another one is asked everything. */
async function resume(): Promise<void> {
  const { last } = await readState();
  if (last?.outcome !== "another_user") return start("resume");
  byId("so-far").textContent = `This is for the account that is signed in to ${config.name} now.`;
  showSection(SECTIONS.asking);
  byId("agree").focus();
}

byId("agree").addEventListener("click", () => void start("agree"));
byId("decline").addEventListener("click", () => close());
byId("delete").addEventListener("click", () => void tell("delete"));
byId("again").addEventListener("click", () => void tell("delete"));
toggle.addEventListener("change", () => void (toggle.checked ? resume() : tell("pause")));
chrome.storage.onChanged.addListener(() => void show());
showFacts();
void show();
