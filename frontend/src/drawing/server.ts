// What is sent goes one after the other; what others drew comes every few seconds. Without a connection nothing is lost.
import { toast } from "../toasts";
import { morph } from "./morph";

const EVERY = 3000;
const HTMX = { "HX-Request": "true" };

export interface Job {
  url: string;
  body: URLSearchParams;
  /** What gets the focus when the answer is on the page. */
  focus?: string | undefined;
  /** There is no connection: it stays in the queue. */
  waits?: () => void;
  done?: () => void;
  /** It was refused, or somebody else changed the same. */
  failed?: () => void;
}

const waiting: Job[] = [];
const afterwards: (() => void)[] = [];
let sending = false;
let cutOff = false;
let paused = false;

export const drawing = (): HTMLElement => document.getElementById("drawing") as HTMLElement;
export const version = (): string => drawing().dataset["version"] ?? "0";
const deeds = (): HTMLFormElement => document.getElementById("deed") as HTMLFormElement;
const word = (name: string): string => drawing().dataset[name] ?? "";

export const busy = (): boolean => waiting.length > 0;

/** Runs now and after every change of the page. */
export function always(task: () => void): void {
  afterwards.push(task);
  task();
}

/** While somebody drags, nothing moves under their hand. */
export function pause(yes: boolean): void {
  paused = yes;
}

export function say(text: string): void {
  const said = document.getElementById("said");
  if (said) said.textContent = text;
}

export function command(words: Record<string, string>, options: Omit<Job, "url" | "body"> & { url?: string } = {}): Job {
  const body = new URLSearchParams(words);
  const job = { ...options, url: options.url ?? deeds().action, body };
  send(job);
  return job;
}

export function send(job: Job): void {
  waiting.push(job);
  void work();
}

async function work(): Promise<void> {
  if (sending) return;
  sending = true;
  for (let job = waiting[0]; job; job = waiting[0]) {
    const token = deeds().querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
    if (token) job.body.set("csrfmiddlewaretoken", token.value);
    // What waited for one's own command before it has seen that.
    if (!job.body.has("seen")) job.body.set("seen", version());
    const answer = await ask(job.url, { method: "POST", body: job.body });
    if (!answer) {
      for (const other of waiting) other.waits?.();
      break;
    }
    waiting.shift();
    take(answer, job);
  }
  sending = false;
}

interface Answer {
  status: number;
  text: string;
}

/** Null where the server was not reached, or where it no longer knows us: both pass, and what waits is sent again. */
async function ask(url: string, more: RequestInit): Promise<Answer | null> {
  try {
    const response = await fetch(url, { ...more, headers: HTMX, credentials: "same-origin" });
    const text = await response.text();
    const strange = response.redirected || response.status >= 502;
    connected(!strange);
    return strange ? null : { status: response.status, text };
  } catch {
    connected(false);
    return null;
  }
}

function connected(yes: boolean): void {
  if (cutOff !== yes) return;
  cutOff = !yes;
  drawing().classList.toggle("cut-off", cutOff);
  say(cutOff ? word("wentStale") : word("back"));
}

function take({ status, text }: Answer, job: Job): void {
  if (status >= 400) job.failed?.();
  if (status === 409) return conflict(text);
  if (status >= 400) {
    const page = new DOMParser().parseFromString(text, "text/html");
    toast(page.querySelector("[data-refused]")?.textContent?.trim() || document.body.dataset["wentWrong"] || "", "error");
    void refresh();
    return;
  }
  job.done?.();
  show(text, job.focus);
}

function show(text: string, focus?: string): void {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("drawing");
  if (!fresh || Number(fresh.dataset["version"]) < Number(version())) return;
  const had = document.activeElement?.id;
  const made = fresh.dataset["made"];
  morph(drawing(), fresh);
  drawing().classList.toggle("cut-off", cutOff);
  const lost = document.activeElement === document.body;
  const wanted = focus === "made" ? made : (focus ?? (lost ? had : ""));
  if (wanted) document.getElementById(wanted)?.focus();
  for (const task of afterwards) task();
}

function conflict(text: string): void {
  const dialog = document.getElementById("conflict") as HTMLDialogElement;
  const page = new DOMParser().parseFromString(text, "text/html");
  dialog.replaceChildren(...page.body.childNodes);
  dialog.showModal();
  void refresh();
}

/** Asks for the page as it stands, whether it moved on or not. */
export function refresh(): Promise<void> {
  return look("-1");
}

async function look(since: string): Promise<void> {
  const answer = await ask(`${word("url")}?since=${since}`, {});
  if (answer?.status === 200 && !waiting.length && !paused) show(answer.text);
}

function tick(): void {
  if (document.hidden || paused) return;
  if (waiting.length) void work();
  else void look(version());
}

export function begin(): void {
  setInterval(tick, EVERY);
  window.addEventListener("focus", tick);
  window.addEventListener("online", tick);
  document.addEventListener("visibilitychange", tick);
  window.addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement | null;
    const dialog = form.closest<HTMLDialogElement>("#conflict");
    if (form.id !== "deed" && !dialog) return;
    event.preventDefault();
    dialog?.close();
    if (form.dataset["closes"] !== undefined) return void refresh();
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    if (button?.name) body.append(button.name, button.value);
    if (form.id === "deed") body.delete("seen");
    send({ url: button?.getAttribute("formaction") ?? form.action, body });
  });
}
