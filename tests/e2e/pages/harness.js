// Stands before the package on every host page: counts what the page holds, keeps all that is said in it, and mounts docks
// whose every callback is written down. It decides nothing: what is right is the tests' business.

(() => {
  const names = ["onActive", "onUpdate", "onReload", "onClose", "onError", "onState", "onEvent"];
  const held = { channels: new Set(), listeners: new Map(), timers: new Set(), frames: new Set(), loaded: new WeakSet(), popups: new Set() };
  const natively = { setTimeout: window.setTimeout.bind(window) };
  /** Texts that anyone could read: console, errors, events. */
  const said = [];
  const troubles = [];
  const violations = [];

  function tell(kind, ...values) {
    const text = [kind, ...values.map(words)].join(" ");
    said.push(text);
    return text;
  }

  /** All that an error or a value shows, as text. */
  function words(value) {
    if (!(value instanceof Error)) return typeof value === "object" ? JSON.stringify(value) : String(value);
    const cause = value.cause === undefined ? "" : ` cause: ${words(value.cause)}`;
    return `${value} ${value.message} ${value.stack} ${JSON.stringify(value)}${cause}`;
  }

  addEventListener("error", (event) => {
    troubles.push(tell("error", event.message, event.error));
    event.preventDefault();
  });
  addEventListener("unhandledrejection", (event) => troubles.push(tell("rejection", event.reason)));
  document.addEventListener("securitypolicyviolation", (event) => {
    violations.push(tell("violation", event.violatedDirective, event.blockedURI, event.sourceFile));
  });
  for (const level of ["debug", "log", "info", "warn", "error", "trace", "assert", "dir", "table"]) {
    console[level] = (...values) => {
      const text = tell(`console.${level}`, ...values);
      if (level === "error" || level === "warn") troubles.push(text);
    };
  }

  const counted = (target) => target === window || target === document || target instanceof AbortSignal;
  const key = (type, options) => `${type} ${typeof options === "object" ? options?.capture === true : options === true}`;
  for (const [name, act] of [["addEventListener", "add"], ["removeEventListener", "delete"]]) {
    const native = EventTarget.prototype[name];
    EventTarget.prototype[name] = function (type, listener, options) {
      const target = this ?? window;
      if (counted(target) && listener) {
        if (!held.listeners.has(listener)) held.listeners.set(listener, new Map());
        const targets = held.listeners.get(listener);
        if (!targets.has(target)) targets.set(target, new Set());
        targets.get(target)[act](key(type, options));
        // What isn't held any more must not be held by this either.
        if (!targets.get(target).size) targets.delete(target);
        if (!targets.size) held.listeners.delete(listener);
        // A listener may go with a signal of its own.
        if (act === "add" && options?.signal) {
          native.call(options.signal, "abort", () => targets.get(target)?.delete(key(type, options)), { once: true });
        }
      }
      return native.call(target, type, listener, options);
    };
  }
  function listeners() {
    let count = 0;
    for (const targets of held.listeners.values()) for (const types of targets.values()) count += types.size;
    return count;
  }

  /** Drivers set timers in the page for their own scripts: those don't count. */
  const ofPackage = () => new Error().stack.includes("/pkg/");
  for (const [start, stop] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"]]) {
    const native = { start: window[start].bind(window), stop: window[stop].bind(window) };
    window[start] = (work, ...rest) => {
      const id = native.start((...args) => {
        if (start === "setTimeout") held.timers.delete(id);
        work(...args);
      }, ...rest);
      if (ofPackage()) held.timers.add(id);
      return id;
    };
    window[stop] = (id) => {
      held.timers.delete(id);
      native.stop(id);
    };
  }

  const { createElement } = Document.prototype;
  Document.prototype.createElement = function (name, ...rest) {
    const element = createElement.call(this, name, ...rest);
    if (String(name).toLowerCase() === "iframe") {
      held.frames.add(element);
      element.addEventListener("load", () => held.loaded.add(element));
    }
    return element;
  };
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      held.channels.add(this);
    }
    close() {
      held.channels.delete(this);
      super.close();
    }
  };
  const open = window.open.bind(window);
  window.open = (...args) => {
    T.opened = args;
    const popup = open(...args);
    if (popup) held.popups.add(popup);
    return popup;
  };

  const T = {
    calls: [],
    docks: {},
    /** What the token function of LinkedIn frames was told, call by call. */
    sats: [],
    /** The links that Unipile's hosted sign-in was given. */
    links: [],
    /** Host code to run inside a callback, by its name. */
    inside: {},
    tokens: new Set(),
    violations,
    go() {},

    /** The package, once a page has it. */
    use(linkdock) {
      T.linkdock = linkdock;
      T.caller(ENV.caller);
    },

    /** Whom the broker sees from now on. */
    caller(token, base = ENV.broker) {
      T.who = token;
      const broker = T.linkdock.brokerClient(`${base}/linkdock/`, { headers: { authorization: `Bearer ${token}` } });
      const kept = (name) => async (context) => {
        const token = await broker.salesflow[name](context);
        T.tokens.add(token);
        return token;
      };
      T.token = kept("token");
      T.accountToken = kept("accountToken");
      T.broker = broker;
      T.link = async (context) => {
        const link = await broker.unipile.link(context);
        T.tokens.add(new URL(link.url).searchParams.get("token"));
        T.links.push(link);
        return link;
      };
      T.sat = async (context) => {
        T.sats.push({ ...context });
        const credential = await broker.linkedin.token(context);
        if (credential) T.tokens.add(credential.token);
        return credential;
      };
    },

    /** `name` and `target` are the harness's own, all else is linkdock's. `deaf`: nobody looks at `result`. */
    mount(call, { name = "dock", target = "#place", deaf = false, ...options }) {
      const write = (callback, value, words) => T.calls.push({ dock: name, callback, value, words, at: performance.now() });
      const callbacks = names.map((callback) => [
        callback,
        (value, ...more) => {
          write(callback, plain(value), phrase(callback, value));
          if (value?.token) T.tokens.add(value.token);
          if (callback !== "onActive" && callback !== "onUpdate") tell(callback, value, ...more);
          T.inside[callback]?.(value, ...more);
        },
      ]);
      const dock = T.linkdock[call](target, {
        vendor: "salesflow",
        host: ENV.sandbox,
        ...Object.fromEntries(callbacks),
        ...options,
      });
      T.docks[name] = dock;
      T.dock = dock;
      if (!deaf) {
        dock.result.then(
          (account) => {
            tell("resolve", account);
            write("resolve", plain(account), `resolve ${account.id}`);
          },
          (error) => {
            tell("reject", error);
            write("reject", plain(error), `reject ${error.code}`);
          },
        );
      }
      return dock;
    },
    connect: (options = {}) => T.mount("mountConnect", { token: T.token, ...options }),
    update: (options = {}) => T.mount("mountUpdate", { token: T.accountToken, ...options }),
    /** A LinkedIn frame. */
    show: (options = {}) =>
      T.mount("mountConnect", {
        vendor: "linkedin",
        host: ENV.linkedin,
        apiKey: "sandbox-client",
        subject: { firstName: "Abraham", lastName: "Lincoln", companyName: "Railsplitters & Sons" },
        modules: ["TopCard2"],
        inline: true,
        token: T.sat,
        authorize: T.broker.linkedin.authorize,
        ...options,
      }),
    /** Unipile's hosted sign-in. */
    hosted: ({ call = "mountConnect", ...options } = {}) =>
      T.mount(call, {
        vendor: "unipile",
        link: T.link,
        confirm: T.broker.unipile.confirm,
        hosts: [ENV.sandbox],
        ...options,
      }),
    /** Unipile's form in the page. */
    form: ({ call = "mountConnect", ...options } = {}) =>
      T.mount(call, { vendor: "unipile", method: "custom", wizard: T.wizard, ...T.broker.unipile.custom, ...options }),
    /** So many of them, which share one source. */
    showMany(count, options = {}) {
      T.source = T.linkdock.tokenSource(T.sat, options.policy);
      for (let index = 0; index < count; index++) {
        const target = document.querySelector("#other").appendChild(document.createElement("div"));
        T.show({ name: `dock${index}`, target, token: T.source, ...options });
      }
    },
    /** How many docks are in this state. */
    inState: (state) => Object.values(T.docks).filter((dock) => dock.state === state).length,
    /**
     * From now on notes what the docks show, many times a second: a view, or `blank` when the frame in sight hasn't loaded,
     * and how many frames one of them had at most.
     */
    watchViews() {
      T.views = new Set();
      T.mostFrames = 0;
      const look = () => {
        for (const name of Object.keys(T.docks)) {
          const frames = T.frames(name);
          const [shown] = frames.filter(seen);
          T.views.add(T.view(name) === "frame" && !held.loaded.has(shown) ? "blank" : T.view(name));
          T.mostFrames = Math.max(T.mostFrames, frames.length);
        }
        natively.setTimeout(look, 10);
      };
      look();
    },

    /** Runs the test's code as code of this page. */
    run: (code) => new Function(code)(),

    /** What happened to a dock, one phrase a thing; states and events on request. */
    words: (name = "dock", more = false) =>
      T.calls
        .filter(({ dock, callback }) => dock === name && (more || (callback !== "onState" && callback !== "onEvent")))
        .map(({ words }) => words),
    refused: (name = "dock") =>
      T.calls
        .filter(({ dock, callback, value }) => dock === name && callback === "onEvent" && value.type === "message_refused")
        .map(({ value }) => value),
    values: (callback, name = "dock") =>
      T.calls.filter((call) => call.dock === name && call.callback === callback).map(({ value }) => value),

    frames: (name = "dock") => [...(T.docks[name]?.element?.shadowRoot.querySelectorAll("iframe") ?? [])],
    /** The path of the dock's frame. */
    path: (name = "dock") => T.frames(name).map((frame) => new URL(frame.src).pathname)[0] ?? null,
    /** When something was written down about a dock first, in the page's milliseconds. */
    when: (words, name = "dock") => T.calls.find((call) => call.dock === name && call.words === words)?.at ?? null,
    /** How often a popup of this dock has shown the vendor's page for long enough to be trusted. */
    settled: (name = "dock") =>
      T.values("onEvent", name).filter(({ type, surface }) => type === "surface_loaded" && surface === "popup").length,
    /** From now on keeps, as `T.closedAt`, when a popup of the page's looked closed first. */
    watchPopups() {
      if ([...held.popups].some((popup) => popup.closed)) T.closedAt ??= performance.now();
      else natively.setTimeout(T.watchPopups, 20);
    },

    /** The button that the dock offers, when it is there to be pressed. */
    retry(name = "dock") {
      const button = T.docks[name]?.element?.shadowRoot.querySelector("button");
      return button?.checkVisibility() ? button : null;
    },

    /** What the dock has put into the page. */
    shadow: (name = "dock") => T.docks[name]?.element?.shadowRoot ?? null,
    /** The first thing of this name in the dock, when it is to be seen. */
    part(name, part) {
      const named = `[part~=${JSON.stringify(part)}], [data-part=${JSON.stringify(part)}]`;
      const found = T.shadow(name)?.querySelector(named);
      return found && seen(found) ? found : null;
    },
    /** What the dock's buttons say, those that are to be seen. */
    buttons: (name = "dock") =>
      deepElements(T.shadow(name) ?? document.createDocumentFragment())
        .filter((element) => element.matches("button, [role=button]") && seen(element))
        .map((button) => (button.getAttribute("aria-label") ?? button.textContent).trim()),

    /** The button of the dock's that says this, when it is there to be pressed. */
    button: (label, name = "dock") =>
      [...(T.shadow(name)?.querySelectorAll("button") ?? [])].find(
        (button) => seen(button) && (button.getAttribute("aria-label") ?? button.textContent) === label,
      ) ?? null,
    dialog: (name = "dock") => T.shadow(name)?.querySelector("dialog") ?? null,
    /** What the dock shows at the moment. */
    view: (name = "dock") => T.shadow(name)?.querySelector(".dock").dataset.view ?? null,
    /** What the dock says to those who don't see it. */
    status: (name = "dock") => T.shadow(name)?.querySelector("[role=status]").textContent ?? null,

    /** From now on popups are the windows of frames: many of them open without a click, and taking one away closes it. */
    framePopups() {
      T.popups = [];
      window.open = () => {
        const frame = document.createElement("iframe");
        Object.assign(frame, { title: "Popup", hidden: true });
        document.body.append(frame);
        T.popups.push(frame);
        return frame.contentWindow;
      };
    },

    holdings: () => ({
      listeners: listeners(),
      channels: held.channels.size,
      timers: held.timers.size,
      frames: [...held.frames].filter((frame) => frame.isConnected).length,
      popups: [...held.popups].filter((popup) => !popup.closed).length,
      elements: document.querySelectorAll("[data-linkdock]").length,
    }),
    empty: () => Object.values(T.holdings()).every((count) => count === 0),
    troubles: () => troubles,

    /** Where a token can be read though it should not: the places, never the token. */
    async leaks() {
      for (const { src } of deepElements().filter(({ localName, src }) => localName === "iframe" && src.startsWith("http"))) {
        const { pathname, searchParams } = new URL(src);
        pathname.split("/").filter(isReal).forEach((part) => T.tokens.add(part));
        if (searchParams.get("sat")) T.tokens.add(searchParams.get("sat"));
      }
      // A token belongs into a frame's address, and what loads it is a request.
      const all = [...(await places()), ...told()].filter(([place]) => place !== "<iframe src>" && place !== "request");
      return { tokens: T.tokens.size, places: all.length, found: holding(all, [...T.tokens].filter(isReal)) };
    },

    /** The same, and where one of these can be read, which belong nowhere: also not into what the host hears. */
    async spoken(secrets) {
      const heard = T.calls.map(({ callback, value, words }) => [callback, JSON.stringify([value, words])]);
      const own = Object.values(T.docks).flatMap(({ element }) => (element ? [...textsIn(element)] : []));
      const all = [...(await places()), ...told(), ...heard, ...own];
      return [...holding(all, secrets), ...(await T.leaks()).found];
    },

    /** For the output of a failed test. */
    dump: () => ({
      page: location.href,
      docks: Object.fromEntries(Object.entries(T.docks).map(([name, { state }]) => [name, state])),
      shown: Object.fromEntries(Object.keys(T.docks).map((name) => [name, T.path(name)])),
      calls: T.calls.map(({ dock, words }) => `${dock}: ${words}`),
      holdings: T.holdings(),
      troubles,
      violations,
    }),

    wait: (millis) => new Promise((done) => natively.setTimeout(done, millis)),
  };

  /** The vendors' tokens are long; what tests make up is not. */
  const isReal = (token) => token?.length > 20;

  /** What was said and what the docks show of themselves. */
  function told() {
    const shown = Object.entries(T.docks).map(([name, dock]) => {
      return [name, JSON.stringify([dock, dock.state, dock.account, String(dock)])];
    });
    return [...said.map((text) => [text.slice(0, 40), text]), ...shown];
  }

  /** Every element of the page, those in shadow roots too. */
  function deepElements(root = document) {
    return [...root.querySelectorAll("*")].flatMap((element) => [
      element,
      ...(element.shadowRoot ? deepElements(element.shadowRoot) : []),
    ]);
  }

  const seen = (element) => element.checkVisibility({ checkVisibilityCSS: true, visibilityProperty: true });

  function plain(value) {
    if (!(value instanceof Error)) return structuredClone(value);
    const { name, code, message, retryable, vendor, detail } = value;
    return { name, code, message, retryable, vendor, detail, isDockError: value instanceof T.linkdock.DockError };
  }

  function phrase(callback, value) {
    switch (callback) {
      case "onActive":
      case "onUpdate":
        return `${callback} ${value.id} ${value.vendorStatus}`;
      case "onReload":
        return `onReload ${value.reason} ${value.attempt}`;
      case "onClose":
        return `onClose ${value.reason}`;
      case "onError":
        return `onError ${value.code}${value.retryable ? " retryable" : ""}`;
      case "onState":
        return `state ${value}`;
      case "onEvent":
        return value.type === "message_refused" ? `refused ${value.reason} ${value.origin}` : `event ${value.type}`;
    }
  }

  held.listeners.clear();
  window.T = T;
})();
