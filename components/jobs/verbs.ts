import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobEntry, JobProblem, Place } from "@/lib/domain/job.schema";

/** What may be done with a job by where it is; the first is the one that lets it run. */
const BY_PLACE: Record<Place["kind"], readonly JobVerb[]> = {
  dead: ["retry", "move", "delete"],
  retry: ["retry", "reschedule", "move", "kill", "delete"],
  scheduled: ["run_now", "reschedule", "move", "kill", "delete"],
  queue: ["move", "kill", "delete"],
  running: [],
};

const NO_JOB: ReadonlySet<JobProblem> = new Set([
  "invalid_json",
  "not_an_object",
  "args_not_an_array",
  "class_missing",
]);

export function verbsOfPlace(kind: Place["kind"]): readonly JobVerb[] {
  return BY_PLACE[kind];
}

/** What no worker could run is only ever deleted or killed: both keep its bytes. */
export function verbsOfJob(job: Pick<JobEntry, "place" | "problem">): readonly JobVerb[] {
  const verbs = BY_PLACE[job.place.kind];
  if (job.problem === null || !NO_JOB.has(job.problem)) return verbs;
  return verbs.filter((verb) => verb === "kill" || verb === "delete");
}

export const isDamaging = (verb: JobVerb): boolean => verb === "kill" || verb === "delete";
