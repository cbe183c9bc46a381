/** LinkedIn Sales Navigator: tokens that many docks share, consent, and what the frame shows. */

import type { CommonOptions, Flow, TokenFunction, Vendor } from "./types.js";

/** When a token source renews. All in whole milliseconds. */
export interface RenewalPolicy {
  /** How long before its end a token is renewed, or half of its life if that is shorter. Default 300 000. */
  skew?: number;
  /** How long a token is good whose `expiresAt` isn't known. Default 2 700 000: LinkedIn's 45 minutes. */
  lifetime?: number;
}

/** One credential for many docks, made by {@link tokenSource}. */
export interface TokenSource {
  /** Forgets the credential and takes every dock back to the vendor's sign-in. On your server, delete the tokens first. */
  readonly unlink: () => void;
}

/** What the function that gets the user's consent is told, and what it may do with the popup. */
export interface AuthorizeContext {
  readonly vendor: Vendor;
  readonly flow: Flow;
  /** Aborted when consent isn't wanted any more: the user has cancelled, or the dock is gone. */
  readonly signal: AbortSignal;
  /** Takes the popup, which is open and blank, to the vendor's consent page: an https address, or http on loopback. */
  readonly open: (url: string) => void;
  /** Closes the popup because the user is done with it. It is closed anyway once the function has settled. */
  readonly close: () => void;
}

/**
 * Gets the user's consent. Resolves once the backend has its tokens; rejects when it doesn't get them, with a `DockError` of
 * the code `authorize_cancelled` when the user refused.
 */
export type AuthorizeFunction = (context: AuthorizeContext) => void | Promise<void>;

/** Options of LinkedIn Sales Navigator Display Services. */
export interface LinkedinOptions extends CommonOptions {
  vendor: "linkedin";
  /** The client id of your LinkedIn application. */
  apiKey: string;
  /** What the frame is about: a person (default) or a company. */
  profile?: "lead" | "account";
  /** Whom LinkedIn is to find. What is empty is left out. */
  subject?: {
    firstName?: string;
    lastName?: string;
    email?: string;
    companyName?: string;
    companyWebsite?: string;
  };
  /** The record in your CRM. */
  crm?: {
    recordId?: string;
    orgId?: string;
    /** As LinkedIn has issued it. */
    sourceType?: string;
    /** LinkedIn documents `contact`. */
    type?: string;
  };
  /** What the frame shows, such as `TopCard2` or `RelatedLeads`; LinkedIn's set is open. */
  modules?: readonly string[];
  /** True: made to stand in your page; false: LinkedIn's classic layout. */
  inline?: boolean;
  /** Further parameters of the frame's address, by LinkedIn's names. */
  parameters?: Readonly<Record<string, string>>;
  /**
   * Gives a Sales Access Token, or null while the user hasn't linked an account: then LinkedIn asks the user to sign in.
   * Pass a {@link TokenSource} to share one among many docks. Left out: the frame goes by LinkedIn's cookies, where the
   * browser lets it, and is never renewed.
   */
  token?: TokenFunction<null> | TokenSource;
  /** Gets the user's consent after the sign-in. Left out: `token` is asked again. */
  authorize?: AuthorizeFunction;
  /** Where LinkedIn's frames are, for a sandbox. Default `www.linkedin.com`. */
  host?: string;
}
