// The page that a vendor's consent comes back to, on the host's own origin or on the broker's. It reads how consent ended from
// the fragment of its address, tells the dock that waits for it, and closes. It has no imports, so that it can be served as it is:
// `<script type="module" src="…/return.js"></script>`, and `<p id="linkdock-return"></p>` where it may say a sentence.
//
// What it tells goes to the opener at one exact origin and to a channel named after this one consent's `state`, never to "*": the
// receipt is what makes the broker link the account, and must reach only the page that opened the popup.

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

const words = new URLSearchParams(location.hash.slice(1));
const word = (name) => words.get(name) ?? undefined;
const [state, receipt, error] = ["state", "receipt", "error"].map(word);

// The receipt must not stay in the history of the window.
history.replaceState(null, "", location.pathname + location.search);

if (state && (receipt || error)) {
  const message = { linkdock: "return", state, receipt, error, reason: word("reason") };
  try {
    // Without an origin in the fragment nobody but a page of this very origin may hear it.
    opener?.postMessage(message, word("origin") ?? location.origin);
  } catch {
    // No opener that can be reached, or no origin: the channel remains.
  }
  try {
    // Reaches a dock of this origin even when the vendor's policy has cut the opener (trap 18). It is closed with the page.
    new BroadcastChannel(`linkdock:${state}`).postMessage(message);
  } catch {
    // Storage is blocked: the opener has heard it.
  }
  // A window that no script has opened stays, and shows the sentence.
  setTimeout(() => close(), LEAVE);
}

const language = Object.keys(SENTENCES).find((tag) => navigator.language.toLowerCase().split("-")[0] === tag) ?? "en";
const place = document.getElementById("linkdock-return");
if (place) {
  place.textContent = SENTENCES[language][receipt ? 0 : 1];
  Object.assign(place, { lang: language, dir: language === "ar" ? "rtl" : "ltr" });
}

export {};
