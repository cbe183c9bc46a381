// Posts what the server has put on the page, once, to the page that embeds it: after the click on "Sign in", or when there
// is no session. It decides nothing but when to ask after the session, and once that is over it asks no more.

import { host } from "./page.js";

const { body } = document;
const profile = document.getElementById("profile");

/** Milliseconds between two questions: soon enough for a person, and little for a CRM with a dozen widgets. */
const LOOK = 500;

const tell = () => host?.postMessage(body.dataset.post, body.dataset.target);

/** One view gives way to another, which gets the focus if the first one had it. */
function replace(view, template) {
  const focused = view.contains(document.activeElement);
  view.replaceWith(template.content);
  if (focused) document.querySelector("[tabindex='-1']").focus();
}

function over() {
  replace(profile, document.getElementById("over"));
  tell();
}

/** The server's clock says when a session ends; the page's own is believed only when the server can't be reached. */
function watch(leftMs) {
  const end = performance.now() + leftMs;
  setTimeout(async () => {
    let left = end - performance.now();
    try {
      const response = await fetch(`/sales/widget/session/${body.dataset.session}`, { cache: "no-store" });
      left = (await response.json()).leftMs;
    } catch {
      if (left <= 0) left = null;
    }
    if (left === null) over();
    else watch(left);
  }, Math.min(LOOK, leftMs));
}

const signIn = document.getElementById("sign-in");

if (signIn) {
  signIn.addEventListener("click", () => {
    replace(document.getElementById("launch"), document.getElementById("then"));
    tell();
  }, { once: true });
  // Not before: a click that nobody hears is a click lost.
  signIn.disabled = false;
}

document.getElementById("save")?.addEventListener("click", ({ target }) => {
  const saved = target.getAttribute("aria-pressed") === "false";
  target.setAttribute("aria-pressed", String(saved));
  target.textContent = saved ? "Saved" : "Save";
});

const tabs = [...document.querySelectorAll("[role=tab]")];

function select(chosen) {
  for (const tab of tabs) {
    const selected = tab === chosen;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !selected;
  }
}

for (const [at, tab] of tabs.entries()) {
  tab.addEventListener("click", () => select(tab));
  tab.addEventListener("keydown", ({ key }) => {
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[key];
    if (next === undefined) return;
    select(tabs[next % tabs.length]);
    tabs[next % tabs.length].focus();
  });
}

if (body.dataset.session) watch(Number(body.dataset.leftMs));
else if (document.getElementById("denied")) tell();
