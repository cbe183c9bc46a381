// The package in Node: what a server-side render and a broker meet. Browsers are the business of tests/e2e.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

const globals = new Set(Reflect.ownKeys(globalThis));
const linkdock = await import("linkdock");
const { brokerClient, DockError, mountConnect, tokenSource } = linkdock;

test("an import in Node touches nothing", () => {
  assert.deepEqual(Reflect.ownKeys(globalThis).filter((key) => !globals.has(key)), []);
  assert.deepEqual(Object.keys(linkdock).sort(), ["DockError", "brokerClient", "mountConnect", "mountUpdate", "tokenSource"]);
});

test("mounting without a page says so", () => {
  assert.throws(() => mountConnect(null, {}), { name: "DockError", code: "target_missing" });
});

test("a token source can be made without a page, for a server that renders the same code", () => {
  assert.deepEqual(Object.keys(tokenSource(() => null)), ["unlink"]);
  assert.equal(tokenSource(() => null, { skew: 60_000 }).unlink(), undefined);
});

test("a DockError is an Error with a code", () => {
  const cause = new TypeError("inner");
  const error = new DockError("token_failed", "No token.", { retryable: true, cause });
  assert.ok(error instanceof Error);
  assert.equal(String(error), "DockError: No token.");
  assert.deepEqual([error.code, error.retryable, error.cause], ["token_failed", true, cause]);
  assert.ok(!("cause" in new DockError("aborted", "x")) && !("vendor" in new DockError("aborted", "x")));
});

/** What the next request is answered with, and what came. */
let answer;
let seen;
const server = createServer((request, response) => {
  seen = { url: request.url, method: request.method, authorization: request.headers.authorization };
  if (answer.drop) return request.socket.destroy();
  if (answer.hang) return;
  response.writeHead(answer.status ?? 200, { "content-type": "application/json" }).end(answer.body);
});
let base;
before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${server.address().port}/linkdock`;
});
after(() => server.close());

const context = (more) => ({ vendor: "salesflow", flow: "connect", attempt: 0, signal: new AbortController().signal, ...more });

test("the broker client asks for onboarding tokens and account tokens", async () => {
  const { salesflow } = brokerClient(`${base}/`, { headers: { authorization: "Bearer caller" } });
  answer = { body: '{"token":"onboarding"}' };
  assert.equal(await salesflow.token(context()), "onboarding");
  assert.deepEqual(seen, { url: "/linkdock/salesflow/token", method: "POST", authorization: "Bearer caller" });
  answer = { body: '{"token":"jwt"}' };
  assert.equal(await salesflow.accountToken(context({ accountId: "7688" })), "jwt");
  assert.equal(seen.url, "/linkdock/salesflow/accounts/7688/token");
});

test("the broker client asks for Sales Access Tokens and says which one is not wanted any more", async () => {
  const { linkedin } = brokerClient(base, { headers: { authorization: "Bearer caller" } });
  answer = { body: '{"token":"a-sat","expiresAt":1900000000}' };
  assert.deepEqual(await linkedin.token(context()), { token: "a-sat", expiresAt: 1_900_000_000 });
  assert.deepEqual(seen, { url: "/linkdock/linkedin/sat", method: "GET", authorization: "Bearer caller" });
  answer = { body: '{"token":null,"reason":"not_linked"}' };
  assert.equal(await linkedin.token(context({ renews: 1_900_000_000_000 })), null);
  assert.equal(seen.url, "/linkdock/linkedin/sat?renews=1900000000");
  answer = { status: 204, body: "" };
  assert.equal(await linkedin.unlink(), undefined);
  assert.deepEqual(seen, { url: "/linkdock/linkedin", method: "DELETE", authorization: "Bearer caller" });
  answer = { status: 503, body: coded("token_failed", "vendor_rate_limited", true) };
  await assert.rejects(linkedin.token(context()), { code: "token_failed", retryable: true });
  await assert.rejects(linkedin.unlink(), { code: "token_failed" });
  answer = { status: 401, body: coded("token_failed", "caller_unauthenticated", false) };
  await assert.rejects(linkedin.authorize({ open() {}, close() {}, signal: new AbortController().signal }), {
    code: "token_failed",
    retryable: false,
  });
});

const coded = (code, reason, retryable) => JSON.stringify({ error: { code, reason, message: `${reason}.`, retryable } });
for (const [name, given, expected] of [
  ["a coded error", { status: 504, body: coded("token_timeout", "vendor_timeout", true) }, ["token_timeout", "vendor_timeout", 504, true]],
  ["an error that no retry cures", { status: 502, body: coded("token_failed", "vendor_key_refused", false) }, ["token_failed", "vendor_key_refused", 502, false]],
  ["a page of another server", { status: 404, body: "<!doctype html>" }, ["token_failed", "broker_unreachable", undefined, true]],
  ["JSON of another server", { status: 200, body: "{}" }, ["token_failed", "broker_answer_unknown", 200, false]],
  ["null", { status: 200, body: "null" }, ["token_failed", "broker_answer_unknown", 200, false]],
  ["a connection that breaks", { drop: true }, ["token_failed", "broker_unreachable", undefined, true]],
]) {
  test(`the broker client turns ${name} into a DockError`, async () => {
    answer = given;
    const error = await brokerClient(base).salesflow.token(context()).catch((error) => error);
    assert.ok(error instanceof DockError);
    assert.deepEqual([error.code, error.detail.reason, error.detail.status, error.retryable], expected);
  });
}

test("the broker client stops when its answer isn't wanted any more", async () => {
  answer = { hang: true };
  const abort = new AbortController();
  const asked = brokerClient(base).salesflow.token(context({ signal: abort.signal }));
  abort.abort();
  await assert.rejects(asked, { code: "token_failed" });
  server.closeAllConnections();
});
