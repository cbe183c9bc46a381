export { brokerClient, type Broker, type LinkedAccount } from "./broker.js";
export { mountConnect, mountUpdate, type Target } from "./dock.js";
export { DockError, type DockErrorInit, type ErrorCode, type ErrorDetail } from "./error.js";
export { tokenSource } from "./source.js";
export type * from "./types.js";
