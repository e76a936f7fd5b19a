import { clockSpan, type TimeValue } from "./times";
import { and, type Comparison, type FilterNode, not, or } from "./tree";

/** Minutes east of UTC at an instant. */
export type OffsetAt = (atMs: number) => number;

/**
 * The filter with every time that depends on where and when it was written fixed to an instant: what travels
 * to the server means the same there. `14:05` is of today, in the zone of the reader.
 */
export function pinFilter(node: FilterNode, nowMs: number, offsetAt: OffsetAt): FilterNode {
  switch (node.kind) {
    case "and":
      return and(...node.of.map((each) => pinFilter(each, nowMs, offsetAt)));
    case "or":
      return or(...node.of.map((each) => pinFilter(each, nowMs, offsetAt)));
    case "not":
      return not(pinFilter(node.of, nowMs, offsetAt));
    case "time": {
      const span = spanOf(node.value, nowMs, offsetAt);
      return span === null ? node : compared(node.key, node.is, span);
    }
    default:
      return node;
  }
}

function spanOf(value: TimeValue, nowMs: number, offsetAt: OffsetAt): readonly [number, number] | null {
  if (value.kind === "clock") {
    return clockSpan(value.offsetMin === null ? { ...value, offsetMin: offsetAt(nowMs) } : value, nowMs);
  }
  if (value.kind === "distance" || value.zoned) return null;
  return [value.fromMs - offsetAt(value.fromMs) * 60_000, value.untilMs - offsetAt(value.untilMs) * 60_000];
}

type TimeLeaf = Extract<FilterNode, { kind: "time" }>;

function compared(key: TimeLeaf["key"], is: Comparison, [fromMs, untilMs]: readonly [number, number]): FilterNode {
  switch (is) {
    case "=":
      return and(instant(key, ">=", fromMs), instant(key, "<", untilMs));
    case "<=":
      return instant(key, "<", untilMs);
    case ">":
      return instant(key, ">=", untilMs);
    case "<":
      return instant(key, "<", fromMs);
    case ">=":
      return instant(key, ">=", fromMs);
  }
}

function instant(key: TimeLeaf["key"], is: Comparison, atMs: number): FilterNode {
  const text = new Date(atMs).toISOString();
  return { kind: "time", key, is, value: { kind: "span", text, fromMs: atMs, untilMs: atMs + 1, zoned: true } };
}
