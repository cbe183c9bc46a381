import type { Handle } from "linkdock-glue";
import type { RenewalPolicy, TokenFunction, TokenSource } from "./types.js";
import { widget } from "./wasm.js";

/** What a source is asked: the numbers are those of src/shell/exports.rs. */
const enum Operation {
  Name,
  Unlink,
}

const handles = new WeakMap<object, () => Handle>();

/**
 * One credential for many docks: one request however many of them need it, renewed ahead of its end, when the vendor
 * refuses it and when the page comes back into sight with one that is too old. Pass it as `token` to each dock.
 *
 * @param fetch gives the credential, or null while the user hasn't linked an account
 * @throws {DockError} `options_invalid` naming the option, `wasm_blocked`; on a server, when the first dock is mounted
 */
export function tokenSource(fetch: TokenFunction<null>, policy?: RenewalPolicy): TokenSource {
  let handle: Handle | undefined;
  const make = (): Handle => {
    if (!handle) {
      const made = widget()(2, [{ token: fetch, policy }]);
      if (typeof made !== "function") throw made;
      handle = made;
    }
    return handle;
  };
  const source = { unlink: () => handle?.(Operation.Unlink) };
  handles.set(source, make);
  // A server has no page to compile the widget for, and no use for the source.
  if (typeof document !== "undefined") make();
  return source;
}

/** Tells the widget which source the dock that is mounted next shares, if its option `token` is one. */
export function nameSource(options: object | null): void {
  let make: (() => Handle) | undefined;
  try {
    make = handles.get((options as { token: object } | null)?.token as object);
  } catch {
    // What can't be read is told of by whoever reads all options.
  }
  make?.()(Operation.Name);
}
