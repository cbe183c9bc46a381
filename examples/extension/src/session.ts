/**
 * The LinkedIn session: read from the browser, sent to the broker, deleted there. The only file that sees a cookie's value;
 * it goes into the request's body and nowhere else.
 */

import { config } from "./config.js";
import type { Attempt, Outcome } from "./state.js";

/** The cookies by name, and what the broker calls them. */
export const COOKIES = { li_at: "access_token", li_a: "premium_access_token" } as const;
const LINKEDIN = "https://www.linkedin.com/";
/** Connecting a first account takes LinkedIn's time; Chrome ends a worker whose answer takes 30 seconds. */
const PATIENCE_MS = 28_000;

/** Who is signed in to the product, as far as its page says, and what shows the broker that. */
interface Identity {
  readonly user: string | null;
  readonly proof: RequestInit;
}

class Failure extends Error {
  constructor(readonly outcome: Outcome) {
    super(outcome);
  }
}

/** @param isWantedOf asked right before the cookies are read, since finding out who the user is takes time */
export async function sendSession(
  isWantedOf: (user: string | null) => Promise<boolean>,
): Promise<Omit<Attempt, "at"> | null> {
  try {
    const { user, proof } = await identify();
    if (!(await isWantedOf(user))) return null;
    const body = await collect();
    const answer = await ask("POST", proof, body);
    const { needsUser } = (await answer.json().catch(() => ({}))) as { needsUser?: boolean };
    return { outcome: "sent", fields: Object.keys(body), needsUser: needsUser === true };
  } catch (failure) {
    return { outcome: failure instanceof Failure ? failure.outcome : "refused" };
  }
}

/** Has the broker delete what it holds of the user who agreed; of somebody else it has to keep it. */
export async function deleteSession(agreed: string | null): Promise<Outcome> {
  try {
    const { user, proof } = await identify();
    if (agreed !== null && user !== agreed) return "another_user";
    await ask("DELETE", proof);
    return "sent";
  } catch (failure) {
    return failure instanceof Failure ? failure.outcome : "refused";
  }
}

async function collect(): Promise<Record<string, string>> {
  const read = async (name: keyof typeof COOKIES) => {
    try {
      const cookie = await chrome.cookies?.get({ url: LINKEDIN, name });
      if (cookie !== undefined) return cookie?.value;
    } catch {
      // Told below.
    }
    throw new Failure("not_allowed");
  };
  const [session, premium] = [await read("li_at"), await read("li_a")];
  if (!session) throw new Failure("signed_out");
  return {
    [COOKIES.li_at]: session,
    ...(premium ? { [COOKIES.li_a]: premium } : {}),
    user_agent: navigator.userAgent,
  };
}

/** How the broker is told whose session it is. */
async function identify(): Promise<Identity> {
  if (config.caller === null) return { user: null, proof: { credentials: "include" } };
  const answer = await call(config.caller, { credentials: "include" });
  const { token, user } = (await answer.json().catch(() => ({}))) as { token?: unknown; user?: unknown };
  if (typeof token !== "string" || !token) throw new Failure("unknown_caller");
  return { user: named(user), proof: { credentials: "omit", headers: { authorization: `Bearer ${token}` } } };
}

/** Many a product numbers its users. What is neither a number nor a text would make everybody the same user. */
function named(user: unknown): string | null {
  if (user === undefined || user === null) return null;
  if (typeof user === "number" || (typeof user === "string" && user)) return String(user);
  throw new Failure("unknown_caller");
}

function ask(method: string, proof: RequestInit, body?: object): Promise<Response> {
  const address = `${config.broker.replace(/\/+$/, "")}/unipile/session`;
  if (!body) return call(address, { ...proof, method });
  const headers = { ...proof.headers, "content-type": "application/json" };
  return call(address, { ...proof, method, headers, body: JSON.stringify(body) });
}

async function call(address: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, {
      ...init,
      cache: "no-store",
      // A redirect would take the session to where the user hasn't agreed to.
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Failure("unreachable");
  }
  if (answer.ok) return answer;
  throw new Failure(answer.status === 401 ? "unknown_caller" : "refused");
}
