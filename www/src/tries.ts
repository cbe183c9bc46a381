/** What to try in the sandbox. Its control API answers no page of another origin, so these are for a terminal. */

import { copyButton } from "./copy.js";
import { byId, make } from "./dom.js";

/** What happens, and the request that makes it happen; without a body it is an empty one. */
export type Try = readonly [title: string, text: string, path: string, body: string];

/** Fills the panel. `sandbox` is the origin of the control API. */
export function showTries(sandbox: string, tries: readonly Try[]): void {
  byId("tries", HTMLUListElement).replaceChildren(
    ...tries.map(([title, text, path, body]) => {
      const url = new URL(`/control/${path}`, sandbox).href;
      const command = `curl ${body ? `--json '${body}'` : "-X POST"} ${url}`;
      const code = make("code", "", command);
      const line = make("div", "command", code, copyButton(command, code, `the command: ${title}`));
      return make("li", "try", make("h3", "", title), make("p", "hint", text), line);
    }),
  );
}
