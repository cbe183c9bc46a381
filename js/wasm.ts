/** Compiles the widget at first use, so that an import does nothing (trap 34). */

import { initSync, start, type Mount } from "linkdock-glue";
import bytes from "linkdock-bytes";
import { DockError, type ErrorCode, type ErrorDetail } from "./error.js";
import type { Vendor } from "./types.js";

let mount: Mount | undefined;

/** The widget, compiled: the function that mounts a flow. */
export function widget(): Mount {
  if (!mount) {
    if (typeof document === "undefined") {
      throw new DockError("target_missing", "There is no page to dock in: mount in a browser, not on a server.");
    }
    try {
      // Under a policy without 'wasm-unsafe-eval', Chromium and Firefox refuse the module, WebKit the instance.
      initSync(new WebAssembly.Module(bytes()));
    } catch (cause) {
      throw new DockError(
        "wasm_blocked",
        "The browser refused to compile WebAssembly. Most likely the page's Content-Security-Policy does: add " +
          "'wasm-unsafe-eval' to script-src. `cause` is what it said.",
        { cause },
      );
    }
    mount = start(makeError);
  }
  return mount;
}

function makeError(
  code: ErrorCode,
  message: string,
  retryable: boolean,
  vendor?: Vendor,
  detail?: ErrorDetail,
  cause?: unknown,
): DockError {
  // A token function's own DockError, such as brokerClient's, says more than a new one around it would.
  // It may be of another copy of this package: its name tells, if it can be read.
  try {
    const own = cause as DockError | undefined;
    if (own?.name === "DockError" && own.code === code) {
      // A host that reloads on every retryable error is stopped after a few quick ones: the flow has the last word.
      if (own.retryable === retryable) return own;
      detail ??= own.detail;
    }
  } catch {}
  return new DockError(code, message, { retryable, vendor, detail, cause });
}
