// The tree of causes as a list to type at: the focus stays in the box, arrows move, Enter takes.
const dialog = document.getElementById("choose-cause") as HTMLDialogElement | null;
const box = document.getElementById("cause-words") as HTMLInputElement | null;
const options = [...(dialog?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];
let settle: ((chosen: string) => void) | null = null;

const shown = (): HTMLElement[] => options.filter((one) => !one.hidden);

function mark(line: HTMLElement | undefined): void {
  for (const one of options) one.setAttribute("aria-selected", String(one === line));
  if (line) {
    box?.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  } else box?.removeAttribute("aria-activedescendant");
}

function narrow(): void {
  const words = (box?.value ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
  for (const one of options) {
    const text = (one.textContent ?? "").toLocaleLowerCase();
    one.hidden = !words.every((word) => text.includes(word));
  }
  mark(shown()[0]);
}

function take(line: HTMLElement | undefined): void {
  const chosen = line?.dataset["cause"] ?? "";
  if (!chosen) return;
  settle?.(chosen);
  settle = null;
  dialog?.close();
}

// Ends in an empty text where nothing was chosen.
export function chooseCause(): Promise<string> {
  if (!dialog || !box) {
    const change = document.querySelector<HTMLAnchorElement>("[data-facts]");
    if (change) location.assign(change.href);
    return Promise.resolve("");
  }
  box.value = "";
  narrow();
  dialog.showModal();
  box.focus();
  return new Promise((resolve) => (settle = resolve));
}

box?.addEventListener("input", narrow);
box?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const found = shown();
  const place = found.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length) {
    event.preventDefault();
    mark(found[(place + step + found.length) % found.length]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    take(found[place]);
  }
});
dialog?.addEventListener("click", (event) => take((event.target as Element).closest<HTMLElement>("[role=option]") ?? undefined));
dialog?.addEventListener("close", () => {
  settle?.("");
  settle = null;
});
