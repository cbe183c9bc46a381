// What Rust would have to ask of JavaScript value by value, each question with glue of its own.
//
// Nothing is decided here: which options there are, of which kind, and what becomes of them is Rust's to say.

const type = (name) => (value) => typeof value === name;
export const isText = type("string");

/** What an option of each kind must be, and what tells it. */
const KINDS = {
  any: ["", () => true],
  boolean: ["true or false", type("boolean")],
  function: ["a function", type("function")],
  number: ["a number", type("number")],
  object: ["an object", (value) => value && typeof value === "object"],
  // Names and values that take turns; a value that is missing is left out, name and all.
  record: ["an object of texts", (value) => KINDS.object[1](value) && AS.record(value).every(isText)],
  // A text of them, with commas between.
  list: ["an array of texts", (value) => KINDS.texts[1](value)],
  // What only looks like a signal throws when it is asked.
  signal: ["an AbortSignal", (value) => KINDS.boolean[1](value.aborted) && KINDS.function[1](value.addEventListener)],
  text: ["a text that isn't empty", (value) => isText(value) && /[^ \t\n\f\r]/.test(value)],
  texts: ["an array of texts", (value) => Array.isArray(value) && value.every(isText)],
};

/** Where js/return.js finds that the page went away, and keeps what a redirect has brought. */
const GONE = "linkdock:redirect";
const RETURNED = "linkdock:returned";
/** How long a redirect may take to come back, in milliseconds: longer than links are good for. */
const RETURN = 1_800_000;

const given = (entries) => entries.filter((entry) => entry[1] != null);

/** What values of some kinds are handed over as. */
const AS = {
  list: String,
  record: (value) => given(Object.entries(value)).flat(),
};

/**
 * What the limit of a row says that a value must be, and the number that it is then, -1 for none: its place among
 * `some|words`, or itself, a whole number within `1-600000ms`.
 */
const limited = (limit, value) => {
  const words = limit.split("|");
  if (words[1]) return [words.map((word) => `"${word}"`).join(", ").replace(/,(?=[^,]*$)/, " or"), words.indexOf(value)];
  const [, min, max, unit] = /(.*)-(\d*)(.*)/.exec(limit);
  const expected = `a whole number${unit && " of milliseconds"} ${+min ? "from " + min : "up"} to ${max}`;
  return [expected, Number.isInteger(value) && value >= min && value <= max ? value : -1];
};

/** The host's options as a table asks for them: `path:kind:limit` for each, in the order in which they are checked. */
export class Options {
  #host;
  #thrown;
  #rows;
  /** Up to the first that is of a wrong kind; null counts as not given. */
  #values = [];
  /** That one's path, and what it must be. */
  #wrong;
  /** The first that was found wrong when it was asked for, likewise. */
  #fault;

  constructor(options, table) {
    let path = "options";
    this.#host = options;
    let expected;
    const check = (value, kind) => {
      let fits;
      [expected, fits] = KINDS[kind];
      if (!fits(value)) throw expected;
    };
    this.#rows = table.trim().split(" ").map((row) => row.split(":"));
    try {
      for (const [keys, kind] of this.#rows) {
        let value = options;
        let parent = "";
        for (const key of keys.split(".")) {
          check(value, "object");
          path = parent + key;
          parent = path + ".";
          expected = "readable";
          value = value[key] ?? undefined;
          // A list of the host's may be another one when it is read again.
          if (Array.isArray(value)) value = Array.from(value);
          if (value === undefined) break;
        }
        if (value !== undefined) check(value, kind);
        this.#values.push(value && AS[kind] ? AS[kind](value) : value);
      }
    } catch {
      // Ours or the host's: `expected` says at what.
    }
    this.#wrong = [path, expected];
  }

  /** The value at a place of the table. */
  value(place) {
    if (!(place in this.#values)) this.#fault ??= this.#wrong;
    return this.#values[place];
  }

  /** The value at a path. */
  get(path) {
    return this.#values[this.#rows.findIndex((row) => row[0] === path)];
  }

  /** The text at a place of the table, which isn't kept, or the next of a list. */
  text(place) {
    const value = this.value(place);
    if (Array.isArray(value)) return value.shift();
    if (isText(value)) return (this.#values[place] = undefined), value;
  }

  /**
   * The value at a place of the table as a number: by its row's limit, when it has one; -1 when it isn't given or was
   * refused; 1 for true and for a function, 0 for anything else.
   */
  pick(place) {
    const value = this.value(place);
    const limit = this.#rows[place][2];
    if (value === undefined) return -1;
    if (!limit) return +(value === true || KINDS.function[1](value));
    const [expected, number] = limited(limit, value);
    if (number < 0) this.refuse(place, expected);
    return number;
  }

  /** Whether the list at a place of the table has this word. */
  has(place, word) {
    return !!this.value(place)?.split(",").includes(word);
  }

  /** Lets the form at a place of the table read its own options; what it throws is their error. */
  prepare(place, expected) {
    try {
      const form = (this.#values[place] = this.value(place)(this.#host, makeDockError));
      if (typeof form?.open !== "function") this.refuse(place, expected);
    } catch (thrown) {
      this.#thrown = thrown;
    }
  }

  /** Calls the function at a place of the table, if there is one; what it throws is reported. */
  notify(place, value, previous) {
    const callback = this.#values[place];
    try {
      previous ? callback?.(value, previous) : callback?.(value);
    } catch (thrown) {
      try {
        reportError(thrown);
      } catch {
        // There is no such function.
      }
    }
  }

  /** Lets go of all that is the host's: what wasm holds is never collected, nor is what that holds. */
  forget() {
    this.#host = undefined;
    this.#values = [];
  }

  /** Says what the value at a place must be; the row's limit does when `expected` is empty. */
  refuse(place, expected) {
    const [path, , limit] = this.#rows[place];
    this.#fault ??= [path, expected || limited(limit)[0]];
  }

  /** The error about what was said first, if anything was. */
  error(code, vendor) {
    if (!this.#fault) return this.#thrown;
    const [field, expected] = this.#fault;
    return makeDockError(code, `Option \`${field}\` must be ${expected}.`, false, vendor, { field });
  }
}

/** A property; null when it can't be read. */
export function get(object, key) {
  try {
    return object[key];
  } catch {
    return null;
  }
}

/** A property of what was thrown, if that is a `DockError`. */
export function told(thrown, key) {
  if (get(thrown, "name") === "DockError") return get(thrown, key);
}

/** The value of an own property in an array, undefined when there is none; null when it would run foreign code. */
export function own(object, key) {
  try {
    const property = Reflect.getOwnPropertyDescriptor(object, key) ?? { value: undefined };
    return "value" in property ? [property.value] : null;
  } catch {
    return null;
  }
}

/** What a value is: 0 nothing, 1 a text, 2 a text longer than that, 3 a number, 4 an object and no array, 5 anything else. */
export function kind(value, maxText) {
  if (isText(value)) return value.length > maxText ? 2 : 1;
  if (KINDS.number[1](value)) return 3;
  try {
    // A proxy that was revoked throws.
    return value == null ? 0 : KINDS.object[1](value) && !Array.isArray(value) ? 4 : 5;
  } catch {
    return 5;
  }
}

/** The milliseconds since 1970 of a date, or of an ISO 8601 text; NaN when it is neither. */
export function millis(value) {
  try {
    return isText(value) ? Date.parse(value) : Date.prototype.getTime.call(value);
  } catch {
    return NaN;
  }
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {}
}

/** `(code, message, retryable, vendor, detail, cause) => DockError`: the entry point's. */
let makeDockError;

/** Says how errors are made. */
export function init(make) {
  makeDockError = make;
}

/** An object of the values by their names; one that isn't there is left out. */
export function record(names, ...values) {
  return Object.fromEntries(given(names.split(" ").map((name, place) => [name, values[place]])));
}

/** A `DockError`. */
export function makeError(code, message, retryable, vendor, cause) {
  return makeDockError(code, message, retryable, vendor, undefined, cause);
}

/** The element that a selector finds, or that `target` is; null when there is none, undefined when it can't be one. */
export function find(target) {
  try {
    if (isText(target)) return document.querySelector(target);
    // Asks rather than believes: a proxy of an element is no element. Messages and focus of another document, a frame's say,
    // are not this one's.
    if (target.nodeType === 1 && target.ownerDocument === document) return target;
  } catch {}
}

/** What `linkdock/return` has kept of a redirect that brought the page back for this flow, once. */
export function returned(flow) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(RETURNED));
    for (const key of [RETURNED, GONE]) sessionStorage.removeItem(key);
    const { gone, message } = kept;
    return gone.flow === flow && Date.now() - gone.at < RETURN ? [gone.state, location.origin, message] : undefined;
  } catch {}
}

/** Keeps that the page itself goes away, for js/return.js. */
export function goes(flow, state) {
  try {
    sessionStorage.setItem(GONE, JSON.stringify({ flow, state, page: location.href, at: Date.now() }));
  } catch {
    // Storage is blocked: the page comes back, and begins anew.
  }
}

/** A window that is opened inherits what the page has kept, and must not take it for its own. */
export function stays() {
  try {
    sessionStorage.removeItem(GONE);
  } catch {}
}

export function origin() {
  return location.origin;
}

export function body() {
  return document.body;
}
