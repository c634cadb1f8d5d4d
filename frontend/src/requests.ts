// htmx, set to live under a policy without eval and to keep no copies of pages (they may show personal data).
import htmx from "htmx.org";
import { toast } from "./toasts";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.selfRequestsOnly = true;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "400|422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

const body = document.body;
const root = document.documentElement;
const words = (name: string): string => body.dataset[name] ?? "";

// An empty field says nothing: it stays out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  const { parameters, verb } = (event as CustomEvent<{ parameters: FormData; verb: string }>).detail;
  if (verb !== "get") return;
  for (const [name, value] of [...parameters.entries()]) if (value === "") parameters.delete(name);
});

document.addEventListener("htmx:beforeRequest", () => root.classList.add("loading"));
document.addEventListener("htmx:afterRequest", () => root.classList.remove("loading"));
document.addEventListener("htmx:responseError", () => toast(words("wentWrong"), "error"));
document.addEventListener("htmx:sendError", () => toast(words("noConnection"), "error"));
document.addEventListener("htmx:timeout", () => toast(words("noConnection"), "error"));

export { htmx };
