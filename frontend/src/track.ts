// A new scan appears by itself: the server says that there is one, the page asks for what changed and shows it.
import "./css/track.css";

const MINUTE = 60_000;
const parcel = document.querySelector<HTMLElement>(".parcel[data-live]");

if (parcel) {
  let source: EventSource | null = null;
  let version = Number(parcel.dataset["version"]);

  const renew = async (): Promise<void> => {
    const answer = await fetch(parcel.dataset["part"] ?? "", { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const text = new DOMParser().parseFromString(await answer.text(), "text/html");
    const come = text.querySelector<HTMLElement>("[data-version]");
    const latest = Number(come?.dataset["version"]);
    if (!(latest > version)) return;
    for (const part of come?.querySelectorAll<HTMLElement>("[data-into]") ?? []) {
      document.getElementById(part.dataset["into"] ?? "")?.replaceChildren(...part.childNodes);
    }
    version = latest;
  };
  const listen = (): void => {
    if (source || document.hidden) return;
    source = new EventSource(parcel.dataset["live"] ?? "");
    source.onmessage = (event: MessageEvent<string>) => {
      if (Number(event.data) > version) renew().catch(later);
    };
    // An answer other than a stream ends it for good: of a full server, or of one that starts anew.
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) later();
    };
  };
  // A stream begun anew names the version at once.
  const later = (): void => {
    rest();
    setTimeout(listen, MINUTE);
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
