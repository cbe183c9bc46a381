// Under the policy no test can bring code along: the page mounts what its address says and keeps what was thrown.
//
// ?do=connect|update|show, ?on=click (of the button, else at once), ?target=none, and the options named below.

import * as linkdock from "/pkg/index.js";
import { wizard } from "/pkg/wizard.js";

const OPTIONS = ["accountId", "host", "mode", "presentation", "title"];

const query = new URLSearchParams(location.search);
const options = Object.fromEntries([...query].filter(([name]) => OPTIONS.includes(name)));
if (query.get("target") === "none") options.target = null;

function mount() {
  try {
    T[query.get("do") ?? "connect"](options);
  } catch (error) {
    T.thrown = { code: error.code, message: error.message, isDockError: error instanceof linkdock.DockError };
  }
}

T.use(linkdock);
T.wizard = wizard;
if (query.get("on") === "click") document.querySelector("#go").addEventListener("click", mount);
else mount();
T.ready = true;
