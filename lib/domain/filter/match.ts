import type { ArgFact, JobFacts } from "./facts";
import type { TimeKey } from "./keys";
import { isAnything, isWhole, isWithin, type Pattern } from "./pattern";
import { clockSpan, parseNumber, type TimeValue } from "./times";
import type { Comparison, FilterLeaf, FilterNode } from "./tree";

/** null: it hangs on a masked value, so that neither the filter nor its opposite holds. */
export type Truth = boolean | null;

/** Whether a job is meant. Neither yes nor no ever depends on a masked value. */
export function matchFilter(node: FilterNode, facts: JobFacts): boolean {
  return truthOf(node, (leaf) => leafTruth(leaf, facts)) === true;
}

/** Kleene's logic over whatever is known of the leaves. */
export function truthOf(node: FilterNode, of: (leaf: FilterLeaf) => Truth): Truth {
  switch (node.kind) {
    case "all":
      return true;
    case "and":
      return every(node.of, of, false);
    case "or":
      return every(node.of, of, true);
    case "not": {
      const truth = truthOf(node.of, of);
      return truth === null ? null : !truth;
    }
    default:
      return of(node);
  }
}

/** `decides` is what settles it: one false an `and`, one true an `or`. */
function every(nodes: readonly FilterNode[], of: (leaf: FilterLeaf) => Truth, decides: boolean): Truth {
  let open = false;
  for (const node of nodes) {
    const truth = truthOf(node, of);
    if (truth === decides) return decides;
    if (truth === null) open = true;
  }
  return open ? null : !decides;
}

function leafTruth(leaf: FilterLeaf, facts: JobFacts): Truth {
  switch (leaf.kind) {
    case "word":
      for (const text of facts.texts()) if (isWithin(leaf.pattern, text)) return true;
      return false;
    case "text":
      return textTruth(leaf, facts);
    case "argNumber":
      return anyArg(facts.args(leaf.path), (text) => {
        const number = parseNumber(text);
        return number !== null && compare(leaf.is, number.number, leaf.value.number);
      });
    case "number":
      return facts.retries !== null && compare(leaf.is, facts.retries, leaf.value.number);
    case "duration": {
      const sinceMs = leaf.key === "age" ? ageOf(facts) : latencyOf(facts);
      return sinceMs !== null && compare(leaf.is, sinceMs, leaf.value.ms);
    }
    case "time":
      return timeTruth(leaf.key, leaf.is, leaf.value, facts);
  }
}

function textTruth({ key, path, pattern }: Extract<FilterLeaf, { kind: "text" }>, facts: JobFacts): Truth {
  switch (key) {
    case "message":
      return facts.message.some((text) => isWithin(pattern, text));
    case "arg": {
      const args = facts.args(path);
      if (isAnything(pattern)) return args.length > 0;
      if (path === null) return args.some(({ text, masked }) => !masked && text !== null && isWhole(pattern, text));
      return anyArg(args, (text) => isWhole(pattern, text));
    }
    case "jid":
      return anyText(facts.jids, pattern);
    case "tag":
      return anyText(facts.tags, pattern);
    case "cron":
      return anyText(facts.crons, pattern);
    case "group":
      return oneText(facts.group(), pattern);
    default:
      return oneText(facts[key], pattern);
  }
}

const anyText = (texts: readonly string[], pattern: Pattern) => texts.some((text) => isWhole(pattern, text));
const oneText = (text: string | null, pattern: Pattern) => text !== null && isWhole(pattern, text);

function anyArg(args: readonly ArgFact[], holds: (text: string) => boolean): Truth {
  if (args.some(({ text, masked }) => !masked && text !== null && holds(text))) return true;
  return args.some(({ masked }) => masked) ? null : false;
}

function ageOf({ nowMs, createdAtMs, enqueuedAtMs }: JobFacts): number | null {
  const since = createdAtMs ?? enqueuedAtMs;
  return since === null ? null : nowMs - since;
}

/** As Sidekiq counts it: from the push; of a running job until it started. What waits in a set has none. */
function latencyOf({ set, nowMs, createdAtMs, enqueuedAtMs, atMs }: JobFacts): number | null {
  if (set !== "queue" && set !== "running") return null;
  const since = enqueuedAtMs ?? createdAtMs;
  const until = set === "queue" ? nowMs : atMs;
  return since === null || until === null ? null : until - since;
}

function timeTruth(key: TimeKey, is: Comparison, value: TimeValue, facts: JobFacts): boolean {
  const atMs = timeOf(key, facts);
  if (atMs === null) return false;
  if (value.kind === "distance") {
    const ahead = key === "next" || (key === "at" && (facts.set === "scheduled" || facts.set === "retry"));
    return compare(is, ahead ? atMs - facts.nowMs : facts.nowMs - atMs, value.ms);
  }
  const [fromMs, untilMs] = value.kind === "span" ? [value.fromMs, value.untilMs] : clockSpan(value, facts.nowMs);
  switch (is) {
    case "<":
      return atMs < fromMs;
    case "<=":
      return atMs < untilMs;
    case ">":
      return atMs >= untilMs;
    case ">=":
      return atMs >= fromMs;
    case "=":
      return atMs >= fromMs && atMs < untilMs;
  }
}

function timeOf(key: TimeKey, facts: JobFacts): number | null {
  const { set, atMs } = facts;
  if (key === "at") return atMs;
  if (key === "enqueued") return facts.enqueuedAtMs;
  if (key === "died") return set === "dead" ? atMs : null;
  return set === "retry" || set === "scheduled" ? atMs : null;
}

function compare(is: Comparison, a: number, b: number): boolean {
  switch (is) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "=":
      return a === b;
  }
}
