// What Rust would have to ask of JavaScript value by value, each question with glue of its own.
//
// Nothing is decided here: which options there are, of which kind, and what becomes of them is Rust's to say.

const type = (name) => (value) => typeof value === name;
const isText = type("string");

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

  /** The value at a place of the table, which isn't kept. */
  take(place) {
    const value = this.#values[place];
    if (place in this.#values) this.#values[place] = undefined;
    else this.fault ??= this.#wrong;
    return value;
  }

  /** The value at a place of the table. */
  get(place) {
    return this.#values[place];
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

/** The value of an own property in an array, which is empty when there is none; null when it would run foreign code. */
export function own(object, key) {
  try {
    const property = Reflect.getOwnPropertyDescriptor(object, key);
    return property ? ("value" in property ? [property.value] : null) : [];
  } catch {
    return null;
  }
}

/** Whether a value is an object, and no array. */
export function isRecord(value) {
  try {
    return !Array.isArray(value) && !!KINDS.object[1](value);
  } catch {
    return false;
  }
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {}
}

/** Calls a callback of the host; what it throws is reported. */
export function notify(callback, values) {
  try {
    callback(...values);
  } catch (thrown) {
    try {
      reportError(thrown);
    } catch {
      // There is no such function.
    }
  }
}

/** A `DockError`. */
export function makeError(make, code, message, retryable, vendor, field, cause) {
  return make(code, message, retryable, vendor, field && { field }, cause);
}

/** The element that a selector finds, or that `target` is; null when there is none, undefined when it can't be one. */
export function find(document, target) {
  try {
    if (isText(target)) return document.querySelector(target);
    // Asks rather than believes: a proxy of an element is no element.
    if (target.nodeType === 1) return target;
  } catch {}
}
