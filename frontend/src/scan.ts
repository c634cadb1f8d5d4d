// The hand scanner. What is scanned stands first on the phone, then on the server, and is never nowhere.
import "./css/scan.css";
import { reader, watch } from "./scan/camera";
import { blob, LARGEST, signature, small } from "./scan/pictures";
import { send, type State } from "./scan/sending";
import { allProofs, allScans, forgetRefused, putProof, putScan, remove, type Name } from "./scan/store";

const AGAIN_MS = 20_000;
const REFUSED_KEPT_MS = 60 * 86_400_000;
const root = document.querySelector<HTMLElement>("#scanner");
const words = JSON.parse(document.querySelector("#scanner-words")?.textContent ?? "{}") as Record<string, string>;
const say = (name: string, given: Record<string, string | number> = {}): string =>
  (words[name] ?? "").replace(/%\((\w+)\)s/g, (_all, key: string) => String(given[key] ?? ""));

const clean = (given: string): string => given.normalize("NFKC").replace(/[\s\-./()]/g, "").toUpperCase();
const isNumber = (key: string): boolean => /^[A-Z0-9]{3,50}$/.test(key);

if (root) start(root);

function start(page: HTMLElement): void {
  const staff = page.dataset["staff"] ?? "";
  const part = <T extends Element>(selector: string): T => {
    const found = page.querySelector<T>(selector);
    if (!found) throw new Error(`The page has no ${selector}.`);
    return found;
  };
  const form = part<HTMLFormElement>("#scan-form");
  const number = part<HTMLInputElement>("#scan-number");
  const carrier = part<HTMLInputElement>("#scan-carrier");
  const status = part<HTMLSelectElement>("#scan-status");
  const reason = part<HTMLSelectElement>("#scan-reason");
  const place = part<HTMLInputElement>("#scan-place");
  const told = part<HTMLElement>("#scan-told");
  const recognised = part<HTMLElement>("#scan-recognised");
  const waits = part<HTMLElement>("#scan-waits");
  const trouble = part<HTMLElement>("#scan-trouble");
  const refused = part<HTMLUListElement>("#scan-refused");
  const done = part<HTMLUListElement>("#scan-done");

  // Reasons that mostly come with another status are out of the way.
  const fitting = (): void => {
    let any = false;
    for (const one of reason.options) {
      const fits = one.value === "" || one.dataset["usual"] === status.value;
      one.hidden = one.disabled = !fits;
      any ||= fits && one.value !== "";
      if (!fits && one.selected) reason.value = "";
    }
    reason.disabled = !any;
  };

  const show = async (): Promise<void> => {
    const lines = [
      ...(await allScans()).map((one) => ({ from: "scans" as Name, n: one.n, staff: one.staff, why: one.why, number: one.scan.number })),
      ...(await allProofs()).map((one) => ({ from: "proofs" as Name, n: one.n, staff: one.staff, why: one.why, number: one.proof.number })),
    ];
    const waiting = lines.filter((one) => !one.why);
    const mine = waiting.filter((one) => one.staff === staff).length;
    const others = waiting.length - mine;
    waits.dataset["waiting"] = String(waiting.length);
    waits.textContent = [mine ? say("waits", { n: mine }) : others ? "" : say("none_waits"), others ? say("others_wait", { n: others }) : ""]
      .filter(Boolean)
      .join(" ");
    refused.replaceChildren(
      ...lines
        .filter((one) => one.why)
        .map((one) => {
          const item = document.createElement("li");
          const text = document.createElement("p");
          text.textContent = `${one.number}: ${say("refused", { why: one.why })}`;
          item.append(text);
          if (one.staff !== staff) return item;
          const away = document.createElement("button");
          away.type = "button";
          away.className = "btn quiet";
          away.textContent = refused.dataset["seen"] ?? "";
          away.addEventListener("click", () => void remove(one.from, one.n).then(show));
          item.append(away);
          return item;
        }),
    );
  };

  const tell = (state: State): void => {
    trouble.hidden = state === "sent";
    trouble.dataset["state"] = state;
    const text = trouble.querySelector("p");
    if (text) text.textContent = state === "sent" ? "" : say(state);
    const again = trouble.querySelector<HTMLElement>("a");
    if (again) again.hidden = state !== "signed_out";
  };
  const sendAll = async (): Promise<void> => {
    tell(await send(staff));
    await show();
  };

  // What was typed leaves its field before anything is waited for: pressed twice, it is noted once, and what is typed
  // meanwhile stays.
  const typed = (): void => {
    const given = number.value;
    if (isNumber(clean(given))) number.value = recognised.textContent = "";
    if (!scanning) number.focus();
    void note(given);
  };
  const note = async (given: string): Promise<void> => {
    const key = clean(given);
    const failed = (why: string): void => {
      told.textContent = say(why);
      number.value ||= given;
    };
    if (!isNumber(key)) return failed(key ? "no_number" : "number_first");
    const line = document.createElement("li");
    line.textContent = `${key} · ${status.selectedOptions[0]?.textContent ?? ""}`;
    try {
      await putScan({
        staff,
        why: "",
        scan: {
          number: key,
          occurred_at: new Date().toISOString(),
          status: status.value,
          reason: reason.disabled ? "" : reason.value,
          place: place.value.trim(),
          carrier: carrier.value.trim().toLowerCase(),
          source: "hand",
          source_id: crypto.randomUUID(),
        },
      });
    } catch {
      return failed("no_store");
    }
    told.textContent = say("kept", { number: key });
    done.prepend(line);
    while (done.children.length > 8) done.lastElementChild?.remove();
    const proved = part<HTMLInputElement>("#proof-number");
    if (document.activeElement !== proved) proved.value = key;
    await show();
    void sendAll();
  };

  const recognise = async (): Promise<void> => {
    const asked = clean(number.value);
    recognised.textContent = "";
    if (asked.length < 6 || !navigator.onLine) return;
    const answer = await fetch(`/scan/recognise/?number=${encodeURIComponent(asked)}`).catch(() => null);
    if (!answer?.ok || answer.redirected || asked !== clean(number.value)) return;
    recognised.textContent = ((await answer.json()) as { says: string }).says;
  };

  let scanning: (() => void) | null = null;
  const camera = part<HTMLButtonElement>("#scan-camera");
  const video = part<HTMLVideoElement>("#scan-video");
  const automatic = part<HTMLInputElement>("#scan-automatic");
  let starting = false;
  camera.addEventListener("click", () => {
    if (starting) return;
    if (scanning) {
      scanning();
      scanning = null;
      video.hidden = true;
      camera.setAttribute("aria-pressed", "false");
      return;
    }
    starting = true;
    video.hidden = false;
    camera.setAttribute("aria-pressed", "true");
    watch(video, (found) => {
      navigator.vibrate?.(60);
      if (automatic.checked) return void note(found);
      number.value = found;
      void recognise();
    })
      .then((stop) => (scanning = stop))
      .catch(() => {
        video.hidden = true;
        camera.setAttribute("aria-pressed", "false");
        told.textContent = say("no_camera");
      })
      .finally(() => (starting = false));
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    typed();
  });
  number.addEventListener("change", () => void recognise());
  status.addEventListener("change", fitting);
  addEventListener("online", () => void sendAll());
  addEventListener("offline", () => tell("offline"));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void sendAll();
  });
  setInterval(() => void sendAll(), AGAIN_MS);

  proofs(part, staff, async () => {
    await show();
    void sendAll();
  });
  fitting();
  void show()
    .then(sendAll)
    .then(() => forgetRefused(Date.now() - REFUSED_KEPT_MS))
    .then(show);
  void navigator.storage?.persist?.();
  void openOffline(page);
}

function proofs(part: <T extends Element>(selector: string) => T, staff: string, kept: () => Promise<void>): void {
  const number = part<HTMLInputElement>("#proof-number");
  const carrier = part<HTMLInputElement>("#scan-carrier");
  const agreed = part<HTMLInputElement>("#proof-agreed");
  const told = part<HTMLElement>("#proof-told");
  const pad = signature(part<HTMLCanvasElement>("#proof-pad"));
  const keep = async (what: "photo" | "signature", make: () => Promise<Blob>): Promise<void> => {
    const key = clean(number.value);
    if (!isNumber(key)) return void (told.textContent = say(key ? "no_number" : "number_first"));
    if (!agreed.checked) return void (told.textContent = say("agree_first"));
    const picture = await make().catch(() => null);
    if (!picture) return void (told.textContent = say("no_picture"));
    if (picture.size > LARGEST) return void (told.textContent = say("too_large"));
    const proof = { number: key, carrier: carrier.value.trim().toLowerCase(), what, taken_at: new Date().toISOString(), picture };
    await putProof({ staff, why: "", proof });
    told.textContent = say("proof_kept");
    agreed.checked = false;
    pad.clear();
    await kept();
  };
  const photo = part<HTMLInputElement>("#proof-photo");
  photo.addEventListener("change", () => {
    const file = photo.files?.[0];
    if (file) void keep("photo", () => small(file)).then(() => (photo.value = ""));
  });
  part<HTMLButtonElement>("#proof-sign").addEventListener("click", () => {
    if (pad.isEmpty()) return void (told.textContent = say("sign_first"));
    void keep("signature", () => blob(part<HTMLCanvasElement>("#proof-pad"), "image/png"));
  });
  part<HTMLButtonElement>("#proof-clear").addEventListener("click", () => pad.clear());
}

// The page and all that it has loaded are kept, also what reads barcodes, so that it opens without a connection.
async function openOffline(page: HTMLElement): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await reader().catch(() => null);
  await document.fonts.ready;
  const registration = await navigator.serviceWorker.register("/scan/worker.js", { scope: "/scan/" });
  const active = registration.active ?? (await navigator.serviceWorker.ready).active;
  const loaded = performance.getEntriesByType("resource").map((one) => one.name);
  const channel = new MessageChannel();
  channel.port1.onmessage = () => (page.dataset["opensOffline"] = "yes");
  active?.postMessage({ keep: loaded.filter((one) => new URL(one).pathname.startsWith("/static/")) }, [channel.port2]);
}
