/** Unipile: the hosted sign-in and the form, with the functions that ask the host's server. */

import type { Messages, WizardMessages } from "./messages.js";
import type { CommonOptions, ConfirmedBy, Flow } from "./types.js";

/** What of LinkedIn an account is linked for. `classic` is on without being named. */
export type Product = "classic" | "recruiter" | "sales_navigator" | "company";

/** How the user signs in: with e-mail or phone and password, or with the cookies of a browser that is signed in. */
export type SignInMethod = "credentials" | "cookies";

/** What `link` is told. */
export interface LinkContext {
  readonly vendor: "unipile";
  readonly flow: Flow;
  /** The account to reconnect; absent while a new one is being linked. */
  readonly accountId?: string;
  /** The option `products`; when it is absent on a reconnect, the earlier choice stays. */
  readonly products?: readonly Product[];
  /** The option `methods`. */
  readonly methods?: readonly SignInMethod[];
  /** How many reloads came before: 0 at first. */
  readonly attempt: number;
  /** Aborted when the answer isn't wanted any more. Pass it to `fetch`. */
  readonly signal: AbortSignal;
}

/** The address of Unipile's hosted page, alone or with the `state` that its redirect must bring back. */
export type Link =
  | string
  | {
      readonly url: string;
      readonly state?: string;
      /** The origin of the return page, when it isn't this page's nor one of the option `origins`. */
      readonly origin?: string;
    };

/** Asked anew for every load, because links are good for one. Throw or reject when there is none. */
export type LinkFunction = (context: LinkContext) => Link | Promise<Link>;

/** What `confirm` is told: what the redirect has brought. */
export interface ConfirmContext extends Omit<LinkContext, "products" | "methods"> {
  /** As `link` answered it. */
  readonly state?: string;
  /** What a linkdock broker's return page adds, and wants to see again. */
  readonly receipt?: string;
}

/** What the vendor says of an account. */
export interface Confirmation {
  readonly id: string;
  /**
   * In the vendor's own word: `running`, `OK`, `disconnected`, `CREDENTIALS`, … With `CONNECTING` the dock asks again every
   * second, for as long as the option `timeouts.token` allows.
   */
  readonly vendorStatus: string;
  readonly confirmedBy?: ConfirmedBy;
}

/** Asks your server for the account's status. Throw or reject when it isn't linked. */
export type ConfirmFunction = (context: ConfirmContext) => Confirmation | Promise<Confirmation>;

interface UnipileCommon extends CommonOptions {
  vendor: "unipile";
  /**
   * What the account is linked for. Leave it out on an update to keep the earlier choice. `recruiter` and
   * `sales_navigator` exclude each other in Unipile's newest SDK: asking for both is told by `onEvent`.
   */
  products?: readonly Product[];
  /** What the user may sign in with. Default: `credentials`. */
  methods?: readonly SignInMethod[];
}

/** Options of Unipile's hosted sign-in. */
export interface UnipileHostedOptions extends Omit<UnipileCommon, "mode"> {
  method?: "hosted";
  /**
   * `auto` (default) and `popup`: a window. `redirect`: the page itself goes there, and the flow goes on when it is
   * mounted again after coming back. `iframe`: against the vendor's advice, because of captchas and consent screens.
   */
  mode?: "auto" | "iframe" | "popup" | "redirect";
  /** Gives the address of the hosted page. A string serves one load; a function serves "Try again" too. */
  link: string | LinkFunction;
  /** Asks your server whether the account is linked. Left out: the redirect is believed. */
  confirm?: ConfirmFunction;
  /** Where hosted pages may be, for a domain of your own. Default `auth.unipile.com` and `account.unipile.com`. */
  hosts?: readonly string[];
  /** Origins besides this page's that `linkdock/return` is served from, for links that don't say theirs. */
  origins?: readonly string[];
}

/** What the form asks for with the user's input, in the form in which Unipile's `POST /v2/auth/intent` takes it. */
export interface Intent {
  provider: "linkedin";
  credentials:
    | { username: string; password: string }
    | { access_token: string; premium_access_token?: string; user_agent: string };
  config?: { products: Product[] };
  /** The account to reconnect. */
  account_id?: string;
  /** As an IANA name. */
  user_timezone?: string;
}

/** What a function of the form is given besides. */
export interface StepContext {
  /** Aborted when the answer isn't wanted any more. Pass it to `fetch`. */
  readonly signal: AbortSignal;
}

/** Unipile's answer as it came, in the form of v2 or of v1; its errors may be thrown or returned. */
export type StepAnswer = object;

/** A captcha that LinkedIn asks for. */
export interface Captcha {
  readonly publicKey?: string;
  readonly data?: string;
  /** Where to render it: an empty element inside the form. */
  readonly element: HTMLElement;
  readonly signal: AbortSignal;
}

/** The functions of the form: each passes its first argument on to Unipile's endpoint, through your server, and answers. */
export interface WizardFunctions {
  /** `POST /v2/auth/intent` */
  startIntent: (intent: Intent, context: StepContext) => StepAnswer | Promise<StepAnswer>;
  /** `POST /v2/auth/checkpoint`; the code is a code, a phone number, a contract's id or a captcha's token. */
  solveCheckpoint: (
    solution: { intent_id: string; code: string },
    context: StepContext,
  ) => StepAnswer | Promise<StepAnswer>;
  /** `POST /v2/auth/checkpoint/request`. Left out: the user can't change the method. */
  requestCheckpoint?: (
    request: { intent_id: string; challenge: string },
    context: StepContext,
  ) => StepAnswer | Promise<StepAnswer>;
  /** `POST /v2/auth/checkpoint/resend`. Left out: the user can't ask for another code. */
  resendCheckpoint?: (request: { intent_id: string }, context: StepContext) => unknown;
  /**
   * Whether the user has approved the sign-in in LinkedIn's app: answers the same checkpoint again until then. Asked
   * every `timeouts.poll`. Left out: the form shows what to do, and starts again when the user says so; a sign-in with a QR
   * code, a consent window or LOADING fails.
   */
  waitCheckpoint?: (request: { intent_id: string }, context: StepContext) => StepAnswer | Promise<StepAnswer>;
  /** Renders a captcha and gives its token. Left out: a sign-in that needs one fails. */
  renderCaptcha?: (captcha: Captcha) => string | Promise<string>;
}

/** The form of `linkdock/wizard`: what `wizard` is there. */
export type Wizard = (options: never, makeError: never) => object;

/** Options of the sign-in form in the page. */
export interface UnipileCustomOptions
  extends Omit<UnipileCommon, "mode" | "timeouts" | "popup" | "messages">,
    WizardFunctions {
  method: "custom";
  /** Your own words, for the dock and for the form. */
  messages?: Messages & WizardMessages;
  /** The form, from `linkdock/wizard`. */
  wizard: Wizard;
  /** In whole milliseconds. */
  timeouts?: {
    /** How long a function of yours may take. 1 to 600 000, default 30 000. */
    token?: number;
    /** How long the user has for one checkpoint. 1 000 to 3 600 000, default 300 000. */
    checkpoint?: number;
    /** How often `waitCheckpoint` is asked. 100 to 60 000, default 3 000. */
    poll?: number;
    /** When a code can be asked for again. 0 to 600 000, default 30 000. */
    resend?: number;
  };
}
