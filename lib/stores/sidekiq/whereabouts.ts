import "server-only";
import { limits } from "@/lib/config/limits";
import type { CallOptions, JobPlaceWord, Whereabouts, WhereaboutsRequest } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { toEntry } from "./entry";
import { factsOf } from "./facts";
import { walkSet } from "./walk";
import { walkQueue } from "./walk-queue";
import { readWork, setMembers } from "./work";

/**
 * Looks for jobs in the direction they go: queue, running, retry, dead. Who is passed on while it looks is met
 * again further on. What fails again comes back with a score in the future, what dies with one after the start;
 * an Active Job `retry_on` waits in the scheduled set under a new jid.
 */
export async function whereabouts(
  context: SidekiqContext,
  request: WhereaboutsRequest,
  options: CallOptions = {},
): Promise<Whereabouts> {
  const { keys, link } = context;
  const byJid = new Map(request.jobs.map(({ jid }) => [jid, jid]));
  const byActiveJob = new Map<string, string>();
  for (const { jid, activeJobId } of request.jobs) if (activeJobId !== null) byActiveJob.set(activeJobId, jid);
  const places = new Map<string, JobPlaceWord>(request.jobs.map(({ jid }) => [jid, "nowhere"]));
  const errors: Whereabouts["errors"] = [];
  let complete = true;
  const see = (bytes: Buffer, word: JobPlaceWord, place: "queue" | "retry" | "dead" | "scheduled") => {
    const facts = factsOf(bytes, place === "queue" ? { queue: "" } : { set: place }, null);
    const own = facts.jid === null ? undefined : byJid.get(facts.jid);
    const jid = own ?? (facts.activeJobId === null ? undefined : byActiveJob.get(facts.activeJobId));
    if (jid === undefined || (word === "waiting" && own === undefined)) return;
    places.set(jid, word);
    if (word !== "failedAgain" && word !== "dead") return;
    const entry = toEntry(bytes, {
      ref: "",
      place: place === "queue" ? { kind: "retry" } : { kind: place },
      atMs: null,
    });
    errors.push(entry.error ?? { class: null, message: null });
  };
  const look = async (
    pages: AsyncIterable<{ bytes: Buffer }[]>,
    word: JobPlaceWord,
    place: Parameters<typeof see>[2],
  ) => {
    let looked = 0;
    for await (const page of pages) {
      for (const { bytes } of page) see(bytes, word, place);
      looked += page.length;
      if (looked < limits.canaryScan) continue;
      complete = false;
      return;
    }
  };
  const sinceScore = { score: String(request.sinceMs / 1_000), skip: 0 };
  const setFrom = (set: "retry" | "dead" | "scheduled") =>
    walkSet(context, keys.set(set), sinceScore, "bulk", options.signal);

  for (const queue of new Set(request.queues)) {
    await look(walkQueue(context, keys.queue(queue), "bulk", options.signal), "waiting", "queue");
  }
  const work = await link.bulk(async (redis) => readWork(redis, context, await setMembers(redis, keys.processes)));
  for (const { payload } of work) see(payload, "running", "queue");
  await look(setFrom("retry"), "failedAgain", "retry");
  if (byActiveJob.size > 0) await look(setFrom("scheduled"), "failedAgain", "scheduled");
  await look(setFrom("dead"), "dead", "dead");
  return { places, errors, complete };
}
