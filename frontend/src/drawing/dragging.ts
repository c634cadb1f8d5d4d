// Stages and touchpoints are dragged by their heads; touchpoints from stage to stage too.
import Sortable, { type SortableEvent } from "sortablejs";
import { always, command, drawing, pause } from "./server";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const armed = new WeakSet<Element>();

const idOf = (element: Element | null): string =>
  (element as HTMLElement | null)?.dataset["touchpoint"] ?? (element as HTMLElement | null)?.dataset["stage"] ?? "";

function dropped({ item, to, from, oldIndex, newIndex }: SortableEvent): void {
  pause(false);
  // The click that ends a drag is not one that opens a field.
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
  if (to === from && oldIndex === newIndex) return;
  const before = idOf(item.nextElementSibling) || "end";
  const where = item.dataset["touchpoint"]
    ? `touchpoint:${idOf(item)}:${to.dataset["stage"] ?? ""}:${before}`
    : `stage:${idOf(item)}::${before}`;
  command({ do: `move:${where}` });
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

function arm(list: HTMLElement, group: string, draggable: string, handle: string): void {
  if (armed.has(list)) return;
  armed.add(list);
  Sortable.create(list, {
    group,
    draggable,
    handle,
    filter: ".writing, .more, .add-touchpoint",
    preventOnFilter: false,
    animation: still.matches ? 0 : 120,
    // Links have a dragging of their own; this one looks the same in every browser.
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 5,
    delay: 220,
    delayOnTouchOnly: true,
    onStart: () => pause(true),
    onEnd: dropped,
  });
}

export function begin(): void {
  document.addEventListener("dragstart", (event) => {
    if ((event.target as Element).closest?.("#board")) event.preventDefault();
  });
  always(() => {
    const stages = drawing().querySelector<HTMLElement>(".stages");
    if (stages) arm(stages, "stages", ".stage", ".stage-head");
    for (const list of drawing().querySelectorAll<HTMLElement>(".tps")) arm(list, "touchpoints", ".tp", ".tp-head");
  });
}
