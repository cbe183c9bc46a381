/** The integration as a customer would write it: two calls, a broker, and a page around them. */

import {
  type Account,
  brokerClient,
  type Callbacks,
  type Dock,
  DockError,
  type Flow,
  mountConnect,
  mountUpdate,
} from "linkdock";
import { Accounts } from "./accounts.js";
import * as card from "./card.js";
import { readConfig } from "./config.js";
import { log } from "./log.js";
import { showUsers, type TestUser } from "./users.js";
import { errorWords, stateLine } from "./words.js";

const USERS: readonly TestUser[] = [
  ["active@sandbox.test", "connects at once"],
  ["paused@sandbox.test", "needs a code"],
  ["blocked@sandbox.test", "needs a code"],
  ["deleted@sandbox.test", "no longer exists"],
  ["failed@sandbox.test", "is turned away"],
  ["twice@sandbox.test", "answers twice"],
  ["123456", "the right code"],
];

const broker = brokerClient("/linkdock");
const accounts = new Accounts(reconnect, () => card.showBadge(accounts));

/** The host of Salesflow's embedded pages; a customer's is a constant. */
let host = "";
/** The one dock of this page. */
let dock: Dock | null = null;
/** What the dock is doing now: a connect flow becomes an update flow when the account comes back inactive. */
let flow: Flow = "connect";
/** The account whose "Reconnect" was pressed; null after "Connect". */
let reconnecting: string | null = null;

function connect(): void {
  reconnecting = null;
  open("connect", "Connect a LinkedIn account", () =>
    // The vendor's answer brings the token for the update flow, so `updateToken` is left out.
    mountConnect(card.target(), {
      vendor: "salesflow",
      host,
      token: broker.salesflow.token,
      title: "Salesflow: connect a LinkedIn account",
      ...card.choices(),
      ...callbacks,
    }),
  );
}

function reconnect(id: string): void {
  reconnecting = id;
  open("update", `Reconnect account ${id}`, () =>
    mountUpdate(card.target(), {
      vendor: "salesflow",
      host,
      accountId: id,
      token: broker.salesflow.accountToken,
      title: `Salesflow: reconnect account ${id}`,
      ...card.choices(),
      ...callbacks,
    }),
  );
}

/** Everything here is synchronous: a popup opens only in the click itself. */
function open(starting: Flow, label: string, mount: () => Dock): void {
  // A dock that has ended stays until the next one, so that late messages show up in the log.
  dock?.unmount();
  dock = null;
  flow = starting;
  card.clearOutcome();
  card.openDock(label);
  accounts.locked = true;
  try {
    dock = mount();
  } catch (error) {
    if (!(error instanceof DockError)) throw error;
    // Nothing was mounted, so no callback will tell of it.
    card.showState("failed", stateLine("failed", flow, "Salesflow"));
    fail(error, starting === "connect" ? "mountConnect" : "mountUpdate");
  }
}

const callbacks: Callbacks = {
  onState(state, previous) {
    log("onState", "state", `${state} ← ${previous}`);
    if (state === "fetching" && (previous === "failed" || previous === "closed")) card.clearOutcome();
    if (state === "fetching") {
      // Whichever of "Try again" and "Finish verification" was pressed goes.
      card.finishButton.hidden = true;
      card.keepFocusInDock();
    }
    card.showState(state, stateLine(state, flow, "Salesflow"));
    card.showBadge(accounts);
  },
  onActive(account) {
    log("onActive", "good", account.id, said(account));
    accounts.put(account);
    leave();
    const words = {
      title: reconnecting ? `Account ${account.id} is active again` : `Account ${account.id} is connected`,
      text: "Aldermoor can now send invitations and messages from it.",
    };
    card.showOutcome("good", words).focus({ preventScroll: true });
  },
  onUpdate(account) {
    log("onUpdate", "attention", account.id, said(account));
    flow = "update";
    accounts.put(account);
    accounts.locked = true;
    askForCode(account);
  },
  onReload(info) {
    log("onReload", "event", info.reason, { attempt: info.attempt });
  },
  onClose(info) {
    log("onClose", "event", info.reason, { completed: info.completed });
    // The dock itself says that a popup is gone and offers another; whoever gives up is back where they began.
    if (info.reason === "user") giveUp();
  },
  onError(error) {
    fail(error, "onError");
  },
  onEvent(event) {
    const { type, version: _version, vendor: _vendor, ...rest } = event;
    log("onEvent", type === "message_refused" ? "refused" : "event", type, rest);
  },
};

/** An answer for the log, which hides the token. */
function said({ status, vendorStatus, token }: Account): object {
  return { status, vendorStatus, token };
}

function askForCode(account: Account): void {
  if (card.choices().autoUpdate) {
    card.showOutcome("attention", {
      title: "LinkedIn wants to make sure it is you",
      text: "Enter the verification code you were sent to finish.",
    });
    return;
  }
  card.showLine("One more step");
  card.showOutcome("attention", {
    title: `Account ${account.id} needs one more step`,
    text: "LinkedIn has sent a verification code. Finish whenever you have it.",
  });
  card.finishButton.hidden = false;
  card.finishButton.focus();
}

function fail(error: DockError, source: "onError" | "mountConnect" | "mountUpdate"): void {
  const { code, message, retryable, detail } = error;
  log(source, "bad", code, { retryable, message, ...detail });
  // An account that was deleted comes with the error, not with an answer of its own.
  if (code === "account_deleted" && dock?.account) accounts.put(dock.account);
  card.finishButton.hidden = true;
  card.showOutcome("bad", errorWords(error, "Salesflow"), code);
  // Without a button in the dock, the way on is the page's own; a frame that is forbidden has one: a window.
  if (!retryable && code !== "frame_blocked") leave();
}

/** The flow is over: the page is as it was, with the focus where the user began. */
function leave(): void {
  const lost = card.focusIsLost();
  accounts.locked = false;
  const some = accounts.usable.length > 0;
  card.closeDock(some ? "Connect another account" : "Connect", !some);
  if (lost) ((reconnecting && accounts.buttonOf(reconnecting)) || card.connectButton).focus();
}

card.connectButton.addEventListener("click", connect);
card.finishButton.addEventListener("click", () => dock?.update());
card.cancelButton.addEventListener("click", giveUp);

function giveUp(): void {
  dock?.unmount();
  dock = null;
  card.clearOutcome();
  leave();
}

async function start(): Promise<void> {
  try {
    host = (await readConfig()).salesflowHost;
    showUsers(host, USERS);
  } catch {
    card.showLine("Not available");
    card.showOutcome("bad", {
      title: "The demo’s server does not answer",
      text: "Start it with “cargo xtask demo”, then reload this page.",
    });
    return;
  }
  card.showBadge(accounts);
  card.showLine("Ready to connect");
  card.connectButton.disabled = false;
}

void start();
