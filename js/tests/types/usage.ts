/** The public types as a customer meets them, through the package's own exports. Compiling is the test. */

import {
  brokerClient,
  DockError,
  mountConnect,
  mountUpdate,
  type Account,
  type ConnectOptions,
  type Dock,
  type DockEvent,
  type ErrorCode,
} from "linkdock";

const broker = brokerClient("/linkdock", { headers: { authorization: "Bearer caller" } });

const dock: Dock = mountConnect("#place", {
  vendor: "salesflow",
  host: "app.example.com",
  origins: ["https://pages.example.com"],
  token: broker.salesflow.token,
  updateToken: broker.salesflow.accountToken,
  autoUpdate: false,
  mode: "popup",
  presentation: "modal",
  theme: "dark",
  locale: "pt-BR",
  messages: { tryAgain: "De novo", close: "Sair" },
  popup: { width: 900 },
  timeouts: { token: 5_000, load: 20_000 },
  signal: AbortSignal.timeout(60_000),
  onActive: (account) => account.id.toUpperCase(),
  onUpdate: ({ status, vendorStatus, token }) => [status, vendorStatus, token?.length],
  onReload: ({ reason, attempt }) => [reason, attempt.toFixed()],
  onClose: ({ completed, reason }) => completed && reason === "completed",
  onError: (error) => error.retryable && error.detail?.field,
  onState: (state, previous) => state === "waiting" && previous === "loading",
  onEvent: (event: DockEvent) => {
    if (event.type === "message_refused") event.origin satisfies string;
    if (event.type === "surface_loaded" || event.type === "message_accepted") event.durationMs.toFixed();
    if (event.type === "fallback_taken") event.reason satisfies ErrorCode | "silent";
    // @ts-expect-error a surface that was opened has taken no time yet
    if (event.type === "surface_opened") event.durationMs;
    // @ts-expect-error an accepted message has no reason
    if (event.type === "message_accepted") event.reason;
  },
});

dock.result.then((account: Account) => account.vendorStatus);
dock.update();
dock.update({ token: "jwt" });
dock.focus();
dock.close();
const { unmount } = dock;
unmount();

mountUpdate(null, { vendor: "salesflow", host: "app.example.com", accountId: 7688, token: async () => ({ token: "jwt" }) });
mountConnect(document.body, { vendor: "salesflow", host: "app.example.com", token: ({ signal, attempt }) => fetch(`/t${attempt}`, { signal }).then((r) => r.text()) });

function next(error: unknown): ErrorCode | undefined {
  return error instanceof DockError ? error.code : undefined;
}
next(new DockError("token_failed", "No token.", { retryable: true, detail: { reason: "mine", status: 502 } }));

// @ts-expect-error the host is missing
const noHost: ConnectOptions = { vendor: "salesflow", token: "t" };
// @ts-expect-error the token is missing
const noToken: ConnectOptions = { vendor: "salesflow", host: "app.example.com" };
// @ts-expect-error there is no such vendor
mountConnect(null, { vendor: "nobody", host: "app.example.com", token: "t" });
// @ts-expect-error an update needs an account
mountUpdate(null, { vendor: "salesflow", host: "app.example.com", token: "t" });
// @ts-expect-error there is no such presentation
mountConnect(null, { vendor: "salesflow", host: "app.example.com", token: "t", presentation: "dialog" });
// @ts-expect-error there is no such text
mountConnect(null, { vendor: "salesflow", host: "app.example.com", token: "t", messages: { retry: "Again" } });
// @ts-expect-error there is no such theme
mountConnect(null, { vendor: "salesflow", host: "app.example.com", token: "t", theme: "night" });
// @ts-expect-error the state is read-only
dock.state = "idle";
void [noHost, noToken];
