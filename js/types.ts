/// <reference lib="esnext.disposable" preserve="true" />

/** What a dock shows, and what it tells the host. Types only: nothing of this file reaches the browser. */

import type { DockError, ErrorCode } from "./error.js";

/** The vendors whose flows can be docked. */
export type Vendor = "salesflow" | "linkedin" | "unipile";

/** What an account's state means. `unknown`: none of these, or not known; such an account of Salesflow's is refused, and told by `onEvent`. */
export type AccountStatus = "active" | "incomplete" | "disconnected" | "deleted" | "unknown";

/** An account as the vendor reported it. */
export interface Account {
  readonly vendor: Vendor;
  /** The vendor's identifier; empty for LinkedIn, which doesn't tell whose account it is. */
  readonly id: string;
  readonly status: AccountStatus;
  /** The vendor's own word, such as `ACCOUNT_PAUSED`, `running` or `OK`; empty for LinkedIn, which has none. */
  readonly vendorStatus: string;
  /** Unipile: who says that the account is linked. The redirect alone is a hint: anybody can make one up. */
  readonly confirmedBy?: ConfirmedBy;
  /** The token for the account's update flow. Present in callbacks only, when the vendor sent one. */
  readonly token?: string;
}

/**
 * `webhook`, `poll`: the vendor, to your server, which `confirm` has asked. `redirect`: there is no `confirm`, and the address
 * that the vendor sent the user back to says so. `answer`: the vendor's answer to the form's own request.
 */
export type ConfirmedBy = "webhook" | "poll" | "redirect" | "answer";

/** `connect` docks a new account, `update` makes a known one active again. */
export type Flow = "connect" | "update";

/**
 * `idle` → `fetching` (a token) → `loading` (the vendor's page) → `waiting` (the user is in it) → `active`,
 * `closed` or `failed`. `active` is final; but LinkedIn's frame stays, and goes through `fetching`, `loading` and `waiting`
 * again for each new token. `authorizing` (LinkedIn): the user is asked for consent, in a popup. `checkpoint` (Unipile's form):
 * LinkedIn asks the user for more than the password.
 */
export type DockState =
  | "idle"
  | "fetching"
  | "loading"
  | "waiting"
  | "authorizing"
  | "checkpoint"
  | "active"
  | "closed"
  | "failed";

/** What a token function is told. */
export interface TokenContext {
  readonly vendor: Vendor;
  /** Of a token source always `connect`: it serves docks of both flows. */
  readonly flow: Flow;
  /** The account to update; absent while a new one is being connected. */
  readonly accountId?: string;
  /** How many reloads came before: 0 at first. Of a token source: how many tries in a row have failed. */
  readonly attempt: number;
  /**
   * LinkedIn: the end of the token that this one is to replace, in milliseconds since 1970, where it is known. A backend
   * that keeps tokens must not hand out that one again.
   */
  readonly renews?: number;
  /** Aborted when the answer isn't wanted any more. Pass it to `fetch`. */
  readonly signal: AbortSignal;
}

/** A short-lived token, alone or with more around it. */
export type Credential =
  | string
  | {
      readonly token: string;
      /**
       * LinkedIn: when the token ends, in seconds or milliseconds since 1970 (whichever can be meant), as a `Date`, or as an
       * ISO 8601 text with a time zone. Unknown: it is taken to last for the policy's `lifetime`.
       */
      readonly expiresAt?: number | string | Date | null;
    };

/**
 * Asked anew for every load, or by a token source for all docks that share it. Throw or reject when there is no token; a
 * `DockError` about a token is passed on as it is. `None` is null for LinkedIn: no account is linked yet.
 */
export type TokenFunction<None = never> = (context: TokenContext) => Credential | None | Promise<Credential | None>;

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

export type CloseReason =
  /** The account is active. */
  | "completed"
  /** The user cancelled, or the host called `close()`. */
  | "user"
  /** The user closed the popup. */
  | "popup_closed"
  /**
   * The popup is closed, or its page has cut it off from this one by Cross-Origin-Opener-Policy: the two look the same.
   * The dock goes on listening, and `onActive` may still come.
   */
  | "popup_maybe_closed"
  /** `unmount()`, the `signal`, or the dock's element was taken out of the page. */
  | "unmounted";

export interface CloseInfo {
  /** Whether it went away because the account is active. LinkedIn's stays then, so false. */
  readonly completed: boolean;
  readonly reason: CloseReason;
}

export interface ReloadInfo {
  readonly reason:
    /** `reload()`, or "Try again". */
    | "manual"
    /** LinkedIn refused the token. */
    | "tokenError"
    /** The token was about to end. */
    | "expiring"
    /** The page came back into sight with a token that was about to end, or had. */
    | "visible";
  /** Counts the dock's reloads, from 1. */
  readonly attempt: number;
}

/** Why a `message` event was not acted upon, in the order in which it is looked at. */
export type RefusalReason =
  /** `event.source` is null. */
  | "no_source"
  /** The source window is not this dock's surface. */
  | "unknown_source"
  /** The origin is neither `host` nor one of `origins`. */
  | "wrong_origin"
  /** Text of more than 65 536 UTF-16 code units. */
  | "too_large"
  | "not_json"
  | "not_object"
  /** Reading it would have run foreign code. */
  | "unreadable"
  | "unknown_type"
  | "invalid_data"
  | "invalid_action"
  | "invalid_account_id"
  | "invalid_status"
  /** A status word this version doesn't know; the event's `vendorStatus` holds it. */
  | "unknown_status"
  | "invalid_token"
  /** Unipile: the redirect's `state` isn't the link's. */
  | "invalid_state"
  /** The answer that was acted upon a moment ago. */
  | "duplicate"
  /** No answer is expected now. */
  | "late";

interface EventBase {
  /** The version of this catalogue. Within a version types and fields are only ever added. */
  readonly version: 1;
  readonly vendor: Vendor;
  readonly flow: Flow;
  readonly surface: "iframe" | "popup" | "redirect" | "form";
}

/** Why the flow goes on in the other surface: the error before it, or `silent`, when there was none. */
export type FallbackReason = ErrorCode | "silent";

/** Diagnostics and analytics. Never a token, a URL or the content of a message. */
export type DockEvent =
  | (EventBase & {
      readonly type:
        /** Your token function was asked, or the token source. */
        | "credential_requested"
        /** Your `authorize` was asked for the user's consent. */
        | "authorize_started"
        /** The vendor's page was opened in the frame or the popup, or the form. */
        | "surface_opened"
        /** Your `confirm` was asked what became of the account. */
        | "confirm_started"
        /** Unipile: `products` has both `recruiter` and `sales_navigator`. They are asked for all the same. */
        | "products_conflict";
    })
  | (EventBase & {
      readonly type:
        /** Your `confirm` has answered; the time since it was asked, and the vendor's word for the account's status. */
        | "confirm_ended"
        /**
         * Unipile's form shows another step: `credentials`, or the vendor's word for the checkpoint; the time since the form
         * was opened.
         */
        | "step_shown";
      /** In milliseconds. */
      readonly durationMs: number;
      readonly vendorStatus: string;
    })
  | (EventBase & {
      readonly type:
        /** Your token function answered; the time since it was asked. */
        | "credential_received"
        /** Your `authorize` has the user's consent; the time since it was asked. */
        | "authorize_ended"
        /**
         * The frame has loaded, or the popup has shown another site's page for a second; the time since it was opened.
         * Browsers don't tell whether it is the vendor's page or an error page in its place.
         */
        | "surface_loaded"
        /** The frame has said nothing for so long that a window is offered beside it; the time since it was opened. */
        | "surface_silent"
        /** The surface is gone; the time since it was opened. */
        | "surface_closed";
      /** In milliseconds. */
      readonly durationMs: number;
    })
  | (EventBase & {
      /** The flow goes on in the other surface, which `surface` names, because the user chose so. */
      readonly type: "fallback_taken";
      readonly reason: FallbackReason;
    })
  | (EventBase & {
      /** Something failed: what `onError` hears of too. */
      readonly type: "failed";
      readonly reason: ErrorCode;
    })
  | (EventBase & {
      readonly type: "message_accepted";
      /** The time since the surface was opened, in milliseconds. */
      readonly durationMs: number;
      /** The vendor's status word, absent when it reported a failure; Unipile's word for a failure, absent for a success. */
      readonly vendorStatus?: string;
    })
  | (EventBase & {
      readonly type: "message_refused";
      readonly reason: RefusalReason;
      /** The message's origin. */
      readonly origin: string;
      /** With `unknown_status`: the word. */
      readonly vendorStatus?: string;
    });

/** What the dock itself says, by name; `src/core/messages.rs` has all of it in six languages. */
export interface Messages {
  /** The name of the frame and of the dialog; option `title` wins. */
  title?: string;
  loading?: string;
  /** While the popup is open. */
  continue?: string;
  /** When the popup is closed or out of sight. */
  maybeClosed?: string;
  /** When the user has closed the popup. */
  closed?: string;
  /** When the user has given up; `authorize_cancelled`. */
  cancelled?: string;
  /** When the account is active. */
  connected?: string;
  /** Beside a frame that may have stayed empty. */
  silent?: string;
  /** `token_failed`, `token_invalid`. */
  notStarted?: string;
  /** `token_timeout`, `load_timeout`. */
  tooSlow?: string;
  /** `token_spent`. */
  linkUsed?: string;
  /** `expired_link`. */
  linkExpired?: string;
  /** `popup_blocked`. */
  popupBlocked?: string;
  /** `frame_blocked`, `frame_unreachable`. */
  frameRefused?: string;
  /** `vendor_failed`, `authorize_failed`. */
  notConnected?: string;
  /** `account_deleted`. */
  accountDeleted?: string;
  /** `account_mismatch`. */
  otherAccount?: string;
  /** `account_exists`. */
  alreadyLinked?: string;
  /** `vendor_busy`. */
  busy?: string;
  /** `reload_exhausted`. */
  exhausted?: string;
  tryAgain?: string;
  openWindow?: string;
  continueHere?: string;
  showWindow?: string;
  cancel?: string;
  close?: string;
}

/** What the sign-in form of `linkdock/wizard` says, by name, beside what it shares with {@link Messages}. In English: */
export interface WizardMessages {
  /** How do you want to sign in? */
  signInMethod?: string;
  /** Password */
  byPassword?: string;
  /** Cookies */
  byCookies?: string;
  /** Email or phone */
  username?: string;
  /** Password */
  password?: string;
  /** Show password */
  showPassword?: string;
  /** Cookie “li_at” */
  liAt?: string;
  /** Cookie “li_a” (Recruiter, Sales Navigator) */
  liA?: string;
  /** Browser details sent along */
  userAgent?: string;
  /** Code */
  code?: string;
  /** Country code */
  countryCode?: string;
  /** Phone number */
  phoneNumber?: string;
  /** Time left: */
  timeLeft?: string;
  /** Please fill in this field. */
  missing?: string;
  /** Please choose one. */
  chooseOne?: string;
  /** Verify another way */
  otherWays?: string;
  /** Sign in to LinkedIn */
  signInTitle?: string;
  /** Reconnect LinkedIn */
  reconnectTitle?: string;
  /** Use the LinkedIn account that you want to connect. */
  signIn?: string;
  /** In a browser where you’re signed in to LinkedIn, open the developer tools, choose Application or Storage, then Cookies, and copy the values of linkedin.com. */
  cookies?: string;
  /** Sign in */
  signInButton?: string;
  /** Continue */
  next?: string;
  /** One moment… */
  checking?: string;
  /** Enter the code */
  codeTitle?: string;
  /** LinkedIn has sent you a code. */
  codeSent?: string;
  /** LinkedIn has sent you a code by email. */
  codeEmail?: string;
  /** LinkedIn has sent you a code by text message. */
  codeSms?: string;
  /** LinkedIn has sent you a code by WhatsApp. */
  codeWhatsapp?: string;
  /** Open your authenticator app and enter the code that it shows. */
  codeApp?: string;
  /** Confirm in the LinkedIn app */
  approveTitle?: string;
  /** Open the LinkedIn app on your phone and confirm that it’s you. This page goes on by itself. */
  approve?: string;
  /** Open the LinkedIn app on your phone and confirm that it’s you. Then start again here. */
  approveBlind?: string;
  /** Confirm in the LinkedIn app on your phone, or enter the code that LinkedIn has sent you. */
  approveOrCode?: string;
  /** Add a phone number */
  phoneTitle?: string;
  /** LinkedIn asks for a number to protect your account. */
  phone?: string;
  /** Choose a contract */
  contractTitle?: string;
  /** Your LinkedIn account has more than one. Which is to be connected? */
  contract?: string;
  /** Verify that it’s you */
  challengeTitle?: string;
  /** Choose how LinkedIn should check. */
  challenge?: string;
  /** Security check */
  captchaTitle?: string;
  /** Solve the puzzle to go on. */
  captcha?: string;
  /** LinkedIn is still working */
  waitTitle?: string;
  /** This page goes on by itself. */
  wait?: string;
  /** Scan the QR code */
  qrTitle?: string;
  /** Use the LinkedIn app on your phone. */
  qr?: string;
  /** Allow access */
  oauthTitle?: string;
  /** LinkedIn asks for your consent in a window of its own. */
  oauth?: string;
  /** LinkedIn asks for one more step */
  unknownTitle?: string;
  /** This step can’t be shown here. If you have a code for it, enter it; otherwise start again. */
  unknown?: string;
  /** Send a new code */
  resend?: string;
  /** A new code is on its way. */
  resent?: string;
  /** Start again */
  startAgain?: string;
  /** Reconnect */
  reconnect?: string;
  /** Use another account */
  useAnother?: string;
  /** LinkedIn doesn’t accept these details. Check them and try again. */
  wrongCredentials?: string;
  /** That code isn’t right. Check it and try again. */
  wrongCode?: string;
  /** LinkedIn didn’t accept that. Please try again. */
  wrongAnswer?: string;
  /** This sign-in has expired. Please sign in again. */
  signInExpired?: string;
  /** The time for this step is over. Please start again. */
  noTimeLeft?: string;
  /** Sign in once more to reconnect this account. */
  signInAgain?: string;
  /** That didn’t get through. Check your connection and try again. */
  unreachable?: string;
}

/** Called when something happens, never before the mounting call has returned. What they throw is reported. */
export interface Callbacks {
  /**
   * The account is active. Final, exactly once; LinkedIn's can be unlinked and linked again. LinkedIn doesn't confirm it in
   * words: there is a token, and the frame has loaded with it and hasn't refused it.
   */
  onActive?(account: Account): void;
  /** The account needs the update flow; the dock moves on to it by itself unless `autoUpdate` is false. */
  onUpdate?(account: Account): void;
  /** A fresh token was fetched and the vendor's page loaded again. */
  onReload?(info: ReloadInfo): void;
  /** The surface went away, or may have: see {@link CloseReason}. */
  onClose?(info: CloseInfo): void;
  /** Something failed; `error.retryable` says whether trying again makes sense. */
  onError?(error: DockError): void;
  /** Every change of `dock.state`, save those before an `unmount()` in the tick of the mounting call. */
  onState?(state: DockState, previous: DockState): void;
  /** Diagnostics, among them each refused message with its reason. */
  onEvent?(event: DockEvent): void;
}

/** Options of every vendor. */
export interface CommonOptions extends Callbacks {
  /**
   * What the vendor's page is shown in. `auto` (default): the vendor's best surface, a frame for Salesflow, and where
   * that is refused or stays silent the user is offered the other one. LinkedIn has frames only.
   */
  mode?: "auto" | "iframe" | "popup";
  /** `inline`: in its place in the page, the default with a target; `modal`: in a dialog over the page, the default without. */
  presentation?: "inline" | "modal";
  /** The accessible name of the frame, and the dialog's title. Default "Connect your LinkedIn account", in the language at hand. */
  title?: string;
  /** `auto` (default): as the system has it. */
  theme?: "auto" | "light" | "dark";
  /**
   * The language of what the dock itself says, as a tag such as `de` or `pt-BR`: English, French, German, Spanish,
   * Portuguese or Arabic, and English for any other. Default: the target's (its own `lang` or that of an element
   * around it), or the browser's.
   */
  locale?: string;
  /** Your own words, for some of the texts or for all of them. */
  messages?: Messages;
  /** The popup's size in CSS pixels, 200 to 4000. Default 800 × 600. */
  popup?: { width?: number; height?: number };
  /** In whole milliseconds, up to 600 000. */
  timeouts?: {
    /** How long a token may take. Default 30 000. */
    token?: number;
    /**
     * How long a frame may take to load, and after that to say something, before the user is offered a way on. Neither
     * ends the flow: a page that comes late is shown, and its answer counts. Default 10 000.
     */
    load?: number;
  };
  /** Unmounts the dock when aborted; `result` rejects with `aborted`. */
  signal?: AbortSignal;
}

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

interface SalesflowOptions extends CommonOptions {
  vendor: "salesflow";
  /** The host of Salesflow's embedded pages, which may be white-label: `app.example.com`. */
  host: string;
  /** Further origins that these pages may post messages from. */
  origins?: readonly string[];
  /**
   * Gives the update flow its token, a fresh one for "Try again" too. Default: the token that the vendor sent with
   * the account, again and again.
   */
  updateToken?: TokenFunction;
  /** Whether an account that isn't active moves the dock on to the update flow. Default true. */
  autoUpdate?: boolean;
}

/** Options of {@link mountConnect}. */
export type ConnectOptions =
  | LinkedinOptions
  | UnipileHostedOptions
  | UnipileCustomOptions
  | (SalesflowOptions & {
      /** Gives an onboarding token. A string serves one load; a function serves "Try again" too. */
      token: string | TokenFunction;
    });

/** Options of {@link mountUpdate}. LinkedIn's begins with a new token, Unipile's reconnects the account. */
export type UpdateOptions =
  | LinkedinOptions
  | ((UnipileHostedOptions | UnipileCustomOptions) & {
      /** The account to reconnect: `acc_…` */
      accountId: string;
    })
  | (SalesflowOptions & {
      /** The account to update. Compare it with `account.id` in `onActive`: the user may sign in with another account. */
      accountId: string | number;
      /** Gives the account's JWT. A string serves one load; a function serves "Try again" too. */
      token: string | TokenFunction;
    });

/** A mounted flow. Its methods need no `this`. */
export interface Dock {
  readonly state: DockState;
  /** The account of the last answer, without its token. */
  readonly account: Account | null;
  /** The dock's element in the page; null after `unmount`. */
  readonly element: HTMLElement | null;
  /**
   * The active account, without its token. Rejects with a `DockError` when the flow has ended without one: after
   * `unmount`, an abort, a dialog that was closed, or a failure that leaves the user nothing to press. Never an unhandled rejection by itself.
   */
  readonly result: Promise<Account>;
  /** Fetches a fresh token and loads the vendor's page again. For a popup that is gone, call it in a click. */
  readonly reload: () => void;
  /**
   * Moves on to the update flow: with `autoUpdate: false`, after `onUpdate`. Nothing happens once the account is active.
   *
   * @throws {DockError} `options_invalid` when there is no account to update yet.
   */
  readonly update: (options?: { token?: string }) => void;
  /** Brings the popup to the front, or takes the focus to the frame or to what there is to press. */
  readonly focus: () => void;
  /** Gives up as the user's "Cancel" does: the surface is closed, a dialog goes away. `reload()` opens it again. */
  readonly close: () => void;
  /**
   * LinkedIn: forgets the token, for every dock that shares it, and goes back to LinkedIn's sign-in. On your server, delete
   * the tokens first. Nothing happens for other vendors.
   */
  readonly unlink: () => void;
  /** Removes everything. Legal any time and anywhere, as often as one likes. */
  readonly unmount: () => void;
  readonly [Symbol.dispose]: () => void;
}
