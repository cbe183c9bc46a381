/** What the build puts in: the glue that wasm-bindgen writes and the compiled widget. */

declare module "linkdock-glue" {
  /** A mounted flow; dock.ts says what it may be asked. */
  export type Handle = (operation: number, argument?: unknown) => any;
  /** `call` is target, options and the functions that settle `result`; `update` is 1 for an update. Answers the error when one is wrong. */
  export type Mount = (update: number, call: unknown[]) => Handle | Error;
  export function start(makeError: (...fields: never[]) => Error): Mount;
  export function initSync(module: WebAssembly.Module): void;
}

declare module "linkdock-bytes" {
  /** The compiled widget. */
  export default function bytes(): Uint8Array<ArrayBuffer>;
}
