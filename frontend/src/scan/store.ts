// What was scanned and has not arrived yet. It stands in IndexedDB, in the order in which it was scanned, and leaves
// it only when the server has answered for it.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface ScanLine {
  number: string;
  occurred_at: string;
  status: string;
  reason: string;
  place: string;
  carrier: string;
  source: "hand";
  source_id: string;
}

export interface ProofPart {
  number: string;
  carrier: string;
  what: "photo" | "signature";
  taken_at: string;
  picture: Blob;
}

// `staff` is who scanned: nobody sends in another's name. `why` says why the server did not take it, and
// `refused` when it said so.
interface Waiting {
  n?: number;
  staff: string;
  why: string;
  refused?: number;
}
export interface WaitingScan extends Waiting {
  scan: ScanLine;
}
export interface WaitingProof extends Waiting {
  proof: ProofPart;
}

interface Shape extends DBSchema {
  scans: { key: number; value: WaitingScan };
  proofs: { key: number; value: WaitingProof };
}
export type Name = "scans" | "proofs";

let opened: Promise<IDBPDatabase<Shape>> | null = null;

function database(): Promise<IDBPDatabase<Shape>> {
  opened ??= openDB<Shape>("wellserved-scans", 1, {
    upgrade(made) {
      made.createObjectStore("scans", { keyPath: "n", autoIncrement: true });
      made.createObjectStore("proofs", { keyPath: "n", autoIncrement: true });
    },
  });
  return opened;
}

// Durable: the number has left the screen when this is done, and nobody would scan it again.
export async function putScan(line: WaitingScan): Promise<void> {
  const change = (await database()).transaction("scans", "readwrite", { durability: "strict" });
  await Promise.all([change.store.add(line), change.done]);
}

export async function putProof(line: WaitingProof): Promise<void> {
  const change = (await database()).transaction("proofs", "readwrite", { durability: "strict" });
  await Promise.all([change.store.add(line), change.done]);
}

export async function allScans(): Promise<WaitingScan[]> {
  return (await database()).getAll("scans");
}

export async function allProofs(): Promise<WaitingProof[]> {
  return (await database()).getAll("proofs");
}

export async function remove(from: Name, n: number | undefined): Promise<void> {
  if (n !== undefined) await (await database()).delete(from, n);
}

export async function refuse(from: Name, n: number | undefined, why: string): Promise<void> {
  if (n === undefined) return;
  const change = (await database()).transaction(from, "readwrite");
  const line = await change.store.get(n);
  if (line) await change.store.put({ ...line, why, refused: Date.now() });
  await change.done;
}

// What was refused and nobody looked at does not stay on the phone for ever.
export async function forgetRefused(before: number): Promise<void> {
  const old = (one: Waiting): boolean => one.why !== "" && one.refused !== undefined && one.refused < before;
  for (const one of await allScans()) if (old(one)) await remove("scans", one.n);
  for (const one of await allProofs()) if (old(one)) await remove("proofs", one.n);
}
