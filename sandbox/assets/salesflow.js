// Sends the form and performs the answer. It decides nothing: what is posted, and what is shown next, comes from the
// server. Nothing here may navigate the page, except a hop, which leaves no history entry.

import { host } from "./page.js";

const { body } = document;
const form = document.querySelector("form");
const button = form?.querySelector("button");
const label = button?.textContent;

function perform({ afterMs, ...answer }) {
  if (afterMs) setTimeout(act, afterMs, answer);
  else act(answer);
}

function act({ posts, closes, next }) {
  // The vendor's target origin is not documented; its pages cannot know the host's.
  for (const post of posts) host?.postMessage(post, "*");
  if (closes) window.close(); // a frame stays, and so the rest is done too
  switch (next.show) {
    case "done":
      return finish("done", next.heading, next.text, next.tone);
    case "expired":
      return finish("expired", "This link has expired", "Go back and start again to get a new one.");
    case "errors":
      return showErrors(next.errors);
    case "waiting":
      return; // busy for good
    case "hop":
      return location.replace(next.url);
  }
}

function finish(id, heading, text, tone) {
  const words = document.createElement("div");
  words.id = id;
  words.tabIndex = -1;
  if (tone) words.dataset.tone = tone;
  words.append(element("h1", heading), element("p", text));
  // The button had the focus: without a new place for it, a keyboard would start over.
  const focused = form?.contains(document.activeElement);
  document.querySelector("#ask")?.remove();
  document.querySelector("#status").append(words);
  if (focused) words.focus();
}

function showErrors(errors) {
  for (const { field, message } of errors) {
    document.getElementById(`${field}-error`).textContent = message;
    document.getElementById(field).setAttribute("aria-invalid", "true");
  }
  setBusy(false);
  document.getElementById(errors[0].field).focus();
}

function clearErrors() {
  for (const error of form.querySelectorAll(".error")) error.textContent = "";
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/** A busy button keeps the focus; only a second submit is refused. */
function setBusy(busy) {
  button.textContent = busy ? "Working…" : label;
  form.setAttribute("aria-busy", String(busy));
  button.setAttribute("aria-disabled", String(busy));
}

async function submit() {
  if (form.getAttribute("aria-busy") === "true") return;
  clearErrors();
  setBusy(true);
  let answer;
  try {
    const response = await fetch(location.href, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    answer = await response.json();
  } catch {
    setBusy(false);
    document.getElementById("form-error").textContent = "We could not reach the server. Try again.";
    return;
  }
  perform(answer);
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** Most users are where their clock says they are. */
function guessTimezone(select) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if ([...select.options].some((option) => option.value === timeZone)) select.value = timeZone;
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

const timezone = document.getElementById("timezone");
if (timezone) guessTimezone(timezone);

if (body.dataset.answer) perform(JSON.parse(body.dataset.answer));
