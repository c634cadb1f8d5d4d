// Short messages that the page's own words could not hold. Errors stay until they are closed.
const STAYS = 6000;

function box(): HTMLElement {
  return document.getElementById("toasts") as HTMLElement;
}

export function toast(text: string, kind: "info" | "error" = "info"): void {
  const template = document.getElementById("toast-template") as HTMLTemplateElement | null;
  const note = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  const words = note?.querySelector("p");
  if (!note || !words || !text) return;
  note.classList.add(kind);
  words.textContent = text;
  box().append(note);
  if (kind === "info") setTimeout(() => note.remove(), STAYS);
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  target.closest(".toast-note button")?.closest(".toast-note")?.remove();
  const speaker = target.closest<HTMLElement>("[data-toast]");
  if (speaker) toast(speaker.dataset["toast"] ?? "", speaker.dataset["toastKind"] === "error" ? "error" : "info");
});
