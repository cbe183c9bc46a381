/** The popup: what the user is asked, and afterwards what happens. It reads no cookie and sends nothing; the worker does. */

import { brokerOrigin, config } from "./config.js";
import { COOKIES } from "./session.js";
import { COOKIES_PERMISSION, readState, type Attempt, type Opened, type Order, type Phase } from "./state.js";
import { attemptWords, DELETED, deletionWords, everyWords, GOES_ON, pausedWords, place, type Words } from "./words.js";

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
    "goes-on": GOES_ON,
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

/** Whether a deletion was seen here. Nothing of it is remembered: the next popup asks as the first one did. */
let sawDeletion = false;

async function show(): Promise<void> {
  const { phase, last } = await readState();
  const isDeleted = sawDeletion && phase === "asking";
  sawDeletion ||= phase === "deleting";
  showSection(isDeleted ? SECTIONS.deleting : SECTIONS[phase]);
  // True before the first consent as well as after a deletion.
  byId("so-far").textContent = "Sharing is off: nothing is read or sent.";
  const next = (await chrome.alarms.get("session"))?.scheduledTime;
  toggle.checked = phase === "on";
  byId("phase").textContent = phase === "on" ? "On" : "Paused: nothing is read or sent";
  showWords("status", phase === "on" ? attemptWords(last, next) : pausedWords(last));
  showWords("deletion", isDeleted ? DELETED : deletionWords(last, next));
  byId("again").hidden = isDeleted || !last;
  byId("done").hidden = !isDeleted;
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

/** In the words of the consent, by the broker's names for them. */
const FIELDS: readonly [field: string, words: string, cookie?: string][] = [
  [COOKIES.li_at, "Your sign-in", "li_at"],
  [COOKIES.li_a, "For Sales Navigator and Recruiter", "li_a"],
  ["user_agent", "Your browser’s name and version"],
];

/** What was sent, never its value: nobody but the worker has those. */
function showFields(last: Attempt | null): void {
  byId("fields").replaceChildren(
    ...FIELDS.map(([field, words, cookie]) => {
      const row = document.createElement("li");
      const name = document.createElement("b");
      const state = document.createElement("span");
      name.textContent = words;
      if (cookie) {
        const code = document.createElement("code");
        code.textContent = cookie;
        name.append(" (", code, ")");
      }
      if (last?.fields) state.textContent = last.fields.includes(field) ? "Sent" : "Not there";
      row.append(name, state);
      return row;
    }),
  );
}

const tell = (what: Order | Opened): Promise<unknown> => chrome.runtime.sendMessage(what);

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
byId("done").addEventListener("click", () => {
  sawDeletion = false;
  void show();
  close();
});
toggle.addEventListener("change", () => void (toggle.checked ? resume() : tell("pause")));
chrome.storage.onChanged.addListener(() => void show());
showFacts();
void show();
void tell("opened");
