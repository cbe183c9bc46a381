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
  // What only looks like a signal throws when it is asked.
  signal: ["an AbortSignal", (value) => KINDS.boolean[1](value.aborted) && KINDS.function[1](value.addEventListener)],
  text: ["a text that isn't empty", (value) => isText(value) && /[^ \t\n\f\r]/.test(value)],
  texts: ["an array of texts", (value) => Array.isArray(value) && value.every(isText)],
};

/** The host's options as a table asks for them: `path:kind` for each, in the order in which they are checked. */
export class Options {
  #paths = [];
  /** Up to the first that is of a wrong kind; null counts as not given. */
  #values = [];
  /** That one's path, and what it must be. */
  #wrong;

  constructor(options, table) {
    let path = "options";
    let expected;
    const check = (value, kind) => {
      let fits;
      [expected, fits] = KINDS[kind];
      if (!fits(value)) throw expected;
    };
    try {
      for (const row of table.trim().split(" ")) {
        const [keys, kind] = row.split(":");
        this.#paths.push(keys);
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
        this.#values.push(value);
      }
    } catch {
      // Ours or the host's: `expected` says at what.
    }
    this.#wrong = [path, expected];
  }

  /** The value at a place of the table, which isn't kept unless it is a function. */
  take(place) {
    const value = this.#values[place];
    if (!(place in this.#values)) this.fault ??= this.#wrong;
    else if (!this.has(place)) this.#values[place] = undefined;
    return value;
  }

  /** Whether there is a function at a place of the table. */
  has(place) {
    return KINDS.function[1](this.#values[place]);
  }

  /** The value at a place of the table. */
  get(place) {
    return this.#values[place];
  }

  /** Calls the function at a place of the table, if there is one; what it throws is reported. */
  notify(place, values) {
    const callback = this.#values[place];
    try {
      callback?.(...values);
    } catch (thrown) {
      try {
        reportError(thrown);
      } catch {
        // There is no such function.
      }
    }
  }

  /** Says what the value at a place must be. `fault` is what was said first. */
  refuse(place, expected) {
    this.fault ??= [this.#paths[place], expected];
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

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {}
}

/** The page's `message` events, while it is open. A script of the page may have put anything in place of a property. */
export class Inbox {
  #listener;

  constructor(hear) {
    this.#listener = (event) => hear(0, ["origin", "data", "source"].map((key) => get(event, key)));
  }

  open() {
    addEventListener("message", this.#listener);
  }

  close() {
    removeEventListener("message", this.#listener);
  }
}

/** A `DockError`. */
export function makeError(make, code, message, retryable, vendor, field, cause) {
  return make(code, message, retryable, vendor, field && { field }, cause);
}

/** The element that a selector finds, or that `target` is; null when there is none, undefined when it can't be one. */
export function find(target) {
  try {
    if (isText(target)) return document.querySelector(target);
    // Asks rather than believes: a proxy of an element is no element.
    if (target.nodeType === 1) return target;
  } catch {}
}

export function body() {
  return document.body;
}
