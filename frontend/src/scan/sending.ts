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
const LATER = [408, 425, 429];

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
      let all: State = "sent";
      for (const one of await allProofs()) {
        if (one.staff !== staff || one.why) continue;
        const state = await sendProof(one).catch((): State => "offline");
        if (state === "signed_out") return state;
        if (state === "offline") all = state;
      }
      return all;
    } catch {
      return "offline";
    }
  });
}

async function sendScans(waiting: WaitingScan[]): Promise<State> {
  const answer = await fetch("/api/v1/tracking/scans", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers(waiting[0]?.staff) },
    body: JSON.stringify({ scans: waiting.map((one) => one.scan) }),
  });
  if (answer.status === 401 || answer.status === 403) return "signed_out";
  if (refuses(answer)) {
    // Which of them it is shows only when each is sent alone.
    if (waiting.length === 1) await refuse("scans", waiting[0]?.n, await said(answer));
    else
      for (const one of waiting) {
        const state = await sendScans([one]);
        if (state !== "sent") return state;
      }
    return "sent";
  }
  if (!answer.ok) return "offline";
  const told = new Map<number, Told>();
  for (const line of (await answer.text()).split("\n")) {
    if (!line) continue;
    const one = JSON.parse(line) as Told;
    told.set(one.line, one);
  }
  let answered = 0;
  for (const [at, one] of waiting.entries()) {
    const its = told.get(at + 1);
    if (!its) continue;
    answered += 1;
    if (its.result === "refused") await refuse("scans", one.n, `${its.said ?? ""} ${its.mend ?? ""}`.trim() || "?");
    else await remove("scans", one.n);
  }
  return answered === waiting.length ? "sent" : "offline";
}

async function sendProof(one: WaitingProof): Promise<State> {
  const { number, carrier, what, taken_at, picture } = one.proof;
  const form = new FormData();
  for (const [name, value] of Object.entries({ number, carrier, what, taken_at, agreed: "on" })) form.append(name, value);
  form.append("picture", picture, "proof");
  const answer = await fetch("/scan/proof/", { method: "POST", headers: headers(one.staff), body: form });
  if (answer.status === 401 || answer.status === 403) return "signed_out";
  if (refuses(answer)) {
    await refuse("proofs", one.n, await said(answer));
    return "sent";
  }
  if (!answer.ok) return "offline";
  await remove("proofs", one.n);
  return "sent";
}

// Sent again it would be refused again.
function refuses(answer: Response): boolean {
  return answer.status >= 400 && answer.status < 500 && !LATER.includes(answer.status);
}

async function said(answer: Response): Promise<string> {
  const told = (await answer.json().catch(() => ({}))) as { said?: string; detail?: string };
  return told.said || told.detail || `HTTP ${answer.status}`;
}

// The token as it is just now: signing in again changes it. The server takes nothing of another's than who signed in:
// this page may have been loaded by a colleague.
function headers(staff = ""): Record<string, string> {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  return { "X-CSRFToken": token, "X-Staff": staff };
}
