// A questionnaire's editor and its translations: each form and button is the server's own; this sends them without a new
// page, one after the other, saves a field when it is left, and lets questions and pages be dragged.
import Sortable, { type SortableEvent } from "sortablejs";
import { morph } from "./drawing/morph";
import { toast } from "./toasts";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const armed = new WeakSet<Element>();
const editor = (): HTMLElement => document.getElementById("editor") as HTMLElement;
const deeds = (): HTMLFormElement => document.getElementById("deed") as HTMLFormElement;
const words = (name: string): string => document.body.dataset[name] ?? "";

interface Job {
  url: string;
  /** Drawn up when it is its turn, so that it carries what the answer before it brought. */
  body?: () => FormData;
  form?: HTMLFormElement;
  /** Another part is to be seen. */
  opens?: boolean;
}

const waiting: Job[] = [];
let sending = false;

function send(job: Job): void {
  if (job.form && waiting.slice(sending ? 1 : 0).some((one) => one.form === job.form)) return;
  waiting.push(job);
  void work();
}

async function work(): Promise<void> {
  if (sending) return;
  sending = true;
  for (let job = waiting[0]; job; job = waiting[0]) {
    const told = await ask(job);
    if (told === null) {
      // What was typed stands in its fields; it goes along with the next that is sent.
      waiting.length = 0;
      toast(words("noConnection"), "error");
      break;
    }
    waiting.shift();
    show(told);
    if (job.opens) document.querySelector(".q-top")?.scrollIntoView({ block: "nearest" });
  }
  sending = false;
}

async function ask({ url, body }: Job): Promise<string | null> {
  const method = body ? { method: "POST", body: new URLSearchParams(body() as unknown as Record<string, string>) } : {};
  try {
    const response = await fetch(url, { ...method, headers: { "HX-Request": "true" }, credentials: "same-origin" });
    return response.redirected || response.status >= 502 ? null : await response.text();
  } catch {
    return null;
  }
}

function show(text: string): void {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("editor");
  if (!fresh) return toast(words("wentWrong"), "error");
  const had = document.activeElement?.id;
  morph(editor(), fresh);
  if (had && document.activeElement === document.body) document.getElementById(had)?.focus();
  const { url, preview } = editor().dataset;
  if (url) history.replaceState(null, "", url);
  const frame = document.getElementById("preview") as HTMLIFrameElement | null;
  if (preview) frame?.contentWindow?.location.replace(preview);
  arm();
}

function command(what: string): void {
  const form = deeds();
  send({
    url: form.action,
    body: () => {
      const body = new FormData(form);
      body.set("do", what);
      return body;
    },
  });
}

function dropped({ item, to, from, oldIndex, newIndex }: SortableEvent): void {
  if (to === from && oldIndex === newIndex) return;
  const next = item.nextElementSibling as HTMLElement | null;
  const key = item.dataset["item"];
  if (key) command(`move:item:${key}:${to.dataset["page"] ?? ""}:${next?.dataset["item"] ?? ""}`);
  else command(`move:page:${item.dataset["page"] ?? ""}:${next?.dataset["page"] ?? ""}`);
}

function drag(list: HTMLElement, group: string, draggable: string, handle: string): void {
  if (armed.has(list)) return;
  armed.add(list);
  Sortable.create(list, {
    group,
    draggable,
    handle,
    animation: still.matches ? 0 : 120,
    // Links have a dragging of their own; this one looks the same in every browser.
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 3,
    onEnd: dropped,
  });
}

function arm(): void {
  const pages = document.getElementById("q-pages");
  if (pages) drag(pages, "pages", ".q-page", ".q-head .q-grip");
  for (const list of editor().querySelectorAll<HTMLElement>(".q-items")) drag(list, "items", ".q-item", ".q-grip");
}

// By its own window alone: a place named in its address would move the page around it too.
function scrollTelephone(frame: HTMLIFrameElement): void {
  const inside = frame.contentWindow;
  const place = frame.contentDocument?.getElementById(editor().dataset["at"] ?? "")?.getBoundingClientRect();
  if (inside && place && place.bottom > inside.innerHeight) inside.scrollTo({ top: place.top - 12, behavior: "instant" });
}

if (editor()) {
  arm();
  const frame = document.getElementById("preview") as HTMLIFrameElement | null;
  frame?.addEventListener("load", () => scrollTelephone(frame));
  if (frame?.contentDocument?.readyState === "complete") scrollTelephone(frame);

  // Before anybody else hears of it: a form that is sent from here is not on its way to a new page.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      if (!editor().contains(form) || new URL(form.action).pathname !== location.pathname) return;
      event.preventDefault();
      const button = event.submitter as HTMLButtonElement | null;
      const [name, value] = [button?.name, button?.value ?? ""];
      send({
        url: form.action,
        body: () => {
          const body = new FormData(form);
          if (name) body.set(name, value);
          return body;
        },
      });
    },
    true,
  );

  document.addEventListener("change", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-saves]");
    if (form) send({ url: form.action, form, body: () => new FormData(form) });
  });

  document.addEventListener("click", (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0;
    const link = (event.target as Element).closest<HTMLAnchorElement>("#q-outline a[href]");
    if (!link || !plain) return;
    event.preventDefault();
    const wrong = document.querySelector<HTMLElement>("#q-part [aria-invalid=true]");
    if (wrong && wrong !== document.activeElement) return wrong.focus();
    send({ url: link.href, opens: true });
  });

  document.addEventListener("keydown", (event) => {
    const card = (event.target as Element).closest<HTMLElement>("[data-card]")?.dataset["card"];
    if (!card || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    command(`${event.key === "ArrowUp" ? "up" : "down"}:${card}`);
  });
}
