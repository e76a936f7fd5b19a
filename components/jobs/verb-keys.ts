import type { JobVerb } from "@/lib/domain/action.schema";

const VERB_KEYS = { r: "retry", d: "delete", K: "kill", m: "move" } as const satisfies Record<string, JobVerb>;

/** The keys of the verbs there are; `r` lets a job run: in the scheduled set that is called "run now". */
export function verbKeys(verbs: readonly JobVerb[]): [key: string, verb: JobVerb][] {
  return Object.entries(VERB_KEYS).flatMap(([key, wanted]): [string, JobVerb][] => {
    const verb = wanted === "retry" && verbs.includes("run_now") ? "run_now" : wanted;
    return verbs.includes(verb) ? [[key, verb]] : [];
  });
}

/** For the focused row of a table. */
export function rowVerbKeys<Row>(
  verbs: readonly JobVerb[],
  run: (verb: JobVerb, row: Row) => void,
): Record<string, (row: Row) => void> {
  return Object.fromEntries(verbKeys(verbs).map(([key, verb]) => [key, (row: Row) => run(verb, row)]));
}
