// Disclosures close on Escape, on a click elsewhere and when the focus leaves.
const menus = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll("details.menu-box[open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target as Node)) menu.open = false;
});

document.addEventListener("focusin", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target as Node)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
    event.stopImmediatePropagation();
  }
});

// A sheet that would leave the window on the right hangs from its other edge.
document.addEventListener("toggle", (event) => {
  const menu = event.target as HTMLDetailsElement;
  if (!menu.matches?.("details.menu-box") || !menu.open) return;
  menu.classList.remove("end");
  const sheet = menu.querySelector<HTMLElement>(".sheet");
  if (sheet && sheet.getBoundingClientRect().right > document.documentElement.clientWidth - 8) menu.classList.add("end");
}, true);

export {};
