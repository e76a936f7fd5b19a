import "server-only";
import type {
  CronBulkRequest,
  CronBulkResult,
  CronCreateRequest,
  CronEditRequest,
  CronResult,
  CronRunRequest,
} from "@/lib/domain/cron.schema";
import { type ActionContext, audited, openStore, required } from "./context";
import { single } from "./outcome";

export function createCronEntry(context: ActionContext, request: CronCreateRequest): Promise<CronResult> {
  const cron = cronOf(context);
  return recorded(context, "cron.create", request.name, request.reason, () =>
    required(cron.create, context.source).call(cron, request),
  );
}

/** Also pauses and resumes: `enabled` alone is recorded as such. */
export function editCronEntry(context: ActionContext, id: string, request: CronEditRequest): Promise<CronResult> {
  const cron = cronOf(context);
  const { version: _, reason, ...changes } = request;
  const toggles = request.enabled !== undefined && Object.keys(changes).length === 1;
  const verb = toggles ? (request.enabled ? "enable" : "disable") : "edit";
  return recorded(context, `cron.${verb}`, id, reason, () =>
    required(cron.edit, context.source).call(cron, id, request),
  );
}

export function deleteCronEntry(
  context: ActionContext,
  id: string,
  version: string,
  reason?: string,
): Promise<CronResult> {
  const cron = cronOf(context);
  return recorded(context, "cron.delete", id, reason, () =>
    required(cron.remove, context.source).call(cron, id, version),
  );
}

/** Puts a deleted entry back. */
export function restoreCronEntry(context: ActionContext, token: string, reason?: string): Promise<CronResult> {
  const cron = cronOf(context);
  return recorded(context, "cron.restore", token, reason, () =>
    required(cron.restore, context.source).call(cron, token),
  );
}

export function runCronEntry(context: ActionContext, id: string, request: CronRunRequest): Promise<CronResult> {
  const cron = cronOf(context);
  return recorded(context, "cron.run", id, request.reason, () =>
    required(cron.run, context.source).call(cron, id, request),
  );
}

/** The same for several entries, each by itself; the record names them all. */
export function changeCronEntries(context: ActionContext, request: CronBulkRequest): Promise<CronBulkResult> {
  const cron = cronOf(context);
  const { action, entries, reason } = request;
  const apply = ({ id, version, runToken }: CronBulkRequest["entries"][number]) => {
    if (action === "run") return required(cron.run, context.source).call(cron, id, { runToken });
    if (action === "delete") return required(cron.remove, context.source).call(cron, id, version);
    return required(cron.edit, context.source).call(cron, id, { version, enabled: action === "enable" });
  };
  return audited(context, {
    action: `cron.${action}`,
    targets: entries.map(({ id }) => id),
    reason,
    work: async () => {
      const outcomes: CronResult[] = [];
      for (const entry of entries) outcomes.push(await apply(entry));
      return { outcomes };
    },
    summarize: ({ outcomes }) => {
      const count = (status: CronResult["status"]) => outcomes.filter((one) => one.status === status).length;
      const [done, gone, refused, unknown] = [count("done"), count("gone"), count("refused"), count("unknown")];
      return { outcome: { requested: entries.length, done, gone, refused, unknown } };
    },
  });
}

const cronOf = (context: ActionContext) => required(openStore(context).cron, context.source);

function recorded(
  context: ActionContext,
  action: string,
  target: string,
  reason: string | undefined,
  work: () => Promise<CronResult>,
): Promise<CronResult> {
  return audited(context, {
    action,
    targets: [target],
    reason,
    work,
    summarize: ({ status, jid }) => ({ outcome: single(status), ...(jid && { targets: [target, jid] }) }),
  });
}
