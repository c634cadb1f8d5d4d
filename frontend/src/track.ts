// A new scan appears by itself: the server says that there is one, the page asks for what changed and shows it.
import "./css/track.css";

const parcel = document.querySelector<HTMLElement>(".parcel[data-live]");

if (parcel) {
  let source: EventSource | null = null;
  let version = Number(parcel.dataset["version"]);

  const renew = async (): Promise<void> => {
    const answer = await fetch(parcel.dataset["part"] ?? "", { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const come = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-version]");
    for (const part of come?.querySelectorAll<HTMLElement>("[data-into]") ?? []) {
      document.getElementById(part.dataset["into"] ?? "")?.replaceChildren(...part.childNodes);
    }
  };
  const listen = (): void => {
    if (source || document.hidden) return;
    source = new EventSource(parcel.dataset["live"] ?? "");
    source.onmessage = (event: MessageEvent<string>) => {
      if (Number(event.data) <= version) return;
      version = Number(event.data);
      void renew();
    };
  };
  const rest = (): void => {
    source?.close();
    source = null;
  };
  // A tab that nobody looks at holds no line to the server.
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  listen();
}
