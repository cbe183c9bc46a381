// The page that a vendor sends the user back to, on the host's own origin or on the broker's. It reads from its address how it
// went, tells the dock that waits for it, cleans the address, and closes. It has no imports, so that it can be served as it is:
// `<script type="module" src="…/return.js"></script>`, and `<p id="linkdock-return"></p>` where it may say a sentence.
//
// What it tells goes to the opener, or to the page around it, at one exact origin, and to a channel named after this one flow's
// `state`, never to "*": a receipt is what makes the broker link the account, and must reach only the page that began.
//
// When the page itself had gone to the vendor (`mode: "redirect"`), it goes back to where the flow began and keeps there, for
// the dock that is mounted next, what came. A page that is its own return page imports this module, too.

/** How it went, in the languages of the dock itself. */
const SENTENCES = {
  en: ["You can close this window and go on in the other one.", "No account was linked. Close this window and try again."],
  fr: [
    "Vous pouvez fermer cette fenêtre et continuer dans l’autre.",
    "Aucun compte n’a été associé. Fermez cette fenêtre et réessayez.",
  ],
  de: [
    "Sie können dieses Fenster schließen und im anderen weitermachen.",
    "Es wurde kein Konto verknüpft. Schließen Sie dieses Fenster und versuchen Sie es erneut.",
  ],
  es: ["Puede cerrar esta ventana y continuar en la otra.", "No se vinculó ninguna cuenta. Cierre esta ventana e inténtelo de nuevo."],
  pt: ["Você pode fechar esta janela e continuar na outra.", "Nenhuma conta foi vinculada. Feche esta janela e tente novamente."],
  ar: ["يمكنك إغلاق هذه النافذة والمتابعة في الأخرى.", "لم يُربط أي حساب. أغلق هذه النافذة وحاول مرة أخرى."],
};
/** How long a message may take to leave the window, in milliseconds. */
const LEAVE = 200;
/** Where a dock keeps that the page went away, and where it looks for what has come back. */
const GONE = "linkdock:redirect";
const KEPT = "linkdock:returned";
/** How long a redirect may take to come back, in milliseconds. */
const RETURN = 1_800_000;

/** What a vendor's redirect or the broker's brings; each may be missing, and they come in any order. */
const NAMES = ["state", "receipt", "account_id", "provider", "error", "reason", "error_type", "error_title", "error_detail", "origin"];
/** Those that say how it went. */
const ENDS = ["receipt", "account_id", "error", "error_type", "error_title", "error_detail"];

// A server has no page: then there is nothing to read.
const { search = "", hash = "" } = globalThis.location ?? {};
const query = new URLSearchParams(search);
const fragment = new URLSearchParams(hash.slice(1));
const has = (words) => ENDS.some((name) => words.has(name));
/** The place for a sentence; a page that has it is made for this. */
const place = globalThis.document?.getElementById("linkdock-return");
/** What the page that went away for this has kept. */
const gone = away();
/** Whether what a page's own query says can be meant for a dock: any page may have an `account_id` there. */
const isMeant = () => place || gone || name.startsWith("linkdock-");
/** The broker's redirect brings everything in the fragment, the vendor's in the query. */
const words = has(fragment) ? fragment : has(query) && isMeant() ? query : null;
const word = (name) => words?.get(name) || undefined;

/** A vendor's word for what went wrong: never its sentences, which anybody can put into an address. */
const reason = (text) =>
  text &&
  text
    .split("/")
    .pop()
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, 64);

/** Whether a dock of this page has gone away and is to hear of it when it is mounted next. */
export let returned = keeps(KEPT);

if (words) {
  const failed = ENDS.slice(2).some(word);
  const message = {
    linkdock: "return",
    state: word("state"),
    receipt: word("receipt"),
    accountId: word("account_id"),
    provider: word("provider"),
    error: word("error") ?? (failed ? "vendor_failed" : undefined),
    reason: word("reason") ?? reason(word("error_type") ?? word("error_title")),
  };
  clean();
  // Before anything is said: a page that has gone away itself may have been opened by another one, which this is no business of.
  const resumed = parent === self && resume(message);
  // Nobody but a page of the origin that is named may hear it; without one, of this very origin. A failure that doesn't tell
  // whose it is comes with every origin that it may be for.
  const around = resumed ? null : (opener ?? (parent === self ? null : parent));
  const origins = words.getAll("origin");
  if (!origins.length || !message.state) origins.push(location.origin);
  for (const origin of origins) {
    try {
      around?.postMessage(message, origin);
    } catch {
      // Nobody that can be reached, or no origin: the channel remains.
    }
  }
  try {
    // Reaches a dock of this origin even when the vendor's policy has cut the opener (trap 18). It is closed with the page.
    new BroadcastChannel(`linkdock:${message.state ?? ""}`).postMessage(message);
  } catch {
    // Storage is blocked: the opener has heard it.
  }
  // A frame is the dock's to take away; a window that no script has opened stays, and shows the sentence.
  if (!resumed && parent === self) setTimeout(() => close(), LEAVE);
  say(failed ? 1 : 0);
} else {
  say(1);
}

/** What came must not stay in the history of the window. */
function clean() {
  for (const name of NAMES) query.delete(name);
  const search = query.size ? `?${query}` : "";
  history.replaceState(history.state, "", location.pathname + search + (words === fragment ? "" : location.hash));
}

/** Nothing once it is older than links are good for, nor where it went away: the user is back without an end of it. */
function away() {
  try {
    const gone = JSON.parse(sessionStorage.getItem(GONE));
    if (Date.now() - gone.at < RETURN && gone.page !== location.href) return gone;
  } catch {
    // There is none, or storage is blocked.
  }
}

function keeps(key) {
  try {
    return !!sessionStorage.getItem(key);
  } catch {
    return false;
  }
}

/** Whether the page itself had gone away for this: then it goes on where that was. */
function resume(message) {
  try {
    // A window that a page has opened inherits what that page had kept of another flow.
    if (!gone || (message.state && gone.state && message.state !== gone.state)) return false;
    sessionStorage.removeItem(GONE);
    sessionStorage.setItem(KEPT, JSON.stringify({ gone, message }));
    returned = true;
    const page = new URL(gone.page);
    if (page.origin === location.origin && page.href !== location.href) location.replace(page);
    return true;
  } catch {
    return false;
  }
}

function say(which) {
  if (!place) return;
  const language = Object.keys(SENTENCES).find((tag) => navigator.language.toLowerCase().split("-")[0] === tag) ?? "en";
  place.textContent = SENTENCES[language][which];
  Object.assign(place, { lang: language, dir: language === "ar" ? "rtl" : "ltr" });
}
