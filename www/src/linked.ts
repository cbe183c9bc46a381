/** The list of sending accounts, as the broker has it from the vendor. Rows that don't change stay, and so does their focus. */

import type { ConfirmedBy, LinkedAccount, Product } from "linkdock";
import { explainAccess, productConflict } from "linkdock/products";
import { byId, button, icon, make } from "./dom.js";
import { log } from "./log.js";
import { type Tone, STATUS_BADGES } from "./words.js";

const NAMES: Record<Product, string> = {
  classic: "Classic",
  sales_navigator: "Sales Navigator",
  recruiter: "Recruiter",
  company: "Pages",
};

const CONFIRMED: Record<ConfirmedBy, string> = {
  webhook: "confirmed by webhook",
  poll: "confirmed by asking Unipile",
  redirect: "not confirmed: the redirect says so",
  answer: "confirmed by Unipile’s answer",
};

/** In the words of the page's badge: the vendor's own are in the row. */
const NOT_WORKING = { tone: "attention", label: "Not working" } as const;

/** Whether signing in again brings it back: its row says so, and so does the page's badge. */
const isLost = ({ status, needsUser }: LinkedAccount): boolean =>
  status === "disconnected" || (needsUser && status !== "deleted");

/** What a row can ask for: the account, and what to link it for if that is to change. */
export type OnReconnect = (id: string, products?: readonly Product[]) => void;

const list = byId("accounts", HTMLUListElement);
const empty = byId("no-accounts", HTMLParagraphElement);
const badge = byId("badge", HTMLSpanElement);

export class Linked {
  readonly #rows = new Map<string, { row: HTMLLIElement; shown: string }>();
  readonly #confirmed = new Map<string, ConfirmedBy>();
  readonly #onReconnect: OnReconnect;
  #locked = false;

  constructor(onReconnect: OnReconnect) {
    this.#onReconnect = onReconnect;
  }

  /** Only the dock knows who confirmed an account; it is kept for this visit. */
  confirmed(id: string, by: ConfirmedBy | undefined): void {
    if (by) this.#confirmed.set(id, by);
  }

  /** Fills the list, in the order of the broker. */
  show(accounts: readonly LinkedAccount[]): void {
    const known = new Set(accounts.map(({ id }) => id));
    for (const [id, { row }] of this.#rows) {
      if (known.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    for (const account of accounts) this.#put(account);
    empty.hidden = accounts.length > 0;
    list.hidden = accounts.length === 0;
    sumUp(accounts);
    this.locked = this.#locked;
  }

  /** While a dock is open no second one can be started from here. */
  set locked(locked: boolean) {
    this.#locked = locked;
    for (const button of list.querySelectorAll("button")) button.disabled = locked;
  }

  /** The row's first button as it is now. */
  buttonOf(id: string): HTMLElement | null {
    return this.#rows.get(id)?.row.querySelector("button") ?? null;
  }

  #put(account: LinkedAccount): void {
    const { id } = account;
    const shown = JSON.stringify([account, this.#confirmed.get(id)]);
    const before = this.#rows.get(id);
    if (before?.shown === shown) return;
    const row = before?.row ?? make("li", "account");
    row.dataset.account = id;
    row.dataset.status = account.status;
    row.replaceChildren(...this.#cells(account));
    this.#rows.set(id, { row, shown });
    if (!before) list.append(row);
  }

  #cells(account: LinkedAccount): HTMLElement[] {
    const { id, status, vendorStatus } = account;
    const lost = isLost(account);
    const { tone, label } = lost ? STATUS_BADGES.disconnected : status === "unknown" ? NOT_WORKING : STATUS_BADGES[status];
    const state = make("span", "badge", label);
    state.dataset.tone = tone;
    const by = this.#confirmed.get(id);
    const words = make("small", "", make("code", "", vendorStatus), ...(by ? [` · ${CONFIRMED[by]}`] : []));
    const name = make("b", "", id);
    // Where it is cut short.
    name.title = id;
    const cells = [make("span", "face", icon("send")), make("span", "account-name", name, words), state];
    if (lost) cells.push(button("small", "Reconnect", () => this.#onReconnect(id), `Reconnect account ${id}`));
    if (status !== "deleted") cells.push(this.#help(account));
    return cells;
  }

  /** What the account is linked for, and what is in the way of what it isn't. */
  #help(account: LinkedAccount): HTMLElement {
    const { id, status, products = [] } = account;
    const linked = [...new Set<Product>(["classic", ...products])];
    const line = make("p", "account-help", linked.map((product) => NAMES[product]).join(", "), ". ");
    if (isLost(account)) {
      line.append("LinkedIn has signed it out: nothing is sent until you reconnect it.");
      return line;
    }
    if (status !== "active") {
      line.append("Signing in again would not help: nothing is sent until Unipile says that it works.");
      return line;
    }
    // Recruiter excludes Sales Navigator: then the help is about what is there.
    const product = linked.includes("recruiter") ? "recruiter" : "sales_navigator";
    const { access, products: wanted, error, cure } = explainAccess({ product, enabled: linked });
    if (access === "not_enabled" && wanted && !productConflict(wanted)) {
      // What the API answers until then is for whoever builds with it.
      log("explainAccess", "event", product, { account: id, access, error, cure });
      line.append(`${NAMES[product]} is off: Aldermoor can’t use it yet. `);
      const enable = () => this.#onReconnect(id, wanted);
      line.append(button("link", "Switch it on", enable, `Switch it on: ${NAMES[product]} for account ${id}`));
    } else {
      line.append("Whether it is paid for, LinkedIn says at its first use.");
    }
    return line;
  }
}

/** The worst that is to be said of all accounts. */
function sumUp(accounts: readonly LinkedAccount[]): void {
  const lost = accounts.filter(isLost).length;
  const broken = accounts.filter((account) => account.status !== "active" && !isLost(account)).length;
  const working = accounts.length - lost - broken;
  const troubles = [...(lost ? [`${lost} to reconnect`] : []), ...(broken ? [`${broken} not working`] : [])];
  if (troubles.length) return showBadge("attention", troubles.join(", "));
  if (working) return showBadge("good", `${working} ready to send`);
  showBadge("neutral", "None yet");
}

/** The badge beside the page's title. */
export function showBadge(tone: Tone, label: string): void {
  badge.dataset.tone = tone;
  badge.textContent = label;
}
