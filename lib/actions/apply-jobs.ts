import "server-only";
import type { JobActionRequest, JobActionResult, JobOutcome, OutcomeStatus } from "@/lib/domain/action.schema";
import { newId } from "@/lib/state/id";
import { type ActionContext, audited, openStore, required } from "./context";

/** One verb on at most `limits.refsPerAction` entries; says for each what became of it, and what takes it back. */
export async function applyJobs(context: ActionContext, request: JobActionRequest): Promise<JobActionResult> {
  const { action, refs, reason, ...params } = request;
  const { services, source, principal } = context;
  const batch = { id: newId(), actor: principal.name, operation: null };
  const store = openStore(context);
  return audited(context, {
    action: `job.${action}`,
    targets: refs,
    reason,
    work: async () => {
      const writer = required(store.writer, source);
      const asked = { ...params, verb: action, refs: [...new Set(refs)], batch, reason };
      const { outcomes, operation } = await services.operations.direct(source, principal, writer, asked);
      return { ...toResult(outcomes, batch.id), operation };
    },
    summarize: ({ outcomes, trashBatch: _batch, operation: _operation, ...outcome }) => ({
      outcome,
      targets: outcomes.map(({ jid, ref }) => jid ?? ref),
    }),
  });
}

function toResult(outcomes: JobOutcome[], batch: string): Omit<JobActionResult, "operation"> {
  const count = (status: OutcomeStatus) => outcomes.filter((outcome) => outcome.status === status).length;
  const removed = outcomes.some(({ status, destination }) => status === "done" && destination === "trash");
  return {
    requested: outcomes.length,
    done: count("done"),
    gone: count("gone"),
    refused: count("refused"),
    unknown: count("unknown"),
    outcomes,
    trashBatch: removed ? batch : null,
  };
}
