/** What both LinkedIn pages have around their frames: the badge, the button that unlinks, and the notice. */

import { DockError } from "linkdock";
import { type Config, readConfig } from "./config.js";
import { byId } from "./dom.js";
import { LinkedIn } from "./linkedin.js";
import { notice } from "./notice.js";
import { errorWords, type Tone, type Words } from "./words.js";

const badge = byId("badge", HTMLSpanElement);
const button = byId("unlink", HTMLButtonElement);
const place = byId("notice", HTMLDivElement);

/** Lets `mount` dock the page's frames, or says why there is nothing to dock. `onLink` is {@link LinkedIn}'s. */
export async function startLinkedIn(
  mount: (linkedin: LinkedIn, config: Config) => void,
  onLink: (linked: boolean) => void,
): Promise<void> {
  const config = await readConfig().catch(() => null);
  if (!config) {
    const text = "Start it with “cargo xtask demo”, then reload this page.";
    return without("bad", "Not available", { title: "The demo’s server does not answer", text });
  }
  const { linkedinHost, linkedinApiKey } = config;
  if (!linkedinHost || !linkedinApiKey) {
    const text =
      "The CRM works as ever, only the profiles are missing. “cargo xtask demo” brings a simulated LinkedIn; for the " +
      "real one, give the broker the variables that begin with LINKEDIN_ and LINKDOCK_DEMO_LINKEDIN_HOST.";
    return without("attention", "Not set up", { title: "This demo runs without LinkedIn", text });
  }
  try {
    const linkedin = new LinkedIn(linkedinHost, linkedinApiKey, (linked) => {
      showLink(linked);
      onLink(linked);
    });
    button.addEventListener("click", () => void unlink(linkedin));
    mount(linkedin, config);
  } catch (error) {
    // Nothing was docked, so no dock will tell of it.
    if (!(error instanceof DockError)) throw error;
    without("bad", "Not available", errorWords(error, "LinkedIn"));
  }
}

async function unlink(linkedin: LinkedIn): Promise<void> {
  place.replaceChildren();
  try {
    await linkedin.unlink();
    // The button has gone away under whoever pressed it: the page goes on from here.
    byId("linkedin-name", HTMLHeadingElement).focus({ preventScroll: true });
  } catch {
    // The tokens may still be there, and so the frames stay as they are.
    const text = "The server could not forget it just now. Try again in a minute.";
    say("bad", { title: "LinkedIn is still linked", text });
  }
}

function showLink(linked: boolean): void {
  showBadge(linked ? "good" : "neutral", linked ? "Linked" : "Not linked");
  if (linked) place.replaceChildren();
  button.hidden = !linked;
}

function without(tone: Tone, label: string, words: Words): void {
  document.body.dataset.linkedin = "none";
  showBadge(tone === "bad" ? "bad" : "neutral", label);
  say(tone, words);
}

function showBadge(tone: Tone, label: string): void {
  badge.dataset.tone = tone;
  badge.textContent = label;
}

function say(tone: Tone, words: Words): void {
  place.replaceChildren(notice(tone, words));
}
