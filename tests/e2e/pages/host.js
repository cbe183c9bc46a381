// The host as most are built: the package as a module.

import * as linkdock from "/pkg/index.js";
import { wizard } from "/pkg/wizard.js";

T.use(linkdock);
T.wizard = wizard;
document.querySelector("#go").addEventListener("click", () => T.go());
// Code that must run without a gesture of the user comes with the address: a driver's script may count as one.
const first = new URLSearchParams(location.search).get("run");
if (first) T.run(first);
T.ready = true;
