import type { ConnectOptions, Dock, UpdateOptions } from "./types.js";
import { nameSource } from "./source.js";
import { widget } from "./wasm.js";

/** What a mounted flow is asked: the numbers are those of src/shell/exports.rs. */
const enum Operation {
  State,
  Account,
  Element,
  Reload,
  Update,
  Unmount,
  Focus,
  Close,
  Unlink,
}

/** An element of this document, a selector, or null: no place in the page, so a dialog. */
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
  const mount = widget();
  let settle!: unknown[];
  const result = new Promise<never>((...functions) => (settle = functions));
  // A host that doesn't look at `result` must not hear of an unhandled rejection.
  result.catch(() => {});
  nameSource(options);
  const handle = mount(+update, [target, options, settle]);
  if (typeof handle !== "function") throw handle;
  const unmount = () => handle(Operation.Unmount);
  return {
    get state() {
      return handle(Operation.State);
    },
    get account() {
      return handle(Operation.Account);
    },
    get element() {
      return handle(Operation.Element);
    },
    result,
    reload: () => handle(Operation.Reload),
    update(options) {
      const error = handle(Operation.Update, options ?? {});
      if (error) throw error;
    },
    focus: () => handle(Operation.Focus),
    close: () => handle(Operation.Close),
    unlink: () => handle(Operation.Unlink),
    unmount,
    // Not every browser has the symbol yet; without it the key is never looked up.
    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]: unmount,
  } as Dock;
}
