import "server-only";
import { createHash } from "node:crypto";
import type { EditableJob, EnqueueRequest, MadeJob, ReplaceArgsRequest } from "@/lib/domain/job-edit.schema";
import { AppError } from "@/lib/errors/app-error";
import { type ActionContext, audited, openStore, required } from "./context";
import { single } from "./outcome";

/** The arguments of one entry as they are edited; what is masked stays so. @throws AppError `job_not_found` */
export async function editableJob(context: ActionContext, ref: string): Promise<EditableJob> {
  const editor = required(openStore(context).editor, context.source);
  const job = await editor.editable(ref);
  if (!job) throw new AppError("job_not_found", {});
  return job;
}

/** A job with other arguments, its original kept or taken to the trash in the same step. */
export async function replaceArgs(context: ActionContext, request: ReplaceArgsRequest): Promise<MadeJob> {
  const { ref, text, original, token, reason, atMs } = request;
  const editor = required(openStore(context).editor, context.source);
  const wanted = { ref, text, queue: null, atMs: atMs ?? null, token };
  return recorded(context, `job.edit${original === "trash" ? "" : "_copy"}`, ref, reason, () =>
    original === "trash"
      ? editor.replaceArgs({ ...wanted, batch: { id: batchOf(token), actor: context.principal.name, operation: null } })
      : editor.enqueue(wanted),
  );
}

/** A new job like one that is there. */
export async function enqueueJob(context: ActionContext, request: EnqueueRequest): Promise<MadeJob> {
  const { ref, text, queue, token, reason, atMs } = request;
  const editor = required(openStore(context).editor, context.source);
  return recorded(context, text === null && queue === null ? "job.duplicate" : "job.enqueue", ref, reason, () =>
    editor.enqueue({ ref, text, queue, atMs: atMs ?? null, token }),
  );
}

function recorded(
  context: ActionContext,
  action: string,
  ref: string,
  reason: string | undefined,
  work: () => Promise<MadeJob>,
): Promise<MadeJob> {
  return audited(context, {
    action,
    targets: [ref],
    total: 1,
    reason,
    work,
    summarize: ({ status, jid, ancestor }) => ({
      outcome: single(status),
      // The entry first, the new job behind it: how a life line finds its way from one to the other.
      targets: [ancestor ?? ref, ...(jid === null ? [] : [jid])],
    }),
  });
}

/** A request that is sent again names the same trash batch. */
const batchOf = (token: string) =>
  createHash("sha256").update(`signalbox trash ${token}`).digest("base64url").slice(0, 22);
