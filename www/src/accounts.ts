/** The list of accounts, in memory for this visit. Rows stay the same elements, so that a row keeps its focus. */

import type { Account } from "linkdock";
import { byId, button, icon, make } from "./dom.js";
import { STATUS_BADGES } from "./words.js";

/** What the page keeps of an account; never its token. */
type Known = Pick<Account, "id" | "status" | "vendorStatus">;

export class Accounts {
  readonly #list = byId("accounts", HTMLUListElement);
  readonly #empty = byId("no-accounts", HTMLParagraphElement);
  readonly #known = new Map<string, Known>();
  readonly #rows = new Map<string, HTMLLIElement>();
  readonly #onReconnect: (id: string) => void;
  readonly #onChange: () => void;

  constructor(onReconnect: (id: string) => void, onChange: () => void) {
    this.#onReconnect = onReconnect;
    this.#onChange = onChange;
  }

  /** Adds an account, or notes its new status. */
  put({ id, status, vendorStatus }: Account): void {
    const before = this.#known.get(id);
    this.#known.set(id, { id, status, vendorStatus });
    let row = this.#rows.get(id);
    if (!row) {
      row = make("li", "account");
      row.dataset.account = id;
      this.#rows.set(id, row);
      this.#list.append(row);
    }
    if (!before || before.status !== status || before.vendorStatus !== vendorStatus) {
      row.replaceChildren(...this.#cells({ id, status, vendorStatus }));
      row.dataset.status = status;
    }
    this.#changed();
  }

  /** All but the deleted ones. */
  get usable(): Known[] {
    return [...this.#known.values()].filter((account) => account.status !== "deleted");
  }

  /** The row's button as it is now: a row is filled anew when its status changes. */
  buttonOf(id: string): HTMLElement | null {
    return this.#rows.get(id)?.querySelector("button") ?? null;
  }

  /** While a dock is open no second one can be started from here. */
  set locked(locked: boolean) {
    for (const button of this.#list.querySelectorAll<HTMLButtonElement>("button.reconnect")) button.disabled = locked;
  }

  #cells({ id, status, vendorStatus }: Known): HTMLElement[] {
    const { tone, label } = STATUS_BADGES[status];
    const badge = make("span", "badge", label);
    badge.dataset.tone = tone;
    const face = make("span", "face", icon("key"));
    const name = make("span", "account-name", make("b", "", `Account ${id}`), make("small", "", vendorStatus));
    // A deleted account has nothing left to connect to.
    const action =
      status === "deleted"
        ? button("small", "Remove", () => this.#remove(id), `Remove account ${id}`)
        : button(
            "small reconnect",
            "Reconnect",
            () => this.#onReconnect(id),
            `Reconnect account ${id}`,
          );
    return [face, name, badge, action];
  }

  #remove(id: string): void {
    this.#known.delete(id);
    this.#rows.get(id)?.remove();
    this.#rows.delete(id);
    this.#changed();
    // The button is gone with its row: a keyboard goes on from the list's heading.
    byId("accounts-name", HTMLHeadingElement).focus();
  }

  #changed(): void {
    this.#empty.hidden = this.#known.size > 0;
    this.#onChange();
  }
}
