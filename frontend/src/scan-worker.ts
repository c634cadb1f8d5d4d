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
  (event as unknown as Waits).waitUntil(
    keep(data.keep).then((kept) => {
      if (kept) ports[0]?.postMessage("kept");
    }),
  );
});
worker.addEventListener("fetch", (event) => {
  const asks = event as Asks;
  const { request } = asks;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && path === PAGE) asks.respondWith(page(request));
  else if (path.startsWith("/static/")) asks.respondWith(file(request));
});

// As new as the connection allows. It is kept only once it has said what it needs.
async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(STORE)).match(PAGE, { ignoreVary: true });
  const asked = fetch(request);
  if (!kept) return asked;
  const late = new Promise<Response>((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  const answered = asked.then(
    (answer) => (answer.status >= 500 ? kept : answer),
    () => kept,
  );
  return Promise.race([answered, late]);
}

// Files bear a digest in their name: what is kept stays right.
async function file(request: Request): Promise<Response> {
  const kept = await (await caches.open(STORE)).match(request.url, { ignoreVary: true });
  return kept ?? fetch(request);
}

// First the new files, then the page that needs them, and only then do the former files go: wherever this breaks off,
// what is kept opens. Does it open without a connection?
async function keep(addresses: string[]): Promise<boolean> {
  const store = await caches.open(STORE);
  const wanted = new Set([PAGE, ...addresses].map((one) => new URL(one, location.origin).href));
  const opens = async (): Promise<boolean> => (await store.match(PAGE, { ignoreVary: true })) !== undefined;
  try {
    for (const address of wanted) {
      if (new URL(address).pathname === PAGE || (await store.match(address, { ignoreVary: true }))) continue;
      const answer = await fetch(address);
      if (!answer.ok || answer.redirected) return await opens();
      await store.put(address, answer);
    }
    const answer = await fetch(PAGE);
    // A page that leads to signing in is not the scanner, and a newer one says itself what it needs.
    if (!answer.ok || answer.redirected || !needsOnly(await answer.clone().text(), wanted)) return await opens();
    await store.put(PAGE, answer);
  } catch {
    return opens();
  }
  for (const request of await store.keys()) if (!wanted.has(request.url)) await store.delete(request);
  return true;
}

function needsOnly(text: string, wanted: Set<string>): boolean {
  const needed = text.matchAll(/(?:src|href)="(\/static\/[^"]+\.(?:js|css))"/g);
  return [...needed].every(([, address = ""]) => wanted.has(new URL(address, location.origin).href));
}
