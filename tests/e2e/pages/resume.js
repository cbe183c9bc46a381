// A host whose own page goes to the vendor: mounted again after it has come back, the flow goes on.

import { returned } from "/pkg/return.js";
import * as linkdock from "/pkg/index.js";

const words = new URLSearchParams(location.search);
ENV.broker = words.get("broker");
T.use(linkdock);
T.caller(words.get("caller"), ENV.broker);
document.querySelector("#go").addEventListener("click", () => T.go());
T.returned = returned;
if (returned) T.hosted({ mode: "redirect" });
T.ready = true;
