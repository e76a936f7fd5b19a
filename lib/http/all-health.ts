import "server-only";
import type { HealthAnswer } from "./health";

const RANK = { ok: 0, warn: 1, critical: 2 } as const;

export interface SourceHealth {
  readonly source: string;
  readonly answer: HealthAnswer;
}

/** The sources that have the queue which was asked about; all where none has it. */
export function ofQueue(parts: readonly SourceHealth[], queue: string | undefined): readonly SourceHealth[] {
  if (queue === undefined) return parts;
  const having = parts.filter(({ answer }) => Object.hasOwn(answer.queue_sizes, queue));
  return having.length === 0 ? parts : having;
}

/** The health of several sources as one: numbers add up, names of queues get `source:` in front, the worst counts. */
export function joinHealth(parts: readonly SourceHealth[]): HealthAnswer {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first.answer;
  const answers = parts.map(({ answer }) => answer);
  const named = <V>(pick: (answer: HealthAnswer) => Record<string, V>): Record<string, V> =>
    Object.fromEntries(
      parts.flatMap(({ source, answer }) =>
        Object.entries(pick(answer)).map(([queue, value]) => [`${source}:${queue}`, value]),
      ),
    );
  return {
    queue_sizes: named((answer) => answer.queue_sizes),
    failed_jobs: answers.reduce((sum, answer) => sum + answer.failed_jobs, 0),
    processing: answers.reduce((sum, answer) => sum + answer.processing, 0),
    latencies: named((answer) => answer.latencies),
    status: answers.reduce<HealthAnswer["status"]>(
      (worst, { status }) => (RANK[status] > RANK[worst] ? status : worst),
      "ok",
    ),
    reasons: parts.flatMap(({ source, answer }) =>
      answer.reasons.map((reason) => (reason.startsWith(`${source}: `) ? reason : `${source}: ${reason}`)),
    ),
  };
}
