/** What there is to try on the page of sending accounts, in the sandbox that plays Unipile. */

import type { LinkedAccount } from "linkdock";
import { byId } from "./dom.js";
import { showTries, type Try } from "./tries.js";
import { showUsers, type TestUser } from "./users.js";

// prettier-ignore
const USERS: readonly TestUser[] = [
  ["active@sandbox.test", "at once"],
  ["otp@sandbox.test", "code by mail"],
  ["2fa@sandbox.test", "code by SMS"],
  ["2fa-app@sandbox.test", "code of an app"],
  ["app@sandbox.test", "approval"],
  ["otp-or-app@sandbox.test", "either"],
  ["phone@sandbox.test", "phone number"],
  ["contract@sandbox.test", "which contract"],
  ["challenge@sandbox.test", "which challenge"],
  ["captcha@sandbox.test", "captcha"],
  ["qr@sandbox.test", "QR code"],
  ["oauth@sandbox.test", "consent window"],
  ["loading@sandbox.test", "takes its time"],
  ["unknown@sandbox.test", "something new"],
  ["chain@sandbox.test", "three in a row"],
  ["wrong@sandbox.test", "wrong password"],
  ["exists@sandbox.test", "linked already"],
  ["mismatch@sandbox.test", "another account"],
  ["busy@sandbox.test", "vendor is busy"],
];

// prettier-ignore
const ANSWERS: readonly TestUser[] = [
  ["123456", "the right code"],
  ["612345678", "phone, after +33"],
  ["AQEDdemo", "cookie li_at"],
];

const EVER: readonly Try[] = [
  ["Approve in LinkedIn’s app", "Every sign-in that waits for the phone goes on.", "unipile/approve", "{}"],
  ["Let what is under way expire", "The next step is told that it is too late, and starts again.", "unipile/expire", "{}"],
  ["Be busy once", "The form’s next sign-in is refused for the moment; trying again helps.", "unipile/faults", '{"endpoint":"intent","fault":{"kind":"status","status":429},"times":1}'],
];

/** For which account the panel was filled; it keeps its focus when there is nothing new. */
let filled: string | null = null;

/** Fills both panels. `sandbox` is Unipile's origin here. */
export function showSandbox(sandbox: string): void {
  showUsers(sandbox, [...ANSWERS, ...USERS]);
  byId("phone-app", HTMLAnchorElement).href = new URL("/unipile/app", sandbox).href;
  showTriesFor(sandbox, []);
}

/** With the accounts that there are: one that works can be signed out. */
export function showTriesFor(sandbox: string, accounts: readonly LinkedAccount[]): void {
  const id = accounts.filter(({ status }) => status === "active").at(-1)?.id ?? "";
  if (filled === id) return;
  filled = id;
  const body = JSON.stringify({ id, status: "disconnected" });
  const text = "LinkedIn has signed it out. Come back to this page, and it is to be reconnected.";
  const lose: Try = ["Disconnect the newest account", text, "unipile/status", body];
  showTries(sandbox, id ? [lose, ...EVER] : EVER);
}
