// Native dialogs: `data-opens="id"` opens one, `data-closes` in it closes it.
document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset["opens"] ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  target.closest("[data-closes]")?.closest("dialog")?.close();
  if (target instanceof HTMLDialogElement) target.close();
});

export {};
