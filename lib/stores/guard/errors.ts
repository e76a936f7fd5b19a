import "server-only";
import type { ErrorScans } from "@/lib/stores/port";
import type { Access } from "./access";

/** Counting goes over whole sets, so it is for the index alone; rows and waiting jobs are cut to what the caller sees. */
export function guardErrors(errors: ErrorScans, access: Access): ErrorScans {
  return {
    async counts(spans) {
      access.may("read");
      access.requireWhole();
      return errors.counts(spans);
    },
    async scan(span, sink, limit, options) {
      access.may("read");
      access.requireWhole();
      return errors.scan(span, sink, limit, options);
    },
    async rows(set, scores, group, options) {
      access.may("read");
      const rows = await errors.rows(set, scores, group, options);
      return rows.filter(({ entry }) => access.seesEntry(entry));
    },
    async lastDeploy(nowMs) {
      access.may("read");
      return errors.lastDeploy(nowMs);
    },
    async waiting(jobClass, queues, limit, options) {
      access.may("read");
      const seen = queues.filter((queue) => access.sees(queue));
      const { jobs, looked } = await errors.waiting(jobClass, seen, limit, options);
      return { jobs: jobs.filter(({ queue }) => access.sees(queue)), looked };
    },
  };
}
