// The sign-in form's elements, and the host's functions, which are asked here and nowhere else.
//
// Nothing is decided here. What the user types stays here: it is collected when Rust says so and handed to the host's function.
// What the user signs in with is gone from the page in the same tick; a code or a number stays for another try, until it is
// refused or the step is over. It goes into no attribute, event, error or state.

import { get, isText, told } from "../shell/browser.js";
import { ACTIONS, FIELDS, PICTURES, STRONG, SVG, WORD, clock, digits, guarded, isEmpty } from "./look.js";

// What is reported: the numbers are those of `Form::notice` in form.rs. A request, timer or place is put on top.
const SUBMIT = 0;
const PRESS = 1;
const METHOD = 2;
const CHALLENGE = 3;
const SOLVED = 4;
const UNSOLVED = 5;
const ANSWERED = 6;
const THREW = 7;
const ELAPSED = 8;
const BLOCKED = 9;
const GONE = 10;
const TOP = 16;

/** What the dock is told: see `wizard` in js/wizard.ts. */
const FAILED = 1;

/** How often a window is looked at, in milliseconds. */
const POLL = 500;

/** In the order of `Call` in effect.rs. */
const CALLS = ["startIntent", "solveCheckpoint", "solveCheckpoint", "requestCheckpoint", "resendCheckpoint", "waitCheckpoint"];

/** The place of "resend" among the actions. */
const RESEND = 4;

const QUIETLY = { preventScroll: true };

/** The form's elements, timers, requests and its window; `remove()` undoes all of it. */
export class Form {
  #actions;
  /** What is said of the clock, for those who don't see it. */
  #aloud;
  #asked = new Map();
  #body;
  #busy = false;
  #captcha;
  #clock;
  #context;
  #fields = [];
  #form;
  #gone;
  #lead;
  #makeError;
  #methods;
  #note;
  #options;
  #place;
  #poll;
  #popup;
  #products;
  #report;
  #scene;
  #sheet;
  /** Whether the focus is to move once the step says what it is. */
  #soon = false;
  #status;
  #submit;
  #thrown;
  #timers = [];
  #title;
  #token;
  /** Who had the focus when the form became busy. */
  #user;
  #ways;
  #words;

  constructor(place, css, options, products, context, makeError, report) {
    const { ownerDocument: page } = place;
    this.#place = place;
    this.#options = options;
    this.#products = products ? products.split(" ") : [];
    this.#context = context;
    this.#makeError = makeError;
    this.#report = report;
    const root = place.getRootNode();
    this.#sheet = new page.defaultView.CSSStyleSheet();
    this.#sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
    const form = (this.#form = this.#make("form", "wizard"));
    form.method = "post";
    form.noValidate = true;
    // Outside, a key seems to be pressed in the dock's element, which is no field: shortcuts of the page's would take it.
    form.onkeydown = form.onkeypress = form.onkeyup = (event) => void (event.key?.length === 1 && event.stopPropagation());
    form.onsubmit = (event) => {
      event.preventDefault();
      const missing = this.#fields.reduce((bits, field, place) => bits | (isEmpty(field) ? 1 << place : 0), 0);
      const choice = form.querySelector("[name=choice]:checked");
      report(SUBMIT + TOP * missing, choice ? +choice.value : -1);
    };
    this.#title = this.#make("h3", "", form, { id: "wizard-title", tabindex: -1 });
    form.setAttribute("aria-labelledby", "wizard-title");
    this.#lead = this.#make("p", "lead", form, { id: "wizard-lead" });
    // Both are there before they speak: what comes into the page with its words is read out by few.
    this.#note = this.#make("p", "alert", form, { id: "wizard-note", role: "alert" });
    this.#status = this.#make("p", "status", form, { id: "wizard-status", role: "status" });
    this.#aloud = this.#make("p", "aloud", form, { role: "status" });
    this.#body = this.#make("div", "body", form);
    this.#clock = this.#make("p", "clock", form, { role: "timer" });
    this.#submit = this.#make("button", "first", form, { type: "submit", "data-action": "submit" });
    const strong = this.#make("div", "strong", form);
    this.#ways = this.#make("div", "ways", form, { role: "group", "aria-labelledby": "wizard-ways" });
    const others = this.#make("div", "others", form);
    this.#actions = ACTIONS.map((name, place) => {
      const isStrong = STRONG.includes(name);
      const [look, parent] = isStrong ? ["first", strong] : name === "another" ? ["second", strong] : ["link", others];
      const button = this.#make("button", look, parent, { type: "button", "data-action": name });
      button.onclick = () => report(PRESS + TOP * place);
      return button;
    });
  }

  /** The option `locale`, or the language of the place. */
  get locale() {
    return String(get(this.#context, "locale") ?? "");
  }

  /** Whether the host brings words of its own. */
  get speaks() {
    return !!get(this.#context, "speaks");
  }

  get account() {
    const account = get(this.#context, "accountId");
    return isText(account) ? account : undefined;
  }

  /** The words that stay; `methods` are the ways to sign in, if there is a choice. */
  dress(keys, texts, speaks, dir, actions, methods) {
    const names = keys.split("\n");
    const messages = this.#options.get("messages");
    this.#words = texts.trim().split("\n").map((text, place) => {
      const word = messages && get(messages, names[place]);
      return isText(word) ? word : text;
    });
    Object.assign(this.#form, { lang: speaks ? this.locale.replaceAll("_", "-") : "en", dir });
    actions.trim().split(" ").forEach((word, place) => (this.#actions[place].textContent = this.#words[word]));
    if (methods) this.#choose(methods.split(" "));
    this.#place.append(this.#form);
  }

  /** The elements of another step: which they are, the vendor's name of it, and what comes with it. */
  build(scene, name, extra) {
    const user = this.#holder();
    this.#user = undefined;
    this.clear();
    this.#scene = scene;
    Object.assign(this.#form.dataset, { scene, step: name });
    this.#fields = [];
    const body = this.#body;
    body.replaceChildren();
    this.#ways.replaceChildren();
    const old = this.#form.querySelector("svg.picture");
    old?.remove();
    if (PICTURES[scene]) this.#title.before(this.#draw("picture", 24, PICTURES[scene]));
    const isForm = scene === "credentials" || scene === "cookies";
    if (this.#methods) {
      this.#methods.hidden = !isForm;
      this.#methods.querySelectorAll("input").forEach((input) => (input.checked = input.value === scene));
    }
    if (scene === "unknown") {
      this.#make("code", "name", body).textContent = name;
      for (const text of extra.trim().split("\n")) if (text) this.#make("p", "hint", body).textContent = text;
    }
    for (const [field, attributes] of Object.entries(FIELDS[scene === "approve-or-code" ? "code" : scene] ?? {})) {
      if (field !== "li_a" || extra) this.#field(field, attributes, body);
    }
    if (scene === "credentials") {
      const label = this.#make("label", "check", body);
      const show = this.#make("input", "", label, { type: "checkbox", id: "wizard-show" });
      label.append(this.#words[WORD.show]);
      show.onchange = () => (this.#fields[1].type = show.checked ? "text" : "password");
    }
    if (scene === "cookies") {
      const more = this.#make("details", "", body);
      this.#make("summary", "", more).textContent = this.#words[WORD.user_agent];
      const { userAgent: value } = navigator;
      const name = { name: "user_agent", "aria-label": this.#words[WORD.user_agent] };
      this.#make("input", "", more, { id: "wizard-user_agent", readonly: "", value, ...name });
    }
    if (scene === "captcha") this.#make("div", "captcha", body);
    if (scene === "approve" || scene === "loading" || scene === "approve-or-code") body.prepend(this.#make("div", "wait"));
    if (scene === "qr") this.draw(extra);
    // Who is in the form goes on in it; nobody is taken there.
    if (user && !this.#methods?.contains(user)) this.#soon = true;
  }

  /** One of several to choose from; `instead` of this step. */
  offer(place, label, description, instead) {
    const body = this.#body;
    if (instead) {
      const group = this.#ways;
      if (!place) this.#make("p", "", group, { id: "wizard-ways" }).textContent = this.#words[WORD.ways];
      const button = this.#make("button", "second", group, { type: "button", "data-challenge": place });
      button.textContent = label;
      if (description) this.#make("small", "", button).textContent = description;
      button.onclick = () => this.#report(CHALLENGE + TOP * place);
      return;
    }
    let group = body.querySelector("fieldset");
    if (!group) {
      group = this.#make("fieldset", "choices", body, { "aria-labelledby": "wizard-title" });
      this.#error(group, "choice");
    }
    const row = this.#make("label", "choice");
    group.querySelector(".error").before(row);
    this.#make("input", "", row, { type: "radio", name: "choice", value: place, id: "wizard-choice-" + place });
    const words = this.#make("span", "", row);
    this.#make("span", "", words).textContent = label;
    if (description) this.#make("small", "", words).textContent = description;
  }

  /** A QR code's modules, a line of 1 and 0 for each row, or its image. */
  draw(rows) {
    this.#body.querySelector(".qr")?.remove();
    let picture;
    if (rows.startsWith("data:")) {
      picture = this.#make("img", "qr", undefined, { src: rows });
    } else {
      const lines = rows.trim().split("\n");
      const rect = ({ 0: run, index }, y) => `M${index + 4} ${y + 4}h${run.length}v1h-${run.length}z`;
      const path = lines.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => rect(run, y)));
      picture = this.#draw("qr", lines.length + 8, path.join(""));
      picture.setAttribute("role", "img");
      picture.removeAttribute("aria-hidden");
    }
    picture.setAttribute("aria-labelledby", "wizard-title");
    this.#body.prepend(picture);
  }

  /** What is said and can be pressed; texts are places among the words, there is nothing at -1. */
  show(title, lead, note, submit, flags, missing, actions) {
    const [isError, isInvalid, isBusy, isOver] = [1, 2, 4, 8].map((bit) => !!(flags & bit));
    const say = (element, text) => {
      const words = this.#words[text] ?? "";
      if (element.textContent !== words) element.textContent = words;
      return words;
    };
    const form = this.#form;
    say(this.#title, title);
    this.#lead.hidden = !say(this.#lead, lead);
    const wasBusy = this.#busy;
    // Before anything is disabled or hidden, which takes the focus away.
    const user = this.#holder();
    if (isBusy && !wasBusy) this.#user = user;
    this.#busy = isBusy;
    // The same news again is news.
    if (wasBusy || !isError) this.#note.textContent = "";
    say(this.#note, isError ? note : -1);
    say(this.#status, isError ? -1 : note);
    form.setAttribute("aria-busy", isBusy);
    form.classList.toggle("over", isOver);
    const inputs = form.querySelectorAll(".body input:not([readonly]), .ways button, .methods input");
    for (const input of inputs) input.disabled = isBusy || isOver;
    this.#body.hidden = this.#ways.hidden = isOver;
    this.#submit.hidden = !say(this.#submit, submit);
    this.#submit.disabled = isBusy;
    this.#actions.forEach((button, place) => {
      button.hidden = !(actions & (1 << place));
      // Giving up is always possible.
      button.disabled = isBusy && place < 5;
    });
    const marked = this.#fields.length ? this.#fields : [form.querySelector("fieldset.choices")];
    marked.forEach((field, place) => {
      if (!field) return;
      const isMissing = !!(missing & (1 << place));
      const error = form.querySelector(`#wizard-${field.name || "choice"}-error`);
      error.textContent = isMissing ? this.#words[field.name ? WORD.missing : WORD.choose] : "";
      const leads = !place && field.name && lead >= 0;
      const describes = [isMissing && error.id, isInvalid && "wizard-note", leads && "wizard-lead"].filter(Boolean);
      field.setAttribute("aria-describedby", describes.join(" "));
      if (isMissing || isInvalid) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
    if (isBusy) return;
    const isShown = (element) => element?.getClientRects().length;
    if (this.#soon) {
      this.#soon = false;
      this.focus();
    } else if (missing || (user && (wasBusy || !isShown(user)))) {
      const wrong = form.querySelector("input[aria-invalid]") ?? (missing ? form.querySelector("[name=choice]") : undefined);
      const next = wrong ?? user;
      isShown(next) ? next.focus(QUIETLY) : this.focus();
    }
    this.#user = undefined;
  }

  /** Empties what was typed; a captcha isn't wanted any more. */
  clear() {
    for (const field of this.#fields) field.value = field.defaultValue;
    this.#captcha?.abort();
    this.#token = undefined;
  }

  /** Seconds; -1 for none. */
  clock(left, resend, aloud) {
    const words = left < 0 ? "" : `${this.#words[WORD.left]} `;
    this.#clock.textContent = words;
    if (words) this.#make("span", "", this.#clock, { dir: "ltr" }).textContent = clock(left);
    if (aloud || left < 0) this.#aloud.textContent = aloud ? words + clock(left) : "";
    const button = this.#actions[RESEND];
    button.querySelector("span")?.remove();
    if (resend > 0) this.#make("span", "", button, { dir: "ltr" }).textContent = clock(resend);
    // It keeps the focus of whoever has pressed it; Rust doesn't listen to it yet.
    button.setAttribute("aria-disabled", resend > 0);
  }

  /** Asks the function of the host's that a call is for. */
  ask(request, call, intent, value) {
    const abort = new AbortController();
    this.#asked.set(request, abort);
    const { signal } = abort;
    const settle = (what, value) => {
      if (!this.#asked.delete(request)) return;
      this.#thrown = what === THREW ? value : undefined;
      this.#report(what + TOP * request, value);
    };
    const done = (value) => settle(ANSWERED, value);
    const failed = (value) => settle(THREW, value);
    let answer;
    try {
      answer = this.#options.get(CALLS[call])(this.#question(call, intent, value), { signal });
    } catch (thrown) {
      answer = Promise.reject(thrown);
    }
    // Never in this tick. `all` turns whatever a strange promise throws into a rejection.
    Promise.all([answer]).then(([value]) => done(value), failed);
  }

  #question(call, intent_id, value) {
    if (!call) return this.#intent(value);
    if (call < 3) return { intent_id, code: call === 1 ? this.#code() : value };
    return { intent_id, ...(call === 3 && { challenge: value }) };
  }

  /** What is in the fields, which are empty then. */
  #intent(account_id) {
    const [first, second] = this.#fields;
    const cookie = (field) => field.value.trim().replace(/^li_at?=/, "");
    const credentials =
      this.#scene === "credentials"
        ? { username: first.value.trim(), password: second.value }
        : {
            access_token: cookie(first),
            ...(second && { premium_access_token: cookie(second) }),
            user_agent: navigator.userAgent,
          };
    this.clear();
    const show = this.#form.querySelector("#wizard-show:checked");
    if (show) {
      show.checked = false;
      second.type = "password";
    }
    const user_timezone = guarded(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    return {
      provider: "linkedin",
      credentials,
      ...(this.#products.length && { config: { products: [...this.#products] } }),
      ...(account_id && { account_id }),
      ...(user_timezone && { user_timezone }),
    };
  }

  #code() {
    const [first, second] = this.#fields;
    if (this.#scene === "captcha") {
      const token = this.#token;
      this.#token = undefined;
      return token;
    }
    if (second) {
      const [country, number] = [first, second].map((field) => digits(field.value).replace(/[^+\d]/g, ""));
      const code = country.replace(/\D/g, "");
      // Who fills in the whole number gives the country twice.
      return `(+${code})` + (number.startsWith("+" + code) ? number.slice(code.length + 1) : number).replace(/\D/g, "");
    }
    const typed = first.value.trim();
    return this.#scene === "unknown" ? typed : digits(typed).replace(/[\s\p{Pd}]/gu, "");
  }

  /** Nobody waits for this answer any more. */
  abandon(request) {
    const abort = this.#asked.get(request);
    this.#asked.delete(request);
    abort?.abort();
  }

  /** Lets the host render the captcha in an empty element. */
  captcha(publicKey, data) {
    this.#captcha?.abort();
    this.#thrown = undefined;
    const abort = (this.#captcha = new AbortController());
    const { signal } = abort;
    const element = this.#make("div", "captcha");
    this.#body.replaceChildren(element);
    const wanted = (work) => (value) => signal.aborted || work(value);
    let answer;
    try {
      const captcha = { ...(publicKey && { publicKey }), ...(data && { data }), element, signal };
      answer = this.#options.get("renderCaptcha")(captcha);
    } catch (thrown) {
      answer = Promise.reject(thrown);
    }
    const failed = wanted((thrown) => {
      this.#thrown = thrown;
      this.#report(UNSOLVED);
    });
    Promise.all([answer]).then(
      wanted(([token]) => {
        if (!isText(token) || !token) return failed(new TypeError("`renderCaptcha` answered no text."));
        this.#token = token;
        this.#report(SOLVED);
      }),
      failed,
    );
  }

  /** Opens a window at `url`, in the user's click. */
  open(url) {
    this.close();
    const { defaultView: page } = this.#place.ownerDocument;
    const [width, height] = [600, 720];
    const middle = (start, length, size) => (start + Math.max(0, (length - size) / 2 || 0)) | 0;
    const left = middle(page.screenX, page.outerWidth, width);
    const top = middle(page.screenY, page.outerHeight, height);
    // Unique, or a second form would take over the first one's window (trap 14).
    const features = `popup=yes,resizable=yes,scrollbars=yes,width=${width},height=${height},left=${left},top=${top}`;
    const popup = guarded(() => page.open(url, "linkdock-" + Math.random(), features));
    // Null when blocked; some blockers return a handle that is of no use (trap 11).
    if (guarded(() => popup.closed) !== false) return this.#report(BLOCKED);
    this.#popup = popup;
    this.#poll = setInterval(() => {
      if (guarded(() => popup.closed) === false) return;
      clearInterval(this.#poll);
      // It may be open still, and its page only cut off from this one (trap 9).
      this.#report(GONE);
    }, POLL);
  }

  close() {
    clearInterval(this.#poll);
    guarded(() => this.#popup?.close());
    this.#popup = undefined;
  }

  start(timer, millis) {
    this.stop(timer);
    this.#timers[timer] = setTimeout(() => this.#report(ELAPSED + TOP * timer), millis);
  }

  stop(timer) {
    clearTimeout(this.#timers[timer]);
  }

  /** Tells the dock. */
  tell(kind, value) {
    if (this.#gone) return;
    get(this.#context, "report")?.(kind, kind === 2 ? { id: value } : value);
  }

  /** Tells it what failed; a `DockError` that the host's function threw is passed on as it is. */
  fail(code, message, retryable, request) {
    const cause = request || this.#scene === "captcha" ? this.#thrown : undefined;
    this.#thrown = undefined;
    const own = cause && told(cause, "code");
    this.tell(FAILED, own ? cause : this.#makeError(code, message, retryable, "unipile", undefined, cause));
  }

  /** Takes the user to what is to be filled in or pressed, or else to the heading. */
  focus(options) {
    const shown = (element) => element.getClientRects().length && !element.disabled;
    const all = this.#form.querySelectorAll(".body input:not([readonly],[type=checkbox]), .body iframe, button.first");
    const first = [...all].find(shown);
    (first ?? this.#title).focus(options ?? QUIETLY);
  }

  remove() {
    if (this.#gone) return;
    this.#gone = true;
    // Whoever is in the form stays in the dock (trap 25).
    if (this.#holder()) this.#place.focus(QUIETLY);
    this.clear();
    this.close();
    for (const abort of [...this.#asked.values()]) abort.abort();
    this.#asked.clear();
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#form.remove();
    const root = this.#place.getRootNode();
    const { adoptedStyleSheets: sheets } = root;
    if (sheets) root.adoptedStyleSheets = [...sheets].filter((sheet) => sheet !== this.#sheet);
    this.#thrown = this.#user = undefined;
  }

  /** The element of the form that has the focus, or had it when the form became busy if nothing else has it now. */
  #holder() {
    let inner = this.#form;
    let root = inner.getRootNode();
    if (inner.contains(root.activeElement)) return root.activeElement;
    // Each tree knows of its own elements alone. What stands around the form, the page's body say, is nobody.
    for (; root.activeElement === null && root.host; root = inner.getRootNode()) inner = root.host;
    return root.activeElement && !root.activeElement.contains(inner) ? undefined : this.#user;
  }

  #make(tag, className, parent, attributes = {}) {
    const element = this.#place.ownerDocument.createElement(tag);
    if (className) element.className = className;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent?.append(element);
    return element;
  }

  #draw(className, size, path) {
    const { ownerDocument: page } = this.#place;
    const svg = page.createElementNS(SVG, "svg");
    const attributes = { class: className, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" };
    for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
    svg.appendChild(page.createElementNS(SVG, "path")).setAttribute("d", path);
    return svg;
  }

  #field(name, attributes, parent) {
    const box = this.#make("div", "field field-" + name, parent);
    const id = "wizard-" + name;
    this.#make("label", "", box, { for: id }).textContent = this.#words[WORD[name]];
    const input = this.#make("input", "", box, { id, name, "aria-required": "true", ...attributes });
    this.#error(box, name);
    this.#fields.push(input);
  }

  #error(parent, name) {
    this.#make("p", "error", parent, { id: `wizard-${name}-error` });
  }

  /** The choice between ways to sign in. */
  #choose(methods) {
    const group = (this.#methods = this.#make("fieldset", "methods"));
    this.#body.before(group);
    this.#make("legend", "", group).textContent = this.#words[WORD.method];
    methods.forEach((method, place) => {
      const label = this.#make("label", "", group);
      const input = this.#make("input", "", label, { type: "radio", name: "method", value: method });
      this.#make("span", "", label).textContent = this.#words[WORD[method]];
      input.onchange = () => this.#report(METHOD + TOP * place);
    });
  }
}
