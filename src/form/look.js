// What the form's elements are: fields, pictures, and the ways in which texts are read and written.

import { isText } from "../shell/browser.js";

/** The places of texts that are used here: the order is that of `catalogue!` in words.rs. */
export const WORD = Object.fromEntries(
  "method credentials cookies username password show li_at li_a user_agent code country number left missing choose ways"
    .split(" ")
    .map((name, place) => [name, place]),
);

/** In the order of `Action` in effect.rs; those of the first kind look like the form's own button. */
export const ACTIONS = ["open", "reconnect", "another", "retry", "resend", "restart", "cancel"];
export const STRONG = ["open", "reconnect", "retry"];

const plain = { autocapitalize: "none", spellcheck: "false" };
const secret = { type: "password", autocomplete: "off", ...plain };
/** The fields of each scene; the names are the words' too. */
export const FIELDS = {
  credentials: {
    username: { inputmode: "email", autocomplete: "username", ...plain },
    password: { type: "password", autocomplete: "current-password" },
  },
  cookies: { li_at: secret, li_a: secret },
  code: { code: { inputmode: "numeric", autocomplete: "one-time-code", ...plain } },
  unknown: { code: { autocomplete: "one-time-code", ...plain } },
  phone: {
    country: { type: "tel", autocomplete: "tel-country-code", value: "+" },
    number: { type: "tel", autocomplete: "tel-national" },
  },
};

/** Pictures of 24 by 24. */
const LOCK = "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5zM12 15v2";
const LETTER = "M4 5h16v11H9l-5 4zM8 9h8M8 12h5";
const PHONE = "M7 3h10v18H7zM11 18h2M9.5 10.5l2 2 3.5-4";
const LIST = "M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5";
export const PICTURES = {
  credentials: LOCK,
  cookies: LOCK,
  exists: "M10 14l4-4M8 11l-2 2a3.5 3.5 0 0 0 5 5l2-2M11 8l2-2a3.5 3.5 0 0 1 5 5l-2 2",
  code: LETTER,
  unknown: LETTER,
  approve: PHONE,
  "approve-or-code": PHONE,
  phone: "M6 4h4l1.5 4.5L9 10a11 11 0 0 0 5 5l1.5-2.500L20 14v4c0 1-1 2-2 2C10.500 20 4 13.500 4 6c0-1 1-2 2-2z",
  captcha: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4",
  choice: LIST,
  oauth: "M4 5h16v14H4zM4 9h16M9 14h6M12.500 11.500L15 14l-2.500 2.500",
};

export const SVG = "http://www.w3.org/2000/svg";

export const guarded = (work) => {
  try {
    return work();
  } catch {}
};

export const clock = (seconds) => ((seconds / 60) | 0) + ":" + String(seconds % 60).padStart(2, "0");
/** A country code's "+" is there from the start. */
export const isEmpty = ({ value }) => !value.replace("+", "").trim();
/** With digits that every server reads. */
export const digits = (text) => text.replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15);

/** An object's own texts, a line each, save its `type` and those that are too long. */
export function texts(object, maxText) {
  const all = guarded(() => Object.entries(Object.getOwnPropertyDescriptors(object))) ?? [];
  const fits = ([name, { value }]) => name !== "type" && isText(value) && value.length <= maxText;
  return all.filter(fits).slice(0, 24).map(([, { value }]) => value.replaceAll("\n", " ")).join("\n");
}
