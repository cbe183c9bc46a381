/** The script tag's entry: one global, `linkdock`. */

import { brokerClient, DockError, mountConnect, mountUpdate, tokenSource } from "./index.js";

// An element with the id "linkdock" is a property of the window too, an inherited one: only an own property counts.
// A second copy of the script leaves the first in place, with its docks and its one listener.
if (!Object.hasOwn(globalThis, "linkdock")) {
  const value = Object.freeze({ brokerClient, DockError, mountConnect, mountUpdate, tokenSource });
  Object.defineProperty(globalThis, "linkdock", { value, enumerable: true });
}
