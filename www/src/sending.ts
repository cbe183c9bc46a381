/** Unipile as a customer would write it: its hosted page or a form in this one, a broker, and what is linked. */

// First of all: it reads what the vendor's redirect has left in the address.
import { returned } from "linkdock/return";
import {
  brokerClient,
  type Callbacks,
  type Dock,
  DockError,
  mountConnect,
  mountUpdate,
  type Product,
  type SignInMethod,
  type UnipileCustomOptions,
  type UnipileHostedOptions,
} from "linkdock";
import { wizard } from "linkdock/wizard";
import { renderCaptcha } from "./captcha.js";
import * as choices from "./choices.js";
import { readConfig } from "./config.js";
import { byId } from "./dom.js";
import { Linked, showBadge } from "./linked.js";
import { log } from "./log.js";
import { notice } from "./notice.js";
import * as card from "./sending-card.js";
import { showSandbox, showTriesFor } from "./sending-sandbox.js";
import { errorWords, stateLine } from "./words.js";

/** What one press of a button asks for. */
interface Wanted {
  /** The account to connect again, or with more products. */
  readonly accountId?: string;
  /** Left out, a reconnected account stays linked for what it was. */
  readonly products?: readonly Product[];
  readonly methods: readonly SignInMethod[];
}

/** What of it outlives the page while Unipile's is in its place. */
const KEPT = "aldermoor:sending";

const { unipile } = brokerClient("/linkdock");
const linked = new Linked((accountId, products) =>
  open({ accountId, methods: choices.methods(), ...(products && { products }) }),
);

/** Where Unipile's hosted pages are; a customer leaves the option out. */
let host = "";
/** The one dock of this page. */
let dock: Dock | null = null;
let wanted: Wanted = { methods: [] };
let ways: choices.Way = "hosted";

function hosted(): UnipileHostedOptions {
  return {
    vendor: "unipile",
    method: "hosted",
    mode: choices.mode(),
    hosts: [host],
    link: unipile.link,
    confirm: unipile.confirm,
    ...common(),
  };
}

function custom(): UnipileCustomOptions {
  return { vendor: "unipile", method: "custom", wizard, ...unipile.custom, renderCaptcha, ...common() };
}

function common() {
  const { products, methods } = wanted;
  return { methods, ...(products && { products }), title: "Connect a LinkedIn account", ...callbacks };
}

/** Everything here is synchronous: a popup opens only in the click itself. */
function open(next: Wanted): void {
  dock?.unmount();
  dock = null;
  wanted = next;
  ways = choices.way();
  const { accountId } = wanted;
  card.clearOutcome();
  // The form has a button of its own for giving up.
  card.openDock(accountId ? "Reconnect the account" : "Connect an account", ways === "hosted");
  linked.locked = true;
  if (ways === "hosted" && choices.mode() === "redirect") sessionStorage.setItem(KEPT, JSON.stringify(wanted));
  try {
    const options = ways === "hosted" ? hosted() : custom();
    dock = accountId ? mountUpdate(card.place, { ...options, accountId }) : mountConnect(card.place, options);
  } catch (error) {
    if (!(error instanceof DockError)) throw error;
    // Nothing was mounted, so no callback will tell of it.
    card.showState("failed", "Not connected");
    fail(error, accountId ? "mountUpdate" : "mountConnect");
  }
}

const callbacks: Callbacks = {
  onState(state, previous) {
    log("onState", "state", `${state} ← ${previous}`);
    if (state === "fetching" && (previous === "failed" || previous === "closed")) card.clearOutcome();
    card.showState(state, stateLine(state, wanted.accountId ? "update" : "connect", "Unipile"));
  },
  onActive({ id, status, vendorStatus, confirmedBy }) {
    // The form has no word of the vendor's for the status.
    log("onActive", "good", id, { status, vendorStatus: vendorStatus || undefined, confirmedBy });
    linked.confirmed(id, confirmedBy);
    leave();
    const again = wanted.products ? "The account is updated" : "The account works again";
    const title = wanted.accountId ? again : "The account is connected";
    const text = "Aldermoor can send invitations and messages from it.";
    card.showLine("Ready to connect");
    card.showOutcome("good", { title, text }).focus({ preventScroll: true });
    void refresh();
  },
  onReload({ reason, attempt }) {
    log("onReload", "event", reason, { attempt });
  },
  onClose({ reason, completed }) {
    log("onClose", "event", reason, { completed });
    // The dock itself says that a popup is gone and offers another; whoever gives up is back where they began.
    if (reason === "user") giveUp();
  },
  onError(error) {
    fail(error, "onError");
  },
  onEvent(event) {
    const { type, version: _version, vendor: _vendor, ...rest } = event;
    log("onEvent", type === "message_refused" ? "refused" : "event", type, rest);
  },
};

function fail(error: DockError, source: "onError" | "mountConnect" | "mountUpdate"): void {
  const { code, message, retryable, detail } = error;
  log(source, "bad", code, { retryable, message, ...detail });
  const words = errorWords(error, "Unipile");
  // What can be tried again the dock says itself, beside its button; so does the form, whose user stays in it.
  if (retryable || (ways === "custom" && dock)) return card.showLine(words.title);
  card.showOutcome("bad", words, code);
  leave();
}

/** The flow is over: the page is as it was, with the focus where the user began. */
function leave(): void {
  const lost = card.focusIsLost();
  sessionStorage.removeItem(KEPT);
  linked.locked = false;
  card.closeDock();
  const began = wanted.accountId ? linked.buttonOf(wanted.accountId) : null;
  if (lost) (began ?? card.connectButton).focus({ preventScroll: true });
}

function giveUp(): void {
  dock?.unmount();
  dock = null;
  card.clearOutcome();
  card.showLine("Ready to connect");
  leave();
}

const checked = byId("accounts-status", HTMLParagraphElement);
const refreshButton = byId("refresh", HTMLButtonElement);

/** Asks the broker what is linked: a vendor's word can change any time, so also when the user comes back to the page. */
async function refresh(): Promise<void> {
  try {
    const accounts = await unipile.accounts();
    linked.show(accounts);
    showTriesFor(host, accounts);
    checked.textContent = `As of ${new Date().toLocaleTimeString("en-GB")}`;
  } catch (error) {
    if (!(error instanceof DockError)) throw error;
    showBadge("bad", "Not available");
    checked.textContent = errorWords(error, "Unipile").title;
  }
}

/** Goes on with what was under way when the page went to Unipile's. */
function resume(): void {
  try {
    const kept: Wanted = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    const { methods = ["credentials"], products } = kept;
    choices.restore(products, methods);
    open({ ...kept, methods });
  } catch {
    // Somebody else's words under our name: then the user begins anew.
    sessionStorage.removeItem(KEPT);
  }
}

card.connectButton.addEventListener("click", () => open({ products: choices.products(), methods: choices.methods() }));
card.cancelButton.addEventListener("click", giveUp);
refreshButton.addEventListener("click", () => void refresh());

async function start(): Promise<void> {
  const config = await readConfig().catch(() => null);
  if (!config?.unipileHost) {
    document.body.dataset.unipile = "none";
    showBadge(config ? "neutral" : "bad", config ? "Not set up" : "Not available");
    const text = config
      ? "“cargo xtask demo” brings a simulated one; for the real one, give the broker the variables that begin with " +
        "UNIPILE_ and LINKDOCK_DEMO_UNIPILE_HOST."
      : "Start it with “cargo xtask demo”, then reload this page.";
    const title = config ? "This demo runs without Unipile" : "The demo’s server does not answer";
    byId("notice", HTMLDivElement).replaceChildren(notice(config ? "attention" : "bad", { title, text }));
    return;
  }
  host = config.unipileHost;
  showSandbox(host);
  card.showLine("Ready to connect");
  card.connectButton.disabled = false;
  await refresh();
  addEventListener("focus", () => void refresh());
  if (returned) resume();
}

void start();
