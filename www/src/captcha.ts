/** The sandbox's captcha. A real one is rendered by its maker's script, from `publicKey` and `data`. */

import type { Captcha } from "linkdock";
import { make } from "./dom.js";

/** The only token that the sandbox takes. */
const TOKEN = "captcha-ok";

/** Shows a button in the form; who presses it is no robot. */
export function renderCaptcha({ element, signal }: Captcha): Promise<string> {
  const press = make("button", "second", "I am not a robot");
  press.type = "button";
  element.append(press);
  return new Promise((resolve, reject) => {
    press.addEventListener("click", () => resolve(TOKEN), { once: true });
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
