import { DockError, type ErrorCode } from "./error.js";
import type {
  Account,
  AuthorizeFunction,
  ConfirmContext,
  Confirmation,
  ConfirmFunction,
  LinkFunction,
  Product,
  TokenFunction,
  WizardFunctions,
} from "./types.js";

/** Ready-made functions for a linkdock broker. */
export interface Broker {
  readonly salesflow: {
    /** For `token` of `mountConnect`: a fresh onboarding token. */
    readonly token: TokenFunction;
    /** For `updateToken`, and `token` of `mountUpdate`: a JWT for the account at hand. */
    readonly accountToken: TokenFunction;
  };
  readonly linkedin: {
    /** For `token` or `tokenSource`: a Sales Access Token, or null while the user hasn't linked an account. */
    readonly token: TokenFunction<null>;
    /** For `authorize`: the user's consent, by LinkedIn's page in the popup and the broker's return page. */
    readonly authorize: AuthorizeFunction;
    /** Forgets the user's tokens on the server. Call `unlink()` of the token source or of the dock after it. */
    readonly unlink: () => Promise<void>;
  };
  readonly unipile: {
    /** For `link`: the address of a hosted page, for the dock's `products` and `methods`. */
    readonly link: LinkFunction;
    /** For `confirm`: the account's status, from the vendor. */
    readonly confirm: ConfirmFunction;
    /** For the form: all its functions but `renderCaptcha`. */
    readonly custom: Required<Omit<WizardFunctions, "renderCaptcha">>;
    /** The accounts that the user has linked, with the status that the broker knows. */
    readonly accounts: () => Promise<LinkedAccount[]>;
  };
}

/** An account of Unipile's that the broker knows to be the user's. */
export interface LinkedAccount extends Pick<Account, "id" | "status" | "vendorStatus"> {
  /** Whether the broker has given up reconnecting it: `mountUpdate` with its id asks the user. */
  readonly needsUser: boolean;
  readonly products?: readonly Product[];
}

interface Answer {
  token?: string | null;
  expiresAt?: number;
  url?: string;
  state?: string;
  id?: string;
  vendorStatus?: string;
  confirmedBy?: Confirmation["confirmedBy"];
  accounts?: LinkedAccount[];
  object?: string;
  error?: { code: ErrorCode; reason: string; message: string; retryable: boolean; accountId?: string };
}

/** What the return page tells: js/return.js writes it. */
interface Return {
  linkdock?: unknown;
  state?: unknown;
  receipt?: string;
  error?: ErrorCode;
  reason?: string;
}

/**
 * Talks to a linkdock broker.
 *
 * @param baseUrl where it is mounted: `/linkdock`, or `https://broker.example.com/linkdock`
 * @param init for every request, such as `headers` with the caller's token, or `credentials`; as a function, which is asked
 * before each of them, it can bring a token that doesn't live long
 */
export function brokerClient(baseUrl: string, init?: RequestInit | (() => RequestInit | Promise<RequestInit>)): Broker {
  const base = baseUrl.replace(/\/+$/, "");
  /** Where the broker's own return page is. */
  const origin = () => new URL(base, globalThis.location?.href).origin;
  /** What the broker answers, which must have a `key`; nothing is enough without one. */
  const ask = async (
    method: string,
    path: string,
    usual: ErrorCode,
    key: keyof Answer | undefined,
    signal?: AbortSignal,
    body?: object,
  ): Promise<Answer> => {
    const options = typeof init === "function" ? await init() : init;
    const headers = new Headers(options?.headers);
    if (body) headers.set("content-type", "application/json");
    let status: number;
    let answer: Answer | null;
    try {
      const response = await fetch(base + path, {
        ...options,
        ...(signal && { signal }),
        method,
        headers,
        body: body && JSON.stringify(body),
      });
      status = response.status;
      answer = status === 204 ? {} : await response.json();
    } catch (cause) {
      throw new DockError(usual, "The broker can't be reached, or doesn't answer JSON: check the base URL, and CORS.", {
        retryable: true,
        detail: { reason: "broker_unreachable" },
        cause,
      });
    }
    if (answer && (key ? Object.hasOwn(answer, key) : status === 204)) return answer;
    const error = answer?.error;
    throw new DockError(error?.code ?? usual, error?.message ?? "No linkdock broker answers at the base URL.", {
      retryable: error?.retryable,
      detail: {
        reason: error?.reason ?? "broker_answer_unknown",
        status,
        ...(error?.accountId && { accountId: error.accountId }),
      },
    });
  };
  const post = (path: string, body: object, signal: AbortSignal, key?: keyof Answer) =>
    ask("POST", "/unipile" + path, "token_failed", key, signal, body);
  /** A function of the form's, which hands on what it is given. */
  const step =
    (path: string) =>
    (body: object, { signal }: { signal: AbortSignal }) =>
      post(path, body, signal, "object");
  const token = async (path: string, signal: AbortSignal): Promise<string> => {
    const answer = await ask("POST", path, "token_failed", "token", signal);
    return answer.token ?? "";
  };
  return {
    salesflow: {
      token: ({ signal }) => token("/salesflow/token", signal),
      accountToken: ({ signal, accountId = "" }) =>
        token(`/salesflow/accounts/${encodeURIComponent(accountId)}/token`, signal),
    },
    linkedin: {
      async token({ signal, renews }) {
        const query = renews ? `?renews=${Math.round(renews / 1000)}` : "";
        const { token, expiresAt } = await ask("GET", "/linkedin/sat" + query, "token_failed", "token", signal);
        return token ? { token, expiresAt } : null;
      },
      async authorize({ open, close, signal }) {
        const post = (path: string, key?: keyof Answer, body?: object) =>
          ask("POST", "/linkedin" + path, "authorize_failed", key, signal, body);
        const { url = "", state = "" } = await post("/authorize", "url");
        const receipt = await returned(state, [location.origin, origin()], signal, () => open(url));
        close();
        await post("/link", undefined, { state, receipt });
      },
      async unlink() {
        await ask("DELETE", "/linkedin", "token_failed", undefined);
      },
    },
    unipile: {
      async link({ accountId, products, methods, signal }) {
        const { url = "", state } = await post("/link", { accountId, products, methods }, signal, "url");
        return { url, state, origin: origin() };
      },
      async confirm({ accountId, state, receipt, signal }: ConfirmContext): Promise<Confirmation> {
        const { id = "", vendorStatus = "", confirmedBy } = await post(
          "/confirm",
          { accountId, state, receipt },
          signal,
          "id",
        );
        return { id, vendorStatus, confirmedBy };
      },
      custom: {
        startIntent: step("/intent"),
        solveCheckpoint: step("/checkpoint"),
        requestCheckpoint: step("/checkpoint/request"),
        waitCheckpoint: step("/checkpoint/wait"),
        resendCheckpoint: (body, { signal }) => post("/checkpoint/resend", body, signal),
      },
      async accounts() {
        return (await ask("GET", "/unipile/accounts", "token_failed", "accounts")).accounts ?? [];
      },
    },
  };
}

/**
 * What the return page brings for `state`, once `start` has sent the popup on its way: from its opener's point of view a
 * message of one of `origins`, and over a channel when the vendor's page has cut the two apart (trap 18).
 */
async function returned(state: string, origins: string[], signal: AbortSignal, start: () => void): Promise<string> {
  signal.throwIfAborted();
  const over = new AbortController();
  // Not the controller itself: zone.js writes into what it is handed.
  const options = { signal: over.signal };
  let channel: BroadcastChannel | undefined;
  return new Promise<string>((resolve, reject) => {
    const hear = ({ origin, data }: MessageEvent<Return | null>) => {
      if (!origins.includes(origin) || data?.linkdock !== "return" || data.state !== state) return;
      if (data.receipt) return resolve(data.receipt);
      const code = data.error === "authorize_cancelled" ? data.error : "authorize_failed";
      const detail = { reason: data.reason ?? "return_unknown" };
      reject(new DockError(code, "LinkedIn gave no consent: `detail.reason` says why.", { retryable: true, detail }));
    };
    try {
      channel = new BroadcastChannel(`linkdock:${state}`);
      channel.onmessage = hear;
    } catch {
      // Storage is blocked: the opener hears it, where the policy lets it.
    }
    addEventListener("message", hear, options);
    signal.addEventListener("abort", () => reject(signal.reason), options);
    start();
  }).finally(() => {
    channel?.close();
    over.abort();
  });
}
