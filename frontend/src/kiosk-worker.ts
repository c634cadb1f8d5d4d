// Lets a kiosk's page open without a connection. It serves /kiosk/ alone and keeps nothing but such pages and the files
// that they need: answers wait in the page's own store, and it sends them itself.
(() => {
  type Keep = { keep: string[] };
  type Waits = Event & { waitUntil(work: Promise<unknown>): void };
  type Asks = Waits & { request: Request; respondWith(answer: Promise<Response>): void };

  const STORE = "kiosk-pages";
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
      keep(data.keep).then(
        () => ports[0]?.postMessage("kept"),
        () => undefined,
      ),
    );
  });
  worker.addEventListener("fetch", (event) => {
    const asks = event as Asks;
    const { request } = asks;
    const path = new URL(request.url).pathname;
    if (request.method !== "GET") return;
    if (request.mode === "navigate" && path.startsWith("/kiosk/")) asks.respondWith(page(request));
    else if (path.startsWith("/static/")) asks.respondWith(file(request));
  });

  // As new as the connection allows.
  async function page(request: Request): Promise<Response> {
    const kept = await (await caches.open(STORE)).match(request.url, { ignoreVary: true });
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

  // Files first, then the pages that need them: wherever this breaks off, what is kept opens.
  async function keep(addresses: string[]): Promise<void> {
    const store = await caches.open(STORE);
    for (const address of addresses) {
      const isPage = !new URL(address).pathname.startsWith("/static/");
      if (!isPage && (await store.match(address, { ignoreVary: true }))) continue;
      const answer = await fetch(address);
      if (answer.ok && !answer.redirected) await store.put(address, answer);
      else if (!isPage) throw new Error("A file is missing.");
    }
  }
})();
