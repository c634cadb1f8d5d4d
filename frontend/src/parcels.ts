// One box chooses all lines of the page.
for (const all of document.querySelectorAll<HTMLInputElement>("[data-choose-all]")) {
  const name = all.dataset.chooseAll ?? "";
  const boxes = [...(all.form?.querySelectorAll<HTMLInputElement>(`input[type="checkbox"][name="${name}"]`) ?? [])];
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  for (const box of boxes)
    box.addEventListener("change", () => {
      const chosen = boxes.filter((one) => one.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    });
}
