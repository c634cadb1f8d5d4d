// A list to type at: the focus stays in the box, arrows move, Enter takes. `#choose-NAME` is its dialog; where that says
// data-from, the options are fetched when they are first wanted.
export interface Chooser {
  // Ends in an empty text where nothing was chosen.
  open: () => Promise<string>;
}

export function chooser(name: string): Chooser | null {
  const dialog = document.getElementById(`choose-${name}`) as HTMLDialogElement | null;
  const box = dialog?.querySelector<HTMLInputElement>("[role=combobox]") ?? null;
  const list = dialog?.querySelector<HTMLElement>("[role=listbox]") ?? null;
  if (!dialog || !box || !list) return null;
  let settle: ((chosen: string) => void) | null = null;

  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const shown = (): HTMLElement[] => options().filter((one) => !one.hidden);

  function mark(line: HTMLElement | undefined): void {
    for (const one of options()) one.setAttribute("aria-selected", String(one === line));
    if (line) {
      box?.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else box?.removeAttribute("aria-activedescendant");
  }

  function narrow(): void {
    const words = (box?.value ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const one of options()) {
      const text = (one.textContent ?? "").toLocaleLowerCase();
      one.hidden = !words.every((word) => text.includes(word));
    }
    mark(shown()[0]);
  }

  function take(line: HTMLElement | undefined): void {
    const chosen = line?.dataset["value"] ?? "";
    if (!chosen) return;
    settle?.(chosen);
    settle = null;
    shut();
  }

  function shut(): void {
    dialog?.close();
    box?.blur();
  }

  async function fetched(): Promise<void> {
    const from = dialog?.dataset["from"];
    if (!from || !list || list.childElementCount) return;
    try {
      const answer = await fetch(from);
      if (answer.ok && !answer.redirected) list.innerHTML = await answer.text();
      narrow();
    } catch {
      // An empty list: opened once more it is asked for again.
    }
  }

  box.addEventListener("input", narrow);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      // At once, and not by the browser a moment later: the next key may follow closely, and is not for the box.
      event.preventDefault();
      shut();
      return;
    }
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
  list.addEventListener("click", (event) => take((event.target as Element).closest<HTMLElement>("[role=option]") ?? undefined));
  dialog.addEventListener("close", () => {
    settle?.("");
    settle = null;
  });

  return {
    open: () => {
      box.value = "";
      narrow();
      dialog.showModal();
      box.focus();
      void fetched();
      return new Promise((resolve) => (settle = resolve));
    },
  };
}
