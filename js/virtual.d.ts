/** What the build puts in: the glue that wasm-bindgen writes and the compiled widget. */

declare module "linkdock-glue" {
  /** A mounted flow or a token source; dock.ts and source.ts say what they may be asked. */
  export type Handle = (operation: number, argument?: unknown) => any;
  /**
   * `what` is 0 for connecting, 1 for an update, and `call` then target, options and the functions that settle `result`; 2
   * and the options alone make a token source. Answers the error when one is wrong.
   */
  export type Mount = (what: number, call: unknown[]) => Handle | Error;
  export function start(makeError: (...fields: never[]) => Error): Mount;
  export function initSync(module: WebAssembly.Module): void;
}

declare module "linkdock-bytes" {
  /** The compiled widget. */
  export default function bytes(): Uint8Array<ArrayBuffer>;
}

declare module "linkdock-wizard-glue" {
  export type MakeError = (
    code: string,
    message: string,
    retryable: boolean,
    vendor?: string,
    detail?: object,
    cause?: unknown,
  ) => Error;
  export type Answer = (operation: number, argument?: unknown) => unknown;
  /** `(0, [place, context])` opens a form and answers `(0, options)` for the focus and `(1)` for its end; or the error. */
  export function wizard(options: unknown, makeError: MakeError): Answer | Error;
  export function initSync(module: WebAssembly.Module): void;
}

declare module "linkdock-wizard-bytes" {
  /** The compiled form. */
  export default function bytes(): Uint8Array<ArrayBuffer>;
}
