// Under the policy no test can bring code along: the page mounts by itself and keeps what was thrown.

import * as linkdock from "/pkg/index.js";

T.use(linkdock);
try {
  T.connect();
} catch (error) {
  T.thrown = { code: error.code, message: error.message, isDockError: error instanceof linkdock.DockError };
}
T.ready = true;
