// A cell opens beside the map where there is room; elsewhere its link leads to a page of its own.
import { recounts } from "./recount";
import { htmx } from "./requests";
import { toast } from "./toasts";

const wide = matchMedia("(min-width: 1100px)");
let opener: HTMLElement | null = null;

const panel = (): HTMLElement | null => document.getElementById("panel");

function mark(cell: HTMLElement | null): void {
  for (const other of document.querySelectorAll(".map .cell[aria-current]")) other.removeAttribute("aria-current");
  cell?.setAttribute("aria-current", "true");
}

function cellOf(link: HTMLElement | null): HTMLElement | null {
  const href = link?.getAttribute("href");
  return href ? document.querySelector<HTMLElement>(`.map a.cell[href="${CSS.escape(href)}"]`) : null;
}

function close(): void {
  const box = panel();
  if (!box || box.hidden) return;
  box.hidden = true;
  box.replaceChildren();
  box.parentElement?.classList.remove("open");
  mark(null);
  history.pushState({ htmx: true }, "", box.dataset["home"] ?? location.href);
  opener?.focus();
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const box = panel();
  if (!box) return;
  if (!box.contains(link)) opener = link;
  if (box.hidden) box.dataset["home"] = location.pathname + location.search;
  await htmx.ajax("get", link.href, { source: link, target: "#panel", swap: "innerHTML" });
  if (!box.firstElementChild) return;
  box.hidden = false;
  box.parentElement?.classList.add("open");
  box.scrollTop = 0;
  const cell = cellOf(link) ?? cellOf(opener);
  mark(cell);
  // The panel makes the map narrower: its cell stays in sight.
  cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  box.querySelector<HTMLElement>("[data-focus]")?.focus({ preventScroll: true });
}

// The address of a map may name the cell that stood open: where there is no room beside the map, its own page opens.
async function reopen(): Promise<void> {
  const box = panel();
  const href = box?.dataset["open"];
  if (!box || !href) return;
  if (!wide.matches) {
    location.replace(href);
    return;
  }
  const cell = document.querySelector<HTMLAnchorElement>(`.map a.cell[href="${CSS.escape(href)}"]`);
  const link = cell ?? Object.assign(document.createElement("a"), { href });
  const home = box.dataset["home"] ?? location.pathname;
  if (!cell) box.after(link);
  await open(link);
  if (!cell) link.remove();
  box.dataset["home"] = home;
}
void reopen();

async function copyLink(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(location.href);
  toast(button.dataset["copied"] ?? "", "info");
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy-link]");
  if (button) void copyLink(button);
  const save = (event.target as Element).closest<HTMLAnchorElement>("a[data-save-view]");
  if (save) save.search = new URLSearchParams({ address: location.pathname + location.search }).toString();
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-close-panel]")) {
    event.preventDefault();
    close();
    return;
  }
  const link = target.closest<HTMLAnchorElement>("a[data-panel]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0;
  if (!link || !plain || !wide.matches || !panel()) return;
  event.preventDefault();
  void open(link);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

// New filters make an open panel's figures old; newly counted moments hardly change them.
document.addEventListener("htmx:afterSwap", (event) => {
  const box = panel();
  if ((event.target as Element).id !== "map" || !box || box.hidden) return;
  if (recounts(event)) {
    mark(cellOf(opener));
    return;
  }
  box.hidden = true;
  box.replaceChildren();
  box.parentElement?.classList.remove("open");
});

// Arrow keys walk the map: along the touchpoints and down the gaps as they stand on the screen.
document.addEventListener("keydown", (event) => {
  const from = (event.target as Element).closest?.<HTMLElement>(".map .cell");
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!from || !step) return;
  const here = from.getBoundingClientRect();
  const [dx, dy] = step as [number, number];
  let best: HTMLElement | null = null;
  let nearest = Infinity;
  for (const cell of document.querySelectorAll<HTMLElement>(".map a.cell")) {
    const box = cell.getBoundingClientRect();
    const x = box.left - here.left;
    const y = box.top - here.top;
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along > 4 && aside < 12 && along < nearest) [best, nearest] = [cell, along];
  }
  if (!best) return;
  event.preventDefault();
  best.focus();
});
