// The kiosk: leads through a questionnaire by itself, keeps what was answered on the device until the server has it, and
// returns to the start when somebody is done or has gone.
import { holds, type Condition, type Said } from "./kiosk/conditions";
import { put, refuse, remove, waiting, type KioskAnswer } from "./kiosk/store";

const AGAIN_MS = 15_000;
const THANKS_MS = 7_000;
const GONE_MS = 60_000;
const AT_ONCE = 50;
const LATER = [404, 408, 425, 429];

interface Rule {
  shown: Condition | null;
  ends: Condition | null;
  required: boolean;
}

const form = document.querySelector<HTMLFormElement>("#kiosk");
if (form) start(form);

function start(form: HTMLFormElement): void {
  const json = (id: string): Record<string, unknown> => JSON.parse(document.getElementById(id)?.textContent ?? "{}") as Record<string, unknown>;
  const facts = json("kiosk-facts");
  const words = json("kiosk-words") as Record<string, string>;
  const post = form.dataset["post"] ?? "";
  const screens = [...form.querySelectorAll<HTMLElement>(".screen")];
  const on = form.querySelector<HTMLButtonElement>("#kiosk-on");
  const back = form.querySelector<HTMLButtonElement>("#kiosk-back");
  const thanks = document.querySelector<HTMLElement>("#kiosk-thanks");
  const waits = document.querySelector<HTMLElement>("#kiosk-waits");
  let at = 0;
  let began = new Date();
  let gone = 0;
  let keeping = false;

  const rule = (part: HTMLElement): Rule => JSON.parse(part.dataset["rule"] ?? "{}") as Rule;
  const items = (screen: HTMLElement): HTMLElement[] => [...screen.querySelectorAll<HTMLElement>("[data-item]")];

  // From the front, so that an answer to what is hidden decides nothing.
  const walk = (): { open: boolean[]; said: Said } => {
    const said: Said = {};
    let ended = false;
    const open = screens.map((screen) => {
      const shown = !ended && holds(rule(screen).shown, said, facts);
      let any = false;
      for (const item of items(screen)) {
        item.hidden = !shown || !holds(rule(item).shown, said, facts);
        if (!item.hidden) Object.assign(said, answers(item));
        any ||= !item.hidden;
      }
      const ends = rule(screen).ends;
      if (shown && ends && holds(ends, said, facts)) ended = true;
      return shown && (any || items(screen).length === 0);
    });
    return { open, said };
  };

  const show = (): void => {
    const { open } = walk();
    screens.forEach((screen, n) => (screen.hidden = n !== at));
    const later = open.some((one, n) => one && n > at);
    if (on) on.textContent = (later ? on.dataset["next"] : on.dataset["send"]) ?? "";
    if (back) back.hidden = !open.some((one, n) => one && n < at);
  };

  const restart = (): void => {
    form.reset();
    // A closed kiosk asks nothing; what waits on the device it still sends.
    form.hidden = form.dataset["closed"] !== undefined;
    if (thanks) thanks.hidden = true;
    for (const wrong of form.querySelectorAll<HTMLElement>("[data-item] > .wrong")) wrong.hidden = true;
    const { open } = walk();
    at = Math.max(0, open.indexOf(true));
    began = new Date();
    show();
    scrollTo(0, 0);
  };

  const touched = (): void => {
    clearTimeout(gone);
    gone = window.setTimeout(() => {
      if (!keeping) restart();
    }, GONE_MS);
  };

  const missing = (): HTMLElement | undefined => {
    const screen = screens[at];
    let first: HTMLElement | undefined;
    for (const item of screen ? items(screen) : []) {
      const lacks = !item.hidden && rule(item).required && !whole(item);
      const wrong = item.querySelector<HTMLElement>(":scope > .wrong");
      if (wrong) {
        wrong.hidden = !lacks;
        wrong.textContent = lacks ? (words["required"] ?? "") : "";
      }
      if (lacks) first ??= item;
    }
    return first;
  };

  const finish = async (): Promise<void> => {
    if (keeping) return;
    keeping = true;
    const answer: KioskAnswer = {
      id: crypto.randomUUID(),
      version: Number(form.dataset["version"]),
      language: form.dataset["language"] ?? "",
      began_at: began.toISOString(),
      finished_at: new Date().toISOString(),
      fields: fields(form),
    };
    try {
      await put(post, answer);
    } catch {
      keeping = false;
      if (waits) {
        waits.hidden = false;
        waits.textContent = words["no_store"] ?? "";
      }
      return;
    }
    form.hidden = true;
    form.reset();
    if (thanks) {
      thanks.hidden = false;
      thanks.focus();
    }
    void send();
    setTimeout(() => {
      keeping = false;
      restart();
    }, THANKS_MS);
  };

  const count = async (): Promise<void> => {
    if (waits) waits.dataset["waiting"] = String((await waiting(post)).length);
  };

  const send = (): Promise<void> =>
    navigator.locks.request("wellserved-kiosk", async () => {
      try {
        await sendAll(post, form.dataset["key"] ?? "");
      } catch {
        // Without a connection they wait.
      }
      await count();
    });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const lacks = missing();
    if (lacks) {
      lacks.querySelector<HTMLElement>("input, textarea")?.focus();
      return;
    }
    const next = walk().open.findIndex((one, n) => one && n > at);
    if (next < 0) return void finish();
    at = next;
    show();
    scrollTo(0, 0);
  });
  back?.addEventListener("click", () => {
    const { open } = walk();
    for (let n = at - 1; n >= 0; n -= 1) {
      if (!open[n]) continue;
      at = n;
      break;
    }
    show();
  });
  form.addEventListener("change", show);
  for (const what of ["pointerdown", "keydown", "input"]) addEventListener(what, touched);
  addEventListener("online", () => void send());
  setInterval(() => void send(), AGAIN_MS);
  restart();
  void count().then(send);
  void navigator.storage?.persist?.();
  void openOffline();
}

function fields(part: HTMLElement): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const one of part.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")) {
    if (!one.name || (one instanceof HTMLInputElement && (one.type === "radio" || one.type === "checkbox") && !one.checked)) continue;
    if (one.value.trim() === "" || one.closest("[data-item]")?.hasAttribute("hidden")) continue;
    (found[one.name] ??= []).push(one.value);
  }
  return found;
}

// As conditions look at them: numbers of scales are numbers, what can be several is a list.
function answers(item: HTMLElement): Said {
  const several = item.querySelector("input[type=checkbox]") !== null;
  const scaled = item.querySelector(".row") !== null;
  return Object.fromEntries(
    Object.entries(fields(item)).map(([name, values]) => {
      if (several) return [name, values];
      const value = values[0] ?? "";
      return [name, scaled && /^-?\d+$/.test(value) ? Number(value) : value];
    }),
  );
}

function whole(item: HTMLElement): boolean {
  const given = fields(item);
  const names = new Set([...item.querySelectorAll<HTMLInputElement>("input, textarea")].map((one) => one.name).filter((one) => !one.endsWith(".words")));
  return [...names].every((name) => name in given);
}

async function sendAll(post: string, key: string): Promise<void> {
  for (;;) {
    const some = (await waiting(post)).slice(0, AT_ONCE);
    if (some.length === 0 || !(await sendSome(post, key, some))) return;
  }
}

// Sent again it is stored once: each answer has an id of its own.
async function sendSome(post: string, key: string, some: { n: number; answer: KioskAnswer }[]): Promise<boolean> {
  const answer = await fetch(post, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key, sent_at: new Date().toISOString(), answers: some.map((one) => one.answer) }),
  });
  if (answer.status >= 400 && answer.status < 500 && !LATER.includes(answer.status)) {
    // Which of them it is shows only when each is sent alone.
    if (some.length === 1 && some[0]) await refuse(some[0].n, `HTTP ${answer.status}`);
    else for (const one of some) if (!(await sendSome(post, key, [one]))) return false;
    return true;
  }
  if (!answer.ok) return false;
  const { done } = (await answer.json()) as { done: Record<string, string> };
  let left = 0;
  for (const one of some) {
    if (one.answer.id in done) await remove(one.n);
    else left += 1;
  }
  return left === 0;
}

// This page in each of its languages and all that it has loaded are kept, so that it opens without a connection.
async function openOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/kiosk/worker.js", { scope: "/kiosk/" });
  const active = registration.active ?? (await navigator.serviceWorker.ready).active;
  const loaded = performance.getEntriesByType("resource").map((one) => one.name);
  const files = loaded.filter((one) => new URL(one).pathname.startsWith("/static/"));
  const pages = [...document.querySelectorAll<HTMLAnchorElement>(".tongues a")].map((one) => one.href);
  const channel = new MessageChannel();
  channel.port1.onmessage = () => (document.documentElement.dataset["opensOffline"] = "yes");
  active?.postMessage({ keep: [...files, location.href, ...pages] }, [channel.port2]);
}
