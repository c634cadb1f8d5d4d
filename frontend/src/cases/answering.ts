// A case's page tells the others that somebody is here or writing, keeps the draft, and counts the seconds for undo.
const others = document.getElementById("others");
const box = document.getElementById("id_text") as HTMLTextAreaElement | null;
const BEAT = 15_000;
const STILL = 8_000;
let typed = 0;
let kept = box?.value ?? "";

async function beat(): Promise<void> {
  if (!others || document.hidden) return;
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, writing: Date.now() - typed < STILL ? "1" : "0" });
  if (box && box.value !== kept) body.set("text", box.value);
  try {
    const answer = await fetch(others.dataset["present"] ?? "", { method: "POST", body });
    if (!answer.ok || answer.redirected) return;
    if (body.has("text")) kept = body.get("text") ?? "";
    others.textContent = await answer.text();
  } catch {
    // The next beat comes soon.
  }
}

if (others && box) {
  let soon: ReturnType<typeof setTimeout> | undefined;
  box.addEventListener("input", () => {
    const first = Date.now() - typed > STILL;
    typed = Date.now();
    clearTimeout(soon);
    soon = setTimeout(() => void beat(), 2_000);
    if (first) void beat();
  });
  setInterval(() => void beat(), BEAT);
  void beat();
}

for (const form of document.querySelectorAll<HTMLFormElement>("form.undo")) {
  const words = form.querySelector<HTMLElement>("[role=timer]");
  let left = Number(form.dataset["seconds"] ?? 0);
  const tick = setInterval(() => {
    left -= 1;
    if (words) words.textContent = String(Math.max(left, 0));
    if (left > 0) return;
    clearInterval(tick);
    form.remove();
  }, 1_000);
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-text]");
  if (!button || !box) return;
  void fetch(button.dataset["text"] ?? "").then(async (answer) => {
    if (!answer.ok) return;
    box.setRangeText(await answer.text(), box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input"));
    box.focus();
  });
});
