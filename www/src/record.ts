/** One person's record, with two LinkedIn frames that share one token source. */

import type { Callbacks } from "linkdock";
import { byId, make } from "./dom.js";
import { startLinkedIn } from "./link.js";
import type { Module } from "./linkedin.js";
import { log } from "./log.js";
import { initials, nameOf, PEOPLE, type Person, recordOf, STAGE_TONES } from "./people.js";
import { timeline } from "./timeline.js";
import { showTries, type Try } from "./tries.js";

// prettier-ignore
const TRIES: readonly Try[] = [
  ["End every token now", "Both frames load again with one new token, and nobody is asked anything.", "linkedin/revoke", '{"what":"sats"}'],
  ["Let tokens last 40 seconds", "From the next token on, frames renew every 20 seconds: half of its life ahead.", "linkedin/settings", '{"satSeconds":40}'],
  ["Take the consent back", "No new token can be had: the frames ask to sign in.", "linkedin/revoke", '{"what":"all"}'],
  ["Refuse every token", "Then end every token: five tries, with longer and longer pauses, and a way on.", "linkedin/settings", '{"refuseSats":true}'],
  ["As it was", "Resets the sandbox, which forgets who has linked.", "reset", ""],
];

/** Every callback of a frame, for the log. */
function callbacks(frame: Module): Callbacks {
  return {
    onState: (state, previous) => log("onState", "state", `${state} ← ${previous}`, { frame }),
    onActive: () => log("onActive", "good", "linked", { frame }),
    onReload: ({ reason, attempt }) => log("onReload", "event", reason, { frame, attempt }),
    onClose: ({ reason, completed }) => log("onClose", "event", reason, { frame, completed }),
    onError: ({ code, message, retryable, detail }) => log("onError", "bad", code, { frame, retryable, message, ...detail }),
    onEvent({ type, version: _version, vendor: _vendor, flow: _flow, ...rest }) {
      log("onEvent", type === "message_refused" ? "refused" : "event", type, { frame, ...rest });
    },
  };
}

function show(person: Person): void {
  const name = nameOf(person);
  document.title = `${name} · People · Aldermoor`;
  byId("face", HTMLSpanElement).textContent = initials(person);
  for (const place of [byId("name", HTMLHeadingElement), byId("crumb", HTMLLIElement)]) {
    place.textContent = name;
    if (person.lang) place.lang = person.lang;
  }
  byId("role", HTMLParagraphElement).textContent = `${person.role} at ${person.company}`;
  const stage = byId("stage", HTMLSpanElement);
  stage.textContent = person.stage;
  stage.dataset.tone = STAGE_TONES[person.stage];
  byId("facts", HTMLDListElement).replaceChildren(
    fact("E-mail", link(person.email, `mailto:${person.email}`)),
    fact("Phone", link(person.phone, `tel:${person.phone.replaceAll(" ", "")}`)),
    fact("Company", person.company),
    fact("Place", person.place),
    fact("Owner", "Maren Rydal"),
    fact("Source", "Northern Freight fair"),
  );
  byId("timeline", HTMLOListElement).replaceChildren(...timeline(person));
  const next = PEOPLE[(PEOPLE.indexOf(person) + 1) % PEOPLE.length] ?? PEOPLE[0];
  const onward = byId("next", HTMLAnchorElement);
  onward.href = recordOf(next);
  onward.append(make("span", "unseen", `: ${nameOf(next)}`));

  void startLinkedIn(
    (linkedin, config) => {
      linkedin.mount(byId("top-card", HTMLDivElement), person, "TopCard2", callbacks("TopCard2"));
      linkedin.mount(byId("related-leads", HTMLDivElement), person, "RelatedLeads", callbacks("RelatedLeads"));
      showTries(config.salesflowHost, TRIES);
    },
    () => {},
  );
}

function fact(name: string, value: Node | string): HTMLDivElement {
  return make("div", "", make("dt", "", name), make("dd", "", value));
}

function link(text: string, href: string): HTMLAnchorElement {
  const anchor = make("a", "", text);
  anchor.href = href;
  return anchor;
}

const wanted = new URLSearchParams(location.search).get("lead");
const person = wanted === null ? PEOPLE[0] : PEOPLE.find(({ id }) => id === wanted);
if (person) show(person);
// Nobody is called so: the list says who there is.
else location.replace("leads.html");
