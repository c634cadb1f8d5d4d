// One menu for all cards. Without scripts its button is a link to the page that has the same commands.
import { type Command, perform } from "./commands";
import { always, drawing } from "./server";

let opener: HTMLElement | null = null;

const menu = (): HTMLElement => document.getElementById("card-menu") as HTMLElement;
const items = (): HTMLElement[] => [...menu().querySelectorAll<HTMLElement>("button:not([hidden])")];

function close(focus: boolean): void {
  if (menu().hidden) return;
  menu().hidden = true;
  opener?.setAttribute("aria-expanded", "false");
  if (focus) opener?.focus();
}

function open(link: HTMLElement): void {
  close(false);
  opener = link;
  const [kind] = (link.dataset["menu"] ?? "").split(":");
  for (const item of menu().querySelectorAll<HTMLElement>("[data-for]")) item.hidden = item.dataset["for"] !== kind;
  menu().hidden = false;
  menu().setAttribute("aria-label", link.textContent?.replace("⋯", "").trim() ?? "");
  link.setAttribute("aria-expanded", "true");
  const at = link.getBoundingClientRect();
  const { width, height } = menu().getBoundingClientRect();
  const room = document.documentElement;
  menu().style.left = `${Math.max(8, Math.min(at.left, room.clientWidth - width - 8))}px`;
  menu().style.top = `${at.bottom + height + 8 > room.clientHeight ? Math.max(8, at.top - height - 4) : at.bottom + 4}px`;
  items()[0]?.focus();
}

export function begin(): void {
  always(() => {
    for (const link of drawing().querySelectorAll<HTMLElement>("[data-menu]")) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-haspopup", "menu");
      if (!link.hasAttribute("aria-expanded")) link.setAttribute("aria-expanded", "false");
      link.tabIndex = -1;
    }
  });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const link = target.closest<HTMLElement>("[data-menu]");
    if (link) {
      event.preventDefault();
      if (link === opener && !menu().hidden) close(true);
      else open(link);
      return;
    }
    const item = target.closest<HTMLElement>("#card-menu [data-command]");
    const card = opener?.dataset["menu"];
    close(Boolean(item));
    if (item && card) perform(item.dataset["command"] as Command, card);
  });
  document.addEventListener("scroll", () => close(false), true);
  document.addEventListener("keydown", (event) => {
    if (menu().hidden) {
      const link = (event.target as Element).closest<HTMLElement>("[data-menu]");
      if (link && (event.key === " " || event.key === "Enter")) {
        event.preventDefault();
        open(link);
      }
      return;
    }
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      close(true);
      event.preventDefault();
    } else if (step) {
      event.preventDefault();
      all[(at + step + all.length) % all.length]?.focus();
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      all.at(event.key === "Home" ? 0 : -1)?.focus();
    }
  });
}
