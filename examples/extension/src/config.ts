/**
 * What an extension is built for. Change it here, or leave it and build with options:
 * `cargo xtask extension --broker URL --caller URL --name NAME --every MINUTES --out FOLDER`.
 *
 * The manifest is made from this (manifest.ts), so that what the browser lets the extension talk to is what is written here.
 */
export interface Config {
  /** Whom the user is asked by: the name of your product. */
  readonly name: string;
  /** Where your linkdock broker is mounted. */
  readonly broker: string;
  /**
   * A page of yours that answers `{"token": "…", "user": "…"}` to the cookies of who is signed in: a caller token of the
   * broker's and, so that consent is that user's alone, an id of the user. Null: for linkdock's demo, and for a broker that
   * is nested in a server of yours which knows the user by its own cookies. A broker that runs by itself reads no cookie and
   * answers 401, so the build refuses `--broker` without `--caller` there.
   */
  readonly caller: string | null;
  /** How often the session is sent, in minutes. */
  readonly every: number;
}

// The build's options, where they were given.
declare const LINKDOCK_NAME: string | undefined;
declare const LINKDOCK_BROKER: string | undefined;
declare const LINKDOCK_CALLER: string | undefined;
declare const LINKDOCK_EVERY: number | undefined;

export const config: Config = {
  name: typeof LINKDOCK_NAME === "string" ? LINKDOCK_NAME : "Aldermoor",
  broker: typeof LINKDOCK_BROKER === "string" ? LINKDOCK_BROKER : "http://127.0.0.1:8787/linkdock",
  caller: typeof LINKDOCK_CALLER === "string" ? LINKDOCK_CALLER : null,
  every: typeof LINKDOCK_EVERY === "number" ? LINKDOCK_EVERY : 60,
};

/** Where the session goes. */
export const brokerOrigin: string = new URL(config.broker).origin;
/** All that the extension talks to. */
export const origins: readonly string[] = [
  ...new Set([brokerOrigin, ...(config.caller === null ? [] : [new URL(config.caller).origin])]),
];
