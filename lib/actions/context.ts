import "server-only";
import type { Principal } from "@/lib/auth/principal";
import type { JobOutcome } from "@/lib/domain/action.schema";
import type { AuditEntry } from "@/lib/domain/audit.schema";
import type { Operation, OperationRequest, OperationResume, OperationStart } from "@/lib/domain/operation.schema";
import { AppError, isAppError } from "@/lib/errors/app-error";
import type { ErrorMark } from "@/lib/state/error-records";
import type { JobWriter, Store, WriteRequest } from "@/lib/stores/port";

/** Bulk operations; every method checks the principal again. @throws AppError `not_found` `conflict` `drifted` `forbidden` */
export interface OperationVerbs {
  /** One verb on some entries, now; `operation` is what takes it back, and stands in no list. */
  direct(
    source: string,
    principal: Principal,
    writer: JobWriter,
    request: WriteRequest & { reason?: string | undefined },
  ): Promise<{ outcomes: JobOutcome[]; operation: string | null }>;
  get(source: string, principal: Principal, id: string): Promise<Operation | null>;
  create(source: string, principal: Principal, request: OperationRequest): Promise<Operation>;
  start(source: string, principal: Principal, id: string, request: OperationStart): Promise<Operation>;
  pause(source: string, principal: Principal, id: string): Promise<Operation>;
  resume(source: string, principal: Principal, id: string, request: OperationResume): Promise<Operation>;
  cancel(source: string, principal: Principal, id: string): Promise<Operation>;
  /** An operation that takes another back, freezing; to be started like any other. */
  undo(source: string, principal: Principal, id: string, reason?: string): Promise<Operation>;
}

/** What actions need of the process they run in. */
export interface ActionServices {
  readonly registry: { open(source: string, principal: Principal): Store };
  readonly audit: { write(entry: Omit<AuditEntry, "id" | "atMs">): Promise<void> };
  readonly operations: OperationVerbs;
  readonly errors?: {
    mark(source: string, principal: Principal, id: string, change: Partial<ErrorMark>): Promise<void>;
  };
  readonly auth: { signOutEverywhere(name: string): Promise<void> };
}

/** Who asks, and by which request. */
export interface Caller {
  readonly services: ActionServices;
  readonly principal: Principal;
  /** null = nothing of one source. */
  readonly source: string | null;
  readonly requestId: string;
}

/** Who does what where. */
export interface ActionContext extends Caller {
  readonly source: string;
}

type Outcome = NonNullable<AuditEntry["outcome"]>;

export interface Audited<T> {
  readonly action: string;
  readonly targets: readonly string[];
  /** How many things are meant, when that is not the number of targets. */
  readonly total?: number;
  readonly reason?: string | undefined;
  readonly work: () => Promise<T>;
  readonly summarize?: (result: T) => { outcome: Outcome; targets?: readonly string[] };
}

/** The store as the caller may use it. @throws AppError `source_unknown` */
export function openStore({ services, source, principal }: ActionContext): Store {
  return services.registry.open(source, principal);
}

/** @throws AppError `unsupported_operation` for a facet or method this store lacks */
export function required<T>(part: T | undefined, source: string): T {
  if (part === undefined) throw new AppError("unsupported_operation", { source });
  return part;
}

/**
 * Writes the intent, does the work, writes what came of it. Without a kept intent nothing is done
 * (`audit_unavailable`); a result that cannot be kept changes nothing any more and stands on standard output.
 */
export async function audited<T>(context: Caller, entry: Audited<T>): Promise<T> {
  const { audit } = context.services;
  const startedAt = performance.now();
  const base = recordOf(context, entry);
  await audit.write(base);
  const finish = (part: Partial<typeof base>) => {
    const durationMs = Math.round(performance.now() - startedAt);
    return audit.write({ ...base, ...part, phase: "result", durationMs }).catch(() => {});
  };
  try {
    const result = await entry.work();
    const { outcome = null, targets } = entry.summarize?.(result) ?? {};
    await finish({ outcome, ...(targets && targets.length > 0 && { targets: [...targets] }) });
    return result;
  } catch (error) {
    await finish({ error: isAppError(error) ? error.code : "internal" });
    throw error;
  }
}

function recordOf(
  context: Caller,
  { action, targets, total, reason }: Pick<Audited<never>, "action" | "targets" | "total" | "reason">,
): Omit<AuditEntry, "id" | "atMs"> {
  const { principal, source, requestId } = context;
  return {
    phase: "intent",
    requestId,
    actor: principal.name,
    method: principal.method,
    ip: principal.ip,
    action,
    source,
    targets: [...targets],
    targetTotal: total ?? targets.length,
    targetHash: null,
    outcome: null,
    error: null,
    reason: reason ?? null,
    durationMs: null,
  };
}
