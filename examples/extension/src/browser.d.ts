/** As much of the browser's extension API as is used here. https://developer.chrome.com/docs/extensions/reference/api */

declare namespace chrome {
  interface Event<Listener> {
    addListener(listener: Listener): void;
  }
  namespace alarms {
    /** `when` in milliseconds since 1970. */
    function create(name: string, due: { when: number; periodInMinutes: number }): Promise<void>;
    function get(name: string): Promise<{ scheduledTime: number } | undefined>;
    function clearAll(): Promise<boolean>;
    const onAlarm: Event<() => void>;
  }
  /** Absent while the permission isn't granted. */
  const cookies:
    | {
        get(which: { url: string; name: string }): Promise<{ value: string } | null>;
        readonly onChanged: Event<
          (change: { removed: boolean; cause: string; cookie: { name: string; domain: string } }) => void
        >;
      }
    | undefined;
  namespace permissions {
    type Some = { permissions: string[] };
    function request(some: Some): Promise<boolean>;
    function remove(some: Some): Promise<boolean>;
    const onAdded: Event<(some: Some) => void>;
  }
  namespace runtime {
    function sendMessage(message: unknown): Promise<unknown>;
    /** The browser has started. A worker that listens is started for it. */
    const onStartup: Event<() => void>;
    /** The extension was installed or updated, or the browser was. */
    const onInstalled: Event<() => void>;
    const onMessage: Event<(message: unknown, sender: { id?: string }, answer: (value?: unknown) => void) => true | void>;
  }
  namespace storage {
    const local: {
      get(): Promise<Record<string, unknown>>;
      set(items: Record<string, unknown>): Promise<void>;
      clear(): Promise<void>;
    };
    const onChanged: Event<() => void>;
  }
}

/** For manifest.ts alone, which runs in Node. */
declare const process: { readonly stdout: { write(text: string): void }; exit(code: number): never };
