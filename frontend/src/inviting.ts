// Drawing together, for the facilitator: the link is copied, and the bar says how many cards are chosen.
import { toast } from "./toasts";

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copies]");
  const field = document.getElementById(button?.dataset["copies"] ?? "");
  if (!button || !(field instanceof HTMLInputElement)) return;
  field.select();
  void navigator.clipboard.writeText(field.value).then(() => toast(button.dataset["copied"] ?? ""));
});

const bar = document.getElementById("chosen");
const chosen = (): number => document.querySelectorAll('input[name="c"][form="chosen"]:checked').length;

function say(): void {
  const n = chosen();
  const words = bar?.querySelector<HTMLElement>("[data-words]");
  if (words) words.textContent = (n ? words.dataset["words"] : words.dataset["none"])?.replace("{n}", String(n)) ?? "";
  bar?.classList.toggle("idle", n === 0);
}

document.addEventListener("change", (event) => {
  const box = event.target as HTMLInputElement;
  if (box.name === "c") say();
  // Whoever names a new cluster means a new one.
  const select = bar?.querySelector<HTMLSelectElement>('select[name="cluster"]');
  if (box.name === "title" && select && box.value) select.value = "new";
});

say();
