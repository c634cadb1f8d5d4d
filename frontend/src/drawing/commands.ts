// What can be done to a stage or touchpoint, by its menu, by keys and by dragging alike.
import { add, edit } from "./editing";
import { command, drawing } from "./server";

export type Command = "rename" | "open" | "add" | "left" | "right" | "copy" | "remove";

export const titleOf = (card: string): HTMLElement | null =>
  document.getElementById(`t-${card.replace(":", "-")}-title`);

/** Where the focus goes when a card has gone: to its neighbour, or to what adds a new one. */
function neighbour(card: string): string {
  const [kind, id] = card.split(":");
  const self = document.getElementById(kind === "stage" ? `stage-${id}` : `tp-${id}`);
  const other = self?.nextElementSibling ?? self?.previousElementSibling;
  const title = other?.querySelector<HTMLElement>("[data-edit$=':title']");
  return title?.id ?? self?.closest(".stage")?.querySelector(".add-touchpoint")?.id ?? "add-stage";
}

export function perform(what: Command, card: string): void {
  const title = titleOf(card);
  if (what === "rename") {
    if (title) edit(title);
  } else if (what === "open") {
    const link = drawing().querySelector<HTMLAnchorElement>(`[data-menu="${card}"]`);
    if (link) location.assign(link.href);
  } else if (what === "add") {
    const link = document.getElementById(`add-tp-${card.split(":")[1]}`);
    if (link) add(link);
  } else if (what === "remove") {
    command({ do: `remove:${card}` }, { focus: neighbour(card) });
  } else if (what === "copy") {
    command({ do: `copy:${card}` }, { focus: "made" });
  } else {
    command({ do: `move:${card}:${what}` }, { focus: title?.id });
  }
}

export function travel(backwards: boolean): void {
  const button = document.getElementById(backwards ? "undo" : "redo") as HTMLButtonElement | null;
  if (button && !button.disabled) button.form?.requestSubmit(button);
}
