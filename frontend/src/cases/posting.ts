// An answer to a mention is copied, to be posted where it stands.
import { toast } from "../toasts";

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copies-words]");
  const words = document.getElementById(button?.dataset["copiesWords"] ?? "")?.querySelector(".words");
  if (!button || !words) return;
  void navigator.clipboard.writeText(words.textContent ?? "").then(() => toast(button.dataset["copied"] ?? ""));
});
