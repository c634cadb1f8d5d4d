// A hundred cases without a mouse: j and k walk, one letter does a deed to the case at hand.
import { toast } from "../toasts";
import { chooseText } from "./answering";
import { chooser } from "./choosing";

const list = document.getElementById("case-list") as HTMLFormElement | null;
const single = document.getElementById("case-deeds") as HTMLFormElement | null;
const WALK = "cases-walk";

const rows = (): HTMLTableRowElement[] => [...(list?.querySelectorAll<HTMLTableRowElement>("tr[data-case]") ?? [])];
const linkOf = (row: HTMLElement): HTMLAnchorElement | null => row.querySelector<HTMLAnchorElement>("th a");
const here = (): HTMLTableRowElement | null => document.activeElement?.closest<HTMLTableRowElement>("tr[data-case]") ?? null;

function walk(step: number): void {
  const all = rows();
  const current = here();
  const place = current ? all.indexOf(current) + step : step > 0 ? 0 : all.length - 1;
  const next = all[Math.min(Math.max(place, 0), all.length - 1)];
  if (!next) return;
  linkOf(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
}

// The order of the list, for walking from one opened case to the next. Addresses only.
function remember(): void {
  const addresses = rows().map((row) => linkOf(row)?.getAttribute("href") ?? "");
  sessionStorage.setItem(WALK, JSON.stringify({ from: location.pathname + location.search, addresses }));
}

function remembered(): { from: string; addresses: string[] } {
  try {
    return JSON.parse(sessionStorage.getItem(WALK) ?? "") as { from: string; addresses: string[] };
  } catch {
    return { from: "/cases/", addresses: [] };
  }
}

// Past the last one the list follows, where what came meanwhile stands.
function walkOn(step: number): void {
  const { addresses, from } = remembered();
  const place = addresses.indexOf(location.pathname);
  const next = place < 0 ? undefined : addresses[place + step];
  location.assign(next ?? from);
}

async function perform(form: HTMLFormElement, ids: string[], deed: string, more: Record<string, string>): Promise<Response> {
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams({ deed, csrfmiddlewaretoken: token, ...more });
  for (const id of ids) body.append("case", id);
  return fetch(form.dataset["act"] ?? "", { method: "POST", body, headers: { "HX-Request": "true" } });
}

// The marked lines, else the one at hand.
function chosen(): HTMLTableRowElement[] {
  const marked = rows().filter((row) => row.querySelector<HTMLInputElement>("input[name=case]")?.checked);
  const row = here();
  return marked.length ? marked : row ? [row] : [];
}

const needsCause = (): boolean => (list ? chosen() : single ? [single] : []).some((one) => "needsCause" in one.dataset);
const idsOf = (lines: HTMLTableRowElement[]): string[] => (list ? lines.map((row) => row.dataset["case"] ?? "") : [single?.dataset["case"] ?? ""]).filter(Boolean);

// Each line as it is afterwards stands where it stood; the focus stays.
async function act(deed: string, more: Record<string, string> = {}): Promise<boolean> {
  const form = list ?? single;
  const lines = chosen();
  const ids = idsOf(lines);
  if (!form || !ids.length) return false;
  try {
    const answer = await perform(form, ids, deed, more);
    const said = await answer.text();
    if (!answer.ok || answer.redirected) {
      toast(answer.status === 422 ? said : document.body.dataset["wentWrong"] ?? "", "error");
      return false;
    }
    const refused = answer.headers.get("X-Refused");
    if (refused) toast(decodeURIComponent(refused), "error");
    if (list) draw(said, deed);
    else if (deed !== "cause" || !more["then"]) location.reload();
    return true;
  } catch {
    toast(document.body.dataset["noConnection"] ?? "", "error");
    return false;
  }
}

function draw(said: string, deed: string): void {
  const focused = here()?.dataset["case"];
  const holder = document.createElement("template");
  holder.innerHTML = said;
  for (const fresh of holder.content.querySelectorAll<HTMLTableRowElement>("tr[data-case]")) {
    const before = document.getElementById(fresh.id);
    if (deed === "close" || deed === "set_aside") fresh.classList.add("gone");
    // What was marked stays marked only while more is to be done to it.
    const box = fresh.querySelector<HTMLInputElement>("input[name=case]");
    if (box && deed === "cause") box.checked = before?.querySelector<HTMLInputElement>("input[name=case]")?.checked ?? false;
    before?.replaceWith(fresh);
    if (fresh.dataset["case"] === focused) linkOf(fresh)?.focus();
  }
}

const causes = chooser("cause");

async function chooseCause(): Promise<string> {
  const focused = here();
  const found = (await causes?.open()) ?? "";
  if (focused) linkOf(focused)?.focus();
  return found;
}

async function cause(): Promise<void> {
  if (list ? !chosen().length : !single) return;
  const found = await chooseCause();
  if (found) await act("cause", { cause: found });
}

// A complaint is closed only with its cause: asked for first, so that nothing has to be refused.
async function close(): Promise<void> {
  if (!needsCause()) {
    await act("close");
    return;
  }
  const found = await chooseCause();
  if (found && (await act("cause", { cause: found, then: "close" }))) await act("close");
}

function note(): void {
  const box = document.querySelector<HTMLDetailsElement>(".note-box");
  if (!box) return;
  box.open = true;
  box.querySelector<HTMLElement>("textarea")?.focus();
}

const follow = (what: string): void => {
  const way = document.querySelector<HTMLAnchorElement>(what);
  if (way) location.assign(way.href);
};

function reply(): void {
  const box = document.getElementById("id_text");
  if (box) box.focus();
  else {
    const row = here();
    const address = row ? linkOf(row)?.getAttribute("href") : null;
    if (address) location.assign(`${address}#id_text`);
  }
}

const KEYS: Record<string, () => unknown> = {
  j: () => (list ? walk(1) : walkOn(1)),
  k: () => (list ? walk(-1) : walkOn(-1)),
  e: () => act("take"),
  x: close,
  c: cause,
  r: reply,
  t: chooseText,
  n: note,
  m: () => follow("[data-merge]"),
  l: () => follow("[data-about]"),
  s: () => here()?.querySelector<HTMLInputElement>("input[name=case]")?.click(),
  z: () => document.querySelector<HTMLFormElement>("form.undo")?.requestSubmit(),
  u: () => single && location.assign(remembered().from),
  "?": () => (document.getElementById("keys") as HTMLDialogElement | null)?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.key === "Escape" && target.matches("textarea")) target.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("#reply textarea")) {
    event.preventDefault();
    (target as HTMLTextAreaElement).form?.requestSubmit();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
  const key = KEYS[event.key];
  if (!key) return;
  event.preventDefault();
  void key();
});

document.querySelector("[data-keys]")?.addEventListener("click", () => KEYS["?"]?.());
document.querySelector("[data-back]")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.assign(remembered().from);
});
if (list) remember();

for (const all of document.querySelectorAll<HTMLInputElement>("[data-choose-all]"))
  all.addEventListener("change", () => {
    for (const box of all.form?.querySelectorAll<HTMLInputElement>(`input[name=${all.dataset["chooseAll"] ?? ""}]`) ?? []) box.checked = all.checked;
  });
