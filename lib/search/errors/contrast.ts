import "server-only";
import type { ErrorContrast, ErrorTrait } from "@/lib/domain/error.schema";
import { and, type FilterNode, is, printFilter } from "@/lib/domain/filter";
import type { ArgNode } from "@/lib/domain/job.schema";
import type { ComparedJob } from "@/lib/stores/port";

const VALUE_CHARS = 120;
const TRAITS = 6;
/** Less frequent values are no cause. */
const LEAST_SHARE = 0.4;
const LEAST_JOBS = 3;
/** Fewer others say nothing about the class. */
const LEAST_OTHERS = 5;
/** By how much failing jobs must differ from the others. */
const LEAST_DIFFERENCE = 0.2;
const HOUR_MS = 3_600_000;
const AGES: readonly (readonly [text: string, ms: number])[] = [
  ["1h", HOUR_MS],
  ["1d", 24 * HOUR_MS],
  ["7d", 7 * 24 * HOUR_MS],
];

interface Fact {
  kind: ErrorTrait["kind"];
  path: readonly string[];
  value: string;
}

/** What failing jobs share and others of the class do not, the most telling first. */
export function contrastOf(
  failing: readonly ComparedJob[],
  others: readonly ComparedJob[],
  group: string,
  nowMs: number,
): ErrorContrast {
  const failed = countFacts(failing, nowMs);
  const compared = countFacts(others, nowMs);
  const traits: (ErrorTrait & { weight: number })[] = [];
  for (const [key, { fact, count }] of failed) {
    const share = count / Math.max(1, failing.length);
    const otherShare = others.length < LEAST_OTHERS ? null : (compared.get(key)?.count ?? 0) / others.length;
    if (share < LEAST_SHARE || count < LEAST_JOBS) continue;
    // Without others, what all jobs share is most likely what the class is always given.
    if (otherShare === null ? fact.kind !== "arg" || share > 0.995 : share - otherShare < LEAST_DIFFERENCE) continue;
    const weight = share - (otherShare ?? 0) + (fact.kind === "arg" ? 0.05 : 0);
    traits.push({ ...fact, path: [...fact.path], share, otherShare, filter: filterOf(fact, group), weight });
  }
  traits.sort((a, b) => b.weight - a.weight || a.path.length - b.path.length || (a.value < b.value ? -1 : 1));
  return {
    failing: failing.length,
    others: others.length,
    traits: traits.slice(0, TRAITS).map(({ weight: _, ...trait }) => trait),
  };
}

function countFacts(jobs: readonly ComparedJob[], nowMs: number): Map<string, { fact: Fact; count: number }> {
  const counts = new Map<string, { fact: Fact; count: number }>();
  for (const job of jobs) {
    const own = new Map<string, Fact>();
    for (const fact of factsOf(job, nowMs)) own.set(JSON.stringify([fact.kind, fact.path, fact.value]), fact);
    for (const [key, fact] of own) {
      const known = counts.get(key);
      if (known) known.count++;
      else counts.set(key, { fact, count: 1 });
    }
  }
  return counts;
}

function* factsOf(job: ComparedJob, nowMs: number): Generator<Fact> {
  for (const [index, node] of job.args.entries()) yield* leaves(node, node.children ? [] : [String(index)]);
  if (job.queue !== null) yield { kind: "queue", path: [], value: job.queue };
  for (const tag of job.tags) yield { kind: "tag", path: [], value: tag };
  if (job.host !== null) yield { kind: "host", path: [], value: job.host };
  const { createdAtMs } = job;
  if (createdAtMs === null) return;
  const age = AGES.find(([, ms]) => nowMs - createdAtMs < ms);
  yield { kind: "age", path: [], value: age ? `<${age[0]}` : `>=${AGES.at(-1)?.[0]}` };
}

/** Values that are shown; what is masked is compared with nothing. */
function* leaves(node: ArgNode, path: readonly string[]): Generator<Fact> {
  if (node.children) {
    for (const child of node.children) yield* leaves(child, child.key === undefined ? path : [...path, child.key]);
    return;
  }
  const hidden = node.kind === "masked" || node.kind === "encrypted" || node.kind === "clipped";
  if (hidden || node.text.includes("[FILTERED]") || node.text.length > VALUE_CHARS || path.length === 0) return;
  yield { kind: "arg", path, value: node.text };
}

function filterOf({ kind, path, value }: Fact, group: string): string | null {
  const trait: FilterNode | null =
    kind === "arg"
      ? is("arg", value, path)
      : kind === "queue"
        ? is("queue", value)
        : kind === "tag"
          ? is("tag", value)
          : null;
  if (trait) return printFilter(and(is("group", group), trait));
  return kind === "age" ? `group:${group} age${value}` : null;
}
