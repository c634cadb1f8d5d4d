// Being told on this device: asks the browser, hands its subscription in. Without any of this the form stands.
import { toast } from "./toasts";

const box = document.getElementById("push");
const form = document.getElementById("tell");

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

// What the form offers is what the device knows of itself.
const zone = form?.querySelector<HTMLSelectElement>('select[name="time_zone"]');
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.querySelector('[aria-invalid="true"]') && [...zone.options].some((one) => one.value === here)) zone.value = here;

async function subscription(worker: string, key: string): Promise<PushSubscription> {
  const registration = await navigator.serviceWorker.register(worker);
  const known = await registration.pushManager.getSubscription();
  return known ?? registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

async function subscribe(box: HTMLElement, form: HTMLFormElement): Promise<string> {
  const made = await subscription(box.dataset["worker"] ?? "", box.dataset["key"] ?? "");
  const given = new FormData(form);
  given.delete("channel");
  given.set("address", JSON.stringify(made));
  const answer = await fetch(box.dataset["post"] ?? "", { method: "POST", body: given });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { words: string }).words;
}

if (box && form instanceof HTMLFormElement && "serviceWorker" in navigator && "PushManager" in window) {
  box.hidden = false;
  const button = box.querySelector<HTMLButtonElement>("[data-subscribe]");
  const says = box.querySelector<HTMLElement>("[data-says]");
  button?.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    if (says) says.hidden = true;
    subscribe(box, form)
      .then((words) => {
        toast(words);
        button.disabled = true;
      })
      .catch(() => {
        if (!says) return;
        says.textContent = (Notification.permission === "denied" ? box.dataset["denied"] : box.dataset["failed"]) ?? "";
        says.hidden = false;
      })
      .finally(() => button.removeAttribute("aria-busy"));
  });
}
