/** The list of sending accounts, as the broker has it from the vendor. Rows that don't change stay, and so does their focus. */

import type { ConfirmedBy, LinkedAccount, Product } from "linkdock";
import { explainAccess, productConflict } from "linkdock/products";
import { byId, button, icon, make } from "./dom.js";
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
    const { id, status, vendorStatus, needsUser } = account;
    const lost = status === "disconnected" || needsUser;
    const { tone, label } = lost && status === "active" ? STATUS_BADGES.disconnected : STATUS_BADGES[status];
    const state = make("span", "badge", label);
    state.dataset.tone = tone;
    const by = this.#confirmed.get(id);
    const words = make("small", "", make("code", "", vendorStatus), ...(by ? [` · ${CONFIRMED[by]}`] : []));
    const name = make("b", "", id);
    // Where it is cut short.
    name.title = id;
    const cells = [make("span", "face", icon("send")), make("span", "account-name", name, words), state];
    if (lost) cells.push(button("small", "Reconnect", () => this.#onReconnect(id), `Reconnect account ${id}`));
    if (status !== "deleted") cells.push(this.#help(account, lost));
    return cells;
  }

  /** What the account is linked for, and what is in the way of what it isn't. */
  #help({ id, products = [] }: LinkedAccount, lost: boolean): HTMLElement {
    const linked = [...new Set<Product>(["classic", ...products])];
    const line = make("p", "account-help", linked.map((product) => NAMES[product]).join(", "), ". ");
    if (lost) {
      line.append("LinkedIn has signed it out: nothing is sent until you reconnect it.");
      return line;
    }
    // Recruiter excludes Sales Navigator: then the help is about what is there.
    const product = linked.includes("recruiter") ? "recruiter" : "sales_navigator";
    const { access, products: wanted, error } = explainAccess({ product, enabled: linked });
    if (access === "not_enabled" && wanted && !productConflict(wanted)) {
      // The code is what the API answers until then.
      line.append(`${NAMES[product]} is off (`, make("code", "", error ?? ""), "). ");
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
  const lost = accounts.filter(({ status, needsUser }) => status !== "active" || needsUser).length;
  const working = accounts.length - lost;
  const [tone, label]: [Tone, string] =
    lost > 0
      ? ["attention", `${lost} to reconnect`]
      : working > 0
        ? ["good", `${working} ready to send`]
        : ["neutral", "None yet"];
  showBadge(tone, label);
}

/** The badge beside the page's title. */
export function showBadge(tone: Tone, label: string): void {
  badge.dataset.tone = tone;
  badge.textContent = label;
}
