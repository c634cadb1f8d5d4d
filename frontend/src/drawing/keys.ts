// The board by keyboard alone: one stop of the tab key, arrows from there on.
import { perform, travel } from "./commands";
import { edit } from "./editing";
import { always } from "./server";

const PLACES = "#board [data-walk], #board button.feel";
const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
let here = "";

const places = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(PLACES)];

function rove(): void {
  const all = places();
  const current = all.find((place) => place.id === here) ?? all[0];
  for (const place of all) place.tabIndex = place === current ? 0 : -1;
}

function next(from: HTMLElement, [dx, dy]: [number, number]): HTMLElement | null {
  const box = from.getBoundingClientRect();
  let best: HTMLElement | null = null;
  let nearest = Infinity;
  for (const place of places()) {
    const other = place.getBoundingClientRect();
    if (place === from || !other.width) continue;
    const along = dx ? (other.left - box.left) * dx : (other.top - box.top) * dy;
    const beside = dx
      ? Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top)
      : Math.min(box.right, other.right) - Math.max(box.left, other.left);
    const aside = dx ? Math.abs(other.top - box.top) : Math.abs(other.left - box.left);
    if (along > 4 && beside > 2 && along + aside / 1000 < nearest) [best, nearest] = [place, along + aside / 1000];
  }
  return best;
}

function pressed(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
  const chord = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (chord && !event.altKey && (key === "z" || key === "y")) {
    event.preventDefault();
    return travel(key === "z" && !event.shiftKey);
  }
  const place = target.closest<HTMLElement>("#board [data-walk], #board button.feel, #board .more");
  if (!place) return;
  const card = place.closest<HTMLElement>("[data-card]")?.dataset["card"];
  const step = STEPS[event.key];
  if (card && event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    event.preventDefault();
    perform(event.key === "ArrowLeft" ? "left" : "right", card);
  } else if (card && event.key === "Delete") {
    event.preventDefault();
    perform("remove", card);
  } else if (card && chord && key === "d") {
    event.preventDefault();
    perform("copy", card);
  } else if (event.key === "F2") {
    event.preventDefault();
    if (card) perform("rename", card);
    else edit(place);
  } else if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
    const more = place.closest("[data-card]")?.querySelector<HTMLElement>(".more");
    if (!more) return;
    event.preventDefault();
    more.click();
  } else if (step && !event.altKey && !chord && !event.shiftKey) {
    const other = next(place, step);
    if (!other) return;
    event.preventDefault();
    other.focus();
  }
}

export function begin(): void {
  document.addEventListener("keydown", pressed);
  document.addEventListener("focusin", (event) => {
    const place = (event.target as HTMLElement).closest<HTMLElement>(PLACES);
    if (!place) return;
    here = place.id;
    rove();
  });
  always(rove);
}
