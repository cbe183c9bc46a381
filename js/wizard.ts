/** The sign-in form for `method: "custom"`: a module of its own, for those who want it. Compiled at first use (trap 34). */

import { initSync, wizard as check, type Answer, type MakeError } from "linkdock-wizard-glue";
import bytes from "linkdock-wizard-bytes";
import type { Wizard } from "./types.js";

/** What the dock tells a form about the place that it is in, and where the form reports to. */
interface Place {
  readonly accountId?: string;
  readonly locale: string;
  /** Whether the host brings words of its own. */
  readonly speaks: boolean;
  /**
   * 0: another step is shown, which `value` names. 1: something failed, a `DockError`. 2: done, `{ id }`. 3: the user
   * pressed Cancel.
   */
  readonly report: (kind: 0 | 1 | 2 | 3, value?: unknown) => void;
}

let compiled = false;

function form(options: unknown, makeError: MakeError): object {
  if (!compiled) {
    try {
      initSync(new WebAssembly.Module(bytes()));
    } catch (cause) {
      const message =
        "The browser refused to compile the form's WebAssembly: most likely the page's Content-Security-Policy does. " +
        "`cause` is what it said.";
      throw makeError("wasm_blocked", message, false, "unipile", undefined, cause);
    }
    compiled = true;
  }
  const open = check(options, makeError);
  if (typeof open !== "function") throw open;
  return {
    open(place: Element, context: Place) {
      const handle = open(0, [place, context]) as Answer;
      return {
        focus: (options?: FocusOptions) => void handle(0, options),
        remove: () => void handle(1),
      };
    },
  };
}

/** The sign-in form. Pass it to `mountConnect` or `mountUpdate` as `wizard`. */
export const wizard: Wizard = form;
