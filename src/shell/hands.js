// What a dock holds of the browser: its frame or popup, its timers, its request for a token.
//
// Nothing is decided here: each thing is done at Rust's word, and what comes of it is told by one function,
// `report(what, value)`. Whoever holds hands must let go: `end()` undoes all that is left.

import { get, goes, stays } from "./browser.js";
import { Frame } from "./stage.js";

// What is reported: the numbers are those of `Dock::notice` in dock.rs, below them are the stage's. A page, a timer or
// a request has a number of its own, which is put on top.
const FRAME = 4;
const POPUP = 5;
const ELAPSED = 6;
const TOKEN = 7;
const NO_TOKEN = 8;
const ABORTED = 9;
const RETURNED = 10;
const CONSENT = 11;
const SEEN = 12;
const MESSAGE = 13;
const FORM = 14;
const TOP = 16;

// Whose a message is: the numbers are those of `Dock::hear` in dock.rs.
const OTHER = 0;
const SURFACE = 1;
const FORMER = 2;
const NOBODY = 3;

/** How often a popup is looked at, in milliseconds. */
const POLL = 250;
/**
 * In how many looks in a row a popup must show another site's page before that page counts as one that hasn't cut
 * it off: Chromium lets a page that does be seen for a moment.
 */
const SETTLED = 4;

/** Lists among the options that a function is told as they are. */
const LISTS = ["products", "methods"];

const visible = () => document.visibilityState !== "hidden";

/** Everything asked of another site's window may throw (trap 15). */
const guarded = (work) => {
  try {
    return work();
  } catch {}
};

/** Never in this tick. `all` turns whatever a strange promise throws into a rejection; `resolve` would let it through. */
const settled = (value, done, failed) => void Promise.all([value]).then(([value]) => done(value), failed);

/** An open popup. `report` hears of 0, it has shown another site's page for a while, and of 1, it looks closed. */
class Popup {
  #poll;
  /** How often in a row another site's page was seen since the popup was sent there; undefined while it is blank. */
  #seen;
  // It can't outlive the page that listens to it; a page that comes back from the cache finds it closed (trap 28).
  #close = () => guarded(() => this.window.close());

  constructor(window, report) {
    this.window = window;
    this.#poll = setInterval(() => {
      if (guarded(() => window.closed)) return report(1);
      if (this.#seen === undefined) return;
      this.#seen = guarded(() => window.location.href) === "about:blank" ? 0 : this.#seen + 1;
      if (this.#seen === SETTLED) report(0);
    }, POLL);
    addEventListener("pagehide", this.#close);
  }

  /** Takes it to `url` without a history entry (trap 19). */
  navigate(url) {
    this.#seen = 0;
    guarded(() => this.window.location.replace(url));
  }

  focus() {
    guarded(() => this.window.focus());
    return true;
  }

  get closed() {
    return guarded(() => this.window.closed);
  }

  remove() {
    clearInterval(this.#poll);
    removeEventListener("pagehide", this.#close);
    this.#close();
  }
}

/** Who hears messages: until unmounted, or until the host has let go of a dock that is over. */
const docks = new Set();

/**
 * A message from a dock's own surface goes to that dock alone, any other to every dock, whose gate refuses it and says
 * why. A script of the page may have put anything in place of a property.
 */
const hear = (event) => {
  const [origin, data, source] = ["origin", "data", "source"].map((key) => get(event, key));
  // A dock may come or go while another one handles the message.
  const all = [...docks];
  // `null === null` is no match (trap 1).
  const owner = source && all.find((dock) => dock.owns(source));
  for (const dock of owner ? [owner] : all) {
    dock.tell(MESSAGE + TOP * (source ? dock.owns(source) : NOBODY), [origin, data]);
  }
};

/** A dock's hands. */
export class Hands {
  #abort = () => this.#report(ABORTED);
  #channels = [];
  #fetch;
  /** The frame that stays in sight while the one in `#surface` loads behind it. */
  #former;
  #report;
  #see = () => this.#report(SEEN, visible());
  #settle;
  #signal;
  #surface;
  #timers = [];

  /** `settle` are the functions that resolve and reject the dock's `result`. */
  constructor(settle, report) {
    this.#settle = settle;
    this.#report = report;
  }

  /** Settles `result`: resolves it with 0, rejects it with 1. */
  settle(which, value) {
    this.#settle[which](value);
  }

  /** Reports that the call which is under way has returned. */
  wait() {
    settled(undefined, () => this.#report(RETURNED));
  }

  /** Reports messages, and when the signal at a place of the options is aborted. */
  heed(options, place) {
    docks.add(this);
    addEventListener("message", hear);
    this.#signal = options.value(place);
    this.#signal?.addEventListener("abort", this.#abort);
  }

  tell(what, value) {
    this.#report(what, value);
  }

  /** Starts a timer, anew if it is running. What it reports comes with whether the page has the focus. */
  start(timer, millis) {
    this.stop(timer);
    this.#timers[timer] = setTimeout(() => this.#report(ELAPSED + TOP * timer, document.hasFocus()), millis);
  }

  stop(timer) {
    clearTimeout(this.#timers[timer]);
  }

  /** Whether the page can be seen. Reports it whenever that changes; one from the cache says nothing but `pageshow`. */
  watch() {
    document.addEventListener("visibilitychange", this.#see);
    addEventListener("pageshow", this.#see);
    return visible();
  }

  /**
   * Asks the function at a place of the options. One that gets consent may take the popup somewhere. A text is reported at
   * once, whatever else may throw in a later tick, so that an error finds its cause.
   */
  ask(request, options, place, context, consents) {
    this.#fetch = new AbortController();
    const { signal } = this.#fetch;
    const done = (value) => this.#report(TOKEN + TOP * request, value);
    const failed = (thrown) => this.#report(NO_TOKEN + TOP * request, thrown);
    const ask = options.value(place);
    let answer;
    try {
      const consent = (url) => signal.aborted || this.#report(CONSENT + TOP * request, url);
      answer = ask?.({
        ...context,
        ...Object.fromEntries(LISTS.map((name) => [name, options.get(name)?.split(",")]).filter(([, list]) => list)),
        signal,
        ...(consents && { open: (url) => consent(String(url)), close: () => consent() }),
      });
    } catch (thrown) {
      return settled(undefined, () => failed(thrown));
    }
    answer && typeof answer === "object" ? settled(answer, done, failed) : done(answer);
  }

  /** Says that the token isn't wanted any more. */
  abandon() {
    this.#fetch?.abort();
  }

  /** Opens a blank popup over the page's window, on its screen. Whether the browser did. */
  openPopup(width, height) {
    const start = (edge, length, size) => (edge + Math.max(0, (length - size) / 2 || 0)) | 0;
    stays();
    const left = start(screenX, outerWidth, width);
    const top = start(screenY, outerHeight, height);
    // Unique, or a second flow would take over the first one's window (trap 14).
    const popup = guarded(() =>
      open(
        "",
        "linkdock-" + Math.random(),
        `popup=yes,resizable=yes,scrollbars=yes,width=${width},height=${height},left=${left},top=${top}`,
      ),
    );
    // Null when blocked; some blockers return a handle that is of no use (trap 11).
    const opened = guarded(() => popup.closed) === false;
    this.#hold(opened ? new Popup(popup, (what) => this.#report(POPUP, what)) : undefined);
    return opened;
  }

  /** Shows `url` in a new frame: changing `src` would add a history entry (trap 19). */
  openFrame(stage, url, page, behind) {
    const before = this.#surface;
    // Only one can be in sight: the first of them, until it is taken away.
    if (behind && before && !this.#former) {
      this.#former = before;
      this.#surface = undefined;
    }
    this.#hold(new Frame(stage, url, (what) => this.#report(FRAME + TOP * page, what), behind), behind);
  }

  /** Puts the form at a place of the options on the stage; what it reports has a kind of its own. */
  openForm(stage, options, place, context, page) {
    this.#hold();
    const report = (kind, value) => this.#report(FORM + TOP * (page * 4 + kind), value);
    try {
      const form = options.value(place).open(stage.root, { ...context, locale: stage.locale, speaks: stage.speaks, report });
      this.#hold({ focus: (how) => (form.focus(how), true), remove: () => form.remove() });
    } catch (thrown) {
      // The host hears what, and the user can try again.
      settled(undefined, () => {
        report(1, thrown);
        report(3);
      });
    }
  }

  /** Takes the page itself to `url`; js/return.js goes by what is kept. */
  redirect(url, flow, state) {
    goes(flow, state);
    location.assign(url);
  }

  /**
   * Hears what a return page of this origin tells about a link with this state, even when the vendor's policy has cut the
   * popup off (trap 18); and of a failure that doesn't say whose it is, for as long as our popup can't be told from a closed
   * one. A success without a state may be another tab's.
   */
  listen(state) {
    this.#deafen();
    this.#channels = ["", ...(state ? [state] : [])].flatMap((key) => {
      // None where storage is blocked.
      const channel = guarded(() => new BroadcastChannel("linkdock:" + key));
      if (!channel) return [];
      channel.onmessage = ({ origin, data }) => {
        if (key || (data?.error && this.#surface?.closed)) this.#report(MESSAGE + TOP * SURFACE, [origin, data]);
      };
      return channel;
    });
  }

  #deafen() {
    this.#channels.forEach((channel) => channel.close());
  }

  /** Takes away the frame that hides the new one. */
  reveal() {
    this.#former?.remove();
    this.#former = undefined;
  }

  /** Takes the popup to `url`, if it is one. */
  navigate(url) {
    this.#surface?.navigate?.(url);
  }

  /** Brings the popup to the front. Whether it is one. */
  focus() {
    return !!this.#surface?.focus?.();
  }

  /**
   * Whose a message is: somebody else's, the frame's or popup's, or the former frame's. A frame's window is looked up
   * each time, because a frame that the host moves gets a new one (trap 2).
   */
  owns(source) {
    return this.#surface?.window === source ? SURFACE : this.#former?.window === source ? FORMER : OTHER;
  }

  closeSurface() {
    this.#hold();
  }

  end() {
    this.abandon();
    this.#deafen();
    docks.delete(this);
    if (!docks.size) removeEventListener("message", hear);
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#signal = undefined;
    document.removeEventListener("visibilitychange", this.#see);
    removeEventListener("pageshow", this.#see);
    this.#hold();
  }

  /** The one before goes last: its focus is handed on, and the host may listen for that. */
  #hold(surface, behind) {
    const before = this.#surface;
    this.#surface = surface;
    before?.remove();
    if (!behind) this.reveal();
  }
}
