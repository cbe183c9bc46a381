// What the scripts of every page share: whom a page posts to, how it stays blank and how it hops. It posts nothing itself.

/** Whoever opened this page or framed it. Which of the two a vendor asks is not documented. */
export const host = window.opener ?? (window.parent === window ? null : window.parent);

const { body } = document;
if (body.dataset.blankMs) {
  setTimeout(() => body.removeAttribute("data-blank-ms"), Number(body.dataset.blankMs));
}
if (body.dataset.hop) location.replace(body.dataset.hop); // leaves no history entry
