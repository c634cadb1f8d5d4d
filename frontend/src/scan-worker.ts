// Lets the hand scanner's page open without a connection. It serves /scan/ alone and keeps nothing but that page and
// the files that it needs: scans wait in the page's own store, and it sends them itself.
type Keep = { keep: string[] };
type Waits = Event & { waitUntil(work: Promise<unknown>): void };
type Asks = Waits & { request: Request; respondWith(answer: Promise<Response>): void };

const STORE = "scan-page";
const PAGE = "/scan/";
const PATIENCE_MS = 4000;
const worker = globalThis as unknown as EventTarget & {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => (event as Waits).waitUntil(worker.clients.claim()));
worker.addEventListener("message", (event) => {
  const { data, ports } = event as MessageEvent<Keep>;
  (event as unknown as Waits).waitUntil(keep(data.keep).then(() => ports[0]?.postMessage("kept")));
});
worker.addEventListener("fetch", (event) => {
  const asks = event as Asks;
  const { request } = asks;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && path === PAGE) asks.respondWith(page(request));
  else if (path.startsWith("/static/")) asks.respondWith(file(request));
});

// As new as the connection allows. A page that leads to signing in is shown, and not kept as the scanner.
async function page(request: Request): Promise<Response> {
  const store = await caches.open(STORE);
  const kept = await store.match(PAGE, { ignoreVary: true });
  const asked = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await store.put(PAGE, answer.clone());
    return answer;
  });
  if (!kept) return asked;
  const late = new Promise<Response>((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([asked.catch(() => kept), late]);
}

// Files bear a digest in their name: what is kept stays right.
async function file(request: Request): Promise<Response> {
  const kept = await (await caches.open(STORE)).match(request.url, { ignoreVary: true });
  return kept ?? fetch(request);
}

async function keep(addresses: string[]): Promise<void> {
  const store = await caches.open(STORE);
  const wanted = new Set([PAGE, ...addresses].map((one) => new URL(one, location.origin).href));
  for (const request of await store.keys()) if (!wanted.has(request.url)) await store.delete(request);
  for (const address of wanted) {
    if (await store.match(address, { ignoreVary: true })) continue;
    const answer = await fetch(address);
    if (answer.ok && !answer.redirected) await store.put(address, answer);
  }
}
