import "server-only";
import type { ArgNode } from "@/lib/domain/job.schema";
import { memberNodes, type TreeBudget, text, toNode } from "./arg-tree";
import { asString, isObject, JsonNumber, type JsonObject, type JsonValue } from "./payload-parse";

const SERIALIZER = "_aj_serialized";
const PLAIN_MEMBERS = new Set([SERIALIZER, "value"]);

/**
 * What an object written by Active Job's argument serialisers stands for (Rails 5 to 8, `ActiveJob::Arguments`);
 * null when it is an ordinary Hash.
 */
export function activeJobNode(object: JsonObject, budget: TreeBudget, depth: number): ArgNode | null {
  const gid = object.get("_aj_globalid") ?? object.get("_sc_globalid");
  if (typeof gid === "string" && object.size === 1) return { kind: "model", text: text(gid, budget) };
  const serializer = asString(object.get(SERIALIZER));
  if (serializer === null) return null;
  const value = object.get("value");
  switch (serializer.replace("ActiveJob::Serializers::", "")) {
    case "SymbolSerializer":
      return typeof value === "string" ? { kind: "symbol", text: text(value, budget) } : null;
    case "TimeSerializer":
    case "DateTimeSerializer":
    case "DateSerializer":
      return typeof value === "string" ? { kind: "time", text: text(value, budget) } : null;
    case "TimeWithZoneSerializer":
      return typeof value === "string" ? { kind: "time", text: text(zoned(value, object), budget) } : null;
    case "DurationSerializer":
      return { kind: "duration", text: text(duration(value, object.get("parts")), budget) };
    case "BigDecimalSerializer":
      return typeof value === "string" ? { kind: "decimal", text: text(value, budget) } : null;
    case "ModuleSerializer":
      return typeof value === "string" ? { kind: "class", text: text(value, budget) } : null;
    case "RangeSerializer":
      return range(object, budget, depth);
    default:
      return {
        kind: "custom",
        text: text(serializer, budget),
        children: memberNodes(object, budget, depth + 1, PLAIN_MEMBERS).concat(
          value === undefined ? [] : [toNode(value, budget, "value", depth + 1)],
        ),
      };
  }
}

function zoned(value: string, object: JsonObject): string {
  const zone = asString(object.get("time_zone"));
  return zone ? `${value} ${zone}` : value;
}

/** `[[:days, 3], [:hours, 1]]` is "3 days, 1 hour"; without parts the seconds. */
function duration(value: JsonValue | undefined, parts: JsonValue | undefined): string {
  const named = Array.isArray(parts) ? parts.map(durationPart).filter((part) => part !== null) : [];
  if (named.length > 0) return named.join(", ");
  return value instanceof JsonNumber ? `${value.text} seconds` : "duration";
}

function durationPart(part: JsonValue): string | null {
  if (!Array.isArray(part)) return null;
  const [unit, amount] = part;
  const name = isObject(unit) ? asString(unit.get("value")) : asString(unit);
  if (name === null || !(amount instanceof JsonNumber)) return null;
  return `${amount.text} ${amount.text === "1" ? name.replace(/s$/, "") : name}`;
}

function range(object: JsonObject, budget: TreeBudget, depth: number): ArgNode {
  const end = (name: string) => {
    const value = object.get(name);
    return value === undefined || value === null ? "" : toNode(value, budget, undefined, depth + 1).text;
  };
  const dots = object.get("exclude_end") === true ? "..." : "..";
  return { kind: "range", text: `${end("begin")}${dots}${end("end")}` };
}
