/** What to try in the sandbox. Its control API answers no page of another origin, so these are for a terminal. */

import { copyButton } from "./copy.js";
import { byId, make } from "./dom.js";

const TRIES = [
  ["End every token now", "Both frames load again with one new token, and nobody is asked anything.", "revoke", '{"what":"sats"}'],
  ["Let tokens last 40 seconds", "From the next token on, frames renew every 20 seconds: half of its life ahead.", "settings", '{"satSeconds":40}'],
  ["Take the consent back", "No new token can be had: the frames ask to sign in.", "revoke", '{"what":"all"}'],
  ["Refuse every token", "Then end every token: five tries, with longer and longer pauses, and a way on.", "settings", '{"refuseSats":true}'],
  ["As it was", "Resets the sandbox, which forgets who has linked.", "../reset", ""],
] as const;

/** Fills the panel. `sandbox` is the origin of the control API. */
export function showTries(sandbox: string): void {
  byId("tries", HTMLUListElement).replaceChildren(
    ...TRIES.map(([title, text, path, body]) => {
      const url = new URL(`/control/linkedin/${path}`, sandbox).href;
      const command = `curl ${body ? `--json '${body}'` : "-X POST"} ${url}`;
      const code = make("code", "", command);
      const line = make("div", "command", code, copyButton(command, code, `the command: ${title}`));
      return make("li", "try", make("h3", "", title), make("p", "hint", text), line);
    }),
  );
}
