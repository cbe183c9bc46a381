/** The public types as a customer meets them, through the package's own exports. Compiling is the test. */

import {
  brokerClient,
  DockError,
  mountConnect,
  mountUpdate,
  tokenSource,
  type Account,
  type ConnectOptions,
  type Dock,
  type DockEvent,
  type ErrorCode,
} from "linkdock";
import { explainAccess, productConflict, type AccessError } from "linkdock/products";

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

const source = tokenSource(broker.linkedin.token, { skew: 60_000, lifetime: 2_700_000 });
mountConnect("#profile", {
  vendor: "linkedin",
  apiKey: "client-id",
  profile: "lead",
  subject: { firstName: "Abraham", lastName: "Lincoln", email: "", companyName: "Railsplitters" },
  crm: { recordId: "3AFXT8CAAY", orgId: "HV1OX56I8B", sourceType: "issued", type: "contact" },
  modules: ["TopCard2", "a new one"],
  inline: true,
  parameters: { new: "value" },
  token: source,
  authorize: broker.linkedin.authorize,
  onReload: ({ reason }) => reason === "tokenError" || reason === "expiring" || reason === "visible",
  onState: (state) => state === "authorizing",
  onEvent: (event) => event.type === "authorize_ended" && event.durationMs.toFixed(),
}).unlink();
mountUpdate("#profile", {
  vendor: "linkedin",
  apiKey: "client-id",
  token: async ({ renews, signal }) => {
    const response = await fetch(`/sat?not=${renews?.toFixed()}`, { signal });
    return response.ok ? { token: await response.text(), expiresAt: new Date() } : null;
  },
  authorize: async ({ open, close, signal, flow, vendor }) => {
    open(`https://www.linkedin.com/oauth/v2/authorization?${flow}${vendor}`);
    signal.throwIfAborted();
    close();
  },
});
mountConnect(null, { vendor: "linkedin", apiKey: "client-id" });
broker.linkedin.unlink().then(() => source.unlink());
// @ts-expect-error a SAT alone can't be renewed
mountConnect(null, { vendor: "linkedin", apiKey: "client-id", token: "a-sat" });
// @ts-expect-error Salesflow's function must give a token
mountConnect(null, { vendor: "salesflow", host: "app.example.com", token: () => null });

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

const { access, cure, error, products, message } = explainAccess({ subscribed: ["recruiter"], enabled: ["classic"], error: { type: "x" } });
error satisfies AccessError | null;
if (access === "not_enabled" && cure === "update" && products && !productConflict(products)) {
  mountUpdate(null, { vendor: "unipile", link: "https://auth.unipile.com", accountId: message, products });
}
explainAccess({ product: "sales_navigator", enabled: [], error: "api/insufficient_permissions" });
// @ts-expect-error Unipile knows no such product
explainAccess({ product: "premium", enabled: [] });
void [noHost, noToken];

import { wizard } from "linkdock/wizard";

const custom: ConnectOptions = {
  vendor: "unipile",
  method: "custom",
  wizard,
  methods: ["credentials", "cookies"],
  products: ["classic", "sales_navigator"],
  startIntent: (intent, { signal }) => fetch("/intent", { method: "POST", body: JSON.stringify(intent), signal }).then((answer) => answer.json()),
  solveCheckpoint: async ({ intent_id, code }) => ({ intent_id, code }),
  messages: { title: "Connect", signInTitle: "Sign in", cancel: "Back" },
};
void custom;

const { unipile } = brokerClient("/linkdock");
mountConnect(null, {
  vendor: "unipile",
  link: unipile.link,
  confirm: unipile.confirm,
  mode: "redirect",
  onActive: ({ confirmedBy }) => confirmedBy satisfies "webhook" | "poll" | "redirect" | "answer" | undefined,
});
mountUpdate(null, { vendor: "unipile", method: "custom", wizard, accountId: "acc_1", ...unipile.custom });
mountConnect(null, { vendor: "unipile", link: ({ products, methods }) => ({ url: String([products, methods]), state: "st" }) });
// @ts-expect-error the link is missing
mountConnect(null, { vendor: "unipile" });
// @ts-expect-error an update needs an account
mountUpdate(null, { vendor: "unipile", link: "https://auth.unipile.com" });
// @ts-expect-error the form is missing
mountConnect(null, { vendor: "unipile", method: "custom", ...unipile.custom });
