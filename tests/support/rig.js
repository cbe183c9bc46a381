// A host for the shell's browser tests: options that record every call, and a count of what the page holds.

const live = { channels: new Set(), listeners: new Set(), timers: new Set(), frames: new Set(), popups: new Set() };
const troubles = [];
const original = { setTimeout: window.setTimeout.bind(window) };

const key = (target, type, listener) => {
  listener.__targets ??= new Map();
  if (!listener.__targets.has(target)) listener.__targets.set(target, {});
  return ((listener.__targets.get(target)[type] ??= { type }));
};
const counted = (target) => target === window || target === document || target instanceof AbortSignal;
for (const [name, act] of [["addEventListener", "add"], ["removeEventListener", "delete"]]) {
  const native = EventTarget.prototype[name];
  EventTarget.prototype[name] = function (type, listener, ...rest) {
    const target = this ?? window;
    if (counted(target) && listener) live.listeners[act](key(target, type, listener));
    return native.call(target, type, listener, ...rest);
  };
}
for (const [start, stop] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"]]) {
  const natively = { start: window[start].bind(window), stop: window[stop].bind(window) };
  window[start] = (work, ...rest) => {
    const id = natively.start((...args) => {
      if (start === "setTimeout") live.timers.delete(id);
      work(...args);
    }, ...rest);
    live.timers.add(id);
    return id;
  };
  window[stop] = (id) => {
    live.timers.delete(id);
    natively.stop(id);
  };
}
const createElement = Document.prototype.createElement;
Document.prototype.createElement = function (name, ...rest) {
  const element = createElement.call(this, name, ...rest);
  if (name === "iframe") live.frames.add(element);
  return element;
};
const open = window.open.bind(window);
window.open = (...args) => {
  const popup = open(...args);
  if (popup) live.popups.add(popup);
  return popup;
};
window.BroadcastChannel = class extends BroadcastChannel {
  constructor(name) {
    super(name);
    live.channels.add(this);
  }
  close() {
    live.channels.delete(this);
    super.close();
  }
};
window.addEventListener("unhandledrejection", (event) => troubles.push(String(event.reason)));
live.listeners.clear();

export function holdings() {
  return JSON.stringify({
    channels: live.channels.size,
    listeners: live.listeners.size,
    timers: live.timers.size,
    frames: [...live.frames].filter((frame) => frame.isConnected).length,
    popups: [...live.popups].filter((popup) => !popup.closed).length,
    elements: document.querySelectorAll("[data-linkdock]").length,
    troubles,
  });
}

export function makeError() {
  return (code, message, retryable, vendor, detail, cause) => {
    try {
      if (cause?.name === "DockError" && cause.code === code) return cause;
    } catch {}
    return Object.assign(new Error(message, { cause }), { name: "DockError", code, retryable, vendor, detail });
  };
}

let mount;

/** Makes a token source as js/source.ts does: throws the error, or answers the handle. */
export function source(start, options) {
  mount ??= start(makeError());
  const handle = mount(2, [options]);
  if (typeof handle !== "function") throw handle;
  return handle;
}

/** Mounts as js/dock.ts does, with the widget's `start`: throws the error, or answers the handle's operations as methods. */
export function dock(start, target, options, update, rig) {
  mount ??= start(makeError());
  rig.source?.(0);
  const handle = mount(+update, [target, options, [rig.resolve, rig.reject]]);
  if (typeof handle !== "function") throw handle;
  return {
    state: () => handle(0),
    reload: () => handle(3),
    update(options) {
      const error = handle(4, options ?? {});
      if (error) throw error;
    },
    unmount: () => handle(5),
    unlink: () => handle(8),
  };
}

// What a test's callbacks throw is expected: it is kept from the test runner.
const report = globalThis.reportError.bind(globalThis);
let reporter = report;
globalThis.reportError = (error) => reporter(error);

export class Rig {
  names = ["onActive", "onUpdate", "onReload", "onClose", "onError", "onState", "onEvent"];
  calls = [];
  /** Host code to run inside a callback, by its name. */
  inside = {};
  reported = [];
  place = document.body.appendChild(document.createElement("div"));
  answer = {
    type: "handleResponse",
    data: { action: "1", linkedinId: 7688, token: "jwt", status: "ACCOUNT_ACTIVE" },
  };
  resolve = () => this.calls.push("resolve");
  reject = (error) => {
    this.rejected = error;
    this.calls.push("reject");
  };

  constructor() {
    reporter = (error) => this.reported.push(error.message);
    this.options = {
      vendor: "salesflow",
      // Another site than the page's, answered with 404 by the same server.
      host: `http://localhost:${location.port}`,
      origins: ["https://vendor.test", "https://pages.vendor.test:8443"],
      token: "t",
    };
    for (const name of this.names) {
      this.options[name] = (value) => {
        if (name === "onError") this.error = value;
        if (name === "onEvent") {
          const more = value.type === "message_refused" ? ` ${value.reason} ${value.origin}` : "";
          this.calls.push(value.type + more);
        } else {
          this.calls.push(name);
        }
        this.inside[name]?.(value);
      };
    }
  }

  /** From now on the options are those of a LinkedIn frame. */
  linkedin(options) {
    const { host } = this.options;
    for (const key of ["origins", "token"]) delete this.options[key];
    Object.assign(this.options, { vendor: "linkedin", host, apiKey: "app", token: () => null, ...options });
  }

  /** From now on the options are those of Unipile's hosted sign-in, in a frame. */
  unipile(options) {
    const { host } = this.options;
    for (const key of ["host", "origins", "token"]) delete this.options[key];
    const link = () => `${host}/hosted`;
    Object.assign(this.options, { vendor: "unipile", mode: "iframe", hosts: [host], link, ...options });
  }

  set(options) {
    Object.assign(this.options, options);
  }

  get frame() {
    return this.place.querySelector("[data-linkdock]")?.shadowRoot.querySelector("iframe");
  }

  get retry() {
    return this.place.querySelector("[data-linkdock]")?.shadowRoot.querySelector("button");
  }

  take() {
    return JSON.stringify(this.calls.splice(0));
  }

  /** A table row's data. */
  data({ data, text, repeat }) {
    return text ?? (repeat ? repeat[0].repeat(repeat[1]) : data);
  }

  post(source, origin, data) {
    const windows = { surface: this.frame?.contentWindow, other: window, nobody: null };
    this.postFrom(windows[source], origin, data);
  }

  postFrom(source, origin, data) {
    window.dispatchEvent(new MessageEvent("message", { source, origin, data }));
  }

  run(code, dock) {
    return new Function("rig", "dock", code)(this, dock);
  }

  tick() {
    return Promise.resolve().then(() => {});
  }

  wait(millis) {
    return new Promise((done) => original.setTimeout(done, millis));
  }

  async until(condition) {
    while (!condition()) await this.wait(5);
  }

  revoked() {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }

  deep(levels) {
    let value = {};
    for (let level = 0; level < levels; level++) value = { value };
    return value;
  }

  huge() {
    return Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`key${index}`, "x".repeat(50)]));
  }
}
