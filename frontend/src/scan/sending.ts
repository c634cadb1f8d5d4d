// Everything that waits, sent in its order. A broken connection loses nothing and doubles nothing: each scan has an id
// of its own, and the server takes the same one once however often it comes.
import { allProofs, allScans, refuse, remove, type WaitingProof, type WaitingScan } from "./store";

export type State = "sent" | "offline" | "signed_out";

interface Told {
  line: number;
  result: "recorded" | "already_there" | "set_aside" | "refused";
  said?: string;
  mend?: string;
}

const AT_ONCE = 100;

// One sender at a time, also where the page is open twice.
export function send(staff: string): Promise<State> {
  return navigator.locks.request("wellserved-scans", async () => {
    try {
      for (;;) {
        const waiting = (await allScans()).filter((one) => one.staff === staff && !one.why).slice(0, AT_ONCE);
        if (waiting.length === 0) break;
        const state = await sendScans(waiting);
        if (state !== "sent") return state;
      }
      for (const one of await allProofs()) {
        if (one.staff !== staff || one.why) continue;
        const state = await sendProof(one);
        if (state !== "sent") return state;
      }
      return "sent";
    } catch {
      return "offline";
    }
  });
}

async function sendScans(waiting: WaitingScan[]): Promise<State> {
  const answer = await fetch("/api/v1/tracking/scans", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify({ scans: waiting.map((one) => one.scan) }),
  });
  if (answer.status === 401 || answer.status === 403) return "signed_out";
  if (!answer.ok) return "offline";
  const told = new Map<number, Told>();
  for (const line of (await answer.text()).split("\n")) {
    if (!line) continue;
    const one = JSON.parse(line) as Told;
    told.set(one.line, one);
  }
  let answered = 0;
  for (const [at, one] of waiting.entries()) {
    const said = told.get(at + 1);
    if (!said) continue;
    answered += 1;
    if (said.result === "refused") await refuse("scans", one.n, `${said.said ?? ""} ${said.mend ?? ""}`.trim());
    else await remove("scans", one.n);
  }
  return answered === waiting.length ? "sent" : "offline";
}

async function sendProof(one: WaitingProof): Promise<State> {
  const { number, carrier, what, taken_at, picture } = one.proof;
  const form = new FormData();
  for (const [name, value] of Object.entries({ number, carrier, what, taken_at, agreed: "on" })) form.append(name, value);
  form.append("picture", picture, "proof");
  const answer = await fetch("/scan/proof/", { method: "POST", headers: { "X-CSRFToken": token() }, body: form });
  if (answer.status === 401 || answer.status === 403) return "signed_out";
  if (answer.status === 422) {
    const { said } = (await answer.json()) as { said: string };
    await refuse("proofs", one.n, said || "?");
    return "sent";
  }
  if (!answer.ok) return "offline";
  await remove("proofs", one.n);
  return "sent";
}

// As it is just now: signing in again changes it.
function token(): string {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
