/** LinkedIn's paid products at Unipile: why one can't be used, and what to do. Pure: it asks nobody. */

import type { Product } from "./types.js";

export type { Product };

/** How Unipile refuses, with HTTP 403: it hasn't been told to enable the product, or LinkedIn doesn't let the user have it. */
export type AccessError = "api/insufficient_permissions" | "provider/insufficient_permissions";

export interface AccessInput {
  /**
   * What you want to use. Default: the paid product in which `subscribed` and `enabled` differ, else one that is in both, else
   * `recruiter`.
   */
  readonly product?: Product;
  /** What the user pays LinkedIn for, if you know. Leave it out if you don't: `[]` says that it is nothing. */
  readonly subscribed?: readonly Product[] | null;
  /** What the account was linked for: the `products` of its last `mountConnect` or `mountUpdate`. `classic` is on without being named. */
  readonly enabled?: readonly Product[] | null;
  /**
   * What Unipile has answered, or its `type` alone. It is believed more than the two lists, which may be old. An error about
   * something else than permissions says nothing here.
   */
  readonly error?: { readonly type?: unknown } | string | null;
}

export interface AccessAnswer {
  /** `unknown`: it is enabled, and only a try will tell whether LinkedIn lets the user have it. */
  readonly access: "granted" | "not_enabled" | "not_subscribed" | "unknown";
  readonly product: Product;
  /** What Unipile answers, has answered or would answer. */
  readonly error: AccessError | null;
  /** What ends this refusal: `mountUpdate` with `products`, or a subscription, which the user buys from LinkedIn. */
  readonly cure: "update" | "subscription" | null;
  /** What will be in the way after that, as far as is known. */
  readonly next: "subscription" | null;
  /** With the cure `update`: for `mountUpdate`'s `products`. Ask {@link productConflict} before. */
  readonly products?: Product[];
  /** For developers and logs, in English. */
  readonly message: string;
}

const NAMES: Record<Product, string> = {
  classic: "Classic",
  recruiter: "Recruiter",
  sales_navigator: "Sales Navigator",
  company: "Pages",
};

/**
 * Why a product of LinkedIn's can't be used with an account, and what to do about it: the table of Unipile's guide
 * "Link accounts", with the answer of its API where there is one.
 */
export function explainAccess(input: AccessInput): AccessAnswer {
  const subscribed = input.subscribed ? [...input.subscribed] : null;
  const enabled = [...(input.enabled ?? [])];
  const answered = permissionError(input.error);
  const product = input.product ?? usual(subscribed, enabled, answered);
  const name = NAMES[product] ?? product;
  /** Everybody has `classic`, whatever the lists say. */
  const isEnabled = product === "classic" || enabled.includes(product);
  const isSubscribed = product === "classic" || (subscribed?.includes(product) ?? null);

  if (answered === "api/insufficient_permissions" || (!answered && !isEnabled)) {
    const next = isSubscribed === false ? "subscription" : null;
    return {
      access: "not_enabled",
      product,
      error: "api/insufficient_permissions",
      cure: "update",
      next,
      products: [...new Set<Product>(["classic", ...enabled, product])],
      message:
        `${name} is not enabled for this account${isEnabled ? ", whatever `enabled` says" : ""}: take the user through ` +
        `\`mountUpdate\` with \`products\`.${next ? ` It will not do without a subscription to ${name}, which the user doesn't have.` : ""}`,
    };
  }
  if (answered === "provider/insufficient_permissions" || (!answered && isSubscribed === false)) {
    return {
      access: "not_subscribed",
      product,
      error: "provider/insufficient_permissions",
      cure: "subscription",
      next: null,
      message:
        `${name} is enabled, but LinkedIn doesn't let this user have it${isSubscribed ? ", whatever `subscribed` says" : ""}: ` +
        "it takes a subscription, and no sign-in will help.",
    };
  }
  const known = isSubscribed === true;
  return {
    access: known ? "granted" : "unknown",
    product,
    error: null,
    cure: null,
    next: null,
    message: known
      ? `${name} can be used.`
      : `${name} is enabled. Whether the user is subscribed to it isn't known: use it, and pass what Unipile answers as \`error\`.`,
  };
}

/**
 * Whether both `recruiter` and `sales_navigator` are there, which Unipile's newest SDK doesn't allow. Its guide doesn't forbid
 * it: warn, and let the user choose.
 */
export function productConflict(products: readonly Product[]): boolean {
  return products.includes("recruiter") && products.includes("sales_navigator");
}

function permissionError(error: AccessInput["error"]): AccessError | null {
  const type = typeof error === "object" ? error?.type : error;
  return type === "api/insufficient_permissions" || type === "provider/insufficient_permissions" ? type : null;
}

function usual(subscribed: Product[] | null, enabled: Product[], answered: AccessError | null): Product {
  const paid = (product: Product) => product !== "classic";
  const missing = (subscribed ?? []).filter((product) => paid(product) && !enabled.includes(product));
  const unpaid = subscribed ? enabled.filter((product) => paid(product) && !subscribed.includes(product)) : [];
  // What the refusal is about is more likely in the list that explains it.
  const differing = answered === "provider/insufficient_permissions" ? [...unpaid, ...missing] : [...missing, ...unpaid];
  return differing[0] ?? enabled.find(paid) ?? "recruiter";
}
