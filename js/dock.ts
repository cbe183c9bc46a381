import type { ConnectOptions, Dock, UpdateOptions } from "./types.js";
import { widget } from "./wasm.js";

/** An element, a selector, or null: no place in the page, so a popup. */
export type Target = Element | string | null;

/**
 * Docks the vendor's flow for connecting a new account. Synchronous; a popup opens in this very tick, so call it
 * in the click.
 *
 * @throws {DockError} `options_invalid` naming the option, `target_missing`, `wasm_blocked`. Nothing is mounted then.
 */
export function mountConnect(target: Target, options: ConnectOptions): Dock {
  return dock(target, options, false);
}

/**
 * Docks the vendor's flow for making a known account active again. Otherwise like {@link mountConnect}.
 *
 * @throws {DockError} `options_invalid` naming the option, `target_missing`, `wasm_blocked`. Nothing is mounted then.
 */
export function mountUpdate(target: Target, options: UpdateOptions): Dock {
  return dock(target, options, true);
}

function dock(target: Target, options: ConnectOptions | UpdateOptions, update: boolean): Dock {
  const page = widget();
  let resolve!: (value: never) => void;
  let reject!: (error: unknown) => void;
  const result = new Promise<never>((...settle) => ([resolve, reject] = settle));
  // A host that doesn't look at `result` must not hear of an unhandled rejection.
  result.catch(() => {});
  const handle = page.mount(target, options, update, resolve, reject);
  const unmount = () => handle.unmount();
  return {
    get state() {
      return handle.state();
    },
    get account() {
      return handle.account();
    },
    get element() {
      return handle.element();
    },
    result,
    reload: () => handle.reload(),
    update: (options) => handle.update(options),
    unmount,
    // Not every browser has the symbol yet; without it the key is never looked up.
    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]: unmount,
  } as Dock;
}
