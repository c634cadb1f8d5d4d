// Countries by their names in the reader's language, which the browser knows; without a script their codes stand there.
const select = document.querySelector<HTMLSelectElement>("[data-countries] select");
if (select && "DisplayNames" in Intl) {
  const language = document.documentElement.lang;
  const names = new Intl.DisplayNames([language], { type: "region" });
  const [none, ...rest] = [...select.options];
  for (const one of rest) {
    try {
      one.textContent = `${names.of(one.value) ?? one.value} (${one.value})`;
    } catch {
      // A code that the browser does not know stays a code.
    }
  }
  const order = new Intl.Collator(language);
  rest.sort((one, other) => order.compare(one.textContent ?? "", other.textContent ?? ""));
  const chosen = select.value;
  select.replaceChildren(...(none ? [none] : []), ...rest);
  select.value = chosen;
}
