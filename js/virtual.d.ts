/** What the build puts in: the glue that wasm-bindgen writes and the compiled widget. */

declare module "linkdock-glue" {
  export interface Handle {
    state(): import("./types.js").DockState;
    account(): import("./types.js").Account | null;
    element(): HTMLElement | null;
    reload(): void;
    update(options: unknown): void;
    unmount(): void;
  }
  export class Widget {
    constructor(window: Window, document: Document, makeError: (...fields: never[]) => Error);
    mount(
      target: unknown,
      options: unknown,
      update: boolean,
      resolve: (value: never) => void,
      reject: (error: unknown) => void,
    ): Handle;
  }
  export function initSync(init: { module: WebAssembly.Module }): void;
}

declare module "linkdock-bytes" {
  /** The compiled widget. */
  export default function bytes(): Uint8Array<ArrayBuffer>;
}
