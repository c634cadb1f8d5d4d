// Whether a condition holds: as wellserved/voice/domain/conditions.py decides it, which decides again when answers arrive.
export type Said = Record<string, unknown>;
type Value = string | number | (string | number)[] | null | undefined;
export type Condition =
  | { kind: "when"; item?: string; fact?: string; is?: string; value?: Value }
  | { kind: "all" | "any"; of: Condition[] }
  | { kind: "not"; of: Condition };

export function holds(condition: Condition | null, said: Said, facts: Said): boolean {
  if (!condition) return true;
  switch (condition.kind) {
    case "all":
      return condition.of.every((one) => holds(one, said, facts));
    case "any":
      return condition.of.some((one) => holds(one, said, facts));
    case "not":
      return !holds(condition.of, said, facts);
    case "when": {
      const there = condition.fact ? facts[condition.fact] : said[condition.item ?? ""];
      return compare(there, condition.is ?? "=", condition.value);
    }
  }
}

function compare(there: unknown, is: string, value: Value): boolean {
  const missing = there === undefined || there === null || there === "" || (Array.isArray(there) && there.length === 0);
  if (is === "answered" || is === "unanswered") return missing === (is === "unanswered");
  if (missing) return false;
  if (is === "among") return Array.isArray(value) && value.some((one) => same(there, one));
  if (is === "includes") return Array.isArray(there) && there.some((one) => same(one, value));
  if (is === "=" || is === "!=") return same(there, value) === (is === "=");
  if (typeof there !== "number" || typeof value !== "number") return false;
  return is === "<" ? there < value : is === "<=" ? there <= value : is === ">" ? there > value : is === ">=" && there >= value;
}

function same(one: unknown, other: unknown): boolean {
  return typeof one === "number" && typeof other === "number" ? one === other : String(one) === String(other);
}
