/** What is set on the page of sending accounts: how to connect, for which products, and with what to sign in. */

import type { Product, SignInMethod, UnipileHostedOptions } from "linkdock";
import { productConflict } from "linkdock/products";
import { byId } from "./dom.js";

/** On Unipile's page, or in the form in this one. */
export type Way = "hosted" | "custom";

const WAYS = { hosted: byId("way-hosted", HTMLInputElement), custom: byId("way-custom", HTMLInputElement) };
const MODES = {
  popup: byId("mode-popup", HTMLInputElement),
  redirect: byId("mode-redirect", HTMLInputElement),
  iframe: byId("mode-iframe", HTMLInputElement),
};
const PRODUCTS = {
  classic: byId("product-classic", HTMLInputElement),
  sales_navigator: byId("product-sales-navigator", HTMLInputElement),
  recruiter: byId("product-recruiter", HTMLInputElement),
  company: byId("product-company", HTMLInputElement),
};
const METHODS = {
  credentials: byId("method-credentials", HTMLInputElement),
  cookies: byId("method-cookies", HTMLInputElement),
};
const conflict = byId("conflict", HTMLParagraphElement);

export function way(): Way {
  return WAYS.hosted.checked ? "hosted" : "custom";
}

export function mode(): NonNullable<UnipileHostedOptions["mode"]> {
  return checked(MODES)[0] ?? "auto";
}

export function products(): Product[] {
  return checked(PRODUCTS);
}

export function methods(): SignInMethod[] {
  return checked(METHODS);
}

/** As it was before the page went away to Unipile's. */
export function restore(product: readonly Product[] | undefined, method: readonly SignInMethod[]): void {
  WAYS.hosted.checked = true;
  MODES.redirect.checked = true;
  const set = (boxes: Record<string, HTMLInputElement>, names: readonly string[]) => {
    for (const [name, box] of Object.entries(boxes)) box.checked = names.includes(name);
  };
  set(PRODUCTS, ["classic", ...(product ?? [])]);
  set(METHODS, method);
  show();
}

function checked<Name extends string>(boxes: Record<Name, HTMLInputElement>): Name[] {
  return (Object.keys(boxes) as Name[]).filter((name) => boxes[name].checked);
}

function show(): void {
  document.body.dataset.way = way();
  document.body.dataset.mode = mode();
  // Unipile's newest SDK has it as an error, its guide doesn't: so nobody is kept from trying.
  conflict.hidden = !productConflict(products());
  // Somehow one has to sign in.
  const all = Object.values(METHODS);
  for (const box of all) box.disabled = box.checked && all.filter((other) => other.checked).length === 1;
}

byId("choices", HTMLDivElement).addEventListener("change", show);
show();
