/** A sentence with a heading in a tinted box: what came of something, and what to do next. */

import { icon, make } from "./dom.js";
import type { Tone, Words } from "./words.js";

/** `code` is for whoever is asked for help. */
export function notice(tone: Tone, words: Words, code?: string): HTMLDivElement {
  const mark = make("span", "mark", icon(tone === "good" ? "check" : "alert"));
  const text = make("div", "", make("h3", "", words.title), make("p", "", words.text));
  const element = make("div", "notice", mark, text);
  element.dataset.tone = tone;
  if (code) element.append(make("code", "", code));
  return element;
}
