// A hundred cases without a mouse: j and k walk, one letter does a deed to the case at hand.
import { toast } from "../toasts";
import { chooseCause } from "./cause";

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

function walkOn(step: number): void {
  const { addresses } = remembered();
  const place = addresses.indexOf(location.pathname);
  const next = place < 0 ? undefined : addresses[place + step];
  if (next) location.assign(next);
}

async function perform(form: HTMLFormElement, id: string, deed: string, more: Record<string, string> = {}): Promise<Response> {
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams({ deed, case: id, csrfmiddlewaretoken: token, ...more });
  return fetch(form.dataset["act"] ?? "", { method: "POST", body, headers: { "HX-Request": "true" } });
}

// The line as it is afterwards stands where it stood, and keeps the focus.
async function act(deed: string, more: Record<string, string> = {}): Promise<boolean> {
  const form = list ?? single;
  const row = here();
  const id = list ? row?.dataset["case"] : single?.dataset["case"];
  if (!form || !id) return false;
  if (deed === "close" && row && "needsCause" in row.dataset && !more["cause"]) return closeWithCause(row);
  try {
    const answer = await perform(form, id, deed, more);
    const said = await answer.text();
    if (!answer.ok) {
      toast(answer.status === 422 ? said : document.body.dataset["wentWrong"] ?? "", "error");
      return false;
    }
    if (!row) {
      location.reload();
      return true;
    }
    const holder = document.createElement("template");
    holder.innerHTML = said;
    const fresh = holder.content.querySelector<HTMLTableRowElement>("tr");
    if (!fresh) return false;
    if (deed === "close" || deed === "set_aside" || deed === "release") fresh.classList.add("gone");
    row.replaceWith(fresh);
    linkOf(fresh)?.focus();
    return true;
  } catch {
    toast(document.body.dataset["noConnection"] ?? "", "error");
    return false;
  }
}

// A complaint is closed only with its cause: asked for first, so that nothing has to be refused.
async function closeWithCause(row: HTMLTableRowElement): Promise<boolean> {
  const cause = await chooseCause();
  linkOf(row)?.focus();
  return cause !== "" && (await act("cause", { cause })) && (await act("close", { cause }));
}

async function cause(): Promise<void> {
  const row = here();
  if (list ? !row : !single) return;
  const chosen = await chooseCause();
  if (row) linkOf(row)?.focus();
  if (chosen) await act("cause", { cause: chosen });
}

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
  x: () => act("close"),
  c: cause,
  r: reply,
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
