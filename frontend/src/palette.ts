// The command palette: one box for everything that has a name, and for commands. A combobox with a list, as the
// ARIA Authoring Practices have it: the focus stays in the box, aria-activedescendant says which line is meant.
const PATIENCE = 110;
const RECENT = "palette-recent";
const REMEMBERED = 20;

const dialog = document.getElementById("palette") as HTMLDialogElement | null;
const box = dialog?.querySelector<HTMLInputElement>("#palette-text");
const holder = dialog?.querySelector<HTMLElement>(".found");
const status = dialog?.querySelector<HTMLElement>(".status");
const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);

let waiting: ReturnType<typeof setTimeout> | undefined;
let asked: AbortController | undefined;
let answered: string | null = null;
let enterWaits = false;

const lines = (): HTMLElement[] => [...(holder?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];
const keyOf = (line: HTMLElement): string => line.dataset["href"] ?? "";

// Addresses only: what they lead to is not written down in the browser.
function recent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function remember(href: string): void {
  try {
    localStorage.setItem(RECENT, JSON.stringify([href, ...recent().filter((one) => one !== href)].slice(0, REMEMBERED)));
  } catch {
    // A browser that keeps nothing works all the same.
  }
}

function choose(line: HTMLElement | undefined): void {
  for (const other of lines()) other.setAttribute("aria-selected", String(other === line));
  if (line) {
    box?.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  } else box?.removeAttribute("aria-activedescendant");
}

const chosen = (): HTMLElement | undefined => lines().find((line) => line.getAttribute("aria-selected") === "true");

// What was used lately comes first, the latest before the others; the rest stays as the server ranked it.
function lift(): void {
  const order = recent();
  const list = holder?.querySelector("ul");
  const used = lines().filter((line) => order.includes(keyOf(line)));
  used.sort((one, other) => order.indexOf(keyOf(one)) - order.indexOf(keyOf(other)));
  list?.prepend(...used);
}

async function ask(): Promise<void> {
  if (!dialog || !box || !holder || !status) return;
  const text = box.value;
  asked?.abort();
  const mine = (asked = new AbortController());
  const address = new URL(box.form?.action ?? "", location.href);
  address.searchParams.set("q", text);
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { "HX-Request": "true" } });
    if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
    const part = await answer.text();
    if (mine.signal.aborted) return;
    holder.innerHTML = part;
    answered = text;
    lift();
    const found = lines();
    box.setAttribute("aria-expanded", String(found.length > 0));
    choose(found[0]);
    status.textContent = holder.querySelector<HTMLElement>("ul")?.dataset["says"] ?? "";
    if (enterWaits) go(found[0]);
  } catch {
    if (mine.signal.aborted) return;
    enterWaits = false;
    status.textContent = document.body.dataset["noConnection"] ?? "";
  }
}

function open(): void {
  if (!dialog || !box || dialog.open) return;
  box.value = "";
  answered = null;
  enterWaits = false;
  dialog.showModal();
  box.focus();
  void ask();
}

function go(line: HTMLElement | undefined, elsewhere = false): void {
  enterWaits = false;
  if (!line || !dialog) return;
  const { href, does } = line.dataset;
  if (href) {
    remember(href);
    dialog.close();
    if (elsewhere) window.open(href, "_blank", "noopener");
    else location.assign(href);
  } else if (does) {
    dialog.close();
    document.querySelector<HTMLElement>(`.me ${does}`)?.click();
  }
}

const writing = (target: Element): boolean =>
  target.matches("input, textarea, select, [contenteditable]") || target.closest("[contenteditable=true]") !== null;

document.addEventListener("keydown", (event) => {
  const control = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
  const plain = !(event.ctrlKey || event.metaKey || event.altKey);
  const slash = event.key === "/" && plain && !writing(event.target as Element) && !document.querySelector("dialog[open]");
  if (!dialog || !(control || slash)) return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else open();
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest("[data-palette]");
  if (opener && dialog && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    open();
  }
  // Whoever signs out leaves no traces for the next at this machine.
  if (target.closest('form[action*="/logout"] button')) localStorage.removeItem(RECENT);
});

box?.addEventListener("input", () => {
  clearTimeout(waiting);
  asked?.abort();
  enterWaits = false;
  waiting = setTimeout(() => void ask(), PATIENCE);
});

dialog?.addEventListener("keydown", (event) => {
  // What closes the palette must not close what lies behind it.
  if (event.key === "Escape") event.stopPropagation();
  // An unfinished syllable's Enter belongs to the input method.
  if (event.isComposing) return;
  const found = lines();
  const place = found.findIndex((line) => line === chosen());
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
  if (step && found.length) {
    event.preventDefault();
    const far = Math.abs(step) > 1;
    const next = far ? Math.min(Math.max(place + step, 0), found.length - 1) : (place + step + found.length) % found.length;
    choose(found[next]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    // Who types faster than the server answers gets what they typed.
    if (answered === box?.value) go(chosen(), event.ctrlKey || event.metaKey);
    else {
      enterWaits = true;
      clearTimeout(waiting);
      void ask();
    }
  }
});

holder?.addEventListener("mousemove", (event) => {
  const line = (event.target as Element).closest<HTMLElement>("[role=option]");
  if (line && line !== chosen()) choose(line);
});

holder?.addEventListener("click", (event) => {
  const line = (event.target as Element).closest<HTMLElement>("[role=option]");
  if (line) go(line, event.ctrlKey || event.metaKey);
});

dialog?.addEventListener("close", () => {
  clearTimeout(waiting);
  asked?.abort();
});

if (mac) for (const key of document.querySelectorAll("[data-palette] kbd")) key.textContent = "⌘ K";

export {};
