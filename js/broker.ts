import { DockError, type ErrorCode } from "./error.js";
import type { TokenFunction } from "./types.js";

/** Ready-made token functions for a linkdock broker. */
export interface Broker {
  readonly salesflow: {
    /** For `token` of `mountConnect`: a fresh onboarding token. */
    readonly token: TokenFunction;
    /** For `updateToken`, and `token` of `mountUpdate`: a JWT for the account at hand. */
    readonly accountToken: TokenFunction;
  };
}

interface Answer {
  token?: string;
  error?: { code: ErrorCode; reason: string; message: string; retryable: boolean };
}

/**
 * Talks to a linkdock broker.
 *
 * @param baseUrl where it is mounted: `/linkdock`, or `https://broker.example.com/linkdock`
 * @param init for every request, such as `headers` with the caller's token, or `credentials`
 */
export function brokerClient(baseUrl: string, init?: RequestInit): Broker {
  const post = async (path: string, signal: AbortSignal): Promise<string> => {
    let status: number;
    let answer: Answer;
    try {
      const response = await fetch(baseUrl.replace(/\/+$/, "") + path, { ...init, method: "POST", signal });
      status = response.status;
      answer = await response.json();
    } catch (cause) {
      throw new DockError(
        "token_failed",
        "The broker can't be reached, or doesn't answer JSON: check the base URL, and CORS.",
        { retryable: true, detail: { reason: "broker_unreachable" }, cause },
      );
    }
    if (answer?.token) return answer.token;
    const error = answer?.error;
    throw new DockError(
      error?.code ?? "token_failed",
      error?.message ?? "No linkdock broker answers at the base URL.",
      { retryable: error?.retryable, detail: { reason: error?.reason ?? "broker_answer_unknown", status } },
    );
  };
  return {
    salesflow: {
      token: ({ signal }) => post("/salesflow/token", signal),
      accountToken: ({ signal, accountId = "" }) =>
        post(`/salesflow/accounts/${encodeURIComponent(accountId)}/token`, signal),
    },
  };
}
