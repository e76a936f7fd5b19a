import "server-only";
import type { ArgNode } from "@/lib/domain/job.schema";
import { activeJobNode } from "./active-job-values";
import { hidesValue, MASK, maskText } from "./masking";
import { isObject, JsonNumber, type JsonObject, type JsonValue } from "./payload-parse";

export interface TreeBudget {
  /** Nodes that may still be made. */
  nodes: number;
  readonly depth: number;
  readonly stringChars: number;
  readonly mask: boolean;
}

const CLIPPED: ArgNode = { kind: "clipped", text: "…" };

/** One value as a bounded, masked tree; Active Job's serialised values become what they stand for. */
export function toNode(value: JsonValue, budget: TreeBudget, key?: string, depth = 0): ArgNode {
  const node = bareNode(value, budget, depth, key);
  return key === undefined ? node : { ...node, key };
}

export function toNodes(values: readonly JsonValue[], budget: TreeBudget, depth = 0): ArgNode[] {
  const nodes: ArgNode[] = [];
  for (const value of values) {
    if (budget.nodes <= 0) {
      nodes.push(CLIPPED);
      break;
    }
    nodes.push(toNode(value, budget, undefined, depth));
  }
  return nodes;
}

/** The members of an object, without Active Job's own marks. */
export function memberNodes(
  object: JsonObject,
  budget: TreeBudget,
  depth: number,
  skip?: ReadonlySet<string>,
): ArgNode[] {
  const nodes: ArgNode[] = [];
  for (const [name, value] of object) {
    if (name.startsWith("_aj_") || skip?.has(name)) continue;
    if (budget.nodes <= 0) {
      nodes.push(CLIPPED);
      break;
    }
    nodes.push(toNode(value, budget, name.slice(0, 200), depth));
  }
  return nodes;
}

function bareNode(value: JsonValue, budget: TreeBudget, depth: number, key: string | undefined): ArgNode {
  budget.nodes--;
  if (budget.mask && key !== undefined && hidesValue(key, value)) return { kind: "masked", text: MASK };
  if (value === null) return { kind: "null", text: "nil" };
  if (typeof value === "boolean") return { kind: "boolean", text: String(value) };
  if (value instanceof JsonNumber) return { kind: "number", text: clip(value.text, budget) };
  if (typeof value === "string") return { kind: "string", text: text(value, budget) };
  if (depth >= budget.depth) return CLIPPED;
  if (Array.isArray(value)) {
    return { kind: "array", text: `[${value.length}]`, children: toNodes(value, budget, depth + 1) };
  }
  if (!isObject(value)) return CLIPPED;
  return (
    activeJobNode(value, budget, depth) ?? {
      kind: "object",
      text: `{${value.size}}`,
      children: memberNodes(value, budget, depth + 1),
    }
  );
}

/** A string of the store, clipped, its secrets masked. */
export function text(value: string, budget: TreeBudget): string {
  // A secret that straddles the cut would lose the shape it is known by, so more is looked at than is shown.
  const seen = value.length > budget.stringChars ? value.slice(0, budget.stringChars + 8_000) : value;
  return clip(budget.mask ? maskText(seen) : seen, budget);
}

const clip = (value: string, budget: TreeBudget) =>
  value.length > budget.stringChars ? `${value.slice(0, budget.stringChars)}…` : value;

/** Arguments on one line, as a Ruby developer would write them; stops soon after `maxChars`. */
export function oneLine(nodes: readonly ArgNode[], maxChars: number): { line: string; clipped: boolean } {
  const out: string[] = [];
  let left = maxChars;
  const write = (part: string) => {
    left -= part.length;
    out.push(part);
  };
  const list = (children: readonly ArgNode[]) => {
    for (const [index, child] of children.entries()) {
      if (left < 0) return;
      if (index > 0) write(", ");
      node(child);
    }
  };
  const node = (child: ArgNode) => {
    if (child.key !== undefined) write(`${child.key}: `);
    if (child.kind === "array") bracketed("[", child, "]");
    else if (child.kind === "object") bracketed("{", child, "}");
    else write(leaf(child));
  };
  const bracketed = (open: string, child: ArgNode, close: string) => {
    write(open);
    list(child.children ?? []);
    write(close);
  };
  list(nodes);
  const line = out.join("");
  return { line: line.slice(0, maxChars), clipped: line.length > maxChars };
}

function leaf(node: ArgNode): string {
  if (node.kind === "string") return JSON.stringify(node.text);
  if (node.kind === "symbol") return `:${node.text}`;
  if (node.kind === "model") return `#<${node.text}>`;
  return node.text;
}
