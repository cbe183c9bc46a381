// Every place in a page where somebody could read a text that must stay secret. The harness stands on it, and the driver
// brings it along into pages that have no harness. It decides nothing: what is secret is the tests' business.

/** `[name, text]` of each: what the page holds, what it stores, where it is and was, and what it has asked for. */
async function places() {
  const list = [...textsIn(document)];
  list.push(["window.name", window.name], ["location", location.href]);
  list.push(["history", JSON.stringify(history.state)]);
  for (const entry of globalThis.navigation?.entries() ?? []) list.push(["history", JSON.stringify([entry.url, entry.getState()])]);
  for (const { name } of performance.getEntries()) list.push(["request", name]);
  // An empty page has nothing to store in.
  if (origin === "null" || !location.protocol.startsWith("http")) return list;
  for (const store of ["localStorage", "sessionStorage"]) list.push([store, JSON.stringify(window[store])]);
  list.push(["cookie", document.cookie]);
  for (const { name } of (await indexedDB.databases?.()) ?? []) list.push(["indexedDB", `${name} ${await recordsIn(name)}`]);
  return list;
}

/** The names of those in which one of the texts stands. */
const holding = (places, texts) => places.filter(([, text]) => texts.some((secret) => text.includes(secret))).map(([name]) => name);

/** Elements, attributes and texts below a node, in open shadow roots and in frames of the page's own origin, too. */
function* textsIn(root) {
  for (const node of root.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) yield [`<${root.localName ?? "#root"}>`, node.data];
    if (node.nodeType === Node.COMMENT_NODE) yield ["comment", node.data];
  }
  for (const { name, value } of root.attributes ?? []) yield [`<${root.localName} ${name}>`, value];
  if ("value" in root) yield [`<${root.localName}>.value`, String(root.value)];
  if (root.localName === "iframe") {
    // A frame of another origin is the vendor's.
    const inside = root.contentDocument;
    if (inside) yield* [...textsIn(inside), ["frame", inside.location?.href ?? ""]];
  }
  if (root.shadowRoot) yield* textsIn(root.shadowRoot);
  if (root.content instanceof DocumentFragment) yield* textsIn(root.content);
  // What the demo tells its visitors to type is the sandbox's code as well.
  for (const child of root.children ?? []) if (globalThis.T || child.id !== "users") yield* textsIn(child);
}

/** All that a database of the page's holds, as text. */
async function recordsIn(name) {
  const done = (request) =>
    new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
  const database = await done(indexedDB.open(name));
  const stores = [...database.objectStoreNames];
  const read = (store) => done(database.transaction(store).objectStore(store).getAll());
  const records = await Promise.all(stores.map(read));
  database.close();
  return JSON.stringify(records);
}
