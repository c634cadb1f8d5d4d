// Runs in the browser when a notice comes, also while no page of ours is open: shows it, and opens the parcel.
interface Shown {
  title: string;
  body: string;
  tag: string;
  link: string;
}
interface PushCame extends Event {
  data: { json(): unknown } | null;
  waitUntil(work: Promise<unknown>): void;
}
interface NoticeClicked extends Event {
  notification: Notification;
  waitUntil(work: Promise<unknown>): void;
}
interface Worker extends EventTarget {
  registration: ServiceWorkerRegistration;
  clients: { openWindow(url: string): Promise<unknown> };
}

const worker = self as unknown as Worker;

worker.addEventListener("push", (event) => {
  const came = event as PushCame;
  const shown = came.data?.json() as Shown | undefined;
  if (!shown) return;
  const { title, body, tag, link } = shown;
  came.waitUntil(worker.registration.showNotification(title, { body, tag, data: link }));
});

worker.addEventListener("notificationclick", (event) => {
  const clicked = event as NoticeClicked;
  clicked.notification.close();
  // Only to pages of our own: what a notice carries came over the net.
  const link = new URL(String(clicked.notification.data), self.location.origin);
  if (link.origin === self.location.origin) clicked.waitUntil(worker.clients.openWindow(link.href));
});

export {};
