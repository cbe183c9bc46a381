// Shows one view after the other. It decides nothing: what the user does goes to the page's own address, and the answer
// says what to show or where to go. Only that answer may navigate the page.

import "./page.js";

const stage = document.querySelector("#stage");
let turn = 0; // an answer that comes after another view has taken over is worth nothing
let busy = false;
let timer;

async function send(act) {
  const response = await fetch(location.href, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(act),
  });
  return response.json();
}

/** Sends what the user did. `pressed` shows that something happens. */
async function act(what, pressed) {
  if (busy) return;
  busy = true;
  turn += 1;
  clearErrors();
  pressed?.setAttribute("aria-busy", "true");
  try {
    const leaves = perform(await send(what));
    if (leaves) return; // busy for good: the next page is on its way
  } catch {
    say("form-error", "We could not reach the server. Try again.");
  }
  busy = false;
  pressed?.removeAttribute("aria-busy");
  poll();
}

/** True when the page goes away. */
function perform(answer) {
  switch (answer.show) {
    case "view":
      turn += 1;
      document.title = answer.title;
      stage.innerHTML = answer.html; // the server's own markup, which runs nothing under this page's policy
      listen();
      return false;
    case "go":
      location.assign(answer.url);
      return true;
    case "error":
      return showError(answer.field, answer.message);
    case "notice":
      say("notice", answer.message);
      return false;
    default:
      return false; // "same"
  }
}

/** A view that waits for something elsewhere asks again and again. */
function poll() {
  clearTimeout(timer);
  const view = stage.querySelector("[data-poll]");
  if (!view) return;
  timer = setTimeout(async () => {
    if (busy) return;
    const asked = turn;
    let answer = { show: "same" };
    try {
      answer = await send({ action: "wait", seen: view.dataset.seen });
    } catch {
      // The next one may get through.
    }
    if (asked !== turn || busy) return;
    if (!perform(answer)) poll();
  }, Number(view.dataset.poll));
}

function showError(id, message) {
  const field = document.getElementById(id);
  field?.setAttribute("aria-invalid", "true");
  say(document.getElementById(`${id}-error`) ? `${id}-error` : "form-error", message);
  field?.focus();
  field?.select?.();
  return false;
}

function clearErrors() {
  for (const error of stage.querySelectorAll(".error, .notice")) error.textContent = "";
  for (const field of stage.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function say(id, message) {
  const place = document.getElementById(id);
  if (place) place.textContent = message;
}

function choose(method) {
  for (const fields of stage.querySelectorAll("[data-fields]")) {
    fields.hidden = fields.dataset.fields !== method;
    fields.disabled = fields.hidden; // its values are not sent
  }
  for (const button of stage.querySelectorAll("[data-method]")) {
    button.setAttribute("aria-pressed", String(button.dataset.method === method));
  }
  clearErrors();
  stage.querySelector("fieldset:enabled input")?.focus();
}

/** A new view: its buttons work from now on, and the keyboard is where it is needed. */
function listen() {
  for (const button of stage.querySelectorAll("button")) button.disabled = false;
  const heading = stage.querySelector("h1");
  const field = stage.querySelector("fieldset:enabled input, form > .field input");
  heading?.setAttribute("tabindex", "-1");
  (field ?? heading)?.focus({ preventScroll: true });
  poll();
}

stage.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const fields = Object.fromEntries(new FormData(form));
  act({ action: form.dataset.act, code: "", ...fields }, form.querySelector("button"));
});

stage.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { act: action, method, go, ...rest } = button.dataset;
  if (method) choose(method);
  else if (go) location.assign(go);
  else if (action) act({ action, ...rest }, button);
});

// Also when the page comes back out of the browser's cache: what it was busy with is over by then.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
  else listen();
});
