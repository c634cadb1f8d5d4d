// Paper, night or as the machine has it; the server reads the cookie, so no page flashes.
const YEAR = 31_536_000;

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-set-theme]");
  if (!button) return;
  const theme = button.dataset["setTheme"] ?? "";
  if (theme) document.documentElement.dataset["theme"] = theme;
  else delete document.documentElement.dataset["theme"];
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax`;
  for (const other of document.querySelectorAll("[data-set-theme]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
});

export {};
