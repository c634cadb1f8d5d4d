// A page's figures that come again because newer moments were counted take nobody away from where they are.
interface Kept {
  href: string | null;
  left: number;
  top: number;
}

let kept: Kept | null = null;

const scroller = (): HTMLElement | null => document.querySelector<HTMLElement>("#map .map-scroll");
const recounts = (event: Event): boolean => {
  const config = (event as CustomEvent<{ requestConfig?: { elt: Element } }>).detail.requestConfig;
  return config?.elt.matches("[data-recount]") ?? false;
};

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!recounts(event)) return;
  const focused = document.activeElement?.closest<HTMLAnchorElement>("a[href]");
  const isInside = focused && (event.target as Element).contains(focused);
  const box = scroller();
  kept = { href: isInside ? focused.getAttribute("href") : null, left: box?.scrollLeft ?? 0, top: box?.scrollTop ?? 0 };
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (!kept || !recounts(event)) return;
  scroller()?.scrollTo({ left: kept.left, top: kept.top, behavior: "instant" });
  if (kept.href) (event.target as Element).querySelector<HTMLElement>(`a[href="${CSS.escape(kept.href)}"]`)?.focus({ preventScroll: true });
  kept = null;
});

export { recounts };
