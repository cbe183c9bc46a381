/**
 * The background: sends the session at the set interval and when it changes, as long as the user wants it to.
 *
 * It must never read anything in another phase than `on`. The browser holds that too: the permission to read cookies is there
 * in that phase alone.
 */

import { config } from "./config.js";
import { COOKIES, deleteSession, sendSession } from "./session.js";
import { COOKIES_PERMISSION, readState, writeState, type Opened, type Order } from "./state.js";

const ALARM = "session";
/** Signing in changes both cookies, each by a removal and an addition: that is one change. */
const SETTLED_MS = 1_000;
const PERIOD_MS = config.every * 60_000;

/** One thing at a time: a deletion that overtook what is being sent would delete too early. */
let turn: Promise<void> = Promise.resolve();
function inTurn(work: () => Promise<void>): Promise<void> {
  turn = turn.then(work).catch(() => console.error("the browser's storage or alarms have failed"));
  return turn;
}

const isOn = async (): Promise<boolean> => (await readState()).phase === "on";

/** Whether this user's session is to be sent. Consent is of one user: whoever signs in later in this browser has to be asked. */
async function isWantedOf(user: string | null): Promise<boolean> {
  const before = orders;
  const { phase, user: agreed } = await readState();
  // An order that has come in the meantime must not be written over; it has its own turn.
  if (phase !== "on" || orders !== before) return false;
  if (agreed === null) {
    if (user !== null) await writeState({ user });
    return true;
  }
  if (user === agreed) return true;
  await writeState({ phase: "paused", last: { at: Date.now(), outcome: "another_user" } });
  await chrome.permissions.remove(COOKIES_PERMISSION);
  await keepTime();
  return false;
}

/** What the phase asks for: sending, deleting, or nothing. */
async function work(): Promise<void> {
  const { phase, user } = await readState();
  switch (phase) {
    case "on": {
      const attempt = await sendSession(isWantedOf);
      if (attempt && (await isOn())) await writeState({ last: { at: Date.now(), ...attempt } });
      return;
    }
    case "deleting": {
      const outcome = await deleteSession(user);
      if (outcome !== "sent") return writeState({ last: { at: Date.now(), outcome } });
      await chrome.storage.local.clear();
      return keepTime();
    }
    case "paused":
    case "asking":
      return;
  }
}

/** The alarm of the phase, first due at `when`; a deletion keeps it until the broker has obeyed. */
async function keepTime(when = Date.now() + PERIOD_MS): Promise<void> {
  const { phase } = await readState();
  if (phase !== "on" && phase !== "deleting") await chrome.alarms.clearAll();
  else if (!(await chrome.alarms.get(ALARM))) await chrome.alarms.create(ALARM, { when, periodInMinutes: config.every });
}

/**
 * The alarm again, if the browser has dropped it: alarms needn't outlive its end, nor an update of the extension. What has
 * become due meanwhile is due now, or whoever has the browser open for less than an interval would never send anything.
 */
async function takeUp(): Promise<void> {
  const { last } = await readState();
  await keepTime(last ? Math.max(Date.now(), last.at + PERIOD_MS) : undefined);
}

let orders = 0;
async function obey(order: Order): Promise<void> {
  orders += 1;
  // Takes effect at once, whatever is under way.
  switch (order) {
    case "agree":
      await writeState({ phase: "on", last: null, user: null });
      break;
    case "resume":
      await writeState({ phase: "on" });
      break;
    case "pause":
      await writeState({ phase: "paused" });
      await chrome.permissions.remove(COOKIES_PERMISSION);
      break;
    case "delete":
      await writeState({ phase: "deleting", last: null });
      await chrome.permissions.remove(COOKIES_PERMISSION);
  }
  await inTurn(() => keepTime());
  await inTurn(work);
}

let settled: ReturnType<typeof setTimeout> | undefined;
function listen(): void {
  chrome.cookies?.onChanged.addListener(changed);
}
function changed({ removed, cause, cookie }: { removed: boolean; cause: string; cookie: { name: string; domain: string } }): void {
  if (removed && cause === "overwrite") return;
  if (!(cookie.name in COOKIES) || !/(^|\.)linkedin\.com$/.test(cookie.domain)) return;
  clearTimeout(settled);
  settled = setTimeout(() => void inTurn(work), SETTLED_MS);
}

// All of it at once, when the worker starts: what is added later doesn't wake it up.
chrome.alarms.onAlarm.addListener(() => void inTurn(work));
chrome.permissions.onAdded.addListener(listen);
chrome.runtime.onMessage.addListener((message, _sender, answer) => {
  // Only this extension's own pages can send here.
  const told = message as Order | Opened;
  void (told === "opened" ? inTurn(takeUp) : obey(told)).finally(answer);
  return true;
});
// That the worker is started is all that matters: what it does then is below.
chrome.runtime.onStartup.addListener(() => {});
chrome.runtime.onInstalled.addListener(() => {});
listen();
void inTurn(takeUp);
