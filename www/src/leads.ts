/** The list of people, each with a LinkedIn frame: twelve docks that share one token source. */

import type { Dock } from "linkdock";
import { byId, make } from "./dom.js";
import { startLinkedIn } from "./link.js";
import type { LinkedIn } from "./linkedin.js";
import { initials, nameOf, PEOPLE, type Person, recordOf, STAGE_TONES } from "./people.js";

const summary = byId("summary", HTMLParagraphElement);
const docks: Dock[] = [];
let linkedin: LinkedIn | null = null;
let linked = false;

/** The card of a person, and the place for LinkedIn in it. */
function card(person: Person): { item: HTMLLIElement; place: HTMLDivElement } {
  const name = nameOf(person);
  const face = make("span", "face", initials(person));
  face.setAttribute("aria-hidden", "true");
  const link = make("a", "", name);
  link.href = recordOf(person);
  if (person.lang) link.lang = person.lang;
  const stage = make("span", "badge", person.stage);
  stage.dataset.tone = STAGE_TONES[person.stage];
  const place = make("div", "lead-frame");
  const item = make("li", "card lead", make("div", "lead-head", face, make("h2", "", link), make("p", "status", person.company), stage), place);
  item.dataset.lead = person.id;
  return { item, place };
}

/** How far the frames have got, and how few requests that took. */
function showSummary(): void {
  const shown = docks.filter((dock) => dock.state === "active").length;
  const requests = linkedin?.requests === 1 ? "one token request" : `${linkedin?.requests} token requests`;
  summary.textContent = linked
    ? `${shown} of ${docks.length} profiles shown, with ${requests}`
    : `${PEOPLE.length} people · sign in once, on any of the cards`;
}

const cards = PEOPLE.map((person) => ({ person, ...card(person) }));
byId("leads", HTMLUListElement).replaceChildren(...cards.map(({ item }) => item));
summary.textContent = `${PEOPLE.length} people`;

void startLinkedIn(
  (started) => {
    linkedin = started;
    for (const { person, place } of cards) {
      docks.push(started.mount(place, person, "TopCard2", { onState: showSummary }));
    }
  },
  (now) => {
    linked = now;
    showSummary();
  },
);
