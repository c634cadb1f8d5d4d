// A case's page tells the others that somebody is here or writing, keeps the draft, and counts the seconds for undo.
import { chooser } from "./choosing";

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

// A text to begin with goes in where the cursor stands, and leads to the first place that nothing filled in.
async function begin(address: string): Promise<void> {
  if (!box || !address) return;
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return;
  const words = await answer.text();
  const start = box.selectionStart;
  box.setRangeText(words, start, box.selectionEnd, "end");
  const left = /\{[a-z]+\}/.exec(words);
  box.focus();
  if (left) box.setSelectionRange(start + left.index, start + left.index + left[0].length);
  box.dispatchEvent(new Event("input"));
}

const texts = chooser("text");

export async function chooseText(): Promise<void> {
  if (box && texts) await begin(await texts.open());
}

document.querySelector("[data-texts]")?.addEventListener("click", (event) => {
  event.preventDefault();
  void chooseText();
});
// Within the box a letter is a letter: there it is Alt with it. By its place on the keyboard, for Alt makes another sign of it.
box?.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyT") return;
  event.preventDefault();
  void chooseText();
});
if (location.hash === "#id_text") box?.focus();
