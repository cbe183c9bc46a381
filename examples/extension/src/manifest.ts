/** Prints the manifest. The build runs it in Node; nothing of it is in the extension. */

import { config, origins } from "./config.js";

declare const LINKDOCK_VERSION: string;

/** What is wrong with an address, if anything: a session must not travel where others can read it. */
function wrong(what: string, address: string): string | undefined {
  const { protocol, hostname, username, search, hash } = new URL(address);
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && loopback)) {
    return `${what} must be https, or http on loopback: ${address}`;
  }
  if (username || search || hash) return `${what} must be an address without user, query and fragment: ${address}`;
  return undefined;
}

const problem =
  wrong("the broker", config.broker) ??
  (config.caller === null ? undefined : wrong("the caller's page", config.caller)) ??
  (config.every >= 1 ? undefined : "the session can be sent once a minute at most");
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}

const sizes = [16, 32, 48, 128];
const icons = Object.fromEntries(sizes.map((size) => [size, `icons/icon-${size}.png`]));

const manifest = {
  manifest_version: 3,
  minimum_chrome_version: "120",
  name: `${config.name} for LinkedIn`,
  description: `Keeps your LinkedIn account connected to ${config.name}, if you agree.`,
  version: LINKDOCK_VERSION,
  // Makes the id the same on every machine until a store gives the extension its own key: see README.md.
  key: "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApsONv12JWyUvAEZtTIvAgmKl2lAevyGcxtzQn5uqtbmCdpx9t5ugpXwR2q/QcVMAlq6Yp9UuvhtizR/b66AFmtEYwR+GFk7uTsuwJ17cxxWu+5EiOfFoh4474VvpjUrH3G/H2m9fiO+R4vmo5yMX8IAuki42JNpVILBOdwbVlnOicoXbS+EaNuB1cTkT5N04xtE8khzBb/Ze9sGdMnIL8pF1rsVzFiNmmm2DAEZZ/rRwJ5qra5kIU0OkDPiJmk2DfY04aEcEnnNIXVbHrbe7RFmoqWBT61y29MqjD/lXIGNBYinG3TEHnuDIkwplnPddXLhb1jKoOm9fMc6UfFCBJQIDAQAB",
  icons,
  action: { default_popup: "popup.html", default_icon: icons },
  options_ui: { page: "popup.html", open_in_tab: true },
  background: { service_worker: "worker.js", type: "module" },
  permissions: ["alarms", "storage"],
  // Asked for when the user agrees, and given back when the user stops: at any other time the browser refuses.
  optional_permissions: ["cookies"],
  host_permissions: ["https://*.linkedin.com/*", ...origins.map((origin) => `${origin}/*`)],
  content_security_policy: {
    extension_pages: [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src ${origins.join(" ")}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  },
};

process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
