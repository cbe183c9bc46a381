// What of LinkedIn's paid products can be used: the table of Unipile's guide, and what it leaves open.

import assert from "node:assert/strict";
import { test } from "node:test";
import { explainAccess, productConflict } from "linkdock/products";

const API = "api/insufficient_permissions";
const PROVIDER = "provider/insufficient_permissions";

// "Link accounts", "About premium products": subscribed products, enabled products, response of "List Recruiter chats".
for (const [subscribed, enabled, response, cure, next] of [
  [[], ["classic"], API, "update", "subscription"],
  [[], ["classic", "recruiter"], PROVIDER, "subscription", null],
  [["recruiter"], ["classic"], API, "update", null],
  [["recruiter"], ["classic", "recruiter"], null, null, null],
]) {
  test(`the guide's table: subscribed to [${subscribed}], enabled [${enabled}]`, () => {
    const expected = { error: response, cure, next };
    for (const input of [{ subscribed, enabled }, { subscribed, enabled, product: "recruiter" }]) {
      const { product, error, cure, next } = explainAccess(input);
      assert.deepEqual([product, { error, cure, next }], ["recruiter", expected]);
    }
    // The answer that the table foretells changes nothing.
    if (response) assert.equal(explainAccess({ subscribed, enabled, error: { object: "Error", type: response, status: 403 } }).cure, cure);
  });
}

for (const [name, input, expected] of [
  ["classic is always there", { product: "classic", subscribed: [], enabled: [] }, ["granted", null, null]],
  ["an unknown subscription is found out by a try", { product: "recruiter", enabled: ["recruiter"] }, ["unknown", null, null]],
  ["what isn't enabled is refused, whoever pays", { product: "recruiter", enabled: [] }, ["not_enabled", API, "update"]],
  ["nothing given at all", {}, ["not_enabled", API, "update"]],
  ["null is as good as nothing", { subscribed: null, enabled: null, error: null }, ["not_enabled", API, "update"]],
  ["an error tells of an unknown subscription", { product: "recruiter", enabled: ["recruiter"], error: PROVIDER }, ["not_subscribed", PROVIDER, "subscription"]],
  ["an error is believed more than `enabled`", { product: "recruiter", subscribed: ["recruiter"], enabled: ["recruiter"], error: API }, ["not_enabled", API, "update"]],
  ["an error is believed more than `subscribed`", { product: "recruiter", subscribed: ["recruiter"], enabled: ["recruiter"], error: PROVIDER }, ["not_subscribed", PROVIDER, "subscription"]],
  ["LinkedIn's refusal means that it is enabled", { product: "recruiter", subscribed: [], enabled: ["classic"], error: { type: PROVIDER } }, ["not_subscribed", PROVIDER, "subscription"]],
  ["Unipile's refusal means that it isn't", { product: "recruiter", subscribed: [], enabled: ["recruiter"], error: { type: API } }, ["not_enabled", API, "update"]],
  ["even classic may be refused", { product: "classic", error: PROVIDER }, ["not_subscribed", PROVIDER, "subscription"]],
  ["an error about something else says nothing", { product: "recruiter", subscribed: ["recruiter"], enabled: ["recruiter"], error: "api/too_many_requests" }, ["granted", null, null]],
  ["nor does one without a type", { product: "recruiter", subscribed: ["recruiter"], enabled: ["recruiter"], error: {} }, ["granted", null, null]],
]) {
  test(name, () => {
    const { access, error, cure } = explainAccess(input);
    assert.deepEqual([access, error, cure], expected);
  });
}

for (const [name, input, product] of [
  ["the one that is paid for and not enabled", { subscribed: ["company", "sales_navigator"], enabled: ["classic", "company"] }, "sales_navigator"],
  ["the one that is enabled and not paid for", { subscribed: ["classic"], enabled: ["classic", "sales_navigator"] }, "sales_navigator"],
  ["by LinkedIn's refusal, the one not paid for", { subscribed: ["company"], enabled: ["recruiter"], error: PROVIDER }, "recruiter"],
  ["by Unipile's refusal, the one not enabled", { subscribed: ["company"], enabled: ["recruiter"], error: API }, "company"],
  ["the one that is enabled, when nothing differs", { enabled: ["classic", "sales_navigator"] }, "sales_navigator"],
  ["the guide's example, when there is none", { subscribed: [], enabled: ["classic"] }, "recruiter"],
]) {
  test(`the product it is about, left out: ${name}`, () => assert.equal(explainAccess(input).product, product));
}

test("the update asks for what is enabled and what is missing, once each, and changes no input", () => {
  const enabled = Object.freeze(["company", "classic"]);
  const answer = explainAccess({ product: "recruiter", subscribed: Object.freeze(["recruiter"]), enabled });
  assert.deepEqual(answer.products, ["classic", "company", "recruiter"]);
  assert.deepEqual(explainAccess({ product: "recruiter", enabled: ["recruiter"], error: API }).products, ["classic", "recruiter"]);
  assert.equal(explainAccess({ product: "recruiter", enabled: ["recruiter"], error: PROVIDER }).products, undefined);
});

test("the message says what the lists got wrong and names the product", () => {
  assert.match(explainAccess({ product: "sales_navigator", subscribed: [], enabled: [] }).message, /^Sales Navigator .*`mountUpdate`.*subscription/);
  assert.match(explainAccess({ product: "recruiter", enabled: ["recruiter"], error: API }).message, /whatever `enabled` says/);
  assert.match(explainAccess({ subscribed: ["recruiter"], enabled: ["recruiter"], error: PROVIDER }).message, /whatever `subscribed` says/);
});

test("Recruiter and Sales Navigator are in each other's way, nothing else is", () => {
  assert.equal(productConflict(["classic", "sales_navigator", "recruiter"]), true);
  for (const products of [[], ["recruiter"], ["sales_navigator", "classic", "company"]]) assert.equal(productConflict(products), false);
});
