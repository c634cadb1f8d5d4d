// A form on its way shows so on its button and is not sent twice.
// A download answers without a new page: after a while the button is free again.
const FREE_AGAIN = 8000;

const free = (button: Element): void => button.removeAttribute("aria-busy");

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const htmx = [...form.attributes].some((one) => /^(data-)?hx-(post|put|patch|delete)$/.test(one.name));
  if (event.defaultPrevented || htmx || form.method !== "post") return;
  const button = event.submitter;
  if (!button?.classList.contains("btn")) return;
  if (button.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  button.setAttribute("aria-busy", "true");
  setTimeout(() => free(button), FREE_AGAIN);
});

// The back button may bring a page as it was left.
window.addEventListener("pageshow", () => document.querySelectorAll("form .btn[aria-busy]").forEach(free));

export {};
