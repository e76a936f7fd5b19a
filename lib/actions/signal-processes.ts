import "server-only";
import type { ProcessActionRequest, ProcessActionResult } from "@/lib/domain/action.schema";
import type { ProcessSummary } from "@/lib/domain/process.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Processes } from "@/lib/stores/port";
import { type ActionContext, audited, openStore, required } from "./context";

type Refusal = ProcessActionResult["refused"][number];

/**
 * Quiets or stops one process, those of a host or tag, or all. Refuses a process that is the last to listen to
 * a queue unless told otherwise, and one that is embedded in an application. @throws AppError `drifted` when
 * another number matches than the person confirmed
 */
export async function signalProcesses(
  context: ActionContext,
  verb: "quiet" | "stop",
  request: ProcessActionRequest,
): Promise<ProcessActionResult> {
  const { processes } = openStore(context);
  const all = await withSignalsWaiting(processes);
  const matched = all.filter((process) => matchesRequest(process, request.match));
  if ("identity" in request.match && matched.length === 0) return gone(request.match.identity);
  if (matched.length !== request.expected) {
    throw new AppError("drifted", { expected: request.expected, actual: matched.length });
  }
  return audited(context, {
    action: `process.${verb}`,
    targets: matched.map(({ identity }) => identity),
    work: async () => {
      const signal = required(processes.signal, context.source);
      const orphans = request.evenIfLastListener ? new Map<string, string[]>() : lastListeners(all, matched);
      const result: ProcessActionResult = { signalled: [], refused: [] };
      for (const process of matched) {
        const refusal = refusalOf(process, verb, orphans) ?? (await send(signal.bind(processes), process, verb));
        if (refusal) result.refused.push(refusal);
        else result.signalled.push(process.identity);
      }
      return result;
    },
    summarize: ({ signalled, refused }) => {
      const lost = refused.filter(({ reason }) => reason === "gone").length;
      const counts = { requested: matched.length, done: signalled.length, gone: lost, unknown: 0 };
      return { outcome: { ...counts, refused: refused.length - lost } };
    },
  });
}

/** Who was told to go quiet or to stop counts as quiet, although it may not have heard it yet. */
async function withSignalsWaiting(processes: Processes): Promise<ProcessSummary[]> {
  const all = await processes.list();
  const leaving = await processes.leaving(all.map(({ identity }) => identity));
  return all.map((process) => ({ ...process, quiet: process.quiet || leaving.has(process.identity) }));
}

function matchesRequest(process: ProcessSummary, match: ProcessActionRequest["match"]): boolean {
  if ("identity" in match) return process.identity === match.identity;
  if ("hostname" in match) return process.hostname === match.hostname;
  if ("tag" in match) return process.tag === match.tag;
  return match.all;
}

/** By identity: the queues nobody would fetch from any more once all of `chosen` are quiet. */
export function lastListeners(
  all: readonly ProcessSummary[],
  chosen: readonly ProcessSummary[],
): Map<string, string[]> {
  const leaving = new Set(chosen.map(({ identity }) => identity));
  const staying = all.filter(({ identity, quiet }) => !quiet && !leaving.has(identity));
  const heard = new Set(staying.flatMap(({ queues }) => queues));
  const orphans = new Map<string, string[]>();
  for (const { identity, quiet, queues } of chosen) {
    const lost = quiet ? [] : [...new Set(queues)].filter((queue) => !heard.has(queue));
    if (lost.length > 0) orphans.set(identity, lost);
  }
  return orphans;
}

function refusalOf(process: ProcessSummary, verb: "quiet" | "stop", orphans: Map<string, string[]>): Refusal | null {
  const { identity } = process;
  const queues = orphans.get(identity);
  if (process.embedded) return { identity, reason: "embedded", queues: [] };
  if (verb === "quiet" && process.quiet) return { identity, reason: "already_quiet", queues: [] };
  return queues ? { identity, reason: "last_listener", queues } : null;
}

async function send(
  signal: (identity: string, verb: "quiet" | "stop") => Promise<"done" | "gone" | "embedded">,
  { identity }: ProcessSummary,
  verb: "quiet" | "stop",
): Promise<Refusal | null> {
  const outcome = await signal(identity, verb);
  return outcome === "done" ? null : { identity, reason: outcome, queues: [] };
}

function gone(identity: string): ProcessActionResult {
  return { signalled: [], refused: [{ identity, reason: "gone", queues: [] }] };
}
