// A text turns into a field where it stands. Enter or leaving it saves, Escape leaves it as it was.
import { busy, command, drawing, type Job, version } from "./server";

const NARROW = 720;

export const roomy = (): boolean => (document.querySelector<HTMLElement>(".board-box")?.clientWidth ?? 0) >= NARROW;

function field(beside: HTMLElement, { value, label, most, hint }: { value: string; label: string; most: number; hint: string }) {
  const writing = document.createElement("textarea");
  writing.className = "writing";
  writing.rows = 1;
  writing.value = value;
  writing.maxLength = most;
  writing.placeholder = hint;
  writing.setAttribute("aria-label", label);
  beside.after(writing);
  const grow = (): void => {
    writing.style.height = "auto";
    writing.style.height = `${writing.scrollHeight}px`;
  };
  writing.addEventListener("input", grow);
  grow();
  return writing;
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

// A key that only finishes a syllable or chooses a character is not Enter yet.
const composing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

export function edit(link: HTMLElement): void {
  const key = link.dataset["edit"] ?? "";
  const shown = link.querySelector<HTMLElement>(".v");
  if (!key || !shown || link.nextElementSibling?.classList.contains("writing")) return;
  const blank = link.classList.contains("blank");
  const was = blank ? "" : (shown.textContent ?? "");
  const seen: Record<string, string> = busy() ? {} : { seen: version() };
  let job: Job | null = null;
  let over = false;
  const writing = field(link, {
    value: was,
    label: oneLine(`${link.querySelector(".sr-only")?.textContent ?? ""} ${was}`) || (link.dataset["label"] ?? ""),
    most: Number(link.dataset["most"] ?? 300),
    hint: blank ? (shown.textContent ?? "") : "",
  });
  writing.focus();
  writing.select();

  function close(focus: boolean): void {
    over = true;
    writing.remove();
    if (focus) document.getElementById(link.id)?.focus();
  }

  function save(focus: boolean): void {
    if (over) return;
    const value = oneLine(writing.value);
    if (job) {
      // It waits for the connection: what is sent then is what stands in the field now.
      job.body.set("value", value);
      return;
    }
    if (value === was || (!value && key.endsWith(":title"))) return close(focus);
    job = command(
      { do: `set:${key}`, value, ...seen },
      {
        focus: focus ? link.id : undefined,
        waits: () => writing.classList.add("unsaved"),
        done: () => close(false),
        failed: () => close(false),
      },
    );
    if (focus) writing.blur();
  }

  writing.addEventListener("blur", () => save(false));
  writing.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (composing(event)) return;
    if (event.key === "Escape") {
      if (!job) close(true);
    } else if (event.key === "Enter") {
      event.preventDefault();
      save(true);
    } else if (event.key === "Tab") {
      const places = [...drawing().querySelectorAll<HTMLElement>("[data-walk]")];
      const next = places[places.indexOf(link) + (event.shiftKey ? -1 : 1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  });
}

/** A field for the name of something new. Enter adds it and asks for the next; Enter on nothing leaves. */
export function add(link: HTMLElement): void {
  if (link.nextElementSibling?.classList.contains("writing")) return;
  const hint = link.dataset["placeholder"] ?? "";
  const writing = field(link, { value: "", label: hint, most: 120, hint });
  let over = false;
  let waits = false;
  writing.focus();
  writing.scrollIntoView({ block: "nearest", inline: "nearest" });

  function close(focus: boolean): void {
    over = true;
    writing.remove();
    if (focus) link.focus();
  }

  function save(again: boolean): void {
    const title = oneLine(writing.value);
    if (over || waits) return;
    if (!title) return close(again);
    waits = true;
    command(
      { do: link.dataset["add"] ?? "", value: title },
      {
        waits: () => writing.classList.add("unsaved"),
        done: () => {
          if (!again || document.activeElement !== writing) return close(false);
          waits = false;
          writing.value = "";
          writing.classList.remove("unsaved");
        },
        failed: () => {
          waits = false;
        },
      },
    );
  }

  writing.addEventListener("blur", () => save(false));
  writing.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (composing(event)) return;
    if (event.key === "Escape") close(true);
    else if (event.key === "Enter") {
      event.preventDefault();
      save(true);
    }
  });
}

export function begin(): void {
  document.addEventListener("click", (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0;
    const link = (event.target as Element).closest<HTMLElement>("[data-edit], [data-add]");
    // In a list on a phone a tap opens the page of that touchpoint with all its fields.
    const inPlace = roomy() || link?.closest(".heading") || link?.dataset["add"];
    if (!link || !plain || !inPlace) return;
    event.preventDefault();
    if (link.dataset["edit"]) edit(link);
    else add(link);
  });
}
