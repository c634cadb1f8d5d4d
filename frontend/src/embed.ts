// Shows a questionnaire in somebody else's page, where this script stands: <script src="…/ask/NAME/embed.js" async></script>
// with data-lang, data-height (pixels) and data-after (seconds) as it likes. It reads nothing of that page.
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const place = script.src.replace(/\/embed\.js(?:[?#].*)?$/, "");
  const language = script.dataset["lang"];
  const frame = document.createElement("iframe");
  frame.src = language ? `${place}?_lang=${encodeURIComponent(language)}` : place;
  frame.title = script.dataset["title"] ?? "Wellserved";
  frame.loading = "lazy";
  frame.referrerPolicy = "strict-origin";
  frame.setAttribute("style", `display:block;width:100%;max-width:640px;border:0;height:${Number(script.dataset["height"]) || 560}px`);
  setTimeout(() => script.after(frame), (Number(script.dataset["after"]) || 0) * 1000);
})();
