import "server-only";
import type { JobOutcome } from "@/lib/domain/action.schema";
import { AppError } from "@/lib/errors/app-error";
import type { JobReader, JobWriter } from "@/lib/stores/port";
import type { Access } from "./access";

/** Changes for one caller: jobs of queues they may not see are `gone` for them, and no job goes there. */
export function guardWriter(writer: JobWriter, reader: JobReader, access: Access): JobWriter {
  const allow = (request: { withoutUndo?: boolean | undefined; queue?: string | undefined }) => {
    access.mayWrite("jobs.operate");
    if (request.withoutUndo) access.mayWrite("trash.purge");
    if (request.queue !== undefined && !access.sees(request.queue)) throw new AppError("forbidden", {});
  };
  return {
    async apply(request, options) {
      allow(request);
      if (access.globs === null) return writer.apply(request, options);
      const outcomes = new Map<string, JobOutcome>();
      const visible: string[] = [];
      for (const ref of request.refs) {
        const entry = await reader.entry(ref, options);
        if (entry && access.seesEntry(entry)) visible.push(ref);
        else outcomes.set(ref, goneFor(ref));
      }
      const applied = visible.length > 0 ? await writer.apply({ ...request, refs: visible }, options) : [];
      for (const outcome of applied) outcomes.set(outcome.ref, outcome);
      return request.refs.map((ref) => outcomes.get(ref) ?? goneFor(ref));
    },
    freeze(target, options) {
      access.mayWrite("operations.run");
      if (target.queue !== undefined) access.requireQueue(target.queue);
      return writer.freeze(target, access.globs === null ? options : { ...options, queueGlobs: access.globs });
    },
    freezeUndo(request, options) {
      access.mayWrite("operations.run");
      return writer.freezeUndo(request, options);
    },
    async applyFrozen(request, options) {
      access.mayWrite("operations.run");
      allow(request);
      return writer.applyFrozen(request, options);
    },
  };
}

function goneFor(ref: string): JobOutcome {
  return { ref, status: "gone", reason: null, jid: null, destination: null };
}
