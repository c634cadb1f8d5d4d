// Answers that have not arrived yet. They stand in IndexedDB and leave it only when the server has answered for them.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface KioskAnswer {
  id: string;
  version: number;
  language: string;
  began_at: string;
  finished_at: string;
  fields: Record<string, string[]>;
}

interface Shape extends DBSchema {
  answers: { key: number; value: { n?: number; post: string; refused?: string; answer: KioskAnswer } };
}

let opened: Promise<IDBPDatabase<Shape>> | null = null;

function database(): Promise<IDBPDatabase<Shape>> {
  opened ??= openDB<Shape>("wellserved-kiosk", 1, {
    upgrade(made) {
      made.createObjectStore("answers", { keyPath: "n", autoIncrement: true });
    },
  });
  return opened;
}

// Durable: whoever answered walks away now.
export async function put(post: string, answer: KioskAnswer): Promise<void> {
  const change = (await database()).transaction("answers", "readwrite", { durability: "strict" });
  await Promise.all([change.store.add({ post, answer }), change.done]);
}

export async function waiting(post: string): Promise<{ n: number; answer: KioskAnswer }[]> {
  const all = await (await database()).getAll("answers");
  return all.flatMap((one) => (one.post === post && !one.refused && one.n !== undefined ? [{ n: one.n, answer: one.answer }] : []));
}

export async function remove(n: number): Promise<void> {
  await (await database()).delete("answers", n);
}

// Kept on the device: the server will not have it, and what a customer said is not thrown away.
export async function refuse(n: number, why: string): Promise<void> {
  const change = (await database()).transaction("answers", "readwrite");
  const line = await change.store.get(n);
  if (line) await change.store.put({ ...line, refused: why });
  await change.done;
}
