// The package in Node: what a server-side render and a broker meet. Browsers are the business of tests/e2e.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

const globals = new Set(Reflect.ownKeys(globalThis));
const linkdock = await import("linkdock");
const { returned } = await import("linkdock/return");
const { brokerClient, DockError, mountConnect, tokenSource } = linkdock;

test("an import in Node touches nothing", () => {
  assert.deepEqual(Reflect.ownKeys(globalThis).filter((key) => !globals.has(key)), []);
  assert.deepEqual(Object.keys(linkdock).sort(), ["DockError", "brokerClient", "mountConnect", "mountUpdate", "tokenSource"]);
});

test("without a page nothing has come back", () => assert.equal(returned, false));

test("the form is a file of its own and touches nothing either", async () => {
  const before = Reflect.ownKeys(globalThis).length;
  const form = await import("linkdock/wizard");
  assert.equal(Reflect.ownKeys(globalThis).length, before);
  assert.deepEqual(Object.keys(form), ["wizard"]);
  const own = createRequire(import.meta.url).resolve("linkdock/package.json");
  const [dock, wizard, script] = ["index.js", "wizard.js", "linkdock.wizard.iife.js"].map((name) =>
    readFileSync(new URL(name, pathToFileURL(own)), "utf8"),
  );
  // What only the form's elements are called.
  for (const [name, text, has] of [["index.js", dock, false], ["wizard.js", wizard, true], ["the script", script, true]]) {
    assert.equal(text.includes("wizard-note"), has, name);
  }
});

test("the form checks its options as soon as it is asked, and names the one that is wrong", async () => {
  const { wizard } = await import("linkdock/wizard");
  const makeError = (code, message, retryable, vendor, detail) => Object.assign(new Error(message), { code, vendor, detail });
  const good = { startIntent() {}, solveCheckpoint() {} };
  for (const [options, field] of [
    [{}, "startIntent"],
    [{ ...good, solveCheckpoint: 1 }, "solveCheckpoint"],
    [{ ...good, solveCheckpoint: undefined }, "solveCheckpoint"],
    [{ ...good, methods: "cookies" }, "methods"],
    [{ ...good, methods: [] }, "methods"],
    [{ ...good, methods: ["cookies", "magic"] }, "methods"],
    [{ ...good, products: ["premium"] }, "products"],
    [{ ...good, waitCheckpoint: {} }, "waitCheckpoint"],
    [{ ...good, renderCaptcha: true }, "renderCaptcha"],
    [{ ...good, timeouts: { checkpoint: 999 } }, "timeouts.checkpoint"],
    [{ ...good, timeouts: { poll: 99 } }, "timeouts.poll"],
    [{ ...good, timeouts: { resend: -1 } }, "timeouts.resend"],
    [{ ...good, timeouts: { token: 0.5 } }, "timeouts.token"],
  ]) {
    assert.throws(() => wizard(options, makeError), (error) => {
      assert.deepEqual([error.code, error.vendor, error.detail], ["options_invalid", "unipile", { field }], field);
      return error.message.includes(`\`${field}\``);
    });
  }
  const open = wizard({ ...good, methods: ["cookies", "credentials"], timeouts: { resend: 0, poll: 100 } }, makeError);
  assert.deepEqual(Object.keys(open), ["open"]);
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
let body;
const server = createServer(async (request, response) => {
  const current = answer;
  body = Buffer.concat(await request.toArray()).toString();
  seen = { url: request.url, method: request.method, authorization: request.headers.authorization };
  if (current.drop) return request.socket.destroy();
  if (current.hang) return;
  answer = current.then ?? current;
  response.writeHead(current.status ?? 200, { "content-type": "application/json" }).end(current.body);
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

test("the broker client asks for hosted pages, confirms accounts and hands on what the form asks", async () => {
  const { unipile } = brokerClient(base, { headers: { authorization: "Bearer caller" } });
  answer = { body: '{"url":"https://auth.unipile.com/?token=t","state":"st"}' };
  const link = context({ accountId: "acc_1", products: ["classic"], methods: ["cookies"] });
  assert.deepEqual(await unipile.link(link), {
    url: "https://auth.unipile.com/?token=t",
    state: "st",
    origin: new URL(base).origin,
  });
  assert.deepEqual(seen, { url: "/linkdock/unipile/link", method: "POST", authorization: "Bearer caller" });
  assert.deepEqual(JSON.parse(body), { accountId: "acc_1", products: ["classic"], methods: ["cookies"] });
  const account = { id: "acc_1", vendorStatus: "running", confirmedBy: "webhook" };
  answer = { body: JSON.stringify(account) };
  assert.deepEqual(await unipile.confirm(context({ state: "st", receipt: "r" })), account);
  assert.deepEqual(JSON.parse(body), { state: "st", receipt: "r" });
  const union = { object: "AuthenticationCheckpoint", intent_id: "int_1", checkpoint: { type: "OTP" } };
  answer = { body: JSON.stringify(union) };
  for (const [name, path] of [
    ["startIntent", "intent"],
    ["solveCheckpoint", "checkpoint"],
    ["requestCheckpoint", "checkpoint/request"],
    ["waitCheckpoint", "checkpoint/wait"],
  ]) {
    assert.deepEqual(await unipile.custom[name]({ intent_id: "int_1" }, context()), union);
    assert.equal(seen.url, `/linkdock/unipile/${path}`);
    assert.deepEqual(JSON.parse(body), { intent_id: "int_1" });
  }
  answer = { status: 204, body: "" };
  await unipile.custom.resendCheckpoint({ intent_id: "int_1" }, context());
  assert.equal(seen.url, "/linkdock/unipile/checkpoint/resend");
  answer = { body: '{"accounts":[{"id":"acc_1","status":"disconnected","vendorStatus":"CREDENTIALS","needsUser":true}]}' };
  assert.equal((await unipile.accounts())[0].needsUser, true);
  answer = { status: 409, body: '{"error":{"code":"account_exists","reason":"already_exists","message":"It is.","retryable":false,"accountId":"acc_1"}}' };
  await assert.rejects(unipile.custom.startIntent({}, context()), {
    code: "account_exists",
    detail: { reason: "already_exists", status: 409, accountId: "acc_1" },
  });
});

test("the broker client asks for what a request needs before every one of them", async () => {
  let asked = 0;
  const { salesflow, unipile } = brokerClient(base, async () => ({ headers: { authorization: `Bearer ${++asked}` } }));
  answer = { body: '{"token":"t"}' };
  await salesflow.token(context());
  assert.equal(seen.authorization, "Bearer 1");
  answer = { body: '{"accounts":[]}' };
  await unipile.accounts();
  assert.equal(seen.authorization, "Bearer 2");
  answer = { body: '{"url":"https://auth.unipile.com/"}' };
  await unipile.link(context());
  assert.equal(seen.authorization, "Bearer 3");

  const signedOut = new Error("signed out");
  const { unipile: none } = brokerClient(base, () => Promise.reject(signedOut));
  await assert.rejects(none.accounts(), signedOut);
});

const coded = (code, reason, retryable) => JSON.stringify({ error: { code, reason, message: `${reason}.`, retryable } });
for (const [name, given, expected] of [
  ["a coded error", { status: 504, body: coded("token_timeout", "vendor_timeout", true) }, ["token_timeout", "vendor_timeout", 504, true]],
  ["an error that no retry cures", { status: 502, body: coded("token_failed", "vendor_key_refused", false) }, ["token_failed", "vendor_key_refused", 502, false]],
  ["a page of another server", { status: 404, body: "<!doctype html>" }, ["token_failed", "broker_unreachable", undefined, true]],
  ["JSON of another server", { status: 200, body: "{}" }, ["token_failed", "broker_answer_unknown", 200, false]],
  ["a text", { status: 200, body: '"token"' }, ["token_failed", "broker_answer_unknown", 200, false]],
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
