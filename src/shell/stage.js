// The dock's elements in the page, where one wish takes the browser several calls in a row.
//
// Nothing is decided here: what is shown, said and offered is Rust's to say.

import { get, isText } from "./browser.js";

const QUIETLY = { preventScroll: true };

/** A dock's elements. `press` hears of 0 and 1, the buttons, 2, the dialog's way out, and 3, the host took us away. */
export class Stage {
  #dialog;
  #lock;
  #look;
  #press;
  #seen;
  #shadow;
  #status;
  #there;
  #note;
  #options;
  #code;
  #buttons;
  #heading;
  #out;
  #words;

  constructor(place, css, modal, options, press) {
    const make = (tag, className, parent) =>
      parent.appendChild(Object.assign(document.createElement(tag), { className }));
    const edge = (parent, end) => {
      const edge = make("span", "edge", parent);
      edge.tabIndex = 0;
      // The native dialog lets Tab out of a frame to wherever it likes (trap 25).
      edge.onfocus = () => (end ? this.#out : this.#last()).focus(QUIETLY);
    };
    const button = (parent, className, place) => {
      const button = make("button", className, parent);
      button.type = "button";
      button.onclick = () => this.#press?.(place);
      return button;
    };

    this.#options = options;
    this.#press = press;
    this.width = place.clientWidth;
    this.locale =
      options.get("locale") ?? ((place.closest("[lang]") ?? document.documentElement).lang || navigator.language);
    /** Whether the host brings words of its own. */
    this.speaks = !!options.get("messages");
    this.element = document.createElement("div");
    this.element.dataset.linkdock = "";
    // Not rendered, because no slot takes it: themes hide what is `:empty`.
    make("i", "", this.element);
    this.#shadow = this.element.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    this.#shadow.adoptedStyleSheets = [sheet];
    let parent = this.#shadow;
    if (modal) {
      parent = this.#dialog = make("dialog", "", parent);
      parent.oncancel = (event) => {
        event.preventDefault();
        this.#press?.(2);
      };
      // Firefox's Escape closes the host's dialog below as well, and so do libraries that listen in the page.
      parent.onkeydown = (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        parent.oncancel(event);
      };
      // For libraries that take a press outside of the host's dialog for its end.
      parent.onpointerdown = (event) => event.stopPropagation();
      // A browser may close it though it was asked not to.
      parent.onclose = () => this.#lock && !parent.open && this.#press?.(2);
      edge(parent);
      const bar = make("div", "bar", parent);
      this.#heading = make("h2", "", bar);
      this.#heading.id = "title";
      parent.setAttribute("aria-labelledby", "title");
      this.#out = button(bar, "out", 2);
    }
    this.root = make("div", "dock", parent);
    this.root.tabIndex = -1;
    const note = (this.#note = make("div", "note", this.root));
    this.#status = make("p", "text", note);
    this.#status.setAttribute("role", "status");
    const buttons = make("div", "buttons", note);
    this.#buttons = [button(buttons, "first", 0), button(buttons, "second", 1)];
    this.#code = make("p", "code", note);
    if (modal) edge(parent, true);
    place.append(this.element);

    // What is rendered has a size: frameworks take containers away without a word (trap 29), and a dialog that is hidden
    // with its container would leave the page inert. Nothing else changes the size of a probe, so that no observer of the
    // host's meets this one in a loop, which browsers report as an error; and the host hears of it outside of all of them.
    this.#seen = new ResizeObserver(() => {
      clearTimeout(this.#look);
      this.#there ||= this.element.isConnected;
      this.#look = setTimeout(() => {
        if (!this.element.isConnected) this.#there && this.#press(3);
        else if (this.#lock && !this.#dialog.getClientRects().length) this.#press(2);
      });
    });
    const probe = (parent) => this.#seen.observe(make("i", "probe", parent));
    probe(this.#shadow);
    if (modal) probe(this.#dialog);
  }

  /**
   * The words and the look that stay. `texts` are the words of the dock, a line each, and `keys` their names in
   * `messages`, the host's own. The first of them is the title, the last one closes the dialog. Without `speaks` they are
   * English.
   */
  dress(keys, texts, speaks, dir) {
    const names = keys.split("\n");
    const messages = this.#options.get("messages");
    this.#words = texts.trim().split("\n").map((text, place) => {
      const word = messages && get(messages, names[place]);
      return isText(word) ? word : text;
    });
    const close = this.#words.at(-1);
    const title = (this.title = this.#options.get("title") ?? this.#words[0]);
    const top = this.#dialog ?? this.root;
    if (this.#dialog) {
      this.#heading.textContent = title;
      this.#out.setAttribute("aria-label", close);
      this.#out.title = close;
    } else {
      top.setAttribute("role", "group");
      top.setAttribute("aria-label", title);
    }
    Object.assign(top, { lang: speaks ? this.locale.replaceAll("_", "-") : "en", dir });
    this.element.dataset.theme = this.#options.get("theme") ?? "auto";
  }

  /** How high a frame is in the page, in CSS pixels, where the host says nothing else. */
  set height(height) {
    this.root.style.setProperty("--h", `var(--linkdock-height,${height}px)`);
  }

  /** What is said and offered are places among the words; there is nothing at -1. */
  show(view, code, ...places) {
    const [text, ...labels] = places.map((place) => this.#words[place] ?? "");
    const { activeElement } = this.#shadow;
    this.root.dataset.view = view;
    // A status that is written again is read out again.
    if (this.#status.textContent !== text) this.#status.textContent = text;
    // Hidden for the eye alone: what is said in a region that isn't rendered is read out by nobody.
    this.#note.classList.toggle("quiet", !text);
    this.#code.textContent = code;
    this.#buttons.forEach((button, place) => {
      button.textContent = labels[place];
      button.hidden = !labels[place];
    });
    if (this.#dialog) view === "nothing" ? this.#close() : this.#open();
    // Who was in the dock stays in it: at the frame or at what there is to press (trap 25).
    const gone = activeElement && (activeElement === this.root || activeElement.localName === "iframe" || !activeElement.getClientRects().length);
    if (gone) this.focus(QUIETLY);
  }

  /** Takes the user to the frame, or to what there is to press. */
  focus(options) {
    const button = this.#buttons.find((button) => button.getClientRects().length);
    (this.#frame() ?? button ?? this.root).focus(options);
  }

  remove() {
    this.#press = undefined;
    this.#seen.disconnect();
    clearTimeout(this.#look);
    this.#close();
    this.element.remove();
  }

  #frame() {
    return this.root.dataset.view === "frame" ? this.root.querySelector("iframe") : null;
  }

  #last() {
    const all = [...this.root.querySelectorAll("button:enabled,input:enabled,summary")];
    return all.reverse().find((element) => element.getClientRects().length) ?? this.#frame() ?? this.#out;
  }

  #open() {
    if (this.#lock || !this.element.isConnected) return;
    // In a container that isn't shown no dialog is.
    if (!this.element.getClientRects().length) document.body.append(this.element);
    // A sheet of our own leaves the page's inline styles alone, and locks that nest don't meet (trap 27).
    this.#lock = new CSSStyleSheet();
    const gutter = innerWidth > document.documentElement.clientWidth ? ";scrollbar-gutter:stable" : "";
    this.#lock.replaceSync(`:root{overflow:hidden!important${gutter}}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#lock];
    this.#dialog.showModal();
    this.root.focus(QUIETLY);
  }

  #close() {
    const lock = this.#lock;
    if (!lock) return;
    this.#lock = undefined;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== lock);
    // It gives the focus back to whoever had it, in a shadow root too.
    this.#dialog.close();
  }
}

/** `url` in a new frame on a stage. `report` hears of 0, loaded, 1, failed, and of what a policy blocked. */
export class Frame {
  #element;
  #forbidden;

  constructor({ root: parent, title }, url, report, behind) {
    const element = (this.#element = document.createElement("iframe"));
    element.title = title;
    // Vendors allow-list the host by its referrer: never `no-referrer` (trap 22).
    element.referrerPolicy = "strict-origin-when-cross-origin";
    // No `sandbox`: it breaks vendors' sign-in popups and storage (trap 24).
    element.allow = "clipboard-write; publickey-credentials-get";
    element.src = url;
    // What browsers say of a frame that didn't load differs: all three are listened to (trap 21).
    element.onload = () => report(0);
    element.onerror = () => report(1);
    this.#forbidden = ({ effectiveDirective, disposition, blockedURI }) => {
      // A policy that only reports lets the frame pass.
      if (effectiveDirective === "frame-src" && disposition === "enforce") report(blockedURI);
    };
    document.addEventListener("securitypolicyviolation", this.#forbidden);
    // Before the one it replaces, and before the note: what stands under a frame comes after it by Tab, too. A frame behind
    // another isn't seen, nor reached by Tab, until that one goes.
    const first = behind && parent.querySelector("iframe");
    first ? first.after(element) : parent.prepend(element);
  }

  /** Null while it isn't in a document. */
  get window() {
    return this.#element.contentWindow;
  }

  /** Takes it away, but not the focus out of the dock (trap 25). */
  remove() {
    const element = this.#element;
    document.removeEventListener("securitypolicyviolation", this.#forbidden);
    element.onload = element.onerror = null;
    if (element.getRootNode().activeElement === element) element.parentElement.focus(QUIETLY);
    element.remove();
  }
}
